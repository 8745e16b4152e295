import { DatomspaceError } from '../../error'
import { isDid } from '../../identity'
import {
  draftOf,
  endAfter,
  labelFor,
  policyOf,
  startsOf,
  TEMPLATES,
  unsupportedTerms,
  untilOf,
  whyOf,
  withEnd,
  wordsOf,
  type Draft,
  type FieldGroup,
  type Parties,
  type PeopleTemplate,
  type Policy
} from '../../rights'
import type { Selection } from '../shapes'
import { localOffset } from './clock'

const DAY = 24 * 60 * 60 * 1000
/** How long a share lasts when nothing else was said. */
export const DEFAULT_SHARE_DURATION = 7 * DAY

/** Whom it is for: whoever has the key, or one person. */
export type Audience = { kind: 'ticket' } | { kind: 'person'; did: string }

export interface CreateShare {
  label: string
  selection: Selection
  /** Default: whoever has the key. */
  audience?: Audience
  template?: PeopleTemplate
  /** Edited terms, instead of a template. */
  terms?: Draft
  /** Instead of those that the terms or the template name. */
  fields?: 'all' | FieldGroup[]
  /**
   * ISO time, null for no end, instead of the end that the terms or the template say; 7 days when there are
   * none of these.
   */
  until?: string | null
  /** Minutes by which the person's clock is ahead of UTC; default: this machine's. */
  utcOffset?: number
  /** The confirmation that this is data about other people. */
  aboutOthers?: true
}

/**
 * The terms that were chosen, as of `now`. Throws `INVALID_ARGUMENT` for an end in the past, and for a template
 * beside terms.
 */
export function draftFrom(params: Omit<CreateShare, 'label' | 'selection'>, now: number): Draft {
  const { fields } = params
  const draft = chosenDraft(params, now)
  if (fields === 'all') delete draft['ds:fields']
  else if (fields) draft['ds:fields'] = [...fields]
  if (params.until === undefined) return draft
  return { ...draft, permission: withEnd(draft.permission, endIn(params.until, now)) }
}

function chosenDraft(
  { template, terms, utcOffset }: Omit<CreateShare, 'label' | 'selection'>,
  now: number
): Draft {
  if (terms && template) {
    throw new DatomspaceError('INVALID_ARGUMENT', 'Terms or a template: give one of them')
  }
  if (terms) return { ...terms }
  return template
    ? draftOf(template, { now, utcOffset: utcOffset ?? localOffset() })
    : defaultDraft(now)
}

/** Milliseconds since 1970. Throws `INVALID_ARGUMENT` for a time that is not in the future. */
export function endIn(until: string | null, now: number): number | null {
  if (until === null) return null
  const at = Date.parse(until)
  if (at > now) return at
  throw new DatomspaceError('INVALID_ARGUMENT', 'A share has to end in the future', {
    details: { until }
  })
}

/**
 * The policy of terms that this software holds up in every part. Throws `POLICY_NOT_UNDERSTOOD` for
 * others, and says what to leave out, and `INVALID_ARGUMENT` for terms that have ended already, or that
 * begin with different rights at different times.
 */
export function grantPolicy(draft: Draft, parties: Omit<Parties, 'kind'>, now: number): Policy {
  const { assignee } = parties
  if (assignee !== undefined && (!isDid(assignee) || assignee === parties.assigner)) {
    throw new DatomspaceError('INVALID_ARGUMENT', 'A share is for another person than oneself', {
      details: { did: assignee }
    })
  }
  const policy = policyOf(draft, {
    ...parties,
    kind: assignee === undefined ? 'Ticket' : 'Agreement'
  })
  ensureHeldUp(policy)
  const until = untilOf(policy)
  if (until !== null && until <= now) {
    throw new DatomspaceError('INVALID_ARGUMENT', 'A share has to end in the future', {
      details: { until: new Date(until).toISOString() }
    })
  }
  if (startsOf(policy).length > 1) {
    throw new DatomspaceError(
      'INVALID_ARGUMENT',
      'What is served begins once: give all rights of a share the same first moment'
    )
  }
  return policy
}

/** The first moment at which anything is permitted, ISO; null for from the beginning. */
export function startOf(policy: Policy): string | null {
  const [start] = startsOf(policy)
  return start === undefined || !Number.isFinite(start) ? null : new Date(start).toISOString()
}

/** A term that is shown and does nothing would be a lie. */
export function ensureHeldUp(policy: Policy): void {
  const [term] = unsupportedTerms(policy)
  if (!term) return
  const isOf = (place: string) => place === term.at || place.startsWith(`${term.at}.`)
  const said = wordsOf(policy, 'en').find(({ terms }) => terms.some(isOf))
  const text = said?.text ?? term.code
  const { why } = labelFor(term.code)
  throw new DatomspaceError(
    'POLICY_NOT_UNDERSTOOD',
    why === NOT_YET
      ? `This version cannot hold up the term "${text}" yet. Leave it out, or choose other terms`
      : `This version cannot hold up the term "${text}" ${whyOf(why, 'en')}`,
    { details: { path: term.at, term: term.code, why } }
  )
}

const NOT_YET = 'not-held-up-yet'

/** What to do instead of a term that is not held up, in Chinese; undefined where nothing says it. */
export function insteadOf({ details }: DatomspaceError): string | undefined {
  const why = details['why']
  return typeof why === 'string' && why !== NOT_YET ? whyOf(why, 'zh-CN') : undefined
}

function defaultDraft(now: number): Draft {
  const { actions, prohibitions } = structuredClone(TEMPLATES.contacts)
  const rules: Draft['permission'] = [{ action: actions }]
  const permission = withEnd(rules, endAfter(DEFAULT_SHARE_DURATION, now))
  return { permission, prohibition: prohibitions }
}
