import fc from 'fast-check'
import {
  ACTIONS,
  EVENTS,
  FIELD_GROUPS,
  placeOf,
  PURPOSES,
  type Action,
  type Constraint,
  type Duty,
  type Permission,
  type Policy,
  type Purpose,
  type Request,
  type Rule,
  type State
} from '../../src-main/rights'
import { CONTEXT, PROFILE } from '../../src-main/rights/profile'

export const alice = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'
export const bob = 'did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH'
export const carol = 'did:key:z6Mkqa3mXEbRwxY4dRXGXwQYQ5W5jGCeTRkhDV2TgkaQyVWN'

/** Few values each, so that rules meet often. */
const actions = Object.keys(ACTIONS) as Action[]
export const someAction = fc.constantFrom<Action>(
  ...(['read', 'display', 'extract', 'reproduce', 'use', 'sell', 'transfer', 'grantUse'] as const)
)
export const anyAction = fc.constantFrom<Action>(...actions)
const moments = [1000, 2000, 3000, 90_000_000, 200_000_000]
const bound = fc.constantFrom<'lt' | 'lteq' | 'gt' | 'gteq'>('lt', 'lteq', 'gt', 'gteq')
const dpv = (name: string) => `https://w3id.org/dpv#${name}` as Purpose
const purpose = fc.constantFrom<Purpose>(
  ...['Marketing', 'CommercialPurpose', 'CommercialResearch', 'ResearchAndDevelopment'].map(dpv),
  ...['SellProducts', 'ServiceManagement', 'TargetedAdvertising', 'PublicBenefit'].map(dpv)
)
const anyPurpose = fc.constantFrom(...(Object.keys(PURPOSES) as Purpose[]))
const party = fc.constantFrom(alice, bob, carol)
const place = fc.constantFrom(...['CN', 'DE', 'US'].map(code => placeOf(code)!))
const event = fc.constantFrom(...EVENTS)

const named = <T extends string>(value: fc.Arbitrary<T>) => fc.record({ '@id': value })
const namedList = <T extends string>(value: fc.Arbitrary<T>) =>
  fc.uniqueArray(value, { minLength: 1, maxLength: 3 }).map(all => all.map(id => ({ '@id': id })))
const literal = <T>(value: T) => fc.constant(value)

export const dateTime = fc.record({
  leftOperand: literal('dateTime' as const),
  operator: bound,
  rightOperand: fc.constantFrom(...moments).map(ms => ({
    '@value': new Date(ms).toISOString(),
    '@type': 'xsd:dateTime' as const
  }))
})
export const elapsedTime = fc.record({
  leftOperand: literal('elapsedTime' as const),
  operator: bound,
  rightOperand: fc.constantFrom('PT1S', 'PT2S', 'P1D', 'PT24H', 'P1DT1H').map(text => ({
    '@value': text,
    '@type': 'xsd:duration' as const
  }))
})
const count = fc.record({
  leftOperand: literal('count' as const),
  operator: bound,
  rightOperand: fc.integer({ min: 1, max: 4 }).map(times => ({
    '@value': String(times),
    '@type': 'xsd:integer' as const
  }))
})
const eventConstraint = fc.record({
  leftOperand: literal('event' as const),
  operator: fc.constantFrom<'lt' | 'eq' | 'gt'>('lt', 'eq', 'gt'),
  rightOperand: named(event)
})
const listOperator = fc.constantFrom<'isAnyOf' | 'isNoneOf'>('isAnyOf', 'isNoneOf')
const oneOperator = fc.constantFrom<'eq' | 'neq'>('eq', 'neq')
const sets = <Operand extends string, T extends string>(
  operand: Operand,
  values: fc.Arbitrary<T>
) =>
  fc.oneof(
    fc.record({
      leftOperand: literal(operand),
      operator: oneOperator,
      rightOperand: named(values)
    }),
    fc.record({
      leftOperand: literal(operand),
      operator: listOperator,
      rightOperand: namedList(values)
    })
  )

export const atom: fc.Arbitrary<Constraint> = fc.oneof(
  dateTime,
  elapsedTime,
  count,
  eventConstraint,
  fc.record({
    leftOperand: literal('purpose' as const),
    operator: literal('isA' as const),
    rightOperand: named(purpose)
  }),
  fc.record({
    leftOperand: literal('purpose' as const),
    operator: listOperator,
    rightOperand: namedList(purpose)
  }),
  sets('recipient', party),
  sets('spatial', place)
)

const logicOf = (inner: fc.Arbitrary<Constraint>): fc.Arbitrary<Constraint> =>
  fc
    .tuple(
      fc.constantFrom<'and' | 'or' | 'xone'>('and', 'or', 'xone'),
      fc.array(inner, { minLength: 1, maxLength: 3 })
    )
    .map(([name, list]) => ({ [name]: { '@list': list } }) as unknown as Constraint)

