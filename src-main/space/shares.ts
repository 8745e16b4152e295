import ReadyResource from 'ready-resource'
import { newDatomId, urnOf } from '../datom'
import { DatomspaceError } from '../error'
import { createGrantSecret, signOffer, type GrantEntry } from '../grant'
import { ServedMeter, unrecorded, type RecordEvent, type TrailEvent } from '../meter'
import { ticketPolicy, type FieldGroup } from '../rights'
import { Rings } from './rings'
import type { OwnSet, Sets } from './sets'
import type { RevokeReport, Selection, ShareKey, ShareRow } from './shapes'
import { ShareBook } from './sharing/book'
import { Door } from './sharing/door'
import { GrantedCores, type Granted } from './sharing/granted'
import { grantEvent } from './sharing/recorded'
import { Share, type ShareRecord } from './sharing/share'
import { termsOf } from './sharing/terms'
import type { Space } from './space'

const DAY = 24 * 60 * 60 * 1000
/** How long a share lasts when nothing else was said. */
export const DEFAULT_SHARE_DURATION = 7 * DAY
/** Ends are looked for this often at least: a clock may jump, and timers do not count sleep. */
const MAX_TIMER = 5_000
const SAVE_SERVED_EVERY = 5_000

export interface SharesOptions {
  space: Space
  sets: Sets
  /** The name under which the owner offers shares. */
  ownerName: () => string
  /** Milliseconds since 1970. */
  now?: () => number
  /** Tells the audit trail. */
  record?: RecordEvent
}

export interface CreateShare {
  label: string
  selection: Selection
  fields?: 'all' | FieldGroup[]
  /** ISO time, null for no end; 7 days when left out. */
  until?: string | null
}

/**
 * The grants that this space gave. Answers the calls `shares.*`, and decides, for every connection and at
 * every moment, which granted core it is served: the grant core (ciphertext) to whoever knows its key, the
 * granted core only to a connection that proved to hold a grant on it that is in force.
 *
 * Events: `change` ({ id }), `fault` (DatomspaceError) when a view cannot be kept in step.
 */
export class Shares extends ReadyResource {
  readonly meter: ServedMeter
  readonly #space: Space
  readonly #sets: Sets
  readonly #ownerName: () => string
  readonly #now: () => number
  readonly #record: RecordEvent
  readonly #book: ShareBook
  readonly #cores: GrantedCores
  readonly #door: Door
  readonly #watched = new Map<string, () => void>()
  readonly #counts = new WeakMap<Granted, { length: number; count: number }>()
  readonly #stops: (() => unknown)[] = []
  #expiry: NodeJS.Timeout | null = null
  #queue: Promise<unknown> = Promise.resolve()

