import { createHash } from 'node:crypto'
import sodium from 'sodium-native'
import { DatomspaceError } from '../error'
import { ACCOUNT } from './keychain'

/** The cost of Argon2id (RFC 9106). libsodium uses one lane. */
export interface Argon2Cost {
  /** Passes over the memory. */
  opslimit: number
  /** Bytes of memory. */
  memlimit: number
}

/** libsodium's "moderate": 3 passes over 256 MiB, most of a second on a laptop. */
export const MODERATE: Argon2Cost = {
  opslimit: sodium.crypto_pwhash_OPSLIMIT_MODERATE,
  memlimit: sodium.crypto_pwhash_MEMLIMIT_MODERATE
}

/** A seed as it lies on the disk: who it is for and how it is sealed in the clear, itself sealed. */
export interface SealedSeed {
  account: string
  cost: Argon2Cost
  salt: Buffer
  nonce: Buffer
  ciphertext: Buffer
}

export const MAX_FILE_BYTES = 4096

const MAGIC = 'datomspace-seed 1'
const SALT_BYTES = 16
const NONCE_BYTES = 24
const SEALED_BYTES = 32 + 16
// A hostile file must not be able to ask for hours or for all memory.
const MAX_OPSLIMIT = 64
const MAX_MEMLIMIT = 2 ** 30
const HEADER =
  /^account (\S+)\nkdf argon2id (\d{1,10}) (\d{1,10}) (\S+)\ncipher xchacha20poly1305 (\S+)$/

/** A new file for a seed; `key` is what `stretch` made of the passphrase with this salt and cost. */
export function seal(
  account: string,
  cost: Argon2Cost,
  salt: Buffer,
  key: Buffer,
  seed: Uint8Array
): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES)
  sodium.randombytes_buf(nonce)
  const ciphertext = Buffer.alloc(SEALED_BYTES)
  const header = headerOf({ account, cost, salt, nonce })
  sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(ciphertext, seed, header, null, nonce, key)
  const body = `${header.toString()}\nsealed ${ciphertext.toString('base64')}\n`
  return Buffer.from(`${body}sha256 ${checksum(body)}\n`)
}

/** Opens a parsed file. Throws `PASSPHRASE_WRONG`: a file damaged by accident does not get this far. */
export function open(sealed: SealedSeed, key: Buffer): Buffer {
  const seed = Buffer.alloc(32)
  try {
    sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
      seed,
      null,
      sealed.ciphertext,
      headerOf(sealed),
      sealed.nonce,
      key
    )
  } catch (cause) {
    throw new DatomspaceError(
      'PASSPHRASE_WRONG',
      'This passphrase does not open the seed. Try again, or restore the space from its recovery phrase.',
      { cause, details: { account: sealed.account } }
    )
  }
  return seed
}

/** Reads a file without opening it; `null` if it is not exactly what `seal` writes. */
export function parse(bytes: Buffer): SealedSeed | null {
  const text = bytes.toString('latin1')
  const end = text.lastIndexOf('sha256 ')
  const body = text.slice(0, Math.max(end, 0))
  if (end < 0 || text.slice(end) !== `sha256 ${checksum(body)}\n`) return null
  const parts = /^(.+)\n((?:.+\n){3})sealed (\S+)\n$/.exec(body)
  if (parts === null || parts[1] !== MAGIC) return null
  const header = HEADER.exec((parts[2] as string).trimEnd())
  if (header === null) return null
  const [, account, opslimit, memlimit, salt, nonce] = header as unknown as string[]
  const sealed: SealedSeed = {
    account: account as string,
    cost: { opslimit: Number(opslimit), memlimit: Number(memlimit) },
    salt: Buffer.from(salt as string, 'base64'),
    nonce: Buffer.from(nonce as string, 'base64'),
    ciphertext: Buffer.from(parts[3] as string, 'base64')
  }
  return isSound(sealed) ? sealed : null
}

/** The key of a passphrase: Argon2id, off the main thread. The text is normalised (NFKC) first. */
export async function stretch(passphrase: string, salt: Buffer, cost: Argon2Cost): Promise<Buffer> {
  const password = Buffer.from(passphrase.normalize('NFKC'))
  const key = Buffer.alloc(sodium.crypto_aead_xchacha20poly1305_ietf_KEYBYTES)
  try {
    const { opslimit, memlimit } = cost
    const algorithm = sodium.crypto_pwhash_ALG_ARGON2ID13
    await sodium.crypto_pwhash_async(key, password, salt, opslimit, memlimit, algorithm)
  } catch (cause) {
    const mebibytes = Math.ceil(cost.memlimit / 2 ** 20)
    throw new DatomspaceError(
      'LIMIT_EXCEEDED',
      `Opening the seed takes ${mebibytes} MiB of memory, which this computer does not have free.`,
      { cause, details: { mebibytes } }
    )
  } finally {
    sodium.sodium_memzero(password)
  }
  return key
}

export function newSalt(): Buffer {
  const salt = Buffer.alloc(SALT_BYTES)
  sodium.randombytes_buf(salt)
  return salt
}

export function isCost(cost: Argon2Cost): boolean {
  const { opslimit, memlimit } = cost
  if (!Number.isInteger(opslimit) || opslimit < 1 || opslimit > MAX_OPSLIMIT) return false
  return Number.isInteger(memlimit) && memlimit >= 8192 && memlimit <= MAX_MEMLIMIT
}

function isSound(sealed: SealedSeed): boolean {
  if (!ACCOUNT.test(sealed.account) || !isCost(sealed.cost)) return false
  if (sealed.salt.byteLength !== SALT_BYTES || sealed.nonce.byteLength !== NONCE_BYTES) return false
  return sealed.ciphertext.byteLength === SEALED_BYTES
}

/** The clear part, which is authenticated: exactly these bytes are the associated data. */
function headerOf(sealed: Omit<SealedSeed, 'ciphertext'>): Buffer {
  const { opslimit, memlimit } = sealed.cost
  return Buffer.from(
    [
      MAGIC,
      `account ${sealed.account}`,
      `kdf argon2id ${opslimit} ${memlimit} ${sealed.salt.toString('base64')}`,
      `cipher xchacha20poly1305 ${sealed.nonce.toString('base64')}`
    ].join('\n')
  )
}

// Not for security: it tells a damaged file from a wrong passphrase, which the cipher alone cannot.
function checksum(body: string): string {
  return createHash('sha256').update(body, 'latin1').digest('hex')
}
