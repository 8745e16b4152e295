import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import iconv from 'iconv-lite'
import { isDerivedUid } from '../../src-main/contacts/uid'
import { readAll, readCard, records, vcard } from './read-all'

describe('a vCard becomes a JSContact Card', () => {
  it('with names, ways to reach her, places and dates where they belong', () => {
    const card = readCard(
      vcard(
        'VERSION:4.0',
        'UID:urn:uuid:alice',
        'FN:Alice Liddell',
        'N;SORT-AS="Liddell,Alice":Liddell;Alice;Pleasance,Jane;Dr.;PhD',
        'ORG:Wonderland\\; Ltd;Tea;Hats',
        'TITLE:Guest',
        'ROLE:Curious',
        'TEL;TYPE=cell,work;PREF=1:+44 20 7946 0000',
        'TEL;VALUE=uri:tel:+44-20-7946-0001;ext=2',
        'EMAIL;TYPE=home:alice@example.com',
        'ADR;TYPE=work;LABEL="1 Hole\\nOxford":;;1 Hole;Oxford;;OX1;UK',
        'BDAY:18520504',
        'ANNIVERSARY:--0704',
        'CATEGORIES:Friends,Tea party',
        'REV:20250101T000000Z'
      )
    )
    expect(card).toMatchObject({
      uid: 'urn:uuid:alice',
      updated: '2025-01-01T00:00:00Z',
      name: {
        full: 'Alice Liddell',
        sortAs: { surname: 'Liddell', given: 'Alice' },
        components: [
          { kind: 'surname', value: 'Liddell' },
          { kind: 'given', value: 'Alice' },
          { kind: 'given2', value: 'Pleasance' },
          { kind: 'given2', value: 'Jane' },
          { kind: 'title', value: 'Dr.' },
          { kind: 'credential', value: 'PhD' }
        ]
      },
      organizations: {
        o1: { name: 'Wonderland; Ltd', units: [{ name: 'Tea' }, { name: 'Hats' }] }
      },
      titles: { t1: { kind: 'title', name: 'Guest' }, t2: { kind: 'role', name: 'Curious' } },
      phones: {
        p1: { features: { mobile: true }, contexts: { work: true }, pref: 1 },
        p2: { number: 'tel:+44-20-7946-0001;ext=2' }
      },
      emails: { e1: { address: 'alice@example.com', contexts: { private: true } } },
      addresses: { a1: { full: '1 Hole\nOxford', contexts: { work: true } } },
      anniversaries: {
        d1: { kind: 'birth', date: { year: 1852, month: 5, day: 4 } },
        d2: { kind: 'wedding', date: { month: 7, day: 4 } }
      },
      keywords: { Friends: true, 'Tea party': true }
    })
    expect(card.vCardProps).toBeUndefined()
  })

  it('keeps what it does not know: properties, parameters, groups and labels', () => {
    const card = readCard(
      vcard(
        'VERSION:3.0',
        'FN;X-ORIGIN=book:Bob',
        'X-CUSTOM;X-A="1^n2";TYPE=odd:raw\\;value',
        'item1.TEL;X-CARRIER=none:1',
        'item1.X-ABLabel:_$!<HomePage>!$_',
        'item2.X-THING:t',
        'item2.X-ABLabel:mine'
      )
    )
    expect(card.phones!.p1).toEqual({
      number: '1',
      label: 'HomePage',
      vCardParams: { 'x-carrier': 'none', group: 'item1', 'x-ablabel': '_$!<HomePage>!$_' }
    })
    expect(card.name!['datomspace:fullParams']).toEqual({ 'x-origin': 'book' })
    expect(card.vCardProps).toEqual([
      ['x-custom', { type: 'odd', 'x-a': '1\n2' }, 'unknown', 'raw\\;value'],
      ['x-thing', { group: 'item2' }, 'unknown', 't'],
      ['x-ablabel', { group: 'item2' }, 'unknown', 'mine']
    ])
  })

  it('takes photos out of the record and names them by their hash', () => {
    const bytes = Buffer.from('ffd8ffe000104a464946', 'hex')
    const base64 = bytes.toString('base64')
    const hash = createHash('sha256').update(bytes).digest('hex')
    for (const photo of [
      `PHOTO;ENCODING=b;TYPE=JPEG:${base64}`,
      `PHOTO;BASE64:\r\n ${base64.slice(0, 5)}\r\n ${base64.slice(5)}\r\n`,
      `PHOTO:data:image/jpeg;base64,${base64}`
    ]) {
      const [event] = records(vcard('FN:Bob', photo))
      expect(event!.card.media).toEqual({
        m1: { kind: 'photo', blobId: hash, mediaType: 'image/jpeg' }
      })
      expect(event!.blobs.map(blob => [blob.hash, Buffer.from(blob.bytes)])).toEqual([
        [hash, bytes]
      ])
    }
  })

  it('gives a card without UID the same UID each time, and another to another', () => {
    const alice = readCard(vcard('FN:Alice', 'TEL:1'))
    expect(isDerivedUid(alice.uid)).toBe(true)
    expect(readCard(vcard('VERSION:3.0', 'TEL:1', 'FN:Alice', 'REV:20200101T000000Z')).uid).toBe(
      alice.uid
    )
    expect(readCard(vcard('FN:Alice', 'TEL:2')).uid).not.toBe(alice.uid)
  })
})

