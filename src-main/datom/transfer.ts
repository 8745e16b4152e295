import { sign, type Json, type JsonObject, type StatementSigner } from '../identity'
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
