import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decide,
  evaluate,
  FIELD_GROUPS,
  isNarrower,
  namedAsBefore,
  parsePolicy,
  policyOf,
  sameFields,
  verifyChain,
  widenings,
  type Constraint,
  type Draft,
  type FieldGroup,
  type Policy
} from '../../src-main/rights'
import { truthOf } from '../../src-main/rights/constraint'
import { implies } from '../../src-main/rights/narrow'
import type { DraftDuty } from '../../src-main/rights/template'
import {
  anyAction,
  bob,
  constraint,
  now,
  permission,
  policy,
  request,
  rule,
  someAction,
  stateFor
} from './arbitrary'

const at = (time: number) => ({ now: () => time })
const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
const RUNS = { numRuns: 400 }

/** A policy with a case in which to try it. */
const tried = policy.chain(one =>
  fc.record({ one: fc.constant(one), request, state: stateFor(one), now })
)

describe('a policy that is well said', () => {
  it('is understood, and is the same after it travelled as JSON', () => {
    fc.assert(
      fc.property(policy, one => {
        expect(parsePolicy(copy(one))).toEqual(copy(one))
      }),
      RUNS
    )
  })

  it('is decided in the same way each time, with a reason, and by whichever door it comes', () => {
    fc.assert(
      fc.property(tried, ({ one, request, state, now }) => {
        const first = evaluate(one, request, state, at(now))
        expect(evaluate(copy(one), copy(request), copy(state), at(now))).toEqual(first)
        expect(decide(copy(one), copy(request), copy(state), at(now))).toEqual(first)
        expect(first.reasons.length).toBeGreaterThan(0)
      }),
      RUNS
    )
  })

  it('permits to those who know nothing of earlier use only what any such knowledge lets it permit', () => {
    fc.assert(
      fc.property(tried, ({ one, request, state, now }) => {
        const bare = evaluate(one, request, at(now))
        expect(evaluate(one, request, {}, at(now))).toEqual(bare)
        fc.pre(bare.decision === 'permit')
        expect(evaluate(one, request, state, at(now)).decision).toBe('permit')
      }),
      RUNS
    )
  })
})

describe('anything at all', () => {
  it('is decided without an error, and the same way each time', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.jsonValue(), now, (one, ask, state, now) => {
        const first = decide(one, ask, state, at(now))
        expect(first.decision).toBe('deny')
        expect(decide(one, ask, state, at(now))).toEqual(first)
      }),
      RUNS
    )
  })

  it('in the place of a part of a policy is decided too', () => {
    fc.assert(
      fc.property(policy, fc.nat(), fc.jsonValue(), anyAction, (one, place, value, action) => {
        const spoiled = copy(one) as object
        const spot = pick(spotsIn(spoiled), place)
        spot.parent[spot.key] = value
        expect(['permit', 'deny']).toContain(decide(spoiled, { action }, {}, at(0)).decision)
      }),
      RUNS
    )
  })

  it('as request or state is denied unless it is understood', () => {
    fc.assert(
      fc.property(policy, fc.jsonValue(), fc.jsonValue(), (one, ask, state) => {
        const decision = decide(one, ask, state, at(0))
        expect(decision.reasons[0]?.code).toBe('not-understood')
      }),
      RUNS
    )
  })
})

describe('an unknown term', () => {
  const refused = expect.objectContaining({ code: 'POLICY_NOT_UNDERSTOOD' })

  it('as a member anywhere refuses the whole policy', () => {
    const name = fc.oneof(
      fc.constantFrom('constructor', 'toString', 'prototype', 'hasOwnProperty', '__proto__'),
      fc.constantFrom('inheritFrom', 'refinement', 'remedy', 'consequence', 'odrl:permission'),
      fc.string({ minLength: 1, maxLength: 12 }).map(text => `x-${text}`)
    )
    fc.assert(
      fc.property(policy, fc.nat(), name, (one, place, name) => {
        const spoiled = copy(one) as object
        const objects = spotsIn({ policy: spoiled })
          .map(({ parent, key }) => parent[key])
          .filter(value => typeof value === 'object' && value !== null && !Array.isArray(value))
        Object.defineProperty(pick(objects, place), name, { value: 1, enumerable: true })
        expect(() => parsePolicy(spoiled)).toThrow(refused)
        expect(decide(spoiled, { action: 'read' }, {}, at(0)).reasons[0]?.code).toBe(
          'not-understood'
        )
      }),
      RUNS
    )
  })

  it('as a value anywhere but in a name refuses the whole policy', () => {
    const names = new Set(['uid', 'assigner', 'assignee', 'target'])
    const word = fc.constantFrom('teleport', 'share', 'mood', 'toString', 'urn:x', '', 'P1M', '-1')
    fc.assert(
      fc.property(policy, fc.nat(), word, (one, place, word) => {
        const spoiled = copy(one) as object
        const values = spotsIn(spoiled).filter(
          ({ parent, key }) => typeof parent[key] === 'string' && !names.has(key)
        )
        const spot = pick(values, place)
        spot.parent[spot.key] = word
        expect(() => parsePolicy(spoiled)).toThrow(refused)
      }),
      RUNS
    )
  })
})

