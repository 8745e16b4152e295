/** What is said of ownership: credentials, what became of checking one, transfers, records. */
import type { OwnershipVerdict } from '../../datom/verify-facts'

export type {
  CheckName,
  DocumentKind,
  OwnershipCheck,
  OwnershipFacts,
  OwnershipFault,
  OwnershipKind,
  OwnershipVerdict,
  OwnerFacts,
  RecordFacts
} from '../../datom/verify-facts'

/** What checking a file said, and what this space knows about it. */
export interface Verdict extends OwnershipVerdict {
  /** The owner's name, where this space knows it. */
  ownerName?: string
  /** True when the owner is this space. */
  own: boolean
  /**
   * Whether the core that lies here has, at that length, the hash that the credential names; absent when
   * that part of it is not here.
   */
  copy?: 'same' | 'differs'
}

/**
 * `offered`: nothing has changed hands and either side can end it. `accepted`: the taker wants it.
 * `delivered`: the giver signed and sent it. `saved`: the taker has it on the disk and signed; the giver
 * has not said that he knows. `done`: both know.
 */
export type TransferState =
  'offered' | 'accepted' | 'delivered' | 'saved' | 'done' | 'declined' | 'withdrawn' | 'failed'

export interface TransferRow {
  id: string
  direction: 'in' | 'out'
  /** The other one. */
  did: string
  name: string
  /** What the contact was called when it was offered. */
  subjectName: string
  category: string
  level: 'public' | 'internal' | 'personal' | 'confidential' | 'restricted'
  /** Id of the datom in this space: the giver's from the beginning, the taker's once it is saved. */
  datomId?: string
  message?: string
  state: TransferState
  /** How it travels. */
  by: 'letter' | 'file'
  created: string
  changed: string
  /** Why it failed or was declined. */
  reason?: string
}

/** An owner in the chain; the last one owns it now. */
export interface OwnerRow {
  did: string
  name?: string
  own: boolean
  /** URN that the datom had with this owner. */
  datom: string
  since: string
}

/** A retirement, dispute or transfer in the history of a datom. */
export interface RecordRow {
  kind: 'retirement' | 'dispute' | 'transfer'
  /** Who signed it first. */
  did: string
  name?: string
  own: boolean
  at: string
  reason?: string
  /** The version of the datom that carries it; absent for what others said about it. */
  version?: number
  valid: boolean
  /** For a transfer: who it went to. */
  to?: string
  toName?: string
  /** The signed record, as JSON. */
  text: string
}

export interface OwnershipHistory {
  id: string
  urn: string
  status: 'active' | 'retired' | 'disputed'
  own: boolean
  owners: OwnerRow[]
  records: RecordRow[]
  /** Set when it was handed over to somebody else. */
  transferred?: { to: string; name?: string; at: string }
  /** A transfer that is under way. */
  transfer?: TransferRow
}
