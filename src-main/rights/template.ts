import type { Action } from './action'
import { endAfter } from './end'
import type { Duty, DutyConstraint, Policy, PolicyKind, Rule, Terms } from './policy'
import { CONTEXT, PROFILE, type FieldGroup } from './profile'
import { COMMERCIAL } from './purpose'
import { parsePolicy } from './validate'

export interface Template {
  actions: Action[]
  prohibitions: Rule[]
}

/**
 * What people get when they choose nothing. Contacts are data about other people, so to sell them, to
 * pass them on and to use them for a commercial purpose is prohibited from the start.
 */
export const TEMPLATES: Record<'contacts', Template> = {
  contacts: {
    actions: ['read', 'display', 'index'],
    prohibitions: [
      { action: ['sell'] },
      { action: ['distribute', 'give', 'grantUse'] },
      {
        action: ['use'],
        constraint: [
          { leftOperand: 'purpose', operator: 'isA', rightOperand: { '@id': COMMERCIAL } }
        ]
      }
    ]
  }
}

export interface TicketOptions {
  /** URN of the policy. */
  uid: string
  /** did:key of the owner. */
  assigner: string
  /** What is granted: the URN of a set or of a grant's view. */
  target: string
  /** Last moment, milliseconds since 1970; null for no end. */
  until: number | null
  /** Default: those of the template. */
  actions?: Action[]
  fields?: 'all' | FieldGroup[]
  template?: keyof typeof TEMPLATES
}

/** A policy for whoever holds the key (ODRL Vocabulary 2.2, Ticket: no assignee). */
export function ticketPolicy(options: TicketOptions): Policy {
  const template = structuredClone(TEMPLATES[options.template ?? 'contacts'])
  const permission: Rule = { action: options.actions ?? template.actions }
  if (options.until !== null) permission.constraint = [endingAt(options.until)]
  const policy: Policy = {
    '@context': CONTEXT,
    '@type': 'Ticket',
    uid: options.uid,
    profile: PROFILE,
    conflict: 'prohibit',
    assigner: options.assigner,
    target: options.target,
    permission: [permission],
    prohibition: template.prohibitions
  }
  if (options.fields && options.fields !== 'all') policy['ds:fields'] = [...options.fields]
  return policy
}

/** The templates that people choose from; names and sentences are with the texts of the screens. */
export const PEOPLE_TEMPLATES = [
  'family',
  'colleagues',
  'one-look',
  'until-friday',
  'names-and-phones'
] as const

export type PeopleTemplate = (typeof PEOPLE_TEMPLATES)[number]

/** Terms that are still to be edited: plain data, whose duties get a name when it becomes a policy. */
export interface Draft extends Omit<Terms, 'permission' | 'obligation'> {
  permission: (Rule & { duty?: DraftDuty[] })[]
  prohibition: Rule[]
  obligation?: DraftDuty[]
}

export type DraftDuty = Omit<Duty, 'uid'> & { uid?: string }

const MINUTE = 60_000
const DAY = 86_400_000
const FRIDAY = 5

/**
 * The terms of a template as of `now` (milliseconds since 1970). `utcOffset`: minutes by which the
 * person's clock is ahead of UTC, for what ends with a day.
 */
export function draftOf(
  name: PeopleTemplate,
  { now, utcOffset = 0 }: { now: number; utcOffset?: number }
): Draft {
  const { actions, prohibitions } = structuredClone(TEMPLATES.contacts)
  const until = (end: number) => ({ constraint: [endingAt(end)] })
  const prohibition = prohibitions
  switch (name) {
    case 'family':
      return { permission: [{ action: [...actions, 'print', 'extract'] }], prohibition }
    case 'colleagues': {
      const action: Action[] = [...actions, 'extract', 'aggregate']
      return { permission: [{ action, ...until(endAfter(90 * DAY, now)) }], prohibition }
    }
    case 'one-look':
      return {
        permission: [
          { action: ['read'], ...until(endAfter(7 * DAY, now)) },
          {
            action: ['display'],
            constraint: [endingAt(endAfter(7 * DAY, now)), atMost(1)],
            duty: [{ action: 'delete' }]
          }
        ],
        prohibition
      }
    case 'until-friday':
      return {
        permission: [{ action: actions, ...until(endOfFriday(now, utcOffset)) }],
        prohibition
      }
    case 'names-and-phones':
      return {
        'ds:fields': ['name', 'phones'],
        permission: [{ action: actions, ...until(endAfter(7 * DAY, now)) }],
        prohibition
      }
  }
}

export interface Parties {
  kind: PolicyKind
  uid: string
  assigner: string
  /** For an agreement, and only there. */
  assignee?: string
  target: string
  /** `uid` of the policy under which the assigner passes this on. */
  derivedFrom?: string
}

/** A policy of edited terms. Throws `POLICY_NOT_UNDERSTOOD` if they are not well said. */
export function policyOf(draft: Draft, parties: Parties): Policy {
  const { permission, obligation, ...others } = copyOf(draft)
  // What is no list or no object stays as it is, for the parser to refuse.
  const name = (place: string, duties: unknown): unknown =>
    Array.isArray(duties)
      ? duties.map((duty, index) =>
          isObject(duty) ? { uid: `${parties.uid}#${place}.${index}`, ...duty } : duty
        )
      : duties
  const named: unknown = Array.isArray(permission)
    ? permission.map((rule: unknown, index) =>
        isObject(rule) && 'duty' in rule
          ? { ...rule, duty: name(`permission.${index}.duty`, rule['duty']) }
          : rule
      )
    : permission
  return parsePolicy({
    '@context': CONTEXT,
    '@type': parties.kind,
    uid: parties.uid,
    profile: PROFILE,
    conflict: 'prohibit',
    assigner: parties.assigner,
    ...(parties.assignee !== undefined && { assignee: parties.assignee }),
    target: parties.target,
    ...(parties.derivedFrom !== undefined && { 'ds:derivedFrom': parties.derivedFrom }),
    ...others,
    permission: named,
    ...(obligation !== undefined && { obligation: name('obligation', obligation) })
  })
}

/** A deep copy; of what nobody can copy, an empty draft. */
function copyOf(draft: Draft): Partial<Draft> {
  try {
    return structuredClone(draft)
  } catch {
    return {} // a function or the like in it: no terms, which the parser refuses
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function endingAt(end: number): Extract<DutyConstraint, { leftOperand: 'dateTime' }> {
  return {
    leftOperand: 'dateTime',
    operator: 'lteq',
    rightOperand: { '@value': new Date(end).toISOString(), '@type': 'xsd:dateTime' }
  }
}

function atMost(times: number): NonNullable<Rule['constraint']>[number] {
  return {
    leftOperand: 'count',
    operator: 'lteq',
    rightOperand: { '@value': String(times), '@type': 'xsd:integer' }
  }
}

/** The last minute of the coming Friday where the person is; on a Friday before that, of the same day. */
export function endOfFriday(now: number, utcOffset: number): number {
  const local = now + (utcOffset + 1) * MINUTE
  const days = (FRIDAY - new Date(local).getUTCDay() + 7) % 7
  const midnight = Math.floor(local / DAY) * DAY
  return midnight + (days + 1) * DAY - (utcOffset + 1) * MINUTE
}
