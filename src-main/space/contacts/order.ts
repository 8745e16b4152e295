/** So many are copied one by one: to copy a piece costs as much as this. */
const FEW = 64

/**
 * Slots of rows in sorted order. Changes come in small batches, each of which costs a few
 * milliseconds at 100,000 rows: a full sort would hold up the event loop.
 */
export class SortedOrder {
  private slots = new Int32Array(0)
  private readonly waiting = new Set<number>()
  private readonly compare: (a: number, b: number) => number

  /** @param compare of two slots; must tell any two apart */
  constructor(compare: (a: number, b: number) => number) {
    this.compare = compare
  }

  get length(): number {
    return this.slots.length
  }

  /** Not to be changed; a new one after every change. */
  get sorted(): Int32Array {
    return this.slots
  }

  insert(added: readonly number[]): void {
    if (added.length === 0) return
    for (const slot of added) this.waiting.delete(slot)
    const fresh = Int32Array.from(added).sort(this.compare)
    const merged = new Int32Array(this.slots.length + fresh.length)
    let from = 0
    let to = 0
    for (const slot of fresh) {
      const at = this.positionOf(slot, from)
      if (at - from > FEW) {
        merged.set(this.slots.subarray(from, at), to)
        to += at - from
        from = at
      }
      while (from < at) merged[to++] = this.slots[from++]!
      merged[to++] = slot
    }
    merged.set(this.slots.subarray(from), to)
    this.slots = merged
  }

  /** Must be called before the rows in these slots change. */
  remove(gone: Iterable<number>): void {
    const positions: number[] = []
    for (const slot of gone) {
      if (this.waiting.delete(slot)) continue
      const at = this.positionOf(slot, 0)
      if (this.slots[at] === slot) positions.push(at)
    }
    if (positions.length === 0) return
    positions.sort((a, b) => a - b)
    const left = new Int32Array(this.slots.length - positions.length)
    let from = 0
    let to = 0
    for (const at of positions) {
      left.set(this.slots.subarray(from, at), to)
      to += at - from
      from = at + 1
    }
    left.set(this.slots.subarray(from), to)
    this.slots = left
  }

  /** Slots to be inserted by and by. */
  postpone(slots: Iterable<number>): void {
    for (const slot of slots) this.waiting.add(slot)
  }

  /** Inserts some of what was postponed; whether any is left. */
  settle(count: number): boolean {
    const batch: number[] = []
    for (const slot of this.waiting) {
      if (batch.push(slot) === count) break
    }
    this.insert(batch)
    return this.waiting.size > 0
  }

  /** First position at or after `from` whose slot does not come before `slot`. */
  private positionOf(slot: number, from: number): number {
    let low = from
    let high = this.slots.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.compare(this.slots[middle]!, slot) < 0) low = middle + 1
      else high = middle
    }
    return low
  }
}
