/** How long a share lasts, as people choose it. `custom` is a date of their own. */
export type UntilPreset = 'h1' | 'd1' | 'd7' | 'd30' | 'd90' | 'custom' | 'none'

export const UNTIL_PRESETS: UntilPreset[] = ['h1', 'd1', 'd7', 'd30', 'd90', 'custom', 'none']

const MINUTE = 60_000
const HOUR = 3_600_000
const LENGTHS: Partial<Record<UntilPreset, number>> = {
  h1: HOUR,
  d1: 24 * HOUR,
  d7: 7 * 24 * HOUR,
  d30: 30 * 24 * HOUR,
  d90: 90 * 24 * HOUR
}

/**
 * The end that a preset means at `now`: an ISO time on a whole minute, null for none, undefined when the custom date is
 * missing, wrong or past.
 *
 * @param custom what a `MomentField` holds, in local time
 */
export function untilOf(
  preset: UntilPreset,
  custom: string,
  now: number
): string | null | undefined {
  if (preset === 'none') return null
  const length = LENGTHS[preset]
  // Never shorter than it says.
  if (length !== undefined)
    return new Date(Math.ceil((now + length) / MINUTE) * MINUTE).toISOString()
  const chosen = wholeMinute(custom)
  return chosen === undefined || Date.parse(chosen) <= now ? undefined : chosen
}

/** The minute of a time, ISO, as people read times; undefined for what is no time. */
export function wholeMinute(time: string): string | undefined {
  const at = Date.parse(time)
  return Number.isNaN(at) ? undefined : new Date(Math.floor(at / MINUTE) * MINUTE).toISOString()
}

/** A time as a `MomentField` wants it: local, to the minute. */
export function localInput(time: number): string {
  const at = new Date(time - new Date(time).getTimezoneOffset() * MINUTE)
  return at.toISOString().slice(0, 16)
}
