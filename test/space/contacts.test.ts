import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Card } from '../../src-main/contacts/card'
import { vcard, type Home } from './home'
import { openHome } from './worker'

let home: Home

beforeEach(async () => {
  home = await openHome()
  await home.sets.create({ name: 'Friends' })
})
afterEach(() => home.close())

let uids = 0

async function save(name: string, extra: Partial<Card> = {}): Promise<string> {
  const card = { '@type': 'Card' as const, uid: `uid-${uids++}`, name: { full: name }, ...extra }
  return (await home.contacts.save({ card })).id
}

const email = (address: string) => ({ emails: { E1: { address } } })
const phone = (number: string) => ({ phones: { P1: { number } } })

describe('the list of contacts', () => {
  it('has what was saved, by name, with Chinese names by pinyin', async () => {
    for (const name of ['李四', 'Bob', 'alice', '张三', 'Zoë', 'Élise']) await save(name)
    expect(await home.namesOf()).toEqual(['alice', 'Bob', 'Élise', '李四', '张三', 'Zoë'])
    expect(await home.namesOf('zs')).toEqual(['张三'])
    expect(await home.namesOf('li si')).toEqual(['李四'])
    expect(await home.namesOf('zoe')).toEqual(['Zoë'])
  })

  it('comes in pages, sorted by organization or change as well', async () => {
    const orgs = ['Zeta', 'Acme', '', 'Mid']
    for (const [n, name] of ['A', 'B', 'C', 'D'].entries()) {
      await save(name, orgs[n] ? { organizations: { O1: { name: orgs[n] } } } : {})
    }
    const names = async (sort: 'name' | 'org' | 'changed', offset = 0, limit = 10) => {
      const page = await home.contacts.page({ sort, offset, limit })
      expect(page).toMatchObject({ total: 4, offset })
      return page.rows.map(row => row.name).join('')
    }
    expect(await names('name', 1, 2)).toBe('BC')
    expect(await names('org')).toBe('BDAC')
    expect(await names('name', 9)).toBe('')
    const [first] = (await home.contacts.page({})).rows
    await new Promise(resolve => setTimeout(resolve, 5))
    const { card } = await home.contacts.get({ id: first!.id })
    await home.contacts.save({ id: first!.id, card: { ...card, name: { full: 'Last' } } })
    expect((await names('changed')).startsWith('Last')).toBe(true)
    expect(await names('org')).toBe('BDLastC')
  })

  it('is the same after the program was started again', async () => {
    const id = await save('Alice', email('alice@example.org'))
    const before = await home.contacts.get({ id })
    await home.reopen()
    await home.contacts.projection.settled()
    expect(await home.contacts.get({ id })).toEqual(before)
  })

  it('tells what changed, and how many', async () => {
    const told: unknown[] = []
    home.contacts.on('change', body => told.push(body))
    await save('Alice')
    expect(told).toEqual([{ count: 1 }])
  })

  it('lets go of a set that is deleted', async () => {
    await save('Alice')
    const { id } = await home.sets.create({ name: 'Other' })
    const card = { '@type': 'Card' as const, uid: 'bob', name: { full: 'Bob' } }
    await home.contacts.save({ setId: id, card })
    expect((await home.contacts.page({ filter: { setId: id } })).rows).toHaveLength(1)
    await home.sets.delete(id)
    expect(await home.namesOf()).toEqual(['Alice'])
    await expect(home.contacts.save({ setId: id, card })).rejects.toMatchObject({
      code: 'NOT_FOUND'
    })
  })

  it('survives contacts that are not what contacts should be', async () => {
    const hostile = {
      name: { full: 7 },
      emails: [null, 3],
      phones: { p: { number: {} } },
      organizations: 'x',
      nicknames: { n: null },
      media: { m: { kind: 'photo', blobId: 5 } }
    }
    const id = await save('x', hostile as never)
    expect((await home.contacts.page({})).rows).toMatchObject([{ id, name: '', photo: false }])
    expect(await home.contacts.photo(id)).toBeUndefined()
  })
})

