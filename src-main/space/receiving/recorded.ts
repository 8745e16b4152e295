import { urnOf } from '../../datom'
import type { Offer } from '../../grant'
import type { TrailEntry, TrailEvent } from '../../meter'
import type { ReceivedState } from '../shapes'

/** How a held grant stands, as far as the audit trail is concerned. */
export type HeldState = 'active' | 'suspended' | 'ended'

/** What the audit trail says of a grant that this space holds: `id` is that of the received share. */
export function heldEvent(
  event: TrailEvent,
  id: string,
  offer: Offer | null | undefined
): TrailEntry {
  return {
    event,
    subject: urnOf(id),
    ...(offer && { person: offer.owner, grant: offer.policy.uid }),
    facts: { held: true, ...(offer && { label: offer.label, from: offer.ownerName }) }
  }
}

/** What happened, if anything did that rights depend on; being away or out of step is nothing of the kind. */
export function heldStep(
  noted: HeldState = 'active',
  state: ReceivedState
): { event: TrailEvent; noted: HeldState } | null {
  if (noted === 'ended') return null
  if (state === 'revoked') return { event: 'revoke', noted: 'ended' }
  if (state === 'expired') return { event: 'expire', noted: 'ended' }
  if (state === 'suspended' && noted === 'active') return { event: 'suspend', noted: 'suspended' }
  if (state === 'live' && noted === 'suspended') return { event: 'resume', noted: 'active' }
  return null
}
