import type { KeychainKind } from '../keychain'

/** Which space a command is about: the options that all commands have. */
export interface SpaceChoice {
  storage?: string
  host?: string
  keychain?: KeychainKind
  passphraseFile?: string
  /** `host:port` each. */
  bootstrap?: string[]
}
