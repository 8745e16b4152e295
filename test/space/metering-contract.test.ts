import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handlersOf } from '../../src-main/contract/handlers'
import { Router } from '../../src-main/contract/router'
import { openModules, type Modules } from '../../src-main/space/modules'
import { draftOf } from '../../src-main/rights'
import { card } from '../datom/room'
import { LocalNetwork, until } from './network'

let network: LocalNetwork
let alice: Modules
let bob: Modules
let asBob: Router
let shareId = ''
let contact = ''

async function opened(host: string): Promise<Modules> {
  const modules = await openModules(await network.space(host))
  network.later(() => modules.close())
  return modules
}

/** What Bob signed for, oldest first. */
async function receipts() {
  const { rows } = await alice.meters.receipts({ shareId })
  return rows.reverse().map(({ action, datoms, ids }) => ({ action, datoms, ids }))
}

beforeAll(async () => {
  network = await LocalNetwork.start()
  alice = await opened('alice')
  bob = await opened('bob')
  asBob = new Router(() => handlersOf(bob, undefined as never, undefined as never))
  const { id: setId } = await alice.sets.create({ name: 'Friends' })
  for (const name of ['Carol', 'Dave']) await alice.contacts.save({ setId, card: card(name) })
  const share = await alice.shares.create({
    label: 'F',
    selection: { kind: 'set', setId },
    terms: draftOf('family', { now: Date.now() }),
    aboutOthers: true
  })
  shareId = share.id
  await bob.received.accept((await alice.shares.key(shareId)).key)
  await until(() => bob.contacts.count === 2, 'Bob lists them')
  contact = (await bob.contacts.page({})).rows[0]!.id
}, 60_000)
afterAll(() => network.close())

// Each test goes on where the one before it ended.
describe('received contacts', () => {
  it('are listed on a screen without any receipt', async () => {
    expect(await asBob.answer('contacts.page', {}, 'window')).toMatchObject({ ok: true })
    expect(await receipts()).toEqual([])
  })

  it('are signed for before one is opened', async () => {
    const answer = await asBob.answer('contacts.get', { id: contact }, 'window')
    expect(answer).toMatchObject({ ok: true, value: { id: contact } })
    await until(async () => (await receipts()).length === 1, 'Alice has the receipt')
    const [datom] = (await receipts())[0]!.ids
    expect(contact.endsWith(`/${datom}`)).toBe(true)
    await asBob.answer('contacts.get', { id: contact }, 'window')
  })

  it('are signed for before a program reads them, once for the list', async () => {
    await asBob.answer('contacts.page', {}, 'socket')
    await asBob.answer('contacts.page', {}, 'socket')
    await asBob.answer('contacts.get', { id: contact }, 'socket')
    await until(async () => (await receipts()).length === 2, 'Alice has the receipt')
    expect((await receipts())[1]).toEqual({ action: 'read', datoms: 2, ids: [] })
  })

  it('are signed for before they are written to a file', async () => {
    const selection = { kind: 'ids', ids: [contact] }
    const params = { selection, format: 'vcard4' }
    const answer = await asBob.answer('contacts.export', params, 'socket')
    expect(answer).toMatchObject({ ok: true, value: { count: 1 } })
    await until(async () => (await receipts()).length === 3, 'Alice has the receipt')
    expect((await receipts())[2]).toMatchObject({ action: 'extract', datoms: 1 })
  })

  it('are counted by who, what and for which purpose', async () => {
    const { value: row } = (await asBob.answer('received.list', {}, 'window')) as {
      value: { id: string }[]
    }
    const purpose = 'https://w3id.org/dpv#ServiceProvision'
    const use = { id: row[0]!.id, action: 'display', datoms: [contact], purpose }
    expect(await asBob.answer('received.use', use, 'window')).toMatchObject({
      ok: true,
      value: { receipt: 4, left: null }
    })
    const wrong = await asBob.answer('received.use', { ...use, purpose: 'urn:x' }, 'window')
    expect(wrong).toMatchObject({ ok: false, error: { code: 'INVALID_ARGUMENT' } })
    await until(async () => (await receipts()).length === 4, 'Alice has the receipt')
    const { rows, totals } = await alice.meters.overview()
    expect(totals).toMatchObject({ uses: 4, people: 1, shares: 1, attention: 0 })
    expect(rows).toMatchObject([
      {
        did: bob.space.identity,
        byAction: { display: 2, read: 1, extract: 1 },
        byPurpose: { [purpose]: 1 },
        datoms: 1,
        state: 'ok'
      }
    ])
    expect((await alice.meters.overview({ purpose })).totals.uses).toBe(1)
  })
})