export const constraint: fc.Arbitrary<Constraint> = fc.oneof(
  { weight: 5, arbitrary: atom },
  { weight: 2, arbitrary: logicOf(atom) },
  { weight: 1, arbitrary: logicOf(fc.oneof(atom, logicOf(atom))) }
)

const constraints = fc.array(constraint, { maxLength: 3 })
const ruleActions = fc.uniqueArray(someAction, { minLength: 1, maxLength: 3 })

export const rule: fc.Arbitrary<Rule> = fc.record(
  { action: ruleActions, constraint: constraints },
  { requiredKeys: ['action'] }
)

const dutyConstraint = fc.oneof(dateTime, elapsedTime, eventConstraint)
/** Duties of a few kinds, whose name says what they are, so that equal names are equal duties. */
const duty: fc.Arbitrary<Duty> = fc
  .record({
    action: fc.constantFrom<'inform' | 'attribute' | 'delete' | 'obtainConsent' | 'compensate'>(
      'inform',
      'attribute',
      'delete',
      'obtainConsent',
      'compensate'
    ),
    condition: fc.option(dutyConstraint, { nil: undefined })
  })
  .map(({ action, condition }) => {
    const constraint = [
      ...(condition ? [condition] : []),
      ...(action === 'compensate' ? [fee] : [])
    ]
    const plain = { action, ...(constraint.length > 0 && { constraint }) }
    return { uid: `urn:duty:${JSON.stringify(plain)}`, ...plain } as Duty
  })

const fee = {
  leftOperand: 'payAmount' as const,
  operator: 'eq' as const,
  rightOperand: { '@value': '5.00', '@type': 'xsd:decimal' as const },
  unit: 'http://publications.europa.eu/resource/authority/currency/CNY' as const
}

const duties = fc.array(duty, { minLength: 1, maxLength: 2 })
export const permission: fc.Arbitrary<Permission> = fc
  .tuple(rule, fc.option(duties, { nil: undefined, freq: 3 }))
  .map(([plain, duty]) => ({ ...plain, ...(duty && { duty }) }))

const fieldList = fc.uniqueArray(fc.constantFrom(...FIELD_GROUPS), { minLength: 1, maxLength: 4 })

/** Policies in force, all about the same data. */
export const policy: fc.Arbitrary<Policy> = fc
  .record({
    fields: fc.option(fieldList, { nil: undefined, freq: 3 }),
    permission: fc.array(permission, { minLength: 1, maxLength: 3 }),
    prohibition: fc.option(fc.array(rule, { maxLength: 2 }), { nil: undefined }),
    obligation: fc.option(duties, { nil: undefined, freq: 3 }),
    named: fc.boolean()
  })
  .map(({ fields, permission, prohibition, obligation, named }) => ({
    '@context': CONTEXT,
    '@type': named ? ('Agreement' as const) : ('Ticket' as const),
    uid: 'urn:uuid:1',
    profile: PROFILE,
    conflict: 'prohibit' as const,
    assigner: alice,
    ...(named && { assignee: bob }),
    target: 'urn:uuid:2',
    ...(fields && { 'ds:fields': fields }),
    permission,
    ...(prohibition && { prohibition }),
    ...(obligation && { obligation })
  }))

export const request: fc.Arbitrary<Request> = fc.record(
  {
    action: fc.oneof(someAction, anyAction),
    purpose: fc.oneof(purpose, anyPurpose),
    fields: fieldList,
    recipient: fc.constantFrom(alice, bob, carol, 'did:key:z6MkDave'),
    spatial: fc.constantFrom(...['CN', 'DE', 'US', 'FR'].map(code => placeOf(code)!))
  },
  { requiredKeys: ['action'] }
)

export const now = fc.constantFrom(0, 999, 1000, 1001, 2000, 2001, 3500, 90_000_000, 300_000_000)

/** What is known of earlier use; `uids`: duties that may be among the fulfilled. */
export function stateFor(...policies: Policy[]): fc.Arbitrary<State> {
  const uids = policies.flatMap(each =>
    [...each.permission.flatMap(one => one.duty ?? []), ...(each.obligation ?? [])].map(
      one => one.uid
    )
  )
  const times = fc.integer({ min: 0, max: 4 })
  return fc.record(
    {
      uses: fc.dictionary(someAction as fc.Arbitrary<string>, times, { noNullPrototype: true }),
      firstUse: fc.constantFrom(null, 0, 1000, 2000),
      fulfilled: fc.subarray([...new Set(uids)]),
      consents: fc.array(
        fc.record({
          action: someAction,
          until: fc.constantFrom(null, 1000, 5000),
          left: fc.constantFrom(null, 0, 1)
        }),
        { maxLength: 3 }
      ),
      events: fc.dictionary(
        event as fc.Arbitrary<string>,
        fc.constantFrom({ start: 1000, end: null }, { start: 0, end: 2000 }),
        { noNullPrototype: true }
      )
    },
    { requiredKeys: [] }
  ) as fc.Arbitrary<State>
}
