import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  ACTIONS,
  COUNTRIES,
  draftOf,
  DUTIES,
  EVENTS,
  FIELD_GROUPS,
  parsePolicy,
  policyOf,
  PURPOSES,
  termsIn,
  wordsOf,
  type Language,
  type Policy
} from '../../src-main/rights'
import { canonical } from '../../src-main/rights/schema'
import { en } from '../../src-main/rights/words/en'
import { zhCN } from '../../src-main/rights/words/zh-cn'
import { en as screensEn } from '../../src-renderer/locale/en'
import { zhCN as screensZhCN } from '../../src-renderer/locale/zh-CN'
import { alice, bob, policy } from './arbitrary'

const languages = ['en', 'zh-CN'] as const
const wordings = { en, 'zh-CN': zhCN }
const screens = { en: screensEn.terms, 'zh-CN': screensZhCN.terms }
const dialogs = { en: screensEn.sharing.dialog, 'zh-CN': screensZhCN.sharing.dialog }
const name = (iri: string) => iri.slice(iri.lastIndexOf('#') + 1)
const texts = (one: Policy, language: Language) =>
  wordsOf(one, language).map(({ level, text }) => `${'  '.repeat(level)}${text}`)

/** Places of all that a policy says, found without the code that tells it. */
function placesIn(one: Policy): string[] {
  const places: string[] = []
  const visit = (value: unknown, at: string): void => {
    if (typeof value !== 'object' || value === null) {
      places.push(at)
      return
    }
    const isAtom = 'leftOperand' in value
    if (isAtom) places.push(at)
    else for (const [key, inner] of Object.entries(value)) visit(inner, at ? `${at}.${key}` : key)
  }
  visit(one, '')
  return places.filter(at => !at.startsWith('@context') && !/\d\.uid$/.test(at))
}

const bounds = ['lt', 'lteq', 'gt', 'gteq']
const ids = (...iris: string[]) => iris.map(iri => ({ '@id': iri }))

/** Each operand with each operator and values that differ a little. */
function constraintVariants(): object[] {
  const typed: [operand: string, type: string, values: string[]][] = [
    [
      'dateTime',
      'dateTime',
      ['2026-05-01T12:00:00Z', '2026-05-01T12:00:01Z', '2026-05-01T12:00:00.001Z'].concat(
        '2026-05-02T12:00:00Z',
        '2026-06-01T12:00:00Z',
        '2027-05-01T12:00:00Z',
        '2026-05-01T00:00:00Z'
      )
    ],
    ['elapsedTime', 'duration', ['P1D', 'PT24H', 'PT1H', 'PT1M', 'PT1S', 'P1DT1H', 'P11D']],
    ['count', 'integer', ['1', '2', '11', '100']]
  ]
  const sets: [operand: string, one: string[], values: string[]][] = [
    ['purpose', ['isA'], Object.keys(PURPOSES)],
    ['recipient', ['eq', 'neq'], [alice, bob]],
    ['spatial', ['eq', 'neq'], [...COUNTRIES].map(code => `https://w3id.org/dpv/loc#${code}`)]
  ]
  return [
    ...typed.flatMap(([leftOperand, type, values]) =>
      bounds.flatMap(operator =>
        values.map(value => ({
          leftOperand,
          operator,
          rightOperand: { '@value': value, '@type': `xsd:${type}` }
        }))
      )
    ),
    ...sets.flatMap(([leftOperand, one, values]) => [
      ...one.flatMap(operator =>
        ids(...values).map(rightOperand => ({ leftOperand, operator, rightOperand }))
      ),
      ...['isAnyOf', 'isNoneOf'].flatMap(operator =>
        [ids(values[0]!), ids(values[1]!), ids(values[0]!, values[1]!)].map(rightOperand => ({
          leftOperand,
          operator,
          rightOperand
        }))
      )
    ]),
    ...['lt', 'eq', 'gt'].flatMap(operator =>
      ids(...EVENTS).map(rightOperand => ({ leftOperand: 'event', operator, rightOperand }))
    ),
    ...['and', 'or', 'xone'].map(name => ({
      [name]: {
        '@list': [
          {
            leftOperand: 'count',
            operator: 'lteq',
            rightOperand: { '@value': '1', '@type': 'xsd:integer' }
          }
        ]
      }
    }))
  ]
}

const plain = policyOf(draftOf('family', { now: 0 }), {
  kind: 'Ticket',
  uid: 'urn:1',
  assigner: alice,
  target: 'urn:2'
})
const sayingOnly = (constraint: object) =>
  parsePolicy({
    ...plain,
    permission: [{ action: ['read'], constraint: [constraint] }],
    prohibition: [{ action: ['read'] }]
  })
