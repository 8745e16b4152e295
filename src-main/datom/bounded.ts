import Hyperbee from 'hyperbee2'
import type Corestore from 'corestore'
import Hypercore from 'hypercore'
import { DatomspaceError } from '../error'

/**
 * Decoded blocks kept, of some 64 KiB each. A node has up to 255 keys, which lie in as many blocks where
 * each came with another write: with fewer than these, a walk through it reads every block again and again.
 */
const MAX_BLOCKS = 288
// A lookup in a healthy tree takes some tens of steps, an entry of a scan some hundreds.
const MAX_STEPS = 100_000

/**
 * A hyperbee over a core that a hostile owner may have written. Its tree cannot name other cores (which
 * would be opened in the reader's own store), and a tree with a loop ends in `STORAGE_CORRUPT` instead
 * of running for ever: every step of the library through the tree is a `bump`, and `progressed()` says
 * that an entry came of the last ones.
 */
export class BoundedBee {
  readonly bee: Hyperbee
  readonly #read: Read
  /** How those end that wait for a block. */
  readonly #waiting = new Set<(error: Error) => void>()
  #closed: Error | null = null
  #steps = 0

  constructor(core: Hypercore, options: { writable: boolean }) {
    this.bee = this.#bound(new Hyperbee(onlyCore, { core, autoUpdate: false, ...options }))
    const { context } = this.bee as Hyperbee & { context: Context }
    const read = context.getBlock.bind(context)
    this.#read = (seq, from, config) => this.#endable(() => read(seq, from, config))
    keepBlocks(context, this.#read)
  }

  progressed(): void {
    this.#steps = 0
  }

  /** The tree as it was when the core had `length` blocks. */
  at(length: number): Hyperbee {
    return this.#bound(this.bee.checkout({ length }))
  }

  /** A block, past those that are kept; the read is among `requests` while it waits for the network. */
  block(seq: number, requests: unknown[]): Promise<Block> {
    const config = { activeRequests: requests, timeout: 0, wait: true, trace: null }
    return this.#read(seq, 0, config)
  }

  /**
   * Ends every read, those to come as well. The library waits for ever for a block that nobody sends: a core
   * that is closed rejects only what was asked of it by itself, and what is asked while it closes not at all.
   */
  close(error: Error): void {
    this.#closed = error
    for (const reject of this.#waiting) reject(error)
    this.#waiting.clear()
  }

  #endable(read: () => Promise<Block>): Promise<Block> {
    if (this.#closed) return Promise.reject(this.#closed)
    return new Promise((resolve, reject) => {
      this.#waiting.add(reject)
      const done = () => void this.#waiting.delete(reject)
      read().then(resolve, reject).then(done, done)
    })
  }

  /** Ends reads that wait. */
  cancel(requests: unknown[]): void {
    Hypercore.destroyRequests(requests, null)
  }

  #bound(bee: Hyperbee): Hyperbee {
    const tree = bee as Hyperbee & { bump(pointer: unknown): unknown }
    const bump = tree.bump.bind(bee)
    tree.bump = pointer => {
      if (++this.#steps > MAX_STEPS)
        throw new DatomspaceError('STORAGE_CORRUPT', 'The tree has a loop')
      return bump(pointer)
    }
    return bee
  }
}

type Read = (seq: number, core: number, config: { activeRequests: unknown[] }) => Promise<Block>

interface Context {
  getBlock: Read
}

/** Where a value lies that is in no block of keys. */
export interface ValuePointer {
  core: number
  seq: number
  offset: number
  split: number
}

/** A decoded block, as far as it is looked at here. */
export interface Block {
  /** What it holds entries of; null in one that only has nodes of the tree, or values. */
  keys: { key: Buffer; value: Buffer | null; valuePointer: ValuePointer | null }[] | null
  values: Buffer[] | null
}

/**
 * The library reads and decodes a block anew for every key in it that a node refers to: a node that grew
 * over several writes takes hundreds of decodings of the same few blocks. Blocks never change, and the
 * library does not change what it decoded, so those used last are kept. Reads under way are shared only within
 * one stream: a stream that is destroyed takes its reads with it.
 */
function keepBlocks(context: Context, read: Read): void {
  const kept = new Map<number, Block>()
  const underWay = new WeakMap<unknown[], Map<number, Promise<Block>>>()
  context.getBlock = (seq, core, config) => {
    if (core !== 0) return read(seq, core, config)
    const block = kept.get(seq)
    if (block !== undefined) {
      kept.delete(seq) // those used last are the last to go
      kept.set(seq, block)
      return Promise.resolve(block)
    }
    let reads = underWay.get(config.activeRequests)
    if (!reads) underWay.set(config.activeRequests, (reads = new Map()))
    let reading = reads.get(seq)
    if (reading) return reading
    reading = read(seq, core, config)
    reads.set(seq, reading)
    reading.then(
      block => {
        reads.delete(seq)
        kept.set(seq, block)
        if (kept.size > MAX_BLOCKS) kept.delete(kept.keys().next().value!)
      },
      () => reads.delete(seq) // whoever asked gets the error
    )
    return reading
  }
}

const onlyCore = {
  get() {
    throw new DatomspaceError('STORAGE_CORRUPT', 'The set refers to another core')
  }
} as unknown as Corestore
