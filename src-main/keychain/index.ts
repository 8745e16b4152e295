/**
 * Where the seed lives: a port and its adapters. The operating system's keychain (keytar), files
 * sealed with a passphrase, and memory for tests. The room imports only `error`; it promises that a seed is
 * never on disk in the clear, that there is no silent fallback from one place to another, that what
 * was written was read back, that a locked keychain never passes for an empty one, and that it loads
 * where keytar is not installed. Beside it: reading a passphrase from a file, and replacing a file as a
 * whole, which those above do too.
 */
export { openKeychain, type KeychainChoice } from './choose'
export { FileKeychain, type FileKeychainOptions, type PassphraseRequest } from './file'
export { KEYCHAIN_SERVICE } from './keychain'
export type { Keychain, KeychainDescription, KeychainKind, KeychainWording } from './keychain'
export { KeytarKeychain, type Keytar, type KeytarOptions } from './keytar'
export { MemoryKeychain } from './memory'
export { readPassphraseFile } from './passphrase-file'
export { replaceFile } from './whole-file'
export type { Argon2Cost } from './sealed'
