import * as v from 'valibot'
import { ACTIONS, DUTIES, isAction, type Action, type DutyAction } from './action'
import { durationParts } from './duration'
import { isPlace, type Place } from './place'
import type { Constraint, Duty, Permission } from './policy'
import {
  CONTEXT,
  FIELD_GROUPS,
  PROFILE,
  isCurrencyName,
  isKnownEvent,
  type CurrencyName,
  type EventName
} from './profile'
import { isPurpose, type Purpose } from './purpose'

const MAX_LIST = 20
const MAX_RULES = 50
/** How deep logical constraints may stand in each other. */
const MAX_LOGIC = 3

export const action = v.custom<Action>(isAction, 'action')
export const purpose = v.custom<Purpose>(isPurpose, 'purpose')
export const place = v.custom<Place>(isPlace, 'place')
export const party = v.pipe(v.string(), v.maxLength(300), v.regex(/^did:[a-z0-9]+:\S+$/))
export const fields = v.pipe(
  v.array(v.picklist(FIELD_GROUPS)),
  v.minLength(1),
  v.maxLength(FIELD_GROUPS.length)
)
const text = v.pipe(v.string(), v.minLength(1), v.maxLength(500))
const time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/),
  v.check(value => Number.isFinite(Date.parse(value)))
)
const duration = v.pipe(
  v.string(),
  v.check(value => durationParts(value) !== null)
)
const integer = v.pipe(v.string(), v.regex(/^[1-9]\d{0,8}$/))
const amount = v.pipe(
  v.string(),
  v.regex(/^(0|[1-9]\d{0,11})(\.\d{1,4})?$/),
  v.check(value => Number(value) > 0)
)

const bound = v.picklist(['gt', 'gteq', 'lt', 'lteq'])
const listOperator = v.picklist(['isAnyOf', 'isNoneOf'])

const dateTime = v.strictObject({
  leftOperand: v.literal('dateTime'),
  operator: bound,
  rightOperand: v.strictObject({ '@value': time, '@type': v.literal('xsd:dateTime') })
})
const elapsedTime = v.strictObject({
  leftOperand: v.literal('elapsedTime'),
  operator: bound,
  rightOperand: v.strictObject({ '@value': duration, '@type': v.literal('xsd:duration') })
})
const count = v.strictObject({
  leftOperand: v.literal('count'),
  operator: bound,
  rightOperand: v.strictObject({ '@value': integer, '@type': v.literal('xsd:integer') })
})
const event = v.strictObject({
  leftOperand: v.literal('event'),
  operator: v.picklist(['lt', 'eq', 'gt']),
  rightOperand: v.strictObject({ '@id': v.custom<EventName>(isKnownEvent, 'event') })
})
const payAmount = v.strictObject({
  leftOperand: v.literal('payAmount'),
  operator: v.literal('eq'),
  rightOperand: v.strictObject({ '@value': amount, '@type': v.literal('xsd:decimal') }),
  unit: v.custom<CurrencyName>(isCurrencyName, 'currency')
})

/** One value with `one` of the operators, or a list of values with `isAnyOf` or `isNoneOf`. */
function setConstraint<
  const Operand extends string,
  const One extends string,
  Item extends v.GenericSchema
>(leftOperand: Operand, one: readonly One[], item: Item) {
  const named = v.strictObject({ '@id': item })
  return v.variant('operator', [
    v.strictObject({
      leftOperand: v.literal(leftOperand),
      operator: v.picklist(one),
      rightOperand: named
    }),
    v.strictObject({
      leftOperand: v.literal(leftOperand),
      operator: listOperator,
      rightOperand: v.pipe(v.array(named), v.minLength(1), v.maxLength(MAX_LIST))
    })
  ])
}

const atom = v.variant('leftOperand', [
  dateTime,
  elapsedTime,
  count,
  event,
  setConstraint('purpose', ['isA'], purpose),
  setConstraint('recipient', ['eq', 'neq'], party),
  setConstraint('spatial', ['eq', 'neq'], place)
])

/** Written out per depth and not by recursion, so that no nesting can exhaust the stack. */
function constraintAt(depth: number): v.GenericSchema<unknown, Constraint> {
  if (depth === 0) return atom as v.GenericSchema<unknown, Constraint>
  const inner = constraintAt(depth - 1)
  const list = v.strictObject({
    '@list': v.pipe(v.array(inner), v.minLength(1), v.maxLength(MAX_LIST))
  })
  const logical = {
    and: v.strictObject({ and: list }),
    or: v.strictObject({ or: list }),
    xone: v.strictObject({ xone: list })
  }
  return v.lazy(input => {
    if (typeof input !== 'object' || input === null) return atom
    for (const name of ['and', 'or', 'xone'] as const) {
      if (Object.hasOwn(input, name)) return logical[name]
    }
    return atom
  }) as v.GenericSchema<unknown, Constraint>
}

