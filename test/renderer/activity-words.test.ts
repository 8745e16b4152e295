import { afterEach, describe, expect, it } from 'vitest'
import { TRAIL_EVENTS } from '../../src-main/meter/trail-event'
import type { AuditRow } from '../../src-renderer/contract'
import { setLocale } from '../../src-renderer/locale'
import { factsOf, sentenceOf } from '../../src-renderer/screens/activity/words'
import { bucketsOf } from '../../src-renderer/screens/meter/trend'

const row = (part: Partial<AuditRow>): AuditRow => ({
  number: 0,
  at: '2026-11-22T10:00:00.000Z',
  event: 'change',
  registration: 'change',
  subject: 'urn:uuid:x',
  subjectKind: 'datom',
  subjectName: 'Carol',
  facts: {},
  hash: '',
  ...part
})

describe('an entry of the trail in words', () => {
  afterEach(() => setLocale('en'))

  it('has a sentence without holes for every event, for every kind of thing, in both languages', () => {
    for (const locale of ['en', 'zh-CN'] as const) {
      setLocale(locale)
      for (const event of TRAIL_EVENTS) {
        for (const subjectKind of ['datom', 'set', 'grant', 'received'] as const) {
          for (const facts of [
            {},
            { count: 3 },
            { count: 3, undone: true },
            { held: true, count: 1 }
          ]) {
            const sentence = sentenceOf(row({ event, subjectKind, facts }))
            expect(sentence).not.toMatch(/[{}]|activity\./)
          }
        }
      }
    }
  })

  it('says what was done, to whom, and by whom', () => {
    const bob = { person: 'did:key:z6MkBob', personName: 'Bob' }
    const share = { subjectKind: 'grant' as const, subjectName: 'Friends' }
    expect(sentenceOf(row({ event: 'grant', ...share, ...bob }))).toBe('Shared “Friends” with Bob')
    const held = { ...share, ...bob, subjectKind: 'received' as const, facts: { held: true } }
    expect(sentenceOf(row({ event: 'revoke', ...held }))).toBe('Bob ended “Friends”')
    const renamed = { facts: { type: 'set', was: 'Old', name: 'New' } }
    expect(sentenceOf(row({ subjectKind: 'set', ...renamed }))).toBe(
      'Set “Old” was renamed to “New”'
    )
    expect(sentenceOf(row({ event: 'delete', subjectName: '' }))).toBe('A contact was deleted')
    const asked = { direction: 'in', state: 'waiting', label: 'Phones' }
    expect(sentenceOf(row({ event: 'request', ...bob, subjectName: 'Phones', facts: asked }))).toBe(
      'Bob asked for “Phones”'
    )
  })

  it('shows every fact that the sentence leaves out, known or not', () => {
    const facts = { type: 'contact', level: 'personal', until: null, unheard: { of: 1 } }
    expect(factsOf(row({ facts })).map(({ label, value }) => [label, value])).toEqual([
      ['Level', 'Personal'],
      ['Until', 'No end'],
      ['unheard', '{"of":1}']
    ])
  })
})

describe('a trend', () => {
  const day = (name: string, uses: number) => ({ day: name, uses, blocks: 0, bytes: uses * 10 })
  const now = Date.parse('2026-11-22T15:00:00Z')

  it('has no gaps, and ends today', () => {
    const buckets = bucketsOf([day('2026-11-19', 2), day('2026-11-21', 1)], now)
    expect(buckets.map(({ day, uses }) => [day, uses])).toEqual([
      ['2026-11-19', 2],
      ['2026-11-20', 0],
      ['2026-11-21', 1],
      ['2026-11-22', 0]
    ])
  })

  it('begins where the filter does, and puts days together where there are too many', () => {
    const week = bucketsOf([day('2026-11-21', 1)], now, now - 6 * 86_400_000)
    expect(week).toHaveLength(7)
    const years = bucketsOf([day('2024-01-01', 1), day('2026-11-21', 4)], now)
    expect(years.length).toBeLessThanOrEqual(62)
    expect(years.reduce((sum, { uses }) => sum + uses, 0)).toBe(5)
    expect(bucketsOf([], now)).toEqual([])
  })
})
