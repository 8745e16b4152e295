import crypto from 'hypercore-crypto'
import Hypercore from 'hypercore'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createSeed } from '../../src-main/identity'
import { Client } from '../../src-main/space/client'
import type { Core } from '../../src-main/space/api'
import { Server } from '../../src-main/space/server'
import { Sets } from '../../src-main/space/sets'
import { manifestOf } from '../../src-main/space/store'
import { LocalNetwork, until } from './network'
import { sharingSpace } from './sharing'

let network: LocalNetwork
let alice: Server
let theirs: Core
let core: Core
const before = process.env.XDG_RUNTIME_DIR

beforeEach(async () => {
  network = await LocalNetwork.start()
  process.env.XDG_RUNTIME_DIR = await network.folder()
  alice = await serve()
  const local = new Client({ host: 'alice', via: 'local' })
  network.later(() => local.close())
  theirs = local.corestore().get({ valueEncoding: 'json' })
  await theirs.append(['a', 'b', 'c'])
  core = client().corestore().get({ key: theirs.key, valueEncoding: 'json' })
})

afterEach(async () => {
  await network.close()
  if (before === undefined) delete process.env.XDG_RUNTIME_DIR
  else process.env.XDG_RUNTIME_DIR = before
})

async function serve(): Promise<Server> {
  const server = new Server({
    storage: await network.folder(),
    host: 'alice',
    seed: createSeed(),
    bootstrap: network.bootstrap
  })
  network.later(() => server.close())
  await server.ready()
  return server
}

function client(options: object = {}): Client {
  const client = new Client({
    host: alice.address,
    via: 'network',
    bootstrap: network.bootstrap,
    ...options
  })
  network.later(() => client.close())
  return client
}

