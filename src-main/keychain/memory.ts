import { assertAccount, assertKeychainSeed } from './keychain'
import type { Keychain, KeychainDescription } from './keychain'

/** Seeds in this process only, gone at exit. For tests and for spaces that are meant to be forgotten. */
export class MemoryKeychain implements Keychain {
  readonly kind = 'memory'
  readonly #seeds = new Map<string, Buffer>()

  async read(account: string): Promise<Buffer | null> {
    assertAccount(account)
    const seed = this.#seeds.get(account)
    return seed ? Buffer.from(seed) : null
  }

  async write(account: string, seed: Uint8Array): Promise<void> {
    assertAccount(account)
    assertKeychainSeed(seed)
    this.#seeds.set(account, Buffer.from(seed))
  }

  async remove(account: string): Promise<boolean> {
    assertAccount(account)
    this.#seeds.get(account)?.fill(0)
    return this.#seeds.delete(account)
  }

  async list(): Promise<string[]> {
    return [...this.#seeds.keys()].sort()
  }

  describe(): KeychainDescription {
    return {
      kind: this.kind,
      code: 'KEYCHAIN_IS_MEMORY',
      message: 'The seed is kept in memory only and is forgotten when the program ends.',
      secure: false,
      location: null
    }
  }
}
