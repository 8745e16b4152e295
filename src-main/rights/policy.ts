import type { Action, DutyAction } from './action'
import type { Place } from './place'
import type { CurrencyName, EventName, FieldGroup } from './profile'
import type { Purpose } from './purpose'

/** `Ticket`: to whoever holds the key. `Agreement`: to the named assignee. `Offer`: to nobody yet. */
export type PolicyKind = 'Ticket' | 'Agreement' | 'Offer'

export type Bound = 'gt' | 'gteq' | 'lt' | 'lteq'

interface Named<T extends string> {
  '@id': T
}

interface Typed<T extends string> {
  '@value': string
  '@type': T
}

/** A moment of the clock. */
export interface DateTimeConstraint {
  leftOperand: 'dateTime'
  operator: Bound
  rightOperand: Typed<'xsd:dateTime'>
}

/** Time since the first use under this policy; days, hours, minutes and seconds. */
export interface ElapsedTimeConstraint {
  leftOperand: 'elapsedTime'
  operator: Bound
  rightOperand: Typed<'xsd:duration'>
}

/** How many times the action of the rule was done, the asked one included. */
export interface CountConstraint {
  leftOperand: 'count'
  operator: Bound
  rightOperand: Typed<'xsd:integer'>
}

/** What for; a purpose satisfies what it is a kind of. */
export type PurposeConstraint =
  | { leftOperand: 'purpose'; operator: 'isA'; rightOperand: Named<Purpose> }
  | { leftOperand: 'purpose'; operator: 'isAnyOf' | 'isNoneOf'; rightOperand: Named<Purpose>[] }

/** Who receives what comes of the action: DIDs. */
export type RecipientConstraint =
  | { leftOperand: 'recipient'; operator: 'eq' | 'neq'; rightOperand: Named<string> }
  | { leftOperand: 'recipient'; operator: 'isAnyOf' | 'isNoneOf'; rightOperand: Named<string>[] }

/** In which country the action takes place. */
export type SpatialConstraint =
  | { leftOperand: 'spatial'; operator: 'eq' | 'neq'; rightOperand: Named<Place> }
  | { leftOperand: 'spatial'; operator: 'isAnyOf' | 'isNoneOf'; rightOperand: Named<Place>[] }

/** Before (`lt`), during (`eq`) or after (`gt`) an event (ODRL Vocabulary 2.2, event). */
export interface EventConstraint {
  leftOperand: 'event'
  operator: 'lt' | 'eq' | 'gt'
  rightOperand: Named<EventName>
}

/** How much a compensation is. It states an amount, it is not a condition. */
export interface PayAmountConstraint {
  leftOperand: 'payAmount'
  operator: 'eq'
  rightOperand: Typed<'xsd:decimal'>
  unit: CurrencyName
}

export type AtomicConstraint =
  | DateTimeConstraint
  | ElapsedTimeConstraint
  | CountConstraint
  | PurposeConstraint
  | RecipientConstraint
  | SpatialConstraint
  | EventConstraint

interface List {
  '@list': Constraint[]
}

/** ODRL Information Model 2.2 §2.5.2: all, at least one, or exactly one of the listed hold. */
export type LogicalConstraint = { and: List } | { or: List } | { xone: List }

export type LogicalOperator = 'and' | 'or' | 'xone'

export type Constraint = AtomicConstraint | LogicalConstraint

export type DutyConstraint =
  DateTimeConstraint | ElapsedTimeConstraint | EventConstraint | PayAmountConstraint

export interface Duty {
  /** Names the duty where its fulfilment is recorded, also in policies that are derived from this one. */
  uid: string
  action: DutyAction
  constraint?: DutyConstraint[]
  /** With `nextPolicy` only: what those to whom it is passed on may do at most. */
  'ds:policy'?: Terms
}

export interface Rule {
  action: Action[]
  constraint?: Constraint[]
}

export interface Permission extends Rule {
  duty?: Duty[]
}

/** What a policy says, without who says it to whom about what. */
export interface Terms {
  /** Groups of members of a record that are given; left out for whole records. */
  'ds:fields'?: FieldGroup[]
  permission: Permission[]
  prohibition?: Rule[]
  /** Duties that hold whether or not anything is done. */
  obligation?: Duty[]
}

