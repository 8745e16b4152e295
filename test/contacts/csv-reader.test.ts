import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Card } from '../../src-main/contacts/card'
import { confirmLayout, CsvReader, detectLayout } from '../../src-main/contacts/csv'
import type { ReadEvent, ReadLimits } from '../../src-main/contacts/read'
import { isDerivedUid } from '../../src-main/contacts/uid'

function read(text: string, options: { piece?: number; limits?: Partial<ReadLimits> } = {}) {
  const reader = new CsvReader({ layout: detectLayout(text), ...options })
  const events: ReadEvent[] = []
  const piece = options.piece ?? text.length + 1
  for (let at = 0; at < text.length; at += piece)
    events.push(...reader.push(text.slice(at, at + piece)))
  return [...events, ...reader.end()]
}

function cards(text: string): Card[] {
  return read(text).flatMap(event => (event.type === 'record' ? [event.card] : []))
}

function problems(events: ReadEvent[]) {
  return events.flatMap(event => (event.type === 'problem' ? [event] : []))
}

const NAMES = 'First Name,Last Name,E-mail Address,Phone'

describe('a row of a CSV file', () => {
  it('becomes a card with names, contexts and features', () => {
    const [alice] = cards(
      'First Name,Last Name,E-mail Address,Business Phone,Home Fax,Mobile Phone,Company,Department,Job Title\nAlice,A,alice@example.org,1000001,1000002,1000003,Initech,R&D,CTO\n'
    )
    expect(alice).toMatchObject({
      name: {
        components: [
          { kind: 'given', value: 'Alice' },
          { kind: 'surname', value: 'A' }
        ]
      },
      emails: { e1: { address: 'alice@example.org' } },
      phones: {
        p1: { number: '1000001', contexts: { work: true } },
        p2: { number: '1000002', contexts: { private: true }, features: { fax: true } },
        p3: { number: '1000003', features: { mobile: true } }
      },
      organizations: { o1: { name: 'Initech', units: [{ name: 'R&D' }] } },
      titles: { t1: { kind: 'title', name: 'CTO' } }
    })
  })

  it('keeps every cell that no field is known for', () => {
    const [alice] = cards(
      `${NAMES},Shoe Size,,__proto__\nAlice,A,a@example.org,,38,left,proto,extra\n`
    )
    expect(Object.entries(alice!['datomspace:csv']!)).toEqual([
      ['Shoe Size', '38'],
      ['column 6', 'left'],
      ['__proto__', 'proto'],
      ['column 8', 'extra']
    ])
  })

  it('keeps the cells of two columns of one name apart', () => {
    const [alice] = cards(`${NAMES},Hobby,Hobby\nAlice,A,a@example.org,,chess,go\n`)
    expect(alice!['datomspace:csv']).toEqual({ Hobby: 'chess', 'Hobby (2)': 'go' })
  })

  it('may be shorter than the header', () => {
    expect(cards(`${NAMES},Notes\nAlice\n`)).toHaveLength(1)
  })

  it('has the values that Google joined in one cell apart', () => {
    const [alice] = cards(
      'First Name,Last Name,Organization Name,Labels,E-mail 1 - Label,E-mail 1 - Value,Address 1 - Label,Address 1 - Street,Address 1 - City\nAlice,A,,* myContacts ::: friends ::: a;b,* Work,a@example.org ::: b@example.org,Home,One ::: Two,Berlin ::: Rome\n'
    )
    expect(alice!.emails).toEqual({
      e1: { address: 'a@example.org', contexts: { work: true }, pref: 1 },
      e2: { address: 'b@example.org', contexts: { work: true }, pref: 1 }
    })
    expect(Object.values(alice!.addresses!).map(({ components }) => components)).toEqual([
      [
        { kind: 'name', value: 'One' },
        { kind: 'locality', value: 'Berlin' }
      ],
      [
        { kind: 'name', value: 'Two' },
        { kind: 'locality', value: 'Rome' }
      ]
    ])
    expect(alice!.keywords).toEqual({ friends: true, 'a;b': true })
  })

  it.each([
    ['1990-02-12', { year: 1990, month: 2, day: 12 }],
    ['2000/9/13', { year: 2000, month: 9, day: 13 }],
    ['31.1.1972', { year: 1972, month: 1, day: 31 }],
    ['1975年3月4日', { year: 1975, month: 3, day: 4 }],
    ['--12-24', { month: 12, day: 24 }],
    ['20/01/1991', { year: 1991, month: 1, day: 20 }]
  ])('has the birthday %s read', (cell, date) => {
    const [alice] = cards(`${NAMES},Birthday\nAlice,A,a@example.org,,${cell}\n`)
    expect(alice!.anniversaries).toEqual({ d1: { kind: 'birth', date } })
  })

  it.each(['0/0/00', '3/4/1990', '31.2.1990', '1990-13-01', 'in May'])(
    'has the birthday %s kept as text rather than guessed',
    cell => {
      const [alice] = cards(`${NAMES},Birthday\nAlice,A,a@example.org,,${cell}\n`)
      expect(alice!.anniversaries).toBeUndefined()
      expect(alice!['datomspace:csv']).toEqual({ Birthday: cell })
    }
  )

  it('puts year, month and day of three columns together', () => {
    const [alice] = cards(
      'Vorname,Nachname,Email,Geburtsjahr,Geburtsmonat,Geburtstag\nAlice,A,a@example.org,1972,1,31\n'
    )
    expect(alice!.anniversaries!.d1!.date).toEqual({ year: 1972, month: 1, day: 31 })
  })

  it('survives values that are names of members of every object', () => {
    const [alice] = cards(
      'First Name,Last Name,Organization Name,Labels,Relation 1 - Label,Relation 1 - Value\nAlice,A,,__proto__ ::: constructor,Friend,__proto__ ::: constructor\n'
    )
    expect(Object.keys(alice!.keywords!)).toEqual(['__proto__', 'constructor'])
    expect(Object.keys(alice!.relatedTo!)).toEqual(['__proto__', 'constructor'])
    expect(Object.getPrototypeOf(alice!.relatedTo)).toBe(Object.prototype)
  })

  it('gets the same UID every time, and another one for another content', () => {
    const text = `${NAMES}\nAlice,A,a@example.org,\nBob,B,b@example.org,\n`
    const [alice, bob] = cards(text).map(({ uid }) => uid)
    expect(cards(text.replace(/\n/g, '\r\n')).map(({ uid }) => uid)).toEqual([alice, bob])
    expect(alice).not.toBe(bob)
    expect(isDerivedUid(alice!)).toBe(true)
  })

  it('of only blanks is no record, and one that says nothing of a person is a problem', () => {
    const events = read(`${NAMES},Priority\n,,,,\n ,,,,\n,,,,Normal\nAlice,,,,\n`)
    expect(events.map(({ type, line }) => [type, line])).toEqual([
      ['problem', 4],
      ['record', 5]
    ])
    expect(events[0]).toMatchObject({ reason: 'row-without-contact', raw: ',,,,Normal\n' })
  })
})

