import { describe, expect, it } from 'vitest'
import { draftOf, policyOf, ticketPolicy, type Policy } from '../../src-main/rights'
import { termsOf } from '../../src-main/space/sharing/terms'
import type { ReceivedRow } from '../../src-renderer/contract'
import { hasText, setLocale } from '../../src-renderer/locale'
import { termGroups, type TermLine } from '../../src-renderer/parts/term-lines'
import {
  isArriving,
  isEnded,
  isListed,
  isShown,
  progressOf,
  TONES
} from '../../src-renderer/screens/received/state'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const ALICE = 'did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH'
const BOB = 'did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp'

const ticket = ticketPolicy({
  uid: 'urn:uuid:018f',
  assigner: ALICE,
  target: 'urn:uuid:018e',
  until: NOW + 7 * 86_400_000
})
const look = policyOf(draftOf('one-look', { now: NOW }), {
  kind: 'Agreement',
  uid: 'urn:uuid:018f',
  assigner: ALICE,
  assignee: BOB,
  target: 'urn:uuid:018e'
})

/** Sentences below sentences below sentences. */
const deep = policyOf(
  {
    permission: [
      {
        action: ['read', 'display'],
        constraint: [
          {
            or: {
              '@list': [
                {
                  leftOperand: 'count',
                  operator: 'lteq',
                  rightOperand: { '@value': '3', '@type': 'xsd:integer' }
                },
                {
                  leftOperand: 'purpose',
                  operator: 'isNoneOf',
                  rightOperand: [{ '@id': 'https://w3id.org/dpv#Marketing' as never }]
                }
              ]
            }
          }
        ]
      },
      {
        action: ['grantUse'],
        duty: [{ action: 'nextPolicy', 'ds:policy': { permission: [{ action: ['read'] }] } }]
      }
    ],
    prohibition: []
  },
  { kind: 'Ticket', uid: 'urn:uuid:018f', assigner: ALICE, target: 'urn:uuid:018e' }
)

function groupsOf(policy: Policy) {
  const known: Record<string, string> = { [BOB]: 'Bob' }
  return termGroups(termsOf(policy), did => known[did])
}

function linesIn(lines: TermLine[]): TermLine[] {
  return lines.flatMap(line => [line, ...linesIn(line.under)])
}

describe('terms in words', () => {
  it.each(['en', 'zh-CN'] as const)('loses no sentence of main’s in %s', locale => {
    setLocale(locale)
    for (const policy of [ticket, look, deep]) {
      const shown = groupsOf(policy)
        .flatMap(group => linesIn(group.lines))
        .filter(line => !line.joint)
      expect(shown).toHaveLength(termsOf(policy).words[locale].length)
      expect(shown.every(line => line.text && (line.enforcement ? line.why : true))).toBe(true)
    }
  })

  it('puts each rule, with what it is bound to below it, where people look for it', () => {
    setLocale('en')
    const groups = groupsOf(look)
    expect(groups.map(group => group.name)).toEqual(['conditions', 'may', 'mayNot', 'about'])
    const shown = groups[1]!.lines.find(line => line.text.includes('Show on screen'))
    expect(shown?.enforcement).toBe('metered')
    expect(shown?.under.map(line => line.text)).toContain('Only once each.')
    expect(shown?.under.some(line => line.text.startsWith('In return: delete'))).toBe(true)
  })

  it('hangs what holds for a whole rule under none of its lines alone', () => {
    setLocale('en')
    const may = groupsOf(ticket).find(group => group.name === 'may')!
    const heads = may.lines.filter(line => !line.joint)
    const joint = may.lines.filter(line => line.joint)
    expect(heads.length).toBeGreaterThan(1)
    expect(heads.flatMap(line => line.under)).toEqual([])
    expect(joint.map(line => line.text)).toEqual(['All of the above:'])
    expect(joint[0]!.under.map(line => line.text).join()).toMatch(/^Only until/)
  })

  it('calls a person of the address book by name, and shows the ends of another identity', () => {
    setLocale('en')
    const text = groupsOf(look)
      .flatMap(group => linesIn(group.lines))
      .map(line => line.text)
    expect(text).toContain('Only for Bob.')
    expect(text.some(one => /^Given by did:key:z6MkpT…[\w]{14}\.$/.test(one))).toBe(true)
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
    for (const state of ['waiting', 'expired', 'revoked', 'suspended', 'failed'] as const) {
      expect(isShown(state)).toBe(false)
    }
    for (const state of ['live', 'owner-offline', 'offline', 'refused'] as const) {
      expect(isShown(state)).toBe(true)
    }
  })

  it('lists contacts whose looks are counted while a look is open, and not a second longer', () => {
    const row = { state: 'live', label: 'Friends', needsUse: true } as ReceivedRow
    expect(isListed(row, NOW)).toBe(false)
    const lookUntil = new Date(NOW + 1_000).toISOString()
    expect(isListed({ ...row, lookUntil }, NOW)).toBe(true)
    expect(isListed({ ...row, lookUntil }, NOW + 1_000)).toBe(false)
    expect(isListed({ ...row, needsUse: false }, NOW)).toBe(true)
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
