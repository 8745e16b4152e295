import ReadyResource from 'ready-resource'
import { DatomspaceError } from '../error'
import type { EventPhase } from '../grant'
import { unrecorded, type RecordEvent, type ServedMeter } from '../meter'
import type { Draft } from '../rights'
import type { Sets } from './sets'
import type {
  RevokeReport,
  SecurityLevel,
  ShareDraft,
  ShareKey,
  ShareRow,
  ShareTemplate,
  TermEvent
} from './shapes'
import type { ShareBook } from './sharing/book'
import { Changing } from './sharing/changing'
import { Deadlines } from './sharing/deadlines'
import { Door } from './sharing/door'
import type { CreateShare } from './sharing/draft'
import { Ending } from './sharing/ending'
import { GrantedCores, type Granted } from './sharing/granted'
import { Leveling } from './sharing/leveling'
import { Making } from './sharing/making'
import { Moving } from './sharing/moving'
import { grantEvent } from './sharing/recorded'
import { shareRow } from './sharing/rows'
import { Served } from './sharing/served'
import { endedError, type Share } from './sharing/share'
import { Following } from './delegation/following'
import { PassingOn, type Lender, type PassOn } from './delegation/passing-on'
import type { Space } from './space'

export { type Audience, type CreateShare } from './sharing/draft'

export interface SharesOptions {
  space: Space
  sets: Sets
  /** The name under which the owner offers shares. */
  ownerName: () => string
  /** What the address book calls somebody. */
  nameOf?: (did: string) => string | undefined
  /** Milliseconds since 1970. */
  now?: () => number
  /** Tells the audit trail. */
  record?: RecordEvent
}

/**
 * The grants that this space gave. Answers the calls `shares.*`, and decides, for every connection and at
 * every moment, which granted core it is served: the grant core (ciphertext) to whoever knows its key, the
 * granted core only to a connection that proved to hold a grant on it that is in force, and, where the
 * grant is for one person, to be that person.
 *
 * Events: `change` ({ id }), `fault` (DatomspaceError) when a view cannot be kept in step.
 */
export class Shares extends ReadyResource {
  readonly meter: ServedMeter
  readonly #served: Served
  readonly #space: Space
  readonly #sets: Sets
  readonly #nameOf: (did: string) => string | undefined
  readonly #now: () => number
  readonly #record: RecordEvent
  readonly #book: ShareBook
  readonly #cores: GrantedCores
  readonly #door: Door
  readonly #making: Making
  readonly #ending: Ending
  readonly #changing: Changing
  readonly #leveling: Leveling
  /** Whether what a crash left half done is done: shares may move. */
  #recovered = false
  readonly #moving: Moving
  readonly #passing: PassingOn
  readonly #following: Following
  readonly #deadlines: Deadlines
  readonly #stops: (() => unknown)[] = []
  #queue: Promise<unknown> = Promise.resolve()

