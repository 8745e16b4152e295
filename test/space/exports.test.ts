import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cardContent, readVCards } from '../../src-main/contacts'
import { Exports } from '../../src-main/space/exports'
import { vcard, type Home } from './home'
import { openHome } from './worker'

let home: Home
let exports: Exports

const photo = Buffer.from('89504e470d0a1a0a0000', 'hex').toString('base64')
const all = { kind: 'filter' as const, filter: {} }

beforeEach(async () => {
  home = await openHome()
  exports = new Exports(home.contacts, {
    extractable: () => false,
    extract: async () => {}
  })
})
afterEach(() => home.close())

describe('an export', () => {
  it.each(['vcard3', 'vcard4'] as const)('as %s is read back as the same', async format => {
    const lines = [`PHOTO;ENCODING=b;TYPE=PNG:${photo}`, 'X-OWN;X-P=1:kept', 'NOTE:a\\, b']
    await home.import(vcard('Alice', ['UID:a', ...lines]) + vcard('李明', ['UID:b']))
    const { text, count } = await exports.text({ selection: all, format })
    expect(count).toBe(2)
    const again = await home.import(text)
    expect(again.counts).toMatchObject({ total: 2, skipped: 2 })
    const records = [...readVCards(Buffer.from(text))].flatMap(event =>
      event.type === 'record' ? [event] : []
    )
    expect(records.map(record => record.card.uid).sort()).toEqual(['a', 'b'])
    const alice = records.find(record => record.card.uid === 'a')!
    expect(Buffer.from(alice.blobs[0]!.bytes).toString('base64')).toBe(photo)
    const [row] = (await home.contacts.page({ filter: { query: 'alice' } })).rows
    const { card } = await home.contacts.get({ id: row!.id })
    expect(cardContent(alice.card)).toBe(cardContent(card))
  })

  it('as CSV runs nothing in a spreadsheet, and comes back unharmed', async () => {
    const evil = '=HYPERLINK("http://example.org","x")'
    await home.import(vcard(evil, ['UID:a', 'TEL:+86 138 0013 8000']))
    const { text } = await exports.text({ selection: all, format: 'csv' })
    expect(text).toContain(`'=HYPERLINK`)
    expect(text).toContain('+86 138 0013 8000')
    const { id } = await home.imports.open({ tokens: [await home.drop(text, 'contacts.csv')] })
    expect((await home.past(id, 'reading')).counts).toMatchObject({ total: 1, skipped: 1 })
    expect(await home.namesOf()).toEqual([evil])
  })

  it('holds what was selected: one, some, or what a filter shows', async () => {
    await home.import(['Alice', 'Bob', 'Bobby'].map(name => vcard(name, [`UID:${name}`])).join(''))
    const { rows } = await home.contacts.page({})
    const one = { kind: 'ids' as const, ids: [rows[0]!.id, rows[0]!.id] }
    expect(await exports.text({ selection: one, format: 'vcard4' })).toMatchObject({ count: 1 })
    const bobs = { kind: 'filter' as const, filter: { query: 'bob' } }
    const { text, count } = await exports.text({ selection: bobs, format: 'vcard4' })
    expect(count).toBe(2)
    expect(text).not.toContain('Alice')
    const unknown = { kind: 'ids' as const, ids: ['nobody'] }
    await expect(exports.text({ selection: unknown, format: 'csv' })).rejects.toMatchObject({
      code: 'NOT_FOUND'
    })
  })
})
