import { DatomspaceError } from '../error'
import { FileKeychain } from './file'
import type { FileKeychainOptions } from './file'
import type { Keychain, KeychainKind } from './keychain'
import { KeytarKeychain } from './keytar'
import type { KeytarOptions } from './keytar'
import { MemoryKeychain } from './memory'

export interface KeychainChoice {
  /** Default `keytar`, the keychain of the operating system. */
  prefer?: KeychainKind
  /** For `file`: asks for the passphrase. */
  passphrase?: FileKeychainOptions['passphrase']
  /** For `file`: the folder of the sealed files. */
  directory?: string
  cost?: FileKeychainOptions['cost']
  load?: KeytarOptions['load']
}

/**
 * The keychain that was asked for, or the reason why it cannot be had; never another one instead. Where
 * the system's keychain is refused (`KEYCHAIN_UNAVAILABLE`, `KEYCHAIN_LOCKED`, `KEYCHAIN_DENIED`), tell
 * the person and let them choose `file`. Which one is in use is said by `keychain.describe()`.
 */
export async function openKeychain(choice: KeychainChoice = {}): Promise<Keychain> {
  const kind = choice.prefer ?? 'keytar'
  if (kind === 'memory') return new MemoryKeychain()
  if (kind === 'file') return openFileKeychain(choice)
  if (kind !== 'keytar') {
    throw new DatomspaceError('INVALID_ARGUMENT', `There is no keychain "${String(kind)}"`, {
      details: { argument: 'prefer' }
    })
  }
  const keychain = new KeytarKeychain({ load: choice.load })
  await keychain.check()
  return keychain
}

function openFileKeychain(choice: KeychainChoice): FileKeychain {
  const { directory, passphrase, cost } = choice
  if (directory !== undefined && passphrase !== undefined) {
    return new FileKeychain({ directory, passphrase, cost })
  }
  const argument = directory === undefined ? 'directory' : 'passphrase'
  throw new DatomspaceError('INVALID_ARGUMENT', `A passphrase file needs a ${argument}`, {
    details: { argument }
  })
}
