import type { EventEmitter } from 'node:events'
import { newDatomId, urnOf } from '../../datom'
import { DatomspaceError } from '../../error'
import { eventEntries, type DeclaredEvents, type EventEntry } from '../../grant'
import { isTied, policyOf, withEnd, type Draft, type Parties, type Policy } from '../../rights'
import type { ShareDraft } from '../shapes'
import type { ShareBook } from '../sharing/book'
import { declarable } from '../sharing/declaring'
import { endIn, grantPolicy, type Audience } from '../sharing/draft'
import type { Granted, GrantedCores, Lent } from '../sharing/granted'
import { NOBODY, type Making } from '../sharing/making'
import type { Share, ShareRecord } from '../sharing/share'
import { termsOf } from '../sharing/terms'
import type { Space } from '../space'
import { ensurePassable } from './chain'
import { forbiddenFor } from './forbidden'

/** A received share that this space may pass on. */
export interface Passable extends Lent {
  label: string
  /** How many datoms are in it. */
  count: number
  /** Its terms as they stand. */
  policy: Policy
  /** The signed offers that it rests on, the owner's first, its own last. */
  chain: object[]
  /** What its giver said to have happened. */
  events: DeclaredEvents
}

/** The received shares: `change` ({ id }) when one of them stands otherwise than before. */
export interface Lender extends Pick<EventEmitter, 'on' | 'off'> {
  /** Null where it is not in force now. */
  lend(receivedId: string): Passable | null
  /** Why it has ended for good; null if it has not. */
  endOf(receivedId: string): 'revoked' | 'expired' | null
  /** Awaited when a received share moved to another core, before the copy of the old one is deleted. */
  onmove: (receivedId: string) => Promise<void>
}

export interface PassOn {
  receivedId: string
  label?: string
  audience: Audience
  /** Default: its own terms, without the right to pass it on further. */
  terms?: Draft
  /** ISO time of an earlier end. */
  until?: string
}

/**
 * Rights that are passed on: a grant of one's own on a core that somebody else owns. Its terms rest on the
 * signed offers before it, and it lasts no longer than they do. The bytes are the owner's, as they are.
 */
export class PassingOn {
  lender: Lender | null = null
  readonly #space: Space
  readonly #book: ShareBook
  readonly #cores: GrantedCores
  readonly #making: Making
  readonly #now: () => number

  constructor(options: {
    space: Space
    book: ShareBook
    cores: GrantedCores
    making: Making
    now: () => number
  }) {
    this.#space = options.space
    this.#book = options.book
    this.#cores = options.cores
    this.#making = options.making
    this.#now = options.now
  }

  /**
   * What would be passed on, in words; makes nothing. Terms that cannot be passed on are told as
   * `forbidden`, and not thrown. Throws `NOT_FOUND`, and `INVALID_ARGUMENT` for an end in the past.
   */
  preview(params: PassOn): ShareDraft {
    const passable = this.#passable(params.receivedId)
    const { count, chain } = passable
    const now = this.#now()
    const { draft, parties } = this.#sketch(params, passable, NOBODY, now)
    const kind = params.audience.kind === 'person' ? 'Agreement' : 'Ticket'
    const terms = termsOf(policyOf(draft, { ...parties, kind }))
    try {
      ensurePassable(grantPolicy(draft, parties, now), chain, now)
    } catch (error) {
      return { terms, count, forbidden: forbiddenFor(DatomspaceError.from(error)) }
    }
    return { terms, count }
  }

