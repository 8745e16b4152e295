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
  /** What is open under that name is served to nobody any more, and closed. */
  leave: (name: string) => Promise<void>
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
    return this.#next(() => this.#lookAtAll(receivedId))
  }

  /** A received share moved to another core: that which it left can be deleted when this resolves. */
  move(receivedId: string): Promise<void> {
    const { exclusive, leave } = this.#options
    return this.#next(async () => {
      await exclusive(() => leave(`received/${receivedId}`))
      await this.#lookAtAll(receivedId)
    })
  }

  async close(): Promise<void> {
    await this.#queue.catch(() => {}) // its caller was told
  }

  #next(run: () => Promise<void>): Promise<void> {
    const done = this.#queue.catch(() => {}).then(run) // the caller before was told
    this.#queue = done
    return done
  }

  async #lookAtAll(receivedId: string): Promise<void> {
    const { passing } = this.#options
    for (const share of passing.of(receivedId)) await this.#lookAt(share, receivedId)
  }

  async #lookAt(share: Share, receivedId: string): Promise<void> {
    const { passing, end, catchUp } = this.#options
    const standing = passing.standing(share, receivedId)
    if (standing === 'revoked' || standing === 'expired') {
      await end(share, standing)
      return
    }
    if (standing === 'withheld') return this.#withhold(share)
    const granted = await this.#open(share, receivedId)
    if (!granted) return
    // The keys of what it moved to go with the move.
    if (standing !== 'moved') await catchUp(share)
    if (standing === 'moved' || standing === 'retold') await this.#retell(share, granted)
    await this.#passNews(share, receivedId)
    await this.#giveBack(share, granted)
  }

  /** Never what it moved away from: that goes with the chain of before. */
  async #open(share: Share, receivedId: string): Promise<Granted | null> {
    const { cores, exclusive, leave, passing } = this.#options
    const { granted: name } = share.record
    const granted = await cores.open(name)
    if (!granted || passing.isOn(granted, receivedId)) return granted
    await exclusive(() => leave(name))
    return cores.open(name)
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

  /** What it rests on was told anew, and permits it as before; it goes on with the same core as that. */
  async #retell(share: Share, granted: Granted): Promise<void> {
    const { exclusive, passing, making, book, admit, onchange } = this.#options
    const { receivedId } = share.record.derived!
    const hasMoved = await exclusive(async () => {
      const standing = passing.standing(share, receivedId)
      const isTold = standing === 'retold' || standing === 'moved'
      // Where it changed once more meanwhile, it is looked at once more.
      if (!isTold || !passing.isOn(granted, receivedId)) return false
      share.record = passing.retold(share, receivedId)
      const offer = making.offer(share, granted)
      if (standing === 'retold') await (await share.log()).append(offer)
      else await this.#tellMove(share, granted, offer.statement)
      await book.save([share])
      return standing === 'moved'
    })
    if (!hasMoved) return
    await admit(share, granted)
    onchange(share)
  }

  async #tellMove(share: Share, granted: Granted, statement: object): Promise<void> {
    // While it is suspended it gets no keys: resuming gives them.
    const isActive = share.record.status === 'active'
    const ring = isActive ? granted.ring.export() : { epochs: [] }
    const sealed = isActive ? granted.ring.latest : 0
    await (await share.log()).append({ type: 'moved', statement, ring })
    share.record = { ...share.record, sealed }
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
