import { DatomspaceError } from '../error'
import { endAfter } from '../rights'

const UNITS: Record<string, number> = {
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000
}

/**
 * The end of a share as people write it: `30m`, `1h`, `7d`, `4w`, a date `2027-01-31`, a time in
 * ISO 8601, or `never`.
 *
 * @param now milliseconds since 1970, for the relative forms
 * @returns ISO time, or null for no end
 */
export function untilOf(text: string, now: number): string | null {
  if (text === 'never') return null
  const relative = /^(\d{1,6})([mhdw])$/.exec(text)
  const at = relative
    ? endAfter(Number(relative[1]) * (UNITS[relative[2] as string] as number), now)
    : Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(text) ? `${text}T23:59` : text)
  if (!Number.isFinite(at)) {
    throw new DatomspaceError(
      'INVALID_ARGUMENT',
      `"${text}" is no end: write 1h, 7d, 2027-01-31, an ISO time, or never`
    )
  }
  if (at <= now) {
    throw new DatomspaceError('INVALID_ARGUMENT', `"${text}" is in the past`)
  }
  return new Date(at).toISOString()
}
