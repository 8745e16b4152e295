import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ACTIONS,
  DECLARED_EVENTS,
  draftOf,
  labelsOf,
  parsePolicy,
  PEOPLE_TEMPLATES,
  placeOf,
  policyOf,
  TODAY,
  unsupportedTerms,
  validatePolicy,
  whyOf,
  wordsOf,
  type Draft,
  type Mechanism,
  type Policy,
  type TermCode
} from '../../src-main/rights'
import { footingOf } from '../../src-main/rights/mechanism'
import { en } from '../../src-renderer/locale/en'
import { zhCN } from '../../src-renderer/locale/zh-CN'
import { alice, bob, policy } from './arbitrary'

const root = join(__dirname, '../..')
const all: Mechanism[] = [
  ...TODAY,
  ...(['start-gate', 'person-gate', 'receipts', 'events', 'place', 'recipients'] as const),
  ...(['deletion', 'settlement', 'consent', 'delegation', 'sentences'] as const)
]
const now = Date.parse('2026-05-06T10:00:00Z')
const parties = { kind: 'Ticket' as const, uid: 'urn:1', assigner: alice, target: 'urn:2' }
const refused = expect.objectContaining({ code: 'POLICY_NOT_UNDERSTOOD' })
/** Why a term is refused: that nothing sees to it, or what to say instead. */
const NOT_HELD_UP = ['not-held-up-yet', 'ask-and-settle', 'ask-for-an-action']
const without = (one: Mechanism) => TODAY.filter(each => each !== one)

/** The test that shows that the software does what a mechanism says. */
const PROOFS: Record<string, [file: string, sentence: string]> = {
  signature: ['test/grant/log.test.ts', 'signed by somebody else'],
  gate: ['test/space/shares-hostile.test.ts', 'who knows the key of a set is not served it'],
  epochs: [
    'test/security/shares-crash.test.ts',
    'leaves no later version readable with the keys of the one who was cut off'
  ],
  views: ['test/grant/view.test.ts', 'holds no byte of what is not given, decrypted'],
  'display-check': [
    'test/space/terms.test.ts',
    'lists nothing where showing is not permitted, though the bytes are served'
  ],
  'person-gate': ['test/space/agreements.test.ts', 'serves nobody but the person whom it names'],
  'start-gate': ['test/space/agreements.test.ts', 'serves nothing before its first moment'],
  delegation: [
    'test/space/delegation.test.ts',
    'reach the third through the second, with the chain from the owner, and follow live'
  ],
  sentences: [
    'test/cli/grants.test.ts',
    'are said in words before they are given: every term, with how far it is held up'
  ],
  receipts: [
    'test/space/metering.test.ts',
    'is listed only while a look is open, and never after the last one'
  ],
  deletion: [
    'test/space/metering.test.ts',
    'deletes the copy after the last look where that is a duty, and signs for it'
  ],
  place: [
    'test/space/place-terms.test.ts',
    'show nothing before it was said, nothing elsewhere, and are asked again when it changes'
  ],
  recipients: [
    'test/space/recipient-terms.test.ts',
    'are shown to those who are named, and to nobody else who has the key'
  ],
  events: [
    'test/space/event-terms.test.ts',
    'end or begin what may be shown as soon as the owner says that it happened'
  ],
  consent: [
    'test/space/consents.test.ts',
    'show nothing before whoever gave it has consented, and nothing after it was withdrawn'
  ]
}

describe('what the software does today', () => {
  it('is shown by a test for each mechanism', () => {
    expect(Object.keys(PROOFS).sort()).toEqual([...TODAY].sort())
    for (const [file, sentence] of Object.values(PROOFS)) {
      expect(existsSync(join(root, file)), file).toBe(true)
      const isThere = readFileSync(join(root, file), 'utf8').includes(`'${sentence}`)
      expect(isThere, `${file}: ${sentence}`).toBe(true)
    }
  })
})

