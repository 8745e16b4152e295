import sodium from 'sodium-native'

/**
 * Whether `signature` (64 bytes) over `message` is by the Ed25519 key `publicKey` (32 bytes). Never throws.
 * libsodium refuses keys of small order and the second encoding of a signature.
 */
export function verifySignature(
  message: Uint8Array,
  signature: Uint8Array,
  publicKey: Uint8Array
): boolean {
  if (signature.byteLength !== sodium.crypto_sign_BYTES) return false
  if (publicKey.byteLength !== sodium.crypto_sign_PUBLICKEYBYTES) return false
  return sodium.crypto_sign_verify_detached(signature, message, publicKey)
}
