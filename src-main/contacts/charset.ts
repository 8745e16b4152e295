/**
 * Which charset a file of text is in, and its text. Found by byte order mark, by zero bytes (UTF-16),
 * by being valid UTF-8, by its own declaration (`CHARSET=`), else guessed by content and locale; a
 * guess comes with the other readings, best first, so that a person can choose.
 */
import iconv from 'iconv-lite'
import { isUtf8 } from 'node:buffer'
import { rankCharsets, type Ranked } from './charset/guess'
import { decodeIso2022Jp } from './charset/iso2022'

export type { Ranked } from './charset/guess'

export interface DetectedCharset {
  /** Canonical name, such as `utf-8`, `utf-16be`, `gb18030`, `windows-1252`. */
  charset: string
  source: 'bom' | 'ascii' | 'utf8' | 'utf16' | 'declared' | 'guess'
  /** Other readings of a file that is neither ASCII nor clearly Unicode, best first; else empty. */
  alternatives: Ranked[]
}

export interface DetectOptions {
  /** BCP 47 tag of the person's language, such as `zh-CN`. */
  locale?: string
}

/** Charsets offered to a person, besides those that the guess ranks. */
export const UNICODE_CHARSETS = ['utf-8', 'utf-16le', 'utf-16be'] as const

/**
 * The charset of a file, from its first bytes (64 KiB and more; the whole file if it is small).
 *
 * @example detectCharset(bytes, { locale: 'zh-CN' }) // { charset: 'gb18030', source: 'guess', alternatives: […] }
 */
export function detectCharset(sample: Uint8Array, options: DetectOptions = {}): DetectedCharset {
  const marked = byteOrderMark(sample)
  if (marked !== undefined) return { charset: marked, source: 'bom', alternatives: [] }
  const wide = utf16WithoutMark(sample)
  if (wide !== undefined) return { charset: wide, source: 'utf16', alternatives: [] }
  const bytes = unfolded(sample)
  const { sequences, broken } = countUtf8(bytes)
  if (sequences + broken === 0) return { charset: 'utf-8', source: 'ascii', alternatives: [] }
  if (broken === 0) return { charset: 'utf-8', source: 'utf8', alternatives: [] }
  const ranked = rankCharsets(bytes, options.locale)
  // a file glued together of several ones: UTF-8 but for a few bytes, read value by value
  if (sequences >= 20 * broken) return { charset: 'utf-8', source: 'utf8', alternatives: ranked }
  const declared = declaredCharset(sample)
  if (declared !== undefined)
    return { charset: declared, source: 'declared', alternatives: without(ranked, declared) }
  const best = ranked[0]!.charset
  return { charset: best, source: 'guess', alternatives: without(ranked, best) }
}

/** Text of `bytes`; a byte order mark is dropped, what cannot be read becomes U+FFFD. */
export function decode(bytes: Uint8Array, charset: string): string {
  const buffer = asBuffer(bytes)
  const name = canonicalCharset(charset) ?? 'utf-8'
  if (name === 'iso-2022-jp') return decodeIso2022Jp(buffer)
  if (name !== 'utf-8') return iconv.decode(buffer, name)
  const start = byteOrderMark(bytes) === 'utf-8' ? 3 : 0
  return buffer.toString('utf8', start)
}

/** A decoder for text that comes in pieces; `write` each piece, then `end`. */
export function charsetDecoder(charset: string): {
  write(bytes: Uint8Array): string
  end(): string
} {
  const name = canonicalCharset(charset) ?? 'utf-8'
  if (name === 'iso-2022-jp') return wholeDecoder(decodeIso2022Jp)
  const decoder = iconv.getDecoder(name)
  return {
    write: bytes => decoder.write(asBuffer(bytes)),
    end: () => decoder.end() ?? ''
  }
}

/** For a charset that cannot be read in pieces: everything comes at the end. */
function wholeDecoder(decodeAll: (bytes: Uint8Array) => string): ReturnType<typeof charsetDecoder> {
  const pieces: Buffer[] = []
  return {
    write: bytes => {
      pieces.push(Buffer.from(bytes))
      return ''
    },
    end: () => decodeAll(Buffer.concat(pieces))
  }
}

/**
 * The canonical name of a charset label, undefined if this program cannot read it. Labels follow the
 * WHATWG Encoding Standard where that reads more: `iso-8859-1` is read as windows-1252, `gb2312` and
 * `gbk` as gb18030.
 */
