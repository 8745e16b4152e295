import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LEVELS } from '../../src-main/datom'
import {
  draftOf,
  forbiddenAt,
  forbiddenWords,
  levelsUnder,
  PEOPLE_TEMPLATES,
  policyOf,
  SECURITY_LEVELS,
  type Draft,
  type LevelRule,
  type Parties
} from '../../src-main/rights'
import { alice, bob, policy } from './arbitrary'

const now = Date.parse('2026-05-06T10:00:00Z')
const parties = { uid: 'urn:1', assigner: alice, target: 'urn:2' }
const toBob: Parties = { ...parties, kind: 'Agreement', assignee: bob }
const toAnybody: Parties = { ...parties, kind: 'Ticket' }
const listed: Parties = { ...parties, kind: 'Offer' }

const may = (...action: Draft['permission'][number]['action']): Draft => ({
  permission: [{ action }],
  prohibition: []
})

describe('a security level', () => {
  it('is one of those that a datom can have, in the same order', () => {
    expect(SECURITY_LEVELS).toEqual(LEVELS)
  })

  it.each<[string, Draft, Parties, string[]]>([
    ['looking, by key', may('read', 'display'), toAnybody, ['public', 'internal', 'personal']],
    ['being listed', may('read', 'display'), listed, ['public', 'internal', 'personal']],
    [
      'looking without an end, for Bob',
      may('read', 'display'),
      toBob,
      ['public', 'internal', 'personal', 'confidential']
    ],
    ['looking for a week, for Bob', draftOf('until-friday', { now }), toBob, [...SECURITY_LEVELS]],
    ['passing on, by key', may('read', 'distribute'), toAnybody, ['public']],
    ['letting others use it, for Bob', may('read', 'grantUse'), toBob, ['public', 'internal']],
    ['selling, for Bob', may('read', 'sell'), toBob, ['public', 'internal']],
    ['all use, by key, since that is passing on too', may('use'), toAnybody, ['public']]
  ])('decides who may be under terms of %s', (_, draft, to, levels) => {
    expect(levelsUnder(policyOf(draft, to))).toEqual(levels)
  })

  it('of what is restricted lets nothing be done by key, nor be listed, whatever the terms', () => {
    fc.assert(
      fc.property(policy, fc.boolean(), (one, confirmed) => {
        fc.pre(one['@type'] !== 'Agreement')
        expect(forbiddenAt('restricted', one, { confirmed })).not.toBe(null)
      })
    )
  })

  it('never permits what a less sensitive one forbids', () => {
    fc.assert(
      fc.property(policy, fc.boolean(), (one, confirmed) => {
        const allowed = SECURITY_LEVELS.map(
          level => forbiddenAt(level, one, { confirmed }) === null
        )
        expect(allowed.lastIndexOf(true)).toBe(allowed.filter(Boolean).length - 1)
      })
    )
  })

  it('of personal data waits for the confirmation before it may be passed on or paid for', () => {
    const paid = policyOf(
      {
        ...may('read'),
        obligation: [
          {
            action: 'compensate',
            constraint: [
              {
                leftOperand: 'payAmount',
                operator: 'eq',
                rightOperand: { '@value': '1.00', '@type': 'xsd:decimal' },
                unit: 'http://publications.europa.eu/resource/authority/currency/CNY'
              }
            ]
          }
        ]
      },
      toBob
    )
    for (const one of [policyOf(may('read', 'grantUse'), toBob), paid]) {
      expect(forbiddenAt('personal', one)).toEqual({ level: 'personal', rule: 'unconfirmed' })
      expect(forbiddenAt('personal', one, { confirmed: true })).toBe(null)
    }
  })

  it('lets every template be given by key for personal data', () => {
    for (const name of PEOPLE_TEMPLATES) {
      expect(forbiddenAt('personal', policyOf(draftOf(name, { now }), toAnybody))).toBe(null)
    }
  })

  it('says why in both languages, with the name of the level', () => {
    const rules: LevelRule[] = [
      'ticket',
      'catalogue',
      'pass-on',
      'hand-over',
      'process',
      'no-end',
      'unconfirmed'
    ]
    for (const level of SECURITY_LEVELS) {
      for (const rule of rules) {
        expect(forbiddenWords({ level, rule }, 'en')).toContain(level)
        expect(forbiddenWords({ level, rule }, 'zh-CN')).toMatch(/“.+”级/)
      }
    }
  })
})
