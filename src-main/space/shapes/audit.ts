/** The audit trail as screens and the command line see it. */
import type { Registration, TrailEvent } from '../../meter/trail-event'
import type { TrailFault, TrailVerdict } from '../../meter/trail-verdict'

export type { Registration, TrailEvent, TrailFault, TrailVerdict }

/** What an event is about. */
export type AuditSubject = 'datom' | 'set' | 'grant' | 'received' | 'core' | 'other'

/** One thing that happened. */
export interface AuditRow {
  /** Its number in the trail, from 0. */
  number: number
  at: string
  event: TrailEvent
  /** The kind of registration that it is in Shenzhen's terms; null where it would not be registered. */
  registration: Registration | null
  /** URN. */
  subject: string
  subjectKind: AuditSubject
  /** Name as it is now, else the one that was noted; empty when nobody knows it any more. */
  subjectName: string
  /** did:key of the other party, and the name that one knows them by. */
  person?: string
  personName?: string
  /** URN of the grant under which it happened. */
  grant?: string
  facts: Record<string, unknown>
  /** SHA-256 of the entry, hex: the next one names it. */
  hash: string
}

/** The outcome of a check. For a file of one's own, also whether the trail goes on from it. */
export interface AuditVerdict extends TrailVerdict {
  /**
   * `continues`: this space's trail begins with exactly that file; `contradicts`: it has another history;
   * `foreign`: the file is somebody else's, or of another trail.
   */
  against?: 'continues' | 'contradicts' | 'foreign'
}

/** Somebody who had a part in what happened. */
export interface AuditPerson {
  /** did:key. */
  did: string
  /** Empty when nobody knows it. */
  name: string
}
