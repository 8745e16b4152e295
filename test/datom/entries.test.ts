import { createHash, randomBytes } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  changeDatom,
  decoded,
  decodeEntries,
  mintDatom,
  type Datom,
  type DatomSet,
  type SetEntry
} from '../../src-main/datom'
import { card, collect, contacts, noon, Room } from './room'

let room: Room
beforeEach(() => {
  room = new Room()
})
afterEach(() => room.close())

async function found(set: DatomSet): Promise<Datom[]> {
  const slices = await collect(decoded(set.entries(), decodeEntries))
  return slices.flat().sort((a, b) => (a.id < b.id ? -1 : 1))
}

/** Numbers that look random and are the same in every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed
  return below => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

function photo(bytes: number) {
  const content = randomBytes(bytes)
  const hash = createHash('sha256').update(content).digest('hex')
  return { hash, mediaType: 'image/png', bytes: content }
}

describe('a set that is read block by block', () => {
  it('is the same as in the order of its tree, whatever was done to it', async () => {
    const { set } = await room.owner()
    const random = numbers(7)
    const note = (bytes: number) => ({ notes: { N1: { note: 'x'.repeat(bytes) } } })
    const deleted: string[] = []
    for (let step = 0; step < 60; step++) {
      const listed = await collect(set.list())
      const any = listed[random(listed.length)]
      const what = random(6)
      if (what === 0 || !any) {
        const size = [10, 900, 1_100, 40_000][random(4)]!
        const fresh = Array.from({ length: 1 + random(40) }, (_, at) =>
          mintDatom({ content: card(`Person ${step} ${at}`, note(size)) }, noon)
        )
        await set.put(fresh)
      } else if (what === 1) await set.put(contacts(1 + random(300)), { blobs: [photo(9_000)] })
      else if (what === 2) {
        await set.delete([any.id], noon)
        deleted.push(any.id)
      } else if (what === 3 && deleted.length > 0) {
        await set.restore(deleted.splice(random(deleted.length), 1)[0]!, 1, noon)
      } else {
        const content = card(`Changed ${step}`, note(random(3_000)))
        await set.put([changeDatom(any, { content }, noon)])
      }
    }
    expect(deleted.length).toBeGreaterThan(0)
    expect(await found(set)).toEqual(await collect(set.list()))
  })

  it('is walked through where most of it is photos', async () => {
    const { set } = await room.owner()
    await set.put(contacts(20), { blobs: Array.from({ length: 24 }, () => photo(1_000_000)) })
    await set.put(contacts(20, 'Later'))
    expect(set.byteLength).toBeGreaterThan(24_000_000)
    expect(await found(set)).toEqual(await collect(set.list()))
    let read = 0
    const get = set.core.get.bind(set.core)
    set.core.get = async (...params: Parameters<typeof get>) => {
      read++
      return get(...params)
    }
    await collect(set.entries())
    expect(read).toBeLessThan(set.length)
  })

  it('gives slices in their order, however long each of them takes', async () => {
    async function* entries(): AsyncGenerator<SetEntry[]> {
      for (let n = 0; n < 40; n++) {
        yield Array.from({ length: 100 }, (_, at) => ({
          id: String(n * 100 + at),
          bytes: Buffer.alloc(0)
        }))
      }
    }
    const wait = numbers(3)
    const ids: string[] = []
    const decode = async (slice: SetEntry[]) => {
      await new Promise(resolve => setTimeout(resolve, wait(4)))
      return slice.map(({ id }) => ({ ...mintDatom({ content: card('A') }, noon), id }))
    }
    for await (const slice of decoded(entries(), decode)) ids.push(...slice.map(({ id }) => id))
    expect(ids).toEqual(Array.from({ length: 4_000 }, (_, n) => String(n)))
  })

  it('ends with the error of the slice that cannot be decoded', async () => {
    const { set } = await room.owner()
    await set.put(contacts(700))
    let slices = 0
    const decode = (slice: SetEntry[]) => {
      if (++slices === 2) throw new Error('Not this one')
      return decodeEntries(slice)
    }
    const all = collect(decoded(set.entries(), decode))
    await expect(all).rejects.toThrow('Not this one')
  })
})

describe('datoms that are decoded elsewhere', () => {
  it('end with the fault of the one that cannot be, which nobody else hears of', async () => {
    const loose: unknown[] = []
    const listen = (thrown: unknown) => loose.push(thrown)
    process.on('unhandledRejection', listen)
    async function* entries(): AsyncGenerator<SetEntry[]> {
      yield [{ id: 'a', bytes: Buffer.alloc(0) }]
    }
    // The entries have come to their end before the first of them is decoded.
    const decode = async (slice: SetEntry[]) => {
      await new Promise(resolve => setTimeout(resolve, 20))
      return decodeEntries(slice)
    }
    await expect(collect(decoded(entries(), decode))).rejects.toMatchObject({
      code: 'STORAGE_CORRUPT'
    })
    await new Promise(resolve => setTimeout(resolve, 20))
    process.off('unhandledRejection', listen)
    expect(loose).toEqual([])
  })

  it('are refused by name where an entry has no value', () => {
    const entry = { id: 'a', bytes: null } as unknown as SetEntry
    expect(() => decodeEntries([entry])).toThrow(
      expect.objectContaining({ code: 'STORAGE_CORRUPT' })
    )
  })
})
