import type { Draft } from '../../rights'
import type { Obstacle } from '../metering/obstacle'
import type { Failure, SecurityLevel } from '../shapes'

export type { Draft }

/** How far a term is held up by the software. */
export type Enforcement = 'enforced' | 'metered' | 'declared'

export type TermsLanguage = 'en' | 'zh-CN'

/** One sentence of a policy in plain words. */
export interface TermSentence {
  /** Where in the policy what it says begins. */
  at: string
  /** 0 for a sentence of its own; a deeper one belongs to the last before it that is less deep. */
  level: number
  text: string
  /** Absent where nobody is bound. */
  enforcement?: Enforcement
  /** Stable code of the reason, and the reason in one sentence. */
  why?: string
  because?: string
}

export interface TermLabel {
  /** Stable code of the term, e.g. `until`, `read`, `no-sale`. */
  term: string
  value?: string
  enforcement: Enforcement
  /** Stable code of the one sentence that says why. */
  why: string
}

export interface Terms {
  /** Every term in words, in both languages, each with how far it is held up and why. */
  words: Record<TermsLanguage, TermSentence[]>
  /** The policy itself: ODRL in JSON. */
  policy: string
  /** ISO time, absent for no end. */
  until?: string
  actions: string[]
  prohibitions: string[]
  /** `all`, or the names of the field groups that are shown. */
  fields: 'all' | FieldGroup[]
  labels: TermLabel[]
}

export type FieldGroup =
  'name' | 'phones' | 'emails' | 'addresses' | 'work' | 'dates' | 'online' | 'photo' | 'notes'

export type Selection =
  | { kind: 'set'; setId: string }
  | { kind: 'datoms'; setId: string; ids: string[] }
  | { kind: 'tag'; setId: string; tag: string }

/**
 * `waiting`: its first moment is still to come. `used-up`: by the receipts, nothing is left of what its
 * terms count.
 */
export type ShareState = 'active' | 'waiting' | 'suspended' | 'used-up' | 'expired' | 'revoked'

/** An event of the profile that whoever gives has to say. */
export type TermEvent = 'OwnerRequest' | 'DataBreach'

/** An event on which terms depend. */
export interface EventRow {
  event: TermEvent
  /** When it began; absent as long as nobody said that it did. */
  since?: string
  /** When it was over; absent while it lasts. */
  until?: string
}

/** A grant that this space gave. */
export interface ShareRow {
  id: string
  label: string
  selection: Selection
  setName: string
  count: number
  /** How many of those chosen are kept out, since their level does not allow these terms. */
  leftOut?: number
  /** Nobody new gets it: it holds earlier versions of what became too sensitive for it, and its log is full. */
  closed?: true
  terms: Terms
  state: ShareState
  created: string
  ended?: string
  /** People connected under it now, and the last time that anybody was. */
  connected: number
  lastSeen?: string
  /** Blocks and bytes served under it. */
  served: { blocks: number; bytes: number }
  /** Who it is for: whoever has the key, or one person and nobody else. */
  audience: { kind: AudienceKind; did?: string; name?: string }
  /** Spaces that proved to hold it, the last seen first. */
  holders: HolderRow[]
  /** Id of the received share that it passes on. */
  derivedFrom?: string
  /** When it was confirmed that this is data about other people. */
  aboutOthers?: string
  /** Its log holds no more changes, and it got no new key: a new share takes its place. */
  full?: true
  /** Counted uses; `allowed` is null where they are counted and not limited. */
  uses?: { used: number; allowed: number | null; left: number | null }
  /** On what its terms depend; absent where on nothing. */
  events?: EventRow[]
}

export type AudienceKind = 'ticket' | 'person'

export interface HolderRow {
  /** z-base-32. */
  spaceKey: string
  did?: string
  /** As the address book knows them. */
  name?: string
  connected: boolean
  lastSeen?: string
  /** Whether they were told what holds now: they were connected at the last change, or since. */
  informed: boolean
}

export interface ShareKey {
  /** `datom1…` */
  key: string
  /** `datomspace://…` */
  link: string
}

export interface RevokeReport {
  id: string
  /** Connections that were cut. */
  detached: number
  /** Epoch that later versions are encrypted with. */
  epoch: number
  /** Other grants that the new epoch key was sealed to. */
  resealed: number
  milliseconds: number
  /** What it meant for each space that held it. */
  recipients: RecipientReport[]
}

export interface RecipientReport {
  name: string
  did?: string
  spaceKey: string
  /**
   * `offline`: gets nothing more, and hears of the end when they come back. `never-received`: has not come
   * for it, connected or not.
   */
  result: 'cut-now' | 'offline' | 'never-received' | 'kept-by-another-grant'
  informed: boolean
}

/** What would be granted, before anything is made. */
export interface ShareDraft {
  terms: Terms
  count: number
  /** How many of those chosen by a tag are kept out, since their level does not allow these terms. */
  leftOut?: number
  /** Why it cannot be made, in both languages. */
  forbidden?: { code: string; level?: SecurityLevel; text: Record<TermsLanguage, string> }
}

/** A template with its terms as of now. */
export interface ShareTemplate {
  name: string
  draft: Draft
  terms: Terms
}

/** `used-up`: nothing is left of what its terms count, and no look is open. */
export type ReceivedState =
  | 'waiting'
  | 'connecting'
  | 'syncing'
  | 'live'
  | 'owner-offline'
  | 'offline'
  | 'suspended'
  | 'used-up'
  | 'expired'
  | 'revoked'
  | 'refused'
  | 'failed'

/** What a pasted key offers, shown before anything is accepted. */
export interface SharePreview {
  key: string
  owner: string
  ownerName: string
  label: string
  count: number
  terms: Terms
  /** `person`: for this space's owner and for nobody else. */
  audience: { kind: AudienceKind; did?: string }
  /** Who owns it, where somebody else passes it on. */
  passedOnFrom?: string
  created: string
  /** The id of the received share when this key was accepted before. */
  receivedId?: string
}

export interface ReceivedRow {
  id: string
  label: string
  owner: string
  ownerName: string
  terms: Terms
  state: ReceivedState
  count: number
  progress: { blocks: number; total: number }
  accepted: string
  /** Last time that the owner was reached. */
  lastSync?: string
  failure?: Failure
  /** As in its key. */
  audience: { kind: AudienceKind; did?: string }
  /** Whose data it is, where `owner` passes on what somebody else owns. */
  passedOnFrom?: string
  /** Whether its terms let its holder pass it on. */
  mayPassOn: boolean
  uses?: { used: number; allowed: number | null; left: number | null }
  /** What is done only with the consent of whoever gave it; absent for nothing. */
  asksFirst?: string[]
  /** Whether its contacts are listed only while a look is open. */
  needsUse?: boolean
  lookUntil?: string
  /** Receipts that this app signed, and up to which number the owner signed to have them. */
  receipts?: { signed: number; acknowledged: number }
  /** On what its terms depend, as whoever gave it said; absent where on nothing. */
  events?: EventRow[]
  /** What keeps its contacts from being shown though the share is in force. */
  obstacle?: Obstacle
  /** When the copy was deleted, as the terms demand. */
  deleted?: string
}