const constraints = v.pipe(v.array(constraintAt(MAX_LOGIC)), v.maxLength(MAX_LIST))
const actions = v.pipe(
  v.array(action),
  v.minLength(1),
  v.maxLength(Object.keys(ACTIONS).length),
  v.check(list => new Set(list).size === list.length)
)
const rule = v.strictObject({ action: actions, constraint: v.optional(constraints) })
const rules = v.pipe(v.array(rule), v.maxLength(MAX_RULES))

const dutyConstraints = v.pipe(
  v.array(v.variant('leftOperand', [dateTime, elapsedTime, event, payAmount])),
  v.maxLength(MAX_LIST)
)
const plainDuty = v.pipe(
  v.strictObject({
    uid: text,
    action: v.picklist(
      (Object.keys(DUTIES) as DutyAction[]).filter(name => name !== 'nextPolicy') as Exclude<
        DutyAction,
        'nextPolicy'
      >[]
    ),
    constraint: v.optional(dutyConstraints)
  }),
  // A compensation says how much, once; nothing else does.
  v.check(duty => {
    const amounts = (duty.constraint ?? []).filter(each => each.leftOperand === 'payAmount')
    return amounts.length === (duty.action === 'compensate' ? 1 : 0)
  }, 'amount')
)
const plainDuties = v.pipe(v.array(plainDuty), v.minLength(1), v.maxLength(MAX_LIST))

/** What stands in `nextPolicy` has no `nextPolicy` of its own. */
const nextTerms = v.strictObject({
  'ds:fields': v.optional(fields),
  permission: v.pipe(
    v.array(v.strictObject({ ...rule.entries, duty: v.optional(plainDuties) })),
    v.minLength(1),
    v.maxLength(MAX_RULES)
  ),
  prohibition: v.optional(rules),
  obligation: v.optional(plainDuties)
})
const nextPolicy = v.strictObject({
  uid: text,
  action: v.literal('nextPolicy'),
  'ds:policy': nextTerms
})
const duties = v.pipe(
  v.array(
    v.lazy(input => {
      const isNext = typeof input === 'object' && input !== null && 'ds:policy' in input
      return (isNext ? nextPolicy : plainDuty) as v.GenericSchema<unknown, Duty>
    })
  ),
  v.minLength(1),
  v.maxLength(MAX_LIST)
)
const permission = v.pipe(
  v.strictObject({ ...rule.entries, duty: v.optional(duties) }),
  // ODRL Vocabulary 2.2: a next policy is for the third party's use, so somebody has to be let in.
  v.check(
    value =>
      !value.duty?.some(duty => duty.action === 'nextPolicy') ||
      value.action.every(name => name === 'grantUse' || name === 'distribute'),
    'nextPolicy'
  )
)

export const policy = v.pipe(
  v.strictObject({
    '@context': v.strictTuple([
      v.literal(CONTEXT[0]),
      v.strictObject({ ds: v.literal(CONTEXT[1].ds) })
    ]),
    '@type': v.picklist(['Ticket', 'Agreement', 'Offer']),
    uid: text,
    profile: v.literal(PROFILE),
    conflict: v.literal('prohibit'),
    assigner: text,
    assignee: v.optional(text),
    target: text,
    'ds:derivedFrom': v.optional(text),
    'ds:fields': v.optional(fields),
    permission: v.pipe(v.array(permission), v.minLength(1), v.maxLength(MAX_RULES)),
    prohibition: v.optional(rules),
    obligation: v.optional(plainDuties)
  }),
  // ODRL Vocabulary 2.2: a Ticket must not name an assignee; an Agreement must (Information Model §2.1.3).
  v.check(value => (value['@type'] === 'Agreement') === (value.assignee !== undefined), 'assignee'),
  v.check(value => namesApart(value.permission, value.obligation ?? []), 'duty')
)

/** Whether duties that have the same name are the same duty: else one could be fulfilled for another. */
function namesApart(permissions: Permission[], obligations: Duty[]): boolean {
  const seen = new Map<string, string>()
  const all = [...permissions.flatMap(each => each.duty ?? []), ...obligations]
  return all.every(duty => {
    const content = canonical(duty)
    const known = seen.get(duty.uid)
    seen.set(duty.uid, content)
    return known === undefined || known === content
  })
}

/** Equal for equal JSON values, whatever the order of members. */
export function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner
  )
}
