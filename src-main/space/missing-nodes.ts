import type Hypercore from 'hypercore'
import { MerkleTree } from 'hypercore/lib/merkle-tree.js'

/** Nodes that are looked up together. */
const TOGETHER = 8

type State = Hypercore.Core['state']

const quick = new WeakSet<State>()
const { missingNodes } = MerkleTree

// Before each request Hypercore counts the nodes above it that are not here yet, and reads them from the
// disk one after the other, which takes longer than the block itself.
MerkleTree.missingNodes = (state, index, length) =>
  quick.has(state) ? countMissing(state, index, length) : missingNodes(state, index, length)

/** Lets requests for blocks of this core look up at once what they need of its Merkle tree. */
export function lookUpTogether({ state }: Hypercore.Core): void {
  quick.add(state)
}

/** How many nodes are missing from that at `index` up, until one that is here or the end of the tree. */
async function countMissing({ storage }: State, index: number, length: number): Promise<number> {
  const path = pathOf(index, length)
  for (let from = 0; from < path.length; from += TOGETHER) {
    const reader = storage.read()
    const nodes = path.slice(from, from + TOGETHER).map(node => reader.hasTreeNode(node))
    reader.tryFlush()
    const found = (await Promise.all(nodes)).indexOf(true)
    if (found >= 0) return from + found
  }
  return path.length
}

/** The node and those above it, as far as they are whole (flat in-order numbering, as in DEP-0002). */
function pathOf(index: number, length: number): number[] {
  const isOdd = (value: number) => Math.floor(value) % 2 === 1
  let node = index
  let half = 1
  while (isOdd(node / half)) half *= 2
  const path: number[] = []
  while (node + half - 1 < 2 * length) {
    path.push(node)
    node += isOdd(node / (2 * half)) ? -half : half
    half *= 2
  }
  return path
}