  constructor(options: SharesOptions) {
    super()
    const { space, sets, ownerName } = options
    const now = options.now ?? Date.now
    this.#space = space
    this.#sets = sets
    this.#now = now
    this.#nameOf = options.nameOf ?? (() => undefined)
    this.#record = options.record ?? unrecorded
    const onfault = (error: Error) => this.emit('fault', DatomspaceError.from(error))
    const { book } = sets
    const onleftout = (name: string) => book.on(name).forEach(share => this.#changed(share))
    const onstained = (name: string) => {
      if (this.#recovered && !this.closing) this.#leveling.look(name).catch(onfault)
    }
    const cores = new GrantedCores({ space, sets, now, onfault, onleftout, onstained })
    const door = new Door({
      space,
      book,
      cores,
      now,
      onchange: share => this.#changed(share),
      onoverdue: share => this.#end(share, 'expired'),
      onholder: share => this.#catchUp(share),
      onstained: name => this.#leveling.look(name)
    })
    const onchange = (share: Share) => this.#changed(share)
    this.#served = new Served({ space, book, door, now, onchange, onfault })
    this.meter = this.#served.meter
    this.#book = book
    this.#cores = cores
    this.#door = door
    this.#making = new Making({ space, sets, cores, ownerName, now })
    this.#ending = new Ending({
      space,
      book,
      cores,
      door,
      now,
      nameOf: this.#nameOf,
      onfault,
      release: granted => this.#release(granted)
    })
    this.#moving = new Moving({
      space,
      book,
      cores,
      door,
      making: this.#making,
      ending: this.#ending,
      record: this.#record,
      watch: granted => this.#served.watch(granted),
      release: granted => this.#release(granted)
    })
    const told = async (share: Share) => {
      await this.#admit(share)
      this.#deadlines.look()
      this.#changed(share)
    }
    this.#leveling = new Leveling({
      book,
      cores,
      making: this.#making,
      moving: this.#moving,
      record: this.#record,
      exclusive: run => this.#exclusive(run),
      told,
      onfault
    })
    this.#changing = new Changing({
      space,
      book,
      cores,
      door,
      making: this.#making,
      moving: this.#moving,
      ending: this.#ending,
      now,
      record: this.#record,
      exclusive: run => this.#exclusive(run),
      told
    })
    this.#passing = new PassingOn({ space, book, cores, making: this.#making, now })
    this.#following = new Following({
      book,
      cores,
      door,
      making: this.#making,
      passing: this.#passing,
      now,
      end: (share, reason) => this.#end(share, reason),
      catchUp: share => this.#catchUp(share),
      admit: (share, granted) => {
        this.#served.watch(granted)
        return this.#admit(share)
      },
      leave: name => this.#leave(name),
      exclusive: run => this.#exclusive(run),
      onchange: share => this.#changed(share)
    })
    this.#deadlines = new Deadlines({
      book,
      now,
      begin: async share => {
        await this.#admit(share)
        this.#changed(share)
      },
      end: share => this.#end(share, 'expired'),
      onfault
    })
  }

  /** How many are in force. */
  get active(): number {
    const now = this.#now()
    return this.#book.all().filter(share => share.live(now)).length
  }

  /** Newest first. */
  async list(): Promise<ShareRow[]> {
    return Promise.all(
      this.#book
        .all()
        .reverse()
        .map(share => this.#row(share))
    )
  }

  /** Throws `NOT_FOUND`. */
  async get(id: string): Promise<ShareRow> {
    return this.#row(this.#book.get(id))
  }

  /** For the meter, which counts what was used under them. */
  all(): Share[] {
    return this.#book.all()
  }

  /** Throws `NOT_FOUND`. */
  of(id: string): Share {
    return this.#book.get(id)
  }

  /** By the discovery key (hex) of its grant core. */
  byDiscoveryKey(discoveryKey: string): Share | undefined {
    return this.#book.byDiscoveryKey(discoveryKey)
  }

  /** Shuts the gate of a share whose counted uses are used up, or opens it when there are more again. */
  async spend(id: string, spent: boolean): Promise<void> {
    const share = this.#book.get(id)
    share.spent = spent
    const granted = this.#cores.get(share.record.granted)
    if (spent && granted) await this.#door.withdraw(share, granted)
    else await this.#admit(share)
    this.#changed(share)
  }

  /** The templates of terms, as of now. `utcOffset`: minutes by which the person is ahead of UTC. */
  templates(utcOffset?: number): ShareTemplate[] {
    return this.#making.templates(utcOffset)
  }

  /** What would be granted, in words; makes nothing. */
  preview(params: CreateShare): Promise<ShareDraft> {
    return this.#making.preview(params)
  }

  /**
   * Makes a grant to whoever will hold its key, or to one person. Throws `NOT_FOUND`, `INVALID_ARGUMENT`
   * for an end in the past, `POLICY_NOT_UNDERSTOOD` for a term that is not held up, and `LEVEL_FORBIDS` if
   * something is chosen whose level does not permit these terms.
   */
  create(params: CreateShare): Promise<ShareRow> {
    return this.#exclusive(async () => {
      const { share, granted } = await this.#making.make(params)
      return this.#made(share, granted, 'grant')
    })
  }

  /** What would be passed on, in words; makes nothing. Throws `NOT_FOUND` and `INVALID_ARGUMENT`. */
  async delegatePreview(params: PassOn): Promise<ShareDraft> {
    return this.#passing.preview(params)
  }

  /** Passes a received share on, within its terms. Throws as `create`, and `POLICY_DENIED`. */
  async delegate(params: PassOn): Promise<ShareRow> {
    const row = await this.#exclusive(async () => {
      const { share, granted } = await this.#passing.make(params)
      share.withheld = false
      return this.#made(share, granted, 'delegate')
    })
    await this.#following.look(params.receivedId)
    return row
  }

  /** The text to copy. Throws `NOT_FOUND`. */
  async key(id: string): Promise<ShareKey> {
    return this.#book.get(id).text()
  }

  /** Gives it a new end. Throws `GRANT_REVOKED` or `GRANT_EXPIRED` for one that has ended, and
   * `GRANT_FULL` for one that was changed too often. */
  async renew(id: string, until: string | null): Promise<ShareRow> {
    return this.#row(await this.#changing.renew(id, until))
  }

  /** Gives it terms that permit less. Throws `POLICY_DENIED` if they permit more. */
  async narrow(id: string, terms: Draft): Promise<ShareRow> {
    return this.#row(await this.#changing.narrow(id, terms))
  }

  /** One that is suspended already stays as it is, and nothing more is said of it. */
  async suspend(id: string): Promise<ShareRow> {
    return this.#row(await this.#changing.suspend(id))
  }

  async resume(id: string): Promise<ShareRow> {
    return this.#row(await this.#changing.resume(id))
  }

  /**
   * Says that an event happened, or is over, on which its terms depend: its holders go by it. Throws
   * `INVALID_ARGUMENT` for one on which they do not.
   */
  async declare(id: string, said: { event: TermEvent; phase: EventPhase }): Promise<ShareRow> {
    return this.#row(await this.#changing.declare(id, said))
  }

  /**
   * Ends it at once: nothing more is served when it resolves, and what is written from now on is encrypted
   * with a key that only the holders of the other grants get. What was received cannot be taken back.
   */
  async revoke(id: string): Promise<RevokeReport> {
    return this.#end(this.#book.get(id), 'revoked')
  }

  /** Ends all grants on a set and its datoms. */
  async revokeOf(setId: string): Promise<RevokeReport[]> {
    const shares = this.#book.ofSet(setId)
    const reports: RevokeReport[] = []
    for (const share of shares) reports.push(await this.#end(share, 'revoked'))
    return reports
  }

  /**
   * Asked before datoms of one's own set get a stricter level: shares of the whole set that may not give it
   * go on with what is in it now. Who had them keeps what they read.
   */
  makeRoom(setId: string, level: SecurityLevel): Promise<void> {
    const own = this.#sets.own(setId)
    return this.#leveling.makeRoom(own, level, () => this.#sets.expect(setId, level))
  }

  /** From now on received shares can be passed on; those that were follow how theirs stands. */
  async lendFrom(lender: Lender): Promise<void> {
    this.#cores.lent = id => lender.lend(id)
    this.#passing.lender = lender
    const onchange = ({ id }: { id: string }) => {
      this.#following.look(id).catch(error => this.emit('fault', DatomspaceError.from(error)))
    }
    lender.on('change', onchange)
    lender.onmove = id => this.#following.move(id)
    this.#stops.push(() => lender.off('change', onchange))
    for (const receivedId of this.#passing.ids()) await this.#following.look(receivedId)
  }

  protected override async _open(): Promise<void> {
    this.#served.open()
    for (const share of this.#book.all()) await this.#recover(share)
    this.#door.open()
    this.#deadlines.look()
    this.#recovered = true
    const stained = this.#leveling.lookAtAll()
    stained.catch(error => this.emit('fault', DatomspaceError.from(error)))
  }

  protected override async _close(): Promise<void> {
    this.#deadlines.close()
    this.#door.close()
    for (const stop of this.#stops.splice(0)) stop()
    this.#served.close()
    await this.#following.close()
    await this.#queue.catch(() => {}) // its caller was told
    await this.#served.save()
    await this.#cores.close()
    for (const share of this.#book.all()) await share.close()
  }

  /** Brings what a crash left half done to its end. */
  async #recover(share: Share): Promise<void> {
    if (share.record.status === 'ended' && share.record.told) return
    await this.#moving.recover(share)
    const { record } = share
    const granted = await this.#cores.open(record.granted)
    if (record.status === 'ended') return this.#ending.finish(share, granted)
    // What is passed on waits for the room of received shares, see `lendFrom`.
    if (!granted && record.derived) return
    if (!granted) {
      await this.#end(share, 'revoked')
      return
    }
    this.#served.watch(granted)
    if (record.status === 'active' && record.sealed < granted.ring.latest) {
      await this.#ending.trySeal(share, granted)
      await this.#book.save([share])
    }
  }

  // ── changes ──────────────────────────────────────────────────────────────────────────────────

  async #made(share: Share, granted: Granted, event: 'grant' | 'delegate'): Promise<ShareRow> {
    this.#making.ensureAllowed(share.record)
    // Nothing that its terms forbid is written from here on. Nobody has its key before it is saved.
    this.#book.add(share)
    try {
      await this.#book.save([share])
      await this.#space.database.flush()
    } catch (error) {
      this.#book.remove(share)
      throw error
    }
    this.#served.watch(granted)
    this.#deadlines.look()
    this.#changed(share)
    await this.#record(grantEvent(event, share))
    return this.#row(share)
  }

  /** Serves those who hold it, if it is in force, and says how it stands. */
  async #admit(share: Share): Promise<void> {
    for (const peer of share.holders) await this.#door.serve(share, peer)
    this.#door.tell(share, share.holders)
  }

  async #end(share: Share, reason: 'revoked' | 'expired'): Promise<RevokeReport> {
    const begun = Date.now()
    if (share.record.status === 'ended') throw endedError(share)
    // Before anything that waits: from here on not a block more.
    const { detached, recipients } = await this.#ending.cutOff(share, reason)
    this.#changed(share)
    return this.#exclusive(async () => {
      await this.#moving.recover(share)
      const { epoch, resealed } = await this.#ending.settle(share)
      this.#deadlines.look()
      this.#changed(share)
      await this.#record(grantEvent(reason === 'expired' ? 'expire' : 'revoke', share))
      const milliseconds = Date.now() - begun
      return { id: share.id, detached, epoch, resealed, milliseconds, recipients }
    })
  }

  /** Gives a holder who came the keys that were put off while nobody asked for them. */
  async #catchUp(share: Share): Promise<void> {
    const granted = this.#cores.get(share.record.granted)
    if (!granted || share.record.status !== 'active') return
    if (share.record.sealed >= granted.ring.latest) return
    await this.#exclusive(async () => {
      await this.#ending.trySeal(share, granted)
      await this.#book.save([share])
    })
  }

  // ── books ────────────────────────────────────────────────────────────────────────────────────

  async #release(granted: Granted): Promise<void> {
    this.#served.unwatch(granted)
    await this.#cores.release(granted.name)
  }

  /** What was received under that name is on another core now: the one before is served to nobody. */
  async #leave(name: string): Promise<void> {
    const granted = this.#cores.get(name)
    if (!granted) return
    this.#served.unwatch(granted)
    await this.#cores.release(name, left => this.#door.shut(left))
  }

  #row(share: Share): Promise<ShareRow> {
    const [sets, cores, meter, now] = [this.#sets, this.#cores, this.meter, this.#now]
    return shareRow(share, { sets, cores, meter, now, nameOf: this.#nameOf })
  }

  #changed(share: Share): void {
    this.emit('change', { id: share.id })
  }

  /** One change of the books at a time. */
  #exclusive<Value>(run: () => Promise<Value>): Promise<Value> {
    const done = this.#queue.catch(() => {}).then(run) // the caller before was told
    this.#queue = done
    return done
  }
}
