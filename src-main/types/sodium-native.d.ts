/**
 * The surface of sodium-native 5.1 that datomspace uses. `sodium_malloc` is left out on purpose: it
 * throws inside Electron, so secrets live in `Buffer.alloc` and are wiped with `sodium_memzero`.
 */
declare module 'sodium-native' {
  const sodium: {
    sodium_memzero(buffer: Uint8Array): void
    sodium_memcmp(a: Uint8Array, b: Uint8Array): boolean
    sodium_increment(buffer: Uint8Array): void
    randombytes_buf(buffer: Uint8Array): void
    randombytes_uniform(upperBound: number): number

    readonly crypto_generichash_BYTES: number
    readonly crypto_generichash_KEYBYTES: number
    crypto_generichash(output: Uint8Array, input: Uint8Array, key?: Uint8Array): void
    crypto_generichash_batch(output: Uint8Array, inputs: Uint8Array[], key?: Uint8Array): void
    crypto_hash_sha256(output: Uint8Array, input: Uint8Array): void
    crypto_hash_sha512(output: Uint8Array, input: Uint8Array): void

    readonly crypto_kdf_KEYBYTES: number
    readonly crypto_kdf_CONTEXTBYTES: number
    crypto_kdf_derive_from_key(
      subkey: Uint8Array,
      subkeyId: number,
      context: Uint8Array,
      key: Uint8Array
    ): void

    readonly crypto_auth_BYTES: number
    readonly crypto_auth_KEYBYTES: number
    crypto_auth(output: Uint8Array, input: Uint8Array, key: Uint8Array): void
    crypto_auth_verify(mac: Uint8Array, input: Uint8Array, key: Uint8Array): boolean

    readonly crypto_sign_SEEDBYTES: number
    readonly crypto_sign_PUBLICKEYBYTES: number
    readonly crypto_sign_SECRETKEYBYTES: number
    readonly crypto_sign_BYTES: number
    crypto_sign_keypair(publicKey: Uint8Array, secretKey: Uint8Array): void
    crypto_sign_seed_keypair(publicKey: Uint8Array, secretKey: Uint8Array, seed: Uint8Array): void
    crypto_sign_detached(signature: Uint8Array, message: Uint8Array, secretKey: Uint8Array): void
    crypto_sign_verify_detached(
      signature: Uint8Array,
      message: Uint8Array,
      publicKey: Uint8Array
    ): boolean
    crypto_sign_ed25519_pk_to_curve25519(output: Uint8Array, publicKey: Uint8Array): void
    crypto_sign_ed25519_sk_to_curve25519(output: Uint8Array, secretKey: Uint8Array): void
    crypto_sign_ed25519_sk_to_pk(output: Uint8Array, secretKey: Uint8Array): void

    readonly crypto_box_PUBLICKEYBYTES: number
    readonly crypto_box_SECRETKEYBYTES: number
    readonly crypto_box_SEALBYTES: number
    crypto_box_keypair(publicKey: Uint8Array, secretKey: Uint8Array): void
    crypto_box_seal(ciphertext: Uint8Array, message: Uint8Array, publicKey: Uint8Array): void
    crypto_box_seal_open(
      message: Uint8Array,
      ciphertext: Uint8Array,
      publicKey: Uint8Array,
      secretKey: Uint8Array
    ): boolean

    readonly crypto_aead_xchacha20poly1305_ietf_KEYBYTES: number
    readonly crypto_aead_xchacha20poly1305_ietf_NPUBBYTES: number
    readonly crypto_aead_xchacha20poly1305_ietf_ABYTES: number
    crypto_aead_xchacha20poly1305_ietf_encrypt(
      ciphertext: Uint8Array,
      message: Uint8Array,
      associatedData: Uint8Array | null,
      secretNonce: null,
      nonce: Uint8Array,
      key: Uint8Array
    ): number
    crypto_aead_xchacha20poly1305_ietf_decrypt(
      message: Uint8Array,
      secretNonce: null,
      ciphertext: Uint8Array,
      associatedData: Uint8Array | null,
      nonce: Uint8Array,
      key: Uint8Array
    ): number

    readonly crypto_pwhash_SALTBYTES: number
    readonly crypto_pwhash_ALG_ARGON2ID13: number
    readonly crypto_pwhash_OPSLIMIT_MIN: number
    readonly crypto_pwhash_OPSLIMIT_INTERACTIVE: number
    readonly crypto_pwhash_OPSLIMIT_MODERATE: number
    readonly crypto_pwhash_OPSLIMIT_SENSITIVE: number
    readonly crypto_pwhash_MEMLIMIT_MIN: number
    readonly crypto_pwhash_MEMLIMIT_INTERACTIVE: number
    readonly crypto_pwhash_MEMLIMIT_MODERATE: number
    readonly crypto_pwhash_MEMLIMIT_SENSITIVE: number
    crypto_pwhash(
      output: Uint8Array,
      password: Uint8Array,
      salt: Uint8Array,
      opslimit: number,
      memlimit: number,
      algorithm: number
    ): void
    crypto_pwhash_async(
      output: Uint8Array,
      password: Uint8Array,
      salt: Uint8Array,
      opslimit: number,
      memlimit: number,
      algorithm: number
    ): Promise<void>
  }
  export = sodium
}
