import { isHandedOver, newDatomId, urnOf } from '../../datom'
import { DatomspaceError } from '../../error'
import { createGrantSecret, signOffer, type GrantEntry } from '../../grant'
import {
  draftOf,
  forbiddenAt,
  forbiddenWords,
  isNarrower,
  levelsUnder,
  namedAsBefore,
  PEOPLE_TEMPLATES,
  policyOf,
  untilOf,
  widenings,
  withEnd,
  type Draft,
  type Parties,
  type Policy
} from '../../rights'
import { ensurePassable } from '../delegation/chain'
import type { OwnSet, Sets } from '../sets'
import type { SecurityLevel, Selection, ShareDraft, ShareTemplate } from '../shapes'
import type { Space } from '../space'
import { localOffset } from './clock'
import {
  draftFrom,
  endIn,
  ensureHeldUp,
  grantPolicy,
  insteadOf,
  startOf,
  type Audience,
  type CreateShare
} from './draft'
import type { Granted, GrantedCores } from './granted'
import { forbiddenIn, levelError } from './levels'
import { Share, type ShareRecord } from './share'
import { termsOf } from './terms'

export interface MakingOptions {
  space: Space
  sets: Sets
  cores: GrantedCores
  ownerName: () => string
  now: () => number
}

/** Nobody's, for terms that are only looked at. */
export const NOBODY = 'urn:uuid:00000000-0000-7000-8000-000000000000'

/** Makes grants, and says before what would be made: terms, levels, and what is offered to the holder. */
export class Making {
  readonly #options: MakingOptions

  constructor(options: MakingOptions) {
    this.#options = options
  }

