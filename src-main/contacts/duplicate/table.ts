import { randomInt } from 'node:crypto'

/** Odd, and another one in each process: a hostile file cannot choose keys that crowd in one place. */
const SPREAD = randomInt(2 ** 30) * 2 + 1
/** More numbers than this under one key are a Set, of which one is taken out without a search. */
const LIST = 32

/**
 * Places of cards by a hash of a key: an open-addressed table of integers. A map of a million small
 * objects would cost the collector more than the comparing does.
 *
 * Two keys may fall together: `compare` decides, so no match comes of it.
 */
export class Places {
  private keys = new Int32Array(1024)
  /** 0 for an entry that is free, a place + 1, or -1 - where in `many`. */
  private values = new Int32Array(1024)
  private used = 0
  private readonly many: (number[] | Set<number>)[] = []

  /** In the order in which they were added. */
  get(key: number): readonly number[] | ReadonlySet<number> | number | undefined {
    const value = this.values[this.entryOf(key)]!
    if (value === 0) return undefined
    return value > 0 ? value - 1 : this.many[-1 - value]!
  }

  /** A place is added to all of its keys before the next one is to any. */
  add(key: number, place: number): void {
    const entry = this.entryOf(key)
    const value = this.values[entry]!
    if (value === 0) {
      this.keys[entry] = key
      this.values[entry] = place + 1
      if (++this.used * 2 > this.keys.length) this.grow()
    } else if (value > 0) {
      if (value - 1 !== place) this.values[entry] = -this.many.push([value - 1, place])
    } else this.addTo(-1 - value, place)
  }

  remove(key: number, place: number): void {
    const entry = this.entryOf(key)
    const value = this.values[entry]!
    if (value === place + 1) this.values[entry] = -this.many.push([])
    if (value >= 0) return
    const some = this.many[-1 - value]!
    if (some instanceof Set) return void some.delete(place)
    const at = some.indexOf(place)
    if (at >= 0) some.splice(at, 1)
  }

  private addTo(index: number, place: number): void {
    const some = this.many[index]!
    if (some instanceof Set) return void some.add(place)
    if (some[some.length - 1] === place) return
    some.push(place)
    if (some.length > LIST) this.many[index] = new Set(some)
  }

  /** The entry of the key, or the free one where it belongs. */
  private entryOf(key: number): number {
    const mask = this.keys.length - 1
    let entry = (Math.imul(key, SPREAD) >>> 7) & mask
    while (this.values[entry] !== 0 && this.keys[entry] !== key) entry = (entry + 1) & mask
    return entry
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

/** Numbers of a block without one of them. */
export function sizeWithout(block: ReturnType<Places['get']>, self: number): number {
  if (block === undefined) return 0
  if (typeof block === 'number') return block === self ? 0 : 1
  if (block instanceof Set) return block.size - (block.has(self) ? 1 : 0)
  const list = block as readonly number[]
  return list.length - (list.includes(self) ? 1 : 0)
}
