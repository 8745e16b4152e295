import sodium from 'sodium-native'
import { deriveGrantKey } from './secret'

const DOMAIN = Buffer.from('datomspace/1/ticket\0')
const ASKING = Buffer.from('datomspace/1/asking\0')
const MAC_BYTES = 32

export interface ProofContext {
  /** Hash of the connection's Noise handshake: no two connections have the same. */
  handshakeHash: Buffer
  /** Noise key of the end that proves, so that the other end cannot send the proof back. */
  prover: Buffer
  /** Key of the grant core. */
  grant: Buffer
}

/**
 * Proves, on one connection, to hold the secret of a grant without showing it: BLAKE2b-256 keyed with a
 * key derived from the secret, over the connection, the prover and the grant. Worth nothing anywhere else.
 */
export function proveTicket(secret: Buffer, context: ProofContext): Buffer {
  const key = deriveGrantKey(secret, 'proof')
  const mac = Buffer.alloc(MAC_BYTES)
  const { handshakeHash, prover, grant } = context
  sodium.crypto_generichash_batch(mac, [DOMAIN, handshakeHash, prover, grant], key)
  sodium.sodium_memzero(key)
  return mac
}

/** Whether `proof` proves it, compared in constant time. Never throws. */
export function verifyTicket(secret: Buffer, context: ProofContext, proof: unknown): boolean {
  if (!(proof instanceof Uint8Array) || proof.byteLength !== MAC_BYTES) return false
  return sodium.sodium_memcmp(proveTicket(secret, context), proof)
}

/** What a proof that goes by letter is good for: one question of one person about one grant. */
export interface AskingContext {
  /** did:key of who asks. */
  asker: string
  /** As they name the question. */
  request: string
  /** Key of the grant core. */
  grant: Buffer
}

/** The same by letter, where there is no connection to bind it to: worth nothing for anybody else. */
export function proveAsking(secret: Buffer, { asker, request, grant }: AskingContext): Buffer {
  const key = deriveGrantKey(secret, 'proof')
  const mac = Buffer.alloc(MAC_BYTES)
  const said = Buffer.from(JSON.stringify([asker, request]))
  sodium.crypto_generichash_batch(mac, [ASKING, grant, said], key)
  sodium.sodium_memzero(key)
  return mac
}

/** Whether `proof` proves it, compared in constant time. Never throws. */
export function verifyAsking(secret: Buffer, context: AskingContext, proof: unknown): boolean {
  if (!(proof instanceof Uint8Array) || proof.byteLength !== MAC_BYTES) return false
  return sodium.sodium_memcmp(proveAsking(secret, context), proof)
}