describe('a label', () => {
  const plain = policyOf(draftOf('names-and-phones', { now }), parties)
  const labelOf = (term: string, mechanisms: readonly Mechanism[]) =>
    labelsOf(plain, mechanisms).find(label => label.term === term)

  it.each<[string, Mechanism, string]>([
    ['holder', 'gate', 'enforced'],
    ['until', 'gate', 'enforced'],
    ['until', 'epochs', 'enforced'],
    ['fields', 'views', 'enforced'],
    ['read', 'gate', 'enforced'],
    ['read', 'epochs', 'enforced'],
    ['display', 'display-check', 'metered']
  ])('of %s falls when there is no %s, and its policy is refused', (term, mechanism, with_) => {
    expect(labelOf(term, TODAY)?.enforcement).toBe(with_)
    expect(labelOf(term, without(mechanism))).toMatchObject({
      enforcement: 'declared',
      why: 'not-held-up-yet'
    })
    expect(() => validatePolicy(plain, without(mechanism))).toThrow(refused)
  })

  it('of a start says what is true: the gate checks it, and without a gate the app', () => {
    expect(footingOf('from', without('start-gate'))).toMatchObject({ enforcement: 'metered' })
    expect(footingOf('from')).toMatchObject({ enforcement: 'enforced' })
  })

  const dated = (operator: 'lteq' | 'gteq', value: string) => ({
    leftOperand: 'dateTime' as const,
    operator,
    rightOperand: { '@value': value, '@type': 'xsd:dateTime' as const }
  })
  const friday = dated('lteq', '2026-05-08T00:00:00Z')
  const monday = dated('gteq', '2026-05-04T00:00:00Z')
  const labelled = (permission: Draft['permission'], derivedFrom?: string) =>
    wordsOf(
      policyOf(
        { permission, prohibition: [] },
        { ...parties, ...(derivedFrom !== undefined && { derivedFrom }) }
      ),
      'en'
    )
      .filter(({ at }) => at.includes('constraint'))
      .map(({ enforcement, why }) => `${enforcement} ${why}`)

  it('of an end or a start is enforced only where it is that of everything', () => {
    const end = 'enforced later-versions-locked'
    const start = 'enforced gate-checks-time'
    const some = 'metered app-checks-before-use'
    const promise = 'declared signed-promise'
    expect(labelled([{ action: ['read', 'sell'], constraint: [monday, friday] }])).toEqual([
      start,
      end
    ])
    const reading = { action: ['read' as const] }
    expect(labelled([reading, { action: ['display'], constraint: [friday, monday] }])).toEqual([
      some,
      some
    ])
    expect(labelled([reading, { action: ['print'], constraint: [friday] }])).toEqual([promise])
    const either = { or: { '@list': [friday, monday] } }
    expect(labelled([{ action: ['display'], constraint: [either] }])).toEqual([promise, some, some])
    const both = { and: { '@list': [friday, monday] } }
    expect(labelled([{ action: ['display'], constraint: [both] }])).toEqual([promise, end, start])
  })

  it('of an end of what is passed on is metered, since no new key begins there', () => {
    expect(labelled([{ action: ['read'], constraint: [friday] }], 'urn:0')).toEqual([
      'metered passed-on-ends'
    ])
  })

  it('of a number or a time of use is metered only for what the app does itself', () => {
    const count = {
      leftOperand: 'count' as const,
      operator: 'lteq' as const,
      rightOperand: { '@value': '3', '@type': 'xsd:integer' as const }
    }
    const counted = (...action: (keyof typeof ACTIONS)[]) =>
      labelled([{ action, constraint: [count] }])
    expect(counted('display', 'index', 'extract')).toEqual(['metered receipts-count-uses'])
    for (const actions of [['derive'], ['display', 'print'], ['index'], ['use']] as const) {
      expect(counted(...actions)).toEqual(['declared signed-promise'])
    }
  })

  it('of a named person is enforced, and such a policy is refused where nothing does', () => {
    const one = policyOf(draftOf('family', { now }), {
      ...parties,
      kind: 'Agreement',
      assignee: bob
    })
    expect(labelsOf(one)[0]).toMatchObject({ value: bob, enforcement: 'enforced' })
    expect(() => validatePolicy(one, without('person-gate'))).toThrow(refused)
  })

  it.each<[string, Mechanism, string]>([
    ['count', 'receipts', 'metered'],
    ['elapsedTime', 'receipts', 'metered'],
    ['duty-inform', 'receipts', 'metered'],
    ['duty-delete', 'deletion', 'metered']
  ])('of %s is metered as long as there is the mechanism of %s', (code, mechanism, with_) => {
    expect(footingOf(code as TermCode)?.enforcement).toBe(with_)
    expect(footingOf(code as TermCode, without(mechanism))).toBeNull()
  })

  it('of a country says that the holder states it, and only of what the app asks about', () => {
    const china = {
      leftOperand: 'spatial' as const,
      operator: 'eq' as const,
      rightOperand: { '@id': placeOf('CN')! }
    }
    const placed = (...action: (keyof typeof ACTIONS)[]) =>
      labelled([{ action, constraint: [china] }])
    expect(placed('read', 'display', 'index', 'extract')).toEqual(['declared place-is-stated'])
    expect(placed('display', 'print')).toEqual(['declared signed-promise'])
    for (const one of ['place', 'display-check'] as const) {
      expect(footingOf('spatial', without(one))).toBeNull()
    }
  })

  it('of consent is metered only for what the app does itself', () => {
    const asking = (action: (keyof typeof ACTIONS)[], duty: object = {}) =>
      labelsOf(
        policyOf(
          {
            permission: [{ action, duty: [{ action: 'obtainConsent', ...duty }] }],
            prohibition: []
          },
          parties
        )
      )
        .filter(({ term }) => term === 'duty-obtainConsent')
        .map(({ enforcement, why }) => `${enforcement} ${why}`)
    expect(asking(['read', 'display', 'index', 'extract'])).toEqual([
      'metered app-asks-owner-first'
    ])
    for (const actions of [['print'], ['display', 'print'], ['index'], ['use']] as const) {
      expect(asking([...actions])).toEqual(['declared signed-promise'])
    }
    expect(asking(['grantUse'])).toEqual(['declared ask-for-an-action'])
    const dated = { ...monday, operator: 'gt' }
    expect(asking(['display'], { constraint: [dated] })).toEqual(['declared ask-for-an-action'])
    for (const one of ['consent', 'display-check'] as const) {
      expect(footingOf('duty-obtainConsent', without(one))).toBeNull()
    }
    expect(footingOf('unaskable-consent', all)).toBeNull()
  })

  it('of an event is metered only for what the app asks about, as long as events are recorded', () => {
    const breach = {
      leftOperand: 'event' as const,
      operator: 'lt' as const,
      rightOperand: { '@id': DECLARED_EVENTS[1] }
    }
    const before = (...action: (keyof typeof ACTIONS)[]) =>
      labelled([{ action, constraint: [breach] }])
    expect(before('read', 'display', 'extract')).toEqual(['metered events-are-recorded'])
    expect(before('display', 'sell')).toEqual(['declared signed-promise'])
    expect(footingOf('event', without('events'))).toBeNull()
  })

  it('of a recipient is that of the chain where it is passed on, and of the app where it is shown', () => {
    const named = {
      leftOperand: 'recipient' as const,
      operator: 'eq' as const,
      rightOperand: { '@id': bob }
    }
    const to = (...action: (keyof typeof ACTIONS)[]) => labelled([{ action, constraint: [named] }])
    expect(to('grantUse')).toEqual(['enforced chain-is-verified'])
    expect(to('read', 'display', 'index')).toEqual(['metered app-serves-holder'])
    expect(to('display', 'grantUse')).toEqual(['metered app-serves-holder'])
    for (const action of ['distribute', 'give', 'sell', 'print'] as const) {
      expect(to('display', action)).toEqual(['declared signed-promise'])
    }
    const forbidden = wordsOf(
      policyOf(
        {
          permission: [{ action: ['read'] }],
          prohibition: [{ action: ['grantUse'], constraint: [named] }]
        },
        parties
      ),
      'en'
    )
    expect(forbidden.find(({ at }) => at.startsWith('prohibition.0.constraint'))).toMatchObject({
      enforcement: 'declared'
    })
  })

  it('of writing to a file is metered: the app asks the terms before it does', () => {
    expect(footingOf('extract')).toMatchObject({ enforcement: 'metered' })
    expect(footingOf('extract', without('display-check'))).toBeNull()
  })

  it('of a promise is never more than declared', () => {
    for (const action of Object.keys(ACTIONS) as (keyof typeof ACTIONS)[]) {
      expect(footingOf(`no-${action}`, all)?.enforcement).toBe('declared')
    }
    for (const code of ['purpose', 'purposes', 'spatial', 'condition', 'logic'] as const) {
      expect(footingOf(code, all)?.enforcement).toBe('declared')
    }
  })

  it('never falls by what the software learns', () => {
    const rank = { declared: 0, metered: 1, enforced: 2 }
    fc.assert(
      fc.property(policy, fc.subarray(all), (one, some) => {
        const less = labelsOf(one, some)
        const more = labelsOf(one, all)
        expect(more.map(({ term }) => term)).toEqual(less.map(({ term }) => term))
        for (const [index, { enforcement }] of more.entries()) {
          expect(rank[enforcement]).toBeGreaterThanOrEqual(rank[less[index]!.enforcement])
        }
      })
    )
  })

  it('has a sentence for its reason in both languages', () => {
    fc.assert(
      fc.property(policy, fc.subarray(all), (one, some) => {
        for (const { term, why } of labelsOf(one, some)) {
          expect(term).not.toBe('')
          for (const language of ['en', 'zh-CN'] as const) {
            expect(whyOf(why, language)).not.toBe(why)
          }
        }
        for (const { why } of wordsOf(one, 'en', { mechanisms: some })) {
          if (why !== undefined) expect(whyOf(why, 'en')).not.toBe(why)
        }
      })
    )
  })
})

