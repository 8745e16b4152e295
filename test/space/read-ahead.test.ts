import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Hypercore from 'hypercore'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readAhead } from '../../src-main/space/local/read-ahead'

let folder: string
let core: Hypercore

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datomspace-test-'))
  core = new Hypercore(folder)
  await core.ready()
})

afterEach(async () => {
  await core.close()
  await rm(folder, { recursive: true, force: true })
})

/** The lengths of the blocks, and how many were read for them. */
async function ahead(start: number, end: number): Promise<{ lengths: number[]; reads: number }> {
  let reads = 0
  const get = core.get.bind(core)
  core.get = (...args) => {
    reads++
    return get(...args)
  }
  const blocks = await readAhead(core, start, end)
  core.get = get
  return { lengths: blocks.map(block => block.byteLength), reads }
}

describe('what is read ahead', () => {
  it('is as much as is asked for and there, in one go', async () => {
    await core.append(Array.from({ length: 300 }, () => Buffer.alloc(10)))
    expect((await ahead(3, 8)).lengths).toEqual([10, 10, 10, 10, 10])
    expect((await ahead(295, 900)).lengths.length).toBe(5)
    expect((await ahead(0, 300)).lengths.length).toBe(256)
    expect((await ahead(300, 400)).lengths).toEqual([])
    expect((await ahead(9, 5)).lengths).toEqual([])
  })

  it('ends at a block that is not here', async () => {
    await core.append(Array.from({ length: 9 }, () => Buffer.alloc(10)))
    await core.clear(4, 5)
    expect((await ahead(2, 9)).lengths).toEqual([10, 10])
    expect((await ahead(4, 9)).lengths).toEqual([])
  })

  it('is one block where they are large, and the others are not read in vain', async () => {
    await core.append(Array.from({ length: 8 }, () => Buffer.alloc(2 * 1024 * 1024)))
    const { lengths, reads } = await ahead(0, 8)
    expect(lengths).toEqual([2 * 1024 * 1024])
    expect(reads).toBeLessThanOrEqual(2)
  })

  it('is of an empty core nothing, and of empty blocks all', async () => {
    expect((await ahead(0, 5)).lengths).toEqual([])
    await core.append([Buffer.alloc(0), Buffer.alloc(0)])
    expect((await ahead(0, 5)).lengths).toEqual([0, 0])
  })
})
