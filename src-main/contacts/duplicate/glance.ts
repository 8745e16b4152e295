/** What is seen of two cards at a glance: enough to pass by most of those that stand in one crowd. */
import type { Fingerprint } from './fingerprint'
import { hash } from './hash'

/** Two of a bit set of the words of the name, the UID, the outline. */
const MEMBERS = 4
const ANY_NAME = -1

/** A few integers for each place, side by side: the prints themselves lie all over the memory. */
export class Glances {
  private values = new Int32Array(1024 * MEMBERS)

  set(place: number, { uid, outline, name }: Fingerprint): void {
    const at = place * MEMBERS
    if (at >= this.values.length) {
      const longer = new Int32Array(this.values.length * 2)
      longer.set(this.values)
      this.values = longer
    }
    let [low, high] = [0, 0]
    for (const { hashes } of [name.keys, name.words]) {
      for (const value of hashes) {
        if ((value & 32) === 0) low |= 1 << (value & 31)
        else high |= 1 << (value & 31)
      }
    }
    const named = name.keys.hashes.length > 0
    this.values[at] = named ? low : ANY_NAME
    this.values[at + 1] = named ? high : ANY_NAME
    this.values[at + 2] = hash(uid)
    this.values[at + 3] = outline
  }

  /**
   * False only if `compare` would give at most a `maybe`: other UIDs, other content, and names without a
   * word in common.
   */
  mayBeLikely(left: number, right: number): boolean {
    const { values } = this
    const [mine, theirs] = [left * MEMBERS, right * MEMBERS]
    return (
      (values[mine]! & values[theirs]!) !== 0 ||
      (values[mine + 1]! & values[theirs + 1]!) !== 0 ||
      values[mine + 2] === values[theirs + 2] ||
      values[mine + 3] === values[theirs + 3]
    )
  }
}