const prohibitingOnly = (constraint: object) =>
  parsePolicy({
    ...plain,
    permission: [{ action: ['read'] }],
    prohibition: [{ action: ['read'], constraint: [constraint] }]
  })

describe.each(languages)('a policy in plain words in %s', language => {
  it('has a sentence for every term', () => {
    fc.assert(
      fc.property(policy, one => {
        const told = new Set(wordsOf(one, language).flatMap(({ terms }) => terms))
        expect(placesIn(one).filter(at => !told.has(at))).toEqual([])
      }),
      { numRuns: 300 }
    )
  })

  it('says how far each binding term holds', () => {
    fc.assert(
      fc.property(policy, one => {
        const labelled = wordsOf(one, language).filter(({ enforcement }) => enforcement)
        const told = labelled.flatMap(({ terms }) => terms)
        const missing = termsIn(one).filter(
          ({ at }) => !told.some(place => place === at || place.startsWith(`${at}.`))
        )
        expect(missing).toEqual([])
      }),
      { numRuns: 300 }
    )
  })

  it('is another text for other terms', () => {
    const terms = (one: Policy) => {
      const { permission, prohibition = [], obligation = [] } = one
      // A list that is empty says what one that is missing says; so does the name of a duty.
      const full = (rules: Policy['permission']) =>
        rules.map(({ constraint = [], duty = [], ...rest }) => ({ ...rest, constraint, duty }))
      const said = {
        ...one,
        permission: full(permission),
        prohibition: full(prohibition),
        obligation
      }
      return canonical(said).replaceAll(/"uid":"urn:duty:(\\.|[^"\\])*"/g, '')
    }
    fc.assert(
      fc.property(policy, policy, (one, other) => {
        fc.pre(terms(one) !== terms(other))
        expect(texts(one, language)).not.toEqual(texts(other, language))
      }),
      { numRuns: 300 }
    )
  })

  it('is another text when one value of it is another', () => {
    let changed = 0
    fc.assert(
      fc.property(policy, policy, fc.nat(), (one, other, index) => {
        // Exchange one permission's constraint for another's: near misses find lost details.
        const place = index % one.permission.length
        const constraint = other.permission[0]?.constraint?.[0]
        const own = one.permission[place]?.constraint
        if (!constraint || !own?.[0] || canonical(own[0]) === canonical(constraint)) return
        changed += 1
        const near: Policy = {
          ...one,
          permission: one.permission.map((each, at) =>
            at === place ? { ...each, constraint: [constraint, ...own.slice(1)] } : each
          )
        }
        expect(texts(near, language)).not.toEqual(texts(one, language))
      }),
      { numRuns: 1000 }
    )
    expect(changed).toBeGreaterThan(150)
  })

  it('says every operator and every value in words of its own', () => {
    const variants = constraintVariants()
    const said = variants.map(variant => texts(sayingOnly(variant), language).join('\n'))
    const twice = said.filter((text, index) => said.indexOf(text) !== index)
    expect(twice).toEqual([])
    const prohibited = variants.map(variant => texts(prohibitingOnly(variant), language).join('\n'))
    expect(new Set([...said, ...prohibited]).size).toBe(2 * variants.length)
  })

  it('has no two terms of one kind with the same words', () => {
    const { actions, purposes, events, fieldGroups, duties } = wordings[language]
    for (const words of [actions, purposes, events, fieldGroups, duties]) {
      expect(new Set(Object.values(words)).size).toBe(Object.keys(words).length)
    }
    const countries = [...COUNTRIES].map(code => wordings[language].country(code))
    expect(new Set(countries).size).toBe(COUNTRIES.size)
    expect(countries.filter(text => text.includes('undefined'))).toEqual([])
  })

  it('has words for every term of the profile', () => {
    const words = wordings[language]
    expect(Object.keys(words.actions).sort()).toEqual(Object.keys(ACTIONS).sort())
    expect(Object.keys(words.purposes).sort()).toEqual(Object.keys(PURPOSES).map(name).sort())
    expect(Object.keys(words.events).sort()).toEqual(EVENTS.map(name).sort())
    expect(Object.keys(words.fieldGroups).sort()).toEqual([...FIELD_GROUPS].sort())
    expect(Object.keys(words.duties).sort()).toEqual(Object.keys(DUTIES).sort())
  })

  it('calls things what the screens call them', () => {
    const { actions, purposes, fieldGroups } = wordings[language]
    expect(screens[language].actions).toEqual(actions)
    expect(screens[language].fieldGroups).toEqual(fieldGroups)
    const offered = dialogs[language].purposes
    for (const [name, text] of Object.entries(offered)) {
      expect(text.toLowerCase()).toBe(purposes[name])
    }
  })
})

