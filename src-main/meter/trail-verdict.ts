/**
 * What can be wrong with a trail. `changed`: a link was altered after it was signed, or somebody else wrote
 * it. `rewritten`: a link that is genuine, and follows another one than the one that is there.
 */
export type TrailFaultKind =
  | 'unreadable'
  | 'malformed'
  | 'changed'
  | 'dropped'
  | 'reordered'
  | 'repeated'
  | 'rewritten'
  | 'cut'
  | 'added'

export interface TrailFault {
  kind: TrailFaultKind
  /** Number of the (first) link that is wrong or missing; absent where it is the file or its head. */
  number?: number
  /** How many links, for `dropped`, `cut` and `added`. */
  count?: number
  message: string
}

export interface TrailVerdict {
  valid: boolean
  /** did:key of whoever signed it; null where the file does not even say. */
  owner: string | null
  /** Id of the trail. */
  trail: string | null
  /** Links that are there, and those that the head vouches for. */
  entries: number
  signedEntries?: number
  /** Times of the first and the last link. */
  from?: string
  to?: string
  /** When the head was signed: whatever happened later is not in the file. */
  signed?: string
  /** Hash of the last link that the head vouches for. */
  head?: string
  /** The first one. */
  fault?: TrailFault
  /** All of them, at most 100. */
  faults: TrailFault[]
}
