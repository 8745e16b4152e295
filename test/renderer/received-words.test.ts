import { describe, expect, it } from 'vitest'
import { ACTIONS, FIELD_GROUPS, labelsOf, PURPOSES, ticketPolicy } from '../../src-main/rights'
import { termsOf } from '../../src-main/space/sharing/terms'
import type { ReceivedRow, Terms } from '../../src-renderer/contract'
import { hasText, setLocale } from '../../src-renderer/locale'
import { termGroups } from '../../src-renderer/parts/term-lines'
import {
  isArriving,
  isEnded,
  isShown,
  progressOf,
  TONES
} from '../../src-renderer/screens/received/state'

const NOW = Date.parse('2026-11-22T12:00:00Z')

function ticket(options: Partial<Parameters<typeof ticketPolicy>[0]> = {}): Terms {
  const policy = ticketPolicy({
    uid: 'urn:uuid:018f',
    assigner: 'did:key:z6MkAlice',
    target: 'urn:uuid:018e',
    until: NOW + 7 * 86_400_000,
    ...options
  })
  return termsOf(policy)
}

function texts(terms: Terms): string[] {
  return termGroups(terms, NOW).flatMap(group => group.lines.map(line => line.text))
}

describe('terms in words', () => {
  it.each(['en', 'zh-CN'] as const)('has a text for everything a policy can say in %s', locale => {
    setLocale(locale)
    for (const action of Object.keys(ACTIONS)) {
      expect(hasText(`terms.term.${action}`), action).toBe(true)
      expect(hasText(`terms.term.no-${action}`), action).toBe(true)
    }
    for (const group of FIELD_GROUPS) expect(hasText(`terms.fieldGroups.${group}`)).toBe(true)
    for (const purpose of Object.keys(PURPOSES)) {
      expect(hasText(`terms.purposes.${purpose.split('#')[1]}`), purpose).toBe(true)
    }
    const all = { uid: 'urn:1', assigner: 'did:key:z', target: 'urn:2', until: NOW }
    const actions = Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]
    for (const { why } of labelsOf(ticketPolicy({ ...all, actions, fields: ['name'] }))) {
      expect(hasText(`terms.why.${why}`), why).toBe(true)
    }
  })

  it('shows every prohibition of a contacts ticket, with its purpose', () => {
    setLocale('en')
    const mayNot = termGroups(ticket(), NOW).find(group => group.name === 'mayNot')
    expect(mayNot?.lines.map(line => line.text)).toEqual([
      'Sell · Pass on · Give away · Let others use it · Use for commercial purposes'
    ])
    expect(mayNot?.lines[0]?.enforcement).toBe('declared')
  })

  it('never puts terms of different strength on one line', () => {
    setLocale('en')
    const may = termGroups(ticket(), NOW).find(group => group.name === 'may')
    expect(may?.lines.map(line => [line.text, line.enforcement])).toEqual([
      ['Read', 'enforced'],
      ['Show on screen · Search and sort', 'metered']
    ])
  })

  it('says when there is no end, and that all fields are shown', () => {
    setLocale('en')
    const shown = texts(ticket({ until: null }))
    expect(shown).toContain('No end date')
    expect(shown).toContain('All fields of each contact')
  })

  it('names the only fields that are shown', () => {
    setLocale('en')
    expect(texts(ticket({ fields: ['name', 'emails'] }))).toContain(
      'Only name and e-mail addresses'
    )
    setLocale('zh-CN')
    expect(texts(ticket({ fields: ['name', 'emails'] }))).toContain('仅限姓名和邮箱')
  })

  it('says of an end that is over that it is over', () => {
    setLocale('en')
    expect(
      texts(ticket({ until: NOW - 86_400_000 })).some(text => text.startsWith('Ended on'))
    ).toBe(true)
  })

  it('shows a term that it does not know by its code rather than hiding it', () => {
    setLocale('en')
    const unknown = { term: 'teleport', enforcement: 'declared', why: 'who-knows' } as const
    const lines = termGroups({ ...ticket(), labels: [unknown] }, NOW).flatMap(group => group.lines)
    expect(lines).toContainEqual(expect.objectContaining({ text: 'teleport', why: 'who-knows' }))
  })
})

describe('the state of a received share', () => {
  it.each(['en', 'zh-CN'] as const)('has a word and a sentence for each in %s', locale => {
    setLocale(locale)
    for (const state of Object.keys(TONES)) {
      expect(hasText(`received.state.${state}`), state).toBe(true)
      expect(hasText(`received.stateText.${state}`), state).toBe(true)
    }
  })

  it('is over when it expired, was revoked or is refused, and not when the owner is away', () => {
    const ended = Object.keys(TONES).filter(state => isEnded(state as keyof typeof TONES))
    expect(ended).toEqual(['expired', 'revoked', 'refused'])
  })

  it('offers no contacts where the terms do not let them be shown', () => {
    for (const state of ['expired', 'revoked', 'suspended', 'failed'] as const) {
      expect(isShown(state)).toBe(false)
    }
    for (const state of ['live', 'owner-offline', 'offline', 'refused'] as const) {
      expect(isShown(state)).toBe(true)
    }
  })

  it('shows progress while a copy is on its way, and none that nobody knows', () => {
    const row = { state: 'connecting', progress: { blocks: 2, total: 8 } } as ReceivedRow
    expect(isArriving(row)).toBe(true)
    expect(progressOf(row)).toBe(0.25)
    expect(isArriving({ ...row, state: 'revoked' })).toBe(false)
    expect(isArriving({ ...row, state: 'live', progress: { blocks: 8, total: 8 } })).toBe(false)
    expect(progressOf({ progress: { blocks: 0, total: 0 } })).toBeNull()
  })
})
