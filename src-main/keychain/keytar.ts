import { DatomspaceError } from '../error'
import { assertAccount, assertKeychainSeed, KEYCHAIN_SERVICE } from './keychain'
import type { Keychain, KeychainDescription, KeychainWording } from './keychain'

/** The part of the keytar package that is used. */
export interface Keytar {
  getPassword(service: string, account: string): Promise<string | null>
  setPassword(service: string, account: string, password: string): Promise<void>
  deletePassword(service: string, account: string): Promise<boolean>
}

export interface KeytarOptions {
  /** How keytar is loaded; the default requires the package on first use. */
  load?: () => Keytar
}

// A version in front, so that another encoding can follow; hexadecimal survives every store's charset.
const SECRET = /^datomspace-seed-1:([0-9a-f]{64})$/
// The space in the name keeps it apart from every account.
const INDEX_ACCOUNT = 'datomspace index'
const INDEX = /^datomspace-index-1:(\S*)$/

const PLACES: Partial<Record<NodeJS.Platform, [KeychainWording, string]>> = {
  darwin: ['KEYCHAIN_IS_MACOS', 'macOS Keychain'],
  win32: ['KEYCHAIN_IS_WINDOWS', 'Windows Credential Manager']
}
const SECRET_SERVICE: [KeychainWording, string] = ['KEYCHAIN_IS_SECRET_SERVICE', 'Secret Service']

/**
 * Seeds in the operating system's keychain: Keychain on macOS, Credential Manager on Windows, the
 * Secret Service (GNOME Keyring, KWallet, KeePassXC) on Linux.
 *
 * keytar tells a locked Secret Service from an empty one only when it writes: `getPassword` gives null for
 * both, and `findCredentials` crashes the process on a locked item (keytar 7.9, `strdup` of NULL). So one
 * more item, the index of accounts, is kept next to the seeds. It holds public names only; reading or
 * writing it proves that the keychain is open, and `list` needs no `findCredentials`.
 *
 * JavaScript texts cannot be overwritten: the encoded seed stays in memory until it is collected.
 */
export class KeytarKeychain implements Keychain {
  readonly kind = 'keytar'
  readonly #load: () => Keytar
  #keytar: Keytar | null = null
  #queue: Promise<unknown> = Promise.resolve()

  constructor(options: KeytarOptions = {}) {
    this.#load = options.load ?? requireKeytar
  }

  /** Resolves if a seed could be read and written now; else throws why not. May show a system prompt. */
  async check(): Promise<void> {
    await this.#inTurn(() => this.#index())
  }

  async read(account: string): Promise<Buffer | null> {
    assertAccount(account)
    return this.#inTurn(async () => {
      const secret = await this.#get(account)
      if (secret !== null) return decode(secret, account)
      await this.#index()
      return null
    })
  }

  async write(account: string, seed: Uint8Array): Promise<void> {
    assertAccount(account)
    assertKeychainSeed(seed)
    await this.#inTurn(async () => {
      const accounts = await this.#index()
      // The index first: a name without a seed is left out of `list`, a seed without a name would be lost to it.
      if (!accounts.includes(account)) await this.#setIndex([...accounts, account])
      const secret = encode(seed)
      await this.#set(account, secret)
      if ((await this.#get(account)) !== secret) throw notReadBack(account)
    })
  }

  async remove(account: string): Promise<boolean> {
    assertAccount(account)
    return this.#inTurn(async () => {
      const accounts = await this.#index()
      const removed = await this.#call('remove', keytar =>
        keytar.deletePassword(KEYCHAIN_SERVICE, account)
      )
      if ((await this.#get(account)) !== null) throw notReadBack(account)
      if (accounts.includes(account))
        await this.#setIndex(accounts.filter(name => name !== account))
      return removed
    })
  }

  async list(): Promise<string[]> {
    return this.#inTurn(async () => {
      const present: string[] = []
      for (const account of await this.#index()) {
        // An item may have been deleted with the system's own tool, which knows no index.
        if ((await this.#get(account)) !== null) present.push(account)
      }
      return present.sort()
    })
  }

  describe(): KeychainDescription {
    const [code, location] = PLACES[process.platform] ?? SECRET_SERVICE
    const message = `The seed is kept in the keychain of this computer (${location}), under "${KEYCHAIN_SERVICE}".`
    return { kind: this.kind, code, message, secure: true, location }
  }

  /** The accounts in the index; writes an empty one if there is none, which a locked keychain refuses. */
  async #index(): Promise<string[]> {
    const text = await this.#get(INDEX_ACCOUNT)
    if (text === null) {
      await this.#setIndex([])
      return []
    }
    const names = INDEX.exec(text)?.[1]
    if (names === undefined) throw corrupt(INDEX_ACCOUNT)
    return names.split(',').filter(name => name !== '')
  }

  async #setIndex(accounts: string[]): Promise<void> {
    const text = `datomspace-index-1:${accounts.join(',')}`
    await this.#set(INDEX_ACCOUNT, text)
    if ((await this.#get(INDEX_ACCOUNT)) !== text) throw notReadBack(INDEX_ACCOUNT)
  }

  #get(account: string): Promise<string | null> {
    return this.#call('read', keytar => keytar.getPassword(KEYCHAIN_SERVICE, account))
  }

  #set(account: string, text: string): Promise<void> {
    return this.#call('write', keytar => keytar.setPassword(KEYCHAIN_SERVICE, account, text))
  }

  async #call<Result>(
    action: 'read' | 'write' | 'remove',
    call: (keytar: Keytar) => Promise<Result>
  ): Promise<Result> {
    try {
      this.#keytar ??= this.#load()
    } catch (cause) {
      throw notLoaded(cause)
    }
    try {
      return await call(this.#keytar)
    } catch (cause) {
      throw refusal(action, cause)
    }
  }

  /** One operation at a time, because the index is read, changed and written. */
  #inTurn<Result>(operation: () => Promise<Result>): Promise<Result> {
    const turn = this.#queue.then(operation)
    this.#queue = turn.catch(() => undefined) // whoever asked gets the error; the next one starts afresh
    return turn
  }
}

