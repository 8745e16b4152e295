/**
 * The page's one door to the rest of the program, and only for types: the calls and events of the
 * contract, the shapes that they carry, and the Card. Nothing of it is there at run time.
 */
export type * from '../src-main/contract'
export type { Bridge } from '../src-preload/bridge'
