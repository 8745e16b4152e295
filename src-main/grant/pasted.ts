import { bech32m } from '@scure/base'
import { DatomspaceError, type ErrorCode } from '../error'

/** A kind of key that people copy and paste: bech32m text (BIP-350) behind a prefix of its own. */
export interface PastedForm {
  prefix: string
  /** What it is, in a sentence. */
  name: string
  /** Lengths that the text of such a key can have, in characters, ascending. */
  lengths: readonly number[]
  /** Longest text that is read as one: a newer version may be longer than those of this one. */
  maxLength: number
}

const MAX_PASTED = 4_000
const BITS = 5
const CHECKSUM = 6
const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
// Soft hyphens, zero-width spaces and the like come along with text from chat programs and web pages.
const NOISE = /[\s\p{Cf}]/gu

// What mail programs put before each line of a message that is answered.
const QUOTED = /^[\s>|]+/gmu
const HYPHENATED = /[-\u00ad\u2010]\s*\n\s*/gu

/** How long the text of a key is, in characters, whose content has so many bytes. */
export function lengthOf(prefix: string, byteLength: number): number {
  return prefix.length + 1 + Math.ceil((byteLength * 8) / BITS) + CHECKSUM
}

/**
 * The bytes of the key in pasted text: alone or as a link, in any case, broken over lines, quoted, or with
 * words around it. Null where its checksum is right and its padding is not. Throws `KEY_MALFORMED` (no key
 * in it), `KEY_TRUNCATED` (its end is missing) or `KEY_MISTYPED` (the checksum is wrong).
 */
export function readPasted(pasted: string, form: PastedForm): Uint8Array | null {
  if (typeof pasted !== 'string' || pasted.length > MAX_PASTED) {
    throw refused('KEY_MALFORMED', `This is too long to be ${form.name}`)
  }
  const text = find(pasted, form)
  const decoded = decode(text, form)
  if (!decoded) throw failureOf(text, form)
  return bech32m.fromWordsUnsafe(decoded.words) ?? null
}

/** That a key is of a form which this version does not know yet. */
export function newerKey(version: number): DatomspaceError {
  return refused(
    'KEY_VERSION',
    'This key was made by a newer version of datomspace. Update to use it',
    { version }
  )
}

/** The part of the text that looks most like a key, in lower case and without breaks. */
function find(pasted: string, form: PastedForm): string {
  const lower = pasted.normalize('NFKC').toLowerCase()
  // A key alone may be broken by spaces and lines; among words the spaces are what ends it.
  const pattern = new RegExp(`${form.prefix}1[a-z0-9]*`, 'g')
  const unquoted = lower.replace(QUOTED, '').replace(HYPHENATED, '')
  const candidates = [lower, lower.replace(NOISE, ''), unquoted.replace(NOISE, '')].flatMap(
    text => text.match(pattern) ?? []
  )
  // It runs into the words after it, once the spaces between were taken out.
  const cut = candidates.flatMap(text => form.lengths.map(length => text.slice(0, length)))
  const whole = [...candidates, ...cut].find(text => decode(text, form) !== undefined)
  if (whole !== undefined) return whole
  const [longest] = candidates.sort((a, b) => b.length - a.length)
  if (longest !== undefined) return longest
  const { name, prefix } = form
  if (prefix !== 'person' && /person1[a-z0-9]{20}/.test(lower)) {
    throw refused(
      'KEY_OF_PERSON',
      'This is the key of a person, and not of a share. Add them to the people you know: under People, or with "datomspace people add"'
    )
  }
  if (prefix !== 'datom' && /datom1[a-z0-9]{20}/.test(lower)) {
    throw refused(
      'KEY_OF_SHARE',
      'This is the key of a share, and not of a person. Receive it: under Received, or with "datomspace receive"'
    )
  }
  throw refused('KEY_MALFORMED', `Nothing in this text is ${name}. It would begin with ${prefix}1`)
}

function decode(text: string, { maxLength }: PastedForm) {
  return bech32m.decodeUnsafe(text as `${string}1${string}`, maxLength) || undefined
}

function failureOf(text: string, { prefix, lengths }: PastedForm): DatomspaceError {
  const start = prefix.length + 1
  // A short key without a wrong letter has lost its end; wrong letters are named first.
  const foreign = [...text.slice(start)].findIndex(letter => !CHARSET.includes(letter))
  if (foreign >= 0) {
    const position = start + 1 + foreign
    const message = `Letter ${position} of this key occurs in no key: it was mistyped`
    return refused('KEY_MISTYPED', message, { position })
  }
  const missing = lengths[0]! - text.length
  if (missing > 0) {
    const message = `The end of this key is missing: at least ${missing} letters`
    return refused('KEY_TRUNCATED', message, { missing })
  }
  return refused(
    'KEY_MISTYPED',
    'A letter of this key is wrong. Copy it again instead of typing it'
  )
}

function refused(
  code: ErrorCode,
  message: string,
  details: Record<string, number> = {}
): DatomspaceError {
  return new DatomspaceError(code, message, { details })
}
