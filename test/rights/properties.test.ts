import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  decide,
  evaluate,
  isNarrower,
  parsePolicy,
  type Constraint,
  type Policy
} from '../../src-main/rights'
import {
  anyAction,
  constraint,
  now,
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
