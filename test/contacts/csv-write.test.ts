import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Card } from '../../src-main/contacts/card'
import { CsvReader, detectLayout, membersNotInCsv, writeCsv } from '../../src-main/contacts/csv'
import { neutralise, undoNeutralise } from '../../src-main/contacts/csv/formula'
import { cardContent } from '../../src-main/contacts/uid'

function written(cards: Card[]): string {
  return [...writeCsv(cards)].join('')
}

function readBack(text: string): Card[] {
  const reader = new CsvReader({ layout: detectLayout(text) })
  return [...reader.push(text), ...reader.end()].map(event => {
    if (event.type === 'problem') throw new Error(`${event.reason}: ${event.raw}`)
    return event.card
  })
}

function card(members: Partial<Card>): Card {
  return { '@type': 'Card', version: '1.0', uid: 'urn:uuid:alice', ...members }
}

/** Text as a person might mean it or a hostile one might: no blanks at the ends, no joint, no CR. */
const text = fc
  .oneof(
    fc.string({ minLength: 1, maxLength: 12 }),
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }),
    fc.constantFrom(
      '=1+1',
      '@SUM(A1)',
      "'=x",
      "''+x",
      '+86 138 0000 0000',
      '-',
      '"',
      ',',
      'a\nb',
      '张三'
    )
  )
  .map(value => value.replace(/[\r\ufeff]/g, '').trim())
  .filter(value => value !== '' && !value.includes(':::') && !value.includes('\u0000'))

const labelled = {
  contexts: fc.constantFrom({ work: true as const }, { private: true as const }),
  pref: fc.constant(1)
}

const date = fc.record(
  {
    year: fc.integer({ min: 1, max: 2100 }),
    month: fc.integer({ min: 1, max: 12 }),
    day: fc.integer({ min: 1, max: 28 })
  },
  { requiredKeys: ['month', 'day'] }
)

function list<T>(value: fc.Arbitrary<T>, prefix: string): fc.Arbitrary<Record<string, T>> {
  return fc
    .array(value, { minLength: 1, maxLength: 3 })
    .map(values => Object.fromEntries(values.map((each, index) => [prefix + (index + 1), each])))
}

const names = fc
  .tuple(
    fc.option(text, { nil: undefined }),
    fc.subarray(['title', 'given', 'given2', 'surname', 'credential'] as const),
    fc.array(text, { minLength: 5, maxLength: 5 })
  )
  .map(([full, kinds, values]) => ({
    ...(full !== undefined && { full }),
    ...(kinds.length > 0 && {
      components: kinds.map((kind, index) => ({ kind, value: values[index]! }))
    })
  }))
  // A first name that is the whole name is written, and read, as the full name alone.
  .filter(
    ({ full, components }) => (full ?? components) !== undefined && components?.[0]?.value !== full
  )

const features = fc
  .constantFrom('mobile', 'fax', 'pager', 'main-number')
  .map(name => ({ [name]: true as const }))
const keyword = text.filter(word => !/^\* my ?contacts$/i.test(word))

/** Whatever Google's layout can hold. */
const holdable: fc.Arbitrary<Card> = fc
  .record(
    {
      name: names,
      nicknames: list(fc.record({ name: text }), 'k'),
      organizations: list(
        fc.record(
          { name: text, units: fc.tuple(fc.record({ name: text })) },
          { requiredKeys: ['name'] }
        ),
        'o'
      ),
      emails: list(fc.record({ address: text, ...labelled }, { requiredKeys: ['address'] }), 'e'),
      phones: list(
        fc.record({ number: text, ...labelled, features }, { requiredKeys: ['number'] }),
        'p'
      ).filter(map => !Object.values(map).some(({ number }) => number.startsWith("'"))),
      links: list(fc.record({ uri: text, ...labelled }, { requiredKeys: ['uri'] }), 'l'),
      addresses: list(
        fc.record(
          {
            full: text,
            components: fc.tuple(text, text).map(([name, country]) => [
              { kind: 'name' as const, value: name },
              { kind: 'country' as const, value: country }
            ]),
            ...labelled
          },
          { requiredKeys: ['full'] }
        ),
        'a'
      ),
      onlineServices: list(
        fc.record({ service: text, user: text.filter(user => !user.includes(':')) }),
        's'
      ),
      anniversaries: fc.record({
        d1: fc.record({ kind: fc.constantFrom('birth', 'wedding'), date })
      }),
      notes: fc.record({ n1: fc.record({ note: text }) }),
      keywords: fc.dictionary(keyword, fc.constant(true as const), { minKeys: 1, maxKeys: 3 }),
      relatedTo: fc.dictionary(
        text,
        fc.constantFrom('spouse', 'friend').map(kind => ({ relation: { [kind]: true as const } })),
        { minKeys: 1, maxKeys: 2 }
      ),
      'datomspace:csv': fc.dictionary(
        fc.oneof(
          fc.constantFrom(
            'Hobby',
            'File As',
            'Birthday',
            'Notes',
            'E-mail 9 - Value',
            'Name',
            'Phone',
            '=x',
            'datomspace:uid',
            'X [kept]'
          ),
          text
        ),
        text,
        { minKeys: 1, maxKeys: 3 }
      )
    },
    { requiredKeys: ['name'] }
  )
  .map(members => card(members as Partial<Card>))

