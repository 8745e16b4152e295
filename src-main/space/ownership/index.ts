/**
 * Whose the datoms of a space are: credentials that anybody checks offline, transfers between two spaces
 * that lose nothing, disputes and retirements. Imports `datom` and `identity`, and of its own room the
 * sets, contacts, letters and files that it is given. It promises that nothing is retired before its
 * taker has it, and that what others send is checked before it is kept.
 */
export { Ownership, type OwnershipOptions } from './ownership'
export type { PersonAddress } from './transfers-options'
