import ReadyResource from 'ready-resource'
import Hypercore from 'hypercore'
import z32 from 'z32'
import { DatomspaceError } from '../../error'
import { proveTicket, type GrantKey, type GrantState, type SignedHead } from '../../grant'
import { isCounterSigned, MAX_IDS, type ReceiptAction, type Use } from '../../meter'
import {
  countedUses,
  covers,
  deletionDue,
  evaluate,
  isSpent,
  namesPlace,
  needsUse,
  PURPOSES,
  type Action,
  type Consented,
  type CountedUses,
  type Decision,
  type Place,
  type Policy,
  type Purpose,
  type Request,
  type State
} from '../../rights'
import type { Peer } from '../peer'
import type { HeldConsent } from '../consents'
import type { UseAnswer } from '../shapes'
import type { Space } from '../space'
import { CLOCK_SKEW, toleratedNow } from '../sharing/clock'
import { RECEIPTS } from './message'
import { eventsOf } from './events'
import { obstacleIn, type Obstacle } from './obstacle'
import { ReceiptLog } from './receipt-log'

/** How long a look stays open. */
export const LOOK = 10 * 60 * 1000
/** Doing the same with the same again within this time is one use. */
export const SAME_USE = 60 * 1000
const TICK = 1_000
const MAX_RECENT = 10_000
const ALL = '*'

export interface Asked {
  action: Action
  /** Ids of datoms; all of them when left out. */
  datoms?: string[]
  purpose?: string
}

/** What a use is of: asked for when it is made. */
export interface UsedSet {
  core: Buffer
  length: number
  count: number
}

export interface UsageOptions {
  space: Space
  key: GrantKey
  now: () => number
  grant: () => GrantState | null
  used: () => UsedSet
  /** In which country this computer is, as its user says; null when they do not. */
  place: () => Place | null
  /** What whoever gave it has consented to. */
  consents: () => HeldConsent[]
}

interface Look {
  until: number
  receipt: number
  purpose?: Purpose
}

/**
 * The uses of one grant that this space holds: decides whether one more is permitted, signs for it, and
 * keeps the look that it opened.
 *
 * Events: `change` when more or less may be shown than before.
 */
export class Usage extends ReadyResource {
  readonly log: ReceiptLog
  readonly #options: UsageOptions
  readonly #recent = new Map<string, number>()
  readonly #stops: (() => unknown)[] = []
  #look: Look | null = null
  #checked: { head: SignedHead; number: number } | null = null
  #timer: NodeJS.Timeout | null = null
  #queue: Promise<unknown> = Promise.resolve()

  constructor(options: UsageOptions) {
    super()
    this.#options = options
    this.log = new ReceiptLog(options.space, options.key)
  }

