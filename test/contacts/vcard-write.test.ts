import { describe, expect, it } from 'vitest'
import type { Card } from '../../src-main/contacts/card'
import { writeVCard, writeVCards } from '../../src-main/contacts/vcard/write'
import { readCard, records, vcard } from './read-all'

const alice: Card = {
  '@type': 'Card',
  version: '1.0',
  uid: 'urn:uuid:alice',
  name: {
    full: 'Alice; Liddell',
    components: [
      { kind: 'surname', value: 'Liddell', phonetic: 'LID-el' },
      { kind: 'given', value: 'Alice' }
    ]
  },
  emails: {
    e1: {
      address: 'alice@example.com',
      contexts: { work: true },
      pref: 1,
      label: 'mine',
      vCardParams: { group: 'item1' }
    }
  },
  phones: { p1: { number: 'tel:+44-20;ext=1', features: { mobile: true } } },
  addresses: {
    a1: {
      components: [
        { kind: 'name', value: '1, Hole' },
        { kind: 'locality', value: 'Oxford' }
      ],
      full: '1 Hole\nOxford',
      contexts: { private: true }
    }
  },
  anniversaries: { d1: { kind: 'birth', date: { year: 1852, month: 5, day: 4 } } },
  keywords: { 'Tea, party': true },
  updated: '2025-01-01T00:00:00Z'
}

describe('a card as vCard 3.0', () => {
  it('is written as the programs of that time want it', () => {
    expect(writeVCard(alice, { version: '3.0' }).split('\r\n')).toEqual([
      'BEGIN:VCARD',
      'VERSION:3.0',
      'UID:urn:uuid:alice',
      'FN:Alice\\; Liddell',
      'N:Liddell;Alice;;;',
      'X-PHONETIC-LAST-NAME:LID-el',
      'TEL;VALUE=uri;TYPE=CELL:tel:+44-20;ext=1',
      'item1.EMAIL;TYPE=INTERNET,WORK,PREF:alice@example.com',
      'item1.X-ABLabel:mine',
      'ADR;TYPE=HOME:;;1\\, Hole;Oxford;;;',
      'LABEL;TYPE=HOME:1 Hole\\nOxford',
      'BDAY:1852-05-04',
      'CATEGORIES:Tea\\, party',
      'REV:20250101T000000Z',
      'END:VCARD',
      ''
    ])
  })
})

describe('a card as vCard 4.0', () => {
  it('is written by RFC 6350', () => {
    expect(writeVCard(alice, { version: '4.0' }).split('\r\n')).toEqual([
      'BEGIN:VCARD',
      'VERSION:4.0',
      'UID:urn:uuid:alice',
      'FN:Alice\\; Liddell',
      'N:Liddell;Alice;;;',
      'X-PHONETIC-LAST-NAME:LID-el',
      'TEL;VALUE=uri;TYPE=cell:tel:+44-20;ext=1',
      'item1.EMAIL;TYPE=work;PREF=1:alice@example.com',
      'item1.X-ABLabel:mine',
      'ADR;LABEL=1 Hole^nOxford;TYPE=home:;;1\\, Hole;Oxford;;;',
      'BDAY:18520504',
      'CATEGORIES:Tea\\, party',
      'REV:20250101T000000Z',
      'END:VCARD',
      ''
    ])
  })
})

describe('any card', () => {
  it('comes back the same, from both versions', () => {
    for (const version of ['3.0', '4.0'] as const)
      expect(readCard(writeVCard(alice, { version }))).toEqual(alice)
  })

  it('is folded at 75 octets, never inside a character', () => {
    const card = { ...alice, notes: { n1: { note: '爱丽丝🎂 and '.repeat(40) } } }
    const text = writeVCard(card, { version: '4.0' })
    for (const line of text.split('\r\n')) {
      expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75)
      expect(line).not.toContain('\ufffd')
    }
    expect(readCard(text)).toEqual(card)
  })

  it('without a name gets one that is marked as derived, and is not read back', () => {
    const nameless: Card = {
      '@type': 'Card',
      version: '1.0',
      uid: 'x',
      emails: { e1: { address: 'a@b.c' } }
    }
    const text = writeVCard(nameless, { version: '3.0' })
    expect(text).toContain('FN;DERIVED=TRUE:a@b.c')
    expect(readCard(text)).toEqual(nameless)
  })

  it('has its photo inline, from the bytes it is given, or goes without', () => {
    const [event] = records(vcard('FN:Bob', 'PHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgo='))
    const { card, blobs } = event!
    const blob = (hash: string): Uint8Array | undefined =>
      blobs.find(one => one.hash === hash)?.bytes
    expect(writeVCard(card, { version: '3.0', blob })).toContain(
      'PHOTO;ENCODING=b;TYPE=PNG:iVBORw0KGgo=\r\n'
    )
    expect(writeVCard(card, { version: '4.0', blob })).toContain(
      'PHOTO:data:image/png;base64,iVBORw0KGgo=\r\n'
    )
    expect(writeVCard(card, { version: '4.0' })).not.toContain('PHOTO')
  })

  it('cannot smuggle lines into the file, whatever its values hold', () => {
    const evil = 'x\r\nEND:VCARD\r\nBEGIN:VCARD\r\nFN:Eve'
    const card: Card = {
      ...alice,
      uid: evil,
      prodId: evil,
      language: evil,
      kind: evil,
      name: { full: evil, vCardParams: { 'x-a': evil, [evil]: 'x' } },
      emails: { e1: { address: evil, label: evil, vCardParams: { group: evil, type: evil } } },
      links: { l1: { uri: evil, mediaType: evil } },
      members: { [evil]: true },
      anniversaries: { d1: { kind: evil, date: { year: 2000 }, vCardName: evil } },
      personalInfo: { i1: { kind: evil, value: evil } },
      updated: evil,
      vCardProps: [
        [evil, {}, 'unknown', evil],
        ['x-a', { 'x-b': evil }, evil, evil]
      ]
    }
    for (const version of ['3.0', '4.0'] as const)
      expect(records(writeVCards([card, alice], { version }))).toHaveLength(2)
  })
})
