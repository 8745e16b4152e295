import type { Block, BoundedBee, ValuePointer } from './bounded'

/** Blocks that are asked for ahead of the one that is looked at, of some 64 KiB each. */
const AHEAD = 64
/** A scan that reads more than this for nothing, and mostly for nothing, is given up. */
const WASTE = 8 * 1024 * 1024
// The first bytes of keys: `d/`, `x/`.
const [DATOM, TOMBSTONE, SLASH] = [0x64, 0x78, 0x2f]

/** A datom as it lies in the set, not decoded. */
export interface SetEntry {
  id: string
  bytes: Buffer
}

/**
 * All datoms of a set, block by block, the newest first: each is told once, in its latest version. A walk
 * through the tree resolves every key and waits for one block after the other, which takes ten times as
 * long; but it reads only what is needed, so where most of the blocks hold photos or old versions, or
 * where one cannot be read (the key of an old epoch may be missing), the scan ends early.
 */
export class Scan {
  /** Ids of datoms that were found, and of those that are gone. */
  readonly #seen = new Set<string>()
  /** Values that lie in blocks further on. */
  readonly #waiting = new Map<number, { id: string; offset: number }[]>()
  readonly #requests: unknown[] = []
  readonly #tree: BoundedBee
  readonly #length: number
  #useful = 0
  #read = 0
  #stopped: Error | null = null

  constructor(tree: BoundedBee, length: number) {
    this.#tree = tree
    this.#length = length
  }

  /** Ends reads that wait. */
  destroy(error: Error): void {
    this.#stopped ??= error
    this.#tree.cancel(this.#requests)
  }

  /** Whether a walk need not tell of this one any more. */
  knows(id: string): boolean {
    return this.#seen.has(id)
  }

  /**
   * The datoms of each block. Returns whether those were all; if not, a walk has to find the others. Throws
   * only what it was destroyed with.
   */
  async *entries(): AsyncGenerator<SetEntry[], boolean> {
    try {
      if (yield* this.#scan()) return true
    } finally {
      this.#tree.cancel(this.#requests)
    }
    for (const missing of this.#waiting.values()) {
      for (const { id } of missing) this.#seen.delete(id)
    }
    return false
  }

  async *#scan(): AsyncGenerator<SetEntry[], boolean> {
    const ahead: Promise<Block | null>[] = []
    let next = this.#length - 1
    for (let seq = next; seq >= 0; seq--) {
      while (next >= 0 && ahead.length < AHEAD) ahead.push(this.#block(next--))
      const block = await ahead.shift()!
      if (this.#stopped) throw this.#stopped
      const entries = block && this.#entriesIn(block, seq)
      if (!entries) return false
      if (entries.length > 0) yield entries
      if (this.#stopped) throw this.#stopped
      const waste = this.#read - this.#useful
      if (waste > WASTE && waste > 2 * this.#useful) return false
    }
    return this.#waiting.size === 0
  }

  /** Null for one that cannot be read: the walk will say why, if it needs it. */
  #block(seq: number): Promise<Block | null> {
    return this.#tree.block(seq, this.#requests).catch(() => null)
  }

  #entriesIn(block: Block, seq: number): SetEntry[] | null {
    const entries: SetEntry[] = []
    const tell = (id: string, bytes: Buffer) => {
      this.#useful += bytes.byteLength
      entries.push({ id, bytes })
    }
    for (const { key, value, valuePointer } of block.keys ?? []) {
      if (value) this.#read += value.byteLength
      if (key[1] !== SLASH || (key[0] !== DATOM && key[0] !== TOMBSTONE)) continue
      const id = key.toString('latin1', 2)
      if (this.#seen.has(id)) continue
      this.#seen.add(id)
      if (key[0] !== DATOM) continue
      if (value) tell(id, value)
      else if (!valuePointer || !this.#await(id, valuePointer, seq)) return this.#lost(id)
    }
    const values = block.values ?? []
    for (const value of values) this.#read += value.byteLength
    for (const { id, offset } of this.#waiting.get(seq) ?? []) {
      const bytes = values[offset]
      if (!bytes) return null
      tell(id, bytes)
    }
    this.#waiting.delete(seq)
    return entries
  }

  #lost(id: string): null {
    this.#seen.delete(id)
    return null
  }

  /** This program writes values into blocks before those of their keys. */
  #await(id: string, pointer: ValuePointer, seq: number): boolean {
    const { core, seq: at, offset, split } = pointer
    if (core !== 0 || split !== 0 || at >= seq) return false
    const waiting = this.#waiting.get(at)
    if (waiting) waiting.push({ id, offset })
    else this.#waiting.set(at, [{ id, offset }])
    return true
  }
}
