import { describe, expect, it } from 'vitest'
import {
  isNarrower,
  PEOPLE_TEMPLATES,
  draftOf,
  policyOf,
  unsupportedTerms,
  type Draft
} from '../../src-main/rights'
import {
  actionsOf,
  asksFor,
  ASKABLE,
  deletesAfterwards,
  withAction,
  withConsent,
  withDeletion
} from '../../src-renderer/screens/sharing/draft'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const parties = {
  kind: 'Ticket' as const,
  uid: 'urn:1',
  assigner: 'did:key:z6Mk1',
  target: 'urn:2'
}
const drafts = PEOPLE_TEMPLATES.map(name => [name, draftOf(name, { now: NOW })] as const)
const policy = (draft: Draft) => policyOf(draft, parties)

describe('consent before an action, as people choose it', () => {
  it.each(drafts)('is put on that one alone, and taken off again: %s', (_, draft) => {
    for (const action of ASKABLE.filter(one => actionsOf(draft).includes(one))) {
      const asked = withConsent(draft, action, 'asked')
      expect(asksFor(asked, action)).toBe(true)
      const others = actionsOf(draft).filter(one => one !== action)
      expect(others.filter(one => asksFor(asked, one))).toEqual([])
      expect(actionsOf(asked).sort()).toEqual(actionsOf(draft).sort())
      expect(unsupportedTerms(policy(asked))).toEqual([])
      expect(isNarrower(policy(asked), policy(draft))).toBe(true)
      expect(withConsent(asked, action, 'asked')).toEqual(asked)
      const free = withConsent(asked, action, 'free')
      expect(asksFor(free, action)).toBe(false)
      expect(JSON.stringify(free)).not.toContain('obtainConsent')
    }
  })

  it('is not put on what is permitted afterwards', () => {
    const base: Draft = { permission: [{ action: ['display'] }], prohibition: [] }
    const asked = withAction(withConsent(base, 'display', 'asked'), 'print', 'permitted')
    expect(asksFor(asked, 'display')).toBe(true)
    expect(asksFor(asked, 'print')).toBe(false)
    expect(asksFor(asked, 'extract')).toBe(false)
  })

  it('stands beside the duty to delete', () => {
    const base: Draft = { permission: [{ action: ['read', 'display'] }], prohibition: [] }
    const both = withDeletion(withConsent(base, 'display', 'asked'), 'deleted')
    expect(deletesAfterwards(both) && asksFor(both, 'display')).toBe(true)
    expect(asksFor(withDeletion(both, 'kept'), 'display')).toBe(true)
  })
})
