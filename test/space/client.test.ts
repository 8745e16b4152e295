import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import crypto from 'hypercore-crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSeed } from '../../src-main/identity'
import type { ClientInfo, Core } from '../../src-main/space/api'
import { Client } from '../../src-main/space/client'
import { Server } from '../../src-main/space/server'
import { until } from './network'

let folder: string
let seed: Buffer
let alice: Server
let close: (() => Promise<unknown>)[]
const before = process.env.XDG_RUNTIME_DIR

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ds-'))
  process.env.XDG_RUNTIME_DIR = folder
  seed = createSeed()
  close = []
  alice = await serve()
})

afterEach(async () => {
  for (const one of close.splice(0).reverse()) await one()
  await rm(folder, { recursive: true, force: true })
  if (before === undefined) delete process.env.XDG_RUNTIME_DIR
  else process.env.XDG_RUNTIME_DIR = before
})

async function serve(): Promise<Server> {
  const server = new Server({ storage: join(folder, 'alice'), host: 'alice', seed, network: 'off' })
  close.push(() => server.close())
  await server.ready()
  return server
}

function client(options: Partial<ConstructorParameters<typeof Client>[0]> = {}): Client {
  const client = new Client({ host: 'alice', via: 'local', ...options })
  close.push(() => client.close())
  return client
}

describe('the seed’s program', () => {
  it('knows the key at once, appends, and another client reads it', async () => {
    const opened: ClientInfo[] = []
    alice.on('client-open', (info: ClientInfo) => opened.push(info))
    const datom = client().corestore().get({ valueEncoding: 'json' })
    const key = datom.key.toString('hex')
    expect(key).toMatch(/^[0-9a-f]{64}$/)
    expect(crypto.discoveryKey(datom.key)).toEqual(datom.discoveryKey)
    expect(await datom.append({ name: 'Alice', 名: '爱丽丝' })).toMatchObject({ length: 1 })
    const core = client().corestore().get({ key, valueEncoding: 'json' })
    await core.ready()
    expect(await core.get(0)).toEqual({ name: 'Alice', 名: '爱丽丝' })
    expect(core.key).toEqual(datom.key)
    expect(opened).toEqual([{ remote: false }, { remote: false }])
  })

  it('tells the server when a client goes', async () => {
    const closed: ClientInfo[] = []
    alice.on('client-close', (info: ClientInfo) => closed.push(info))
    const one = client()
    await one.ready()
    expect(one.via).toBe('local')
    expect(one.spaceKey).toEqual(alice.publicKey)
    await one.close()
    await until(() => closed.length === 1, 'the server noticed')
    expect(closed).toEqual([{ remote: false }])
  })
})