describe('a prohibition', () => {
  it('wins over every permission', () => {
    fc.assert(
      fc.property(tried, someAction, ({ one, request, state, now }, action) => {
        const forbidden = {
          ...one,
          prohibition: [...(one.prohibition ?? []), { action: [action] }]
        }
        const { decision } = evaluate(forbidden, { ...request, action }, state, at(now))
        expect(decision).toBe('deny')
      }),
      RUNS
    )
  })

  it('never makes a policy permit more', () => {
    fc.assert(
      fc.property(tried, rule, ({ one, request, state, now }, added) => {
        const narrower = { ...one, prohibition: [...(one.prohibition ?? []), added] }
        fc.pre(evaluate(narrower, request, state, at(now)).decision === 'permit')
        expect(evaluate(one, request, state, at(now)).decision).toBe('permit')
      }),
      RUNS
    )
  })
})

describe('a constraint that is added to a permission', () => {
  const cases = fc.tuple(tried, fc.nat(), constraint)
  const constrained = (one: Policy, index: number, added: Constraint): Policy => ({
    ...one,
    permission: one.permission.map((each, place) =>
      place === index % one.permission.length
        ? { ...each, constraint: [...(each.constraint ?? []), added] }
        : each
    )
  })

  it('never makes a policy permit more', () => {
    fc.assert(
      fc.property(cases, ([{ one, request, state, now }, index, added]) => {
        const narrower = constrained(one, index, added)
        fc.pre(evaluate(narrower, request, state, at(now)).decision === 'permit')
        expect(evaluate(one, request, state, at(now)).decision).toBe('permit')
      }),
      RUNS
    )
  })

  it('makes a policy that is narrower', () => {
    fc.assert(
      fc.property(cases, ([{ one }, index, added]) => {
        expect(isNarrower(constrained(one, index, added), one)).toBe(true)
      }),
      RUNS
    )
  })
})

/** A policy made out of another by what usually narrows, and sometimes widens. */
function changed(original: Policy): fc.Arbitrary<Policy> {
  const edits = fc.array(
    fc.record({
      kind: fc.constantFrom('constrain', 'drop', 'act', 'forbid', 'loosen', 'permit'),
      index: fc.nat(),
      constraint,
      rule,
      permission,
      action: someAction
    }),
    { maxLength: 3 }
  )
  return edits.map(list => {
    const made = copy(original)
    for (const { kind, index, constraint, rule, permission, action } of list) {
      const target = pick(made.permission, index)
      if (kind === 'constrain') target.constraint = [...(target.constraint ?? []), constraint]
      else if (kind === 'drop' && target.action.length > 1) target.action.pop()
      else if (kind === 'act') target.action = [action]
      else if (kind === 'forbid') made.prohibition = [...(made.prohibition ?? []), rule]
      else if (kind === 'loosen') target.constraint?.pop()
      else if (kind === 'permit') made.permission.push(permission)
    }
    return made
  })
}

