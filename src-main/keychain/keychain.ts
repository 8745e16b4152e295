import { DatomspaceError } from '../error'

/** Where seeds can live. `memory` forgets them at exit and is for tests. */
export type KeychainKind = 'keytar' | 'file' | 'memory'

/** The service under which the operating system's keychain lists our items. */
export const KEYCHAIN_SERVICE = 'datomspace'

const SEED_BYTES = 32
// The printable ASCII that did:key and z-base-32 need; nothing that a path or an attribute could misread.
export const ACCOUNT = /^[A-Za-z0-9:._-]{1,200}$/

/** What to tell a person about the keychain in use; screens translate by `code`. */
export interface KeychainDescription {
  kind: KeychainKind
  code: KeychainWording
  /** English, one or two sentences. */
  message: string
  /** Whether the seed outlives the process and is protected by the system or a passphrase. */
  secure: boolean
  /** The folder or the name of the system's store, `null` where there is none. */
  location: string | null
}

/** The closed list of wordings, one for each place where a seed can be. */
export type KeychainWording =
  | 'KEYCHAIN_IS_MACOS'
  | 'KEYCHAIN_IS_WINDOWS'
  | 'KEYCHAIN_IS_SECRET_SERVICE'
  | 'KEYCHAIN_IS_PASSPHRASE_FILE'
  | 'KEYCHAIN_IS_MEMORY'

/**
 * The port. An account is the space's public key text: its identity, the `did:key:z6Mk…` string.
 * A seed is 32 bytes. Every adapter passes `test/keychain/conformance.ts`.
 *
 * Errors: `INVALID_ARGUMENT` (account or seed malformed), `KEYCHAIN_UNAVAILABLE` (nothing there that
 * could keep a seed), `KEYCHAIN_LOCKED` (there, but shut), `KEYCHAIN_DENIED` (the person or the system
 * refused), `KEYCHAIN_READBACK` (written, yet not read back equal), `PASSPHRASE_WRONG`,
 * `STORAGE_CORRUPT` (an item is not what was written).
 */
export interface Keychain {
  readonly kind: KeychainKind
  /** The seed of an account, or `null` if it is certain that there is none. */
  read(account: string): Promise<Buffer | null>
  /** Keeps a seed, replacing an older one of the account, and reads it back before it resolves. */
  write(account: string, seed: Uint8Array): Promise<void>
  /** Forgets a seed; `false` if there was none. */
  remove(account: string): Promise<boolean>
  /** The accounts that have a seed here, sorted. */
  list(): Promise<string[]>
  describe(): KeychainDescription
}

export function assertAccount(account: string): void {
  if (typeof account === 'string' && ACCOUNT.test(account)) return
  throw new DatomspaceError(
    'INVALID_ARGUMENT',
    'A keychain account is the did:key of a space: letters, digits and : . _ -',
    { details: { argument: 'account' } }
  )
}

export function assertKeychainSeed(seed: Uint8Array): void {
  if (seed instanceof Uint8Array && seed.byteLength === SEED_BYTES) return
  throw new DatomspaceError('INVALID_ARGUMENT', `A seed is ${SEED_BYTES} bytes`, {
    details: { argument: 'seed' }
  })
}
