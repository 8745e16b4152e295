import { createHash } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  changeDatom,
  decoded,
  decodeEntries,
  DatomSet,
  mintDatom,
  type Datom
} from '../../src-main/datom'
import { bytesUnder, card, collect, contacts, noon, Room } from './room'

let room: Room
beforeEach(() => {
  room = new Room()
})
afterEach(() => room.close())

const names = async (set: DatomSet) =>
  (await collect(set.list())).map(datom => datom.content.name?.full)

/** What is found block by block. */
async function unordered(set: DatomSet, length: number): Promise<Datom[]> {
  const slices = await collect(decoded(set.entries(length), decodeEntries))
  return slices.flat().sort((a, b) => (a.id < b.id ? -1 : 1))
}

describe('a set of datoms', () => {
  it('gives back what was put in, in the order of minting', async () => {
    const alice = await room.owner()
    const datoms = contacts(600)
    await alice.set.put(datoms)
    expect(await collect(alice.set.list())).toEqual(datoms)
    expect(await alice.set.get(datoms[7]!.id)).toEqual(datoms[7])
    expect(await alice.set.count()).toBe(600)
    expect(await collect(alice.set.list({ after: datoms[9]!.id, limit: 2 }))).toEqual(
      datoms.slice(10, 12)
    )
  })

  it('tells the same of a few changes as of many', async () => {
    const alice = await room.owner()
    const datoms = contacts(1_500)
    await alice.set.put(datoms)
    const start = alice.set.length
    const lengths = [start]
    const renamed = (datom: Datom, name: string) =>
      changeDatom(datom, { content: card(name) }, noon)
    const [one, two, three] = [datoms[3]!, datoms[700]!, datoms[1_400]!]
    const steps = [
      () => alice.set.put([renamed(one, 'One'), renamed(three, 'Three')]),
      () => alice.set.delete([two.id, three.id], noon),
      () => alice.set.put(contacts(3, 'New')),
      () => alice.set.restore(two.id, 1, noon),
      () => alice.set.put([renamed(renamed(one, 'One'), 'Uno')]),
      () => alice.set.put(contacts(40, 'More'))
    ]
    for (const step of steps) {
      await step()
      lengths.push(alice.set.length)
    }
    for (const [at, to] of lengths.entries()) {
      for (const from of lengths.slice(0, at)) {
        const listed = new Map((await collect(alice.set.list({ at: from }))).map(d => [d.id, d]))
        for (const { id, datom, before } of await collect(alice.set.diff(from, to))) {
          expect(before).toEqual(listed.get(id) ?? null)
          if (datom) listed.set(id, datom)
          else listed.delete(id)
        }
        const wanted = await collect(alice.set.list({ at: to }))
        expect(await unordered(alice.set, to)).toEqual(wanted)
        expect([...listed.values()].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(wanted)
      }
    }
    expect(await alice.set.count()).toBe(1_542)
  })

  it('leaves the event loop free between slices and says how far it is', async () => {
    const alice = await room.owner()
    let ticks = 0
    const timer = setInterval(() => ticks++, 1)
    const progress: number[] = []
    await alice.set.put(contacts(1000), { onprogress: done => progress.push(done) })
    clearInterval(timer)
    expect(progress).toEqual([250, 500, 750, 1000])
    expect(ticks).toBeGreaterThan(2)
  })

  it('stops at a slice when it is told to', async () => {
    const alice = await room.owner()
    const controller = new AbortController()
    const writing = alice.set.put(contacts(1000), {
      signal: controller.signal,
      onprogress: () => controller.abort()
    })
    await expect(writing).rejects.toThrow()
    expect(await alice.set.count()).toBe(250)
  })

  it('writes nothing when the same datoms come again', async () => {
    const alice = await room.owner()
    const datoms = contacts(20)
    await alice.set.put(datoms)
    const { length } = alice.set
    const told: string[] = []
    alice.set.on('change', ({ put }) => told.push(...put.map((datom: Datom) => datom.id)))
    await alice.set.put(datoms)
    expect(alice.set.length).toBe(length)
    const [fresh] = contacts(1)
    await alice.set.put([...datoms, fresh!])
    expect(told).toEqual([fresh!.id])
  })

  it('keeps every version, restores an old one, and remembers a deleted datom', async () => {
    const alice = await room.owner()
    const first = mintDatom({ content: card('Bob') }, noon)
    const second = changeDatom(first, { content: card('Robert') }, noon + 1000)
    await alice.set.put([first])
    await alice.set.put(contacts(300))
    await alice.set.put([second])
    await alice.set.delete([first.id], noon + 2000)
    expect(await alice.set.get(first.id)).toBe(null)
    await alice.set.restore(first.id, 1, noon + 3000)

    expect((await alice.set.get(first.id))?.content.name?.full).toBe('Bob')
    const history = await alice.set.history(first.id)
    expect(
      history.map(({ version, kind, datom }) => [version, kind, datom?.content.name?.full])
    ).toEqual([
      [4, 'restored', 'Bob'],
      [3, 'deleted', undefined],
      [2, 'changed', 'Robert'],
      [1, 'created', 'Bob']
    ])
    await expect(alice.set.restore(first.id, 9, noon)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    expect(await alice.set.history(second.id.replace(/^./, 'f'))).toEqual([])
  })

  it('refuses a change of a version that is no longer the latest', async () => {
    const alice = await room.owner()
    const first = mintDatom({ content: card('Bob') }, noon)
    await alice.set.put([first])
    await alice.set.put([changeDatom(first, { tags: ['a'] }, noon)])
    const late = alice.set.put([changeDatom(first, { tags: ['b'] }, noon)])
    await expect(late).rejects.toMatchObject({ code: 'CONFLICT' })
  })

  it('refuses a datom that it could not read back', async () => {
    const alice = await room.owner()
    const wrong = { ...mintDatom({ content: card('Bob') }, noon), level: 'secret' as never }
    await expect(alice.set.put([wrong])).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    const vast = mintDatom({ content: card('x'.repeat(5_000_000)) }, noon)
    await expect(alice.set.put([vast])).rejects.toMatchObject({ code: 'LIMIT_EXCEEDED' })
    expect(await alice.set.count()).toBe(0)
  })

  it('says what changed between two versions of the set', async () => {
    const alice = await room.owner()
    const datoms = contacts(500)
    await alice.set.put(datoms)
    const from = alice.set.length
    const added = mintDatom({ content: card('Carol') }, noon)
    await alice.set.put([changeDatom(datoms[3]!, { tags: ['x'] }, noon), added])
    await alice.set.delete([datoms[4]!.id], noon)
    const changed = await collect(alice.set.diff(from, alice.set.length))
    expect(changed.map(({ id, datom }) => [id, datom?.version ?? 'gone'])).toEqual([
      [datoms[3]!.id, 2],
      [datoms[4]!.id, 'gone'],
      [added.id, 1]
    ])
  })

  it('tells what it wrote', async () => {
    const alice = await room.owner()
    const told: unknown[] = []
    alice.set.on('change', change => told.push([change.put.length, change.removed.length]))
    const datoms = contacts(300)
    await alice.set.put(datoms)
    await alice.set.delete(
      datoms.slice(0, 2).map(datom => datom.id),
      noon
    )
    expect(told).toEqual([
      [250, 0],
      [50, 0],
      [0, 2]
    ])
  })

  it('keeps a photo once, by its hash, and notices another under that name', async () => {
    const alice = await room.owner()
    const bytes = Buffer.alloc(200_000, 'photo')
    const hash = createHash('sha256').update(bytes).digest('hex')
    const photo = { hash, mediaType: 'image/jpeg', bytes }
    await alice.set.put([], { blobs: [photo] })
    const { length } = alice.set
    await alice.set.put([], { blobs: [photo] })
    expect(alice.set.length).toBe(length)
    expect(await alice.set.blob(hash)).toEqual(photo)
    expect(await alice.set.blob('0'.repeat(64))).toBe(null)

    const forged = { hash: 'f'.repeat(64), mediaType: 'image/jpeg', bytes }
    await alice.set.put([], { blobs: [forged] })
    await expect(alice.set.blob(forged.hash)).rejects.toMatchObject({ code: 'STORAGE_CORRUPT' })
  })

  it('can be opened again, and written only with the key pair', async () => {
    const alice = await room.owner()
    await alice.set.put(contacts(3))
    await alice.set.close()
    const again = DatomSet.open(alice)
    expect(await names(again)).toEqual(['Person 0', 'Person 1', 'Person 2'])
    await again.put(contacts(1, 'Late'))
    await again.close()

    const reader = DatomSet.follow({ ...alice, key: DatomSet.keyOf(alice.keyPair.publicKey) })
    await reader.ready()
    expect(await reader.count()).toBe(4)
    expect(reader.core.writable).toBe(false)
    await expect(reader.put(contacts(1))).rejects.toMatchObject({ code: 'NOT_WRITABLE' })
  })

  it('leaves neither names nor keys on the disk', async () => {
    const alice = await room.owner()
    await alice.set.put([mintDatom({ content: card('Whisperwind Nightingale') }, noon)])
    const epochKey = Buffer.from(alice.ring.export().epochs[0]![1], 'base64')
    await alice.set.close()
    await alice.store.close()
    const bytes = await bytesUnder(alice.directory)
    expect(bytes.byteLength).toBeGreaterThan(0)
    for (const secret of [
      Buffer.from('Whisperwind'),
      epochKey,
      alice.keyPair.secretKey.subarray(0, 32)
    ]) {
      expect(bytes.includes(secret)).toBe(false)
    }
  })
})
