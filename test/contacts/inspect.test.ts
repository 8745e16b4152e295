import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { detectFormat, displayName, saysNothing, summary } from '../../src-main/contacts/inspect'
import { readAll, readCard, vcard } from './read-all'

describe('a summary', () => {
  it('has the values as they stood in the file', () => {
    const card = readCard(vcard('FN:Alice', 'TEL:tel:+1', 'EMAIL:a@b.c', 'ORG:A;;C', 'ORG:D'))
    expect(summary(card)).toEqual({
      fn: 'Alice',
      email: ['a@b.c'],
      tel: ['tel:+1'],
      org: [['A', '', 'C'], ['D']]
    })
  })
})

describe('the name to show', () => {
  it('is FN, else the parts in the order of their language, else whatever there is', () => {
    expect(displayName(readCard(vcard('FN:Alice', 'N:Liddell')))).toBe('Alice')
    expect(displayName(readCard(vcard('N:Liddell;Alice;;Dr.;PhD')))).toBe('Dr. Alice Liddell PhD')
    expect(displayName(readCard(vcard('N:欧阳;小明')))).toBe('欧阳小明')
    expect(displayName(readCard(vcard('ORG:Wonderland', 'TEL:1')))).toBe('Wonderland')
    expect(displayName(readCard(vcard('TEL:tel:+1')))).toBe('+1')
    expect(displayName(readCard(vcard('NOTE:x')))).toBe('')
  })
})

describe('a card', () => {
  it.each([
    ['', true],
    ['FN: \r\nN:;;;;\r\nUID:1\r\nREV:20260101T000000Z\r\nPRODID:x', true],
    ['BDAY:20260101', false],
    ['X-ODD:1', false],
    ['N:;Bob;;;', false]
  ])('with %j in it says nothing: %s', (lines, nothing) => {
    expect(saysNothing(readCard(vcard(...lines.split('\r\n'))))).toBe(nothing)
  })

  it('that says nothing is named with its line and its text', () => {
    const text = vcard('FN:Bob') + vcard('UID:1')
    const warnings = readAll(text).flatMap(
      event => (event.type === 'record' && event.warnings) || []
    )
    expect(warnings).toMatchObject([{ line: 4, reason: 'card-empty' }])
    expect(warnings[0]!.raw).toContain('UID:1')
  })
})

describe('the format of a file', () => {
  it('is found by what is in it, whatever its name', () => {
    expect(detectFormat(Buffer.from('\n\nbegin:vcard\r\nFN:x\r\n'), 'a.csv').format).toBe('vcard')
    expect(detectFormat(Buffer.from('Name,Phone,Mail\nBob,1,b@c.d\n'), 'a.txt').format).toBe('csv')
    expect(detectFormat(Buffer.from('PK\u0003\u0004'), 'a.vcf').format).toBe('zip')
    expect(detectFormat(Buffer.from('hello world'), 'a.txt').format).toBe('unknown')
    expect(detectFormat(Buffer.from([0, 1, 2, 0, 9, 0]), 'a.bin').format).toBe('unknown')
    expect(detectFormat(Buffer.alloc(0)).format).toBe('unknown')
  })

  it('is found in UTF-16 too', () => {
    const bytes = iconv.encode('BEGIN:VCARD\r\nFN:x\r\nEND:VCARD\r\n', 'utf-16be', {
      addBOM: false
    })
    expect(detectFormat(bytes)).toMatchObject({
      format: 'vcard',
      charset: { charset: 'utf-16be', source: 'utf16' }
    })
  })
})
