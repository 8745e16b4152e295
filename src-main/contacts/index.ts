/**
 * Contacts in and out. This room turns the files that address books write (vCard 2.1, 3.0 and 4.0,
 * CSV of many programs, both in zip archives) into JSContact Cards (RFC 9553) and back. It may import nothing but `error.ts` and pure libraries; it
 * does no I/O and knows no clock: bytes in, records out. It finds and merges duplicates. It promises that nothing of a file is lost
 * (what has no place in a Card is kept and written back), that a file of any size is read in constant
 * memory, that no bytes however hostile make it throw or hang, and that the same file read twice gives
 * the same identities.
 */
export {
  DEFAULT_ARCHIVE_LIMITS,
  readArchive,
  type ArchiveEntry,
  type ArchiveLimits,
  type ArchiveOptions,
  type ArchiveProblem,
  type ArchiveProblemCode
} from './archive'
export type * from './card'
export {
  canonicalCharset,
  charsetDecoder,
  decode,
  detectCharset,
  isValidUtf8,
  UNICODE_CHARSETS,
  type DetectedCharset,
  type DetectOptions,
  type Ranked
} from './charset'
export { CANDIDATES as CHARSET_CANDIDATES } from './charset/guess'
export {
  CONTACT_FIELDS,
  confirmLayout,
  CsvReader,
  detectLayout,
  membersNotInCsv,
  writeCsv,
  type ColumnMapping,
  type ContactField,
  type CsvLayout,
  type CsvReaderOptions,
  type CsvWriteOptions,
  type DateOrder,
  type FieldContext,
  type LayoutOptions,
  type PhoneFeature
} from './csv'
export {
  applyMerge,
  DuplicateIndex,
  findDuplicates,
  proposeMerge,
  type Degree,
  type DuplicateGroup,
  type DuplicateMatch,
  type DuplicateOptions,
  type DuplicatePair,
  type MergeChoices,
  type MergeField,
  type MergeOptions,
  type MergeProposal,
  type MergeValue,
  type ReasonCode
} from './duplicate'
export { detectFormat, displayName, summary, type CardSummary, type FileFormat } from './inspect'
export {
  DEFAULT_READ_LIMITS,
  type ProblemCode,
  type ReadEvent,
  type ReadLimits,
  type ReadWarning
} from './read'
export { canonicalJson, cardContent, deriveUid, isDerivedUid } from './uid'
export { readVCards, VCardReader, type VCardReaderOptions } from './vcard/reader'
export { writeVCard, writeVCards, type WriteOptions } from './vcard/write'
