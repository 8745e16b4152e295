/** Dates as address books write them into cells ↔ PartialDate (RFC 9553 §2.8.1). */
import type { PartialDate } from '../card'
import type { DateOrder } from './field'

const YEAR_FIRST = /^(\d{4})[-/.年]\s?(\d{1,2})[-/.月]\s?(\d{1,2})日?(?:[T ]0?0:00.*)?$/
const COMPACT = /^(\d{4})(\d{2})(\d{2})$/
const NO_YEAR = /^--(\d{1,2})-?(\d{1,2})$/
const YEAR_MONTH = /^(\d{4})-(\d{2})$/
const YEAR = /^(\d{4})$/
const DOTTED = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})$/
const SLASHED = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})(?: 0?0:00.*)?$/

/** The date, or nothing if it is none or its order cannot be known: then the cell is kept instead. */
export function readDate(cell: string, order?: DateOrder): PartialDate | undefined {
  const text = cell.trim()
  let match = YEAR_FIRST.exec(text) ?? COMPACT.exec(text)
  if (match) return partial(match[1], match[2], match[3])
  if ((match = NO_YEAR.exec(text))) return partial(undefined, match[1], match[2])
  if ((match = YEAR_MONTH.exec(text))) return partial(match[1], match[2])
  if ((match = YEAR.exec(text))) return partial(match[1])
  if ((match = DOTTED.exec(text))) return partial(match[3], match[2], match[1])
  if (!(match = SLASHED.exec(text))) return undefined
  const [, first, second, year] = match
  if (order === 'mdy' || Number(second) > 12) return partial(year, first, second)
  if (order === 'dmy' || Number(first) > 12 || first === second) return partial(year, second, first)
  return undefined
}

const DAYS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

/** A date of the parts that are there, or nothing if they make none. */
export function partial(year?: string, month?: string, day?: string): PartialDate | undefined {
  const date: PartialDate = {}
  if (year) date.year = Number(year)
  if (month) date.month = Number(month)
  if (day) date.day = Number(day)
  if (date.year === 0 || Object.values(date).some(Number.isNaN)) return undefined
  if (date.month !== undefined) {
    const days = DAYS[date.month - 1]
    if (days === undefined) return undefined
    if (date.day !== undefined && (date.day < 1 || date.day > days)) return undefined
  }
  if (date.day !== undefined && date.month === undefined) return undefined
  return date.year === undefined && date.month === undefined ? undefined : date
}

/** ISO 8601, with Google's and vCard's `--MM-DD` for a date without a year. */
export function writeDate(date: PartialDate): string | undefined {
  const two = (value: number) => String(value).padStart(2, '0')
  const { year, month, day } = date
  if (year === undefined) {
    return month === undefined || day === undefined ? undefined : `--${two(month)}-${two(day)}`
  }
  const parts = [String(year).padStart(4, '0')]
  if (month !== undefined) parts.push(two(month))
  if (month !== undefined && day !== undefined) parts.push(two(day))
  return parts.join('-')
}
