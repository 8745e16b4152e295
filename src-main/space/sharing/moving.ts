import type { RecordEvent, TrailEvent } from '../../meter'
import type { Space } from '../space'
import type { ShareBook } from './book'
import type { Door } from './door'
import type { Ending } from './ending'
import type { Granted, GrantedCores } from './granted'
import type { Making } from './making'
import { grantEvent } from './recorded'
import type { Share, ShareRecord } from './share'

export interface MovingOptions {
  space: Space
  book: ShareBook
  cores: GrantedCores
  door: Door
  making: Making
  ending: Ending
  record: RecordEvent
  /** Counts what is served of it from now on. */
  watch: (granted: Granted) => void
  /** No grant on it is in force any more. */
  release: (granted: Granted) => Promise<void>
}

/**
 * A running share goes on with another core, since that which it leaves holds in its blocks for ever what it
 * must not give any more. Under the share not a block of the old core is served once it departed; its
 * holders, also those who are away, learn from its log what the new core is, with the keys.
 *
 * To move several off the same core, let all of them depart before the first arrives: what nobody is left on
 * needs no new key.
 */
export class Moving {
  readonly #options: MovingOptions

  constructor(options: MovingOptions) {
    this.#options = options
  }

  /**
   * The part that nothing may come before: when it resolves, nothing of the old core is served under the
   * share, and it is saved where it goes. `event`: what the audit trail calls it; `terms`: where they change
   * with it, no wider ones. Throws `GRANT_FULL`, with nothing done, for one that was changed too often.
   */
  async depart(
    share: Share,
    to: Granted,
    event: TrailEvent,
    terms: Pick<ShareRecord, 'policy' | 'from' | 'until'> = share.record
  ): Promise<void> {
    const { book, cores, door, space } = this.#options
    await (await share.log()).ensureRoom()
    const count = await cores.countOf(to)
    const { policy, from, until, granted: name } = { ...share.record, ...terms }
    const record = { ...share.record, policy, from, until, count }
    share.record = { ...record, granted: to.name, sealed: 0, moving: { from: name, event } }
    const old = cores.get(name)
    if (old) await door.withdraw(share, old)
    await book.save([share])
    await space.database.flush()
  }

  /**
   * The rest, which is done again where a crash came between: told in the grant core, and a new epoch for
   * those who stay on the old core, so that whoever left it cannot read what is written there.
   */
  async arrive(share: Share): Promise<void> {
    const { moving } = share.record
    if (!moving) return
    const { book, cores, making, space, watch } = this.#options
    const to = await cores.open(share.record.granted)
    if (!to) return
    watch(to)
    // While it is suspended it gets no keys: resuming gives them.
    const isActive = share.record.status === 'active'
    const ring = isActive ? to.ring.export() : { epochs: [] }
    const { statement } = making.offer(share, to)
    await (await share.log()).append({ type: 'moved', statement, ring })
    share.record = { ...share.record, sealed: isActive ? to.ring.latest : 0 }
    await this.#leave(moving.from)
    const { moving: _, ...arrived } = share.record
    share.record = arrived
    await book.save([share])
    await space.database.flush()
  }

  /** What a crash, or a full disk, left half done. */
  async recover(share: Share): Promise<void> {
    const { moving } = share.record
    if (!moving) return
    await this.arrive(share)
    await this.#options.record(grantEvent(moving.event, share))
  }

  async #leave(name: string): Promise<void> {
    const { book, cores, ending, release } = this.#options
    const isLeft = book.on(name).length === 0
    // A view that nobody has is written no more.
    const old = isLeft && name.startsWith('view/') ? cores.get(name) : await cores.open(name)
    if (!old) return
    if (!isLeft || !old.view) await ending.rekey(old)
    if (isLeft) await release(old)
  }
}
