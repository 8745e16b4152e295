import ReadyResource from 'ready-resource'
import Hypercore from 'hypercore'
import z32 from 'z32'
import { newDatomId, purgeCore, type Replay } from '../datom'
import { DatomspaceError } from '../error'
import { formatKey, parseKey, type GrantKey, type Offer } from '../grant'
import { unrecorded, type RecordEvent } from '../meter'
import type { Action, Place } from '../rights'
import type { DatabaseOp } from './database'
import type { Peer } from './peer'
import type { Askable, HeldConsent } from './consents'
import type { Passable } from './delegation/passing-on'
import { Holding } from './receiving/holding'
import { audienceOf, rowOf, type Entry, type ReceivedRecord } from './receiving/entry'
import { Previews } from './receiving/previews'
import { heldEvent, untold } from './receiving/recorded'
import type { Asked } from './metering/usage'
import type { ReceivedRow, SharePreview, UseAnswer } from './shapes'
import { parseState, READY, STATE } from './sharing/message'
import { termsOf } from './sharing/terms'
import type { Space } from './space'

const TABLE = 'received'
/** Keys (z-base-32) of cores to delete: written before, so that a crash leaves nothing lying about. */
const PURGES = 'purges'

/** A received set whose datoms may be shown. */
export interface ShownSet {
  /** Id of the received share. */
  readonly id: string
  /** Tells everything that is in it, from the beginning on; not started yet. */
  readonly replay: Replay
  readonly label: string
  readonly owner: string
  readonly ownerName: string
  /** z-base-32. */
  readonly coreKey: string
}

/**
 * The grants that this space holds. Answers the calls `received.*`; works from the local copy when the
 * owner is away.
 *
 * Events: `offer` (number of datoms) when somebody looks at the terms of a key; `change` ({ id }); `show`
 * (ShownSet) for each set whose datoms may be listed, before the first of them is told; `hide` (id) when they
 * may no longer be. Listen before `ready()`.
 */
export class Received extends ReadyResource {
  readonly #space: Space
  readonly #now: () => number
  readonly #record: RecordEvent
  readonly #place: () => Place | null
  readonly #consents: (grant: Buffer) => HeldConsent[]
  readonly #entries = new Map<string, Entry>()
  /** Ids of those whose copy is being deleted. */
  readonly #erasing = new Set<string>()
  readonly #previews: Previews
  /** Awaited before a copy that a share moved away from is deleted: whatever passes it on lets go of it. */
  onmove: (id: string) => Promise<void> = async () => {}
  #purging: Promise<void> = Promise.resolve()
  readonly #stops: (() => void)[] = []

