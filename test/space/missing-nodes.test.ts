import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import Corestore from 'corestore'
import { MerkleTree } from 'hypercore/lib/merkle-tree.js'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { lookUpTogether } from '../../src-main/space/missing-nodes'

const LENGTHS = [1, 2, 3, 7, 8, 33, 300]

let folder: string
let alice: Corestore
let bob: Corestore

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datomspace-test-'))
  alice = new Corestore(join(folder, 'alice'))
  bob = new Corestore(join(folder, 'bob'))
})

afterEach(async () => {
  await alice.close()
  await bob.close()
  await rm(folder, { recursive: true, force: true })
})

/** A copy of a core of so many blocks, with one block in `every`. */
async function sparse(length: number, every: number) {
  const theirs = alice.get({ name: `${length} blocks` })
  await theirs.append(Array.from({ length }, (_, n) => `block ${n}`))
  const copy = bob.get({ key: theirs.key })
  await copy.ready()
  const one = alice.replicate(true) as Duplex
  const two = bob.replicate(false) as Duplex
  one.pipe(two).pipe(one)
  await copy.update({ wait: true })
  for (let at = 0; at < length; at += every) await copy.get(at)
  one.destroy()
  two.destroy()
  return copy
}

describe('what a request needs of the Merkle tree', () => {
  it('is counted as Hypercore counts it, for every node and before every length', async () => {
    for (const length of LENGTHS) {
      const { core } = await sparse(length, 5)
      const { state } = core
      // Not the state itself, so it is Hypercore that counts.
      const slow = { ...state, storage: state.storage }
      lookUpTogether(core)
      for (let node = 0; node < 2 * length + 3; node++) {
        for (const before of [length, length - 1, 1]) {
          const counted = await MerkleTree.missingNodes(state, node, before)
          expect([length, node, before, counted]).toEqual([
            length,
            node,
            before,
            await MerkleTree.missingNodes(slow, node, before)
          ])
        }
      }
    }
  })

  it('is counted with one look at the disk where a tree is small', async () => {
    const { core } = await sparse(33, 33)
    let looks = 0
    const storage = {
      read: () => {
        looks++
        return core.state.storage.read()
      }
    }
    const counting = { state: { ...core.state, storage } } as unknown as typeof core
    lookUpTogether(counting)
    expect(await MerkleTree.missingNodes(counting.state, 2 * 13, 33)).toBe(3)
    expect(looks).toBe(1)
  })
})
