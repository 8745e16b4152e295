import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach } from 'vitest'
import { createSeed } from '../../src-main/identity'
import { Client } from '../../src-main/space/client'
import { Server } from '../../src-main/space/server'

/** Alice's server and programs on her machine, anew for each test of the file that asks for it. */
export class LocalSpace {
  alice!: Server
  private folder = ''
  private seed = createSeed()
  private close: (() => Promise<unknown>)[] = []
  private readonly before = process.env.XDG_RUNTIME_DIR

  static forEachTest(): LocalSpace {
    const space = new LocalSpace()
    beforeEach(() => space.begin())
    afterEach(() => space.end())
    return space
  }

  /** Starts Alice's server; she is closed with the test, at the latest. */
  async serve(): Promise<void> {
    const storage = join(this.folder, 'alice')
    const server = new Server({ storage, host: 'alice', seed: this.seed, network: 'off' })
    this.close.push(() => server.close())
    await server.ready()
    this.alice = server
  }

  client(options: Partial<ConstructorParameters<typeof Client>[0]> = {}): Client {
    const client = new Client({ host: 'alice', via: 'local', ...options })
    this.close.push(() => client.close())
    return client
  }

  private async begin(): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'ds-'))
    process.env.XDG_RUNTIME_DIR = this.folder
    this.seed = createSeed()
    await this.serve()
  }

  private async end(): Promise<void> {
    for (const one of this.close.splice(0).reverse()) await one()
    await rm(this.folder, { recursive: true, force: true })
    if (this.before === undefined) delete process.env.XDG_RUNTIME_DIR
    else process.env.XDG_RUNTIME_DIR = this.before
  }
}

/** All that a stream gives. */
export async function read(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const values: unknown[] = []
  for await (const value of stream) values.push(value)
  return values
}
