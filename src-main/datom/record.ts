import { sign, type JsonObject, type StatementSigner } from '../identity'
import { credential } from './ownership'

export const RETIREMENT = 'DatomRetirement'
export const DISPUTE = 'DatomDispute'

export interface RecordClaim {
  /** URN of the datom. */
  datom: string
  /** z-base-32 key of the core that holds it. */
  core: string
  /** In the words of who signs. */
  reason: string
}

/** The owner says that a datom is out of use. `now`: milliseconds since 1970. */
export function signRetirement(
  claim: RecordClaim,
  owner: StatementSigner,
  now: number
): JsonObject {
  return signRecord(RETIREMENT, claim, owner, now)
}

/** Somebody, the owner or another, objects to who owns a datom or to what it says. */
export function signDispute(claim: RecordClaim, signer: StatementSigner, now: number): JsonObject {
  return signRecord(DISPUTE, claim, signer, now)
}

function signRecord(
  type: string,
  { datom, core, reason }: RecordClaim,
  signer: StatementSigner,
  now: number
): JsonObject {
  const subject = { id: datom, 'ds:core': core, 'ds:reason': reason }
  const document = credential(type, signer.did, now, subject)
  return sign(document, signer, { created: new Date(now) }) as JsonObject
}
