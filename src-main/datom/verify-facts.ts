/**
 * What checking a file of ownership says, as plain data. Imports nothing that runs, so that a page gets it
 * without the rest of this room.
 */
import type { StatementFault } from '../identity/statement-fault'

/**
 * What is looked at, in this order: that it is JSON; that every signature fits; that it is of a form that
 * says something; that those signed whose word it is; that the core is the owner's; that what is shown is
 * what was committed to; that each owner had it from the one before.
 */
export type CheckName = 'json' | 'signature' | 'form' | 'owner' | 'core' | 'content' | 'chain'

/** What can be wrong. */
export type OwnershipFault =
  StatementFault | 'form' | 'owner' | 'taker' | 'writer' | 'core' | 'content' | 'chain'

export interface OwnershipCheck {
  name: CheckName
  ok: boolean
  /** In English. */
  message: string
  /** For a file with several documents, which of them, from 0 on. */
  document?: number
}

export type DocumentKind = 'set' | 'datom' | 'transfer' | 'retirement' | 'dispute'

/** An owner, as the documents tell it; the last one owns it now. */
export interface OwnerFacts {
  /** did:key. */
  did: string
  /** URN that it had with this owner. */
  datom: string
  /** ISO 8601, by the clock of who signed. */
  since: string
  /** z-base-32 key of the core that this owner kept it in; absent while only the transfer tells. */
  core?: string
}

/** A retirement, a dispute or a transfer. */
export interface RecordFacts {
  kind: 'retirement' | 'dispute' | 'transfer'
  did: string
  at: string
  about: string
  reason?: string
  /** Of a transfer. */
  to?: string
}

/** `title`: one file with a credential, the transfers before it, and what it reveals. */
export type OwnershipKind = DocumentKind | 'title' | 'unknown'

/** What a file names; times in ISO 8601. Only as true as the checks say. */
export interface OwnershipFacts {
  /** URN of the datom or the set. */
  about?: string
  type?: string
  category?: string
  level?: string
  version?: number
  /** z-base-32. */
  core?: string
  /** Blocks, and the hash of the core at that length, in hex. */
  length?: number
  treeHash?: string
  commitment?: string
  /** URN that it had with the owner before. */
  predecessor?: string
  /** Of a transfer. */
  giver?: string
  taker?: string
  reason?: string
  /** When it was signed. */
  at?: string
  /** What the datom holds, where the file reveals it. */
  content?: Record<string, unknown>
}

export interface OwnershipVerdict {
  valid: boolean
  kind: OwnershipKind
  /** did:key of who owns it now by this file; empty when it does not say. */
  owner: string
  facts: OwnershipFacts
  /** From the first owner on. */
  owners: OwnerFacts[]
  records: RecordFacts[]
  checks: OwnershipCheck[]
  /** The first thing that is wrong. */
  fault?: OwnershipFault
}
