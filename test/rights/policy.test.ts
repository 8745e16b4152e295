import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ACTIONS,
  evaluate,
  labelsOf,
  ticketPolicy,
  untilOf,
  validatePolicy,
  type Action,
  type Policy,
  type Purpose
} from '../../src-main/rights'

const alice = 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK'
const friday = Date.parse('2026-05-01T12:00:00.000Z')
const at = (now: number) => ({ now: () => now })
const ticket = (until: number | null = friday) =>
  ticketPolicy({ uid: 'urn:uuid:1', assigner: alice, target: 'urn:uuid:2', until })
// What a stranger may have made of a policy: any member may be anything.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Loose = any
const sold: Purpose = 'https://w3id.org/dpv#SellDataToThirdParties'

describe('a ticket for contacts', () => {
  it('permits looking at them until its last moment, and not a millisecond longer', () => {
    expect(evaluate(ticket(), { action: 'display' }, at(friday)).decision).toBe('permit')
    expect(evaluate(ticket(), { action: 'display' }, at(friday + 1))).toEqual({
      decision: 'deny',
      reasons: [{ code: 'expired', at: 'permission.0' }],
      duties: []
    })
  })

  it('prohibits sale, passing on and any commercial purpose from the start', () => {
    for (const action of ['sell', 'give', 'distribute', 'grantUse'] as Action[]) {
      expect(evaluate(ticket(), { action }, at(0)).reasons[0]?.code).toBe('prohibited')
    }
    expect(evaluate(ticket(), { action: 'display', purpose: sold }, at(0)).reasons[0]).toEqual({
      code: 'prohibited',
      at: 'prohibition.2'
    })
  })

  it('denies what it does not name', () => {
    expect(evaluate(ticket(), { action: 'derive' }, at(0)).reasons[0]?.code).toBe('not-permitted')
  })

  it('denies fields beyond those that are given', () => {
    const policy = { ...ticket(), 'ds:fields': ['name', 'emails'] } as Policy
    const wants = (fields: ('name' | 'notes')[]) =>
      evaluate(policy, { action: 'read', fields }, at(0)).decision
    expect([wants(['name']), wants(['name', 'notes'])]).toEqual(['permit', 'deny'])
  })

  it('has the end that it was given, or none', () => {
    expect(untilOf(ticket())).toBe(friday)
    expect(untilOf(ticket(null))).toBe(null)
  })
})

describe('a policy from a stranger', () => {
  it('is the same after it travelled as JSON', () => {
    const policy = ticket()
    expect(validatePolicy(JSON.parse(JSON.stringify(policy)))).toEqual(policy)
  })

  const twisted: [string, (policy: Loose) => void][] = [
    ['an unknown action', policy => policy.permission[0].action.push('teleport')],
    ['a deprecated action', policy => policy.permission[0].action.push('share')],
    ['an action named like a member of every object', p => p.permission[0].action.push('toString')],
    ['an unknown operand', policy => (policy.permission[0].constraint[0].leftOperand = 'mood')],
    ['an unknown operator', policy => (policy.permission[0].constraint[0].operator = 'neq')],
    ['an unknown member of a rule', policy => (policy.permission[0].duty = [{ action: 'delete' }])],
    ['an unknown member of the policy', policy => (policy.obligation = [])],
    ['another profile', policy => (policy.profile = 'https://example.org/profile')],
    ['another conflict strategy', policy => (policy.conflict = 'perm')],
    ['a context that gives the words another meaning', policy => (policy['@context'][1].ds = 'x')],
    ['a ticket to a named person', policy => (policy.assignee = alice)],
    ['a time that is none', p => (p.permission[0].constraint[0].rightOperand['@value'] = 'soon')],
    ['an agreement with nobody', policy => (policy['@type'] = 'Agreement')],
    ['no permission', policy => (policy.permission = [])],
    ['a field group nobody knows', policy => (policy['ds:fields'] = ['dna'])]
  ]
  it.each(twisted)('with %s is refused', (_, twist) => {
    const policy = JSON.parse(JSON.stringify(ticket()))
    twist(policy)
    expect(() => validatePolicy(policy)).toThrow(
      expect.objectContaining({ code: 'POLICY_NOT_UNDERSTOOD' })
    )
  })

  it('of any shape is refused with that code and no other', () => {
    fc.assert(
      fc.property(fc.anything(), value => {
        expect(() => validatePolicy(value)).toThrow(
          expect.objectContaining({ code: 'POLICY_NOT_UNDERSTOOD' })
        )
      })
    )
  })
})

describe('evaluation', () => {
  const action = fc.constantFrom(...(Object.keys(ACTIONS) as Action[]))
  const time = fc.integer({ min: 0, max: 4_000_000_000_000 })
  const dateTime = fc.record({
    leftOperand: fc.constant('dateTime' as const),
    operator: fc.constantFrom('gt' as const, 'gteq' as const, 'lt' as const, 'lteq' as const),
    rightOperand: time.map(ms => ({
      '@value': new Date(ms).toISOString(),
      '@type': 'xsd:dateTime' as const
    }))
  })
  const rule = fc.record({
    action: fc.array(action, { minLength: 1, maxLength: 4 }),
    constraint: fc.array(dateTime, { maxLength: 3 })
  })
  const policies = fc
    .record({
      permission: fc.array(rule, { minLength: 1, maxLength: 4 }),
      prohibition: fc.array(rule)
    })
    .map(rules => ({ ...ticket(), ...rules }))

  it('is total and deterministic', () => {
    fc.assert(
      fc.property(policies, action, time, (policy, action, now) => {
        const first = evaluate(policy, { action }, at(now))
        expect(evaluate(policy, { action }, at(now))).toEqual(first)
        expect(first.reasons.length).toBeGreaterThan(0)
      })
    )
  })

  it('never permits more after a prohibition was added', () => {
    fc.assert(
      fc.property(policies, rule, action, time, (policy, added, action, now) => {
        const narrower = { ...policy, prohibition: [...policy.prohibition, added] }
        const before = evaluate(policy, { action }, at(now)).decision
        const after = evaluate(narrower, { action }, at(now)).decision
        expect(before === 'deny' && after === 'permit').toBe(false)
      })
    )
  })
})

describe('labels', () => {
  it('name each term once with how far it holds', () => {
    const labels = labelsOf({ ...ticket(), 'ds:fields': ['name', 'emails'] })
    expect(labels.map(({ term, enforcement }) => `${term} ${enforcement}`)).toEqual([
      'holder enforced',
      'until enforced',
      'fields enforced',
      'read enforced',
      'display metered',
      'index declared',
      'no-sell declared',
      'no-distribute declared',
      'no-give declared',
      'no-grantUse declared',
      'no-use declared',
      'purpose declared'
    ])
  })
})