describe('narrowing', () => {
  it('is reflexive', () => {
    fc.assert(
      fc.property(policy, one => {
        expect(isNarrower(copy(one), one)).toBe(true)
      }),
      RUNS
    )
  })

  it('never gives what is for a person to whoever holds a key', () => {
    const kinds = fc.constantFrom('Ticket' as const, 'Offer' as const)
    fc.assert(
      fc.property(
        policy.chain(wide => fc.tuple(fc.constant(wide), changed(wide))),
        kinds,
        (pair, kind) => {
          const [wide, other] = pair
          const { assignee: _, ...open } = other
          const original: Policy = { ...wide, '@type': 'Agreement', assignee: bob }
          const derived: Policy = {
            ...open,
            '@type': kind,
            assigner: bob,
            'ds:derivedFrom': wide.uid
          }
          expect(widenings(derived, original)).toContain('@type')
          expect(verifyChain([{ policy: original }, { policy: derived }], at(0))).toMatchObject({
            valid: false,
            fault: 'audience'
          })
        }
      ),
      RUNS
    )
  })

  it('is sound: what the narrower permits the wider permits too', () => {
    let narrower = 0
    let permitted = 0
    const cases = policy
      .chain(wide => fc.tuple(fc.constant(wide), changed(wide)))
      .chain(([wide, other]) =>
        fc.record({
          wide: fc.constant(wide),
          other: fc.constant(other),
          trials: fc.array(fc.record({ request, state: stateFor(wide, other), now }), {
            minLength: 20,
            maxLength: 20
          })
        })
      )
    fc.assert(
      fc.property(cases, ({ wide, other, trials }) => {
        if (!isNarrower(other, wide)) return
        narrower += 1
        for (const { request, state, now } of trials) {
          if (evaluate(other, request, state, at(now)).decision !== 'permit') continue
          permitted += 1
          expect(evaluate(wide, request, state, at(now)).decision).toBe('permit')
        }
      }),
      { numRuns: 800 }
    )
    // Else the property would say nothing.
    expect(narrower).toBeGreaterThan(100)
    expect(permitted).toBeGreaterThan(100)
  })

  it('is transitive', () => {
    let compared = 0
    const three = policy.chain(a =>
      changed(a).chain(b => fc.tuple(fc.constant(a), fc.constant(b), changed(b)))
    )
    fc.assert(
      fc.property(three, ([a, b, c]) => {
        if (!isNarrower(b, a) || !isNarrower(c, b)) return
        compared += 1
        expect(isNarrower(c, a)).toBe(true)
      }),
      { numRuns: 800 }
    )
    expect(compared).toBeGreaterThan(50)
  })
})

describe('narrowing of fields', () => {
  const fields = fc.option(fc.shuffledSubarray([...FIELD_GROUPS], { minLength: 1 }))
  const given = (chosen: FieldGroup[] | null) => chosen ?? [...FIELD_GROUPS]
  const isWithin = (a: FieldGroup[] | null, b: FieldGroup[] | null) =>
    b === null || (a !== null && a.every(field => b.includes(field)))

  it('is that of sets, transitive, and has nothing left where it goes both ways', () => {
    let chains = 0
    fc.assert(
      fc.property(policy, fc.array(fields, { minLength: 3, maxLength: 3 }), (one, chosen) => {
        const [a, b, c] = chosen.map(each => withFields(one, each)) as [Policy, Policy, Policy]
        const [ofA, ofB, ofC] = chosen as [FieldGroup[] | null, FieldGroup[] | null, never]
        expect(isNarrower(b, a)).toBe(isWithin(ofB, ofA))
        expect(sameFields(a, b)).toBe(isWithin(ofA, ofB) && isWithin(ofB, ofA))
        // Each a part of the one before, however they were chosen.
        const partly = given(ofA).filter(field => given(ofB).includes(field))
        const least = partly.filter(field => given(ofC).includes(field))
        if (least.length === 0) return
        chains += 1
        const [middle, last] = [withFields(one, partly), withFields(one, least)]
        expect([isNarrower(middle, a), isNarrower(last, middle)]).toEqual([true, true])
        expect(isNarrower(last, a)).toBe(true)
        if (isNarrower(b, a) && isNarrower(c, b)) expect(isNarrower(c, a)).toBe(true)
      }),
      RUNS
    )
    expect(chains).toBeGreaterThan(50)
  })
})

function withFields({ 'ds:fields': _, ...rest }: Policy, fields: FieldGroup[] | null): Policy {
  return { ...rest, ...(fields && { 'ds:fields': fields }) }
}

describe('one constraint that implies another', () => {
  const facts = fc.tuple(request, now, someAction)
  const scopes = { left: 'use', right: 'use' } as const

  it('is never true where the other is not, nor unknown where the other is false', () => {
    let implied = 0
    const cases = fc.tuple(constraint, constraint, facts, stateFor())
    const rank = (truth: unknown) => (truth === true ? 2 : truth === 'unknown' ? 1 : 0)
    fc.assert(
      fc.property(cases, ([left, right, [request, now], state]) => {
        for (const wider of [right, { or: { '@list': [left, right] } }]) {
          if (!implies(left, wider, scopes)) continue
          implied += 1
          const known = { request, state, now, scope: ['read', 'display'] as const }
          expect(rank(truthOf(left, known))).toBeLessThanOrEqual(rank(truthOf(wider, known)))
        }
      }),
      { numRuns: 3000 }
    )
    expect(implied).toBeGreaterThan(1000)
  })

  it('implies what the other implies', () => {
    let chained = 0
    const simple = fc.tuple(constraint, constraint, constraint)
    fc.assert(
      fc.property(simple, ([a, b, c]) => {
        const middle = { or: { '@list': [a, b] } }
        const inner = { and: { '@list': [a, c] } }
        const all = [a, b, c, middle, inner]
        for (const x of all) {
          for (const y of all) {
            for (const z of all) {
              if (!implies(x, y, scopes) || !implies(y, z, scopes)) continue
              chained += 1
              expect(implies(x, z, scopes)).toBe(true)
            }
          }
        }
      }),
      { numRuns: 500 }
    )
    expect(chained).toBeGreaterThan(1000)
  })
})

