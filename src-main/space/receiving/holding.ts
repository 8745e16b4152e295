import ReadyResource from 'ready-resource'
import Hypercore from 'hypercore'
import { DatomSet, EpochRing, Replay, verifyManifest, type ExportedRing } from '../../datom'
import { DatomspaceError } from '../../error'
import { GrantLog, proveTicket, type GrantKey, type GrantState, type Offer } from '../../grant'
import { momentsIn, startsOf, untilOf, type Action, type Place, type Policy } from '../../rights'
import type { Passable } from '../delegation/passing-on'
import type { HeldConsent } from '../consents'
import type { Follow } from '../gate'
import type { Obstacle } from '../metering/obstacle'
import { Usage, type UsedSet } from '../metering/usage'
import type { Peer } from '../peer'
import type { ReceivedState } from '../shapes'
import { CLOCK_SKEW, toleratedNow } from '../sharing/clock'
import { PROVE, type GrantWord } from '../sharing/message'
import { Copy } from './copy'
import type { Space } from '../space'

/** Looked for this often at least: a clock may jump, and timers do not count sleep. */
const MAX_TIMER = 5_000
/** How long somebody who was never reached counts as being dialled. */
const DIALLING = 20_000

export interface HoldingOptions {
  space: Space
  key: GrantKey
  set?: Buffer
  /**
   * The grant goes on with another core: deletes the copy of the one before, and refuses by throwing to
   * follow what is here for another reason. Awaited before anything of it is fetched.
   */
  move: (holding: Holding, offer: Offer) => Promise<void>
  now: () => number
  /** In which country this computer is, as its user says; null when they do not. */
  place: () => Place | null
  /** What whoever gave it has consented to. */
  consents: () => HeldConsent[]
}

/**
 * One grant that this space holds or looks at: follows its grant core, proves on every connection to the
 * owner that it holds the secret, and, once told to `receive()`, follows the granted set as long as the
 * terms permit to show it.
 *
 * Events: `change` at anything that a screen would show; `show` (Replay) before the first datom is told,
 * `hide` when they may no longer be shown; `synced` when the copy is up to date; `delete-due` (uids of
 * duties) when the terms demand that the copy is deleted, which it is by `erased()`.
 */
export class Holding extends ReadyResource {
  readonly key: GrantKey
  readonly log: GrantLog
  readonly usage: Usage
  grant: GrantState | null = null
  failure: DatomspaceError | null = null
  /** Last word of the owner on the connection that there is. */
  word: GrantWord | null = null
  replay: Replay | null = null
  readonly #space: Space
  readonly #now: () => number
  readonly #began: number
  readonly #move: HoldingOptions['move']
  /** Key of the granted core that was accepted, or that it moved to since. */
  #set: Buffer | undefined
  #ring = EpochRing.from({ epochs: [] })
  #peer: Peer | null = null
  #reached = false
  #receiving = false
  #following: Follow | null = null
  #setFollowing: Follow | null = null
  #copy: Copy | null = null
  #expiry: NodeJS.Timeout | null = null
  #updating: Promise<void> = Promise.resolve()
  /** The update that has not begun: whatever happens until it does is in it. */
  #next: Promise<void> | null = null
  #merged: ExportedRing | null = null
  /** How often it had moved when the ring was begun. */
  #moves = 0
  readonly #onlog = () => void this.update()
  readonly #onpeer = (peer: Peer) => this.#connected(peer)
  readonly #onclose = (peer: Peer) => this.#disconnected(peer)