  constructor(options: SharesOptions) {
    super()
    const now = options.now ?? Date.now
    this.#space = options.space
    this.#sets = options.sets
    this.#ownerName = options.ownerName
    this.#now = now
    this.#record = options.record ?? unrecorded
    this.meter = new ServedMeter(now)
    const onfault = (error: Error) => this.emit('fault', DatomspaceError.from(error))
    const { space, sets } = options
    this.#book = new ShareBook(space)
    this.#cores = new GrantedCores({ space, sets, now, onfault })
    this.#door = new Door({
      space,
      book: this.#book,
      cores: this.#cores,
      now,
      onchange: share => this.#changed(share),
      onoverdue: share => this.#end(share, 'expired')
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

  /**
   * Makes a grant to whoever will hold its key. Throws `NOT_FOUND`, `INVALID_ARGUMENT` for an end in the
   * past, and `LEVEL_FORBIDS` if something restricted is chosen.
   */
  create(params: CreateShare): Promise<ShareRow> {
    return this.#exclusive(async () => {
      const { selection, label } = params
      const fields = params.fields ?? 'all'
      const now = this.#now()
      const until = this.#untilOf(params.until, now)
      await this.#checkLevel(selection)
      const granted = await this.#cores.choose(selection, fields)
      const id = newDatomId(now)
      const policy = ticketPolicy({
        uid: urnOf(id),
        assigner: this.#space.identity,
        target: urnOf(granted.name.slice(granted.name.indexOf('/') + 1)),
        until: until === null ? null : Date.parse(until),
        fields
      })
      const record: ShareRecord = {
        label,
        selection,
        policy,
        until,
        created: new Date(now).toISOString(),
        status: 'active',
        secret: createGrantSecret().toString('base64'),
        granted: granted.name,
        sealed: granted.ring.latest,
        count: await this.#countOf(granted),
        served: { blocks: 0, bytes: 0 }
      }
      const share = new Share(this.#space, id, record)
      const log = await share.log()
      await log.append(this.#offer(share, granted), { type: 'epochs', ring: granted.ring.export() })
      await this.#book.save([share])
      await this.#record(grantEvent('grant', share))
      await this.#space.database.flush()
      this.#book.add(share)
      this.#watch(granted)
      this.#schedule()
      this.#changed(share)
      return this.#row(share)
    })
  }

  /** The text to copy. Throws `NOT_FOUND`. */
  async key(id: string): Promise<ShareKey> {
    return this.#book.get(id).text()
  }

  /** Gives it a new end. Throws `GRANT_REVOKED` or `GRANT_EXPIRED` for one that has ended. */
  renew(id: string, until: string | null): Promise<ShareRow> {
    return this.#change(id, 'renew', async (share, granted) => {
      const next = this.#untilOf(until, this.#now())
      const { policy } = share.record
      const fields = policy['ds:fields'] ?? 'all'
      const renewed = ticketPolicy({
        uid: policy.uid,
        assigner: policy.assigner,
        target: policy.target,
        until: next === null ? null : Date.parse(next),
        fields
      })
      share.record = { ...share.record, until: next, policy: renewed }
      return this.#offer(share, granted)
    })
  }

  suspend(id: string): Promise<ShareRow> {
    return this.#change(id, 'suspend', async (share, granted) => {
      share.record = { ...share.record, status: 'suspended' }
      await this.#door.withdraw(share, granted)
      return { type: 'suspended', at: this.#time() }
    })
  }

  resume(id: string): Promise<ShareRow> {
    return this.#change(id, 'resume', async (share, granted) => {
      share.record = { ...share.record, status: 'active' }
      await this.#seal(share, granted)
      return { type: 'resumed', at: this.#time() }
    })
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

  protected override async _open(): Promise<void> {
    await this.#book.load()
    for (const share of this.#book.all()) this.meter.load(share.id, share.record.served)
    this.#sets.sharesOf = id => this.#book.ofSet(id).length
    for (const own of this.#sets.all()) this.#guard(own)
    const onopen = (own: OwnSet) => this.#guard(own)
    this.#sets.on('open', onopen)
    const saving = setInterval(() => {
      this.#saveServed().catch(error => this.emit('fault', DatomspaceError.from(error)))
    }, SAVE_SERVED_EVERY)
    saving.unref()
    this.#stops.push(
      () => this.#sets.off('open', onopen),
      () => clearInterval(saving)
    )
    for (const share of this.#book.all()) await this.#recover(share)
    this.#door.open()
    this.#schedule()
  }

  protected override async _close(): Promise<void> {
    if (this.#expiry) clearTimeout(this.#expiry)
    this.#door.close()
    for (const stop of this.#stops.splice(0)) stop()
    for (const stop of this.#watched.values()) stop()
    await this.#queue.catch(() => {}) // its caller was told
    await this.#saveServed()
    await this.#cores.close()
    for (const share of this.#book.all()) await share.close()
  }

  /** Brings what a crash left half done to its end. */
  async #recover(share: Share): Promise<void> {
    const { record } = share
    if (record.status === 'ended' && record.told) return
    const granted = await this.#cores.open(record.granted)
    if (record.status === 'ended') {
      // Whether there was time for a new epoch is not known: one more does no harm.
      if (granted) await this.#rekey(granted)
      await this.#tellEnd(share)
      if (granted && this.#book.on(granted.name).length === 0) await this.#release(granted)
      return
    }
    if (!granted) {
      await this.#end(share, 'revoked')
      return
    }
    this.#watch(granted)
    if (record.status === 'active' && record.sealed < granted.ring.latest) {
      await this.#seal(share, granted)
      await this.#book.save([share])
    }
  }

  // ── changes ──────────────────────────────────────────────────────────────────────────────────

  /** A change of a grant that is in force or suspended: made, told in its log, and told to its holders. */
  #change(
    id: string,
    event: TrailEvent,
    make: (share: Share, granted: Granted) => Promise<GrantEntry>
  ): Promise<ShareRow> {
    const share = this.#book.get(id)
    return this.#exclusive(async () => {
      const granted = this.#cores.get(share.record.granted)
      if (share.record.status === 'ended' || !granted) throw endedError(share)
      const entry = await make(share, granted)
      await (await share.log()).append(entry)
      await this.#book.save([share])
      await this.#record(grantEvent(event, share))
      await this.#space.database.flush()
      for (const peer of share.holders) await this.#door.serve(share, peer)
      this.#door.tell(share, share.holders)
      this.#schedule()
      this.#changed(share)
      return this.#row(share)
    })
  }

  async #end(share: Share, reason: 'revoked' | 'expired'): Promise<RevokeReport> {
    const begun = Date.now()
    if (share.record.status === 'ended') throw endedError(share)
    share.record = { ...share.record, status: 'ended', reason, ended: this.#time(), told: false }
    const granted = this.#cores.get(share.record.granted)
    const holders = [...share.holders]
    // Before anything that waits: from here on not a block more.
    const detached = granted ? await this.#door.withdraw(share, granted) : 0
    share.holders.clear()
    this.#door.tell(share, holders)
    this.#changed(share)
    return this.#exclusive(async () => {
      await this.#book.save([share])
      const resealed = granted ? await this.#rekey(granted) : 0
      await this.#tellEnd(share)
      const epoch = granted?.ring.latest ?? 0
      if (granted && this.#book.on(granted.name).length === 0) await this.#release(granted)
      this.#schedule()
      this.#changed(share)
      return { id: share.id, detached, epoch, resealed, milliseconds: Date.now() - begun }
    })
  }

  /** A new epoch, whose key goes to the grants that are left. Returns how many those are. */
  async #rekey(granted: Granted): Promise<number> {
    await new Rings(this.#space.database).rotate(granted.name, granted.ring)
    const left = this.#book.on(granted.name).filter(({ record }) => record.status === 'active')
    for (const share of left) await this.#seal(share, granted)
    await this.#book.save(left)
    return left.length
  }

  /** Puts the epoch keys that are not in the grant core yet into it. */
  async #seal(share: Share, granted: Granted): Promise<void> {
    const epochs = granted.ring.export().epochs.filter(([epoch]) => epoch > share.record.sealed)
    if (epochs.length === 0) return
    await (await share.log()).append({ type: 'epochs', ring: { epochs } })
    share.record = { ...share.record, sealed: granted.ring.latest }
  }

  async #tellEnd(share: Share): Promise<void> {
    const { ended, reason } = share.record
    const log = await share.log()
    await log.append({ type: 'ended', at: ended!, reason: reason! })
    share.record = { ...share.record, told: true }
    await this.#book.save([share])
    await this.#record(grantEvent(reason === 'expired' ? 'expire' : 'revoke', share))
    await this.#space.database.flush()
  }

  #offer(share: Share, granted: Granted): GrantEntry {
    const { label, count, policy } = share.record
    const facts = {
      ownerName: this.#ownerName(),
      label,
      space: this.#space.networkKey,
      grant: share.key,
      set: granted.set.key,
      count,
      policy
    }
    return { type: 'offer', statement: signOffer(facts, this.#space.keys, this.#now()) }
  }

  /** Ends what is over, and comes back when the next one will be. */
  #schedule(): void {
    if (this.#expiry) clearTimeout(this.#expiry)
    if (this.closing) return
    const now = this.#now()
    let next = Infinity
    for (const share of this.#book.all()) {
      const { status, until } = share.record
      if (status === 'ended' || until === null) continue
      if (share.overdue(now)) {
        this.#end(share, 'expired').catch(error => this.emit('fault', DatomspaceError.from(error)))
      } else next = Math.min(next, Date.parse(until) + 1 - now)
    }
    if (next === Infinity) return
    this.#expiry = setTimeout(() => this.#schedule(), Math.min(next, MAX_TIMER))
    this.#expiry.unref()
  }

  // ── levels ───────────────────────────────────────────────────────────────────────────────────

  /** What is restricted is never in a ticket: neither when it is made nor later. */
  async #checkLevel(selection: Selection): Promise<void> {
    const own = this.#sets.own(selection.setId)
    if (own.level === 'restricted') throw restricted(`The set "${own.name}"`)
    if (selection.kind === 'set' && (await own.counts()).restricted > 0) {
      throw restricted(`Something in "${own.name}"`)
    }
    if (selection.kind !== 'datoms') return
    for (const id of selection.ids) {
      const datom = await own.set.get(id)
      if (!datom) throw new DatomspaceError('NOT_FOUND', `There is no datom ${id} in "${own.name}"`)
      if (datom.level === 'restricted') throw restricted(`The datom ${id}`)
    }
  }

  #guard(own: OwnSet): void {
    own.set.admit = datom => {
      if (datom.level !== 'restricted') return
      const whole = this.#book.ofSet(own.id).some(share => share.record.granted === own.ringName)
      if (whole) {
        throw new DatomspaceError(
          'LEVEL_FORBIDS',
          `"${own.name}" is shared as a whole, so nothing in it can become restricted; end those shares first`,
          { details: { id: datom.id } }
        )
      }
    }
  }

  // ── books ────────────────────────────────────────────────────────────────────────────────────

  #watch(granted: Granted): void {
    if (this.#watched.has(granted.name)) return
    const stop = this.meter.watch(granted.set.core, key => {
      const peer = this.#space.gate.peersOf(Buffer.from(key, 'hex'))[0]
      return (peer && this.#door.holds(peer, granted)?.id) ?? null
    })
    this.#watched.set(granted.name, stop)
  }

  async #release(granted: Granted): Promise<void> {
    this.#watched.get(granted.name)?.()
    this.#watched.delete(granted.name)
    await this.#cores.release(granted.name)
  }

  async #saveServed(): Promise<void> {
    const shares: Share[] = []
    for (const id of this.meter.changed()) {
      const share = this.#book.get(id)
      share.record = { ...share.record, served: this.meter.of(id) }
      shares.push(share)
    }
    await this.#book.save(shares)
    for (const share of shares) this.#changed(share)
  }

  async #countOf(granted: Granted): Promise<number> {
    if (!granted.view) return (await granted.source.counts()).count
    const { length } = granted.set
    const known = this.#counts.get(granted)
    if (known?.length === length) return known.count
    const count = await granted.set.count()
    this.#counts.set(granted, { length, count })
    return count
  }

  async #row(share: Share): Promise<ShareRow> {
    const { record, id } = share
    const granted = this.#cores.get(record.granted)
    const set = this.#sets.all().find(own => own.id === record.selection.setId)
    const { blocks, bytes } = this.meter.of(id)
    return {
      id,
      label: record.label,
      selection: record.selection,
      setName: set?.name ?? '',
      count: granted ? await this.#countOf(granted) : record.count,
      terms: termsOf(record.policy),
      state: share.state(this.#now()),
      created: record.created,
      ...(record.ended && { ended: record.ended }),
      connected: share.holders.size,
      ...(record.lastSeen && { lastSeen: record.lastSeen }),
      served: { blocks, bytes }
    }
  }

  #untilOf(until: string | null | undefined, now: number): string | null {
    if (until === null) return null
    if (until === undefined) return new Date(now + DEFAULT_SHARE_DURATION).toISOString()
    const at = Date.parse(until)
    if (at > now) return new Date(at).toISOString()
    throw new DatomspaceError('INVALID_ARGUMENT', 'A share has to end in the future', {
      details: { until }
    })
  }

  #time(): string {
    return new Date(this.#now()).toISOString()
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

function restricted(what: string): DatomspaceError {
  return new DatomspaceError(
    'LEVEL_FORBIDS',
    `${what} is restricted, and what is restricted is not given to whoever holds a key`
  )
}

function endedError(share: Share): DatomspaceError {
  const expired = share.record.reason === 'expired'
  return new DatomspaceError(
    expired ? 'GRANT_EXPIRED' : 'GRANT_REVOKED',
    `The share "${share.record.label}" has ended and cannot be changed; make a new one`,
    { details: { id: share.id } }
  )
}
