export { confirmLayout, CsvReader, type CsvReaderOptions } from './reader'
export {
  CONTACT_FIELDS,
  type ColumnMapping,
  type ContactField,
  type CsvLayout,
  type DateOrder,
  type FieldContext,
  type PhoneFeature
} from './field'
export { detectLayout, type LayoutOptions } from './layout'
export { membersNotInCsv, writeCsv, type CsvWriteOptions } from './write'