describe('a core of a client on the network', () => {
  it('knows its key at once and its length when ready', async () => {
    expect(core.key).toEqual(theirs.key)
    await core.ready()
    expect([core.length, core.byteLength, core.writable, core.fork]).toEqual([3, 9, false, 0])
    expect(await core.info()).toMatchObject({ length: 3, key: theirs.key })
  })

  it('reads blocks, ranges, bytes and sessions', async () => {
    expect(await core.get(1)).toBe('b')
    expect(await read(core.createReadStream())).toEqual(['a', 'b', 'c'])
    expect(await read(core.createReadStream({ start: 1, reverse: true }))).toEqual(['c', 'b'])
    expect(Buffer.concat((await read(core.createByteStream())) as Buffer[]).toString()).toBe(
      '"a""b""c"'
    )
    expect(await core.seek(4)).toEqual([1, 1])
    expect(await core.session({ valueEncoding: 'utf-8' }).get(2)).toBe('"c"')
  })

  it('has what it read, and asks for nothing when it may not wait', async () => {
    await core.get(0)
    expect([await core.has(0), await core.has(2)]).toEqual([true, false])
    expect(await core.get(2, { wait: false })).toBe(null)
    await core.clear(0)
    expect(await core.has(0)).toBe(false)
    expect(await core.get(0)).toBe('a')
  })

  it('reads all but what its owner cleared, and again what it cleared itself', async () => {
    await theirs.append(['d', 'e', 'f', 'g', 'h'])
    await theirs.clear(7)
    await until(() => core.length === 8, 'the core has grown')
    const most = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    for (let time = 0; time < 2; time++) {
      const got = await Promise.all(most.map((_, index) => core.get(index, { timeout: 5_000 })))
      expect(got).toEqual(most)
      for (const index of [3, 6, 1]) await core.clear(index)
    }
    await expect(core.get(7, { timeout: 100 })).rejects.toMatchObject({ code: 'TIMEOUT' })
  })

  it('is told of appends, and streams them live', async () => {
    const seen: unknown[] = []
    const reading = (async () => {
      for await (const value of core.createReadStream({ live: true })) {
        seen.push(value)
        if (seen.length === 4) break
      }
    })()
    await until(() => seen.length === 3, 'what there is was read')
    const appended = new Promise(resolve => core.once('append', resolve))
    await theirs.append('d')
    await appended
    await reading
    expect(seen).toEqual(['a', 'b', 'c', 'd'])
    expect(core.length).toBe(4)
  })

  it('follows a truncation', async () => {
    await core.get(2)
    const truncated = new Promise<number>(resolve =>
      core.once('truncate', (_length: number, fork: number) => resolve(fork))
    )
    await theirs.truncate(1)
    await theirs.append('B')
    expect(await truncated).toBe(1)
    await until(() => core.length === 2, 'it is as long again')
    expect(await core.get(1)).toBe('B')
  })

  it('keeps a snapshot as it was', async () => {
    await core.get(2)
    const snapshot = core.snapshot()
    await snapshot.ready()
    await theirs.append('d')
    await until(() => core.length === 4, 'the core has grown')
    expect(snapshot.length).toBe(3)
    expect(await snapshot.get(1)).toBe('b')
  })

  it('can be read only, and says so', async () => {
    await expect(core.append('x')).rejects.toMatchObject({ code: 'NOT_WRITABLE' })
    await expect(core.truncate(0)).rejects.toMatchObject({ code: 'REMOTE_UNSUPPORTED' })
    const store = client().corestore()
    await expect(store.get().ready()).rejects.toMatchObject({ code: 'REMOTE_UNSUPPORTED' })
    await expect(store.get({ name: 'x' }).ready()).rejects.toMatchObject({
      code: 'REMOTE_UNSUPPORTED'
    })
    await expect(client().call('x')).rejects.toMatchObject({ code: 'REMOTE_UNSUPPORTED' })
  })

  it('gives up in its time on a block that nobody has, and when it is closed', async () => {
    await core.ready()
    await expect(core.get(9, { timeout: 100 })).rejects.toMatchObject({ code: 'TIMEOUT' })
    const refused = expect(core.get(9)).rejects.toMatchObject({ code: 'CLOSED' })
    await sleep(50)
    await core.close()
    await refused
  })

  it('is empty, soon, when the space does not have it', async () => {
    const unknown = client().corestore().get(Buffer.alloc(32, 7))
    await unknown.ready()
    expect(unknown.length).toBe(0)
    await expect(unknown.get(0, { timeout: 100 })).rejects.toMatchObject({ code: 'TIMEOUT' })
  })

  it('of a set is refused without end of waiting, with what to do about it', async () => {
    const sets = new Sets({ space: alice.space })
    await alice.space.attach({ ready: () => sets.ready(), close: () => sets.close() })
    const { id } = await sets.create({ name: 'Friends' })
    const { coreKey } = sets.own(id)
    const friends = client().corestore().get({ key: coreKey })
    const refused = { code: 'CORE_NOT_SHARED', message: expect.stringContaining('Ask its owner') }
    await expect(friends.ready()).rejects.toMatchObject(refused)
    await expect(friends.get(0)).rejects.toMatchObject(refused)
    // One whose client was there before the space could say so.
    await alice.suspend()
    const early = client({ host: 'alice', timeout: 60_000 })
    const waiting = early.corestore().get({ key: coreKey }).get(3)
    const outcome = expect(waiting).rejects.toMatchObject(refused)
    await alice.resume()
    await outcome
    // What is the space's and for everybody is still read.
    expect(await core.get(0)).toBe('a')
  })

  it('of a view is refused in the same way, and what another space received is not said to be there', async () => {
    const giver = await sharingSpace(network, 'giver')
    const holder = await sharingSpace(network, 'holder')
    const friends = await giver.set('Friends', ['Carol'])
    const share = await giver.shares.create({
      label: 'Names',
      selection: { kind: 'set', setId: friends.id },
      fields: ['name']
    })
    const held = await holder.received.accept((await giver.shares.key(share.id)).key)
    await until(() => holder.names(held.id).length === 1, 'the view is there')
    const key = holder.received.lend(held.id)!.key
    const at = (name: string, space: Buffer) =>
      client({ host: `${name}@${space.toString('hex')}` })
        .corestore()
        .get({ key })
    await expect(at('giver', giver.space.networkKey).get(0)).rejects.toMatchObject({
      code: 'CORE_NOT_SHARED'
    })
    await expect(
      at('holder', holder.space.networkKey).get(0, { timeout: 500 })
    ).rejects.toMatchObject({ code: 'TIMEOUT' })
  })

  it('that is not made yet is waited for', async () => {
    const { publicKey, secretKey } = crypto.keyPair()
    const key = Hypercore.key(manifestOf(publicKey))
    const early = client().corestore().get({ key, valueEncoding: 'json' })
    await early.ready()
    const first = early.get(0)
    await alice.cores.mint(publicKey, secretKey)
    const made = new Client({ host: 'alice', via: 'local' })
    network.later(() => made.close())
    await made.corestore().get({ key, valueEncoding: 'json' }).append('at last')
    expect(await first).toBe('at last')
  })

  it('goes on after the owner’s network was suspended', async () => {
    await core.get(0)
    await alice.suspend()
    const later = core.get(3)
    await theirs.append('d')
    await alice.resume()
    expect(await later).toBe('d')
  })
})

describe('a client on the network', () => {
  it('finds a space by its name and says which it is', async () => {
    const one = client({ host: 'alice' })
    await one.ready()
    expect([one.via, one.spaceKey]).toEqual(['network', alice.publicKey])
  })

  it('is not content with another space of the same name', async () => {
    const one = client({ host: `alice@${'c'.repeat(64)}`, timeout: 1_000 })
    await expect(one.ready()).rejects.toMatchObject({ code: 'HOST_NOT_FOUND' })
  })

  it('says that it found nobody', async () => {
    const one = client({ host: 'nobody', timeout: 500 })
    await expect(one.ready()).rejects.toMatchObject({ code: 'HOST_NOT_FOUND' })
  })

  it('is given none of the space’s own cores, though it knows a key', async () => {
    const { default: Hypercore } = await import('hypercore')
    const { manifestOf } = await import('../../src-main/space/store')
    const key = Hypercore.key(manifestOf(alice.space.keys.signer('database').publicKey))
    const database = client().corestore().get(key)
    await database.ready()
    expect(database.length).toBe(0)
  })
})

async function read(stream: AsyncIterable<unknown>): Promise<unknown[]> {
  const values: unknown[] = []
  for await (const value of stream) values.push(value)
  return values
}
