import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import createTestnet, { type Testnet } from 'hyperdht/testnet'
import { createSeed } from '../../src-main/identity'
import { Space, type SpaceOptions } from '../../src-main/space/space'

/** A DHT on the loopback, and what runs on it; `close()` ends and deletes all of it. */
export class LocalNetwork {
  readonly bootstrap: { host: string; port: number }[]
  readonly #testnet: Testnet
  readonly #close: (() => Promise<unknown>)[] = []

  constructor(testnet: Testnet) {
    this.#testnet = testnet
    this.bootstrap = testnet.bootstrap
  }

  static async start(): Promise<LocalNetwork> {
    return new LocalNetwork(await createTestnet(3))
  }

  async folder(): Promise<string> {
    const path = await mkdtemp(join(tmpdir(), 'datomspace-test-'))
    this.#close.push(() => rm(path, { recursive: true, force: true }))
    return path
  }

  /** A space of its own on this network, ready. */
  async space(host: string, options: Partial<SpaceOptions> = {}): Promise<Space> {
    const space = new Space({
      storage: options.storage ?? (await this.folder()),
      host,
      seed: createSeed(),
      bootstrap: this.bootstrap,
      ...options
    })
    this.later(() => space.close())
    await space.ready()
    return space
  }

  /** Runs at `close()`, the last added first. */
  later(close: () => Promise<unknown>): void {
    this.#close.push(close)
  }

  async close(): Promise<void> {
    for (const close of this.#close.splice(0).reverse()) await close()
    await this.#testnet.destroy()
  }
}

export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
  milliseconds = 15_000
): Promise<void> {
  const end = Date.now() + milliseconds
  while (!(await condition())) {
    if (Date.now() > end) throw new Error(`Waited in vain until ${what}`)
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}