describe('lines as programs write them', () => {
  it('end with CRLF, LF, CR or CR CR LF', () => {
    for (const end of ['\r\n', '\n', '\r', '\r\r\n'])
      expect(readCard(vcard('FN:Alice', ' folded', 'TEL:1').replaceAll('\r\n', end))).toMatchObject(
        {
          name: { full: 'Alicefolded' },
          phones: { p1: { number: '1' } }
        }
      )
  })

  it('are unfolded before they are decoded, for a fold may fall inside a character', () => {
    const bytes = Buffer.from('FN:爱丽丝')
    const file = Buffer.concat([
      Buffer.from('BEGIN:VCARD\r\n'),
      bytes.subarray(0, 4),
      Buffer.from('\r\n '),
      bytes.subarray(4, 8),
      Buffer.from('\r\n\t'),
      bytes.subarray(8),
      Buffer.from('\r\nEND:VCARD\r\n')
    ])
    expect(readCard(file).name!.full).toBe('爱丽丝')
  })

  it('may be quoted-printable, with soft breaks anywhere', () => {
    const card = readCard(
      vcard(
        'VERSION:2.1',
        'N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=C3=89;=C3=',
        '=89lise',
        'NOTE;QUOTED-PRINTABLE:one=0D=0A=',
        'two =',
        'three',
        'TEL;CELL:1'
      )
    )
    expect(card.name!.components!.map(part => part.value)).toEqual(['É', 'Élise'])
    expect(card.notes!.n1!.note).toBe('one\ntwo three')
    expect(card.phones!.p1!.features).toEqual({ mobile: true })
  })

  it('do not swallow the end of a card after a stray soft break', () => {
    expect(records(vcard('NOTE;QUOTED-PRINTABLE:cut=') + vcard('FN:Bob'))).toHaveLength(2)
  })

  it('may have forgotten to escape a line break: the note goes on, and a warning says so', () => {
    const [event] = records(vcard('NOTE:We met at a party.', 'That was cool!', 'TEL:1'))
    expect(event!.card.notes!.n1!.note).toBe('We met at a party.\nThat was cool!')
    expect(event!.warnings).toMatchObject([{ line: 3, reason: 'line-malformed' }])
  })
})

