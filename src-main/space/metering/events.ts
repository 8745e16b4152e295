import type { GrantState } from '../../grant'
import { GRANT_END, untilOf, type State } from '../../rights'

/**
 * The events of a grant as `evaluate` asks for them, at a time (milliseconds since 1970). What the giver
 * recorded has happened, also where their clock is ahead of this one.
 */
export function eventsOf(
  { offer, status, since, events }: GrantState,
  now: number
): State['events'] {
  const before = (at: string) => Math.min(Date.parse(at), now)
  const declared = Object.entries(events).map(([event, { start, end }]) => [
    event,
    { start: before(start), end: end === null ? null : before(end) }
  ])
  const until = offer ? untilOf(offer.policy) : null
  const ended =
    status === 'ended' && since !== null
      ? before(since)
      : until !== null && now > until
        ? until
        : null
  return {
    ...(Object.fromEntries(declared) as State['events']),
    ...(ended !== null && { [GRANT_END]: { start: ended, end: ended } })
  }
}
