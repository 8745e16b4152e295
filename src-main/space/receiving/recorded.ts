import { urnOf } from '../../datom'
import type { GrantStep, Offer } from '../../grant'
import type { JsonObject } from '../../identity'
import type { TrailEntry, TrailEvent } from '../../meter'
import type { ReceivedState } from '../shapes'

/** What the audit trail says of a grant that this space holds: `id` is that of the received share. */
export function heldEvent(
  event: TrailEvent,
  id: string,
  offer: Offer | null | undefined,
  told: JsonObject = {}
): TrailEntry {
  return {
    event,
    subject: urnOf(id),
    ...(offer && { person: offer.owner, grant: offer.policy.uid }),
    facts: { held: true, ...(offer && { label: offer.label, from: offer.ownerName }), ...told }
  }
}

/** How far the audit trail has told of a held grant. */
export interface Noted {
  /** Steps of its grant core. */
  steps: number
  /** Whether its end is told. */
  ended?: true
}

/**
 * What the owner did with a held grant that the trail has not told yet, in order; being away or out of
 * step is nothing of the kind.
 */
export function untold(
  noted: Noted,
  steps: readonly GrantStep[],
  state: ReceivedState
): { events: { event: TrailEvent; told: JsonObject }[]; noted: Noted } {
  if (noted.ended) return { events: [], noted }
  const events: { event: TrailEvent; told: JsonObject }[] = steps
    .slice(noted.steps)
    .map(({ event, at, ...terms }) => ({ event, told: { told: at, ...terms } }))
  const next: Noted = { steps: Math.max(noted.steps, steps.length) }
  const end = state === 'revoked' ? 'revoke' : state === 'expired' ? 'expire' : null
  if (!end) return { events, noted: next }
  return { events: [...events, { event: end, told: {} }], noted: { ...next, ended: true } }
}
