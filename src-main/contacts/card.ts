/**
 * A contact as a JSContact Card (RFC 9553), with the vCard leftovers of RFC 9555 and the blob
 * reference of RFC 9610. Only the members that this program reads or writes are typed; every other
 * member of a Card that came from elsewhere is kept as it is.
 */

/** A property of a vCard that has no place in a Card, in jCard form (RFC 7095 §3.3): `[name, parameters, type, ...values]`. */
export type JCardProperty = [
  name: string,
  parameters: Record<string, string | string[]>,
  type: string,
  ...values: (string | string[])[]
]

/** Members that any value object may carry so that a vCard goes out as it came in (RFC 9555 §2.15). */
export interface Kept {
  '@type'?: string
  vCardParams?: Record<string, string | string[]>
  vCardName?: string
}

export interface Labelled {
  contexts?: Record<string, true>
  pref?: number
  /** Free text such as a custom label of the address book that wrote it. */
  label?: string
}

export type NameKind =
  'title' | 'given' | 'given2' | 'surname' | 'surname2' | 'credential' | 'generation' | 'separator'

export interface NameComponent {
  kind: NameKind
  value: string
  phonetic?: string
}

export interface Name extends Kept {
  full?: string
  components?: NameComponent[]
  isOrdered?: boolean
  sortAs?: Partial<Record<NameKind, string>>
  /** Parameters of FN; those of N are in `vCardParams`. */
  'datomspace:fullParams'?: Record<string, string | string[]>
}

export interface EmailAddress extends Kept, Labelled {
  address: string
}

export interface Phone extends Kept, Labelled {
  /** As written in the file: free text or a `tel:` URI. */
  number: string
  features?: Record<string, true>
}

export interface OnlineService extends Kept, Labelled {
  service?: string
  uri?: string
  user?: string
}

export interface Organization extends Kept {
  name?: string
  units?: { name: string; sortAs?: string }[]
  sortAs?: string
  contexts?: Record<string, true>
}

export interface Title extends Kept {
  kind?: 'title' | 'role'
  name: string
  organizationId?: string
}

export type AddressKind =
  | 'postOfficeBox'
  | 'apartment'
  | 'name'
  | 'locality'
  | 'region'
  | 'postcode'
  | 'country'
  | 'district'
  | 'block'
  | 'number'
  | 'separator'
  | 'room'
  | 'floor'
  | 'building'
  | 'direction'
  | 'landmark'
  | 'subdistrict'

export interface Address extends Kept, Labelled {
  components?: { kind: AddressKind; value: string }[]
  full?: string
  countryCode?: string
  coordinates?: string
  timeZone?: string
}

export interface PartialDate {
  '@type'?: 'PartialDate'
  year?: number
  month?: number
  day?: number
  calendarScale?: string
}

export interface Timestamp {
  '@type': 'Timestamp'
  utc: string
}

export interface Anniversary extends Kept {
  kind: 'birth' | 'death' | 'wedding' | (string & {})
  date: PartialDate | Timestamp
  place?: Address
}

export interface Media extends Kept, Labelled {
  kind: 'photo' | 'sound' | 'logo'
  uri?: string
  /** SHA-256 of the bytes, 64 hex digits: the bytes are a blob of the set, stored once (RFC 9610 `blobId`). */
  blobId?: string
  mediaType?: string
}

export interface Link extends Kept, Labelled {
  uri: string
  kind?: string
  mediaType?: string
}

export interface Note extends Kept {
  note: string
  created?: string
  author?: { name?: string; uri?: string }
}

export interface Relation extends Kept {
  relation?: Record<string, true>
}

export interface Card {
  '@type': 'Card'
  version: '1.0'
  uid: string
  kind?: 'individual' | 'group' | 'org' | 'location' | 'device' | 'application' | (string & {})
  created?: string
  updated?: string
  prodId?: string
  language?: string
  name?: Name
  nicknames?: Record<string, Kept & Labelled & { name: string }>
  organizations?: Record<string, Organization>
  titles?: Record<string, Title>
  emails?: Record<string, EmailAddress>
  phones?: Record<string, Phone>
  onlineServices?: Record<string, OnlineService>
  addresses?: Record<string, Address>
  anniversaries?: Record<string, Anniversary>
  media?: Record<string, Media>
  links?: Record<string, Link>
  notes?: Record<string, Note>
  keywords?: Record<string, true>
  members?: Record<string, true>
  relatedTo?: Record<string, Relation>
  preferredLanguages?: Record<string, Kept & Labelled & { language: string }>
  personalInfo?: Record<string, Kept & { kind: string; value: string; level?: string }>
  calendars?: Record<string, Link>
  cryptoKeys?: Record<string, Link>
  directories?: Record<string, Link>
  schedulingAddresses?: Record<string, Kept & Labelled & { uri: string }>
  speakToAs?: Kept & { grammaticalGender?: string; pronouns?: Record<string, { pronouns: string }> }
  /** Everything of the vCard that has no member of its own, in the order of the file. */
  vCardProps?: JCardProperty[]
  /** Cells of a CSV row whose column has no member of its own: header → text. */
  'datomspace:csv'?: Record<string, string>
  [member: string]: unknown
}

/** Bytes taken out of a record, named by their hash. */
export interface Blob {
  /** SHA-256, 64 hex digits. */
  hash: string
  mediaType: string
  bytes: Uint8Array
}
