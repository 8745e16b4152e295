import iconv from 'iconv-lite'
import jschardet from 'jschardet'
import {
  FREQUENT_HANGUL,
  FREQUENT_JAPANESE,
  FREQUENT_SIMPLIFIED,
  FREQUENT_TRADITIONAL
} from './frequent'

/** What the programs of the world wrote before UTF-8, the likeliest first. */
export const CANDIDATES = [
  'windows-1252',
  'gb18030',
  'big5',
  'shift_jis',
  'euc-jp',
  'euc-kr',
  'windows-1251',
  'windows-1250',
  'windows-1253',
  'windows-1254',
  'windows-1255',
  'windows-1256',
  'windows-1257',
  'windows-874',
  'koi8-r'
] as const

export type Candidate = (typeof CANDIDATES)[number]

/** The code page of Windows by language: what a program without Unicode wrote on a machine of that locale. */
const BY_LOCALE: [pattern: RegExp, charsets: Candidate[]][] = [
  [/^zh-(tw|hk|mo|hant)/i, ['big5', 'gb18030']],
  [/^zh/i, ['gb18030', 'big5']],
  [/^ja/i, ['shift_jis', 'euc-jp']],
  [/^ko/i, ['euc-kr']],
  [/^(ru|uk|be|bg|mk|sr)/i, ['windows-1251', 'koi8-r']],
  [/^(pl|cs|sk|hu|ro|hr|sl|sq)/i, ['windows-1250']],
  [/^el/i, ['windows-1253']],
  [/^(tr|az)/i, ['windows-1254']],
  [/^(he|yi)/i, ['windows-1255']],
  [/^(ar|fa|ur)/i, ['windows-1256']],
  [/^(lt|lv|et)/i, ['windows-1257']],
  [/^th/i, ['windows-874']]
]

const SAMPLE_BYTES = 8192

export interface Ranked {
  charset: string
  /** 0 to 1; only the order and large gaps mean something. */
  confidence: number
}

/**
 * Every candidate by how well it reads `bytes`, the best first. Only the bytes around non-ASCII ones
 * are looked at, so a large ASCII head of a file does not hide a few names at its end.
 */
export function rankCharsets(bytes: Uint8Array, locale = ''): Ranked[] {
  const sample = nonAsciiNeighbourhood(bytes)
  const high = sample.reduce((sum, byte) => sum + (byte >>> 7), 0)
  if (high === 0) return [{ charset: 'utf-8', confidence: 1 }]
  const scores = new Map<string, number>()
  for (const charset of CANDIDATES) scores.set(charset, readingScore(sample, charset) / high)
  addLocale(scores, locale)
  addVote(scores, sample)
  return [...scores]
    .map(([charset, score]) => ({ charset, confidence: Math.max(0, Math.min(1, score / 1.5)) }))
    .map((ranked, index) => ({ ...ranked, index }))
    .sort((a, b) => scores.get(b.charset)! - scores.get(a.charset)! || a.index - b.index)
    .map(({ charset, confidence }) => ({ charset, confidence }))
}

function addLocale(scores: Map<string, number>, locale: string): void {
  const likely = BY_LOCALE.find(([pattern]) => pattern.test(locale))?.[1] ?? []
  likely.forEach((charset, index) => {
    scores.set(charset, scores.get(charset)! + (index === 0 ? 0.35 : 0.1))
  })
  if (likely.length === 0) scores.set('windows-1252', scores.get('windows-1252')! + 0.1)
}

/** jschardet knows letter frequencies of Cyrillic, Greek, Thai, Hebrew: one vote among others. */
function addVote(scores: Map<string, number>, sample: Buffer): void {
  if (sample.length < 24) return
  const vote = jschardet.detect(sample, { minimumThreshold: 0.3 })
  const charset = VOTES[vote?.encoding?.toLowerCase() ?? '']
  if (charset !== undefined) scores.set(charset, scores.get(charset)! + 0.3 * vote.confidence)
}

const VOTES: Record<string, Candidate> = {
  gb2312: 'gb18030',
  gb18030: 'gb18030',
  big5: 'big5',
  shift_jis: 'shift_jis',
  'euc-jp': 'euc-jp',
  'euc-kr': 'euc-kr',
  'windows-1251': 'windows-1251',
  'koi8-r': 'koi8-r',
  'windows-1253': 'windows-1253',
  'windows-1255': 'windows-1255',
  'tis-620': 'windows-874'
}

function nonAsciiNeighbourhood(bytes: Uint8Array): Buffer {
  const kept: number[] = []
  let copied = 0
  for (let at = 0; at < bytes.length && kept.length < SAMPLE_BYTES; at++) {
    if (bytes[at]! < 0x80) continue
    let end = at + 1
    for (let plain = 0; end < bytes.length && plain < 3; end++)
      plain = bytes[end]! < 0x80 ? plain + 1 : 0
    for (let from = Math.max(copied, at - 3); from < end; from++) kept.push(bytes[from]!)
    copied = end
    at = end - 1
  }
  return Buffer.from(kept)
}

