import { createHash } from 'node:crypto'
import type { Blob, Card } from '../../contacts/card'
import { soundCard } from '../../contacts/sound'
import { isDatomId, titleOf, urnOf, verifyOwnership, type Opening } from '../../datom'
import { DatomspaceError } from '../../error'
import type { Json, JsonObject } from '../../identity'
import type { SecurityLevel } from '../shapes'

/** What the giver sends: his half of the transfer, all that proves his right, and the datom itself. */
export interface Parcel {
  id: string
  /** Signed by the giver. */
  transfer: JsonObject
  /** Credentials and transfers up to the giver's own credential, which is the last. */
  documents: JsonObject[]
  /** What the giver's credential commits to: the content. */
  opening: Opening
  blobs: { hash: string; mediaType: string; data: string }[]
}

/** What the taker sends back: the transfer with both signatures, and his own credential. */
export interface Acknowledgement {
  id: string
  transfer: JsonObject
  deed: JsonObject
}

export interface Offer {
  id: string
  /** What the datom is called. */
  subject: string
  category: string
  level: SecurityLevel
  message?: string
  /** What the giver calls himself. */
  name: string
}

const LEVELS: readonly unknown[] = ['public', 'internal', 'personal', 'confidential', 'restricted']

/** Null for what is no offer. */
export function parseOffer(body: unknown): Offer | null {
  const { id, subject, category, level, message, name } = membersOf(body)
  if (!isDatomId(id) || !isText(subject, 200) || !isText(name, 200)) return null
  if (!isText(category, 1_000) || !LEVELS.includes(level)) return null
  if (message !== undefined && !isText(message, 2_000)) return null
  const offer = { id, subject, category, level: level as SecurityLevel, name }
  return message === undefined ? offer : { ...offer, message }
}

/** The id, and the reason where there is one, of a letter that says no more. */
export function parseWord(body: unknown): { id: string; reason?: string } | null {
  const { id, reason } = membersOf(body)
  if (!isDatomId(id)) return null
  return isText(reason, 1_000) ? { id, reason } : { id }
}

/** Its form only: `checkParcel` says whether it is true. */
export function parseParcel(body: unknown): Parcel | null {
  const { id, transfer, documents, opening, blobs } = membersOf(body)
  if (!isDatomId(id) || !isObject(transfer) || !isObject(opening)) return null
  if (!Array.isArray(documents) || !documents.every(isObject)) return null
  if (!Array.isArray(blobs) || blobs.length > 100 || !blobs.every(isBlob)) return null
  return { id, transfer, documents, opening: opening as Opening, blobs }
}

export function parseAcknowledgement(body: unknown): Acknowledgement | null {
  const { id, transfer, deed } = membersOf(body)
  return isDatomId(id) && isObject(transfer) && isObject(deed) ? { id, transfer, deed } : null
}

/** What a parcel gives, once it has proved to be the giver's to give, whole, and for this taker. */
export interface Contents {
  /** Signed by both. */
  transfer: JsonObject
  category: string
  level: SecurityLevel
  content: Card
  blobs: Blob[]
}

/**
 * @param signed the transfer with the taker's signature added
 * Throws `STATEMENT_INVALID` for what does not prove that `giver` hands this datom to `taker`.
 */
export function checkParcel(
  parcel: Parcel,
  signed: JsonObject,
  parties: { giver: string; taker: string }
): Contents {
  // Each by itself: with the transfer at its end a title shows the giver's content all the same.
  const verdict = verifyOwnership(titleOf([...parcel.documents, signed], parcel.opening))
  const failed = verdict.checks.find(({ ok }) => !ok)
  if (failed) throw invalid(failed.message)
  const last = verdict.records.filter(({ kind }) => kind === 'transfer').at(-1)
  if (signed['id'] !== urnOf(parcel.id)) throw invalid('it belongs to another transfer')
  if (last?.did !== parties.giver || verdict.owner !== parties.taker) {
    throw invalid('it hands over between other people')
  }
  const shown = parcel.opening['ds:content']
  const content = shown['content'] as Json
  if (!isObject(content) || content['@type'] !== 'Card') throw invalid('it holds no contact')
  const card = soundCard(content as unknown as Card)
  return {
    transfer: signed,
    category: verdict.facts.category!,
    level: verdict.facts.level as SecurityLevel,
    content: card,
    blobs: blobsOf(parcel, card)
  }
}

/** Only pictures that the content names, and that are what it names. */
function blobsOf(parcel: Parcel, card: Card): Blob[] {
  const wanted = new Set(blobIdsOf(card))
  const blobs = parcel.blobs.map(({ hash, mediaType, data }) => {
    const bytes = Buffer.from(data, 'base64')
    if (!wanted.has(hash) || createHash('sha256').update(bytes).digest('hex') !== hash) {
      throw invalid('a picture in it is another than the contact names')
    }
    return { hash, mediaType, bytes }
  })
  return blobs
}

export function blobIdsOf(card: Card): string[] {
  const media = Object.values(card.media ?? {})
  return media.flatMap(({ blobId }) => (typeof blobId === 'string' ? [blobId] : []))
}

function isBlob(value: unknown): value is Parcel['blobs'][number] {
  const { hash, mediaType, data } = membersOf(value)
  if (typeof hash !== 'string' || !/^[0-9a-f]{64}$/.test(hash)) return false
  return isText(mediaType, 100) && typeof data === 'string'
}

function isText(value: unknown, most: number): value is string {
  return typeof value === 'string' && value.length <= most
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function membersOf(body: unknown): Record<string, unknown> {
  return isObject(body) ? body : {}
}

function invalid(why: string): DatomspaceError {
  return new DatomspaceError('STATEMENT_INVALID', `This transfer does not hold: ${why}`)
}