  /** What `evaluate` needs to know. */
  state(): State {
    const grant = this.#options.grant()
    if (!this.opened) return {}
    const used = { ...this.log.state(grant?.counted ?? null), consents: this.#consents() }
    return grant ? { ...used, events: eventsOf(grant, this.#clock().now()) } : used
  }

  /**
   * Whether the datoms are listed only while a look is open: where the terms count looks, or where there is
   * consent to a number of them.
   */
  needsLook(policy: Policy): boolean {
    if (needsUse(policy, 'display')) return true
    const state = this.state()
    const all = state.consents ?? []
    const lasting = all.filter(({ left }) => left === null)
    if (lasting.length === all.length) return false
    const may = (consents: Consented[]) =>
      this.#ask(policy, 'display', undefined, { ...state, consents }).decision.decision === 'permit'
    return !may(lasting) && may(all.map(each => ({ ...each, left: null })))
  }

  /** How often that was signed for on this device. */
  timesOf(action: Action): number {
    return this.opened ? this.log.timesOf(action) : 0
  }

  /** The terms of a grant that may be asked about. Throws as `use` for one that has ended. */
  policyAskedAbout(): Policy {
    const { offer, status } = this.#options.grant() ?? {}
    return offer && status === 'suspended' ? offer.policy : this.#policy()
  }

  counted(policy: Policy): CountedUses {
    return countedUses(policy, this.state())
  }

  /** How many receipts were signed for, and up to which number the owner signed to have them. */
  get receipts(): { signed: number; acknowledged: number } {
    const { grant: grantOf, key } = this.#options
    const grant = grantOf()
    const head = this.opened ? grant?.counted?.heads.get(this.log.name) : undefined
    if (head && head !== this.#checked?.head) {
      const { hash, number } = head
      const isReal = isCounterSigned(head, z32.encode(key.grant), grant!.offer!.owner)
      const isLast = number !== this.log.number || hash === this.log.hash
      this.#checked = { head, number: isReal && isLast ? number : 0 }
    }
    return { signed: this.opened ? this.log.number : 0, acknowledged: this.#checked?.number ?? 0 }
  }

  /** ISO time at which the open look closes; undefined when there is none. */
  get lookUntil(): string | undefined {
    const look = this.#openLook()
    return look ? new Date(look.until).toISOString() : undefined
  }

  /** Whether the terms let this app do that now, by everything that is known. */
  permits(policy: Policy, action: Action): boolean {
    return this.#ask(policy, action).decision.decision === 'permit'
  }

  /** Whether the datoms may be listed now: where the terms count looks, only while one is open. */
  mayList(policy: Policy): boolean {
    if (!this.needsLook(policy)) return this.permits(policy, 'display')
    const look = this.#openLook()
    if (!look) return false
    const state = this.state()
    // The look is one of the uses that are counted: it is asked about as it was when it was opened.
    const uses = { ...state.uses, display: Math.max(0, (state.uses?.display ?? 0) - 1) }
    const before = { ...state, uses, consents: this.#consents(1) }
    return this.#ask(policy, 'display', look.purpose, before).decision.decision === 'permit'
  }

  /** Whether there is a reason to have a copy: it may be listed, or a look at it may still be opened. */
  mayKeep(policy: Policy): boolean {
    return this.mayList(policy) || (this.opened && this.permits(policy, 'display'))
  }

  /** Whether nothing is left of what the terms count, for this app: a look that is open is something. */
  usedUp(policy: Policy): boolean {
    if (!this.opened || this.mayKeep(policy)) return false
    if (isSpent(policy, this.state())) return true
    const { reasons } = this.#ask(policy, 'display').decision
    return reasons.length > 0 && reasons.every(({ code }) => code === 'count')
  }

  /** What keeps the datoms from being listed though the grant is in force; null where they may be. */
  obstacle(policy: Policy): Obstacle | null {
    if (!this.opened || this.mayKeep(policy)) return null
    return obstacleIn(this.#ask(policy, 'display').decision, policy, this.#place())
  }

  /** `uid` of the duties of deletion that are due; none while somebody looks. */
  deletions(policy: Policy, ended: boolean): string[] {
    if (!this.opened || this.#openLook() || this.log.deleted) return []
    return deletionDue(policy, this.state(), { ended, clock: this.#clock() })
  }

  /** Whether what was deleted may be here again: it may be shown, and its deletion would not be due at once. */
  mayRevive(policy: Policy): boolean {
    if (!this.permits(policy, 'display')) return false
    const state = { ...this.state(), fulfilled: [] }
    return deletionDue(policy, state, { ended: false, clock: this.#clock() }).length === 0
  }

  /**
   * Makes one use, or throws without any trace: `COUNT_USED_UP`, `GRANT_EXPIRED`, `POLICY_DENIED`. Its
   * receipt is on the disk when this resolves.
   */
  use(asked: Asked): Promise<UseAnswer> {
    return this.#exclusive(() => this.#use(asked))
  }

  /** The same for what people and programs do in passing: the same again within a minute is one use. */
  touch(asked: Asked): Promise<void> {
    return this.#exclusive(async () => {
      const now = this.#options.now()
      const { action, datoms } = asked
      const isOld = (id: string) => {
        const since = now - (this.#recent.get(`${action} ${id}`) ?? Number.NEGATIVE_INFINITY)
        // A clock that was set back makes nothing recent.
        return since >= 0 && since < SAME_USE
      }
      // Who has just signed for all of it has signed for each.
      if (isOld(ALL)) return
      const fresh = (datoms ?? [ALL]).filter(id => !isOld(id))
      if (fresh.length === 0) return
      await this.#use({ ...asked, ...(datoms && { datoms: fresh }) })
      if (this.#recent.size > MAX_RECENT) this.#recent.clear()
      for (const id of fresh) this.#recent.set(`${action} ${id}`, now)
    })
  }

  /** Whether `touch` of all of it would be let through now. */
  mayTouch(policy: Policy, action: Action): boolean {
    const since = this.#options.now() - (this.#recent.get(`${action} ${ALL}`) ?? -Infinity)
    return (since >= 0 && since < SAME_USE) || this.permits(policy, action)
  }

  closeLook(): boolean {
    const isOpen = this.#look !== null
    this.#look = null
    this.#stopTimer()
    if (isOpen) this.emit('change')
    return isOpen
  }

  /** Signs that the copy was deleted. */
  deleted(uids: string[]): Promise<void> {
    return this.#exclusive(async () => {
      const policy = this.#options.grant()?.offer?.policy
      if (!policy) return
      await this.#append('delete', policy, undefined, undefined)
      const at = new Date(this.#options.now()).toISOString()
      await this.log.fulfil([...this.log.fulfilled, ...uids], at)
    })
  }

  /** There will be a copy again, and its deletion will be due again. */
  revived(): Promise<void> {
    return this.#exclusive(() => this.log.fulfil([]))
  }

  /** Tells the owner, on a connection to their space, where the receipts are. */
  announce(peer: Peer): void {
    if (!this.log.opened || this.closing) return
    const { key, space } = this.#options
    const { handshakeHash } = peer
    const prover = space.networkKey
    const proof = proveTicket(key.secret, { handshakeHash, prover, grant: key.grant })
    peer.send(RECEIPTS, {
      grant: Hypercore.discoveryKey(key.grant).toString('hex'),
      proof: proof.toString('base64'),
      core: this.log.core.key.toString('hex')
    })
    // They may have asked for it in vain, before there was a rule.
    space.gate.serve(peer, this.log.core).catch(error => {
      if (!this.closing) this.emit('fault', DatomspaceError.from(error))
    })
  }

  protected override async _open(): Promise<void> {
    const { space, key } = this.#options
    await this.log.ready()
    const { discoveryKey } = this.log.core
    this.#stops.push(
      space.gate.rule((peer, asked) =>
        asked.equals(discoveryKey) && peer.publicKey.equals(key.space) ? this.log.core : null
      )
    )
    for (const peer of space.gate.peersOf(key.space)) this.announce(peer)
  }

  protected override async _close(): Promise<void> {
    this.#stopTimer()
    for (const stop of this.#stops.splice(0)) stop()
    await this.#queue.catch(() => {}) // its caller was told
    await this.log.close()
  }

  async #use({ action, datoms, purpose }: Asked): Promise<UseAnswer> {
    const policy = this.#policy()
    const isLook = action === 'display' && this.needsLook(policy)
    const look = this.#openLook()
    if (isLook && look && this.mayList(policy)) return this.#answer(policy, look.receipt)
    const { decision, purpose: known } = this.#ask(policy, action, purposeOf(purpose))
    if (decision.decision === 'deny') {
      throw denied(decision, obstacleIn(decision, policy, this.#place()))
    }
    const receipt = await this.#append(action, policy, isLook ? undefined : datoms, known)
    if (isLook) this.#openedLook(receipt, known)
    return this.#answer(policy, receipt)
  }

  async #append(
    action: ReceiptAction,
    policy: Policy,
    datoms: string[] | undefined,
    purpose: Purpose | undefined
  ): Promise<number> {
    const { core, length, count } = this.#options.used()
    const place = namesPlace(policy) ? this.#place() : null
    const isWhole = !datoms || datoms.length > MAX_IDS
    const use: Use = {
      action,
      policy: policy.uid,
      subject: isWhole ? { core: z32.encode(core), length, count } : datoms,
      ...(purpose && { purpose }),
      ...(place && { spatial: place })
    }
    const { number } = await this.log.append(use, this.#options.now())
    return number
  }

  #answer(policy: Policy, receipt: number): UseAnswer {
    const { left } = this.counted(policy)
    const until = this.lookUntil
    return { left, receipt, ...(until !== undefined && { until }) }
  }

  #openedLook(receipt: number, purpose?: Purpose): void {
    this.#look = { receipt, until: this.#options.now() + LOOK, ...(purpose && { purpose }) }
    this.#timer ??= setInterval(() => {
      const policy = this.#options.grant()?.offer?.policy
      if (!policy || !this.#openLook() || !this.mayList(policy)) this.closeLook()
    }, TICK)
    this.#timer.unref()
    this.emit('change')
  }

  #openLook(): Look | null {
    return this.#look && this.#options.now() < this.#look.until ? this.#look : null
  }

  #policy(): Policy {
    const grant = this.#options.grant()
    if (!grant?.offer) {
      throw new DatomspaceError('POLICY_DENIED', 'The terms of this share are not here yet')
    }
    if (grant.status === 'ended') {
      const isExpired = grant.reason === 'expired'
      throw new DatomspaceError(
        isExpired ? 'GRANT_EXPIRED' : 'GRANT_REVOKED',
        isExpired ? 'This share has expired' : 'The owner has ended this share'
      )
    }
    if (grant.status === 'suspended') {
      throw new DatomspaceError('GRANT_SUSPENDED', 'The owner has suspended this share')
    }
    return grant.offer.policy
  }

  #request(action: Action, purpose?: Purpose): Request {
    const place = this.#place()
    // What this app shows or writes, nobody gets but its user.
    const recipient = this.#options.space.identity
    return { action, recipient, ...(purpose && { purpose }), ...(place && { spatial: place }) }
  }

  /**
   * What the terms say to an action now. Where no purpose is said, what was consented to for one is done
   * for that one.
   */
  #ask(
    policy: Policy,
    action: Action,
    said?: Purpose,
    state = this.state()
  ): { decision: Decision; purpose?: Purpose } {
    const decide = (purpose?: Purpose) =>
      evaluate(policy, this.#request(action, purpose), state, this.#clock())
    const decision = decide(said)
    if (said !== undefined) return { decision, purpose: said }
    if (decision.decision === 'permit') return { decision }
    for (const { purpose } of state.consents ?? []) {
      const other = purpose && decide(purpose)
      if (other?.decision === 'permit') return { decision: other, purpose }
    }
    return { decision }
  }

  /** What was consented to; `looks`: receipts for showing that are left out of account. */
  #consents(looks = 0): Consented[] {
    const now = this.#options.now()
    return this.#options
      .consents()
      .filter(({ until, came }) => until === null || now >= Date.parse(came) - CLOCK_SKEW)
      .map(({ action, purpose, until, uses, before }) => {
        const done = this.log.timesOf(action) - before - (covers(action, 'display') ? looks : 0)
        return {
          action,
          ...(purpose && { purpose }),
          until: until === null ? null : Date.parse(until),
          left: uses === null ? null : Math.max(0, uses - Math.max(0, done))
        }
      })
  }

  #place(): Place | null {
    return this.#options.place()
  }

  #clock() {
    const { now, grant } = this.#options
    return { now: () => toleratedNow(grant()?.offer?.policy, now()) }
  }

  #stopTimer(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  /** One use at a time, so that two cannot both be the last one. */
  #exclusive<Value>(run: () => Promise<Value>): Promise<Value> {
    const done = this.#queue.catch(() => {}).then(run) // the caller before was told
    this.#queue = done
    return done
  }
}

function purposeOf(purpose: string | undefined): Purpose | undefined {
  if (purpose === undefined) return undefined
  if (Object.hasOwn(PURPOSES, purpose)) return purpose as Purpose
  throw new DatomspaceError('INVALID_ARGUMENT', `"${purpose}" is no purpose that this app knows`)
}

function denied({ reasons }: Decision, obstacle: Obstacle | null): DatomspaceError {
  if (obstacle === 'consent') {
    return new DatomspaceError(
      'CONSENT_NEEDED',
      'The terms permit this only after whoever gave it has consented. Ask them, in the app or by `datomspace consent ask`'
    )
  }
  const has = (code: string) => reasons.some(reason => reason.code === code)
  if (obstacle === 'place-unsaid') {
    return new DatomspaceError(
      'PLACE_UNSAID',
      'The terms permit this in certain countries only, and in which one this computer is was not said. Say it in Settings, or by `datomspace country`'
    )
  }
  if (has('count')) {
    return new DatomspaceError(
      'COUNT_USED_UP',
      'This was used as often as its terms allow. Nothing was counted; ask its owner for more'
    )
  }
  if (has('expired') || has('elapsed')) {
    return new DatomspaceError('GRANT_EXPIRED', 'The time that the terms give for this is over')
  }
  const why = [...new Set(reasons.map(({ code }) => code))].join(', ')
  return new DatomspaceError('POLICY_DENIED', `The terms do not permit this (${why})`, {
    details: { reason: reasons[0]?.code ?? '' }
  })
}
