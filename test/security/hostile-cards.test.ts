import fc from 'fast-check'
import Papa from 'papaparse'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Card } from '../../src-main/contacts/card'
import { writeCsv } from '../../src-main/contacts/csv'
import { soundCard } from '../../src-main/contacts/sound'
import { writeVCard } from '../../src-main/contacts/vcard/write'
import { mintDatom } from '../../src-main/datom'
import type { Modules } from '../../src-main/space/modules'
import { rowOf } from '../../src-main/space/contacts/row'
import { card } from '../datom/room'
import { LocalNetwork, until } from '../space/network'
import { inState, person, setOf, share, stateOf, writeRaw } from './people'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

/** Bob, who has a contact of his own and follows what Mallory wrote. */
async function receiving(datoms: object[]): Promise<{ bob: Modules; received: string }> {
  const mallory = await person(network, 'mallory')
  const bob = await person(network, 'bob')
  await setOf(bob, ['Carol'])
  const own = await setOf(mallory, ['Mallory'])
  const { received } = await share(mallory, bob, own)
  await inState(bob, received, 'live')
  await writeRaw(own, datoms)
  await until(async () => {
    if ((await stateOf(bob, received)) === 'failed') return true
    return bob.contacts.count === datoms.length + 2
  }, 'Bob has what she wrote')
  return { bob, received }
}

const junk: unknown[] = [
  null,
  7,
  'text',
  true,
  [],
  [null],
  [[]],
  {},
  { a: null },
  { a: 7 },
  { a: 'text' },
  { a: [] },
  { a: {} },
  { a: { number: 7, address: 7, name: 7, note: 7, uri: 7, date: 7, components: 7, units: 7 } },
  { a: { kind: 'photo', blobId: 7, uri: {}, mediaType: [], service: 7, user: 7 } },
  { a: { contexts: 7, features: 7, vCardParams: 7, label: 7, pref: {}, relation: 7 } },
  { a: { units: [null], components: [null], date: null, contexts: null, vCardParams: { x: 7 } } },
  { full: 7, components: 7, sortAs: 7 },
  { components: [null, 7, { kind: 'given', value: 7 }] },
  [['x', null, 'text', 7]],
  [[7, {}, 7, {}]],
  [['x', {}, 'text', null]]
]
const members = [
  'name',
  'nicknames',
  'organizations',
  'titles',
  'emails',
  'phones',
  'onlineServices',
  'addresses',
  'anniversaries',
  'media',
  'links',
  'notes',
  'keywords',
  'members',
  'relatedTo',
  'preferredLanguages',
  'personalInfo',
  'calendars',
  'cryptoKeys',
  'directories',
  'schedulingAddresses',
  'speakToAs',
  'vCardProps',
  'datomspace:csv',
  'kind',
  'created',
  'updated',
  'prodId',
  'language'
]
const valueMembers = [
  ...['components', 'units', 'sortAs', 'kind', 'value', 'name', 'note', 'uri', 'number', 'address'],
  ...['user', 'service', 'contexts', 'features', 'vCardParams', 'vCardName', 'label', 'pref'],
  ...['date', 'year', 'month', 'day', 'utc', '@type', 'place', 'full', 'blobId', 'mediaType'],
  ...['relation', 'pronouns', 'author', 'coordinates', 'language', 'type', 'group', 'x-ablabel'],
  ...['datomspace:fullParams', 'phonetic', 'isOrdered', 'level', 'created', '__proto__']
]

