import { once } from 'node:events'
import { createRequire } from 'node:module'
import Hyperbee from 'hyperbee2'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  changeDatom,
  DatomSet,
  encodeDatom,
  encodeValue,
  EpochRing,
  mintDatom,
  Replay,
  type SetChange
} from '../../src-main/datom'
import { card, connect, contacts, noon, Room, type Owner } from './room'

interface Internals {
  root: { seq: number }
  context: { cores: object[]; opened: object[]; changed: boolean }
}
const { encodeBlock } = createRequire(import.meta.url)('hyperbee2/lib/encoding.js') as {
  encodeBlock(block: object): Buffer
}

let room: Room
beforeEach(() => {
  room = new Room()
})
afterEach(() => room.close())

async function bobOf(alice: Owner, ring = EpochRing.from(alice.ring.export())) {
  const { store } = await room.store()
  const set = DatomSet.follow({ store, key: alice.set.key, ring })
  const replay = new Replay(set)
  const known = new Map<string, string>()
  let changes = 0
  replay.on('change', ({ put, removed }: SetChange) => {
    changes++
    for (const datom of put) known.set(datom.id, datom.content.name?.full ?? '')
    for (const id of removed) known.delete(id)
  })
  return { store, set, replay, ring, known, changes: () => changes }
}

async function synced(replay: Replay, length: number): Promise<void> {
  while (replay.head < length) await once(replay, 'synced')
}

