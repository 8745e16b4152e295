import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Card, JCardProperty } from '../../src-main/contacts/card'
import { applyMerge, proposeMerge } from '../../src-main/contacts/duplicate'
import { cardContent, deriveUid } from '../../src-main/contacts/uid'

function card(members: Partial<Card>): Card {
  return { '@type': 'Card', version: '1.0', uid: 'urn:test:1', ...members }
}

const alice = card({
  name: { full: 'Alice' },
  emails: { e1: { address: 'alice@example.org', contexts: { work: true } } },
  organizations: { o1: { name: 'Initech' } },
  titles: { t1: { kind: 'title', name: 'CTO', organizationId: 'o1' } },
  anniversaries: { d1: { kind: 'birth', date: { year: 1990, month: 1, day: 1 } } },
  keywords: { friends: true },
  notes: { n1: { note: 'one' } },
  vCardProps: [['x-a', {}, 'text', '1']]
})

const alice2 = card({
  uid: 'urn:test:2',
  name: { full: 'Alice A', components: [{ kind: 'given', value: 'Alice' }] },
  emails: {
    e1: { address: 'Alice@Example.org', contexts: { private: true }, pref: 1 },
    e2: { address: 'a@example.org' }
  },
  organizations: { o1: { name: 'Umbrella' } },
  titles: { t1: { kind: 'title', name: 'Director', organizationId: 'o1' } },
  anniversaries: { d1: { kind: 'birth', date: { year: 1991, month: 1, day: 1 } } },
  keywords: { family: true },
  notes: { n1: { note: 'two' } },
  vCardProps: [
    ['x-a', {}, 'text', '1'],
    ['x-b', {}, 'text', '2']
  ]
})

describe('a merge of cards', () => {
  it('joins what adds up and chooses the fuller name', () => {
    const merged = applyMerge(proposeMerge([alice, alice2]))
    expect(merged).toEqual(
      card({
        name: alice2.name!,
        emails: {
          e1: { address: 'alice@example.org', contexts: { work: true, private: true }, pref: 1 },
          e2: { address: 'a@example.org' }
        },
        organizations: { o1: { name: 'Initech' }, 'o1-2': { name: 'Umbrella' } },
        titles: {
          t1: { kind: 'title', name: 'CTO', organizationId: 'o1' },
          't1-2': { kind: 'title', name: 'Director', organizationId: 'o1-2' }
        },
        anniversaries: alice.anniversaries!,
        keywords: { friends: true, family: true },
        notes: { n1: { note: 'one' }, 'n1-2': { note: 'two' } },
        vCardProps: alice2.vCardProps!
      })
    )
  })

  it('lists values that are not chosen, with the cards they are from', () => {
    const { fields } = proposeMerge([alice, alice2])
    const birth = fields.find(({ id }) => id === 'anniversaries.birth')!
    expect(birth.holds).toBe('one')
    expect(
      birth.values.map(({ value, from }) => [(value as { date: object }).date, from[0]!.card])
    ).toEqual([
      [{ year: 1990, month: 1, day: 1 }, 0],
      [{ year: 1991, month: 1, day: 1 }, 1]
    ])
  })

  it('takes the choices of a person', () => {
    const proposal = proposeMerge([alice, alice2])
    const merged = applyMerge(proposal, {
      name: ['v1'],
      'anniversaries.birth': ['v2'],
      emails: ['v2'],
      organizations: ['v2'],
      notes: []
    })
    expect(merged.name).toEqual(alice.name)
    expect(merged.anniversaries).toEqual(alice2.anniversaries)
    expect(Object.values(merged.emails!)).toEqual([{ address: 'a@example.org' }])
    expect(merged.notes).toBeUndefined()
    // The organization of the first title is gone, so the title stands alone.
    expect(Object.values(merged.titles!)).toEqual([
      { kind: 'title', name: 'CTO' },
      { kind: 'title', name: 'Director', organizationId: 'o1' }
    ])
  })

  it.each([
    ['a field', { shoes: ['v1'] }],
    ['a value', { name: ['v9'] }],
    ['room for two values', { name: ['v1', 'v2'] }]
  ])('refuses choices for %s that it does not have', (_, choices) => {
    expect(() => applyMerge(proposeMerge([alice, alice2]), choices)).toThrow(
      expect.objectContaining({ code: 'INVALID_ARGUMENT' })
    )
  })

  it('prefers a UID that a file had to one that was derived', () => {
    const derived = card({ uid: deriveUid(alice) })
    expect(applyMerge(proposeMerge([derived, alice2])).uid).toBe(alice2.uid)
    expect(applyMerge(proposeMerge([alice, alice2])).uid).toBe(alice.uid)
  })

  it('knows two writings of one phone number', () => {
    const bob = card({ phones: { p1: { number: '138 0000 0000', features: { mobile: true } } } })
    const bob2 = card({ phones: { p1: { number: '+8613800000000', features: { voice: true } } } })
    expect(applyMerge(proposeMerge([bob, bob2], { region: 'CN' })).phones).toEqual({
      p1: { number: '138 0000 0000', features: { mobile: true, voice: true } }
    })
  })

  it('keeps two lines of one card that are equal', () => {
    const twice = card({
      vCardProps: [
        ['x-a', {}, 'text', '1'],
        ['x-a', {}, 'text', '1']
      ]
    })
    expect(applyMerge(proposeMerge([twice, twice])).vCardProps).toEqual(twice.vCardProps)
  })

  it('reads each of very many lines a few times, not once for each of the others', () => {
    let reads = 0
    const line = (text: string): JCardProperty =>
      new Proxy<JCardProperty>(['x-a', {}, 'text', text], {
        get: (target, member, receiver) => {
          if (member === '3') reads++
          return Reflect.get(target, member, receiver)
        }
      })
    const vCardProps = Array.from({ length: 1_000 }, (_, index) => line(String(index % 10)))
    const { fields } = proposeMerge([{ ...alice, vCardProps }])
    expect(fields.find(({ id }) => id === 'vCardProps')?.values).toHaveLength(1_000)
    expect(reads).toBeLessThan(10 * vCardProps.length)
  })

  it('keeps members that this program does not know', () => {
    const strange = JSON.parse('{"example.com:x":{"a":1},"__proto__":{"polluted":true}}') as Card
    const merged = applyMerge(proposeMerge([{ ...alice, ...strange }, alice2]))
    expect(merged['example.com:x']).toEqual({ a: 1 })
    expect(Object.getPrototypeOf(merged)).toBe(Object.prototype)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })
})

