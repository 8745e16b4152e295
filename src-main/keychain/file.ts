import { createHash } from 'node:crypto'
import { open as openFile, readdir, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import sodium from 'sodium-native'
import { DatomspaceError } from '../error'
import { assertAccount, assertKeychainSeed } from './keychain'
import type { Keychain, KeychainDescription } from './keychain'
import { isCost, MAX_FILE_BYTES, MODERATE, newSalt, open, parse, seal, stretch } from './sealed'
import type { Argon2Cost, SealedSeed } from './sealed'
import { flushDirectory, replaceFile, TEMPORARY } from './whole-file'

/** What the passphrase is wanted for: `create` asks for a new one, `open` for the one in use. */
export type PassphraseRequest =
  | { account: string; purpose: 'create' }
  | {
      account: string
      purpose: 'open'
      /** Tries a passphrase, so that whoever asks can say at once that it is wrong and ask again. */
      fits: (passphrase: string) => Promise<boolean>
    }

export interface FileKeychainOptions {
  /** The folder of the sealed files; made (mode 0700) when the first seed is written. */
  directory: string
  /** Asks the person. Reject, or give an empty text, to cancel. */
  passphrase: (request: PassphraseRequest) => Promise<string>
  /** For new files; each file remembers its own. Default: libsodium's moderate. */
  cost?: Argon2Cost
}

const SUFFIX = '.seed'

/**
 * Seeds in files sealed with a passphrase, one file for each account: Argon2id, then
 * XChaCha20-Poly1305 with the file's header authenticated. Written to a temporary file, flushed, renamed,
 * and opened again before `write` resolves; mode 0600.
 *
 * Errors beyond the port's: `CANCELLED` (no passphrase given), `STORAGE_FULL`, `LIMIT_EXCEEDED` (too
 * little memory for Argon2id).
 */
export class FileKeychain implements Keychain {
  readonly kind = 'file'
  readonly #directory: string
  readonly #passphrase: (request: PassphraseRequest) => Promise<string>
  readonly #cost: Argon2Cost

  constructor(options: FileKeychainOptions) {
    this.#directory = options.directory
    this.#passphrase = options.passphrase
    this.#cost = options.cost ?? MODERATE
    if (isCost(this.#cost)) return
    throw new DatomspaceError('INVALID_ARGUMENT', 'This cost of Argon2id is out of range', {
      details: { argument: 'cost' }
    })
  }

  async read(account: string): Promise<Buffer | null> {
    assertAccount(account)
    const sealed = await this.#load(this.#pathOf(account))
    if (sealed === null) return null
    if (sealed.account !== account) throw corrupt(this.#pathOf(account))
    let tried: { passphrase: string; seed: Buffer } | undefined
    const fits = async (passphrase: string): Promise<boolean> => {
      tried?.seed.fill(0)
      const seed = await unsealed(sealed, passphrase).catch(falseIfWrong)
      tried = seed ? { passphrase, seed } : undefined
      return seed !== false
    }
    const passphrase = await this.#ask({ account, purpose: 'open', fits })
    // Argon2id takes a second: once is enough.
    if (tried?.passphrase === passphrase) return tried.seed
    return unsealed(sealed, passphrase)
  }

  async write(account: string, seed: Uint8Array): Promise<void> {
    assertAccount(account)
    assertKeychainSeed(seed)
    const salt = newSalt()
    const passphrase = await this.#ask({ account, purpose: 'create' })
    const key = await stretch(passphrase, salt, this.#cost)
    try {
      const bytes = seal(account, this.#cost, salt, key, seed)
      await this.#attempt('write', () => replaceFile(this.#pathOf(account), bytes))
      const sealed = await this.#load(this.#pathOf(account))
      if (sealed === null || !open(sealed, key).equals(seed)) throw notReadBack(account)
    } finally {
      sodium.sodium_memzero(key)
    }
  }

  async remove(account: string): Promise<boolean> {
    assertAccount(account)
    const name = nameOf(account)
    const names = await this.#names()
    // What an interrupted write left behind holds the seed too.
    const ours = names.filter(other => other === name || isLeftover(other, name))
    for (const other of ours)
      await this.#attempt('remove', () => unlink(join(this.#directory, other)))
    if (ours.length > 0) await this.#attempt('remove', () => flushDirectory(this.#directory))
    return ours.includes(name)
  }

  async list(): Promise<string[]> {
    const accounts: string[] = []
    for (const name of await this.#names()) {
      if (!name.endsWith(SUFFIX)) continue
      const path = join(this.#directory, name)
      const sealed = await this.#load(path)
      if (sealed === null) continue // removed since the folder was read
      if (nameOf(sealed.account) !== name) throw corrupt(path)
      accounts.push(sealed.account)
    }
    return accounts.sort()
  }

  describe(): KeychainDescription {
    return {
      kind: this.kind,
      code: 'KEYCHAIN_IS_PASSPHRASE_FILE',
      message: `The seed is kept in a file sealed with your passphrase, in ${this.#directory}. Without the passphrase only the recovery phrase helps.`,
      secure: true,
      location: this.#directory
    }
  }

  #pathOf(account: string): string {
    return join(this.#directory, nameOf(account))
  }

  async #ask(request: PassphraseRequest): Promise<string> {
    const passphrase = await this.#passphrase(request)
    if (typeof passphrase === 'string' && passphrase !== '') return passphrase
    throw new DatomspaceError('CANCELLED', 'No passphrase was given, so the seed stays sealed.', {
      details: { account: request.account }
    })
  }

  async #names(): Promise<string[]> {
    return this.#attempt('read', async () => {
      try {
        return await readdir(this.#directory)
      } catch (error) {
        if (errnoOf(error) === 'ENOENT') return []
        throw error
      }
    })
  }

  /** A parsed file, `null` if there is none. */
  async #load(path: string): Promise<SealedSeed | null> {
    const bytes = await this.#attempt('read', () => readSmall(path))
    if (bytes === null) return null
    const sealed = parse(bytes)
    if (sealed === null) throw corrupt(path)
    return sealed
  }

  async #attempt<Result>(action: string, work: () => Promise<Result>): Promise<Result> {
    try {
      return await work()
    } catch (cause) {
      throw cause instanceof DatomspaceError ? cause : failure(action, this.#directory, cause)
    }
  }
}

async function unsealed(sealed: SealedSeed, passphrase: string): Promise<Buffer> {
  const key = await stretch(passphrase, sealed.salt, sealed.cost)
  try {
    return open(sealed, key)
  } finally {
    sodium.sodium_memzero(key)
  }
}

function falseIfWrong(error: unknown): false {
  if (error instanceof DatomspaceError && error.code === 'PASSPHRASE_WRONG') return false
  throw error
}

// A did:key has colons, which Windows forbids, and case, which file systems may ignore; a hash has neither.
function nameOf(account: string): string {
  return createHash('sha256').update(account).digest('hex').slice(0, 40) + SUFFIX
}

function isLeftover(name: string, of: string): boolean {
  return name.startsWith(`${of}.`) && name.endsWith(TEMPORARY)
}

async function readSmall(path: string): Promise<Buffer | null> {
  let file
  try {
    file = await openFile(path, 'r')
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return null
    throw error
  }
  try {
    const buffer = Buffer.alloc(MAX_FILE_BYTES + 1)
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function errnoOf(error: unknown): string {
  return String((error as NodeJS.ErrnoException | null)?.code ?? '')
}

function failure(action: string, directory: string, cause: unknown): DatomspaceError {
  const errno = errnoOf(cause)
  const details = { action, directory, errno }
  if (errno === 'ENOSPC' || errno === 'EDQUOT') {
    return new DatomspaceError(
      'STORAGE_FULL',
      `No space is left for the sealed seed in ${directory}.`,
      {
        cause,
        details
      }
    )
  }
  if (errno === 'EACCES' || errno === 'EPERM' || errno === 'EROFS') {
    return new DatomspaceError(
      'KEYCHAIN_DENIED',
      `The system does not allow to ${action} the sealed seed in ${directory}. Check the folder's permissions.`,
      { cause, details }
    )
  }
  return new DatomspaceError(
    'KEYCHAIN_UNAVAILABLE',
    `The folder of sealed seeds, ${directory}, cannot be used (${errno || 'unknown error'}). Choose another one.`,
    { cause, details }
  )
}

function notReadBack(account: string): DatomspaceError {
  return new DatomspaceError(
    'KEYCHAIN_READBACK',
    'The sealed file does not hold what was written. Write down the recovery phrase and choose another folder.',
    { details: { account } }
  )
}

function corrupt(path: string): DatomspaceError {
  return new DatomspaceError(
    'STORAGE_CORRUPT',
    `The sealed seed ${path} is damaged. Put back a copy of it, or restore the space from its recovery phrase.`,
    { details: { file: path } }
  )
}
