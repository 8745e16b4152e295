import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Card } from '../../src-main/contacts/card'
import { DuplicateIndex, findDuplicates } from '../../src-main/contacts/duplicate'
import { nameForm, namePartsOf } from '../../src-main/contacts/duplicate/name'
import { phoneKey } from '../../src-main/contacts/phone'

let serial = 0

interface Person {
  full?: string
  given?: string
  surname?: string
  emails?: string[]
  phones?: string[]
  organization?: string
  born?: [year: number, month: number, day: number]
  uid?: string
}

function card(person: Person): Card {
  const components = [
    ...(person.given === undefined ? [] : [{ kind: 'given' as const, value: person.given }]),
    ...(person.surname === undefined ? [] : [{ kind: 'surname' as const, value: person.surname }])
  ]
  const [year, month, day] = person.born ?? []
  const list = (values: string[] | undefined) =>
    (values ?? []).map((value, n) => [`x${n}`, value] as const)
  return {
    '@type': 'Card',
    version: '1.0',
    uid: person.uid ?? `urn:test:${serial++}`,
    name: {
      ...(person.full !== undefined && { full: person.full }),
      ...(components.length > 0 && { components })
    },
    emails: Object.fromEntries(list(person.emails).map(([key, address]) => [key, { address }])),
    phones: Object.fromEntries(list(person.phones).map(([key, number]) => [key, { number }])),
    ...(person.organization && { organizations: { o1: { name: person.organization } } }),
    ...(person.born && { anniversaries: { d1: { kind: 'birth', date: { year, month, day } } } })
  }
}

/** What the index says of a person when it holds the other. */
function likeness(one: Person, other: Person, region = 'CN'): string {
  const index = new DuplicateIndex({ region })
  index.add('other', card(other))
  const [match] = index.match(card(one))
  return match === undefined ? 'none' : `${match.degree}: ${match.reasons.join(' ')}`
}

const alice: Person = { full: 'Alice Smith', emails: ['alice@example.org'] }

describe('two cards', () => {
  it.each<[string, Person, Person, string]>([
    ['of one UID are the same', { ...alice, uid: 'u' }, { full: 'Bob', uid: 'u' }, 'same: uid'],
    ['of one content are the same', alice, alice, 'same: content'],
    [
      'of one name and e-mail are likely one',
      alice,
      { given: 'Alice', surname: 'Smith', emails: ['ALICE@example.org '], phones: ['1'] },
      'likely: name email'
    ],
    [
      'with the names swapped still are',
      { ...alice, full: 'Smith, Alice' },
      { ...alice, phones: ['1'] },
      'likely: name email'
    ],
    [
      'with accents, titles and a middle initial still are',
      { full: 'Dr. José M. Müller', phones: ['+86 10 1234 5678'] },
      { full: 'jose muller', phones: ['+86 (10) 12345678'] },
      'likely: name phone'
    ],
    [
      'of a slip of the pen and one e-mail are likely one',
      alice,
      { full: 'Alice Smyth', emails: alice.emails! },
      'likely: similar-name email'
    ],
    [
      'of a short name and one phone are likely one',
      { full: 'Rob Miller', phones: ['13800000000'] },
      { full: 'Robert Miller', phones: ['+86 138 0000 0000'] },
      'likely: similar-name phone'
    ],
    [
      'of one e-mail, one without a name, are likely one',
      alice,
      { emails: alice.emails! },
      'likely: no-name email'
    ],
    [
      'of one name and birthday are likely one',
      { full: 'Alice Smith', born: [1990, 2, 3], phones: ['1000001'] },
      { full: 'Alice Smith', born: [1990, 2, 3], emails: ['a@example.org'] },
      'likely: name birthday'
    ],
    [
      'of one name and e-mail but two birthdays are doubtful',
      { ...alice, born: [1990, 2, 3] },
      { ...alice, born: [1960, 2, 3] },
      'maybe: name email other-birthday'
    ],
    [
      'of one phone under two names may be one',
      { full: 'Alice Smith', phones: ['13800000000'] },
      { full: 'Bob Jones', phones: ['138-0000-0000'] },
      'maybe: other-name phone'
    ],
    [
      'of one name and organization may be one',
      { full: '张伟', organization: 'Initech', phones: ['13800000000'] },
      { given: '伟', surname: '张', organization: 'INITECH', phones: ['13900000000'] },
      'maybe: name organization'
    ],
    [
      'of similar names in one organization may be one',
      { full: 'Jon Smith', organization: 'Initech' },
      { full: 'John Smith', organization: 'Initech' },
      'maybe: similar-name organization'
    ],
    [
      'of one name, one saying nothing else, may be one',
      { full: '王芳', phones: ['13800000000'] },
      { full: '王芳' },
      'maybe: name incomplete'
    ],
    [
      'of one name only are two people',
      { full: '王芳', phones: ['13800000000'] },
      { full: '王芳', phones: ['13900000000'] },
      'none'
    ],
    [
      'of different Chinese names in one organization are two people',
      { full: '王建国', organization: 'Initech' },
      { full: '王建军', organization: 'Initech' },
      'none'
    ],
    [
      'without a name and anything shared are two people',
      { phones: ['13800000000'] },
      { phones: ['13900000000'] },
      'none'
    ]
  ])('%s', (_, one, other, expected) => {
    expect(likeness(one, other)).toBe(expected)
  })

  it.each([
    ['张三', { given: '三', surname: '张' }],
    ['三 张', { full: '张三' }],
    ['司马俊杰', { given: '俊杰', surname: '司马' }],
    ['张三先生', { full: '张 三' }],
    ['홍길동', { given: '길동', surname: '홍' }],
    ['ＡＬＩＣＥ smith', { full: 'Alice Smith' }]
  ])('have one name in %s and %j', (full, other) => {
    const emails = ['x@example.org']
    expect(likeness({ full, emails }, { ...other, emails, phones: ['1'] })).toBe(
      'likely: name email'
    )
  })

  it('are as like as each other in both directions', () => {
    const word = fc.constantFrom('Alice', 'Alicia', 'Bob', 'Smith', 'Smyth', '张三', '张 三', 'J')
    const person = fc.record(
      {
        full: fc.array(word, { minLength: 1, maxLength: 2 }).map(words => words.join(' ')),
        emails: fc.subarray(['a@example.org', 'B@example.org']),
        phones: fc.subarray(['13800000000', '+8613800000000', '12345']),
        organization: fc.constantFrom('Initech', 'Umbrella'),
        born: fc.constantFrom<[number, number, number][]>([1990, 1, 1], [1991, 1, 1]),
        uid: fc.constantFrom('u1', 'u2')
      },
      { requiredKeys: [] }
    )
    fc.assert(
      fc.property(person, person, (one, other) => {
        expect(likeness(one, other)).toBe(likeness(other, one))
      })
    )
  })
})

