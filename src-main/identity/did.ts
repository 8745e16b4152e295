import { base58 } from '@scure/base'
import { DatomspaceError } from '../error'

// Multicodec ed25519-pub (0xed) as an unsigned varint; https://w3c-ccg.github.io/did-key-spec/
const MULTICODEC_ED25519 = Uint8Array.of(0xed, 0x01)
const PUBLIC_KEY_BYTES = 32
const PREFIX = 'did:key:z'
// did:key of Ed25519 is 56 characters; base58 decoding is quadratic, so nothing longer is tried.
const MAX_LENGTH = 80

/** The identity of an Ed25519 public key (32 bytes) as `did:key:z6Mk…`. */
export function didOf(publicKey: Uint8Array): string {
  if (!(publicKey instanceof Uint8Array) || publicKey.byteLength !== PUBLIC_KEY_BYTES) {
    throw new DatomspaceError('INVALID_ARGUMENT', 'An Ed25519 public key is 32 bytes', {
      details: { argument: 'publicKey' }
    })
  }
  return PREFIX + base58.encode(Buffer.concat([MULTICODEC_ED25519, publicKey]))
}

/**
 * The Ed25519 public key (32 bytes) that a `did:key` names. Strict: no fragment, no path, no query,
 * no other key type, no other spelling of the same key. Throws `INVALID_ARGUMENT` with
 * `details.reason`: `method`, `encoding`, `keyType` or `length`.
 */
export function publicKeyOf(did: string): Buffer {
  if (typeof did !== 'string' || !did.startsWith(PREFIX)) {
    throw invalid('method', 'An identity begins with did:key:z')
  }
  if (did.length > MAX_LENGTH) throw invalid('length', 'This identity is too long')
  const bytes = decodeBase58(did.slice(PREFIX.length))
  if (bytes[0] !== MULTICODEC_ED25519[0] || bytes[1] !== MULTICODEC_ED25519[1]) {
    throw invalid('keyType', 'This identity is not an Ed25519 key (did:key:z6Mk…)')
  }
  if (bytes.byteLength !== MULTICODEC_ED25519.byteLength + PUBLIC_KEY_BYTES) {
    throw invalid('length', 'This identity is cut off or has something attached')
  }
  return Buffer.from(bytes.subarray(MULTICODEC_ED25519.byteLength))
}

/** Whether `value` is a `did:key` of an Ed25519 key. Never throws. */
export function isDid(value: unknown): value is string {
  if (typeof value !== 'string') return false
  try {
    publicKeyOf(value)
    return true
  } catch {
    return false
  }
}

/** The id of the one verification method of a `did:key`: `did:key:z6Mk…#z6Mk…`. */
export function verificationMethodOf(did: string): string {
  publicKeyOf(did)
  return `${did}#${did.slice('did:key:'.length)}`
}

/** The `did:key` of a verification method id; throws `INVALID_ARGUMENT` if fragment and key differ. */
export function didOfVerificationMethod(id: string): string {
  const hash = typeof id === 'string' ? id.indexOf('#') : -1
  if (hash < 0) throw invalid('encoding', 'A verification method is written did:key:z6Mk…#z6Mk…')
  const did = id.slice(0, hash)
  if (verificationMethodOf(did) !== id) {
    throw invalid('encoding', 'The verification method names another key than its identity')
  }
  return did
}

function decodeBase58(text: string): Uint8Array {
  try {
    return base58.decode(text)
  } catch (cause) {
    throw invalid('encoding', 'This identity has characters that base58 does not use', cause)
  }
}

function invalid(reason: string, message: string, cause?: unknown): DatomspaceError {
  return new DatomspaceError('INVALID_ARGUMENT', message, {
    cause,
    details: { argument: 'did', reason }
  })
}
