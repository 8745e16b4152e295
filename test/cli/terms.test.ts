import { describe, expect, it } from 'vitest'
import { wordsText } from '../../src-main/cli/terms'
import { draftOf, policyOf, ticketPolicy } from '../../src-main/rights'
import { termsOf } from '../../src-main/space/sharing/terms'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const ALICE = 'did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH'
const PARTIES = { uid: 'urn:uuid:018f', assigner: ALICE, target: 'urn:uuid:018e' }
const ticket = ticketPolicy({ ...PARTIES, until: NOW + 7 * 86_400_000 })
const look = policyOf(draftOf('one-look', { now: NOW }), { kind: 'Ticket', ...PARTIES })

describe('terms in the terminal', () => {
  it.each([
    ['en', 'All of the above:'],
    ['zh-CN', '以上各项：']
  ] as const)(
    'hang what binds a whole rule under none of its lines alone, in %s',
    (language, all) => {
      const lines = wordsText(termsOf(ticket), language).split('\n')
      const permitted = termsOf(ticket).words[language].filter(
        ({ at, level }) => level === 0 && at.startsWith('permission.0')
      )
      expect(permitted.length).toBeGreaterThan(1)
      const joint = lines.indexOf(all)
      expect(lines[joint - 1]).toContain(permitted.at(-1)!.text)
      expect(lines[joint + 1]).toMatch(/^ {2}\S/)
      expect(lines.filter(line => line === all)).toHaveLength(1)
    }
  )

  it('hang what binds one action under it', () => {
    const lines = wordsText(termsOf(look)).split('\n')
    const shows = lines.findIndex(line => line.includes('Show on screen'))
    expect(lines[shows + 1]).toMatch(/^ {2}Only until/)
    expect(lines[shows + 2]).toMatch(/^ {2}Only once each\./)
    expect(lines).not.toContain('All of the above:')
  })

  it('leave no sentence out', () => {
    for (const policy of [ticket, look]) {
      const terms = termsOf(policy)
      const said = wordsText(terms)
        .split('\n')
        .filter(line => line !== 'All of the above:')
      expect(said).toHaveLength(terms.words.en.length)
      terms.words.en.forEach(({ text }, index) => expect(said[index]).toContain(text))
    }
  })
})