  /**
   * `place`: in which country this computer is, as its user says; null when they do not. `consents`: what
   * was consented to under a grant, by the key of its core.
   */
  constructor(options: {
    space: Space
    now?: () => number
    record?: RecordEvent
    place?: () => Place | null
    consents?: (grant: Buffer) => HeldConsent[]
  }) {
    super()
    this.#space = options.space
    this.#now = options.now ?? Date.now
    this.#record = options.record ?? unrecorded
    this.#place = options.place ?? (() => null)
    this.#consents = options.consents ?? (() => [])
    this.#previews = new Previews({
      space: options.space,
      hold: key => this.#hold(key),
      begin: async ({ grant }) => {
        await this.#refuseOwnCore(grant)
        await this.#space.database.batch([purgeOp('put', grant)])
      },
      purge: key => this.#purge([key.grant])
    })
  }

  get size(): number {
    return this.#entries.size
  }

  /** How many are being transferred now. */
  get syncing(): number {
    return this.#count('syncing')
  }

  get failing(): number {
    return this.#count('failed')
  }

  /** Whether a program may read the datoms of a received share now. */
  mayRead(id: string): boolean {
    return this.#entries.get(id)?.holding.mayRead() ?? false
  }

  /** Whether the terms of a received share let this app do that with its datoms now. */
  permits(id: string, action: 'display' | 'extract'): boolean {
    return this.#entries.get(id)?.holding.permits(action) ?? false
  }

  /**
   * Makes one use of a received share, as its terms count it; what it is for may be shown once this
   * resolves. Throws `COUNT_USED_UP`, `POLICY_DENIED`, `GRANT_EXPIRED`, `GRANT_REVOKED` or
   * `GRANT_SUSPENDED`, and then nothing was counted.
   */
  async use(id: string, asked: Asked): Promise<UseAnswer> {
    const { holding } = this.#entry(id)
    const answer = await holding.usage.use(asked)
    await holding.update()
    return answer
  }

  /** Signs for what is shown, read or written in passing: the same again within a minute is one use. */
  async touch(id: string, asked: Asked): Promise<void> {
    const { holding } = this.#entry(id)
    await holding.usage.touch(asked)
    this.emit('change', { id })
  }

  async closeLook(id: string): Promise<{ closed: boolean }> {
    const { holding } = this.#entry(id)
    const closed = holding.usage.closeLook()
    await holding.update()
    return { closed }
  }

  /** What can be asked about. Throws `NOT_FOUND`, and for one that has ended what `use` throws. */
  askable(id: string): Askable {
    const { holding } = this.#entry(id)
    const policy = holding.usage.policyAskedAbout()
    const { label, ownerName: giverName } = holding.grant!.offer!
    return { key: holding.key, policy, label, giverName }
  }

  /** How often that was signed for under a grant; 0 where it is not followed any more. */
  timesOf(grant: Buffer, action: Action): number {
    const entry = [...this.#entries.values()].find(({ holding }) => holding.key.grant.equals(grant))
    return entry?.holding.usage.timesOf(action) ?? 0
  }

  /** Whether somebody gave what is held here. */
  isGiver(did: string): boolean {
    const held = [...this.#entries.values()]
    return held.some(({ holding }) => holding.grant?.offer?.policy.assigner === did)
  }

  /** What of a received share can be passed on; null where it is not in force. */
  lend(id: string): Passable | null {
    return this.#entries.get(id)?.holding.lend() ?? null
  }

  /** Why it has ended for good; null if it has not. One that is not followed any more has ended. */
  endOf(id: string): 'revoked' | 'expired' | null {
    const state = this.#entries.get(id)?.holding.state
    if (state === undefined || state === 'revoked') return 'revoked'
    return state === 'expired' ? 'expired' : null
  }

  /** Id of the received share that came by this key; undefined for none. Throws as `preview`. */
  idOf(text: string): string | undefined {
    return this.#find(this.#parse(text))?.id
  }

  /** Newest first. */
  async list(): Promise<ReceivedRow[]> {
    return [...this.#entries.values()].reverse().map(rowOf)
  }

  /**
   * What a key offers. Fetches the terms and nothing else. Throws what `parseKey` does, `GRANT_OWN`,
   * `GRANT_UNKNOWN`, `GRANT_SECRET_WRONG`, `GRANT_REVOKED`, `GRANT_EXPIRED`, `GRANT_SUSPENDED`,
   * `POLICY_NOT_UNDERSTOOD`, `STATEMENT_INVALID`, `OFFLINE`, `PEER_UNREACHABLE` or `TIMEOUT`.
   */
  async preview(text: string): Promise<SharePreview> {
    const key = this.#parse(text)
    const entry = this.#find(key)
    const offer = entry?.holding.grant?.offer ?? (await this.#reach(key))
    return {
      key: formatKey(key),
      owner: offer.owner,
      ownerName: offer.ownerName,
      label: offer.label,
      count: offer.count,
      terms: termsOf(offer.policy),
      audience: audienceOf(offer),
      ...(offer.source !== offer.owner && { passedOnFrom: offer.source }),
      created: offer.created,
      ...(entry && { receivedId: entry.id })
    }
  }

  /**
   * Accepts what a key offers and starts to receive it. Accepted twice, it is the same one. Throws as
   * `preview`.
   */
  async accept(text: string): Promise<ReceivedRow> {
    const key = this.#parse(text)
    const known = this.#find(key)
    if (known) return rowOf(known)
    const offer = await this.#reach(key)
    await this.#refuseForeign(offer)
    const twice = this.#find(key)
    if (twice) return rowOf(twice)
    const holding = this.#previews.take(key)
    const id = newDatomId(this.#now())
    const record: ReceivedRecord = {
      key: formatKey(key),
      set: z32.encode(offer.set),
      accepted: new Date(this.#now()).toISOString(),
      count: 0,
      // What came before was between the owner and whoever had it then.
      noted: { steps: holding.grant?.steps.length ?? 0 }
    }
    const entry = { id, record, holding }
    this.#entries.set(id, entry)
    await this.#space.database.batch([
      { type: 'put', table: TABLE, key: id, value: record },
      { type: 'delete', table: PURGES, key: z32.encode(key.grant) }
    ])
    await this.#record(heldEvent('accept', entry.id, offer))
    await this.#space.database.flush()
    this.#listen(entry)
    await holding.receive(offer.set)
    this.emit('change', { id })
    return rowOf(entry)
  }

  /** Shows more or less, after something changed that the terms may depend on. */
  async review(): Promise<void> {
    await Promise.all([...this.#entries.values()].map(({ holding }) => holding.update()))
  }

  /** Stops following and deletes the copy. */
  async stop(id: string): Promise<{ stopped: boolean }> {
    const entry = this.#entry(id)
    this.#entries.delete(id)
    const { holding } = entry
    const { set } = entry.record
    const shared = this.#others(set).length > 0
    const keys = shared ? [holding.key.grant] : [holding.key.grant, z32.decode(set)]
    const purges = keys.map(key => purgeOp('put', key))
    await this.#space.database.batch([{ type: 'delete', table: TABLE, key: id }, ...purges])
    await this.#record(heldEvent('end', id, holding.grant?.offer))
    await this.#space.database.flush()
    await holding.close()
    await this.#purge(keys)
    this.#space.swarm.leavePeer(entry.holding.key.space)
    this.emit('change', { id })
    return { stopped: true }
  }

  protected override async _open(): Promise<void> {
    const { database, gate } = this.#space
    this.#stops.push(
      gate.handle(STATE, (peer, body) => {
        const message = parseState(body)
        if (!message) {
          peer.ignored.malformed++
          return
        }
        for (const holding of this.#of(peer)) {
          if (holding.name === message.grant) holding.told(message.state)
        }
      }),
      gate.handle(READY, peer => {
        for (const holding of this.#of(peer)) holding.prove(peer)
      })
    )
    const left = await database.list(PURGES)
    await this.#purge(left.map(({ key }) => z32.decode(key)))
    for (const { key: id, value: record } of await database.list<ReceivedRecord>(TABLE)) {
      const holding = this.#hold(parseKey(record.key), z32.decode(record.set))
      this.#entries.set(id, { id, record, holding })
    }
    for (const entry of this.#entries.values()) {
      this.#listen(entry)
      await entry.holding.ready()
      await entry.holding.receive()
    }
  }

  protected override async _close(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop()
    await this.#previews.close()
    for (const entry of this.#entries.values()) await entry.holding.close()
  }

  // ── holdings ─────────────────────────────────────────────────────────────────────────────────

  /** Those whose owner is at the other end. */
  #of(peer: Peer): Holding[] {
    const followed = [...this.#entries.values()].map(({ holding }) => holding)
    return [...followed, ...this.#previews.holdings()].filter(({ key }) =>
      key.space.equals(peer.publicKey)
    )
  }

  async #reach(key: GrantKey): Promise<Offer> {
    const offer = await this.#previews.reach(key)
    this.emit('offer', offer.count)
    return offer
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id)
    if (entry) return entry
    throw new DatomspaceError('NOT_FOUND', 'There is no such received share', { details: { id } })
  }

  #others(set: string, except?: string): Entry[] {
    return [...this.#entries.values()].filter(
      ({ id, record }) => record.set === set && id !== except
    )
  }

  /** Deletes the copy as the terms demand, unless it is there by another share as well. */
  async #erase({ id, record, holding }: Entry, duties: string[]): Promise<void> {
    const key = z32.decode(record.set)
    if (this.#others(record.set, id).length === 0) {
      await this.#space.database.batch([purgeOp('put', key)])
      await this.#purge([key])
    }
    await holding.erased(duties)
    this.emit('change', { id })
  }

  #hold(key: GrantKey, set?: Buffer): Holding {
    this.#space.swarm.joinPeer(key.space)
    const [now, place] = [this.#now, this.#place]
    const move = (holding: Holding, offer: Offer) => this.#move(holding, offer)
    const consents = () => this.#consents(key.grant)
    return new Holding({ space: this.#space, key, set, now, place, consents, move })
  }

  /** Goes to another core with a share, and deletes the copy of the one before. */
  async #move(holding: Holding, offer: Offer): Promise<void> {
    const entry = [...this.#entries.values()].find(each => each.holding === holding)
    if (!entry) return
    await this.#refuseForeign(offer, entry.id)
    if (!this.#entries.has(entry.id)) return
    const { set } = entry.record
    const left = this.#others(set, entry.id).length === 0 ? [z32.decode(set)] : []
    entry.record = { ...entry.record, set: z32.encode(offer.set), count: offer.count }
    // Where it goes before anything is there: a core that nobody named would be taken for one's own.
    await this.#space.database.batch([
      { type: 'put', table: TABLE, key: entry.id, value: entry.record },
      ...left.map(key => purgeOp('put', key))
    ])
    await this.#space.database.flush()
    await this.onmove(entry.id)
    await this.#purge(left)
  }

  #listen(entry: Entry): void {
    const { id, holding } = entry
    holding.on('change', () => {
      this.emit('change', { id })
      this.#note(entry).catch(error => this.emit('fault', error))
    })
    holding.on('hide', () => this.emit('hide', id))
    holding.on('delete-due', (duties: string[]) => {
      // Told at every change until it is done; a core that is being deleted must not be opened.
      if (this.#erasing.has(id)) return
      this.#erasing.add(id)
      this.#erase(entry, duties)
        .catch(error => this.emit('fault', DatomspaceError.from(error)))
        .finally(() => this.#erasing.delete(id))
    })
    holding.on('show', (replay: Replay) => {
      const { label, owner, ownerName } = holding.grant!.offer!
      const coreKey = z32.encode(replay.set.key)
      this.emit('show', { id, replay, label, owner, ownerName, coreKey } satisfies ShownSet)
    })
    holding.on('synced', () => {
      const lastSync = holding.connected
        ? new Date(this.#now()).toISOString()
        : entry.record.lastSync
      entry.record = { ...entry.record, lastSync, count: holding.replay?.count ?? 0 }
      if (this.#entries.has(id)) this.#save(entry).catch(error => this.emit('fault', error))
    })
  }

  /** What the owner did with the grant goes into one's own trail too, once. */
  async #note(entry: Entry): Promise<void> {
    const { id, record, holding } = entry
    if (!this.#entries.has(id) || !holding.grant) return
    const { events, noted } = untold(
      record.noted ?? { steps: 0 },
      holding.grant.steps,
      holding.state
    )
    if (events.length === 0) return
    entry.record = { ...record, noted }
    const { offer } = holding.grant
    for (const { event, told } of events) await this.#record(heldEvent(event, id, offer, told))
    await this.#save(entry)
  }

  /**
   * Peers can read from us what we read from them, so a hostile owner must not make us follow a core that
   * is here for another reason.
   */
  async #refuseForeign(offer: Offer, except?: string): Promise<void> {
    for (const { holding } of this.#others(z32.encode(offer.set), except)) {
      const { offer: other } = holding.grant ?? (await holding.log.state())
      if (other?.source === offer.source) return
    }
    await this.#refuseOwnCore(offer.set)
  }

  async #refuseOwnCore(key: Buffer): Promise<void> {
    if (!(await this.#space.store.storage.hasCore(Hypercore.discoveryKey(key)))) return
    throw new DatomspaceError(
      'STATEMENT_INVALID',
      'This key offers something that is yours already'
    )
  }

  /** One after the other: what is being deleted must not be opened to be deleted again. */
  #purge(keys: Buffer[]): Promise<void> {
    const { store, database } = this.#space
    const done = this.#purging
      .catch(() => {}) // its caller was told
      .then(async () => {
        for (const key of keys) await purgeCore(store.get({ key }))
        await database.batch(keys.map(key => purgeOp('delete', key)))
      })
    this.#purging = done
    return done
  }

  // ── books ────────────────────────────────────────────────────────────────────────────────────

  #parse(text: string): GrantKey {
    const key = parseKey(text)
    if (!key.space.equals(this.#space.networkKey)) return key
    throw new DatomspaceError('GRANT_OWN', 'This key is your own: send it to the one it is for')
  }

  #find(key: GrantKey): Entry | undefined {
    return [...this.#entries.values()].find(({ holding }) => holding.key.grant.equals(key.grant))
  }

  #count(state: string): number {
    return [...this.#entries.values()].filter(({ holding }) => holding.state === state).length
  }

  #save({ id, record }: Entry): Promise<void> {
    return this.#space.database.put(TABLE, id, record)
  }
}

function purgeOp(type: 'put' | 'delete', core: Buffer): DatabaseOp {
  const key = z32.encode(core)
  return type === 'put' ? { type, table: PURGES, key, value: {} } : { type, table: PURGES, key }
}