  /** `set`: what was accepted, or moved to since; a grant of anything else is refused. */
  constructor(options: HoldingOptions) {
    super()
    const { space, key, now, place, consents, move } = options
    this.#space = space
    this.#now = now
    this.#began = now()
    this.#set = options.set
    this.#move = move
    this.key = key
    this.log = GrantLog.follow({
      store: space.store,
      key: key.grant,
      secret: key.secret,
      space: key.space,
      ...(key.kind === 'agreement' && { open: sealed => space.keys.openSealed(sealed) })
    })
    const grant = () => this.grant
    this.usage = new Usage({ space, key, now, place, consents, grant, used: () => this.#used() })
    this.usage.on('change', () => void this.update())
  }

  /** How the owner and this space name the grant to each other: hex. */
  get name(): string {
    return Hypercore.discoveryKey(this.key.grant).toString('hex')
  }

  get connected(): boolean {
    return this.#peer !== null
  }

  get state(): ReceivedState {
    const { grant } = this
    if (this.failure) return 'failed'
    if (grant?.status === 'ended') return grant.reason ?? 'revoked'
    if (this.word === 'revoked' || this.word === 'expired') return this.word
    if (this.#overdue()) return 'expired'
    if (this.#suspended()) return 'suspended'
    if (this.word === 'refused' || this.word === 'unknown') return 'refused'
    if (this.word === 'waiting' || this.#early()) return 'waiting'
    if (this.#usedUp()) return 'used-up'
    if (this.#peer) {
      if (this.word !== 'active') return 'connecting'
      if (this.#copy) return this.#copy.isWhole ? 'live' : 'syncing'
      if (!this.replay) return this.usage.log.deleted || this.obstacle ? 'live' : 'connecting'
      return this.replay.current && this.replay.head > 0 ? 'live' : 'syncing'
    }
    if (this.#space.swarm.state === 'offline') return 'offline'
    const dialling = !this.#reached && this.#now() - this.#began < DIALLING
    return dialling ? 'connecting' : 'owner-offline'
  }

  /** What keeps the datoms from being listed though the grant is in force. */
  get obstacle(): Obstacle | null {
    const policy = this.#receiving ? this.#inForce() : null
    if (!policy || this.usage.log.deleted || this.#overdue() || this.#early()) return null
    return this.usage.obstacle(policy)
  }

  /** Blocks here, and in all. */
  get progress(): { blocks: number; total: number } {
    return this.replay?.progress ?? this.#copy?.progress ?? { blocks: 0, total: 0 }
  }

  protected override async _open(): Promise<void> {
    const { gate } = this.#space
    await this.log.ready()
    this.log.core.on('append', this.#onlog)
    this.log.core.on('download', this.#onlog)
    gate.on('peer', this.#onpeer)
    gate.on('peer-close', this.#onclose)
    const from = [this.key.space]
    this.#following = gate.follow(this.log.core, { from })
    for (const peer of gate.peersOf(this.key.space)) this.#connected(peer)
    await this.update()
  }

  protected override async _close(): Promise<void> {
    const { gate } = this.#space
    if (this.#expiry) clearTimeout(this.#expiry)
    this.log.core.off('append', this.#onlog)
    this.log.core.off('download', this.#onlog)
    gate.off('peer', this.#onpeer)
    gate.off('peer-close', this.#onclose)
    this.#receiving = false
    await this.#updating
    await this.#conceal()
    await this.#keepNothing()
    if (this.usage.opened) await this.usage.close()
    await this.#following?.stop()
    await this.log.close()
    this.#ring.close()
  }

  /**
   * Starts to follow the granted set, which has the key `set` where that was accepted just now: downloads
   * it, and says what is in it by `show`.
   */
  async receive(set = this.#set): Promise<void> {
    await this.usage.ready()
    this.#set = set
    this.#receiving = true
    await this.update()
  }

  /** Looks at the grant core again, and does what it says. */
  update(): Promise<void> {
    this.#next ??= this.#updating.then(() => {
      this.#next = null
      return this.#update()
    })
    this.#updating = this.#next
    return this.#next
  }

  /** The owner spoke about this grant. */
  told(word: GrantWord): void {
    this.word = word
    this.emit('change')
    void this.update()
  }

  async #update(): Promise<void> {
    if (this.closing || this.failure) return
    try {
      const grant = await this.log.state()
      const { assignee } = grant.offer?.policy ?? {}
      if (assignee !== undefined && assignee !== this.#space.identity) {
        throw new DatomspaceError('POLICY_DENIED', 'This share was made for somebody else')
      }
      const isElsewhere = this.#isElsewhere(grant)
      if (isElsewhere) {
        await this.#conceal()
        await this.#keepNothing()
      }
      const old = this.#ring
      if (grant.left.length > this.#moves) this.#ring = EpochRing.from({ epochs: [] })
      this.#moves = grant.left.length
      this.grant = grant
      const added = grant.epochs === this.#merged ? 0 : this.#ring.merge(grant.epochs)
      this.#merged = grant.epochs
      if (isElsewhere) {
        this.#set = grant.offer!.set
        await this.#move(this, grant.offer!)
      }
      if (old !== this.#ring) old.close()
      if (this.#receiving) await this.#adjust()
      if (added > 0) this.replay?.resume()
      this.#schedule()
    } catch (error) {
      if (this.closing) return
      await this.#fail(DatomspaceError.from(error))
    }
    this.emit('change')
  }

  /** Whether it moved away from the core that was followed until now. */
  #isElsewhere({ offer, left }: GrantState): boolean {
    const was = this.#set
    if (!offer || !was || offer.set.equals(was)) return false
    if (left.some(core => core.equals(was))) return true
    throw new DatomspaceError('STATEMENT_INVALID', 'This grant is not the one that was accepted')
  }

  /** Whether a program may read the datoms now. */
  mayRead(): boolean {
    const policy = this.#inForce()
    return policy !== null && this.usage.mayTouch(policy, 'read')
  }

  /** Whether the terms let this app do that with the datoms now. */
  permits(action: Action): boolean {
    const policy = this.#inForce()
    return policy !== null && this.usage.permits(policy, action)
  }

  /** The copy was deleted, as the terms demand: those duties are done. */
  async erased(duties: string[]): Promise<void> {
    await this.usage.deleted(duties)
    await this.update()
  }

  /** Shows, keeps or gives away what there is, by the terms and the uses as they are now. */
  async #adjust(): Promise<void> {
    const offered = this.grant?.offer?.policy
    const policy = this.#inForce()
    const isEnded = policy === null && !this.#suspended()
    const due = offered ? this.usage.deletions(offered, isEnded) : []
    if (this.usage.log.deleted && policy && this.usage.mayRevive(policy)) {
      await this.usage.revived()
    }
    const isGone = due.length > 0 || this.usage.log.deleted !== undefined
    const mayList = !isGone && policy !== null && this.usage.mayList(policy)
    const mayKeep = !isGone && policy !== null && this.usage.mayKeep(policy)
    if (!mayList) await this.#conceal()
    if (mayList || !mayKeep) await this.#keepNothing()
    if (mayList) await this.#show()
    else if (mayKeep) await this.#keep()
    if (due.length > 0) this.emit('delete-due', due)
  }

  /** The terms, as long as the grant has neither ended nor been suspended. */
  #inForce(): Policy | null {
    const { grant } = this
    if (!grant?.offer || grant.status !== 'active') return null
    const isOver = this.word === 'revoked' || this.word === 'expired' || this.#suspended()
    return isOver ? null : grant.offer.policy
  }

  /** A pause, and no end: nothing is shown, and nothing is deleted. */
  #suspended(): boolean {
    return this.grant?.status === 'suspended' || this.word === 'suspended'
  }

  /** What a use of everything is of. */
  #used(): UsedSet {
    const { replay, grant } = this
    const core = replay?.set.core ?? this.#copy?.core
    const count = replay && replay.head > 0 ? replay.count : (grant?.offer?.count ?? 0)
    return { core: grant!.offer!.set, length: core?.length ?? 0, count }
  }

  #usedUp(): boolean {
    const policy = this.#inForce()
    return policy !== null && this.usage.usedUp(policy)
  }

  #overdue(): boolean {
    const policy = this.grant?.offer?.policy
    const until = policy ? untilOf(policy) : null
    return until !== null && toleratedNow(policy, this.#now()) > until
  }

  /** Whether the first moment of the terms is still to come. */
  #early(): boolean {
    const policy = this.grant?.offer?.policy
    const [from] = policy ? startsOf(policy) : []
    return from !== undefined && toleratedNow(policy, this.#now()) < from
  }

  /** What can be passed on, as long as the terms are in force. */
  lend(): Passable | null {
    const policy = this.#inForce()
    const offer = this.grant?.offer
    if (!policy || !offer || this.failure || this.#overdue() || this.#early()) return null
    if (this.word === 'suspended' || this.word === 'refused' || this.word === 'unknown') return null
    const { set: key, label, chain } = offer
    const { count } = this.#used()
    const events = this.grant!.events
    return { key, ring: this.#ring, policy, label, count, chain: [...chain], events }
  }

  async #show(): Promise<void> {
    if (this.replay || !this.grant?.offer) return
    const { store, gate } = this.#space
    const set = DatomSet.follow({ store, key: this.grant.offer.set, ring: this.#ring })
    await set.ready()
    const replay = new Replay(set)
    this.replay = replay
    replay.on('progress', () => this.emit('change'))
    replay.on('synced', () => this.#synced(replay))
    replay.on('locked', () => this.emit('change'))
    replay.on('fault', error => void this.#fail(error))
    this.emit('show', replay)
    this.#setFollowing = gate.follow(set.core, { from: [this.key.space] })
    await replay.ready()
  }

  async #keep(): Promise<void> {
    if (this.#copy || !this.grant?.offer) return
    const { store, gate } = this.#space
    const onchange = () => void this.emit('change')
    const { set: key } = this.grant.offer
    this.#copy = new Copy({ store, gate, key, from: this.key.space, onchange })
    await this.#copy.ready()
  }

  async #keepNothing(): Promise<void> {
    const copy = this.#copy
    this.#copy = null
    await copy?.close()
  }

  async #conceal(): Promise<void> {
    const { replay } = this
    if (!replay) return
    this.replay = null
    this.emit('hide')
    await this.#setFollowing?.stop()
    this.#setFollowing = null
    await replay.close()
  }

  #synced(replay: Replay): void {
    this.emit('synced')
    this.emit('change')
    this.#verify(replay).catch(error => {
      if (this.replay === replay && !this.closing) void this.#fail(DatomspaceError.from(error))
    })
  }

  /** The set has to say itself that it is the owner's. */
  async #verify(replay: Replay): Promise<void> {
    const { owner } = verifyManifest(await replay.set.manifest(), replay.set.key)
    if (owner === this.grant?.offer?.source) return
    throw new DatomspaceError(
      'STATEMENT_INVALID',
      'This set belongs to somebody else than who shares it'
    )
  }

  async #fail(error: DatomspaceError): Promise<void> {
    this.failure ??= error
    await this.#conceal()
    await this.#keepNothing()
    this.emit('change')
  }

  #connected(peer: Peer): void {
    if (!peer.publicKey.equals(this.key.space)) return
    this.#peer = peer
    this.#reached = true
    this.word = null
    this.prove(peer)
    this.emit('change')
  }

  /** Proves to the owner, on this connection, that this space holds the ticket. */
  prove(peer: Peer): void {
    const { handshakeHash } = peer
    const prover = this.#space.networkKey
    const proof = proveTicket(this.key.secret, { handshakeHash, prover, grant: this.key.grant })
    peer.send(PROVE, { grant: this.name, proof: proof.toString('base64') })
    this.usage.announce(peer)
  }

  #disconnected(peer: Peer): void {
    if (this.#peer !== peer) return
    this.#peer = null
    this.word = null
    this.emit('change')
  }

  /** Comes back when the next moment that the terms name has passed. */
  #schedule(): void {
    if (this.#expiry) clearTimeout(this.#expiry)
    const { grant } = this
    const policy = grant?.offer?.policy
    if (!policy) return
    // As long as the owner has not ended it, a clock that was wrong may be set right again.
    const isTimed = grant.status !== 'ended' && momentsIn(policy).length > 0
    const mayDelete = hasDeletion(policy) && !this.usage.log.deleted
    if (!isTimed && !mayDelete) return
    const now = this.#now()
    const wait = Math.max(0, Math.min(nextMoment(policy, now) - now, MAX_TIMER))
    this.#expiry = setTimeout(() => void this.update(), wait)
    this.#expiry.unref()
  }
}

/** The first and the last moment of everything come a little later by the tolerance. */
function nextMoment(policy: Policy, now: number): number {
  const moments = momentsIn(policy).flatMap(moment => [moment + 1, moment + CLOCK_SKEW + 1])
  return Math.min(Infinity, ...moments.filter(moment => moment > now))
}

function hasDeletion({ permission, obligation = [] }: Policy): boolean {
  const duties = [...permission.flatMap(({ duty }) => duty ?? []), ...obligation]
  return duties.some(({ action }) => action === 'delete')
}