describe('cards written as CSV', () => {
  it('come back the same from our own reader', () => {
    fc.assert(
      fc.property(fc.array(holdable, { minLength: 1, maxLength: 4 }), cards => {
        const back = readBack(written(cards))
        expect(back.map(cardContent)).toEqual(cards.map(cardContent))
        expect(back.map(({ uid }) => uid)).toEqual(cards.map(({ uid }) => uid))
      }),
      { numRuns: 300 }
    )
  })

  it('have the headers of Google first, in its order', () => {
    const [header] = written([card({ name: { full: 'Alice A' } })]).split('\r\n')
    expect(header).toMatch(/^\ufeffFirst Name,Middle Name,Last Name,Phonetic First Name,/)
    expect(header).toMatch(/,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,/)
    expect(detectLayout(header!).id).toBe('google')
  })

  it('give the number of a phone that is written as a URI', () => {
    const phones = { p1: { number: 'tel:+46-8-123-456' } }
    const [again] = readBack(written([card({ name: { full: 'Björn' }, phones })]))
    expect(Object.values(again!.phones!)).toMatchObject([{ number: '+46-8-123-456' }])
  })

  it('show a card that has only a full name to Google, and read it back as that', () => {
    const alice = card({ name: { full: '张三' } })
    const out = written([alice])
    expect(out.split('\r\n')[1]).toMatch(/^张三,/)
    expect(readBack(out)).toEqual([alice])
  })

  it('keep titles with their organizations', () => {
    const alice = card({
      name: { full: 'Alice A' },
      organizations: { o1: { name: 'Initech' }, o2: { name: 'Umbrella' } },
      titles: {
        t1: { kind: 'title', name: 'CTO', organizationId: 'o2' },
        t2: { kind: 'role', name: 'Referee' }
      }
    })
    const [back] = readBack(written([alice]))
    expect(back!.organizations).toEqual(alice.organizations)
    expect(Object.values(back!.titles!)).toEqual(
      expect.arrayContaining([
        { kind: 'title', name: 'CTO', organizationId: 'o2' },
        { kind: 'role', name: 'Referee' }
      ])
    )
  })

  it('omit the byte order mark if asked, and come in pieces', () => {
    const cards = Array.from({ length: 50 }, (_, n) =>
      card({ uid: `u${n}`, name: { full: `Bob ${n}` } })
    )
    const pieces = [...writeCsv(cards, { byteOrderMark: 'omit', pieceLength: 200 })]
    expect(pieces.length).toBeGreaterThan(5)
    expect(pieces[0]!.charCodeAt(0)).not.toBe(0xfeff)
    expect(readBack(pieces.join(''))).toEqual(cards)
  })

  it('of what CSV cannot hold, name the member', () => {
    const alice = card({
      name: { full: 'Alice A' },
      emails: { e1: { address: 'a@example.org' } },
      titles: { t1: { kind: 'title', name: 'CTO' } },
      media: { m1: { kind: 'photo', blobId: 'ab'.repeat(32) } },
      vCardProps: [['x-zodiac', {}, 'text', 'Leo']]
    })
    expect(membersNotInCsv(alice)).toEqual(['media', 'vCardProps'])
  })
})

describe('formula injection', () => {
  it.each([
    '=1+1',
    '+SUM(A1)',
    "-2+3+cmd|' /C calc'!A0",
    '@SUM(1)',
    '\t=1',
    '\r=1',
    '\n=1',
    '＝1+1',
    "'=1"
  ])('is neutralised in %j, and undone when we read it again', cell => {
    expect(neutralise(cell)).toBe(`'${cell}`)
    expect(undoNeutralise(neutralise(cell))).toBe(cell)
  })

  it.each(['+86 138 0000 0000', '+1 (555) 010-0100', '--12-24', '-5', 'alice@example.org', ''])(
    'does not touch %j, which no spreadsheet can run',
    cell => {
      expect(neutralise(cell)).toBe(cell)
    }
  )

  it('has every neutralising undone exactly', () => {
    const cell = fc.string({ unit: fc.constantFrom("'", '=', '+', '-', '@', '1', 'a', '\t', '＠') })
    fc.assert(fc.property(cell, value => undoNeutralise(neutralise(value)) === value))
  })

  it('finds no cell to run in a file of hostile names, whatever the field or header', () => {
    const evil = '=HYPERLINK("http://127.0.0.1/"&A1)'
    const mallory = card({
      uid: evil,
      name: { full: evil, components: [{ kind: 'given', value: evil }] },
      emails: { e1: { address: evil, label: evil } },
      phones: { p1: { number: evil } },
      notes: { n1: { note: evil } },
      keywords: { [evil]: true },
      'datomspace:csv': { [evil]: evil }
    })
    const out = written([mallory])
    expect(out).not.toMatch(/(?:^|[,\n])"?[=@\t]/m)
    const [back] = readBack(out)
    expect(cardContent(back!)).toBe(cardContent({ ...mallory, name: { full: evil } }))
  })

  it('is not undone in files of others, where an apostrophe is an apostrophe', () => {
    const [alice] = readBack(
      "First Name,Last Name,E-mail Address,Notes\nAlice,A,a@example.org,'=x\n"
    )
    expect(alice!.notes!.n1!.note).toBe("'=x")
  })

  it('of others is undone in phone numbers, which never begin with an apostrophe', () => {
    const [alice] = readBack("First Name,Last Name,Phone\nAlice,A,'+86 138 0000 0000\n")
    expect(alice!.phones!.p1!.number).toBe('+86 138 0000 0000')
  })
})
