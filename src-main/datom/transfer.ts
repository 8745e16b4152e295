import type { Card } from '../contacts/card'
import { sign, type Json, type JsonObject, type StatementSigner } from '../identity'
import { changeDatom, urnOf, type Datom, type StoredDatom } from './datom'
import { credential, digestOf } from './ownership'

export const TRANSFER = 'DatomTransfer'

export interface TransferFacts {
  /** UUID of the transfer. */
  id: string
  /** did:key of who takes it. */
  to: string
  /** URN of the datom with its giver. */
  datom: string
  /** The giver's credential of it: what is handed over, and by what right. */
  credential: JsonObject
}

/**
 * The giver's half of a transfer: names both, the datom, and the credential by which it is the giver's.
 * It counts only once the taker has signed as well (`acceptTransfer`). `now`: milliseconds since 1970.
 */
export function offerTransfer(
  facts: TransferFacts,
  giver: StatementSigner,
  now: number
): JsonObject {
  const subject = facts.credential['credentialSubject'] as JsonObject
  const document = credential(
    TRANSFER,
    giver.did,
    now,
    {
      id: facts.to,
      'ds:giver': giver.did,
      'ds:datom': facts.datom,
      'ds:credential': digestOf(facts.credential),
      'ds:commitment': subject['ds:commitment'] as Json
    },
    facts.id
  )
  return sign(document, giver, { created: new Date(now) }) as JsonObject
}

/**
 * Adds the taker's signature to the giver's. Both sign the same content, which names both: a set of
 * proofs rather than a chain, since more software can check those.
 */
export function acceptTransfer(
  transfer: JsonObject,
  taker: StatementSigner,
  now: number
): JsonObject {
  return sign(transfer, taker, { created: new Date(now) }) as JsonObject
}

/** Whether this datom is what was left with its owner when it was handed over to another. */
export function isHandedOver(datom: StoredDatom): boolean {
  return handOverOf(datom) !== null
}

/** The transfer by which it was handed over, as it lies there: not verified. */
export function handOverOf({ id, record }: StoredDatom): JsonObject | null {
  const types = record?.['type']
  if (!record || !Array.isArray(types) || types[1] !== TRANSFER) return null
  // The taker's first version carries the same transfer, about the datom that it came of.
  const subject = record['credentialSubject'] as JsonObject | null | undefined
  return subject?.['ds:datom'] === urnOf(id) ? record : null
}

/**
 * The same by what the datom says, for those who do not have its record at hand: it is retired, and holds
 * nothing but its own name.
 */
export function isLeftover(datom: Datom): boolean {
  return datom.status === 'retired' && datom.content.uid === urnOf(datom.id)
}

/** What is left with the giver: retired, without its content, with the transfer as its record. */
export function handedOver(datom: Datom, transfer: JsonObject, now: number): StoredDatom {
  const content: Card = { '@type': 'Card', version: '1.0', uid: urnOf(datom.id) }
  const left = changeDatom(datom, { content, tags: [], status: 'retired' }, now)
  return { ...left, record: transfer }
}
