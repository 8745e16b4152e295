/**
 * What a column of a CSV file can mean: the closed list that a mapping screen offers, and the shape
 * of a mapping. Ids are stable: they are stored with a person's corrected mappings.
 */
export const CONTACT_FIELDS = [
  /** Not understood or not wanted as a field: the cell is kept as it is and exported back. */
  'keep',
  'uid',
  'name.full',
  'name.prefix',
  'name.given',
  'name.given2',
  'name.surname',
  'name.suffix',
  'name.phonetic.given',
  'name.phonetic.given2',
  'name.phonetic.surname',
  'nickname',
  'org.name',
  'org.unit',
  'org.title',
  'org.role',
  'email',
  'email.label',
  'phone',
  'phone.label',
  'address.label',
  'address.full',
  'address.street',
  'address.extended',
  'address.postOfficeBox',
  'address.locality',
  'address.region',
  'address.postcode',
  'address.country',
  'link',
  'link.label',
  'im',
  'im.label',
  'im.service',
  'relation',
  'relation.label',
  'event',
  'event.label',
  'birthday',
  'birth.year',
  'birth.month',
  'birth.day',
  'anniversary',
  'note',
  'keywords',
  'photo'
] as const

export type ContactField = (typeof CONTACT_FIELDS)[number]

export type FieldContext = 'work' | 'private'

/** Features of a phone (RFC 9553 §2.3.3) that a column can state. */
export type PhoneFeature = 'mobile' | 'fax' | 'pager' | 'main-number' | 'textphone' | 'video'

export interface ColumnMapping {
  /** Counted from 0. */
  column: number
  /** As in the file; empty for a column without one. */
  header: string
  field: ContactField
  /** Columns of one family with the same slot fill one value: street and city of one address. */
  slot: string
  context?: FieldContext
  feature?: PhoneFeature
  /** Fixed label of the value, the relation (`spouse`), or the service of an IM column. */
  label?: string
  /** 0 to 1: 1 is the header of a known program, below 0.5 a proposal that a person must confirm. */
  confidence: number
}

/** Which number of a date such as 6/3/2005 is the day. */
export type DateOrder = 'dmy' | 'mdy' | 'ymd'

export interface CsvLayout {
  /** Stable id of the program and language that wrote the file, `guessed` or `unknown`. */
  id: string
  /** Name for people, in English; screens translate by id. */
  name: string
  delimiter: string
  /** CR only in files that have no LF at all; LF also stands for CR LF. */
  newline: '\n' | '\r'
  /** Row of the header counted from 0 among all rows of the file, -1 if there is none. */
  headerRow: number
  columns: ColumnMapping[]
  confidence: number
  /** Headers of the columns whose cells are kept as they are. */
  unmapped: string[]
  /** The mapping is a proposal: nothing may be imported before a person has confirmed it. */
  ask: boolean
  /** Found from the dates of the sample; without it an ambiguous date stays a kept cell. */
  dateOrder?: DateOrder
  /** The file is our own export: formula neutralising is undone in every cell. */
  neutralised?: boolean
}

/** Fields that a row can hold once only; further columns of the same meaning are kept as cells. */
export const SINGLE_FIELDS: ReadonlySet<ContactField> = new Set<ContactField>([
  'uid',
  'name.full',
  'name.prefix',
  'name.given',
  'name.given2',
  'name.surname',
  'name.suffix',
  'name.phonetic.given',
  'name.phonetic.given2',
  'name.phonetic.surname',
  'birthday',
  'birth.year',
  'birth.month',
  'birth.day',
  'anniversary',
  'photo'
])

/** The header of our own export's last column: it carries the UID and marks the file as ours. */
export const UID_HEADER = 'datomspace:uid'

/** Ends the header of a kept cell whose own header means something else in the exported layout. */
export const KEPT_SUFFIX = ' [kept]'
