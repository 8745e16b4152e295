import type { Action, Purpose } from '../../rights'
import type { ConsentRow, ConsentState } from '../shapes'

/** A question and what became of it, as it lies in the encrypted database. */
export interface ConsentRecord {
  /** `in`: somebody asks this space's owner. */
  direction: 'in' | 'out'
  /** did:key of the other one. */
  did: string
  /** z-base-32: the space to write to. */
  spaceKey: string
  /** As the other one calls themselves. */
  theirName: string
  /** As who asks names the question. */
  request: string
  /** Key of the grant core, z-base-32. */
  grant: string
  /** `uid` of its policy. */
  policy: string
  /** In: id of the share; out: of the received share. */
  shareId: string
  label: string
  action: Action
  purpose?: Purpose
  message: string
  state: 'open' | 'given' | 'declined' | 'taken-back' | 'withdrawn' | 'undelivered'
  created: string
  answered?: string
  answer?: string
  /** Given: ISO time of its end, and for how many uses; null for none. */
  until?: string | null
  uses?: number | null
  /** Signed by whoever gave the share: that they consented, and that they withdrew it. */
  statement?: object
  withdrawal?: object
  /** Out: uses that were signed for before it came. */
  before?: number
  /** The letter that asks, while it may still wait. */
  letter?: string
}

/** What was consented to under a grant that this space holds. */
export interface HeldConsent {
  action: Action
  purpose?: Purpose
  /** ISO time, by the clock of this computer: one that was set back to before revives nothing. */
  came: string
  /** ISO time. */
  until: string | null
  uses: number | null
  /** Uses that were signed for before it came. */
  before: number
}

/** Where it stands at a time (milliseconds since 1970); `waits`: whether its letter is still here. */
export function stateOf(record: ConsentRecord, now: number, waits: boolean): ConsentState {
  const { state, direction, until } = record
  if (state === 'given' && until != null && now > Date.parse(until)) return 'expired'
  if (state !== 'open') return state
  return direction === 'in' ? 'waiting' : waits ? 'queued' : 'sent'
}

/** As screens show it. */
export function rowOf(
  id: string,
  record: ConsentRecord,
  known: { now: number; waits: boolean; name: string | undefined }
): ConsentRow {
  const { direction, did, theirName, shareId, label, action, purpose, message } = record
  const { created, answered, answer, until, uses } = record
  return {
    id,
    direction,
    did,
    name: known.name ?? `…${did.slice(-8)}`,
    ...(known.name === undefined && theirName !== '' && { theirName }),
    ...(direction === 'in' ? { shareId } : { receivedId: shareId }),
    label,
    action,
    ...(purpose !== undefined && { purpose }),
    message,
    state: stateOf(record, known.now, known.waits),
    created,
    ...(answered !== undefined && { answered }),
    ...(answer !== undefined && { answer }),
    ...(until != null && { until }),
    ...(uses != null && { uses })
  }
}