describe('a reader of a set', () => {
  it('is told all that is there in slices, and then every edit', async () => {
    const alice = await room.owner()
    const datoms = contacts(1200)
    await alice.set.put(datoms)
    const bob = await bobOf(alice)
    connect(alice.store, bob.store)
    await bob.replay.ready()
    await synced(bob.replay, alice.set.length)
    expect(bob.known.size).toBe(1200)
    expect(bob.changes()).toBeGreaterThan(2)

    await alice.set.put([changeDatom(datoms[5]!, { content: card('Renamed') }, noon)])
    await alice.set.delete([datoms[6]!.id], noon)
    await synced(bob.replay, alice.set.length)
    expect(bob.known.get(datoms[5]!.id)).toBe('Renamed')
    expect(bob.known.size).toBe(1199)
    expect(bob.replay.current).toBe(true)
    await bob.replay.close()
  })

  it('hears how much is here while it arrives', async () => {
    const alice = await room.owner()
    await alice.set.put(contacts(1200))
    const bob = await bobOf(alice)
    const heard: number[] = []
    bob.replay.on('change', () => heard.push(bob.replay.progress.blocks))
    connect(alice.store, bob.store)
    await bob.replay.ready()
    await synced(bob.replay, alice.set.length)
    expect(heard[0]).toBeGreaterThan(0)
    expect(heard).toEqual([...heard].sort((a, b) => a - b))
    expect(bob.replay.progress).toEqual({ blocks: alice.set.length, total: alice.set.length })
    await bob.replay.close()
  })

  it('reads on from its copy when the owner is away', async () => {
    const alice = await room.owner()
    await alice.set.put(contacts(300))
    const bob = await bobOf(alice)
    const cut = connect(alice.store, bob.store)
    await bob.replay.ready()
    await synced(bob.replay, alice.set.length)
    await bob.replay.close()
    cut()

    const again = DatomSet.follow({ store: bob.store, key: alice.set.key, ring: bob.ring })
    const replay = new Replay(again)
    let told = 0
    replay.on('change', change => (told += change.put.length))
    await replay.ready()
    await synced(replay, alice.set.length)
    expect(told).toBe(300)
    await replay.close()
  })

  it('closes while it waits for what nobody sends', async () => {
    const alice = await room.owner()
    await alice.set.put(contacts(600))
    await alice.set.core.clear(0, alice.set.length)
    const bob = await bobOf(alice)
    // As a connection that still follows it does: the core outlives the reader's session.
    const other = bob.store.get({ key: alice.set.key })
    connect(alice.store, bob.store)
    await bob.replay.ready()
    while (bob.set.core.length < alice.set.length) await once(bob.set.core, 'append')
    await new Promise(resolve => setTimeout(resolve, 100))
    await bob.replay.close()
    expect(bob.replay.closed).toBe(true)
    expect(bob.known.size).toBe(0)
    await other.close()
  })

  it('tells what was whole before, when the rest did not arrive', async () => {
    const alice = await room.owner()
    await alice.set.put(contacts(300))
    const bob = await bobOf(alice)
    const cut = connect(alice.store, bob.store)
    await bob.replay.ready()
    await synced(bob.replay, alice.set.length)
    const whole = alice.set.length
    await bob.replay.close()
    cut()
    await alice.set.put(contacts(3000, 'Later'))
    const half = bob.store.get({ key: alice.set.key })
    await half.ready()
    const cutAgain = connect(alice.store, bob.store)
    await half.update({ wait: true })
    await half.get(whole, { decrypt: false } as never)
    await half.close()
    cutAgain()

    const replay = new Replay(
      DatomSet.follow({ store: bob.store, key: alice.set.key, ring: bob.ring })
    )
    let told = 0
    replay.on('change', change => (told += change.put.length))
    await replay.ready()
    await synced(replay, whole)
    expect([told, replay.head, replay.current]).toEqual([300, whole, false])
    await replay.close()
  })

  it('does not read what was written in an epoch whose key it has not, and reads on with it', async () => {
    const alice = await room.owner()
    const [bobs, hers] = contacts(2)
    await alice.set.put([bobs!])
    const bob = await bobOf(alice)
    connect(alice.store, bob.store)
    await bob.replay.ready()
    await synced(bob.replay, alice.set.length)

    expect(alice.ring.rotate()).toBe(2)
    const locked = once(bob.replay, 'locked')
    await alice.set.put([hers!, changeDatom(bobs!, { content: card('New number') }, noon)])
    expect(await locked).toEqual([2])
    await expect(bob.set.get(hers!.id)).rejects.toMatchObject({ code: 'EPOCH_KEY_MISSING' })
    expect([...bob.known.values()]).toEqual(['Person 0'])

    bob.ring.merge(alice.ring.export())
    bob.replay.resume()
    await synced(bob.replay, alice.set.length)
    expect([...bob.known.values()].sort()).toEqual(['New number', 'Person 1'])
    const history = await bob.set.history(bobs!.id)
    expect(history.map(version => version.version)).toEqual([2, 1])
    await bob.replay.close()
  })

  it('has the new key and not the old one, and sees a history that begins where its keys do', async () => {
    const alice = await room.owner()
    const [datom] = contacts(1)
    await alice.set.put([datom!])
    alice.ring.rotate()
    await alice.set.put([changeDatom(datom!, { content: card('Second') }, noon)])
    const second = alice.ring.export().epochs.slice(1)
    const bob = await bobOf(alice, EpochRing.from({ epochs: second }))
    connect(alice.store, bob.store)
    await bob.replay.ready()
    // The tree was rewritten by the change, so nothing of the first epoch is in the way.
    await synced(bob.replay, alice.set.length)
    const history = await bob.set.history(datom!.id)
    expect(history.map(version => version.version)).toEqual([2])
    await bob.replay.close()
  })
})

