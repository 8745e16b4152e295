/**
 * One list of all contacts, one's own and received ones, in memory: sorted, searched, edited, merged.
 * Imports `contacts`, `datom` and the database of the space. It promises that a list of 100,000 answers
 * within milliseconds, that it never holds up the event loop while it is built, that nothing is
 * acknowledged before it is on the disk, and that a merge can be taken back.
 */
export { Contacts, type ContactsOptions, type Photo } from './contacts'
export type { ContactFilter } from './projection'
export type { RowReader } from './reader'
export {
  ownSource,
  receivedSource,
  type ContactSource,
  type SourceChange,
  type SourceFacts
} from './source'