export function canonicalCharset(label: string): string | undefined {
  const known = canonicalNames.get(label)
  if (known !== undefined) return known === '' ? undefined : known
  const name = label
    .trim()
    .toLowerCase()
    .replace(/^["']|["']$/g, '')
  const alias = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined
  const canonical = alias ?? (iconv.encodingExists(name) ? name : '')
  if (canonicalNames.size > 200) canonicalNames.clear()
  canonicalNames.set(label, canonical)
  return canonical === '' ? undefined : canonical
}

const canonicalNames = new Map<string, string>()

const ALIASES: Record<string, string> = {
  utf8: 'utf-8',
  'utf-8': 'utf-8',
  'us-ascii': 'utf-8',
  ascii: 'utf-8',
  unicode: 'utf-16le',
  'utf-16': 'utf-16le',
  gb2312: 'gb18030',
  gbk: 'gb18030',
  cp936: 'gb18030',
  'x-gbk': 'gb18030',
  gb18030: 'gb18030',
  big5: 'big5',
  'big5-hkscs': 'big5',
  cp950: 'big5',
  'shift-jis': 'shift_jis',
  'x-sjis': 'shift_jis',
  sjis: 'shift_jis',
  'windows-31j': 'shift_jis',
  ms_kanji: 'shift_jis',
  cp932: 'shift_jis',
  'iso-2022-jp': 'iso-2022-jp',
  jis: 'iso-2022-jp',
  eucjp: 'euc-jp',
  euckr: 'euc-kr',
  'ks_c_5601-1987': 'euc-kr',
  cp949: 'euc-kr',
  'iso-8859-1': 'windows-1252',
  'iso8859-1': 'windows-1252',
  'iso_8859-1': 'windows-1252',
  latin1: 'windows-1252',
  'latin-1': 'windows-1252',
  cp1252: 'windows-1252',
  ansi: 'windows-1252',
  'iso-8859-9': 'windows-1254',
  'x-user-defined': '',
  base64: '',
  hex: '',
  binary: '',
  utf7: '',
  'utf-7': '',
  'utf-7-imap': ''
}

/** Whether `bytes` are valid UTF-8, ASCII included. */
export function isValidUtf8(bytes: Uint8Array): boolean {
  return isUtf8(bytes)
}

function byteOrderMark(bytes: Uint8Array): string | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return undefined
}

/** Text has line ends, spaces, commas: in UTF-16 each of them is a zero byte, always on the same side. */
function utf16WithoutMark(sample: Uint8Array): string | undefined {
  if (beginsNarrow(sample)) return undefined
  const length = Math.min(sample.length & ~1, 65_536)
  let even = 0
  let odd = 0
  for (let at = 0; at < length; at += 2) {
    if (sample[at] === 0) even++
    if (sample[at + 1] === 0) odd++
  }
  const enough = Math.max(4, length / 40)
  if (even >= enough && odd * 20 <= even) return 'utf-16be'
  if (odd >= enough && even * 20 <= odd) return 'utf-16le'
  return undefined
}

/** A vCard with a byte to each character begins so, whatever zero bytes stand in its values. */
function beginsNarrow(sample: Uint8Array): boolean {
  return /^\s*BEGIN:VCARD/i.test(asBuffer(sample.subarray(0, 256)).toString('latin1'))
}

/** Without folds (RFC 6350 §3.2), which may fall inside a character. */
function unfolded(sample: Uint8Array): Uint8Array {
  if (isUtf8(sample)) return sample
  const out = Buffer.allocUnsafe(sample.length)
  let length = 0
  for (let at = 0; at < sample.length; at++) {
    const byte = sample[at]!
    if (byte === 10 || byte === 13) {
      let next = at + 1
      if (byte === 13 && sample[next] === 10) next++
      if ((sample[next] === 32 || sample[next] === 9) && length > 0 && out[length - 1]! >= 0x80) {
        at = next
        continue
      }
    }
    out[length++] = byte
  }
  return out.subarray(0, length)
}

/** Multi-byte sequences that are valid UTF-8, and bytes that are not; a sample may end in a sequence. */
function countUtf8(bytes: Uint8Array): { sequences: number; broken: number } {
  let sequences = 0
  let broken = 0
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at]!
    if (lead < 0x80) continue
    const size = lead >= 0xc2 && lead < 0xe0 ? 2 : lead < 0xf0 && lead >= 0xe0 ? 3 : 4
    const end = Math.min(at + size, bytes.length)
    if (isUtf8(bytes.subarray(at, at + size)) && lead >= 0xc2 && lead < 0xf5) {
      sequences++
      at += size - 1
    } else if (end === bytes.length && at + size > end && continues(bytes, at + 1, end)) {
      return { sequences, broken }
    } else broken++
  }
  return { sequences, broken }
}

function continues(bytes: Uint8Array, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if ((bytes[at]! & 0xc0) !== 0x80) return false
  return true
}

/** The charset that most properties of a vCard declare, if it is a known one other than UTF-8. */
function declaredCharset(sample: Uint8Array): string | undefined {
  const text = asBuffer(sample).toString('latin1', 0, Math.min(sample.length, 1 << 20))
  const counts = new Map<string, number>()
  for (const match of text.matchAll(/;CHARSET=([^;:\r\n]{1,40})/gi)) {
    const charset = canonicalCharset(match[1]!)
    if (charset === undefined || charset === 'utf-8') continue
    counts.set(charset, (counts.get(charset) ?? 0) + 1)
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0]
}

function without(ranked: Ranked[], charset: string): Ranked[] {
  return ranked.filter(one => one.charset !== charset)
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
}