  /** Throws `NOT_FOUND`, `POLICY_DENIED`, and what an own grant throws. */
  async make(params: PassOn): Promise<{ share: Share; granted: Granted }> {
    const { receivedId } = params
    const passable = this.#passable(receivedId)
    const { chain } = passable
    const now = this.#now()
    const id = newDatomId(now)
    const { draft, parties } = this.#sketch(params, passable, urnOf(id), now)
    const policy = grantPolicy(draft, parties, now)
    ensurePassable(policy, chain, now)
    const granted = await this.#cores.open(`received/${receivedId}`)
    if (!granted || !this.isOn(granted, receivedId)) {
      throw new DatomspaceError('CLOSED', 'The received share changed meanwhile: look at it again')
    }
    const share = await this.#making.write(id, granted, {
      label: params.label ?? passable.label,
      selection: { kind: 'set', setId: receivedId },
      policy,
      derived: { receivedId, chain }
    })
    return { share, granted }
  }

  /** Whether it is what the received share is on now. */
  isOn(granted: Granted, receivedId: string): boolean {
    return this.lender?.lend(receivedId)?.key.equals(granted.set.key) ?? false
  }

  /** What passes that received share on and has not ended. */
  of(receivedId: string): Share[] {
    return this.#book
      .all()
      .filter(
        ({ record }) => record.derived?.receivedId === receivedId && record.status !== 'ended'
      )
  }

  /** The received shares that are passed on. */
  ids(): string[] {
    const ids = this.#book.all().flatMap(({ record }) => record.derived?.receivedId ?? [])
    return [...new Set(ids)]
  }

  /**
   * How what is passed on stands by what it rests on: `retold` when that was told anew, and still permits
   * it, `moved` when it moved to another core too; terms that permit it no more end it.
   */
  standing(
    share: Share,
    receivedId: string
  ): 'revoked' | 'expired' | 'withheld' | 'retold' | 'moved' | 'in-force' {
    const end = this.lender?.endOf(receivedId)
    if (end) return end
    const passable = this.lender?.lend(receivedId)
    if (!passable) return 'withheld'
    const chain = share.record.derived?.chain ?? []
    if (sameChain(passable.chain, chain)) return 'in-force'
    const hasMoved = coreIn(passable.chain) !== coreIn(chain)
    try {
      ensurePassable(policyOn(share.record, passable), passable.chain, this.#now())
      return hasMoved ? 'moved' : 'retold'
    } catch {
      return 'revoked' // what it rests on permits less than before
    }
  }

  /** What was said to have happened of what it rests on, and its own log does not say yet. */
  news({ record }: Share, receivedId: string): EventEntry[] {
    const said = this.lender?.lend(receivedId)?.events ?? {}
    return eventEntries(record.events ?? {}, said, declarable(record.policy))
  }

  /** The record with what it rests on as that stands now. */
  retold(share: Share, receivedId: string): ShareRecord {
    const derived = share.record.derived!
    const passable = this.lender?.lend(receivedId)
    if (!passable) return share.record
    const policy = policyOn(share.record, passable)
    return { ...share.record, policy, derived: { ...derived, chain: passable.chain } }
  }

  #passable(receivedId: string): Passable {
    const passable = this.lender?.lend(receivedId)
    if (passable) return passable
    throw new DatomspaceError('NOT_FOUND', 'There is no such received share in force', {
      details: { id: receivedId }
    })
  }

  /** What was chosen, and who says it to whom about what. */
  #sketch(
    { audience, terms, until }: PassOn,
    { policy: parent }: Passable,
    uid: string,
    now: number
  ): { draft: Draft; parties: Omit<Parties, 'kind'> } {
    let draft = terms ?? derivedDraft(parent)
    if (until !== undefined) {
      draft = { ...draft, permission: withEnd(draft.permission, endIn(until, now)) }
    }
    const parties = {
      uid,
      assigner: this.#space.identity,
      target: parent.target,
      derivedFrom: parent.uid,
      ...(audience.kind === 'person' && { assignee: audience.did })
    }
    return { draft, parties }
  }
}

function sameChain(a: readonly object[], b: readonly object[]): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}

/** Key of the core that the last of a chain is on. */
function coreIn(chain: readonly object[]): string | undefined {
  const last = chain[chain.length - 1] as { credentialSubject: { 'ds:set': string } } | undefined
  return last?.credentialSubject['ds:set']
}

/** The terms with the fields that are left of what they rest on: those are what the bytes have. */
function policyOn({ policy, derived }: ShareRecord, passable: Passable): Policy {
  const fields = passable.policy['ds:fields']
  const hasMoved = coreIn(passable.chain) !== coreIn(derived?.chain ?? [])
  return hasMoved && fields ? { ...policy, 'ds:fields': fields } : policy
}

/** All that may be passed on of terms, but the right to pass it on. */
function derivedDraft({ permission, prohibition, obligation, ...rest }: Policy): Draft {
  // What is only its holder's is left out; where nothing else is given, the refusal says why.
  const free = permission.filter(rule => !isTied(rule))
  const given = free.some(({ action }) => action.some(each => each !== 'grantUse'))
  const rules = (given ? free : permission)
    .map(({ duty, ...rule }) => ({
      ...rule,
      action: rule.action.filter(action => action !== 'grantUse'),
      ...(duty && { duty: duty.filter(({ action }) => action !== 'nextPolicy') })
    }))
    .filter(({ action }) => action.length > 0)
  const fields = rest['ds:fields']
  return {
    ...(fields && { 'ds:fields': fields }),
    permission: rules.map(({ duty, ...rule }) => ({ ...rule, ...(duty?.length && { duty }) })),
    prohibition: prohibition ?? [],
    ...(obligation && { obligation })
  }
}
