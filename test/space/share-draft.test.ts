import { describe, expect, it } from 'vitest'
import { untilOf, type Draft } from '../../src-main/rights'
import { draftFrom, grantPolicy } from '../../src-main/space/sharing/draft'
import { alice } from '../rights/arbitrary'

const NOW = Date.parse('2031-02-03T04:05:06Z')
const FRIDAY = '2031-02-07T00:00:00.000Z'
const terms = (): Draft => ({ permission: [{ action: ['read', 'display'] }], prohibition: [] })

describe('terms of a share that is made', () => {
  it('end when it is said beside them, and have the fields that are said beside them', () => {
    const draft = draftFrom({ terms: terms(), until: FRIDAY, fields: ['name'] }, NOW)
    expect(draft['ds:fields']).toEqual(['name'])
    expect(endOf(draft)).toBe(FRIDAY)
  })

  it('stay as they are when nothing is said beside them', () => {
    const given = terms()
    expect(draftFrom({ terms: given }, NOW)).toEqual(terms())
    draftFrom({ terms: given, fields: 'all', until: null }, NOW)
    expect(given).toEqual(terms())
  })

  it('are not those of a template as well', () => {
    const both = () => draftFrom({ terms: terms(), template: 'family' }, NOW)
    expect(both).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })

  function endOf(draft: Draft): string {
    const parties = { uid: 'urn:datom:x', assigner: alice, target: 'urn:datom:y' }
    return new Date(untilOf(grantPolicy(draft, parties, NOW))!).toISOString()
  }
})
