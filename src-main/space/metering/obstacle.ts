import { placeMattersAt, type Decision, type Place, type Policy } from '../../rights'

/**
 * What stands in the way of a use though the grant is in force, as far as it can be told in a word:
 * `place-unsaid` when nobody said in which country this computer is, and the terms depend on that.
 */
export type Obstacle = 'place-unsaid' | 'place' | 'recipient' | 'event' | 'terms'

/** Null where nothing does. `place`: what was said of it. */
export function obstacleIn(
  { decision, reasons }: Decision,
  policy: Policy,
  place: Place | null
): Obstacle | null {
  if (decision === 'permit') return null
  const ofPlace = reasons.filter(({ at }) => placeMattersAt(policy, at))
  if (place === null && ofPlace.some(({ code }) => code === 'undetermined')) return 'place-unsaid'
  const isElsewhere = ({ code }: { code: string }) =>
    ['spatial', 'prohibited', 'logic'].includes(code)
  if (reasons.some(({ code }) => code === 'recipient')) return 'recipient'
  if (reasons.some(({ code }) => code === 'event')) return 'event'
  return ofPlace.some(isElsewhere) ? 'place' : 'terms'
}
