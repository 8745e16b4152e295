/**
 * The shapes in which a space tells screens, scripts and the command line about itself. Plain data
 * that survives structured clone and JSON: no classes, no buffers, times in ISO 8601 UTC, keys in
 * the text form in which people see them.
 */
import type { Card } from '../contacts/card'
import type { ErrorCode, ErrorDetails } from '../error'

export type * from './shapes/ownership'

export interface Page<Row> {
  rows: Row[]
  /** Rows that match in all, of which `rows` is the part from `offset`. */
  total: number
  offset: number
}

export interface Failure {
  code: ErrorCode
  message: string
  details: ErrorDetails
}

// ── the space ────────────────────────────────────────────────────────────────────────────────

/** `setup`: no space here yet; `locked`: there is one, and its keychain has to be opened first. */
export type SpacePhase = 'setup' | 'locked' | 'opening' | 'open' | 'failed'

export type NetworkState = 'offline' | 'connecting' | 'online' | 'suspended'

/** What the tray shows in a word. */
export type SyncState = 'idle' | 'syncing' | 'paused' | 'offline' | 'attention'

/** `trail-broken`: the audit trail is not as it was written; `trail-unwritten`: it cannot be written now. */
export type TrailTrouble = 'trail-broken' | 'trail-unwritten'

/** What needs the owner; `received`: a received share failed; `merge`: a merge was cut off, and then refused. */
export type Trouble = TrailTrouble | 'received' | 'merge'

export type KeychainKind = 'keytar' | 'file' | 'memory'

export interface SpaceStatus {
  phase: SpacePhase
  failure?: Failure
  /** The name that the owner gave the space, shown to the people it shares with. */
  name: string
  host: string
  /** did:key of the owner; empty until open. */
  did: string
  /** Noise key of the space, z-base-32; empty until open. */
  spaceKey: string
  /** True when the 24 words were shown and confirmed. */
  phraseConfirmed: boolean
  /** In which country this computer is (ISO 3166-1 alpha-2), as its user said; empty when they did not. */
  country: string
  keychain?: KeychainKind
  /** Which keychains work on this machine, and why one does not. */
  keychains: { kind: KeychainKind; available: boolean; reason?: string }[]
  network: NetworkState
  peers: number
  sync: SyncState
  /** Why `sync` is `attention`; also while the network is paused or away. */
  trouble?: Trouble
  counts: { contacts: number; sets: number; given: number; received: number }
  version: string
}

// ── contacts and datoms ──────────────────────────────────────────────────────────────────────

export type SecurityLevel = 'public' | 'internal' | 'personal' | 'confidential' | 'restricted'

export type DatomStatus = 'active' | 'retired' | 'disputed'

/** One line of a list of contacts. */
export interface ContactRow {
  /** Unique across own and received contacts. */
  id: string
  name: string
  /** Latin letters to sort and search by: pinyin for Chinese names. */
  sortKey: string
  org: string
  email: string
  tel: string
  photo: boolean
  tags: string[]
  level: SecurityLevel
  status: DatomStatus
  version: number
  setId: string
  setName: string
  /** Id of the received share it came by; absent for one's own. */
  receivedId?: string
  /** Who owns it, for received ones. */
  owner?: string
  changed: string
}

export interface DatomFacts {
  urn: string
  type: 'contact'
  category: string
  tags: string[]
  level: SecurityLevel
  status: DatomStatus
  created: string
  changed: string
  version: number
  setId: string
  setName: string
  /** z-base-32 key of the core that holds it. */
  coreKey: string
  owner: string
}

export interface ContactDetail {
  id: string
  row: ContactRow
  card: Card
  datom: DatomFacts
  /** True where this person may change it: one's own. */
  editable: boolean
  /** `app://` address of the photo, if there is one. */
  photoUrl?: string
  /** Set when it is the result of a merge that can be taken back. */
  mergedFrom?: number
  /** Why taking that merge back, cut off by a crash, could not be completed: it can be asked for again. */
  unmergeRefused?: { code: ErrorCode; message: string; details: ErrorDetails }
}

export interface VersionRow {
  version: number
  at: string
  /** Name at that version, or empty for a deletion. */
  name: string
  kind: 'created' | 'changed' | 'deleted' | 'restored'
  /** Names of members of the Card that differ from the version before. */
  fields: string[]
}

