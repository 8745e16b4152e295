import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile
} from 'node:fs/promises'
import { createConnection } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSeed, deriveKeys } from '../../src-main/identity'
import { Client } from '../../src-main/space/client'
import { parseHost } from '../../src-main/space/host'
import { socketPath } from '../../src-main/space/local/socket'
import { Server } from '../../src-main/space/server'

let folder: string
let close: (() => Promise<unknown>)[]
const names = ['XDG_RUNTIME_DIR', 'DATOMSPACE_KEYCHAIN', 'DATOMSPACE_PASSPHRASE_FILE'] as const
const before = Object.fromEntries(names.map(name => [name, process.env[name]]))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ds-'))
  process.env.XDG_RUNTIME_DIR = folder
  delete process.env.DATOMSPACE_KEYCHAIN
  delete process.env.DATOMSPACE_PASSPHRASE_FILE
  close = []
})

afterEach(async () => {
  for (const one of close.splice(0).reverse()) await one()
  await rm(folder, { recursive: true, force: true })
  for (const name of names) {
    if (before[name] === undefined) delete process.env[name]
    else process.env[name] = before[name]
  }
})

type Options = Partial<ConstructorParameters<typeof Server>[0]>

function make(options: Options = {}): Server {
  const server = new Server({
    storage: join(folder, 'alice'),
    host: 'alice',
    network: 'off',
    keychain: 'memory',
    ...options
  })
  close.push(() => server.close().catch(() => {}))
  return server
}

async function serve(options: Options = {}): Promise<Server> {
  const server = make(options)
  await server.ready()
  return server
}

function client(): Client {
  const client = new Client({ host: 'alice', via: 'local', timeout: 5_000 })
  close.push(() => client.close())
  return client
}

