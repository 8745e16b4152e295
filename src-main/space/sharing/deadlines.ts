import type { ShareBook } from './book'
import type { Share } from './share'

/** Looked for this often at least: a clock may jump, and timers do not count sleep. */
const MAX_TIMER = 5_000

export interface DeadlinesOptions {
  book: ShareBook
  now: () => number
  /** The first moment of a grant has come. */
  begin: (share: Share) => Promise<unknown>
  /** Its last one has passed. */
  end: (share: Share) => Promise<unknown>
  onfault: (error: Error) => void
}

/** Begins and ends grants when it is time. */
export class Deadlines {
  readonly #options: DeadlinesOptions
  /** Ids of those whose first moment is still to come. */
  readonly #waiting = new Set<string>()
  #timer: NodeJS.Timeout | null = null
  #closed = false

  constructor(options: DeadlinesOptions) {
    this.#options = options
  }

  /** Begins and ends what is due, and comes back when the next one will be. */
  look(): void {
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#closed) return
    const now = this.#options.now()
    let next = Infinity
    for (const share of this.#options.book.all()) {
      if (share.record.status !== 'ended') next = Math.min(next, this.#lookAt(share, now))
    }
    if (next === Infinity) return
    this.#timer = setTimeout(() => this.look(), Math.min(next, MAX_TIMER))
    this.#timer.unref()
  }

  close(): void {
    this.#closed = true
    if (this.#timer) clearTimeout(this.#timer)
  }

  /** Milliseconds until the next moment that matters. */
  #lookAt(share: Share, now: number): number {
    const { begin, end, onfault } = this.#options
    const { from, until } = share.record
    if (share.overdue(now)) {
      end(share).catch(onfault)
      return Infinity
    }
    const left = until === null ? Infinity : Date.parse(until) + 1 - now
    if (share.early(now)) {
      this.#waiting.add(share.id)
      return Math.min(left, Date.parse(from!) - now)
    }
    if (this.#waiting.delete(share.id)) begin(share).catch(onfault)
    return left
  }
}