describe('the index of duplicates', () => {
  it('forgets a card that is removed, and follows one that is changed', () => {
    const index = new DuplicateIndex()
    index.add('1', card(alice))
    index.add('2', card({ ...alice, phones: ['1234567'] }))
    index.remove('1')
    expect(index.match(card(alice)).map(({ id }) => id)).toEqual(['2'])
    index.add('2', card({ full: 'Bob', emails: ['bob@example.org'] }))
    expect(index.match(card(alice))).toEqual([])
    expect(index.size).toBe(1)
    index.remove('nobody')
  })

  it('names the surest match first', () => {
    const index = new DuplicateIndex()
    index.add('maybe', card({ full: 'Eve', emails: alice.emails! }))
    index.add('likely', card({ ...alice, phones: ['1234567'] }))
    index.add('same', card({ full: 'x', uid: 'u' }))
    const matches = index.match(card({ ...alice, uid: 'u' }))
    expect(matches.map(({ id }) => id)).toEqual(['same', 'likely', 'maybe'])
  })

  it('does not offer everyone behind one switchboard as one person', () => {
    const index = new DuplicateIndex()
    for (let n = 0; n < 40; n++)
      index.add(String(n), card({ full: `Person${n} X${n}`, phones: ['+861012345678'] }))
    expect(index.match(card({ full: 'Bob Jones', phones: ['+861012345678'] }))).toEqual([])
    const [found] = index.match(
      card({ full: 'Person7 X7', phones: ['+861012345678'], emails: ['p@example.org'] })
    )
    expect(found).toMatchObject({ id: '7', degree: 'likely' })
  })
})

describe('all duplicates of a set', () => {
  it('are groups of same and likely cards, and pairs that may be', () => {
    const groups = findDuplicates([
      ['a', card(alice)],
      ['b', card({ full: 'Bob Jones', phones: ['+861012345678'] })],
      ['a2', card({ ...alice, phones: ['+12025550100'] })],
      ['a3', card({ full: 'Smith Alice', phones: ['+12025550100'] })],
      ['e', card({ full: 'Eve', phones: ['+861012345678'] })],
      ['c', card({ full: 'Carol' })],
      ['c2', card({ full: 'Carol' })]
    ])
    expect(groups.map(({ ids, degree }) => [degree, ...ids])).toEqual([
      ['same', 'c', 'c2'],
      ['likely', 'a', 'a2', 'a3'],
      ['maybe', 'b', 'e']
    ])
    expect(groups[1]!.pairs.map(({ ids }) => ids.join(' ')).sort()).toEqual(['a a2', 'a2 a3'])
  })

  it('hold every copy of a card that is there very often', () => {
    const entries = Array.from({ length: 3000 }, (_, n) => [String(n), card({ ...alice })] as const)
    const groups = findDuplicates(entries)
    expect(groups).toHaveLength(1)
    expect(groups[0]!.ids).toHaveLength(3000)
    expect(groups[0]!.degree).toBe('same')
  })
})

describe('a text of very many words that stands for a name', () => {
  const words = Array.from({ length: 5_000 }, (_, n) => `w${n.toString(36)}`)
  const emails = ['ann@example.org']

  it('is compared as a whole, and not word by word', () => {
    expect(nameForm(namePartsOf(card({ full: words.join(' ') }))).words).toEqual([])
    const turned = [...words].reverse().join(' ')
    const [group] = findDuplicates([
      ['a', card({ full: words.join(' '), emails })],
      ['b', card({ full: turned, emails })]
    ])
    expect(group!.pairs[0]!.reasons).toEqual(['name', 'email'])
  })
})

describe('a phone number', () => {
  it.each([
    ['+86 21 9957-5222', undefined, '+862199575222'],
    ['0086 21 99575222', undefined, '+862199575222'],
    ['021-99575222', 'CN', '+862199575222'],
    ['138 0000 0000', 'CN', '+8613800000000'],
    ['tel:+86-138-0000-0000', undefined, '+8613800000000'],
    ['+49 (0)30 123456', undefined, '+4930123456'],
    ['030 123456', 'DE', '+4930123456'],
    ['(202) 555-0100 ext. 12', 'US', '+12025550100'],
    ['１３８００００００００', 'CN', '+8613800000000'],
    ['138 0000 0000', undefined, '13800000000'],
    ['Home', 'CN', undefined],
    ['110', 'CN', undefined]
  ])('%s of region %s is compared as %s', (number, region, expected) => {
    expect(phoneKey(number, region)).toBe(expected)
  })
})
