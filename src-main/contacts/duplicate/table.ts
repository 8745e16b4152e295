/** Places in ascending order. */
export type Block = readonly number[] | number | undefined

/**
 * Places of cards by a key. A map of a million small objects would cost the collector more than the
 * comparing does, so a key alone is an entry in an array of integers.
 */
abstract class Blocks {
  /** 0 for an entry that is free, a place + 1, or -1 - where in `many`. */
  protected values = new Int32Array(1024)
  private readonly many: number[][] = []

  /** The entry of the key, or the free one where it belongs. */
  protected abstract entryOf(key: number): number
  /** A key has been put into an entry that was free. */
  protected abstract use(entry: number, key: number): void

  /** In the order in which they were added. */
  get(key: number): Block {
    const value = this.values[this.entryOf(key)]
    if (!value) return undefined
    return value > 0 ? value - 1 : this.many[-1 - value]!
  }

  /** Places are added in ascending order. Returns the others of the key, maybe with this one at the end. */
  add(key: number, place: number): Block {
    const entry = this.entryOf(key)
    const value = this.values[entry]!
    if (value === 0) {
      this.values[entry] = place + 1
      this.use(entry, key)
      return undefined
    }
    if (value > 0) {
      if (value - 1 !== place) this.values[entry] = -this.many.push([value - 1, place])
      return value - 1
    }
    return this.addTo(-1 - value, place)
  }

  remove(key: number, place: number): void {
    const entry = this.entryOf(key)
    const value = this.values[entry]!
    if (value === place + 1) this.values[entry] = -this.many.push([])
    if (value >= 0) return
    const some = this.many[-1 - value]!
    const at = positionOf(some, place)
    if (at >= 0) some.splice(at, 1)
  }

  private addTo(index: number, place: number): Block {
    const some = this.many[index]!
    if (some[some.length - 1] !== place) some.push(place)
    return some
  }
}

/** By hashes: an open-addressed table. Two keys may fall together: no match comes of it by itself. */
export class HashedBlocks extends Blocks {
  private keys = new Int32Array(1024)
  private used = 0

  protected entryOf(key: number): number {
    const { keys, values } = this
    const mask = keys.length - 1
    let entry = key & mask
    while (values[entry] !== 0 && keys[entry] !== key) entry = (entry + 1) & mask
    return entry
  }

  protected use(entry: number, key: number): void {
    this.keys[entry] = key
    if (++this.used * 2 > this.keys.length) this.grow()
  }

  private grow(): void {
    const { keys, values } = this
    this.keys = new Int32Array(keys.length * 2)
    this.values = new Int32Array(keys.length * 2)
    for (let at = 0; at < keys.length; at++) {
      if (values[at] === 0) continue
      const entry = this.entryOf(keys[at]!)
      this.keys[entry] = keys[at]!
      this.values[entry] = values[at]!
    }
  }
}

/** By numbers that count from 1 on. */
export class NumberedBlocks extends Blocks {
  protected entryOf(key: number): number {
    if (key >= this.values.length) {
      const longer = new Int32Array(Math.max(key + 1, this.values.length * 2))
      longer.set(this.values)
      this.values = longer
    }
    return key
  }

  protected use(): void {}
}

/** Numbers of a block without one of them. */
export function sizeWithout(block: Block, self: number): number {
  if (block === undefined) return 0
  if (typeof block === 'number') return block === self ? 0 : 1
  return block.length - (positionOf(block, self) >= 0 ? 1 : 0)
}

function positionOf(places: readonly number[], place: number): number {
  let [low, high] = [0, places.length - 1]
  if (places[high] === place) return high
  while (low <= high) {
    const middle = (low + high) >> 1
    const found = places[middle]!
    if (found === place) return middle
    if (found < place) low = middle + 1
    else high = middle - 1
  }
  return -1
}