describe('the reader of CSV files', () => {
  it.each(['\n', '\r\n', '\r'])('takes line ends %j and names the line of each row', newline => {
    const text = [
      NAMES,
      'Alice,A,a@example.org,',
      '"Bo',
      'b",B,b@example.org,',
      'Eve,,,1234567'
    ].join(newline)
    const events = read(text)
    expect(events.map(({ type, line }) => [type, line])).toEqual([
      ['record', 2],
      ['record', 3],
      ['record', 5]
    ])
    const last = events[2] as { card: Card; raw: string }
    expect(last.raw).toBe('Eve,,,1234567')
    expect(last.card.phones!.p1!.number).toBe('1234567')
  })

  it('gives the same events however the text is cut', () => {
    const text = `\ufeff${NAMES}\r\n"A,""li""\r\nce",A,a@example.org,\r\n\r\nBob,B,"b@example.org","1"\r\n"Eve,E,e@example.org,\r\nMallory,M,m@example.org,\r\n`
    const whole = read(text)
    expect(whole.filter(({ type }) => type === 'record')).toHaveLength(3)
    for (const piece of [1, 2, 3, 7, 20]) expect(read(text, { piece })).toEqual(whole)
  })

  it('reports a quote that is never closed and reads on after its line', () => {
    const events = read(
      `${NAMES}\nAlice,A,a@example.org,\n"Bob,B,b@example.org,\nEve,E,e@example.org,\n`
    )
    expect(events.map(({ type, line }) => [type, line])).toEqual([
      ['record', 2],
      ['problem', 3],
      ['record', 4]
    ])
    expect(problems(events)[0]).toMatchObject({
      reason: 'quote-unterminated',
      raw: '"Bob,B,b@example.org,\n'
    })
  })

  it('skips a header that is repeated in the middle', () => {
    expect(
      cards(`${NAMES}\nAlice,A,a@example.org,\n${NAMES}\nBob,B,b@example.org,\n`)
    ).toHaveLength(2)
  })

  it('says that a file is empty', () => {
    const layout = confirmLayout(detectLayout(''))
    expect(new CsvReader({ layout }).end()).toMatchObject([{ reason: 'file-empty', line: 1 }])
  })

  it('stops at the limit of cards with one problem', () => {
    const text = `${NAMES}\n` + 'Alice,A,a@example.org,\n'.repeat(10)
    const events = read(text, { piece: 30, limits: { cards: 3 } })
    expect(events.map(({ type }) => type)).toEqual(['record', 'record', 'record', 'problem'])
    expect(problems(events)[0]).toMatchObject({ reason: 'too-many-cards', line: 5 })
  })

  it('drops a row without an end and reads on after it', () => {
    const text = `${NAMES}\nAlice,"${'x'.repeat(5000)}\nBob,B,b@example.org,\nEve,E,e@example.org,\n`
    const events = read(text, { piece: 100, limits: { recordBytes: 1000 } })
    expect(problems(events)[0]).toMatchObject({ reason: 'record-too-large', line: 2 })
    expect(events.slice(1).map(({ type, line }) => [type, line])).toEqual([
      ['record', 3],
      ['record', 4]
    ])
  })

  it('is not slowed down by a header of very many columns of one name', () => {
    for (const name of ['x', 'Title', 'Business', 'Address', 'Phone']) {
      const text = `${NAMES}${`,${name}`.repeat(8_000)}\nAlice,A,a@example.org,,${'y,'.repeat(8_000)}\n`
      expect(cards(text)).toHaveLength(1)
    }
  })

  it('never throws, and never loses a row without saying so', () => {
    const cell = fc.string({
      unit: fc.constantFrom('a', '"', ',', '\n', '\r', ';', "'", '=', 'é', '中')
    })
    fc.assert(
      fc.property(
        fc.array(fc.array(cell, { maxLength: 6 })),
        fc.integer({ min: 1, max: 9 }),
        (rows, piece) => {
          const text = NAMES + '\n' + rows.map(row => row.join(',')).join('\n')
          const said = read(text, { piece })
            .map(event => event.raw.trim())
            .join('')
          const visible = (part: string) => [...part].filter(char => /[aé中]/.test(char)).length
          expect(visible(said)).toBe(visible(text.slice(NAMES.length)))
        }
      )
    )
  })
})
