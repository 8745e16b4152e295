import { urnOf } from '../../datom'
import type { TrailEntry } from '../../meter'
import type { ConsentRecord } from './record'

/** That a consent is given or withdrawn changes what the share permits; to ask and to decline does not. */
export function trailOf(id: string, record: ConsentRecord): TrailEntry {
  const { direction, did, state, label, action, purpose, until, uses, shareId, policy } = record
  const isChange = state === 'given' || state === 'withdrawn'
  return {
    event: isChange ? 'consent' : 'request',
    subject: urnOf(isChange ? shareId : id),
    person: did,
    grant: policy,
    facts: {
      ...(isChange && direction === 'out' && { held: true }),
      ...(!isChange && { consent: true }),
      direction,
      state,
      label,
      action,
      ...(purpose !== undefined && { purpose }),
      ...(isChange && { until: until ?? null, uses: uses ?? null })
    }
  }
}
