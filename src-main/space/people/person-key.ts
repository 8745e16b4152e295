import { bech32m } from '@scure/base'
import { DatomspaceError, type ErrorCode } from '../../error'
import { didOf, publicKeyOf } from '../../identity'

/** What a person's key says: who, and where their space is. It is no secret. */
export interface PersonKey {
  /** did:key. */
  did: string
  /** Network key of their space, 32 bytes. */
  spaceKey: Buffer
}

const PREFIX = 'person'
const VERSION = 1
const KEY_BYTES = 32
const LINK = 'datomspace://person/'
const MAX_PASTED = 4_000
const WORDS = Math.ceil(((1 + 2 * KEY_BYTES) * 8) / 5)
const LENGTH = PREFIX.length + 1 + WORDS + 6
// Soft hyphens, zero-width spaces and the like come along with text from chat programs and web pages.
const NOISE = /[\s\p{Cf}]/gu
const CANDIDATE = /person1[a-z0-9]*/g

/** `person1…`: version, public key of the identity, network key, in bech32m (BIP-350). */
export function formatPersonKey({ did, spaceKey }: PersonKey): string {
  const bytes = Buffer.concat([Buffer.of(VERSION), publicKeyOf(did), spaceKey])
  return bech32m.encode(PREFIX, bech32m.toWords(bytes), LENGTH)
}

/** The same as a link that opens the app. */
export function formatPersonLink(key: PersonKey): string {
  return LINK + formatPersonKey(key)
}

/**
 * The key in pasted text: alone or as a link, in any case, broken over lines, or with words around it.
 * Throws `KEY_MALFORMED` (no key in it, or no possible one), `KEY_TRUNCATED`, `KEY_MISTYPED` (the
 * checksum is wrong) or `KEY_VERSION` (made by a newer program).
 */
export function parsePersonKey(pasted: string): PersonKey {
  if (typeof pasted !== 'string' || pasted.length > MAX_PASTED) {
    throw refuse('KEY_MALFORMED', 'This is too long to be the key of a person')
  }
  const text = find(pasted)
  const decoded = bech32m.decodeUnsafe(text as `person1${string}`, 2 * LENGTH)
  if (!decoded) {
    const missing = LENGTH - text.length
    if (missing > 0) {
      throw refuse('KEY_TRUNCATED', `The end of this key is missing: ${missing} letters`, {
        missing
      })
    }
    throw refuse(
      'KEY_MISTYPED',
      'A letter of this key is wrong. Copy it again instead of typing it'
    )
  }
  return parseBytes(bech32m.fromWordsUnsafe(decoded.words) ?? null)
}

function parseBytes(bytes: Uint8Array | null): PersonKey {
  const version = bytes?.[0]
  if (version !== undefined && version > VERSION) {
    throw refuse(
      'KEY_VERSION',
      'This key was made by a newer version of datomspace. Update to use it',
      { version }
    )
  }
  if (!bytes || version !== VERSION || bytes.byteLength !== 1 + 2 * KEY_BYTES) {
    throw refuse('KEY_MALFORMED', 'This is no key of a person')
  }
  return {
    did: didOf(bytes.subarray(1, 1 + KEY_BYTES)),
    spaceKey: Buffer.from(bytes.subarray(1 + KEY_BYTES))
  }
}

/** The part of the text that looks most like a key, in lower case and without breaks. */
function find(pasted: string): string {
  const lower = pasted.normalize('NFKC').toLowerCase()
  const candidates = [...lower.matchAll(CANDIDATE)].map(match => match[0])
  const joined = lower.replace(NOISE, '')
  candidates.push(...[...joined.matchAll(CANDIDATE)].map(match => match[0]))
  // What was broken over lines may run into the words after it.
  for (const candidate of [...candidates]) candidates.push(candidate.slice(0, LENGTH))
  const whole = candidates.find(text =>
    bech32m.decodeUnsafe(text as `person1${string}`, 2 * LENGTH)
  )
  const longest = whole ?? candidates.sort((a, b) => b.length - a.length)[0]
  if (longest !== undefined) return longest
  throw refuse(
    'KEY_MALFORMED',
    'There is no key of a person in this text. Such a key begins with person1'
  )
}

function refuse(
  code: ErrorCode,
  message: string,
  details: Record<string, number> = {}
): DatomspaceError {
  return new DatomspaceError(code, message, { details })
}
