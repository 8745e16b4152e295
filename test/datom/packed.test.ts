import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { deflateRawSync } from 'node:zlib'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { changeDatom, DatomSet, Replay, type SetChange } from '../../src-main/datom'
import { MAX_UNPACKED, packBlock, unpackBlock } from '../../src-main/datom/packed'
import { card, collect, connect, contacts, noon, Room } from './room'

const PADDING = 8
const text = (bytes: number) =>
  Buffer.from(
    Array.from({ length: bytes / 10 }, (_, n) => `${(n * 7_919) % 9_973}`.padEnd(10, ':')).join('')
  )

/** What a hostile owner can write in the place of a packed block. */
function forged(length: number, packed: Buffer): Buffer {
  const header = Buffer.from([0x7a, 0, 0, 0])
  header.writeUIntBE(length, 1, 3)
  return Buffer.concat([header, packed])
}

describe('a block', () => {
  it('is packed where that makes it smaller, and comes back byte by byte', () => {
    const block = text(60_000)
    const stored = packBlock(block, PADDING)
    expect(stored.byteLength).toBeLessThan(block.byteLength / 2)
    expect(unpackBlock(stored.subarray(PADDING))).toEqual(block)
  })

  it.each([
    ['a short one', text(300)],
    ['one that does not shrink', Buffer.concat([Buffer.from([1]), randomBytes(20_000)])],
    ['one larger than a reader unpacks', text(MAX_UNPACKED + 10)],
    ['one that shrinks more than a reader believes', Buffer.alloc(100_000, 1)],
    ['an empty one', Buffer.alloc(0)]
  ])('is stored as it is: %s', (_, block) => {
    const stored = packBlock(block, PADDING)
    expect(stored.subarray(PADDING)).toEqual(block)
    expect(unpackBlock(stored.subarray(PADDING))).toEqual(block)
  })

  const honest = deflateRawSync(text(10_000))
  const zeros = deflateRawSync(Buffer.alloc(MAX_UNPACKED))
  it.each([
    ['a bomb', forged(MAX_UNPACKED, zeros)],
    ['a bomb that says to be small', forged(1_000, zeros)],
    ['a bomb larger than a reader unpacks', forged(0xffffff, deflateRawSync(randomBytes(300_000)))],
    ['fewer bytes than it says', forged(10_001, honest)],
    ['more bytes than it says', forged(9_999, honest)],
    ['a piece that is cut off', forged(10_000, honest.subarray(0, -9))],
    ['noise', forged(1_000, randomBytes(500))],
    ['nothing behind its header', forged(0, Buffer.alloc(0))],
    ['half a header', Buffer.from([0x7a, 0])]
  ])('is refused that holds %s', (_, stored) => {
    expect(() => unpackBlock(stored)).toThrow(expect.objectContaining({ code: 'STORAGE_CORRUPT' }))
  })
})

describe('a set of packed blocks', () => {
  let room: Room
  beforeEach(() => {
    room = new Room()
  })
  afterEach(() => room.close())

  it('is read with blocks in it that are not packed, as sets were written before', async () => {
    const { set } = await room.owner()
    const [first, second] = [contacts(300, 'First'), contacts(300, 'Second')]
    Object.assign(set.core, { encodeBatch: null })
    await set.put(first)
    const plain = set.byteLength
    Object.assign(set.core, {
      encodeBatch: (blocks: Buffer[]) => blocks.map(block => packBlock(block, PADDING))
    })
    await set.put(second)
    expect(set.byteLength - plain).toBeLessThan(plain / 2)
    const changed = changeDatom(first[7]!, { content: card('Seventh') }, noon)
    await set.put([changed])
    const ids = [...first, ...second].map(({ id }) => id).sort()
    expect((await collect(set.list())).map(({ id }) => id)).toEqual(ids)
    expect((await collect(set.entries())).flat()).toHaveLength(600)
    expect((await set.get(changed.id))?.content.name?.full).toBe('Seventh')
    expect((await set.history(changed.id)).map(({ version }) => version)).toEqual([2, 1])
  })

  it('is encrypted as it was', async () => {
    const { set } = await room.owner()
    await set.put(contacts(300))
    const stored = (await set.core.get(0, { raw: true })) as Buffer
    const block = (await set.core.get(0)) as Buffer
    const packed = packBlock(block, PADDING)
    expect(stored.byteLength).toBe(packed.byteLength)
    expect(stored.subarray(PADDING).equals(packed.subarray(PADDING))).toBe(false)
    expect(() => unpackBlock(forged(block.byteLength, stored.subarray(PADDING + 4)))).toThrow()
  })

  it('by a hostile owner is given up at the first block that does not unpack', async () => {
    const alice = await room.owner()
    await alice.set.put(contacts(300))
    // As short as it is, and with nothing in it that shrinks, it is stored as it is.
    await alice.set.core.append([forged(MAX_UNPACKED, deflateRawSync(Buffer.alloc(MAX_UNPACKED)))])
    const { store } = await room.store()
    const { ring } = alice
    const replay = new Replay(DatomSet.follow({ store, key: alice.set.key, ring }))
    const shown: SetChange[] = []
    replay.on('change', change => shown.push(change))
    const fault = once(replay, 'fault')
    connect(alice.store, store)
    await replay.ready()
    expect((await fault)[0]).toMatchObject({ code: 'STORAGE_CORRUPT' })
    expect(shown).toEqual([])
    await replay.close()
  })
})
