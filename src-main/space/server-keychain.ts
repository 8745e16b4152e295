import { join } from 'node:path'
import { DatomspaceError } from '../error'
import {
  MemoryKeychain,
  openKeychain,
  readPassphraseFile,
  type Keychain,
  type KeychainKind
} from '../keychain'
import type { ServerOptions } from './api'
import { readSpaceRecord } from './store'

const KINDS: KeychainKind[] = ['keytar', 'file', 'memory']

// Forgotten at exit, and not before: a server may be closed and opened again in one process.
const memory = new MemoryKeychain()

/**
 * The keychain of a server: the one given, else the environment's `DATOMSPACE_KEYCHAIN`, else the one in
 * which this space's seed was put, else the operating system's. Where that cannot be used it says so and
 * what to do; another one is used only when somebody chose it.
 */
export async function serverKeychain(options: ServerOptions): Promise<Keychain | undefined> {
  const { keychain, storage, seed } = options
  if (typeof keychain === 'object') return keychain
  const chosen = keychain ?? (process.env.DATOMSPACE_KEYCHAIN as KeychainKind | undefined)
  // Whoever brings the seed and names no keychain keeps it themselves.
  if (!chosen && seed) return undefined
  const kind = chosen ?? (await readSpaceRecord(storage))?.keychain ?? 'keytar'
  if (!KINDS.includes(kind)) {
    throw new DatomspaceError('INVALID_ARGUMENT', `"${kind}" is no keychain: ${KINDS.join(', ')}`, {
      details: { argument: 'keychain' }
    })
  }
  if (kind === 'memory') return memory
  if (kind === 'file') {
    const passphrase = options.passphrase ?? passphraseFromFile
    if (typeof passphrase !== 'function') {
      throw new DatomspaceError(
        'INVALID_ARGUMENT',
        'passphrase is a function that is asked when it is needed: async () => …',
        { details: { argument: 'passphrase' } }
      )
    }
    return openKeychain({ prefer: 'file', directory: join(storage, 'keychain'), passphrase })
  }
  return openSystemKeychain()
}

async function openSystemKeychain(): Promise<Keychain> {
  try {
    return await openKeychain({ prefer: 'keytar' })
  } catch (cause) {
    const error = DatomspaceError.from(cause)
    throw new DatomspaceError(
      error.code,
      `${error.message} In a program: new Server({ keychain: 'file', passphrase: async () => '…' }), or set DATOMSPACE_KEYCHAIN=file and DATOMSPACE_PASSPHRASE_FILE.`,
      { cause, details: error.details }
    )
  }
}

/**
 * The passphrase from the file that `DATOMSPACE_PASSPHRASE_FILE` names, such as a credential of the
 * service manager. Never from the environment itself, which other programs and crash reports can see.
 */
async function passphraseFromFile(): Promise<string> {
  const path = process.env.DATOMSPACE_PASSPHRASE_FILE
  if (!path) {
    throw new DatomspaceError(
      'KEYCHAIN_LOCKED',
      'The passphrase of the space is needed: give the server `passphrase`, or name a file with it in DATOMSPACE_PASSPHRASE_FILE'
    )
  }
  return readPassphraseFile(path)
}