describe('a core of a local client', () => {
  let core: Core

  beforeEach(() => {
    core = client().corestore().get({ valueEncoding: 'json' })
  })

  it('appends one and many, and says how long it is then', async () => {
    expect(await core.append('a')).toEqual({ length: 1, byteLength: 3 })
    expect(await core.append(['b', 'c'])).toEqual({ length: 3, byteLength: 9 })
    expect([core.length, core.byteLength, core.fork, core.writable]).toEqual([3, 9, 0, true])
  })

  it('gives each append of one tick the length it would have had alone', async () => {
    const lengths = await Promise.all([1, 22, [3, 4], 5].map(value => core.append(value)))
    expect(lengths.map(({ length }) => length)).toEqual([1, 2, 4, 5])
    expect(lengths.map(({ byteLength }) => byteLength)).toEqual([1, 3, 5, 6])
    expect(await Promise.all([0, 1, 2, 3, 4].map(index => core.get(index)))).toEqual([
      1, 22, 3, 4, 5
    ])
  })

  it('gets what was appended in the same tick', async () => {
    void core.append('x')
    expect(await core.get(0)).toBe('x')
    void core.append('y')
    expect(await core.has(1)).toBe(true)
    void core.append('z')
    const snapshot = core.snapshot()
    await snapshot.ready()
    expect(snapshot.length).toBe(3)
  })

  it('has what it has', async () => {
    await core.append(['a', 'b'])
    expect(await core.has(0)).toBe(true)
    expect(await core.has(1, 2)).toBe(true)
    expect(await core.has(2)).toBe(false)
    expect(await core.has(0, 3)).toBe(false)
  })

  it('answers null for a block that is not there when it may not wait', async () => {
    await core.append('a')
    expect(await core.get(5, { wait: false })).toBe(null)
    await expect(core.get(5, { timeout: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' })
    await expect(core.get(-1)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(core.get(1.5)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  it('seeks bytes', async () => {
    const binary = client().corestore().get()
    await binary.append(['aaa', 'bb', 'c'].map(text => Buffer.from(text)))
    expect(await binary.seek(0)).toEqual([0, 0])
    expect(await binary.seek(2)).toEqual([0, 2])
    expect(await binary.seek(3)).toEqual([1, 0])
    expect(await binary.seek(5)).toEqual([2, 0])
  })

  it('takes every encoding', async () => {
    const store = client().corestore()
    const text = store.get({ valueEncoding: 'utf-8' })
    await text.append(['héllo', '你好'])
    expect(await text.get(1)).toBe('你好')
    expect(await text.get(1, { valueEncoding: 'binary' })).toEqual(Buffer.from('你好'))
    const binary = store.get({ valueEncoding: 'binary' })
    await binary.append(Buffer.from([0, 255]))
    expect(await binary.get(0)).toEqual(Buffer.from([0, 255]))
    const hex = store.get({
      valueEncoding: {
        encode: (value: string) => Buffer.from(value, 'hex'),
        decode: (bytes: Buffer) => bytes.toString('hex')
      }
    })
    await hex.append('c0ffee')
    expect(await hex.get(0)).toBe('c0ffee')
    expect(() => store.get({ valueEncoding: 'no-such' as 'json' })).toThrow(/encoding/)
    await expect(store.get().append({ a: 1 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(
      text.append(Buffer.from([0xff])).then(() => text.get(2, { valueEncoding: 'json' }))
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  it('shares blocks and not encodings among sessions, and closes with the last', async () => {
    await core.append({ a: 1 })
    const session = core.session({ valueEncoding: 'utf-8' })
    expect(await session.get(0)).toBe('{"a":1}')
    let closed = 0
    core.on('close', () => closed++)
    await core.close()
    expect(closed).toBe(1)
    expect(await session.get(0)).toBe('{"a":1}')
    await expect(core.get(0)).rejects.toMatchObject({ code: 'CLOSED' })
    expect(() => core.session()).toThrow(/closed/)
  })

  it('ends a read that waits when its session is closed, and only that one', async () => {
    await core.append('a')
    const other = core.session()
    const refused = expect(core.get(1)).rejects.toMatchObject({ code: 'CLOSED' })
    const stays = other.get(1)
    await sleep(20)
    await core.close()
    await refused
    await other.append('b')
    expect(await Promise.race([stays, sleep(3000, 'late')])).toBe('b')
  })

  it('keeps a snapshot as it was', async () => {
    await core.append(['a', 'b'])
    const snapshot = core.snapshot()
    await core.append('c')
    await snapshot.ready()
    expect(snapshot.length).toBe(2)
    expect(snapshot.snapshotted).toBe(true)
    expect(await snapshot.get(1)).toBe('b')
    await expect(snapshot.get(2)).rejects.toThrow()
    await expect(snapshot.append('d')).rejects.toMatchObject({ code: 'NOT_WRITABLE' })
    expect(await snapshot.update()).toBe(false)
    expect(await read(snapshot.createReadStream())).toEqual(['a', 'b'])
  })

  it('truncates, forks and says so to all', async () => {
    await core.append(['a', 'b', 'c'])
    const other = client().corestore().get({ key: core.key, valueEncoding: 'json' })
    await other.ready()
    const seen: number[][] = []
    other.on('truncate', (length: number, fork: number) => seen.push([length, fork]))
    await core.truncate(1)
    expect([core.length, core.fork]).toEqual([1, 1])
    await core.append('B')
    expect(await core.get(1)).toBe('B')
    await until(() => other.length === 2, 'the other client knows')
    expect(seen).toEqual([[1, 1]])
    expect(await other.get(1)).toBe('B')
  })

  it('reads no block of before a truncation that it had read ahead', async () => {
    await core.append(Array.from({ length: 200 }, (_, n) => n))
    for (let n = 0; n < 10; n++) await core.get(n)
    await core.truncate(10)
    await core.append(Array.from({ length: 190 }, () => 'new'))
    for (let n = 10; n < 200; n++) expect(await core.get(n)).toBe('new')
  })

  it('clears blocks and keeps its length', async () => {
    await core.append(['a', 'b', 'c'])
    expect(await core.clear(1, 2, { diff: true })).toMatchObject({ blocks: expect.any(Number) })
    expect([await core.has(0), await core.has(1), core.length]).toEqual([true, false, 3])
    expect(await core.clear(0)).toBe(null)
  })

  it('tells what it is', async () => {
    await core.append(['a', 'b'])
    expect(await core.info()).toMatchObject({ key: core.key, length: 2, byteLength: 6, fork: 0 })
    expect(core.id).toMatch(/^[a-z1-9]{52}$/)
  })

  it('emits ready, append and close', async () => {
    const seen: string[] = []
    for (const name of ['ready', 'append', 'close']) core.on(name, () => seen.push(name))
    await core.ready()
    await core.append('a')
    await core.close()
    expect(seen).toEqual(['ready', 'append', 'close'])
  })

  it('is told of what another client appends', async () => {
    await core.append('a')
    const other = client().corestore().get({ key: core.key, valueEncoding: 'json' })
    await other.ready()
    const appended = new Promise(resolve => core.once('append', resolve))
    await other.append('from the other')
    await appended
    expect(await core.get(1)).toBe('from the other')
  })

  it('streams ranges, backwards, to the end and beyond', async () => {
    await core.append(Array.from({ length: 300 }, (_, n) => n))
    const all = Array.from({ length: 300 }, (_, n) => n)
    expect(await read(core.createReadStream())).toEqual(all)
    expect(await read(core.createReadStream({ start: 10, end: 20 }))).toEqual(all.slice(10, 20))
    expect(await read(core.createReadStream({ start: 290, reverse: true }))).toEqual(
      all.slice(290).reverse()
    )
    expect(await read(core.createReadStream({ start: 5, end: 8, reverse: true }))).toEqual([
      7, 6, 5
    ])
    expect(await read(core.createReadStream({ start: 300 }))).toEqual([])
  })

  it('streams live what is appended later, here or by others', async () => {
    await core.append([0, 1])
    const other = client().corestore().get({ key: core.key, valueEncoding: 'json' })
    const stream = core.createReadStream({ live: true })
    const seen: unknown[] = []
    const reading = (async () => {
      for await (const value of stream) {
        seen.push(value)
        if (seen.length === 5) break
      }
    })()
    await until(() => seen.length === 2, 'what there is was read')
    await core.append([2, 3])
    await other.append(4)
    await reading
    expect(seen).toEqual([0, 1, 2, 3, 4])
    expect(stream.destroyed).toBe(true)
  })

  it('streams live from beyond its end', async () => {
    await core.append(0)
    const stream = core.createReadStream({ live: true, start: 3 })
    const first = stream[Symbol.asyncIterator]().next()
    await core.append([1, 2, 3])
    expect((await first).value).toBe(3)
    stream.destroy()
  })

  it('streams bytes from an offset and for a length', async () => {
    const binary = client().corestore().get()
    await binary.append(['hello ', 'wide ', 'world'])
    const text = async (options?: object) =>
      Buffer.concat((await read(binary.createByteStream(options))) as Buffer[]).toString()
    expect(await text()).toBe('hello wide world')
    expect(await text({ byteOffset: 4 })).toBe('o wide world')
    expect(await text({ byteOffset: 7, byteLength: 6 })).toBe('ide wo')
    expect(await text({ byteOffset: 16 })).toBe('')
  })

  it('takes a write stream', async () => {
    const stream = core.createWriteStream()
    for (let n = 0; n < 20; n++) stream.write(n)
    await new Promise<void>(resolve => stream.end(resolve))
    expect(await read(core.createReadStream())).toEqual(Array.from({ length: 20 }, (_, n) => n))
  })

  it('carries a block of 10 MiB and refuses more than one frame holds', async () => {
    const binary = client().corestore().get()
    const block = Buffer.alloc(10 * 1024 * 1024, 7)
    await binary.append(block)
    expect(block.equals((await binary.get(0)) as Buffer)).toBe(true)
    await expect(binary.append(Array.from({ length: 7 }, () => block))).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED'
    })
    await expect(binary.append(Buffer.alloc(16 * 1024 * 1024))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT'
    })
    expect(await binary.has(0)).toBe(true)
  })
})

describe('a corestore of a local client', () => {
  it('finds cores by name, each namespace its own', async () => {
    const store = client().corestore()
    const one = store.get({ name: 'notes', valueEncoding: 'json' })
    expect(one.key).toBe(null)
    await one.append('hello')
    const again = client().corestore().get({ name: 'notes', valueEncoding: 'json' })
    expect(await again.get(0)).toBe('hello')
    expect(again.key).toEqual(one.key)
    const other = store.namespace('work').get({ name: 'notes' })
    await other.ready()
    expect(other.key).not.toEqual(one.key)
    expect(other.length).toBe(0)
    expect((await alice.cores.list()).map(row => row.name)).toContain('notes')
  })

  it('closes its cores and those of its namespaces', async () => {
    const store = client().corestore()
    const core = store.get()
    const inner = store.namespace('x').get({ name: 'y' })
    await Promise.all([core.ready(), inner.ready()])
    await store.close()
    expect([core.closed, inner.closed]).toEqual([true, true])
    expect(() => store.get()).toThrow(/closed/)
  })

  it('does not keep every core open that was ever made', async () => {
    const one = client()
    const make = async (n: number) => {
      const core = one.corestore().get({ valueEncoding: 'json' })
      await core.append(n)
      await core.close()
      return core.key
    }
    const keys: Buffer[] = []
    for (let n = 0; n < 300; n += 50) {
      keys.push(...(await Promise.all(Array.from({ length: 50 }, (_, m) => make(n + m)))))
    }
    expect(alice.space.store.sessions.size).toBeLessThan(150)
    for (const n of [0, 150, 299]) {
      const core = one.corestore().get({ key: keys[n], valueEncoding: 'json' })
      expect(await core.get(0)).toBe(n)
      await core.append('more')
      expect(core.length).toBe(2)
    }
  })

  it('refuses keys that are none', () => {
    const store = client().corestore()
    for (const key of ['', 'xyz', Buffer.alloc(31), 'g'.repeat(64)]) {
      expect(() => store.get({ key })).toThrow(/key is 32 bytes/)
    }
  })

  it('does not hand out the cores of the space itself', async () => {
    const { publicKey } = alice.space.keys.signer('database')
    const { manifestOf } = await import('../../src-main/space/store')
    const { default: Hypercore } = await import('hypercore')
    const core = client()
      .corestore()
      .get(Hypercore.key(manifestOf(publicKey)))
    await expect(core.ready()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('a client', () => {
  it('waits for a server that is starting', async () => {
    await alice.close()
    const core = client().corestore().get({ valueEncoding: 'json' })
    const appended = core.append('early')
    await sleep(200)
    await serve()
    expect(await appended).toMatchObject({ length: 1 })
  })

  it('says that there is no such space when its patience ends', async () => {
    const nobody = client({ host: 'nobody', timeout: 150 })
    await expect(nobody.ready()).rejects.toMatchObject({
      code: 'HOST_NOT_FOUND',
      message: expect.stringContaining('nobody')
    })
    await expect(nobody.corestore().get().ready()).rejects.toMatchObject({ code: 'HOST_NOT_FOUND' })
  })

  it('goes on after a restart of the server, with what was pending', async () => {
    const core = client().corestore().get({ valueEncoding: 'json' })
    const named = client().corestore().get({ name: 'n', valueEncoding: 'json' })
    await core.append([0, 1])
    await named.append('n')
    const snapshot = core.snapshot()
    await snapshot.ready()
    const pending = core.get(2)
    await alice.close()
    const reads = [core.get(0), core.get(1), named.get(0)]
    const append = core.append(2)
    await serve()
    expect(await Promise.all(reads)).toEqual([0, 1, 'n'])
    expect(await append).toMatchObject({ length: 3 })
    expect(await pending).toBe(2)
    expect([snapshot.length, await snapshot.get(1)]).toEqual([2, 1])
    expect(core.length).toBe(3)
  })

  it('appends once what was being appended when the server went away', async () => {
    const core = client({ timeout: 5_000 }).corestore().get({ valueEncoding: 'json' })
    await core.ready()
    const appends: Promise<unknown>[] = []
    for (let round = 0; round < 5; round++) {
      for (let n = 0; n < 20; n++) appends.push(core.append(`${round}/${n}`))
      await sleep(2 * round)
      const closing = alice.close()
      for (let n = 20; n < 40; n++) appends.push(core.append(`${round}/${n}`))
      await closing
      alice = await serve()
    }
    await Promise.all(appends)
    const all = (await read(core.createReadStream())) as string[]
    expect(new Set(all).size).toBe(all.length)
    expect(all.length).toBe(200)
  })

  it('gives up on a server that does not come back', async () => {
    const core = client({ timeout: 200 }).corestore().get({ valueEncoding: 'json' })
    await core.append(1)
    await alice.close()
    await expect(core.get(0)).rejects.toMatchObject({ code: 'HOST_NOT_FOUND' })
  })

  it('rejects what waits when it is closed itself', async () => {
    const one = client()
    const core = one.corestore().get()
    await core.ready()
    const refused = expect(core.get(9)).rejects.toMatchObject({ code: 'CLOSED' })
    await one.close()
    await refused
    expect(() => one.corestore()).toThrow(/closed/)
    expect(core.closed).toBe(true)
  })

  it('makes calls, small and large, with progress, and gets their errors', async () => {
    alice.handle = async (name, params, context) => {
      if (name === 'fail') throw Object.assign(new Error('no'), {})
      if (name === 'big') return 'x'.repeat(5_000_000)
      for (let n = 0; n < 3; n++) context.progress({ n })
      return { name, params, remote: context.remote }
    }
    const one = client()
    const seen: unknown[] = []
    expect(await one.call('echo', { a: [1] }, event => seen.push(event))).toEqual({
      name: 'echo',
      params: { a: [1] },
      remote: false
    })
    expect(seen).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }])
    expect((await one.call<string>('big')).length).toBe(5_000_000)
    await expect(one.call('fail')).rejects.toMatchObject({ code: 'INTERNAL', message: 'no' })
    alice.handle = null
    await expect(one.call('echo')).rejects.toMatchObject({ code: 'CALL_UNKNOWN' })
  })

  it('hears what the space publishes, also after a restart', async () => {
    const one = client()
    const seen: unknown[] = []
    one.on('event', event => seen.push(event))
    await one.listen()
    alice.publish({ a: 1 })
    await until(() => seen.length === 1, 'the event came')
    await alice.close()
    alice = await serve()
    await until(() => (alice.publish({ b: 2 }), seen.length > 1), 'the next event came')
    expect(seen.slice(0, 2)).toEqual([{ a: 1 }, { b: 2 }])
  })
})

async function read(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const values: unknown[] = []
  for await (const value of stream) values.push(value)
  return values
}
