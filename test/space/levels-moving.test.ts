import Hypercore from 'hypercore'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeDatom, DatomSet, EpochRing, mintDatom, type Datom } from '../../src-main/datom'
import { GrantLog, parseKey } from '../../src-main/grant'
import type { Draft } from '../../src-main/rights'
import type { OwnSet } from '../../src-main/space/sets'
import { card } from '../datom/room'
import { LocalNetwork, until } from './network'
import { sharingSpace, type SharingSpace } from './sharing'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const now = Date.now
const person = ({ space }: SharingSpace) => ({ kind: 'person' as const, did: space.identity })
const whole = (own: OwnSet) => ({ kind: 'set' as const, setId: own.id })
const tagged = (own: OwnSet) => ({ kind: 'tag' as const, setId: own.id, tag: 'team' })
const inDays = (days: number) => new Date(now() + days * 86_400_000).toISOString()
const shows = (home: SharingSpace, id: string, names: string[]) =>
  until(() => home.names(id).join() === names.join(), `${names.join()} are seen`)
const has = (home: SharingSpace, core: Buffer) =>
  home.space.store.storage.hasCore(Hypercore.discoveryKey(core))
const coreOf = (alice: SharingSpace, id: string) => alice.shares.of(id).record.granted

async function raise(own: OwnSet, { id }: Datom, level: Datom['level'] = 'restricted') {
  await own.set.put([changeDatom((await own.set.get(id))!, { level }, now())])
}

async function friends(alice: SharingSpace) {
  const own = await alice.set('Friends')
  const [zed, plain] = ['Zed', 'Plain'].map(name =>
    mintDatom({ content: card(name, { notes: { N1: { note: name } } }), tags: ['team'] }, now())
  ) as [Datom, Datom]
  await own.set.put([zed, plain])
  return { own, zed, plain }
}

/** All versions of a datom that the holder of a key can read now. */
async function versions(home: SharingSpace, text: string, id: string): Promise<number> {
  const { grant, secret, kind } = parseKey(text)
  const { store, keys } = home.space
  const open = kind === 'agreement' ? (sealed: Buffer) => keys.openSealed(sealed) : undefined
  const log = GrantLog.follow({ store, key: grant, secret, ...(open && { open }) })
  const { offer, epochs } = await log.state()
  await log.close()
  const set = DatomSet.follow({ store, key: offer!.set, ring: EpochRing.from(epochs) })
  await set.ready()
  const { length } = await set.history(id)
  await set.close()
  return length
}

describe('a share of a whole set', { timeout: 60_000 }, () => {
  it('goes on with what is in it before a datom becomes too sensitive for it', async () => {
    const alice = await sharingSpace(network, 'alice')
    const [bob, carol] = [await sharingSpace(network, 'bob'), await sharingSpace(network, 'carol')]
    const { own, zed, plain } = await friends(alice)
    const ticket = await alice.shares.create({ label: 'Ticket', selection: whole(own) })
    const agreement = await alice.shares.create({
      label: 'Agreement',
      selection: whole(own),
      audience: person(carol),
      until: inDays(1)
    })
    const { key } = await alice.shares.key(ticket.id)
    const bobs = await bob.received.accept(key)
    const carols = await carol.received.accept((await alice.shares.key(agreement.id)).key)
    await shows(bob, bobs.id, ['Plain', 'Zed'])
    await shows(carol, carols.id, ['Plain', 'Zed'])

    await expect(raise(own, zed)).rejects.toMatchObject({ code: 'LEVEL_FORBIDS' })
    await alice.shares.makeRoom(own.id, 'restricted')
    expect(coreOf(alice, ticket.id)).not.toBe(own.ringName)
    // It may have what is restricted, until tomorrow.
    expect(coreOf(alice, agreement.id)).toBe(own.ringName)
    await raise(own, zed)
    await shows(bob, bobs.id, ['Plain'])
    await shows(carol, carols.id, ['Plain', 'Zed'])
    await until(async () => (await versions(bob, key, zed.id)) === 0, 'it is not in the bytes')
    expect(await has(bob, own.set.key)).toBe(false)
    expect(await alice.shares.get(ticket.id)).toMatchObject({ leftOut: 1, state: 'active' })
    // What is written from now on, Bob reads in the new core, and nowhere else.
    const before = own.ring.latest
    await own.set.put([
      changeDatom((await own.set.get(plain.id))!, { content: card('New') }, now())
    ])
    await shows(bob, bobs.id, ['New'])
    await shows(carol, carols.id, ['New', 'Zed'])
    expect(before).toBe(2)
    const [peer] = alice.space.gate.peersOf(bob.space.networkKey)
    expect(alice.space.gate.serves(peer!, own.set.core)).toBe(false)
  })

  it('stays where nothing that it may not give comes in', async () => {
    const alice = await sharingSpace(network, 'alice')
    const { own, zed } = await friends(alice)
    const { id } = await alice.shares.create({ label: 'Ticket', selection: whole(own) })
    for (const level of ['public', 'internal', 'personal'] as const) {
      await alice.shares.makeRoom(own.id, level)
      await raise(own, zed, level)
    }
    expect(coreOf(alice, id)).toBe(own.ringName)
  })
})