const word = fc.constantFrom('a', 'b', 'c', 'constructor', '__proto__')

function list<T>(value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  return fc
    .uniqueArray(value, { minLength: 1, maxLength: 3, selector: each => JSON.stringify(each) })
    .map(values => Object.fromEntries(values.map((each, index) => [`k${index}`, each])))
}

const anyCard: fc.Arbitrary<Card> = fc
  .record(
    {
      name: fc.record({ full: word }),
      emails: list(
        fc.record(
          { address: word.map(name => `${name}@example.org`), label: word },
          { requiredKeys: ['address'] }
        )
      ),
      notes: list(fc.record({ note: word })),
      keywords: fc.dictionary(word, fc.constant(true as const), { minKeys: 1 }),
      'datomspace:csv': fc.dictionary(word, word, { minKeys: 1 }),
      kind: fc.constantFrom('individual', 'org')
    },
    { requiredKeys: [] }
  )
  .map(members => card(members as Partial<Card>))

describe('merging by the default choices', () => {
  const merge = (...cards: Card[]) => applyMerge(proposeMerge(cards))

  it('of a card with itself changes nothing', () => {
    fc.assert(
      fc.property(anyCard, one => {
        expect(cardContent(merge(one, one))).toBe(cardContent(one))
      })
    )
  })

  it('a second time changes nothing', () => {
    fc.assert(
      fc.property(anyCard, anyCard, (one, other) => {
        const merged = merge(one, other)
        expect(cardContent(merge(merged, one, other))).toBe(cardContent(merged))
      })
    )
  })

  it('loses no value: each is in the proposal', () => {
    fc.assert(
      fc.property(fc.array(anyCard, { minLength: 1, maxLength: 4 }), cards => {
        const { fields } = proposeMerge(cards)
        cards.forEach((source, index) => {
          for (const member of Object.keys(source)) {
            if (member === '@type' || member === 'version') continue
            const froms = fields
              .filter(field => field.member === member)
              .flatMap(({ values }) => values.flatMap(({ from }) => from))
            const value = source[member]
            const parts =
              typeof value === 'object' && member !== 'name' ? Object.keys(value!).length : 1
            expect(froms.filter(from => from.card === index)).toHaveLength(parts)
          }
        })
      })
    )
  })
})