describe('a server', () => {
  it('is refused where another has the storage or the host', async () => {
    await serve()
    await expect(make({ host: 'other' }).ready()).rejects.toMatchObject({ code: 'STORAGE_LOCKED' })
    const second = join(folder, 'second')
    await expect(make({ storage: second }).ready()).rejects.toMatchObject({
      code: 'HOST_TAKEN',
      details: { host: 'alice' }
    })
    expect(await readdir(second)).not.toContain('space.json')
    await serve({ storage: second, host: 'other' })
  })

  it('can be closed and opened again, and leaves no socket and no holder', async () => {
    const first = await serve()
    const { did } = first
    await first.close()
    expect(await readdir(join(folder, 'datomspace'))).toEqual([])
    expect(await readdir(first.options.storage)).not.toContain('holder.json')
    expect((await serve()).did).toBe(did)
  })

  it('refuses options that are none', () => {
    expect(() => new Server({ host: 'x' } as never)).toThrow(/storage/)
    for (const host of ['', ' ', 'a@b', 'a\n', 'x'.repeat(201), undefined]) {
      expect(() => new Server({ storage: 'x', host: host as string })).toThrow(/host/)
    }
  })

  it('says that a passphrase is asked for by a function', async () => {
    const given = { keychain: 'file', passphrase: 'correct horse' } as unknown as Options
    await expect(make(given).ready()).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  it('keeps its seed in a passphrase file when that is chosen by the environment', async () => {
    const passphrase = join(folder, 'passphrase')
    await writeFile(passphrase, 'correct horse\n', { mode: 0o600 })
    process.env.DATOMSPACE_KEYCHAIN = 'file'
    process.env.DATOMSPACE_PASSPHRASE_FILE = passphrase
    const first = await serve({ keychain: undefined })
    const { did } = first
    await first.close()
    delete process.env.DATOMSPACE_KEYCHAIN
    // The folder says where the seed is, so the next start needs only the passphrase.
    const second = await serve({ keychain: undefined })
    expect(second.did).toBe(did)
    await second.close()
    await writeFile(passphrase, 'wrong')
    await expect(make({ keychain: undefined }).ready()).rejects.toMatchObject({
      code: 'PASSPHRASE_WRONG'
    })
    delete process.env.DATOMSPACE_PASSPHRASE_FILE
    await expect(make({ keychain: undefined }).ready()).rejects.toMatchObject({
      code: 'KEYCHAIN_LOCKED',
      message: expect.stringContaining('DATOMSPACE_PASSPHRASE_FILE')
    })
  })

  it('leaves no secret of a minted core on the disk, and its words go over the socket only', async () => {
    const seed = createSeed()
    const server = await serve({ seed, keychain: undefined })
    const store = client().corestore()
    const minted = store.get({ valueEncoding: 'json' })
    const named = store.get({ name: 'named', valueEncoding: 'json' })
    await minted.append('x')
    await named.append('y')
    const rows = await server.space.database.list<{ secretKey?: string }>('raw-core')
    const secret = rows.map(row => row.value.secretKey).find(Boolean)!
    expect(secret).toMatch(/^[0-9a-f]{128}$/)
    const keys = deriveKeys(seed)
    const signer = keys.signer('raw/["","named"]').secretKey
    await server.close()
    const bytes = await everything(folder)
    expect(bytes.includes(minted.key)).toBe(true)
    for (const hidden of [
      Buffer.from(secret, 'hex').subarray(0, 32),
      signer.subarray(0, 32),
      seed
    ]) {
      expect(bytes.includes(hidden)).toBe(false)
      expect(bytes.includes(hidden.toString('hex'))).toBe(false)
      expect(bytes.includes(hidden.toString('base64').slice(0, 40))).toBe(false)
    }
  })

  it('serves on when the network is not there, and says that it is offline', async () => {
    const started = Date.now()
    const server = await serve({ network: 'on', bootstrap: ['127.0.0.1:9'] })
    expect(Date.now() - started).toBeLessThan(5_000)
    expect(server.space.swarm.state).toBe('connecting')
    const core = client().corestore().get({ valueEncoding: 'json' })
    await core.append('local')
    await new Promise(resolve => server.space.on('network', resolve))
    expect(server.space.swarm.state).toBe('offline')
    expect(await core.get(0)).toBe('local')
  })

  it('does not stop serving programs of this machine while its network is suspended', async () => {
    const server = await serve()
    const core = client().corestore().get({ valueEncoding: 'json' })
    await server.suspend()
    await core.append('still')
    expect(await core.get(0)).toBe('still')
    await server.resume()
  })
})

describe('the local socket', () => {
  it('is short, whatever the host is called, and another for every host', () => {
    for (const host of ['a', '爱丽丝'.repeat(60), 'x'.repeat(200)]) {
      for (const runtime of ['/run/user/1000', `/${'long/'.repeat(30)}`, undefined]) {
        expect(Buffer.byteLength(socketPath(host, { XDG_RUNTIME_DIR: runtime }))).toBeLessThan(104)
      }
    }
    expect(socketPath('a')).not.toBe(socketPath('b'))
  })

  it('is shut to others even where its folder was open', async () => {
    const runtime = join(folder, 'datomspace')
    await mkdir(runtime, { mode: 0o777 })
    await chmod(runtime, 0o777)
    await serve()
    expect((await stat(runtime)).mode & 0o777).toBe(0o700)
    expect((await stat(socketPath('alice'))).mode & 0o777).toBe(0o600)
  })

  it('is not put where a link leads', async () => {
    await mkdir(join(folder, 'elsewhere'))
    await symlink(join(folder, 'elsewhere'), join(folder, 'datomspace'))
    await expect(make().ready()).rejects.toMatchObject({ code: 'HOST_TAKEN' })
    expect(await readdir(join(folder, 'elsewhere'))).toEqual([])
  })

  it('survives whatever is written to it', async () => {
    await serve()
    const core = client().corestore().get({ valueEncoding: 'json' })
    await core.append('before')
    const nasty = [
      Buffer.from([0xff, 0xff, 0xff, 0xff]),
      Buffer.from([0, 0, 0, 0]),
      frame('not json'),
      frame('[1]'),
      frame('null'),
      frame('{"m":"get","i":1,"h":"__proto__"}'),
      frame('{"m":"open","i":1,"h":1,"of":99}'),
      frame('{"m":"open","i":1}'),
      frame('{"m":"constructor","i":1}'),
      frame('{"m":"hello","i":1,"version":99}'),
      frame('{"m":"call","i":1,"name":5}')
    ]
    for (const bytes of nasty) await write(bytes)
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async bytes => {
        await write(frame(Buffer.from(bytes)))
      }),
      { numRuns: 50 }
    )
    expect(await core.get(0)).toBe('before')
  })

  it('tells a client of another version to update', async () => {
    await serve()
    const answer = await write(frame('{"m":"hello","i":1,"version":99}'))
    expect(answer).toContain('UNSUPPORTED')
  })
})

describe('the host of a client', () => {
  it('is a name, or a name and a key', () => {
    const hex = 'ab'.repeat(32)
    expect(parseHost('alice')).toEqual({ name: 'alice', spaceKey: null })
    expect(parseHost(`alice@${hex}`)).toEqual({ name: 'alice', spaceKey: Buffer.from(hex, 'hex') })
    for (const host of ['alice@', 'alice@xyz', '@', 5, null])
      expect(() => parseHost(host)).toThrow()
  })
})

function frame(header: string | Buffer): Buffer {
  const json = Buffer.from(header as string)
  const head = Buffer.alloc(8)
  head.writeUInt32BE(4 + json.byteLength, 0)
  head.writeUInt32BE(json.byteLength, 4)
  return Buffer.concat([head, json])
}

/** Writes to the socket of alice, and what it answered within a moment. */
async function write(bytes: Buffer): Promise<string> {
  const socket = createConnection(socketPath('alice'))
  const answer: Buffer[] = []
  socket.on('error', () => {})
  socket.on('data', chunk => answer.push(chunk))
  socket.write(bytes)
  await sleep(10)
  socket.destroy()
  return Buffer.concat(answer).toString()
}

async function everything(path: string): Promise<Buffer> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  const files = entries.filter(entry => entry.isFile())
  return Buffer.concat(await Promise.all(files.map(file => readFile(join(file.path, file.name)))))
}
