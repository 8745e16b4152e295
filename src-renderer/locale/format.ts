import { locale } from './index'

export function formatNumber(value: number): string {
  return new Intl.NumberFormat(locale()).format(value)
}

/** `1.4 MB`: decimal units, as file managers show them. */
export function formatBytes(bytes: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte']
  let value = bytes
  let unit = 0
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  if (unit === 0) return `${formatNumber(bytes)} B`
  const digits = value < 10 ? 1 : 0
  return new Intl.NumberFormat(locale(), {
    style: 'unit',
    unit: units[unit],
    maximumFractionDigits: digits
  }).format(value)
}

export function formatDate(iso: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium' }).format(new Date(iso))
}

export function formatTime(iso: string): string {
  return new Intl.DateTimeFormat(locale(), { dateStyle: 'medium', timeStyle: 'short' }).format(
    new Date(iso)
  )
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60]
]

/** `2 hours ago`, `in 7 days`; "now" within the minute. */
export function formatRelative(iso: string, now = Date.now()): string {
  const seconds = (new Date(iso).getTime() - now) / 1000
  const words = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto' })
  for (const [unit, size] of STEPS) {
    if (Math.abs(seconds) >= size * 0.96) return words.format(Math.round(seconds / size), unit)
  }
  return words.format(0, 'second')
}

/** A date of which some parts may be unknown, as birthdays are: `12 March`, `1985`. */
export function formatPartialDate(date: { year?: number; month?: number; day?: number }): string {
  const { year, month, day } = date
  if (!month) return year ? String(year) : ''
  const options: Intl.DateTimeFormatOptions = { month: 'long', timeZone: 'UTC' }
  if (day) options.day = 'numeric'
  if (year) options.year = 'numeric'
  const at = new Date(Date.UTC(2000, month - 1, day ?? 1))
  if (year) at.setUTCFullYear(year)
  return new Intl.DateTimeFormat(locale(), options).format(at)
}

/** The name of a language in the person's language: `zh` → `Chinese`; the code where it is none. */
export function formatLanguage(code: string): string {
  try {
    return new Intl.DisplayNames([locale()], { type: 'language' }).of(code) ?? code
  } catch {
    return code // as files have them, it may be any text
  }
}

/** The name of a region in the person's language: `CN` → `China`. */
export function formatRegion(code: string): string {
  return new Intl.DisplayNames([locale()], { type: 'region' }).of(code) ?? code
}

/** A long key or hash, shortened in the middle. */
export function shorten(text: string, keep = 8): string {
  return text.length <= keep * 2 + 1 ? text : `${text.slice(0, keep)}…${text.slice(-keep)}`
}
