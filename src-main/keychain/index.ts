/**
 * Where the seed lives: a port and its adapters. The operating system's keychain (keytar), a file
 * sealed with a passphrase, and memory for tests. The room imports only `error` and `identity`; it promises that
 * a seed is never on disk in the clear, that there is no silent fallback from one place to another,
 * that what was written was read back, and that it loads where keytar is not installed.
 */
export { KEYCHAIN_SERVICE } from './keychain'
export type { Keychain, KeychainDescription, KeychainKind, KeychainWording } from './keychain'
export { MemoryKeychain } from './memory'
