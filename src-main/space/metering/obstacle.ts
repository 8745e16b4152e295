import { placeMattersAt, type Decision, type Place, type Policy } from '../../rights'

/**
 * What stands in the way of a use though the grant is in force, as far as it can be told in a word:
 * `place-unsaid` when nobody said in which country this computer is, and the terms depend on that;
 * `consent` when all that is missing is the consent of whoever gave it.
 */
export type Obstacle = 'place-unsaid' | 'consent' | 'place' | 'recipient' | 'event' | 'terms'

/** Null where nothing does. `place`: what was said of it. */
export function obstacleIn(
  { decision, reasons, duties }: Decision,
  policy: Policy,
  place: Place | null
): Obstacle | null {
  if (decision === 'permit') return null
  const ofPlace = reasons.filter(({ at }) => placeMattersAt(policy, at))
  if (place === null && ofPlace.some(({ code }) => code === 'undetermined')) return 'place-unsaid'
  const isAsked = reasons.some(
    ({ code, at }) =>
      code === 'duty' && duties.some(due => due.at === at && due.duty.action === 'obtainConsent')
  )
  if (isAsked) return 'consent'
  const isElsewhere = ({ code }: { code: string }) =>
    ['spatial', 'prohibited', 'logic'].includes(code)
  if (reasons.some(({ code }) => code === 'recipient')) return 'recipient'
  if (reasons.some(({ code }) => code === 'event')) return 'event'
  return ofPlace.some(isElsewhere) ? 'place' : 'terms'
}