describe('a received contact', () => {
  it('that changed on a day that does not exist does not take Bob’s own list away', async () => {
    const strange = { ...mintDatom({ content: card('Strange') }, 0), id: later(1) }
    const { bob } = await receiving([{ ...strange, changed: '2026-13-45T99:99:99Z' }])
    const { rows } = await bob.contacts.page({})
    expect(rows.map(row => row.name)).toContain('Carol')
  })

  it('of any shape leaves Bob able to list, open and export all that he has', async () => {
    const datoms = members.flatMap((member, m) =>
      junk.map((value, j) => ({
        ...mintDatom({ content: { ...card(`Junk ${member} ${j}`), [member]: value } as Card }, 0),
        id: later(m * 100 + j + 1)
      }))
    )
    const { bob, received } = await receiving(datoms)
    const { rows, total } = await bob.contacts.page({ limit: 500 })
    expect(rows.map(row => row.name)).toContain('Carol')
    expect(total).toBe(datoms.length + 2)
    const selection = { kind: 'filter' as const, filter: { origin: 'all' } }
    for (const format of ['vcard3', 'vcard4', 'csv'] as const) {
      const { text, count } = await bob.exports.text({ selection, format })
      // Received ones go along only where their terms permit it.
      expect(count).toBeGreaterThan(0)
      expect(text).toContain('Carol')
    }
    for (const { id } of datoms) {
      const detail = await bob.contacts.get({ id: `${received}/${id}` })
      expect(detail.card['@type']).toBe('Card')
      await bob.contacts.photo(`${received}/${id}`)
      await bob.contacts.history({ id: `${received}/${id}` })
    }
  })

  it('of any shape is made one that can be written as any file', () => {
    const name = fc.oneof(fc.constantFrom(...members, ...valueMembers), fc.string())
    const { value } = fc.letrec(tie => ({
      value: fc.oneof(
        { maxDepth: 5, depthSize: 'medium' },
        fc.constantFrom('given', '2020', '2020-01-01T00:00:00Z', 7, 0, true, null),
        fc.string(),
        fc.dictionary(name, tie('value'), { maxKeys: 6 }),
        fc.array(tie('value'), { maxLength: 4 })
      )
    }))
    const cards = fc.dictionary(fc.constantFrom(...members), value, { minKeys: 1, maxKeys: 8 })
    fc.assert(
      fc.property(cards, shape => {
        const card = soundCard({ ...shape, '@type': 'Card', version: '1.0', uid: 'u' } as Card)
        writeVCard(card, { version: '3.0' })
        writeVCard(card, { version: '4.0' })
        ;[...writeCsv([card])].join('')
        rowOf('x', mintDatom({ content: card }, 0))
        expect(soundCard(card)).toBe(card)
      }),
      { numRuns: 1_000 }
    )
  })

  it('cannot bring other contacts into what Bob exports', () => {
    const evil = 'a\r\nEND:VCARD\r\nBEGIN:VCARD\r\nUID:bank\u2028\u0085'
    const smuggled = ['end', 'END', 'begin', 'Begin'].map(name => [name, {}, 'unknown', 'VCARD'])
    const value = { number: evil, note: evil, uri: evil, address: evil, name: evil, label: evil }
    const kept = { vCardName: 'END', vCardParams: { [evil]: evil, group: evil } }
    const kinds = { kind: 'END', value: 'VCARD', mediaType: evil, contexts: { [evil]: true } }
    const items = { [evil]: { ...value, ...kept, ...kinds } }
    const card = soundCard({
      ...Object.fromEntries(members.map(member => [member, items])),
      '@type': 'Card',
      version: '1.0',
      uid: evil,
      name: { full: evil, components: [{ kind: 'given', value: evil }] },
      kind: evil,
      prodId: evil,
      language: evil,
      keywords: { [evil]: true },
      'datomspace:csv': { [evil]: evil },
      vCardProps: [...smuggled, [`x${evil}`, {}, 'text', evil], ['x', { type: evil }, evil, evil]]
    } as unknown as Card)
    for (const version of ['3.0', '4.0'] as const) {
      const text = writeVCard(card, { version })
      expect(text.match(/^(BEGIN|END):/gim)).toHaveLength(2)
      expect(text.match(/\r(?!\n)|(?<!\r)\n/)).toBe(null)
    }
  })

  it('cannot run anything in a spreadsheet, by a cell or by the head of a column', () => {
    for (const start of ['=', '+', '-', '@', '\t=', '\r=', '\n=', '＝', '"=']) {
      const formula = `${start}cmd`
      const card = soundCard({
        '@type': 'Card',
        version: '1.0',
        uid: formula,
        name: { full: formula },
        notes: { a: { note: formula } },
        phones: { a: { number: formula, label: formula } },
        'datomspace:csv': { [formula]: formula }
      } as unknown as Card)
      const text = [...writeCsv([card])].join('').replace(/^\ufeff/, '')
      const cells = Papa.parse<string[]>(text).data.flat()
      expect(cells.some(cell => cell.includes('cmd'))).toBe(true)
      expect(cells.filter(cell => /^[\t\r\n]*[=+\-@＝＋－＠]/.test(cell))).toEqual([])
    }
  })

  it('with a hundred thousand nicknames is not romanized one by one', () => {
    const nicknames = Object.fromEntries(
      Array.from({ length: 100_000 }, (_, n) => [`n${n}`, { name: '重庆' }])
    )
    let asked = 0
    const counting = new Proxy(nicknames, {
      get(target, name) {
        asked++
        return target[name as string]
      }
    })
    const content = { ...card('Long'), nicknames: counting } as Card
    expect(rowOf('x', mintDatom({ content }, 0)).search.length).toBeLessThanOrEqual(2_000)
    expect(asked).toBeLessThan(1_000)
  })
})

/** Ids in order, after all that were minted. */
function later(n: number): string {
  return `ffffffff-ffff-7fff-bfff-${n.toString(16).padStart(12, '0')}`
}
