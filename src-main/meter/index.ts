/**
 * What was done: counts what was served under each grant. Imports `error` and the storage libraries;
 * knows nothing of peers' names or screens, and promises that counting costs nothing that anybody
 * notices and that a count never goes down. (What readers do with the data is counted by receipts that
 * they sign, which are not here yet.)
 */
export { ServedMeter, type Served } from './served'