describe('a policy that relies on what the software does not do', () => {
  const ticket = (change: (draft: Draft) => void): Policy => {
    const draft = draftOf('names-and-phones', { now })
    change(draft)
    return policyOf(draft, parties)
  }
  const constrained = (constraint: object) =>
    ticket(draft => void (draft.permission[0]!.constraint = [constraint as never]))
  const typed = (value: string, type: string) => ({ '@value': value, '@type': `xsd:${type}` })
  const purpose = (operator: string) => ({
    leftOperand: 'purpose',
    operator,
    rightOperand: [{ '@id': 'https://w3id.org/dpv#Marketing' }]
  })
  const count = { leftOperand: 'count', operator: 'lteq', rightOperand: typed('3', 'integer') }

  it.each<[string, Mechanism, Policy]>([
    ['a count', 'receipts', constrained(count)],
    [
      'elapsed time',
      'receipts',
      constrained({
        leftOperand: 'elapsedTime',
        operator: 'lteq',
        rightOperand: typed('P7D', 'duration')
      })
    ],
    [
      'a recipient',
      'recipients',
      constrained({ leftOperand: 'recipient', operator: 'eq', rightOperand: { '@id': bob } })
    ],
    [
      'a country',
      'place',
      constrained({
        leftOperand: 'spatial',
        operator: 'eq',
        rightOperand: { '@id': 'https://w3id.org/dpv/loc#CN' }
      })
    ],
    [
      'an event',
      'events',
      constrained({
        leftOperand: 'event',
        operator: 'lt',
        rightOperand: { '@id': 'https://w3id.org/datomspace/rights/1#GrantEnd' }
      })
    ],
    ['logic', 'sentences', constrained({ or: { '@list': [count] } })],
    ['several purposes', 'sentences', constrained(purpose('isAnyOf'))],
    ['excluded purposes', 'sentences', constrained(purpose('isNoneOf'))],
    [
      'a duty',
      'receipts',
      ticket(draft => void (draft.permission[0]!.duty = [{ action: 'inform' }]))
    ],
    [
      'an obligation',
      'deletion',
      ticket(draft => void (draft.obligation = [{ action: 'delete' }]))
    ],
    [
      'a named person',
      'person-gate',
      policyOf(draftOf('family', { now }), { ...parties, kind: 'Agreement', assignee: bob })
    ],
    ['an offer', 'sentences', policyOf(draftOf('family', { now }), { ...parties, kind: 'Offer' })],
    [
      'delegation',
      'delegation',
      policyOf(draftOf('family', { now }), { ...parties, derivedFrom: 'urn:0' })
    ]
  ])('such as %s is well said, and refused where there is no %s', (_, mechanism, one) => {
    expect(parsePolicy(JSON.parse(JSON.stringify(one)))).toEqual(one)
    expect(() => validatePolicy(one, without(mechanism))).toThrow(refused)
    expect(validatePolicy(one, all)).toEqual(one)
  })

  it('is refused with the place of the first such term', () => {
    const one = constrained(count)
    const less = without('receipts')
    const at = 'permission.0.constraint.0'
    expect(unsupportedTerms(one, less)).toEqual([{ at, code: 'count' }])
    expect(() => validatePolicy(one, less)).toThrow(
      expect.objectContaining({ details: { path: 'permission.0.constraint.0' } })
    )
  })

  it('is accepted only when every term has a footing', () => {
    fc.assert(
      fc.property(policy, fc.subarray(all), (one, some) => {
        const labelled = labelsOf(one, some).every(({ why }) => !NOT_HELD_UP.includes(why))
        expect(unsupportedTerms(one, some).length === 0).toBe(labelled)
      })
    )
  })
})

