import type { PartialDate, Timestamp } from '../card'

/** Text of a value: `\n`, `\,`, `\;`, `\:` and `\\` undone, any other backslash stays (RFC 6350 §3.4). */
export function unescapeText(text: string): string {
  if (text.indexOf('\\') < 0) return text
  return text.replace(/\\([nN\\,;:])/g, (_, escaped: string) =>
    escaped === 'n' || escaped === 'N' ? '\n' : escaped
  )
}

/** Beyond so many pieces a value is not taken apart any more: the last holds the rest. */
const MOST_PIECES = 20_000

/** Pieces of a raw value at `separator` (`;` or `,`), not where it is escaped; still escaped inside. */
export function splitRaw(raw: string, separator: string): string[] {
  const pieces: string[] = []
  let from = 0
  let escape = raw.indexOf('\\')
  for (let at = raw.indexOf(separator); at >= 0; at = raw.indexOf(separator, at + 1)) {
    if (pieces.length === MOST_PIECES) break
    while (escape >= 0 && escape < at - 1) escape = raw.indexOf('\\', escape + 2)
    if (escape >= 0 && escape === at - 1) {
      escape = raw.indexOf('\\', at + 1)
      continue
    }
    pieces.push(raw.slice(from, at))
    from = at + 1
  }
  pieces.push(raw.slice(from))
  return pieces
}

/** Components of a structured value (N, ADR, ORG), unescaped. */
export function components(raw: string): string[] {
  const pieces = splitRaw(raw, ';')
  if (raw.indexOf('\\') < 0) return pieces
  return pieces.map(unescapeText)
}

/** Values of a list (NICKNAME, CATEGORIES), unescaped and trimmed. */
export function listOf(raw: string): string[] {
  if (raw.indexOf(',') < 0) return [unescapeText(raw).trim()]
  return splitRaw(raw, ',').map(value => unescapeText(value).trim())
}

/**
 * Components whose values may be lists: `Philip,Paul` is two values. A comma before a space is
 * punctuation that somebody forgot to escape (`Jr., M.D.`), not a list.
 */
export function listComponents(raw: string): string[][] {
  const pieces = splitRaw(raw, ';')
  const lists: string[][] = []
  for (let index = 0; index < pieces.length; index++) {
    const piece = pieces[index]!
    lists.push(piece.indexOf(',') < 0 ? [unescapeText(piece)] : listValues(piece))
  }
  return lists
}

function listValues(piece: string): string[] {
  const values: string[] = []
  for (const part of splitRaw(piece, ',')) {
    if (values.length > 0 && part.startsWith(' ')) values[values.length - 1] += ',' + part
    else values.push(part)
  }
  return values.map(unescapeText)
}

/** Bytes of quoted-printable text whose soft breaks are gone; what is no escape stays. */
export function decodeQuotedPrintable(bytes: Uint8Array): Buffer {
  const out = Buffer.allocUnsafe(bytes.length)
  let length = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]!
    if (byte === 0x3d && at + 2 < bytes.length) {
      const high = hexDigit(bytes[at + 1]!)
      const low = hexDigit(bytes[at + 2]!)
      if (high >= 0 && low >= 0) {
        out[length++] = high * 16 + low
        at += 2
        continue
      }
    }
    // a soft break at the very end of a value that was cut short
    if (byte === 0x3d && at === bytes.length - 1) break
    out[length++] = byte
  }
  return out.subarray(0, length)
}

function hexDigit(byte: number): number {
  if (byte >= 0x30 && byte <= 0x39) return byte - 0x30
  const letter = byte | 0x20
  return letter >= 0x61 && letter <= 0x66 ? letter - 0x57 : -1
}

const DATE = /^(\d{4})(?:-?(\d{2})(?:-?(\d{2}))?)?$|^--(\d{2})-?(\d{2})?$|^---(\d{2})$/

/** A date of RFC 6350 §4.3.1 or ISO 8601, undefined if it is anything else or impossible. */
export function parseDate(text: string): PartialDate | undefined {
  const match = DATE.exec(text)
  if (match === null) return undefined
  const date: PartialDate = {}
  const month = match[2] ?? match[4]
  const day = match[3] ?? match[5] ?? match[6]
  if (match[1] !== undefined) date.year = Number(match[1])
  if (month !== undefined) date.month = Number(month)
  if (day !== undefined) date.day = Number(day)
  if (date.month !== undefined && (date.month < 1 || date.month > 12)) return undefined
  if (date.day !== undefined && (date.day < 1 || date.day > 31)) return undefined
  return date
}

const INSTANT =
  /^(\d{4})-?(\d{2})-?(\d{2})T(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}(?::?\d{2})?)$/i

/** A point in time with a zone as RFC 9553 UTCDateTime, undefined if it is anything else. */
export function parseInstant(text: string): Timestamp | undefined {
  if (text === lastInstant.text) return lastInstant.found && { ...lastInstant.found }
  const found = readInstant(text)
  lastInstant = { text, found }
  return found && { ...found }
}

/** The cards of one export mostly carry the same REV. */
let lastInstant: { text: string; found: Timestamp | undefined } = { text: '', found: undefined }

function readInstant(text: string): Timestamp | undefined {
  const match = INSTANT.exec(text)
  if (match === null) return undefined
  const [, year, month, day, hour, minute, second = '00', fraction, zone = 'Z'] = match
  const offset = zone.toUpperCase() === 'Z' ? 'Z' : zone.length === 3 ? zone + ':00' : zone
  const shown = offset.length === 5 ? offset.slice(0, 3) + ':' + offset.slice(3) : offset
  const milliseconds = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${shown}`)
  if (Number.isNaN(milliseconds)) return undefined
  const whole = new Date(milliseconds).toISOString().slice(0, 19)
  if (!/^\d{4}-/.test(whole)) return undefined
  const digits = fraction?.replace(/0+$/, '') ?? ''
  return { '@type': 'Timestamp', utc: whole + (digits === '' ? '' : '.' + digits) + 'Z' }
}

const SCHEME = /^[a-z][a-z0-9+.-]*:/i

export function isUri(text: string): boolean {
  return SCHEME.test(text)
}
