import { DatomspaceError } from '../../error'
import {
  canonicalJson,
  parseJson,
  plainJson,
  type Json,
  type StatementSigner
} from '../../identity'

/** Longest letter: what carries a datom with its picture. */
export const MAX_LETTER = 16 * 1024 * 1024
const DOMAIN = 'datomspace/1/letter\0'
const KIND = /^[a-z][a-z0-9.-]{0,63}$/
const MAX_ID = 100

export interface LetterFacts {
  id: string
  kind: string
  /** did:key of the one it is for. */
  to: string
  /** ISO time. */
  at: string
  body: Json
}

export interface Letter extends LetterFacts {
  /** Base64, by the sender's identity over the rest. */
  signature: string
}

/** Throws `INVALID_ARGUMENT` for another kind than lower case with dots, and `LIMIT_EXCEEDED`. */
export function encodeLetter(facts: LetterFacts, signer: StatementSigner): Letter {
  if (!KIND.test(facts.kind)) {
    throw new DatomspaceError('INVALID_ARGUMENT', `"${facts.kind}" is no kind of letter`)
  }
  // A copy without what JSON cannot say, so that what is signed is what arrives.
  const letter = { ...facts, body: plainJson(facts.body) }
  const message = signedPart(letter)
  if (message.byteLength > MAX_LETTER - 1_000) {
    throw new DatomspaceError('LIMIT_EXCEEDED', `A letter is at most ${MAX_LETTER} bytes`)
  }
  return { ...letter, signature: Buffer.from(signer.sign(message)).toString('base64') }
}

export function signedPart({ id, kind, to, at, body }: LetterFacts): Buffer {
  return Buffer.from(DOMAIN + canonicalJson({ id, kind, to, at, body }))
}

/** The letter in bytes that a hostile space may have sent; null for what is none. */
export function parseLetter(bytes: Buffer): Letter | null {
  const value = jsonIn(bytes)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return null
  const { id, kind, to, at, body, signature } = value
  if (typeof id !== 'string' || id.length > MAX_ID) return null
  if (typeof kind !== 'string' || !KIND.test(kind)) return null
  if (typeof to !== 'string' || typeof signature !== 'string') return null
  if (typeof at !== 'string' || !Number.isFinite(Date.parse(at)) || body === undefined) return null
  return { id, kind, to, at, body, signature }
}

function jsonIn(bytes: Buffer): Json | null {
  try {
    return parseJson(bytes)
  } catch {
    return null // hostile or cut off: no letter either way
  }
}
