import type { MeterDay } from '../../contract'

export interface Bucket {
  /** First day of it, `YYYY-MM-DD`, and how many it has. */
  day: string
  days: number
  uses: number
  bytes: number
}

const DAY = 86_400_000
/** More bars than this are no picture any more. */
const MOST = 62

/**
 * A series without gaps, from `from` (or its first day) to `to`: by days, or by as many days together as
 * make at most 62 bars.
 */
export function bucketsOf(series: MeterDay[], to: number, from?: number): Bucket[] {
  const first = series[0]
  const start = startOfDay(Math.min(from ?? Infinity, first ? Date.parse(first.day) : Infinity))
  if (!Number.isFinite(start)) return []
  const days = Math.max(1, Math.floor((startOfDay(to) - start) / DAY) + 1)
  const size = days <= MOST ? 1 : days <= MOST * 7 ? 7 : Math.ceil(days / MOST)
  const count = Math.ceil(days / size)
  const buckets = Array.from({ length: count }, (_, index) => ({
    day: new Date(start + index * size * DAY).toISOString().slice(0, 10),
    days: size,
    uses: 0,
    bytes: 0
  }))
  for (const { day, uses, bytes } of series) {
    const bucket = buckets[Math.floor((Date.parse(day) - start) / DAY / size)]
    if (!bucket) continue
    bucket.uses += uses
    bucket.bytes += bytes
  }
  return buckets
}

function startOfDay(time: number): number {
  return Math.floor(time / DAY) * DAY
}