  templates(utcOffset = localOffset()): ShareTemplate[] {
    const now = this.#options.now()
    return PEOPLE_TEMPLATES.map(name => {
      const draft = draftOf(name, { now, utcOffset })
      const policy = policyOf(draft, { kind: 'Ticket', ...this.#parties({ kind: 'ticket' }) })
      return { name, draft, terms: termsOf(policy) }
    })
  }

  /** What would be granted. Terms that cannot be granted are told as `forbidden`, and not thrown. */
  async preview(params: CreateShare): Promise<ShareDraft> {
    const { sets, now } = this.#options
    const { selection } = params
    const own = sets.own(selection.setId)
    const draft = draftFrom(params, now())
    const audience = params.audience ?? { kind: 'ticket' }
    const parties = this.#parties(audience)
    const policy = policyOf(draft, {
      kind: audience.kind === 'person' ? 'Agreement' : 'Ticket',
      ...parties
    })
    const confirmed = params.aboutOthers === true
    const held = await this.#held(own, selection, levelsUnder(policy, { confirmed }))
    const terms = termsOf(policy)
    const forbidden = await forbiddenIn(own, selection, policy, { confirmed })
    if (forbidden) {
      const text = {
        en: forbiddenWords(forbidden, 'en'),
        'zh-CN': forbiddenWords(forbidden, 'zh-CN')
      }
      return { terms, ...held, forbidden: { code: forbidden.rule, level: forbidden.level, text } }
    }
    try {
      grantPolicy(draft, parties, now())
    } catch (error) {
      const refused = DatomspaceError.from(error)
      const { code, message } = refused
      const text = { en: message, 'zh-CN': insteadOf(refused) ?? REASONS[code] ?? message }
      return { terms, ...held, forbidden: { code, text } }
    }
    return { terms, ...held }
  }

  /**
   * A new grant, with its log written, not saved yet. Throws `NOT_FOUND`, `INVALID_ARGUMENT`,
   * `POLICY_NOT_UNDERSTOOD` and `LEVEL_FORBIDS`.
   */
  async make(params: CreateShare): Promise<{ share: Share; granted: Granted }> {
    const { cores, now, sets } = this.#options
    const { selection } = params
    const own = sets.own(selection.setId)
    const at = now()
    const draft = draftFrom(params, at)
    const audience = params.audience ?? { kind: 'ticket' }
    // The target is only known with the granted core, and what is forbidden should leave nothing behind.
    const sketch = grantPolicy(draft, this.#parties(audience), at)
    const options = { confirmed: params.aboutOthers === true }
    const forbidden = await forbiddenIn(own, selection, sketch, options)
    if (forbidden) throw levelError(forbidden)
    const fields = sketch['ds:fields'] ?? 'all'
    const granted = await cores.choose(selection, fields, levelsUnder(sketch, options))
    const id = newDatomId(at)
    const target = urnOf(granted.name.slice(granted.name.indexOf('/') + 1))
    const policy = grantPolicy(draft, this.#parties(audience, { uid: urnOf(id), target }), at)
    const share = await this.write(id, granted, {
      label: params.label,
      selection,
      policy,
      ...(params.aboutOthers && { aboutOthers: new Date(at).toISOString() })
    })
    return { share, granted }
  }

  /** Writes the grant core of a new grant. */
  async write(
    id: string,
    granted: Granted,
    facts: Pick<ShareRecord, 'label' | 'selection' | 'policy' | 'aboutOthers' | 'derived'>
  ): Promise<Share> {
    const { space, cores, now } = this.#options
    const record: ShareRecord = {
      ...facts,
      ...timesOf(facts.policy),
      created: new Date(now()).toISOString(),
      status: 'active',
      secret: createGrantSecret().toString('base64'),
      granted: granted.name,
      sealed: granted.ring.latest,
      count: await cores.countOf(granted),
      served: { blocks: 0, bytes: 0 },
      holders: {}
    }
    const share = new Share(space, id, record)
    const log = await share.log()
    await log.append(this.offer(share, granted), { type: 'epochs', ring: granted.ring.export() })
    return share
  }

  /** Whether what a share is on holds levels, or in a whole set held them, that other terms do not give. */
  holdsMore({ record }: Share, { source, view }: Granted, policy: Policy): boolean {
    if (!source) return false
    const held = view ? (view.definition.levels ?? []) : [source.highest]
    const levels = levelsUnder(policy, { confirmed: record.aboutOthers !== undefined })
    return held.some(level => !levels.includes(level))
  }

  /**
   * What a share goes on with under narrower terms whose fields are fewer, or where what it is on holds what
   * became too sensitive for it: filled before it resolves. It holds no level that the share did not give.
   */
  async coreUnder(share: Share, policy: Policy): Promise<Granted> {
    const { selection, policy: before, aboutOthers, granted } = share.record
    const { cores } = this.#options
    const options = { confirmed: aboutOthers !== undefined }
    const given = cores.get(granted)?.view?.definition.levels ?? levelsUnder(before, options)
    const levels = levelsUnder(policy, options).filter(level => given.includes(level))
    return cores.choose(selection, policy['ds:fields'] ?? 'all', levels)
  }

  /** The terms as they stand, signed: a later one replaces those before. */
  offer(share: Share, granted: Granted): Extract<GrantEntry, { type: 'offer' }> {
    const { space, ownerName, now } = this.#options
    const { label, count, policy, derived } = share.record
    const facts = {
      ownerName: ownerName(),
      label,
      space: space.networkKey,
      grant: share.key,
      set: granted.set.key,
      count,
      policy,
      ...(derived && { chain: derived.chain })
    }
    return { type: 'offer', statement: signOffer(facts, space.keys, now()) }
  }

  /** The same terms with another end. Throws as `make`. */
  async renewed(share: Share, until: string | null): Promise<ShareRecord> {
    const { now } = this.#options
    const { policy } = share.record
    const end = endIn(until, now())
    const renewed: Policy = { ...policy, permission: withEnd(policy.permission, end) }
    const reached = untilOf(renewed)
    if (reached !== null && reached !== end) {
      throw new DatomspaceError(
        'INVALID_ARGUMENT',
        'A condition of these terms ends them earlier: make a new share with other terms',
        { details: { until: new Date(reached).toISOString() } }
      )
    }
    await this.#check(share, renewed)
    return { ...share.record, policy: renewed, ...timesOf(renewed) }
  }

  /** Other terms, that permit no more than those before. Throws `POLICY_DENIED` if they do. */
  async narrowed(share: Share, draft: Draft): Promise<ShareRecord> {
    const { policy } = share.record
    const { uid, assigner, target, assignee, 'ds:derivedFrom': derivedFrom } = policy
    const parties = {
      uid,
      assigner,
      target,
      ...(assignee !== undefined && { assignee }),
      ...(derivedFrom !== undefined && { derivedFrom })
    }
    const narrowed = grantPolicy(namedAsBefore(draft, policy), parties, this.#options.now())
    if (!isNarrower(narrowed, policy)) {
      const [path] = widenings(narrowed, policy)
      throw new DatomspaceError(
        'POLICY_DENIED',
        `These terms permit more than those before (${path}): narrowing can only take away. Make a new share for more`,
        { details: { path: path ?? '' } }
      )
    }
    await this.#check(share, narrowed)
    return { ...share.record, policy: narrowed, ...timesOf(narrowed) }
  }

  /** How many datoms it would give, and how many of those with its tag their level keeps out. */
  async #held(
    own: OwnSet,
    selection: Selection,
    levels: SecurityLevel[]
  ): Promise<Pick<ShareDraft, 'count' | 'leftOut'>> {
    if (selection.kind === 'datoms') return { count: selection.ids.length }
    if (selection.kind === 'set') return { count: (await own.counts()).count }
    let [count, leftOut] = [0, 0]
    for await (const datom of own.set.list()) {
      if (!datom.tags.includes(selection.tag) || isHandedOver(datom)) continue
      if (levels.includes(datom.level)) count++
      else leftOut++
    }
    return { count, ...(leftOut > 0 && { leftOut }) }
  }

  /**
   * Asked in the same turn of the event loop as the grant comes to be in the book, or its terms change: a
   * whole set is given with its history, and may have been written to since its levels were looked at.
   * Throws `LEVEL_FORBIDS`.
   */
  ensureAllowed({ selection, granted, policy, aboutOthers, derived }: ShareRecord): void {
    if (derived) return
    const own = this.#options.sets.own(selection.setId)
    if (granted !== own.ringName) return
    const forbidden = forbiddenAt(own.highest, policy, { confirmed: aboutOthers !== undefined })
    if (forbidden) throw levelError(forbidden)
  }

  async #check(share: Share, policy: Policy): Promise<void> {
    ensureHeldUp(policy)
    const { selection, derived, aboutOthers } = share.record
    // What is passed on stays within what it rests on: else its holder would refuse all of it.
    if (derived) return ensurePassable(policy, derived.chain, this.#options.now())
    const own = this.#options.sets.own(selection.setId)
    const options = { confirmed: aboutOthers !== undefined }
    const forbidden = await forbiddenIn(own, selection, policy, options)
    if (forbidden) throw levelError(forbidden)
  }

  #parties(
    audience: Audience,
    { uid = NOBODY, target = NOBODY }: { uid?: string; target?: string } = {}
  ): Omit<Parties, 'kind'> {
    const assigner = this.#options.space.identity
    const assignee = audience.kind === 'person' ? { assignee: audience.did } : {}
    return { uid, target, assigner, ...assignee }
  }
}

/** From when and until when anything is served. */
export function timesOf(policy: Policy): Pick<ShareRecord, 'from' | 'until'> {
  const until = untilOf(policy)
  return { from: startOf(policy), until: until === null ? null : new Date(until).toISOString() }
}

/** What screens say of terms that cannot be granted. */
const REASONS: Partial<Record<string, string>> = {
  POLICY_NOT_UNDERSTOOD: '此版本尚不能落实其中一项条款，请去掉它或选择其他条款。',
  INVALID_ARGUMENT: '这些条款的时间或授予对象不成立，请检查后再试。'
}
