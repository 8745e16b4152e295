import sodium from 'sodium-native'
import { DatomspaceError } from '../error'
import { publicKeyOf } from './did'

const NONCE_BYTES = 24
const TAG_BYTES = 16
const SECRET_BYTES = 32
// Both formats begin with a version byte, so that a later one can be told apart.
const SEALED_TO_SECRET = 0x01
const SEALED_TO_PERSON = 0x02

/**
 * Seals bytes to whoever holds `secret` (32 bytes), for one `context`: XChaCha20-Poly1305 with a random
 * nonce and the context as associated data. Layout: 0x01, nonce (24), ciphertext, tag (16).
 */
export function sealTo(secret: Uint8Array, message: Uint8Array, context: string): Buffer {
  assertSecret(secret)
  const sealed = Buffer.alloc(1 + NONCE_BYTES + message.byteLength + TAG_BYTES)
  sealed[0] = SEALED_TO_SECRET
  const nonce = sealed.subarray(1, 1 + NONCE_BYTES)
  sodium.randombytes_buf(nonce)
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
    sealed.subarray(1 + NONCE_BYTES),
    message,
    Buffer.from(context),
    null,
    nonce,
    secret
  )
  return sealed
}

/** Opens `sealTo`. Throws `GRANT_SECRET_WRONG` if secret, context or one byte differs. */
export function openFrom(secret: Uint8Array, sealed: Uint8Array, context: string): Buffer {
  assertSecret(secret)
  const length = sealed.byteLength - 1 - NONCE_BYTES - TAG_BYTES
  if (length < 0 || sealed[0] !== SEALED_TO_SECRET) throw notOurs()
  const message = Buffer.alloc(length)
  try {
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
      message,
      null,
      sealed.subarray(1 + NONCE_BYTES),
      Buffer.from(context),
      sealed.subarray(1, 1 + NONCE_BYTES),
      secret
    )
  } catch (cause) {
    throw notOurs(cause)
  }
  return message
}

/**
 * Seals bytes to a person so that only they open them; the sender stays anonymous, so what is sealed
 * must be signed inside. `crypto_box_seal` to the X25519 form of the Ed25519 key that `did` names.
 * Layout: 0x02, sealed box (48 bytes longer than the message).
 */
export function sealToPerson(did: string, message: Uint8Array): Buffer {
  const key = Buffer.alloc(sodium.crypto_box_PUBLICKEYBYTES)
  try {
    sodium.crypto_sign_ed25519_pk_to_curve25519(key, publicKeyOf(did))
  } catch (cause) {
    if (cause instanceof DatomspaceError) throw cause
    throw new DatomspaceError(
      'INVALID_ARGUMENT',
      'Nothing can be sealed to this identity: its key is no valid point',
      {
        cause,
        details: { argument: 'did', reason: 'point' }
      }
    )
  }
  const sealed = Buffer.alloc(1 + message.byteLength + sodium.crypto_box_SEALBYTES)
  sealed[0] = SEALED_TO_PERSON
  sodium.crypto_box_seal(sealed.subarray(1), message, key)
  return sealed
}

/** Opens `sealToPerson` with the person's Ed25519 key pair. Throws `GRANT_SECRET_WRONG`. */
export function openSealed(
  keyPair: { publicKey: Uint8Array; secretKey: Uint8Array },
  sealed: Uint8Array
): Buffer {
  const length = sealed.byteLength - 1 - sodium.crypto_box_SEALBYTES
  if (length < 0 || sealed[0] !== SEALED_TO_PERSON) throw notOurs()
  const publicKey = Buffer.alloc(sodium.crypto_box_PUBLICKEYBYTES)
  const secretKey = Buffer.alloc(sodium.crypto_box_SECRETKEYBYTES)
  sodium.crypto_sign_ed25519_pk_to_curve25519(publicKey, keyPair.publicKey)
  sodium.crypto_sign_ed25519_sk_to_curve25519(secretKey, keyPair.secretKey)
  const message = Buffer.alloc(length)
  const opened = sodium.crypto_box_seal_open(message, sealed.subarray(1), publicKey, secretKey)
  sodium.sodium_memzero(secretKey)
  if (!opened) throw notOurs()
  return message
}

function assertSecret(secret: Uint8Array): void {
  if (secret instanceof Uint8Array && secret.byteLength === SECRET_BYTES) return
  throw new DatomspaceError('INVALID_ARGUMENT', `A sealing secret is ${SECRET_BYTES} bytes`, {
    details: { argument: 'secret' }
  })
}

function notOurs(cause?: unknown): DatomspaceError {
  return new DatomspaceError(
    'GRANT_SECRET_WRONG',
    'This cannot be opened: it was sealed for somebody else or for another purpose, or it was changed on the way',
    { cause }
  )
}
