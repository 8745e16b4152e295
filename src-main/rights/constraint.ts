import type { Action } from './action'
import type { Consented } from './consent'
import { durationOf } from './duration'
import type { Place } from './place'
import type { EventName, FieldGroup } from './profile'
import { isKindOf, isPurpose, type Purpose } from './purpose'
import {
  logicIn,
  type AtomicConstraint,
  type Bound,
  type Constraint,
  type EventConstraint,
  type PurposeConstraint
} from './policy'

export interface Request {
  action: Action
  /** Absent when the user of the data does not say; then it is never permitted *for* a purpose. */
  purpose?: Purpose
  /** The groups of members that are wanted. */
  fields?: FieldGroup[]
  /** DID of who receives what comes of the action. */
  recipient?: string
  /** Country in which it takes place. */
  spatial?: Place
}

/**
 * What is known of the use so far. What is absent is unknown, and then nothing that depends on it is
 * permitted: a space that counts nothing says nothing, one that counted no use says `{ uses: {} }`.
 */
export interface State {
  /** How often each action was done. */
  uses?: Partial<Record<Action, number>>
  /** Milliseconds since 1970; null when there was no use yet. */
  firstUse?: number | null
  /** `uid` of the duties that are fulfilled, but for consent, which is to something in particular. */
  fulfilled?: string[]
  /** What the assigner has consented to and not withdrawn. */
  consents?: Consented[]
  /** Those that happened: `end` is null while they last. One that is not listed did not happen yet. */
  events?: Partial<Record<EventName, { start: number; end: number | null }>>
}

/** What a constraint is compared with. `scope`: the actions of which a `count` is the sum. */
export interface Facts {
  request: Request
  state: State
  now: number
  scope: readonly Action[]
}

/** Whether a constraint holds; `unknown` where the facts do not say. */
export type Truth = true | false | 'unknown'

/**
 * Kleene's three values. `unknown` never makes a permission hold, and never keeps a prohibition from
 * holding, so what the software does not know is decided in the owner's favour.
 */
export function truthOf(constraint: Constraint, facts: Facts): Truth {
  const logic = logicIn(constraint)
  if (!logic) return truthOfAtom(constraint as AtomicConstraint, facts)
  const truths = logic.operands.map(operand => truthOf(operand, facts))
  if (logic.operator === 'and') return allOf(truths)
  if (logic.operator === 'or') {
    if (truths.includes(true)) return true
    return truths.includes('unknown') ? 'unknown' : false
  }
  const held = truths.filter(truth => truth === true).length
  if (held > 1) return false
  return truths.includes('unknown') ? 'unknown' : held === 1
}

export function allOf(truths: readonly Truth[]): Truth {
  if (truths.includes(false)) return false
  return truths.includes('unknown') ? 'unknown' : true
}

function truthOfAtom(atom: AtomicConstraint, facts: Facts): Truth {
  const { request, state, now, scope } = facts
  switch (atom.leftOperand) {
    case 'dateTime':
      return compare(now, atom.operator, Date.parse(atom.rightOperand['@value']))
    case 'elapsedTime':
      return compare(elapsed(state, now), atom.operator, durationOf(atom.rightOperand['@value']))
    case 'count':
      return compare(counted(state, scope), atom.operator, Number(atom.rightOperand['@value']))
    case 'purpose':
      return purposeHolds(atom, request.purpose)
    case 'recipient':
      return member(request.recipient, atom.operator, idsOf(atom.rightOperand))
    case 'spatial':
      return member(request.spatial, atom.operator, idsOf(atom.rightOperand))
    case 'event':
      return eventHolds(atom, state, now)
    default:
      return 'unknown'
  }
}

function compare(value: number, operator: Bound, limit: number): Truth {
  if (!Number.isFinite(value) || !Number.isFinite(limit)) return 'unknown'
  switch (operator) {
    case 'lt':
      return value < limit
    case 'lteq':
      return value <= limit
    case 'gt':
      return value > limit
    case 'gteq':
      return value >= limit
    default:
      return 'unknown'
  }
}

/** Since the first use; `NaN` when nobody knows, or when the clock says that the use is still to come. */
function elapsed({ firstUse }: State, now: number): number {
  if (firstUse === null) return 0
  if (firstUse === undefined || now < firstUse) return Number.NaN
  return now - firstUse
}

/** With the asked use, so that `lteq 3` permits the third and not the fourth. */
function counted({ uses }: State, scope: readonly Action[]): number {
  if (!uses) return Number.NaN
  return scope.reduce((sum, action) => sum + (uses[action] ?? 0), 1)
}

/**
 * To say no purpose is to be of no kind, so that a prohibition of marketing does not keep the silent
 * from looking; but whoever may do something for all purposes except some has to say which one it is.
 */
function purposeHolds(atom: PurposeConstraint, purpose: Purpose | undefined): Truth {
  if (!isPurpose(purpose)) return atom.operator === 'isNoneOf' ? 'unknown' : false
  const isSome = idsOf(atom.rightOperand).some(broader => isKindOf(purpose, broader))
  return atom.operator === 'isNoneOf' ? !isSome : isSome
}

function member(value: string | undefined, operator: string, values: readonly string[]): Truth {
  if (value === undefined) return 'unknown'
  const isIn = values.includes(value)
  return operator === 'neq' || operator === 'isNoneOf' ? !isIn : isIn
}

function eventHolds(atom: EventConstraint, { events }: State, now: number): Truth {
  if (!events || !Number.isFinite(now)) return 'unknown'
  const event = events[atom.rightOperand['@id']]
  if (!event || now < event.start) return atom.operator === 'lt'
  const isOver = event.end !== null && now >= event.end
  return atom.operator === (isOver ? 'gt' : 'eq')
}

/** The IRIs of a right operand, which is one or a list. */
export function idsOf<T extends string>(operand: { '@id': T } | { '@id': T }[]): T[] {
  return Array.isArray(operand) ? operand.map(each => each['@id']) : [operand['@id']]
}
