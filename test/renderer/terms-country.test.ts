import { describe, expect, it } from 'vitest'
import {
  draftOf,
  isNarrower,
  PEOPLE_TEMPLATES,
  policyOf,
  wordsOf,
  type Draft
} from '../../src-main/rights'
import { countryIn, withCountry } from '../../src-renderer/screens/sharing/country'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const policyIn = (draft: Draft) =>
  policyOf(draft, { kind: 'Ticket', uid: 'urn:1', assigner: 'did:key:z6Mk', target: 'urn:2' })

describe('the country of terms that are edited', () => {
  it.each(PEOPLE_TEMPLATES)('narrows “%s”, is found again, and can be taken out', name => {
    const before = draftOf(name, { now: NOW })
    const placed = withCountry(before, 'CN')
    expect([countryIn(before), countryIn(placed)]).toEqual([null, 'CN'])
    expect(isNarrower(policyIn(placed), policyIn(before))).toBe(true)
    expect(isNarrower(policyIn(before), policyIn(placed))).toBe(false)
    expect(countryIn(withCountry(placed, 'DE'))).toBe('DE')
    const free = withCountry(placed, null)
    expect([countryIn(free), free.permission.length]).toEqual([null, before.permission.length])
    expect(isNarrower(policyIn(free), policyIn(before))).toBe(true)
    expect(isNarrower(policyIn(before), policyIn(free))).toBe(true)
  })

  it('is asked about where the app does it, promised for the rest, and leaves passing on as it is', () => {
    const placed = withCountry(
      { permission: [{ action: ['read', 'display', 'print', 'grantUse'] }], prohibition: [] },
      'CN'
    )
    const said = wordsOf(policyIn(placed), 'en').filter(({ text }) => text.includes('China'))
    expect(said.map(({ why }) => why)).toEqual(['place-is-stated', 'signed-promise'])
    expect(placed.permission.at(-1)).toEqual({ action: ['grantUse'] })
  })

  it('is another matter where the terms say something else about places', () => {
    const places = ['CN', 'HK'].map(code => ({ '@id': `https://w3id.org/dpv/loc#${code}` }))
    const draft = {
      permission: [
        {
          action: ['read'],
          constraint: [{ leftOperand: 'spatial', operator: 'isAnyOf', rightOperand: places }]
        }
      ],
      prohibition: []
    } as unknown as Draft
    expect(countryIn(draft)).toBe('other')
  })
})