describe('a share whose core holds what became too sensitive', { timeout: 60_000 }, () => {
  it('takes what was passed on along, and a holder who was away', async () => {
    const storage = await network.folder()
    const seed = Buffer.alloc(32, 92)
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    let carol = await sharingSpace(network, 'carol', { storage, seed })
    const { own, zed } = await friends(alice)
    const terms: Draft = {
      permission: [{ action: ['read', 'display', 'grantUse'] }],
      prohibition: []
    }
    const share = await alice.shares.create({
      label: 'Team',
      selection: tagged(own),
      audience: person(bob),
      aboutOthers: true,
      terms
    })
    const view = coreOf(alice, share.id)
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await shows(bob, id, ['Plain', 'Zed'])
    const passed = await bob.shares.delegate({ receivedId: id, audience: person(carol) })
    const { key } = await bob.shares.key(passed.id)
    const carols = await carol.received.accept(key)
    await shows(carol, carols.id, ['Plain', 'Zed'])
    await carol.space.close()

    await raise(own, zed, 'confidential')
    await until(() => coreOf(alice, share.id) !== view, 'it moved')
    await shows(bob, id, ['Plain'])
    carol = await sharingSpace(network, 'carol', { storage, seed })
    await shows(carol, carols.id, ['Plain'])
    await until(async () => (await versions(carol, key, zed.id)) === 0, 'it is not in the bytes')
  })

  it('goes on after a restart too, where the app ended before it could', async () => {
    const storage = await network.folder()
    const seed = Buffer.alloc(32, 93)
    let alice = await sharingSpace(network, 'alice', { storage, seed })
    const { own, zed } = await friends(alice)
    const { id } = await alice.shares.create({ label: 'Team', selection: tagged(own) })
    const view = coreOf(alice, id)
    // The room of shares is closed, so that nothing follows the set.
    await alice.shares.close()
    await raise(own, zed)
    await alice.space.close()
    alice = await sharingSpace(network, 'alice', { storage, seed })
    await until(() => coreOf(alice, id) !== view, 'it moved')
    expect(await alice.shares.get(id)).toMatchObject({ count: 1, leftOut: 1 })
    expect(await alice.shares.get(id)).not.toHaveProperty('closed')
  })

  it('is closed to newcomers where its log is full, says so, and holds up no other', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const { own, zed } = await friends(alice)
    const full = await alice.shares.create({ label: 'Full', selection: tagged(own) })
    const other = await alice.shares.create({ label: 'Other', selection: tagged(own) })
    const view = coreOf(alice, full.id)
    const log = await alice.shares.of(full.id).log()
    const [left, at] = [9_996 - log.core.length, new Date().toISOString()]
    await log.append(...Array.from({ length: left }, () => ({ type: 'resumed' as const, at })))
    await raise(own, zed)
    await until(() => coreOf(alice, other.id) !== view, 'the other moved')
    expect(coreOf(alice, full.id)).toBe(view)
    expect(await alice.shares.get(full.id)).toMatchObject({ full: true, closed: true })
    const { key } = await alice.shares.key(full.id)
    await bob.received.accept(key).catch(() => {}) // refused at once, or as soon as it is heard
    await new Promise(resolve => setTimeout(resolve, 500))
    expect(await alice.shares.get(full.id)).toMatchObject({ holders: [], served: { blocks: 0 } })
  })
})

it('a share that is renewed without an end gives nothing more that needs one', async () => {
  const alice = await sharingSpace(network, 'alice')
  const bob = await sharingSpace(network, 'bob')
  const { own, zed, plain } = await friends(alice)
  await raise(own, zed)
  const share = await alice.shares.create({
    label: 'Team',
    selection: tagged(own),
    audience: person(bob),
    until: inDays(1)
  })
  const { key } = await alice.shares.key(share.id)
  const { id } = await bob.received.accept(key)
  await shows(bob, id, ['Plain', 'Zed'])
  const view = coreOf(alice, share.id)
  await alice.shares.renew(share.id, inDays(2))
  expect(coreOf(alice, share.id)).toBe(view)

  const row = await alice.shares.renew(share.id, null)
  expect(row.terms.until).toBeUndefined()
  await shows(bob, id, ['Plain'])
  await until(async () => (await versions(bob, key, zed.id)) === 0, 'it is not in the bytes')
  expect(await alice.shares.get(share.id)).toMatchObject({ leftOut: 1 })
  const [held] = await bob.received.list()
  expect(held!.terms.until).toBeUndefined()
  await raise(own, plain)
  await shows(bob, id, [])
})