describe('a set by a hostile owner', () => {
  async function hostile(write: (bee: Hyperbee, alice: Owner) => Promise<void>) {
    const alice = await room.owner()
    await write(alice.set.tree.bee, alice)
    const bob = await bobOf(alice)
    connect(alice.store, bob.store)
    const fault = once(bob.replay, 'fault')
    await bob.replay.ready()
    const [error] = await fault
    await bob.replay.close()
    return error
  }

  async function entry(bee: Hyperbee, key: string, value: Buffer): Promise<void> {
    const batch = bee.write()
    batch.tryPut(Buffer.from(key), value)
    await batch.flush()
  }

  /** A block with a root that has one child, wherever that is. */
  function rootOver(pointer: object): Buffer {
    return encodeBlock({
      type: 1,
      checkpoint: 0,
      batch: { start: 0, end: 0 },
      previous: null,
      metadata: null,
      tree: [{ keys: [], children: [{ type: 1, index: 0, pointer }] }],
      keys: null,
      values: null,
      cohorts: null,
      t: 128
    })
  }

  const good = mintDatom({ content: card('Mallory') }, noon)
  const nested = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`

  const values: [string, string, Buffer][] = [
    ['bytes that are no JSON', `d/${good.id}`, Buffer.from('\u0001{')],
    ['another format', `d/${good.id}`, Buffer.from('\u0007{}')],
    ['nothing', `d/${good.id}`, Buffer.alloc(0)],
    ['a list', `d/${good.id}`, Buffer.from('\u0001[]')],
    [
      'a datom under the id of another',
      'd/00000000-0000-7000-8000-000000000000',
      encodeDatom(good)
    ],
    ['an unknown level', `d/${good.id}`, encodeValue({ ...good, level: 'secret' })],
    [
      'a level named like a member of every object',
      `d/${good.id}`,
      encodeValue({ ...good, level: 'constructor' })
    ],
    ['a content that is no contact', `d/${good.id}`, encodeValue({ ...good, content: [] })],
    ['nesting that overflows a stack', `d/${good.id}`, Buffer.from(`\u0001${nested}`)]
  ]
  it.each(values)('with %s is given up with an error', async (_, key, value) => {
    expect(await hostile(bee => entry(bee, key, value))).toMatchObject({ code: 'STORAGE_CORRUPT' })
  })

  it('whose blocks are no tree is given up with an error', async () => {
    const error = await hostile(async (_, alice) => {
      await alice.set.core.append([Buffer.from('nonsense')])
    })
    expect(error).toMatchObject({ code: 'STORAGE_CORRUPT' })
  })

  it('whose tree names another core opens no core of the reader', async () => {
    const error = await hostile(async (bee, alice) => {
      await alice.set.put(contacts(3))
      const { store } = await room.store()
      const other = store.get({ name: 'other' })
      await other.ready()
      const { context } = bee as unknown as Internals
      context.cores.push({ key: other.key, fork: 0, length: 0, treeHash: null })
      context.opened.push(other)
      context.changed = true
      const elsewhere = new Hyperbee(store, { core: other })
      const batch = elsewhere.write()
      batch.tryPut(Buffer.from(`d/${good.id}`), encodeDatom(good))
      await batch.flush()
      // A root that points into the other core.
      const { root } = elsewhere as unknown as Internals
      const block = {
        type: 1,
        checkpoint: alice.set.length + 1,
        batch: { start: 0, end: 0 },
        previous: null,
        metadata: { cores: context.cores },
        tree: [
          {
            keys: [{ type: 1, index: 0, pointer: { core: 1, seq: root.seq, offset: 0, split: 0 } }],
            children: []
          }
        ],
        keys: null,
        values: null,
        cohorts: null,
        t: 128
      }
      await alice.set.core.append([encodeBlock(block)])
    })
    expect(error).toMatchObject({
      code: 'STORAGE_CORRUPT',
      message: 'The set refers to another core'
    })
  })

  it('whose tree runs in a circle ends', async () => {
    const error = await hostile(async (_, alice) => {
      await alice.set.core.append([rootOver({ core: 0, seq: 0, offset: 0, split: 0 })])
    })
    expect(error).toMatchObject({ code: 'STORAGE_CORRUPT', message: 'The tree has a loop' })
  })

  it('whose tree names a block that nobody has is closed while it waits for it', async () => {
    const alice = await room.owner()
    await alice.set.core.append([rootOver({ core: 0, seq: 10_000, offset: 0, split: 0 })])
    const bob = await bobOf(alice)
    connect(alice.store, bob.store)
    const told: unknown[] = []
    bob.replay.on('fault', error => told.push(error)).on('synced', to => told.push(to))
    await bob.replay.ready()
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(bob.set.core.contiguousLength).toBe(alice.set.length)
    expect(told).toEqual([])
    await bob.replay.close()
  })
})
