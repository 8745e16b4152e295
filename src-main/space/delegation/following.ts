import { addEvent } from '../../grant'
import type { ShareBook } from '../sharing/book'
import type { Door } from '../sharing/door'
import type { Granted, GrantedCores } from '../sharing/granted'
import type { Making } from '../sharing/making'
import type { Share } from '../sharing/share'
import type { PassingOn } from './passing-on'

export interface FollowingOptions {
  book: ShareBook
  cores: GrantedCores
  door: Door
  making: Making
  passing: PassingOn
  now: () => number
  end: (share: Share, reason: 'revoked' | 'expired') => Promise<unknown>
  /** Gives it the keys that it has not got yet. */
  catchUp: (share: Share) => Promise<void>
  /** Serves those who hold it, and says how it stands. */
  admit: (share: Share, granted: Granted) => Promise<void>
  /** One change of the books at a time. */
  exclusive: <Value>(run: () => Promise<Value>) => Promise<Value>
  onchange: (share: Share) => void
}

/** Keeps what is passed on in step with what it rests on: its keys, its terms, its pauses and its end. */
export class Following {
  readonly #options: FollowingOptions
  #queue: Promise<unknown> = Promise.resolve()

  constructor(options: FollowingOptions) {
    this.#options = options
  }

  /** A received share stands otherwise than before, or may. */
  look(receivedId: string): Promise<void> {
    const done = this.#queue
      .catch(() => {}) // its caller was told
      .then(async () => {
        const { passing } = this.#options
        for (const share of passing.of(receivedId)) await this.#lookAt(share, receivedId)
      })
    this.#queue = done
    return done
  }

  async close(): Promise<void> {
    await this.#queue.catch(() => {}) // its caller was told
  }

  async #lookAt(share: Share, receivedId: string): Promise<void> {
    const { passing, cores, end, catchUp } = this.#options
    const standing = passing.standing(share, receivedId)
    if (standing === 'revoked' || standing === 'expired') {
      await end(share, standing)
      return
    }
    if (standing === 'withheld') return this.#withhold(share)
    const granted = await cores.open(share.record.granted)
    if (!granted) return
    await catchUp(share)
    if (standing === 'retold') await this.#retell(share, granted)
    await this.#passNews(share, receivedId)
    await this.#giveBack(share, granted)
  }

  async #withhold(share: Share): Promise<void> {
    const { cores, door, onchange } = this.#options
    const isNew = !share.withheld
    share.withheld = true
    if (isNew) {
      const granted = cores.get(share.record.granted)
      if (granted) await door.withdraw(share, granted)
      door.tell(share, share.holders)
      onchange(share)
    }
    await this.#note(share)
  }

  async #giveBack(share: Share, granted: Granted): Promise<void> {
    if (!share.withheld) return
    const { admit, onchange } = this.#options
    share.withheld = false
    await this.#note(share)
    await admit(share, granted)
    onchange(share)
  }

  /** Says in its log too what was said to have happened. */
  #passNews(share: Share, receivedId: string): Promise<void> {
    const { exclusive, passing, book } = this.#options
    return exclusive(async () => {
      const news = passing.news(share, receivedId)
      if (news.length === 0) return
      await (await share.log()).append(...news)
      const events = news.reduce(addEvent, share.record.events ?? {})
      share.record = { ...share.record, events }
      await book.save([share])
    })
  }

  /** What it rests on was told anew, and permits it as before. */
  #retell(share: Share, granted: Granted): Promise<void> {
    const { exclusive, passing, making, book } = this.#options
    return exclusive(async () => {
      share.record = passing.retold(share, share.record.derived!.receivedId)
      await (await share.log()).append(making.offer(share, granted))
      await book.save([share])
    })
  }

  /** Writes the pause, or its end, into the grant core too, for a holder who is away. */
  #note(share: Share): Promise<void> {
    const { exclusive, book, now } = this.#options
    return exclusive(async () => {
      const { derived, status } = share.record
      if (!derived || status === 'ended' || (derived.withheld ?? false) === share.withheld) return
      const type = share.withheld ? 'suspended' : 'resumed'
      await (await share.log()).append({ type, at: new Date(now()).toISOString() })
      share.record = { ...share.record, derived: { ...derived, withheld: share.withheld } }
      await book.save([share])
    })
  }
}