describe('the templates for people', () => {
  it('are all well said, and today all of them can be given', () => {
    const given = PEOPLE_TEMPLATES.filter(name => {
      const one = policyOf(draftOf(name, { now }), parties)
      return unsupportedTerms(one).length === 0
    })
    expect(given).toEqual([...PEOPLE_TEMPLATES])
  })

  it('have a name and a sentence in both languages', () => {
    for (const { terms } of [en, zhCN]) {
      expect(Object.keys(terms.templates).sort()).toEqual([...PEOPLE_TEMPLATES].sort())
    }
  })

  it('prohibit sale, passing on and commerce, whichever is taken', () => {
    for (const name of PEOPLE_TEMPLATES) {
      const { prohibition } = draftOf(name, { now })
      expect(prohibition.flatMap(({ action }) => action)).toEqual([
        'sell',
        'distribute',
        'give',
        'grantUse',
        'use'
      ])
    }
  })

  const end = (time: string, utcOffset = 0) => {
    const draft = draftOf('until-friday', { now: Date.parse(time), utcOffset })
    return (draft.permission[0]?.constraint?.[0] as { rightOperand: { '@value': string } })
      .rightOperand['@value']
  }

  it('end on Friday where the person is', () => {
    expect(end('2026-05-06T10:00:00Z')).toBe('2026-05-08T23:59:00.000Z')
    expect(end('2026-05-08T00:00:00Z')).toBe('2026-05-08T23:59:00.000Z')
    expect(end('2026-05-09T00:00:00Z')).toBe('2026-05-15T23:59:00.000Z')
    // In Shanghai it is Saturday already; in Los Angeles it is still Friday.
    expect(end('2026-05-08T16:00:00Z', 480)).toBe('2026-05-15T15:59:00.000Z')
    expect(end('2026-05-09T06:58:59.999Z', -420)).toBe('2026-05-09T06:59:00.000Z')
    // In the last minute of a Friday it is the next one: an end has to be still to come.
    expect(end('2026-05-09T06:59:00Z', -420)).toBe('2026-05-16T06:59:00.000Z')
  })

  it('end at a whole minute, and so are said without seconds', () => {
    const odd = Date.parse('2026-11-22T09:49:31.373Z')
    for (const name of PEOPLE_TEMPLATES) {
      const policy = policyOf(draftOf(name, { now: odd, utcOffset: 480 }), {
        kind: 'Ticket',
        uid: 'urn:uuid:1',
        assigner: 'did:key:z6Mk',
        target: 'urn:uuid:2'
      })
      const said = wordsOf(policy, 'en', { utcOffset: 480 }).map(({ text }) => text)
      const times = said.filter(text => /\d:\d/.test(text))
      for (const text of times) {
        expect(text).toMatch(/ until \d+ \w+ 20\d\d, \d\d:\d\d \(UTC\+8\)\.$/)
      }
      expect(times.length > 0).toBe(name !== 'family')
    }
    const week = draftOf('names-and-phones', { now: odd })
    expect(JSON.stringify(week)).toContain('"2026-11-29T09:50:00.000Z"')
  })

  it('can be edited without touching the template', () => {
    const draft = draftOf('family', { now })
    draft.permission[0]!.action.push('sell')
    draft.prohibition.length = 0
    expect(draftOf('family', { now }).permission[0]?.action).not.toContain('sell')
    expect(draftOf('family', { now }).prohibition).toHaveLength(3)
  })

  it('refuse an edit that the profile cannot say', () => {
    const draft = draftOf('family', { now })
    draft.permission[0]!.action.push('share' as never)
    expect(() => policyOf(draft, parties)).toThrow(refused)
  })

  it('give duties names by which they can be fulfilled', () => {
    const one = policyOf(draftOf('one-look', { now }), parties)
    expect(one.permission[1]?.duty).toEqual([
      { uid: 'urn:1#permission.1.duty.0', action: 'delete' }
    ])
  })
})

