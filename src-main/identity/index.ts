/**
 * Who: the room that turns one 32-byte seed into all keys of a space, writes identities as `did:key`,
 * seeds as 24 words, and signs and verifies statements that strangers check offline. It does no I/O,
 * imports only `error` and cryptography (libsodium, BIP-39, base58, JCS), and promises that equal
 * seeds give equal keys for ever, that no secret is printed or serialised by accident, and that
 * verifying is total: hostile input is refused, it never crashes or hangs.
 */
export {
  createSeed,
  phraseOf,
  seedFromPhrase,
  suggestWords,
  PHRASE_WORDS,
  SEED_BYTES
} from './seed'
export { deriveKeys, KeyRing, type KeyPair } from './keys'
export { didOf, didOfVerificationMethod, isDid, publicKeyOf, verificationMethodOf } from './did'
export { openFrom, openSealed, sealTo, sealToPerson } from './seal'
export { verifySignature } from './signature'
export { canonicalJson, parseJson, plainJson, type Json, type JsonObject } from './json'
export { readJsonText } from './json-text'
export {
  CREDENTIALS_CONTEXT,
  CRYPTOSUITE,
  DATA_INTEGRITY_CONTEXT,
  PROOF_PURPOSES,
  sign,
  type Proof,
  type ProofPurpose,
  type SignOptions,
  type StatementSigner
} from './statement'
export type { StatementFault } from './statement-fault'
export { assertVerified, verify, type Verification, type VerifyOptions } from './verify'