/**
 * A policy in the JSON-LD form of ODRL 2.2, narrowed to what this program understands. All rules are
 * about the one target; the members of `ds:` are the profile's own.
 */
export interface Policy extends Terms {
  '@context': readonly [string, { readonly ds: string }]
  '@type': PolicyKind
  uid: string
  profile: string
  conflict: 'prohibit'
  assigner: string
  assignee?: string
  target: string
  /** `uid` of the policy under which the assigner passes this on. */
  'ds:derivedFrom'?: string
}

/** The operator and the operands of a logical constraint, null for an atomic one. */
export function logicIn(
  constraint: Constraint
): { operator: LogicalOperator; operands: Constraint[] } | null {
  if ('and' in constraint) return { operator: 'and', operands: constraint.and['@list'] }
  if ('or' in constraint) return { operator: 'or', operands: constraint.or['@list'] }
  if ('xone' in constraint) return { operator: 'xone', operands: constraint.xone['@list'] }
  return null
}

/** The last moment at which anything is permitted, in milliseconds, or null for no end. */
export function untilOf(policy: Pick<Policy, 'permission'>): number | null {
  let latest = Number.NEGATIVE_INFINITY
  for (const rule of policy.permission) {
    const end = endOf(rule.constraint ?? [])
    if (end === null) return null
    latest = Math.max(latest, end)
  }
  return latest
}

/** The end of what holds while all of `constraints` hold. */
function endOf(constraints: Constraint[]): number | null {
  const ends = constraints.map(endOfOne).filter(end => end !== null)
  return ends.length === 0 ? null : Math.min(...ends)
}

function endOfOne(constraint: Constraint): number | null {
  const logic = logicIn(constraint)
  if (logic?.operator === 'and') return endOf(logic.operands)
  if (logic) {
    const ends = logic.operands.map(endOfOne)
    return ends.some(end => end === null) ? null : Math.max(...(ends as number[]))
  }
  const atom = constraint as AtomicConstraint
  if (atom.leftOperand !== 'dateTime') return null
  if (atom.operator !== 'lt' && atom.operator !== 'lteq') return null
  return Date.parse(atom.rightOperand['@value'])
}

/**
 * The moments before which nothing is permitted by a permission, in milliseconds, each once and the
 * first first; -Infinity for a permission that holds from the beginning.
 */
export function startsOf(policy: Pick<Policy, 'permission'>): number[] {
  const starts = policy.permission.map(rule => startOf(rule.constraint ?? []))
  return [...new Set(starts)].sort((a, b) => a - b)
}

/** The start of what holds while all of `constraints` hold. */
function startOf(constraints: Constraint[]): number {
  return Math.max(Number.NEGATIVE_INFINITY, ...constraints.map(startOfOne))
}

function startOfOne(constraint: Constraint): number {
  const logic = logicIn(constraint)
  if (logic?.operator === 'and') return startOf(logic.operands)
  if (logic) return Math.min(...logic.operands.map(startOfOne))
  const atom = constraint as AtomicConstraint
  if (atom.leftOperand !== 'dateTime') return Number.NEGATIVE_INFINITY
  if (atom.operator !== 'gt' && atom.operator !== 'gteq') return Number.NEGATIVE_INFINITY
  return Date.parse(atom.rightOperand['@value'])
}

/** All moments that the rules of a policy name, in milliseconds. */
export function momentsIn({
  permission,
  prohibition = []
}: Pick<Policy, 'permission' | 'prohibition'>): number[] {
  return [...permission, ...prohibition].flatMap(({ constraint }) => momentsOf(constraint ?? []))
}

function momentsOf(constraints: Constraint[]): number[] {
  return constraints.flatMap(constraint => {
    const logic = logicIn(constraint)
    if (logic) return momentsOf(logic.operands)
    const atom = constraint as AtomicConstraint
    return atom.leftOperand === 'dateTime' ? [Date.parse(atom.rightOperand['@value'])] : []
  })
}

/** All that is compared with something, also within logical constraints. */
export function atomsIn(constraints: Constraint[]): AtomicConstraint[] {
  return constraints.flatMap(constraint => {
    const logic = logicIn(constraint)
    return logic ? atomsIn(logic.operands) : [constraint as AtomicConstraint]
  })
}
