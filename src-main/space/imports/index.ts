/**
 * From dropped files to contacts. Reads and compares in a worker thread, holds the review there, writes
 * in slices on the main thread, and can take everything back. Imports `contacts`, `datom`, and the
 * database and contacts of the space. It promises: nothing is written before the review; created +
 * updated + merged + skipped + failed = what was in the files; the same record is never created twice; an
 * import that was cut off is not left half; and what a person changed since is never undone.
 */
export { Imports } from './imports'
export type { ImportsOptions } from './options'
export type { FileLimits } from './file'