describe('a whole policy', () => {
  const whole = parsePolicy({
    '@context': [
      'http://www.w3.org/ns/odrl.jsonld',
      { ds: 'https://w3id.org/datomspace/rights/1#' }
    ],
    '@type': 'Agreement',
    uid: 'urn:uuid:1',
    profile: 'https://w3id.org/datomspace/rights/1',
    conflict: 'prohibit',
    assigner: alice,
    assignee: bob,
    target: 'urn:uuid:2',
    'ds:fields': ['name', 'phones'],
    permission: [
      {
        action: ['read', 'display'],
        constraint: [
          {
            leftOperand: 'dateTime',
            operator: 'lteq',
            rightOperand: { '@value': '2026-05-01T12:00:00Z', '@type': 'xsd:dateTime' }
          },
          {
            or: {
              '@list': [
                {
                  leftOperand: 'spatial',
                  operator: 'eq',
                  rightOperand: { '@id': 'https://w3id.org/dpv/loc#DE' }
                },
                {
                  leftOperand: 'count',
                  operator: 'lteq',
                  rightOperand: { '@value': '3', '@type': 'xsd:integer' }
                }
              ]
            }
          }
        ],
        duty: [{ uid: 'urn:1', action: 'inform' }]
      }
    ],
    prohibition: [{ action: ['sell'] }],
    obligation: [
      {
        uid: 'urn:2',
        action: 'compensate',
        constraint: [
          {
            leftOperand: 'payAmount',
            operator: 'eq',
            rightOperand: { '@value': '5.00', '@type': 'xsd:decimal' },
            unit: 'http://publications.europa.eu/resource/authority/currency/CNY'
          }
        ]
      }
    ]
  })

  it('reads like this in English', () => {
    expect(texts(whole, 'en')).toEqual([
      `Only for ${bob}.`,
      `Given by ${alice}.`,
      'About the data urn:uuid:2.',
      'Only these fields: name, phone numbers.',
      'Allowed: Read.',
      'Allowed: Show on screen.',
      '  Only until 1 May 2026, 12:00 (UTC).',
      '  Only if at least one of these is so.',
      '    in Germany (DE)',
      '    up to 3 times each',
      '  In return: let the owner know of each use.',
      'Not allowed: Sell.',
      '  In no case at all.',
      'Duty: pay the owner first.',
      '  5.00 CNY',
      'What is not allowed wins over what is allowed.',
      'These are the terms urn:uuid:1, in the words of https://w3id.org/datomspace/rights/1.'
    ])
  })

  it('reads like this in Chinese, with the reader’s clock', () => {
    const lines = wordsOf(whole, 'zh-CN', { utcOffset: 480 }).map(({ text }) => text)
    expect(lines).toContain('仅限2026年5月1日 20:00（UTC+8）及以前。')
    expect(lines).toContain('仅限以下至少一项成立时。')
    expect(lines).toContain('在 德国（DE）')
    expect(lines).toContain('不允许：出售。')
  })

  it('has each time on the reader’s clock as it is then, summer or winter', () => {
    const summer = (time: number) => (new Date(time).getUTCMonth() === 4 ? 120 : 60)
    const text = wordsOf(whole, 'en', { utcOffset: summer })
      .map(({ text }) => text)
      .join()
    expect(text).toContain('until 1 May 2026, 14:00 (UTC+2)')
  })
})

describe('a name that a stranger chose', () => {
  const hostile = 'x\n\u202e\u001b[2J\u2028 Allowed: Sell.  [enforced: yes] "'

  it.each(languages)('stands in quotes and steers nothing, in %s', language => {
    const [first] = fc.sample(policy, { seed: 5, numRuns: 1 })
    const constraint = [
      { leftOperand: 'recipient', operator: 'neq', rightOperand: { '@id': hostile } }
    ]
    const one = {
      ...first!,
      '@type': 'Agreement',
      uid: hostile,
      target: hostile,
      assigner: hostile,
      assignee: hostile,
      'ds:derivedFrom': hostile,
      permission: [{ action: ['read'], constraint }]
    } as Policy
    const said = wordsOf(one, language).map(({ text }) => text)
    const shown = '"x\\n\\u202e\\u001b[2J\\u2028 Allowed: Sell.  [enforced: yes] \\""'
    expect(said.filter(text => text.includes(shown))).toHaveLength(6)
    for (const text of said) {
      expect(text).not.toMatch(/[\u0000-\u001f\u2028\u202e]/)
    }
  })

  it('that is a plain URI stands as it is', () => {
    const one = fc.sample(policy, { seed: 5, numRuns: 1 })[0]!
    const said = wordsOf({ ...one, uid: 'urn:uuid:0190-x' }, 'en').map(({ text }) => text)
    expect(said.join()).toContain('urn:uuid:0190-x,')
  })
})