export type MatchDegree = 'same' | 'likely' | 'maybe'

export interface DuplicateRow {
  ids: string[]
  names: string[]
  degree: MatchDegree
  /** Stable codes such as `same-email`, translated by screens. */
  reasons: string[]
}

export interface MergeField {
  /** Path in the Card, e.g. `name`, `emails` or `anniversaries.birth`. */
  field: string
  /** Member of the Card, where the path begins. */
  member: string
  /** `one`: choose one of the values; `many`: tick those to keep. */
  kind: 'one' | 'many'
  /** `part` is a Card that has this value and nothing else. */
  values: { key: string; part: Partial<Card>; from: string[]; chosen: boolean }[]
}

export interface MergeView {
  ids: string[]
  names: string[]
  fields: MergeField[]
}

export interface SetRow {
  id: string
  name: string
  /** z-base-32. */
  coreKey: string
  category: string
  level: SecurityLevel
  count: number
  /** Blocks and bytes of the core. */
  length: number
  byteLength: number
  epoch: number
  created: string
  shares: number
  /** The signed ownership credential, as JSON text. */
  credential: string
}

/** A core that a program made through the SDK: its key is the right to read it. */
export interface CoreRow {
  /** z-base-32. */
  key: string
  keyHex: string
  name?: string
  created: string
  /** Blocks and bytes. */
  length: number
  byteLength: number
}

export interface CoreBlock {
  index: number
  bytes: number
  /** `text` is UTF-8, or hex digits of a binary block; long ones are cut. */
  kind: 'text' | 'binary'
  text: string
}

// ── import ───────────────────────────────────────────────────────────────────────────────────

export type ImportPhase =
  | 'reading'
  | 'mapping'
  | 'review'
  | 'writing'
  | 'paused'
  | 'done'
  | 'cancelled'
  | 'undone'
  | 'failed'

export interface ColumnChoice {
  header: string
  /** A contact field id, or `keep` (kept as it is), or `ignore`. */
  field: string
  samples: string[]
}

export interface ImportFile {
  index: number
  name: string
  bytes: number
  format: 'vcard' | 'csv' | 'zip' | 'unknown'
  charset: string
  charsetFound: string
  charsets: { charset: string; confidence: number }[]
  layout?: { id: string; name: string; confidence: number; columns: ColumnChoice[] }
  records: number
  problems: number
  failure?: Failure
}

/** created + updated + merged + skipped + failed = total. */
export interface ImportCounts {
  total: number
  created: number
  updated: number
  merged: number
  skipped: number
  failed: number
}

export interface ImportJob {
  id: string
  phase: ImportPhase
  files: ImportFile[]
  started: string
  finished?: string
  progress: { done: number; total: number }
  /** During review: what would happen; afterwards: what did. */
  counts: ImportCounts
  kinds: { new: number; update: number; same: number; duplicate: number; problem: number }
  setId?: string
  setName?: string
  /** Until when it can be taken back; absent when it cannot. */
  undoUntil?: string
  failure?: Failure
}

export type ReviewKind = 'new' | 'update' | 'same' | 'duplicate' | 'problem'

export type ReviewAction = 'create' | 'update' | 'merge' | 'skip'

export interface ReviewRow {
  index: number
  kind: ReviewKind
  action: ReviewAction
  file: string
  line: number
  name: string
  email: string
  tel: string
  org: string
  /** What it matches: a contact of the space, or an earlier row of the same import. */
  match?: { id: string; name: string; degree: MatchDegree; reasons: string[] }
  problem?: { reason: string; message: string; raw: string }
  /** Lines of a record that was read: what was not understood in it, and kept as it is. */
  warnings?: { line: number; reason: string; message: string; raw: string }[]
}

export type * from './shapes/sharing'
export type * from './shapes/people'
export type * from './shapes/meter'
export type * from './shapes/audit'

// ── settings ─────────────────────────────────────────────────────────────────────────────────

export interface Settings {
  locale: 'system' | 'zh-CN' | 'en'
  theme: 'system' | 'light' | 'dark'
  closeToTray: boolean
  openAtLogin: boolean
  notifications: boolean
  /** `host:port` of own bootstrap nodes; empty for the public network. */
  bootstrap: string[]
  /** ISO 3166 region for phone numbers without a country code. */
  region: string
}

export interface StorageFacts {
  path: string
  bytes: number
  electron: string
  node: string
}
