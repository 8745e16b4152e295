import { createHash } from 'node:crypto'
import { canonicalJson, type Json, type JsonObject } from '../identity'
import { registrationOf, type Registration, type TrailEvent } from './trail-event'

/** What a room tells the trail. Names no content: a datom is its URN, a person a did. */
export interface TrailEntry {
  event: TrailEvent
  /** URN of the datom, set or grant that it happened to. */
  subject: string
  /** did:key of the other party, if there is one. */
  person?: string
  /** URN of the grant under which it happened, or that it happened to. */
  grant?: string
  /** Facts beside: counts, hashes, dates, names that the owner gave. At most 8 KiB as JSON. */
  facts?: JsonObject
}

/** Tells the trail. Resolves when it is in the store (not flushed); never rejects: the trail tells faults. */
export type RecordEvent = (entry: TrailEntry) => Promise<void>

/** For rooms that stand alone, in tests and programs without a space. */
export const unrecorded: RecordEvent = async () => {}

/** One link of the chain, as it is kept and exported. */
export interface SignedEntry extends TrailEntry {
  /** From 0, without gaps. */
  number: number
  /** ISO 8601, UTC, by the clock of the owner's machine. */
  at: string
  registration: Registration | null
  /** SHA-256 (hex) of the link before; of the first: the id of the trail, 32 random bytes. */
  previous: string
  /** Ed25519 by the owner's identity over `signedText`, base64. */
  signature: string
}

/** Whoever signs a trail: a `KeyRing`. */
export interface TrailSigner {
  sign(message: Uint8Array): Uint8Array
}

export const MAX_FACTS = 8 * 1024
const DOMAIN = 'datomspace/1/trail\n'

/** The next link after `previous` (hash, hex; the trail's id for the first one). */
export function signEntry(
  entry: TrailEntry,
  place: { number: number; previous: string; at: string },
  signer: TrailSigner
): SignedEntry {
  const { event, subject, person, grant, facts } = entry
  const content = {
    ...place,
    event,
    registration: registrationOf(event),
    subject,
    ...(person !== undefined && { person }),
    ...(grant !== undefined && { grant }),
    ...(facts !== undefined && { facts })
  }
  const signature = Buffer.from(signer.sign(signedText(content))).toString('base64')
  return { ...content, signature }
}

/** What the signature of a link is over: a line that names the purpose, then its canonical JSON (RFC 8785). */
export function signedText(entry: Omit<SignedEntry, 'signature'> & { signature?: string }): Buffer {
  const { signature: _signature, ...content } = entry
  return Buffer.from(DOMAIN + canonicalJson(content as unknown as Json))
}

/** SHA-256 (hex) over the canonical JSON of the whole link, signature included. */
export function hashOf(entry: SignedEntry): string {
  return createHash('sha256')
    .update(canonicalJson(entry as unknown as Json))
    .digest('hex')
}
