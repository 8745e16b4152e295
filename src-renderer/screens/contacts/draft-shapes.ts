/** `keep` leaves contexts, features and label of the original as they are. */
export type RowKind = 'keep' | 'none' | 'work' | 'private' | 'mobile' | 'fax'

export interface DraftRow {
  /** Key in the Card; empty for a new row. */
  key: string
  kind: RowKind
  value: string
}
export interface DraftService {
  key: string
  service: string
  user: string
}
export interface DraftAddress {
  key: string
  kind: RowKind
  street: string
  locality: string
  region: string
  postcode: string
  country: string
}
export interface DraftDate {
  year: string
  month: string
  day: string
}

/** A Card as a form holds it: plain texts, with the original beside them. */
export interface CardDraft {
  names: Record<'surname' | 'given' | 'given2' | 'prefix' | 'suffix', string>
  full: string
  nickname: string
  company: string
  department: string
  jobTitle: string
  phones: DraftRow[]
  emails: DraftRow[]
  links: DraftRow[]
  notes: DraftRow[]
  online: DraftService[]
  addresses: DraftAddress[]
  birthday: DraftDate
  wedding: DraftDate
  removePhoto: boolean
}