/** Sum over the characters that are not ASCII of how natural each is, weighed by the bytes it took. */
function readingScore(sample: Buffer, charset: Candidate): number {
  const text = iconv.decode(sample, charset)
  const wide = WIDE[charset]
  let score = 0
  let before = 0x20
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index)
    if (code >= 0x80) {
      const after = index + 1 < text.length ? text.charCodeAt(index + 1) : 0x20
      score += wide === undefined ? narrow(before, code, after) : 2 * wide(text.charAt(index), code)
    }
    before = code
  }
  return score
}

const WIDE: Partial<Record<Candidate, (character: string, code: number) => number>> = {
  gb18030: (character, code) => ideograph(character, code, FREQUENT_SIMPLIFIED),
  big5: (character, code) => ideograph(character, code, FREQUENT_TRADITIONAL),
  shift_jis: japanese,
  'euc-jp': japanese,
  'euc-kr': (character, code) => {
    if (FREQUENT_HANGUL.has(character)) return 1.5
    if (code >= 0xac00 && code <= 0xd7a3) return 0.5
    return ideograph(character, code, FREQUENT_HANGUL) - 0.3
  }
}

function japanese(character: string, code: number): number {
  if (code >= 0x3041 && code <= 0x30fc) return 1.3
  if (code >= 0xff61 && code <= 0xff9f) return -0.1
  return ideograph(character, code, FREQUENT_JAPANESE)
}

function ideograph(character: string, code: number, frequent: ReadonlySet<string>): number {
  if (frequent.has(character)) return 1.5
  if (code >= 0x4e00 && code <= 0x9fff) return 0.35
  if (code >= 0x3000 && code <= 0x3017) return 0.5
  if (code >= 0xff01 && code <= 0xff5e) return 0.4
  if (code === 0xfffd || (code >= 0xe000 && code <= 0xf8ff) || code < 0xa0) return -3
  return -0.4
}

const LATIN = /^[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]$/

/** One character of a single-byte charset between its neighbours. */
function narrow(before: number, code: number, after: number): number {
  if (code === 0xfffd || code < 0xa0) return -3
  const character = String.fromCharCode(code)
  if (LATIN.test(character)) return latin(before, character, after)
  if (code >= 0x0370 && code <= 0x06ff) return script(before, character, after)
  if (code >= 0x0e00 && code <= 0x0e7f) return neighbour(before, after, 0x0e00, 0x0e7f) ? 0.8 : -0.6
  // punctuation of running text: quotes, dashes, degree, section, no-break space
  if (
    '\u00a0\u00a7\u00b0\u00ab\u00bb\u2013\u2014\u2018\u2019\u201c\u201d\u201e\u2026\u20ac\u00df'.includes(
      character
    )
  )
    return 0.4
  return -0.6
}

const COMMON_LATIN = new Set('äöüÄÖÜßéèêëáàâãåçñóòôõúùûíìîïøæÅÉÇØÆ')

function latin(before: number, character: string, after: number): number {
  const lower = character === character.toLowerCase()
  const left = isAsciiLetter(before)
  const right = isAsciiLetter(after)
  if (!left && !right) return before < 0x80 && after < 0x80 ? 0.1 : -0.5
  if (!lower && isAsciiLower(before)) return -0.8
  return COMMON_LATIN.has(character) ? 1.1 : 0.75
}

/** Greek, Cyrillic, Hebrew, Arabic: whole words of it, capitals only at the beginning or throughout. */
function script(before: number, character: string, after: number): number {
  if (isAsciiLetter(before) || isAsciiLetter(after)) return -1
  const code = character.charCodeAt(0)
  const from = code < 0x400 ? 0x370 : code < 0x590 ? 0x400 : code < 0x600 ? 0x590 : 0x600
  const to = code < 0x400 ? 0x3ff : code < 0x590 ? 0x52f : code < 0x600 ? 0x5ff : 0x6ff
  const inside = neighbour(before, after, from, to)
  if (!inside) return -0.2
  const lower = character === character.toLowerCase()
  const previous = String.fromCharCode(before)
  const afterLower = before >= from && before <= to && previous !== previous.toUpperCase()
  if (!lower && afterLower) return -1
  return lower ? 0.95 : 0.7
}

function neighbour(before: number, after: number, from: number, to: number): boolean {
  return (before >= from && before <= to) || (after >= from && after <= to)
}

function isAsciiLetter(code: number): boolean {
  return (code >= 0x41 && code <= 0x5a) || isAsciiLower(code)
}

function isAsciiLower(code: number): boolean {
  return code >= 0x61 && code <= 0x7a
}
