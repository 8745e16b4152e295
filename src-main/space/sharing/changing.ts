import { addEvent, type EventPhase } from '../../grant'
import type { RecordEvent, TrailEntry, TrailEvent } from '../../meter'
import { sameFields, type Draft } from '../../rights'
import type { TermEvent } from '../shapes'
import type { Space } from '../space'
import type { ShareBook } from './book'
import { declaration } from './declaring'
import type { Door } from './door'
import type { Ending } from './ending'
import type { Granted, GrantedCores } from './granted'
import type { Making } from './making'
import type { Moving } from './moving'
import { grantEvent } from './recorded'
import { endedError, type Share, type ShareRecord } from './share'

export interface ChangingOptions {
  space: Space
  book: ShareBook
  cores: GrantedCores
  door: Door
  making: Making
  moving: Moving
  ending: Ending
  now: () => number
  record: RecordEvent
  /** One change of the books at a time. */
  exclusive: <Value>(run: () => Promise<Value>) => Promise<Value>
  /** It was changed, and that is saved: serves those who hold it, and says how it stands. */
  told: (share: Share) => Promise<void>
}

/** Changes that change nothing where it stands so already. */
const STANDING: Partial<Record<TrailEvent, ShareRecord['status']>> = {
  suspend: 'suspended',
  resume: 'active'
}

/**
 * Changes of grants that are in force or suspended: made, told in the grant's log, saved, told to its
 * holders, and recorded. All throw `NOT_FOUND`, `GRANT_REVOKED` or `GRANT_EXPIRED` for one that has ended,
 * and `GRANT_FULL` for one that was changed too often.
 */
export class Changing {
  readonly #options: ChangingOptions
  /** Ids of shares whose last change failed: it is not done, whatever they look like. */
  readonly #halfway = new Set<string>()

  constructor(options: ChangingOptions) {
    this.#options = options
  }

  renew(id: string, until: string | null): Promise<Share> {
    const { making, moving, cores } = this.#options
    return this.#change(id, 'renew', async (share, granted) => {
      const { policy, ...times } = await making.renewed(share, until)
      // Without an end it may give less: what it is on must not hold that.
      if (making.holdsMore(share, granted, policy)) {
        await moving.depart(share, await making.coreUnder(share, policy), 'renew')
        await moving.arrive(share)
      }
      const { from, until: end } = times
      const record = { ...share.record, policy, from, until: end }
      await this.#told(share, cores.get(record.granted) ?? granted, record)
    })
  }

  /** Throws `POLICY_DENIED` for terms that permit more. With fewer fields it moves to a core of its own. */
  narrow(id: string, terms: Draft): Promise<Share> {
    const { making, moving } = this.#options
    return this.#change(id, 'narrow', async (share, granted) => {
      const record = await making.narrowed(share, terms)
      const { policy } = record
      if (sameFields(policy, share.record.policy)) return this.#told(share, granted, record)
      await moving.depart(share, await making.coreUnder(share, policy), 'narrow', record)
      await moving.arrive(share)
    })
  }

  suspend(id: string): Promise<Share> {
    return this.#change(id, 'suspend', async (share, granted) => {
      share.record = { ...share.record, status: 'suspended' }
      await this.#options.door.withdraw(share, granted)
      await (await share.log()).append({ type: 'suspended', at: this.#time() })
    })
  }

  resume(id: string): Promise<Share> {
    return this.#change(id, 'resume', async (share, granted) => {
      share.record = { ...share.record, status: 'active' }
      await this.#options.ending.seal(share, granted)
      await (await share.log()).append({ type: 'resumed', at: this.#time() })
    })
  }

  /** Throws `INVALID_ARGUMENT` for an event on which its terms do not depend. */
  declare(id: string, said: { event: TermEvent; phase: EventPhase }): Promise<Share> {
    const facts = { declared: said.event, phase: said.phase }
    return this.#change(
      id,
      'declare',
      async share => {
        const entry = declaration(share, said, this.#time())
        await (await share.log()).append(entry)
        share.record = { ...share.record, events: addEvent(share.record.events ?? {}, entry) }
      },
      facts
    )
  }

  async #told(share: Share, granted: Granted, record: ShareRecord): Promise<void> {
    const { door, making, now } = this.#options
    making.ensureAllowed(record)
    share.record = record
    if (!share.live(now())) await door.withdraw(share, granted)
    await (await share.log()).append(making.offer(share, granted))
  }

  #change(
    id: string,
    event: TrailEvent,
    make: (share: Share, granted: Granted) => Promise<void>,
    facts: TrailEntry['facts'] = {}
  ): Promise<Share> {
    const { book, cores, exclusive, moving, space, told, record } = this.#options
    const share = book.get(id)
    return exclusive(async () => {
      const granted = cores.get(share.record.granted)
      if (share.record.status === 'ended' || !granted) throw endedError(share)
      await moving.recover(share)
      if (STANDING[event] === share.record.status && !this.#halfway.has(id)) return share
      if (event !== 'suspend') await (await share.log()).ensureRoom()
      if (event in STANDING) this.#halfway.add(id)
      await make(share, granted)
      share.changed()
      await book.save([share])
      await space.database.flush()
      this.#halfway.delete(id)
      await told(share)
      const entry = grantEvent(event, share)
      await record({ ...entry, facts: { ...entry.facts, ...facts } })
      return share
    })
  }

  #time(): string {
    return new Date(this.#options.now()).toISOString()
  }
}
