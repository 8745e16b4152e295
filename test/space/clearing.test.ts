import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Hypercore from 'hypercore'
import type { Duplex } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keepTree } from '../../src-main/space/clearing'

let folder: string
let open: Hypercore[]

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datomspace-test-'))
  open = []
})

afterEach(async () => {
  for (const core of open) await core.close()
  await rm(folder, { recursive: true, force: true })
})

async function alice(length: number): Promise<Hypercore> {
  const core = new Hypercore(join(folder, 'alice'))
  open.push(core)
  await core.ready()
  keepTree(core.core)
  for (let index = core.length; index < length; index++) await core.append(`block ${index}`)
  return core
}

/** An empty copy of the core, connected to it. */
async function bob(core: Hypercore): Promise<Hypercore> {
  const copy = new Hypercore(join(folder, `bob-${open.length}`), core.key)
  open.push(copy)
  await copy.ready()
  const [one, two] = [core, copy].map((end, at) => end.replicate(at === 0) as unknown as Duplex)
  one!.pipe(two!).pipe(one!)
  await copy.update({ wait: true })
  return copy
}

async function reopened(core: Hypercore): Promise<Hypercore> {
  await core.close()
  return alice(0)
}

/** The texts of the blocks that a reader gets; null for those that are not to be had. */
async function served(core: Hypercore): Promise<(string | null)[]> {
  const copy = await bob(core)
  const texts: (string | null)[] = []
  for (let index = 0; index < core.length; index++) {
    const isThere = await core.has(index)
    texts.push(isThere ? String(await copy.get(index, { timeout: 5_000 })) : null)
  }
  return texts
}

const texts = (length: number, ...without: number[]) =>
  Array.from({ length }, (_, index) => (without.includes(index) ? null : `block ${index}`))

describe('a block that is cleared', () => {
  it('takes nothing with it that readers of the other blocks need', async () => {
    for (const cleared of [7, 0, 5]) {
      const core = await alice(8)
      await core.clear(cleared, cleared + 1)
      expect(await served(core)).toEqual(texts(8, cleared))
      const again = await reopened(core)
      expect(await served(again)).toEqual(texts(8, cleared))
      await again.close()
      await rm(join(folder, 'alice'), { recursive: true })
    }
  })

  it('leaves a core that can be truncated to every length, and goes on', async () => {
    const core = await alice(8)
    for (let index = 0; index < 8; index++) await core.clear(index, index + 1)
    for (let length = 7; length > 0; length--) {
      await core.truncate(length)
      expect([core.length, core.byteLength]).toEqual([length, 7 * length])
    }
    await core.append('another')
    expect(await served(core)).toEqual([null, 'another'])
  })

  it('can be one that was truncated away in the meantime', async () => {
    const core = await alice(1)
    expect(await Promise.allSettled([core.truncate(0), core.clear(0, 1)])).toEqual([
      { status: 'fulfilled', value: undefined },
      { status: 'fulfilled', value: null }
    ])
    await core.append('block 0')
    expect(await served(await reopened(core))).toEqual(texts(1))
  })

  it('does not damage what a truncation in the meantime left', async () => {
    const core = await alice(4)
    await core.clear(2, 3)
    await Promise.all([core.truncate(3), core.clear(3, 4), core.append('block 3')])
    expect(await served(await reopened(core))).toEqual(texts(4, 2))
  })

  it('is as little there afterwards as it was', async () => {
    const core = await alice(8)
    await core.clear(3, 6)
    const again = await reopened(core)
    const there = await Promise.all(texts(8).map((_, index) => again.has(index)))
    expect(there).toEqual([true, true, true, false, false, false, true, true])
    expect((await again.info()).contiguousLength).toBe(3)
    expect(await again.get(4, { wait: false })).toBe(null)
  })
})
