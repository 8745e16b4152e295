import { startsOf, untilOf, type Policy } from '../../rights'

/**
 * By how much the clocks of two spaces may differ, in milliseconds. The owner's space goes by its own
 * clock, to the millisecond: it is what serves or does not. The holder's app shows what it has until its
 * clock is this much past the end, and from this much before the start: a clock that is somewhat wrong
 * then takes nothing away that the owner still gives.
 */
export const CLOCK_SKEW = 60_000

/** The holder's time (milliseconds since 1970) as the terms see it: just past the end is the end yet. */
export function toleratedNow(policy: Policy | undefined, now: number): number {
  if (!policy) return now
  const until = untilOf(policy)
  if (until !== null && now > until && now <= until + CLOCK_SKEW) return until
  const [from] = startsOf(policy)
  if (from !== undefined && now < from && now >= from - CLOCK_SKEW) return from
  return now
}

/** Minutes by which this machine's clock is ahead of UTC, now or at `time` (milliseconds since 1970). */
export function localOffset(time = Date.now()): number {
  return -new Date(time).getTimezoneOffset()
}