function requireKeytar(): Keytar {
  // Not an import: the package is optional, and the SDK must load without it.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('keytar') as Keytar
}

function encode(seed: Uint8Array): string {
  return `datomspace-seed-1:${Buffer.from(seed.buffer, seed.byteOffset, seed.byteLength).toString('hex')}`
}

function decode(secret: string, account: string): Buffer {
  const hex = SECRET.exec(secret)?.[1]
  if (hex === undefined) throw corrupt(account)
  return Buffer.from(hex, 'hex')
}

const CHOOSE_FILE = 'or choose a file sealed with a passphrase instead'

/** keytar gives the system's own words and no code, so the words decide; unknown ones mean unavailable. */
function refusal(action: 'read' | 'write' | 'remove', cause: unknown): DatomspaceError {
  const said = cause instanceof Error ? cause.message : String(cause)
  const details = { action, said: said.slice(0, 300) }
  // macOS says "User interaction is not allowed" when the keychain is locked and nobody can be asked.
  if (/locked|interaction is not allowed/i.test(said)) {
    return new DatomspaceError(
      'KEYCHAIN_LOCKED',
      `The keychain of this computer is locked. Unlock it and try again, ${CHOOSE_FILE}.`,
      { cause, details }
    )
  }
  if (/denied|dismissed|cancel|not permitted|not correct|authoriz/i.test(said)) {
    return new DatomspaceError(
      'KEYCHAIN_DENIED',
      `The keychain of this computer refused to ${action} the seed. Allow access for datomspace and try again, ${CHOOSE_FILE}.`,
      { cause, details }
    )
  }
  // libsecret keeps its session with the keyring for the life of the process and never makes a second one.
  if (/session wrapping the secret|not provided by any \.service/i.test(said)) {
    return new DatomspaceError(
      'KEYCHAIN_UNAVAILABLE',
      `The keychain of this computer was restarted. Restart datomspace, ${CHOOSE_FILE}.`,
      { cause, details: { ...details, reason: 'restarted' } }
    )
  }
  return new DatomspaceError(
    'KEYCHAIN_UNAVAILABLE',
    `The keychain of this computer cannot be used: ${said.slice(0, 300)}. ${remedy()}, ${CHOOSE_FILE}.`,
    { cause, details: { ...details, reason: 'refused' } }
  )
}

function remedy(): string {
  if (process.platform === 'darwin') return 'Repair the login keychain in Keychain Access'
  if (process.platform === 'win32') return 'Start the Credential Manager service'
  return 'Log in to a desktop with a keyring (GNOME Keyring, KWallet or KeePassXC) that has a default collection'
}

function notLoaded(cause: unknown): DatomspaceError {
  const said = cause instanceof Error ? (cause.message.split('\n')[0] as string) : String(cause)
  return new DatomspaceError(
    'KEYCHAIN_UNAVAILABLE',
    `The optional package "keytar" is not installed or does not load. Install it (npm install keytar; on Linux libsecret is needed too), ${CHOOSE_FILE}.`,
    { cause, details: { reason: 'notInstalled', said: said.slice(0, 300) } }
  )
}

function notReadBack(account: string): DatomspaceError {
  return new DatomspaceError(
    'KEYCHAIN_READBACK',
    'The keychain of this computer did not keep what was written. Write down the recovery phrase and choose another place for the seed.',
    { details: { account } }
  )
}

function corrupt(account: string): DatomspaceError {
  return new DatomspaceError(
    'STORAGE_CORRUPT',
    `The item "${KEYCHAIN_SERVICE}/${account}" in the keychain is not what datomspace wrote. Restore the space from its recovery phrase.`,
    { details: { item: `${KEYCHAIN_SERVICE}/${account}` } }
  )
}
