/**
 * The audit trail of a space: what happened to rights, as a chain of links signed by its owner, in an
 * encrypted core that no peer is served. It writes what other modules `record`, lists it, and exports it
 * as one file that anybody verifies offline. Imports `meter` (the chain and its check), `datom`, and the
 * store of the space.
 */
export { auditText } from './file'
export { describing, type TrailNames } from './names'
export { withRoots } from './root'
export { Trail, type TrailOptions } from './trail'
export type { TrailFilter } from './filter'