describe('files as programs write them', () => {
  it('have preambles, blank lines, odd capitals, no VERSION, and END twice', () => {
    const events = readAll(
      'Content-Type: text/x-vcard\n\nbegin:vCard\nFN:Alice\nend:vcard\nEND:VCARD\n\n\nBEGIN:VCARD\nfn:Bob\nEND:VCARD'
    )
    expect(events).toMatchObject([
      { type: 'problem', line: 1, reason: 'line-outside-card' },
      { type: 'record', line: 3, card: { name: { full: 'Alice' } } },
      { type: 'record', line: 9, card: { name: { full: 'Bob' } } }
    ])
  })

  it('keep the card of an AGENT inside its card', () => {
    const [event] = records(
      vcard('VERSION:2.1', 'FN:Alice', 'AGENT:', 'BEGIN:VCARD', 'FN:Bob', 'END:VCARD', 'TEL:1')
    )
    expect(event!.card.name!.full).toBe('Alice')
    expect(event!.card.phones!.p1!.number).toBe('1')
    expect(event!.card.vCardProps).toEqual([
      ['agent', {}, 'text', 'BEGIN:VCARD\nFN:Bob\nEND:VCARD']
    ])
  })

  it('may lack an END: both cards are read, the first with a warning', () => {
    const events = records('BEGIN:VCARD\nFN:Alice\nBEGIN:VCARD\nFN:Bob\nEND:VCARD\n')
    expect(events.map(event => event.card.name!.full)).toEqual(['Alice', 'Bob'])
    expect(events[0]!.warnings).toMatchObject([{ line: 1, reason: 'card-unterminated' }])
    expect(events[0]!.raw).toBe('BEGIN:VCARD\nFN:Alice\n')
    expect(events[1]!.warnings).toBeUndefined()
  })

  it('are in UTF-16, with and without a byte order mark', () => {
    const text = vcard('FN:爱丽丝', 'TEL:1')
    for (const charset of ['utf-16le', 'utf-16be'])
      for (const addBOM of [true, false])
        expect(readCard(iconv.encode(text, charset, { addBOM })).name!.full).toBe('爱丽丝')
  })

  it('declare a charset for one property, in which a character may hold a backslash', () => {
    // 表 ends in 0x5c in Shift_JIS, 功 does in Big5
    for (const [charset, text] of [
      ['SHIFT_JIS', '表;示'],
      ['BIG5', '功;許']
    ] as const) {
      const file = Buffer.concat([
        Buffer.from(`BEGIN:VCARD\r\nVERSION:2.1\r\nN;CHARSET=${charset}:`),
        iconv.encode(text, charset),
        Buffer.from('\r\nNOTE;CHARSET=UTF-8:é\r\nEND:VCARD\r\n')
      ])
      const card = readCard(file)
      expect(card.name!.components!.map(part => part.value)).toEqual(text.split(';'))
      expect(card.notes!.n1!.note).toBe('é')
    }
  })

  it('are read in the charset that a person chose', () => {
    const file = iconv.encode(vcard('FN:Bj\u00f6rn'), 'windows-1252')
    expect(readCard(file).name!.full).toBe('Björn')
    expect(readCard(file, { charset: 'windows-1251' }).name!.full).toBe('Bjцrn')
  })
})

describe('limits', () => {
  it('end the reading after so many cards, with a problem that says so', () => {
    const events = readAll(vcard('FN:x').repeat(5), { limits: { cards: 3 } })
    expect(events.map(event => event.type)).toEqual(['record', 'record', 'record', 'problem'])
    expect(events[3]).toMatchObject({ reason: 'too-many-cards', line: 10 })
  })

  it('leave out a photo that is too large, and keep the contact', () => {
    const photo = `PHOTO;ENCODING=b:${Buffer.alloc(1000).toString('base64')}`
    const [event] = records(vcard('FN:Bob', photo), { limits: { photoBytes: 999 } })
    expect(event!.card.media).toBeUndefined()
    expect(event!.warnings).toMatchObject([{ line: 3, reason: 'photo-too-large' }])
  })

  it('skip a record that is too large, and read the next', () => {
    const events = readAll(vcard('FN:Eve', 'NOTE:' + 'x'.repeat(600_000)) + vcard('FN:Bob'), {
      limits: { recordBytes: 100_000 }
    })
    expect(events).toMatchObject([
      { type: 'problem', reason: 'record-too-large', line: 1 },
      { type: 'record', card: { name: { full: 'Bob' } } }
    ])
  })

  it('leave out cards nested deeper than allowed', () => {
    const deep = 'AGENT:\r\nBEGIN:VCARD\r\n'.repeat(9) + 'END:VCARD\r\n'.repeat(9)
    const [event] = records(vcard('FN:Alice', deep, 'TEL:1'))
    expect(event!.warnings).toMatchObject([{ reason: 'nested-too-deep' }])
    expect(event!.card.phones!.p1!.number).toBe('1')
  })

  it('hold for a file that is one endless line', () => {
    const events = readAll(Buffer.alloc(900_000, 'A'), { limits: { recordBytes: 100_000 } })
    expect(events).toMatchObject([{ type: 'problem', reason: 'line-outside-card', line: 1 }])
  })

  it('hold for a card of two hundred thousand lines', () => {
    const events = readAll(vcard('TEL:1\r\n'.repeat(200_000)) + vcard('FN:Bob'))
    expect(events).toMatchObject([{ reason: 'record-too-large' }, { type: 'record' }])
  })

  it('do not let names of the language itself do harm', () => {
    const card = readCard(
      vcard(
        'CATEGORIES:__proto__,constructor',
        'MEMBER:__proto__',
        'TEL;__proto__=x;constructor=y:1'
      )
    )
    expect(Object.keys(card.members!)).toEqual(['__proto__'])
    expect(Object.hasOwn(card.keywords!, 'constructor')).toBe(true)
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined()
    expect(card.phones!.p1!.number).toBe('1')
  })
})