describe('a contact', () => {
  it('is changed, and goes back to what it was, even after it was deleted', async () => {
    const id = await save('Alice', email('old@example.org'))
    const { card } = await home.contacts.get({ id })
    await home.contacts.save({ id, card: { ...card, ...email('new@example.org') } })
    expect(await home.contacts.delete({ ids: [id] })).toEqual({ deleted: 1 })
    await expect(home.contacts.get({ id })).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const history = await home.contacts.history({ id })
    expect(history.map(({ version, kind, fields }) => ({ version, kind, fields }))).toEqual([
      { version: 3, kind: 'deleted', fields: expect.arrayContaining(['emails', 'name']) },
      { version: 2, kind: 'changed', fields: ['emails'] },
      { version: 1, kind: 'created', fields: expect.arrayContaining(['emails', 'name']) }
    ])
    await home.contacts.restore({ id, version: 1 })
    expect((await home.contacts.get({ id })).row.email).toBe('old@example.org')
    expect((await home.contacts.history({ id }))[0]!.kind).toBe('restored')
  })

  it('gets and loses tags and a security level, and is found by a tag', async () => {
    const ids = [await save('Alice'), await save('Bob')]
    const label = { ids, level: 'confidential' as const, addTags: ['友', 'x'], removeTags: ['y'] }
    expect(await home.contacts.label(label)).toEqual({ changed: 2 })
    expect(await home.contacts.label(label)).toEqual({ changed: 0 })
    await home.contacts.label({ ids: [ids[0]!], removeTags: ['x'] })
    expect(await home.contacts.tags()).toEqual([
      { tag: 'x', count: 1 },
      { tag: '友', count: 2 }
    ])
    const { rows } = await home.contacts.page({ filter: { tag: 'x' } })
    expect(rows).toMatchObject([{ name: 'Bob', level: 'confidential', tags: ['友', 'x'] }])
  })

  it('is put into a category, which is a version of its history', async () => {
    const id = await save('Alice')
    const label = { ids: [id], status: 'active' as const, category: 'colleague' }
    expect(await home.contacts.label(label)).toEqual({ changed: 1 })
    expect(await home.contacts.label(label)).toEqual({ changed: 0 })
    const { datom } = await home.contacts.get({ id })
    expect(datom).toMatchObject({ status: 'active', category: 'colleague', version: 2 })
    const [latest] = await home.contacts.history({ id })
    expect(latest).toMatchObject({ version: 2, fields: ['category'] })
  })

  it('is not retired or disputed by a label, which signs nothing', async () => {
    const id = await save('Alice')
    for (const status of ['retired', 'disputed', 'gone']) {
      await expect(
        home.contacts.label({ ids: [id], status: status as 'active' })
      ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    }
    expect((await home.contacts.get({ id })).datom).toMatchObject({ status: 'active', version: 1 })
  })

  it('that is unknown fails a deletion as a whole', async () => {
    const id = await save('Alice')
    await expect(home.contacts.delete({ ids: [id, 'nobody'] })).rejects.toMatchObject({
      code: 'NOT_FOUND'
    })
    expect(await home.namesOf()).toEqual(['Alice'])
  })
})

describe('merging', () => {
  it('makes one contact of several and loses nothing; unmerging brings all of them back', async () => {
    const a = await save('Alice Adams', { ...email('alice@example.org'), ...phone('+49 30 1') })
    const b = await save('Alice B. Adams', email('alice@work.example'))
    const c = await save('A. Adams', phone('+49 30 2'))
    await home.contacts.label({ ids: [b], addTags: ['work'] })
    const before = await Promise.all([a, b, c].map(id => home.contacts.get({ id })))

    const view = await home.contacts.mergeView({ ids: [a, b, c] })
    const emails = view.fields.find(field => field.field === 'emails')!
    expect(emails).toMatchObject({ kind: 'many' })
    const addresses = emails.values.flatMap(({ part }) => Object.values(part.emails!))
    expect(addresses.map(({ address }) => address)).toEqual([
      'alice@example.org',
      'alice@work.example'
    ])
    expect(emails.values[1]!.from).toEqual(['Alice B. Adams'])
    const name = view.fields.find(field => field.field === 'name')!
    const choices = {
      name: [name.values.find(({ part }) => part.name!.full === 'Alice Adams')!.key]
    }

    expect(await home.contacts.merge({ ids: [a, b, c], choices })).toEqual({ id: a })
    expect(await home.namesOf()).toEqual(['Alice Adams'])
    const merged = await home.contacts.get({ id: a })
    expect(merged.mergedFrom).toBe(3)
    expect(merged.row.tags).toEqual(['work'])
    expect(Object.keys(merged.card.emails!)).toHaveLength(2)
    expect(Object.keys(merged.card.phones!)).toHaveLength(2)

    await home.reopen()
    await home.contacts.projection.settled()
    expect((await home.contacts.unmerge({ id: a })).ids.sort()).toEqual([a, b, c].sort())
    for (const old of before) {
      const now = await home.contacts.get({ id: old.id })
      expect(now.card).toEqual(old.card)
      expect(now.datom.tags).toEqual(old.datom.tags)
      expect(now.mergedFrom).toBeUndefined()
    }
    await expect(home.contacts.unmerge({ id: a })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('in two steps is taken back in two steps', async () => {
    const [a, b, c] = [await save('A'), await save('B'), await save('C')]
    await home.contacts.merge({ ids: [a, b] })
    await home.contacts.merge({ ids: [a, c] })
    await home.contacts.unmerge({ id: a })
    expect(await home.namesOf()).toEqual(['A', 'C'])
    await home.contacts.unmerge({ id: a })
    expect(await home.namesOf()).toEqual(['A', 'B', 'C'])
  })

  it('takes the photo along from another set', async () => {
    const png = Buffer.from('89504e470d0a1a0a0001', 'hex').toString('base64')
    const job = await home.reading(vcard('Alice', ['UID:b', `PHOTO;ENCODING=b;TYPE=PNG:${png}`]))
    await home.imports.commit({ id: job.id, newSet: 'Other' })
    await home.past(job.id, 'writing')
    const [other] = (await home.contacts.page({})).rows
    const a = await save('Alice')
    await home.contacts.merge({ ids: [a, other!.id] })
    expect(Buffer.from((await home.contacts.photo(a))!.bytes).toString('base64')).toBe(png)
  })

  it('refuses one contact, the same twice, and choices that are none', async () => {
    const [a, b] = [await save('A'), await save('B')]
    const refused = expect.objectContaining({ code: 'INVALID_ARGUMENT' })
    await expect(home.contacts.merge({ ids: [a] })).rejects.toEqual(refused)
    await expect(home.contacts.merge({ ids: [a, a] })).rejects.toEqual(refused)
    await expect(home.contacts.merge({ ids: [a, b], choices: { name: ['v99'] } })).rejects.toEqual(
      refused
    )
    expect(await home.namesOf()).toEqual(['A', 'B'])
  })

  it('is proposed for duplicates, surest first', async () => {
    const a = await save('Alice Adams', email('alice@example.org'))
    const b = await save('Alice Adams', email('alice@example.org'))
    const c = await save('Carol Clark', phone('+49 30 1234567'))
    const d = await save('Carol Clark', { ...phone('+49 30 1234567'), ...email('c@example.org') })
    await save('Bob')
    const page = await home.contacts.duplicates({})
    expect(page).toMatchObject({ total: 2 })
    expect(page.rows[0]).toMatchObject({
      ids: [a, b],
      degree: 'same',
      names: ['Alice Adams', 'Alice Adams']
    })
    expect(page.rows[1]).toMatchObject({ ids: [c, d], degree: 'likely' })
    expect(page.rows[1]!.reasons).toContain('phone')
    await home.contacts.merge({ ids: [c, d] })
    expect((await home.contacts.duplicates({})).total).toBe(1)
  })
})
