import { describe, expect, it } from 'vitest'
import { readVCards, writeVCard, type ReadEvent } from '../../src-main/contacts'

const FILE = [
  'BEGIN:VCARD',
  'VERSION:4.0',
  'FN:Björn',
  'this line; is broken',
  'END:VCARD',
  ''
].join('\r\n')

function records(text: string): Extract<ReadEvent, { type: 'record' }>[] {
  return [...readVCards(Buffer.from(text))].filter(event => event.type === 'record')
}

describe('a line of a contact that is no property', () => {
  it('is named, and stays with the contact', () => {
    const [record] = records(FILE)
    expect(record!.warnings).toMatchObject([{ reason: 'line-malformed', line: 4 }])
    expect(JSON.stringify(record!.card.vCardProps)).toContain('is broken')
  })

  it.each(['3.0', '4.0'] as const)('goes out in vCard %s and comes back the same', version => {
    const [record] = records(FILE)
    const text = writeVCard(record!.card, { version })
    expect(text).toContain('X-DATOMSPACE-UNREAD:this line\\; is broken')
    const [again] = records(text)
    expect(again!.card.vCardProps).toEqual(record!.card.vCardProps)
    expect(again!.warnings).toBeUndefined()
  })
})
