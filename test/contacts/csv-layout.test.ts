import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import iconv from 'iconv-lite'
import { describe, expect, it } from 'vitest'
import { decode, detectCharset } from '../../src-main/contacts/charset'
import { confirmLayout, CsvReader, detectLayout, type CsvLayout } from '../../src-main/contacts/csv'

const HEADERS = join(__dirname, 'fixtures/csv/headers.tsv')

/** Each line: layout id, tab, then headers, each `header=field` where the field matters. */
const known = readFileSync(HEADERS, 'utf8')
  .trim()
  .split('\n')
  .map(line => {
    const [id, ...cells] = line.split('\t')
    return { id: id!, cells: cells.map(cell => cell.split('=') as [string, string]) }
  })

function fieldOf(layout: CsvLayout, header: string): string | undefined {
  return layout.columns.find(column => column.header === header)?.field
}

describe('the layout of a CSV file', () => {
  it.each(known)('is known by the headers of $id', ({ id, cells }) => {
    const layout = detectLayout(cells.map(([header]) => header).join(',') + '\n')
    expect(layout.id).toBe(id)
    expect(layout.ask).toBe(false)
    const found = cells.map(([header]) => `${header}=${fieldOf(layout, header)}`)
    expect(found).toEqual(cells.map(cell => cell.join('=')))
  })

  it.each([',', ';', '\t', '|'])('has its delimiter found: %j', delimiter => {
    const rows = [
      ['First Name', 'Last Name', 'E-mail'],
      ['Alice', 'A', 'alice@example.org']
    ]
    const layout = detectLayout(rows.map(row => row.join(delimiter)).join('\r\n'))
    expect(layout).toMatchObject({ delimiter, headerRow: 0, ask: false, id: 'guessed' })
  })

  it('is found below the preamble that LinkedIn writes', () => {
    const text =
      'Notes:\n"When exporting, some addresses are missing, sorry."\n\nFirst Name,Last Name,URL,Email Address,Company,Position,Connected On\nAlice,A,,alice@example.org,Initech,CTO,01 Jan 2024\n'
    expect(detectLayout(text)).toMatchObject({ id: 'linkedin', headerRow: 3 })
  })

  it('gives "Name" its meaning by the columns beside it', () => {
    const german = detectLayout('Vorname;Name;Email\nBob;B;bob@example.org\n')
    expect(fieldOf(german, 'Name')).toBe('name.surname')
    const both = detectLayout('Name,First Name,Last Name,Email\n')
    expect(fieldOf(both, 'Name')).toBe('name.full')
  })

  it('takes a 名字 without a 姓 for the whole name', () => {
    expect(fieldOf(detectLayout('名字,手机\n张三,13800000000\n'), '名字')).toBe('name.full')
    expect(fieldOf(detectLayout('姓,名字,手机\n张,三,13800000000\n'), '名字')).toBe('name.given')
  })

  it('gives a single field to the first of two columns and keeps the other', () => {
    const layout = detectLayout('First Name,Vorname,Last Name,Email\n')
    expect(layout.columns.map(({ field }) => field)).toEqual([
      'name.given',
      'keep',
      'name.surname',
      'email'
    ])
    expect(layout.unmapped).toEqual(['Vorname'])
  })

  it('tells day and month apart by the dates of the file', () => {
    const file = (date: string) =>
      `First Name,Last Name,Birthday\nAlice,A,${date}\nBob,B,1/2/2000\n`
    expect(detectLayout(file('31/1/1999')).dateOrder).toBe('dmy')
    expect(detectLayout(file('1/31/1999')).dateOrder).toBe('mdy')
    expect(detectLayout(file('1/3/1999')).dateOrder).toBeUndefined()
    expect(detectLayout(file('1/3/1999'), { dateOrder: 'mdy' }).dateOrder).toBe('mdy')
  })

  it.each([
    ['nothing', ''],
    ['numbers', '1,,3\n4,5,6\n'],
    ['prose', 'It was, they say, a dark night.\nThe country, a city, and a street.\n'],
    ['a table of something else', 'date,amount,currency\n2024-01-01,3,EUR\n'],
    ['only a name', 'Name,Amount\nAlice,3\n'],
    ['members of Object.prototype', 'constructor,__proto__,toString\na,b,c\n']
  ])('is not guessed from %s: a person is asked', (_, text) => {
    const layout = detectLayout(text)
    expect(layout.ask).toBe(true)
    expect(layout.confidence).toBeLessThan(0.5)
    expect(() => new CsvReader({ layout })).toThrow(/choose what each one means/)
  })

  it('is proposed by like-sounding headers, and read once a person has confirmed it', () => {
    const text = 'XFirst Name,XLast Name,XE-Mail Address\nAlice,A,alice@example.org\n'
    const layout = detectLayout(text)
    expect(layout.ask).toBe(true)
    expect(layout.columns.map(({ field }) => field)).toEqual([
      'name.given',
      'name.surname',
      'email'
    ])
    const [event] = new CsvReader({ layout: confirmLayout(layout) }).push(text)
    expect(event).toMatchObject({ type: 'record', card: { emails: { e1: {} } } })
  })

  it('is proposed by the cells where there is no header at all', () => {
    const layout = detectLayout('Alice,alice@example.org,+1 555 010 0100\nBob,bob@example.org,\n')
    expect(layout).toMatchObject({ headerRow: -1, ask: true })
    expect(layout.columns.map(({ field }) => field)).toEqual(['keep', 'email', 'phone'])
  })

  it('does not believe in an e-mail column without an e-mail', () => {
    const layout = detectLayout('Name,Phone,Mail\nA,1234567,x\nB,1234567,y\nC,1234567,z\n')
    expect(fieldOf(layout, 'Mail')).toBe('keep')
  })

  it.each([
    ['outlook-zh-tw', 'big5', 'zh-TW'],
    ['outlook-zh-cn', 'gbk', 'zh-CN'],
    ['outlook-ja', 'shift_jis', 'ja-JP'],
    ['outlook-de', 'windows-1252', 'de-DE']
  ])('is known for %s in %s, which the file does not declare', (id, codePage, locale) => {
    const headers = known.find(entry => entry.id === id)!.cells.map(([header]) => header)
    const bytes = iconv.encode(headers.join(',') + '\r\n', codePage)
    const { charset } = detectCharset(bytes, { locale })
    expect(detectLayout(decode(bytes, charset)).id).toBe(id)
  })
})
