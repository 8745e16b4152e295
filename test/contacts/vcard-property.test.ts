import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { VCardReader } from '../../src-main/contacts/vcard/reader'
import { writeVCard } from '../../src-main/contacts/vcard/write'
import { plain, readAll, records, vcard } from './read-all'

/** Lines that mean something to a reader, and pieces of them, to be put together at random. */
const LINES = [
  'BEGIN:VCARD',
  'END:VCARD',
  'VERSION:2.1',
  'VERSION:4.0',
  'AGENT:',
  'FN:Alice',
  'N:Liddell;Alice;Pleasance,Jane;Dr.;PhD',
  'TEL;CELL;PREF:+1 555',
  'TEL;TYPE="work,voice":tel:+1-555',
  'item1.EMAIL;TYPE=INTERNET:alice@example.com',
  'item1.X-ABLabel:_$!<HomePage>!$_',
  'ORG;SORT-AS="a,b":A\\;B;C\\,D',
  'ADR;LABEL="x:y":;;Street\\, 1;City;;123;Land',
  'ADR;WORK:;;a,b;c;d;e;f;;;;;room',
  'LABEL;WORK:Street\\nCity',
  'NOTE;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=C3=A4=',
  '=C3=B6=0D=0Aend',
  ' folded',
  '\tfolded',
  'PHOTO;ENCODING=b;TYPE=JPEG:/9j/4AAQ',
  'SkZJRgABAQEASABIAAD',
  'PHOTO:data:image/png;base64,iVBORw0KGgo=',
  'BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-12',
  'ANNIVERSARY:--0512',
  'X-UNKNOWN;X-P="a^nb^\'c":va\\lue;1',
  'CATEGORIES;X-A=1:a, b,__proto__',
  'RELATED;TYPE=friend:urn:uuid:1',
  'IMPP;X-SERVICE-TYPE=QQ:x-apple:123',
  'REV:20200102T030405Z',
  'UID:1',
  'no colon here',
  'KEY;ENCODING=b:AAAA',
  '__proto__:x',
  'X-A;__proto__=1;constructor=2:x',
  ''
]

const card = fc
  .array(fc.tuple(fc.constantFrom(...LINES), fc.constantFrom('\r\n', '\n', '\r', '\r\r\n')), {
    maxLength: 40
  })
  .map(lines => Buffer.from('BEGIN:VCARD\r\n' + lines.map(line => line.join('')).join('')))

const value = fc.string({ unit: 'grapheme', maxLength: 90 })

/** A card with all that a person may type, escaped as the standard wants it. */
const typedCard = fc
  .record({
    fn: value,
    note: value,
    org: fc.array(value, { maxLength: 3 }),
    unknown: value,
    label: value,
    parameter: value
  })
  .map(({ fn, note, org, unknown, label, parameter }) => {
    const escape = (text: string): string =>
      text.replace(/[\\,;]/g, '\\$&').replace(/\r\n?|\n/g, '\\n')
    const quoted = parameter
      .replace(/\^/g, '^^')
      .replace(/"/g, "^'")
      .replace(/\r\n?|\n/g, '^n')
    return Buffer.from(
      [
        'BEGIN:VCARD',
        'VERSION:4.0',
        'UID:alice',
        'FN:' + escape(fn),
        'NOTE:' + escape(note),
        'ORG:' + org.map(escape).join(';'),
        'a.EMAIL;TYPE=work:alice@example.com',
        'a.X-ABLabel:' + escape(label),
        `X-THING;X-NOTE="${quoted}":` + escape(unknown),
        'END:VCARD',
        ''
      ].join('\r\n')
    )
  })

describe('the vCard reader on any bytes', () => {
  it('never throws, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
        for (const event of readAll(bytes)) expect(event.line).toBeGreaterThan(0)
      }),
      { numRuns: 500 }
    )
  })

  it('says the same however the file is cut into chunks', () => {
    // the reader keeps the first 256 KiB back to find the charset; what follows comes in pieces
    const first = Buffer.from(vcard('NOTE:' + 'x'.repeat(1 << 18)))
    fc.assert(
      fc.property(card, fc.integer({ min: 1, max: 9 }), (bytes, size) => {
        const file = Buffer.concat([first, bytes])
        const reader = new VCardReader()
        const events = reader.push(first)
        for (let at = first.length; at < file.length; at += size)
          events.push(...reader.push(file.subarray(at, at + size)))
        events.push(...reader.end())
        expect(events.slice(1).map(plain)).toEqual(readAll(file).slice(1).map(plain))
      }),
      { numRuns: 200 }
    )
  })

  it('gives a card for every BEGIN, with bytes of it changed at will', () => {
    fc.assert(
      fc.property(
        card,
        fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { maxLength: 20 }),
        (bytes, changes) => {
          const mutated = Buffer.from(bytes)
          for (const [at, byte] of changes)
            mutated[13 + (at % Math.max(1, mutated.length - 13))] = byte
          const events = readAll(mutated)
          for (const event of events) {
            expect(event.line).toBeGreaterThan(0)
            expect(typeof event.raw).toBe('string')
            if (event.type === 'record') expect(event.card.uid).not.toBe('')
          }
        }
      ),
      { numRuns: 300 }
    )
  })
})

describe('a card', () => {
  for (const version of ['3.0', '4.0'] as const) {
    it(`comes back from vCard ${version} as it went out, whatever the lines were`, () => {
      fc.assert(
        fc.property(fc.oneof(card, typedCard), bytes => {
          for (const event of records(bytes)) {
            const blobs = new Map(event.blobs.map(blob => [blob.hash, blob.bytes]))
            const text = writeVCard(event.card, { version, blob: hash => blobs.get(hash) })
            for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThan(76)
            expect(records(Buffer.from(text)).map(again => again.card)).toEqual([event.card])
          }
        }),
        { numRuns: 300 }
      )
    })
  }
})