interface Spot {
  parent: Record<string, unknown>
  key: string
}

/** Every place in a JSON value. */
function spotsIn(value: unknown): Spot[] {
  if (typeof value !== 'object' || value === null) return []
  const parent = value as Record<string, unknown>
  return Object.keys(parent).flatMap(key => [{ parent, key }, ...spotsIn(parent[key])])
}

function pick<T>(list: readonly T[], index: number): T {
  return list[index % list.length]!
}

describe('terms that are edited to be narrower', () => {
  /** What may be done to the rules of a policy without permitting more. */
  interface Edit {
    counted?: number
    split: boolean
    turned: boolean
    unnamed: boolean
    added?: 'inform' | 'attribute' | 'delete'
  }
  const edits: fc.Arbitrary<Edit> = fc.record({
    counted: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    split: fc.boolean(),
    turned: fc.boolean(),
    unnamed: fc.boolean(),
    added: fc.option(fc.constantFrom('inform' as const, 'attribute' as const, 'delete' as const), {
      nil: undefined
    })
  })
  const atMost = (times: number): Constraint => ({
    leftOperand: 'count',
    operator: 'lteq',
    rightOperand: { '@value': String(times), '@type': 'xsd:integer' }
  })

  function edited(one: Policy, edit: Edit): Draft {
    const { counted, split, turned, unnamed, added } = edit
    const unname = <Each extends DraftDuty>({ uid, ...duty }: Each): DraftDuty =>
      unnamed ? duty : { uid, ...duty }
    const rules: Draft['permission'] = one.permission.flatMap(({ duty, constraint, ...rule }) => {
      const duties = [
        ...(added ? [{ action: added }] : []),
        ...(duty ?? []).map(unname)
      ] as DraftDuty[]
      const limits = [...(constraint ?? []), ...(counted === undefined ? [] : [atMost(counted)])]
      const actions = split ? rule.action.map(action => [action]) : [rule.action]
      return actions.map(action => ({
        action,
        ...(limits.length > 0 && { constraint: limits }),
        ...(duties.length > 0 && { duty: duties })
      }))
    })
    return {
      ...(one['ds:fields'] && { 'ds:fields': one['ds:fields'] }),
      permission: turned ? rules.reverse() : rules,
      prohibition: one.prohibition ?? [],
      ...(one.obligation && { obligation: one.obligation.map(unname) })
    }
  }

  /** The same duty has a name of its own in each rule, as in terms that were drafted. */
  const drafted = policy.map(one => ({
    ...one,
    permission: one.permission.map((rule, index) => ({
      ...rule,
      ...(rule.duty && { duty: rule.duty.map(each => ({ ...each, uid: `${each.uid}#${index}` })) })
    }))
  }))
  const cases = fc.tuple(drafted, edits)
  const policyIn = (draft: Draft, { '@type': type, uid, assigner, target, assignee }: Policy) =>
    policyOf(draft, {
      kind: type as 'Ticket',
      uid,
      assigner,
      target,
      ...(assignee !== undefined && { assignee })
    })

  it('are, whatever their duties are called and wherever they stand', () => {
    fc.assert(
      fc.property(cases, ([one, edit]) => {
        const derived = policyIn(namedAsBefore(edited(one, edit), one), one)
        expect(widenings(derived, one)).toEqual([])
      }),
      RUNS
    )
  })

  it('are not where a duty is left out', () => {
    fc.assert(
      fc.property(cases, ([one, edit]) => {
        const uids = one.permission.map(({ duty }) => (duty ?? []).map(({ uid }) => uid).join())
        fc.pre(one.permission.length === 1 && uids.some(Boolean))
        const draft = edited(one, { ...edit, added: undefined })
        const without = draft.permission.map(({ duty: _, ...rule }) => rule)
        const derived = policyIn(namedAsBefore({ ...draft, permission: without }, one), one)
        expect(isNarrower(derived, one)).toBe(false)
      }),
      RUNS
    )
  })
})
