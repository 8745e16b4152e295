import { canonicalJson, publicKeyOf, verifySignature, type Json } from '../identity'

/** How often each action was done. */
export type UseCounts = Record<string, number>

/** What an owner says to the holder of a log of receipts: this is the last that I have. */
export interface CountedHead {
  /** Key of the log, z-base-32. */
  log: string
  number: number
  /** Of that receipt, base64url. */
  hash: string
  /** Uses in that log so far. */
  uses: UseCounts
  /** ISO time. */
  at: string
}

export interface CounterSigned extends CountedHead {
  /** Ed25519 by the identity of the owner, base64url. */
  signature: string
}

/** What is signed: this line, then the canonical JSON of the head and the grant's key (z-base-32). */
const DOMAIN = 'datomspace/1/counted\n'

export function counterSign(
  head: CountedHead,
  grant: string,
  signer: { sign(message: Uint8Array): Uint8Array }
): CounterSigned {
  const signature = Buffer.from(signer.sign(messageOf(head, grant))).toString('base64url')
  return { ...head, signature }
}

/** Whether the owner (did:key) signed that. `signed` must have the form of a counter-signature. */
export function isCounterSigned(signed: CounterSigned, grant: string, owner: string): boolean {
  const { signature, ...head } = signed
  const bytes = Buffer.from(signature, 'base64url')
  return verifySignature(messageOf(head, grant), bytes, publicKeyOf(owner))
}

function messageOf({ log, number, hash, uses, at }: CountedHead, grant: string): Buffer {
  return Buffer.from(DOMAIN + canonicalJson({ grant, log, number, hash, uses, at } as Json))
}