describe('received contacts that a program may read once', () => {
  const secret = card('Zed', { phones: { P1: { number: '+49 777 12345' } } })
  const once = {
    leftOperand: 'count' as const,
    operator: 'lteq' as const,
    rightOperand: { '@value': '1', '@type': 'xsd:integer' as const }
  }

  /** Another of those, that Bob lists. */
  async function given(name: string): Promise<string> {
    const { id: setId } = await alice.sets.create({ name })
    await alice.contacts.save({ setId, card: secret })
    const before = bob.contacts.count
    const share = await alice.shares.create({
      label: name,
      selection: { kind: 'set', setId },
      terms: {
        permission: [{ action: ['display'] }, { action: ['read'], constraint: [once] }],
        prohibition: []
      }
    })
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await until(() => bob.contacts.count > before, 'Bob lists it')
    return id
  }
  const left = async (id: string) =>
    (await bob.received.list()).find(row => row.id === id)!.uses!.left
  const totalOf = async (params: object) => {
    const answer = await asBob.answer('contacts.page', params, 'socket')
    return answer.ok ? (answer.value as { total: number }).total : answer.error.code
  }

  it('are not found letter by letter beside the page that is asked for', async () => {
    const id = await given('Beside')
    const beside = (query: string) => ({ filter: { query }, offset: 400, limit: 1 })
    expect(await totalOf(beside('778'))).toBe(0)
    expect(await left(id)).toBe(1)
    expect(await totalOf(beside('777'))).toBe(1)
    expect(await left(id)).toBe(0)
  })

  it('are not found by what may not be written to a file either', async () => {
    const id = await given('File')
    const write = (query: string) => {
      const selection = { kind: 'filter', filter: { query, origin: id } }
      return asBob.answer('contacts.export', { selection, format: 'csv' }, 'socket')
    }
    expect(await write('778')).toMatchObject({ ok: true, value: { count: 0, leftOut: 0 } })
    expect(await left(id)).toBe(1)
    expect(await write('777')).toMatchObject({ ok: false, error: { code: 'POLICY_DENIED' } })
    expect(await left(id)).toBe(0)
    const other = await given('Other file')
    await bob.received.use(other, { action: 'read' })
    for (const query of ['777', '778']) {
      const selection = { kind: 'filter', filter: { query, origin: other } }
      const answer = await asBob.answer('contacts.export', { selection, format: 'csv' }, 'socket')
      expect(answer).toMatchObject({ ok: true, value: { count: 0, leftOut: 0 } })
    }
  })

  it('are left out afterwards, whatever is searched, and keep no others from being listed', async () => {
    const id = await given('After')
    await bob.received.use(id, { action: 'read' })
    for (const filter of [
      { query: '777', setId: id },
      { query: '778', origin: id }
    ]) {
      expect(await totalOf({ filter })).toBe('COUNT_USED_UP')
    }
    const { value } = (await asBob.answer('contacts.page', {}, 'socket')) as {
      value: { rows: { receivedId: string; name: string }[] }
    }
    expect(value.rows.map(row => row.receivedId)).not.toContain(id)
    expect(value.rows.map(row => row.name)).toContain('Carol')
    const onScreen = (await asBob.answer('contacts.page', {}, 'window')) as { value: typeof value }
    expect(onScreen.value.rows.map(row => row.receivedId)).toContain(id)
  })
})
