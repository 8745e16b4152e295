import sodium from 'sodium-native'
import { DatomspaceError } from '../error'
import { didOf } from './did'
import { assertSeed } from './seed'
import { openFrom, openSealed, sealTo } from './seal'

/** An Ed25519 key pair as libsodium, HyperDHT and Hypercore take it: 32 bytes public, 64 secret. */
export interface KeyPair {
  readonly publicKey: Buffer
  readonly secretKey: Buffer
}

// Changing a label or the version changes every key of every space that exists.
const DOMAIN = 'datomspace/1/'
type Purpose = 'identity' | 'network' | 'signer' | 'encryption' | 'seal' | 'fingerprint'
const FINGERPRINT_BYTES = 16

/**
 * All keys of a space, derived from its seed.
 *
 * Each is BLAKE2b-256 keyed with the seed over `datomspace/1/<purpose>` 0x00 `<name>` (RFC 7693 §2.9: a
 * keyed BLAKE2b is a PRF). Purposes hold no 0x00, so no two (purpose, name) pairs share an input;
 * a key says nothing about the seed or about any other key. Signing keys take the 32 bytes as their
 * Ed25519 seed.
 *
 * Derived keys are kept and handed out by reference; `close()` overwrites them all, whoever holds them.
 * Secrets are never enumerable: printing or serialising a ring shows its identity only.
 */
export class KeyRing {
  readonly did: string
  readonly fingerprint: string
  readonly #seed: Buffer
  readonly #pairs = new Map<string, KeyPair>()
  readonly #secrets = new Map<string, Buffer>()
  #closed = false

  /** Copies the seed (32 bytes); the caller may overwrite its own at once. */
  constructor(seed: Uint8Array) {
    assertSeed(seed)
    this.#seed = Buffer.alloc(seed.byteLength)
    this.#seed.set(seed)
    this.did = didOf(this.identity.publicKey)
    this.fingerprint = this.#derive('fingerprint', '')
      .subarray(0, FINGERPRINT_BYTES)
      .toString('hex')
  }

  /** Signs what this space says: credentials, grants, receipts. Its public key is `did`. */
  get identity(): KeyPair {
    return this.#pair('identity', '')
  }

  /** The space's key on the network, as HyperDHT's `keyPair` wants it. Its public key is the space key. */
  get network(): KeyPair {
    return this.#pair('network', '')
  }

  /** Signs the blocks of one set or log. `setId` is any non-empty text, equal text gives equal keys. */
  signer(setId: string): KeyPair {
    return this.#pair('signer', assertName(setId, 'setId'))
  }

  /** A symmetric key, 32 bytes, for one purpose, e.g. `database` or `set/<id>/epoch/3`. */
  encryption(purpose: string): Buffer {
    return this.#secret('encryption', assertName(purpose, 'purpose'))
  }

  /** An Ed25519 signature (64 bytes) by the identity. */
  sign(message: Uint8Array): Buffer {
    const signature = Buffer.alloc(sodium.crypto_sign_BYTES)
    sodium.crypto_sign_detached(signature, message, this.identity.secretKey)
    return signature
  }

  /** Seals a secret (such as a grant's) so that only this space opens it, and only in the same `context`. */
  seal(message: Uint8Array, context: string): Buffer {
    return sealTo(this.#secret('seal', ''), message, context)
  }

  /** Opens what `seal` sealed. Throws `GRANT_SECRET_WRONG` for other bytes, another space or context. */
  open(sealed: Uint8Array, context: string): Buffer {
    return openFrom(this.#secret('seal', ''), sealed, context)
  }

  /** Opens what somebody sealed to this identity with `sealToPerson`. Throws `GRANT_SECRET_WRONG`. */
  openSealed(sealed: Uint8Array): Buffer {
    return openSealed(this.identity, sealed)
  }

  /** Overwrites the seed and every key handed out. Idempotent; every later use throws `CLOSED`. */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    sodium.sodium_memzero(this.#seed)
    for (const pair of this.#pairs.values()) sodium.sodium_memzero(pair.secretKey)
    for (const secret of this.#secrets.values()) sodium.sodium_memzero(secret)
    this.#pairs.clear()
    this.#secrets.clear()
  }

  get closed(): boolean {
    return this.#closed
  }

  #pair(purpose: Purpose, name: string): KeyPair {
    const id = `${purpose}\0${name}`
    const known = this.#pairs.get(id)
    if (known) return known
    const seed = this.#derive(purpose, name)
    const publicKey = Buffer.alloc(sodium.crypto_sign_PUBLICKEYBYTES)
    const secretKey = Buffer.alloc(sodium.crypto_sign_SECRETKEYBYTES)
    sodium.crypto_sign_seed_keypair(publicKey, secretKey, seed)
    sodium.sodium_memzero(seed)
    const pair = { publicKey, secretKey }
    this.#pairs.set(id, pair)
    return pair
  }

  #secret(purpose: Purpose, name: string): Buffer {
    const id = `${purpose}\0${name}`
    let secret = this.#secrets.get(id)
    if (!secret) this.#secrets.set(id, (secret = this.#derive(purpose, name)))
    return secret
  }

  #derive(purpose: Purpose, name: string): Buffer {
    if (this.#closed) throw new DatomspaceError('CLOSED', 'The keys of this space are closed')
    const output = Buffer.alloc(32)
    sodium.crypto_generichash(output, Buffer.from(`${DOMAIN}${purpose}\0${name}`), this.#seed)
    return output
  }
}

/** The keys of the space that owns `seed` (32 bytes). */
export function deriveKeys(seed: Uint8Array): KeyRing {
  return new KeyRing(seed)
}

// A lone surrogate encodes as U+FFFD, so two different names would share a key.
function assertName(name: string, argument: string): string {
  if (typeof name === 'string' && name !== '' && Buffer.from(name).toString() === name) return name
  throw new DatomspaceError(
    'INVALID_ARGUMENT',
    `${argument} must be a non-empty, well-formed text`,
    {
      details: { argument }
    }
  )
}
