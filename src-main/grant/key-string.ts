import { randomFillSync } from 'node:crypto'
import { bech32m } from '@scure/base'
import { DatomspaceError, type ErrorCode } from '../error'

/** What a copied key says: where the grant is, and the secret that opens it. */
export interface GrantKey {
  kind: 'ticket' | 'agreement'
  /** Noise key of the owner's space, 32 bytes. */
  space: Buffer
  /** Key of the grant core, 32 bytes. */
  grant: Buffer
  /** 32 bytes. Whoever has it holds the ticket. */
  secret: Buffer
  /** Noise key of a space that keeps a copy, 32 bytes. */
  mirror?: Buffer
}

const PREFIX = 'datom'
const VERSION = 1
const KINDS = ['ticket', 'agreement'] as const
const KEY_BYTES = 32
const CHECKSUM = 6
/** Longest text of a key or link; fits a QR code that a telephone reads from a screen. */
export const MAX_KEY_LENGTH = 300
const MAX_PASTED = 4_000
const LINK = 'datomspace://share/'
const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'

/** A new secret for a grant, 32 bytes. */
export function createGrantSecret(): Buffer {
  const secret = Buffer.alloc(KEY_BYTES)
  randomFillSync(secret)
  return secret
}

/** `datom1…`: version, kind, keys and secret in bech32m (BIP-350), whose checksum finds mistyped letters. */
export function formatKey(key: GrantKey): string {
  const parts = [key.space, key.grant, key.secret, ...(key.mirror ? [key.mirror] : [])]
  for (const part of parts) {
    if (part.byteLength !== KEY_BYTES) {
      throw new DatomspaceError('INVALID_ARGUMENT', 'The parts of a key are 32 bytes each')
    }
  }
  const bytes = Buffer.concat([Buffer.of(VERSION, KINDS.indexOf(key.kind)), ...parts])
  return bech32m.encode(PREFIX, bech32m.toWords(bytes), MAX_KEY_LENGTH)
}

/** The same as a link that opens the app. */
export function formatLink(key: GrantKey): string {
  return LINK + formatKey(key)
}

/**
 * The key in pasted text: alone or as a link, in any case, broken over lines, quoted, or with words
 * around it. Throws `KEY_MALFORMED` (no key in it, or no possible one), `KEY_TRUNCATED` (its end is
 * missing), `KEY_MISTYPED` (the checksum is wrong) or `KEY_VERSION` (made by a newer program).
 */
export function parseKey(pasted: string): GrantKey {
  if (typeof pasted !== 'string' || pasted.length > MAX_PASTED) {
    throw refuse('KEY_MALFORMED', 'This is too long to be a key')
  }
  const text = find(pasted)
  const decoded = bech32m.decodeUnsafe(text as `datom1${string}`, MAX_KEY_LENGTH)
  if (decoded) return parseBytes(bech32m.fromWordsUnsafe(decoded.words) ?? null)
  throw failureOf(text)
}

function parseBytes(bytes: Uint8Array | null): GrantKey {
  if (!bytes || bytes.byteLength === 0) throw refuse('KEY_MALFORMED', 'This is no key of a share')
  const [version, kindCode] = bytes
  if (version !== VERSION) {
    throw refuse(
      'KEY_VERSION',
      'This key was made by a newer version of datomspace. Update to use it',
      {
        version: version ?? 0
      }
    )
  }
  const kind = KINDS[kindCode ?? -1]
  const parts = (bytes.byteLength - 2) / KEY_BYTES
  if (kind === undefined || (parts !== 3 && parts !== 4)) {
    throw refuse('KEY_MALFORMED', 'This is no key of a share')
  }
  const part = (index: number) =>
    Buffer.from(bytes.subarray(2 + index * KEY_BYTES, 2 + (index + 1) * KEY_BYTES))
  const key: GrantKey = { kind, space: part(0), grant: part(1), secret: part(2) }
  if (parts === 4) key.mirror = part(3)
  return key
}

// Soft hyphens, zero-width spaces and the like come along with text from chat programs and web pages.
const NOISE = /[\s\p{Cf}]/gu
const CANDIDATE = /datom1[a-z0-9]*/g

/** The part of the text that looks most like a key, in lower case and without breaks. */
function find(pasted: string): string {
  const lower = pasted.normalize('NFKC').toLowerCase()
  // A key alone may be broken by spaces and lines; among words the spaces are what ends it.
  const candidates = [...lower.matchAll(CANDIDATE)].map(match => match[0])
  const joined = lower.replace(NOISE, '')
  candidates.push(...[...joined.matchAll(CANDIDATE)].map(match => match[0]))
  const whole = candidates.find(text =>
    bech32m.decodeUnsafe(text as `datom1${string}`, MAX_KEY_LENGTH)
  )
  if (whole) return whole
  const inside = candidates.map(wholeKeyAtStart).find(text => text !== null)
  if (inside) return inside
  const longest = candidates.sort((a, b) => b.length - a.length)[0]
  if (longest === undefined) {
    throw refuse('KEY_MALFORMED', 'There is no key in this text. A key begins with datom1')
  }
  return longest
}

const LENGTHS = [3, 4].map(parts => {
  const words = Math.ceil(((2 + parts * KEY_BYTES) * 8) / 5)
  return PREFIX.length + 1 + words + CHECKSUM
})

/** A key that runs into the words after it, once the spaces between were taken out. */
function wholeKeyAtStart(candidate: string): string | null {
  for (const length of LENGTHS) {
    const text = candidate.slice(0, length)
    if (bech32m.decodeUnsafe(text as `datom1${string}`, MAX_KEY_LENGTH)) return text
  }
  return null
}

function failureOf(text: string): DatomspaceError {
  const body = text.slice(PREFIX.length + 1)
  const shortest = LENGTHS[0]!
  // A short key without a wrong letter has lost its end; wrong letters are named first.
  const foreign = [...body].findIndex(letter => !CHARSET.includes(letter))
  if (foreign >= 0) {
    const position = PREFIX.length + 2 + foreign
    return refuse(
      'KEY_MISTYPED',
      `Letter ${position} of this key occurs in no key: it was mistyped`,
      {
        position
      }
    )
  }
  if (text.length < shortest) {
    const missing = shortest - text.length
    return refuse('KEY_TRUNCATED', `The end of this key is missing: at least ${missing} letters`, {
      missing
    })
  }
  return refuse('KEY_MISTYPED', 'A letter of this key is wrong. Copy it again instead of typing it')
}

function refuse(
  code: ErrorCode,
  message: string,
  details: Record<string, number> = {}
): DatomspaceError {
  return new DatomspaceError(code, message, { details })
}
