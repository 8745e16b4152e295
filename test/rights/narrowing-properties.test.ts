import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  evaluate,
  FIELD_GROUPS,
  isNarrower,
  namedAsBefore,
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
      const target = made.permission[index % made.permission.length]!
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
