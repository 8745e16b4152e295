const HOUR = 60 * 60 * 1000
/** Of one who is in the address book, of one who is not, and of all of those together. */
const MOST = { known: 5_000, stranger: 60, strangers: 1_000 }

/**
 * Letters that are taken in an hour. Each leaves something on the disk, whatever it says, and nobody
 * writes more of them by hand.
 */
export class HourlyCount {
  readonly #now: () => number
  readonly #counts = new Map<string, number>()
  #strangers = 0
  #since: number

  constructor(now: () => number) {
    this.#now = now
    this.#since = now()
  }

  /** Counts one more of this sender (did); false when there were too many. */
  take(from: string, isKnown: boolean): boolean {
    const now = this.#now()
    // A clock that was set back begins a new hour too, or it would be a long one.
    if (now - this.#since >= HOUR || now < this.#since) {
      this.#since = now
      this.#strangers = 0
      this.#counts.clear()
    }
    const count = this.#counts.get(from) ?? 0
    if (count >= (isKnown ? MOST.known : MOST.stranger)) return false
    if (!isKnown && this.#strangers >= MOST.strangers) return false
    if (!isKnown) this.#strangers++
    this.#counts.set(from, count + 1)
    return true
  }
}