describe('an end that comes before the last one', () => {
  const ending = (date: string) => ({
    leftOperand: 'dateTime' as const,
    operator: 'lteq' as const,
    rightOperand: { '@value': date, '@type': 'xsd:dateTime' as const }
  })
  const draft: Draft = {
    permission: [
      { action: ['read'], constraint: [ending('2026-06-01T00:00:00Z')] },
      { action: ['display'], constraint: [ending('2026-05-08T00:00:00Z')] }
    ],
    prohibition: []
  }

  it('is held up by the holder’s app alone, since the gate stays open until the last', () => {
    const terms = labelsOf(policyOf(draft, parties)).filter(({ term }) => term.startsWith('until'))
    expect(terms).toMatchObject([
      { term: 'until', value: '2026-06-01T00:00:00.000Z', enforcement: 'enforced' },
      { term: 'until-earlier', value: '2026-05-08T00:00:00.000Z', enforcement: 'metered' }
    ])
    const words = wordsOf(policyOf(draft, parties), 'en')
    const labelAt = (at: string) => words.find(sentence => sentence.at === at)?.enforcement
    expect(labelAt('permission.0.constraint.0')).toBe('enforced')
    expect(labelAt('permission.1.constraint.0')).toBe('metered')
  })

  it('is no end of the gate where another permission has none', () => {
    const endless = {
      ...draft,
      permission: [draft.permission[0]!, { action: ['display' as const] }]
    }
    const terms = labelsOf(policyOf(endless, parties)).map(({ term }) => term)
    expect(terms).toContain('until-earlier')
    expect(terms).not.toContain('until')
  })
})
