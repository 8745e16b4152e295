import Hypercore from 'hypercore'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DatomSet, EpochRing, mintDatom } from '../../src-main/datom'
import { GrantLog, parseKey, signOffer } from '../../src-main/grant'
import type { Draft, FieldGroup } from '../../src-main/rights'
import type { SpaceDatabase } from '../../src-main/space/database'
import type { OwnSet } from '../../src-main/space/sets'
import { card } from '../datom/room'
import { LocalNetwork, until } from './network'
import { sharingSpace, type SharingSpace } from './sharing'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const phones = { P1: { number: '+49 30 1' } }
const notes = { N1: { note: 'SECRET' } }
const person = ({ space }: SharingSpace) => ({ kind: 'person' as const, did: space.identity })
const shows = (home: SharingSpace, id: string, names: string[]) =>
  until(() => home.names(id).join() === names.join(), `${names.join()} are seen`)
const stateOf = async ({ received }: SharingSpace, id: string) =>
  (await received.list()).find(row => row.id === id)?.state
const reaches = (home: SharingSpace, id: string, state: string) =>
  until(async () => (await stateOf(home, id)) === state, `it is ${state}`)

const actions: Draft = {
  permission: [{ action: ['read', 'display', 'index', 'extract', 'grantUse'] }],
  prohibition: [{ action: ['sell'] }]
}
const only = (...fields: FieldGroup[]): Draft => ({ ...actions, 'ds:fields': fields })

async function friend(own: OwnSet, name: string): Promise<string> {
  const datom = mintDatom({ content: card(name, { phones, notes }) }, Date.now())
  await own.set.put([datom])
  return datom.id
}

/** What the app of a holder has on its disk of a received share. */
async function copyOf(home: SharingSpace, key: string) {
  const { grant, secret } = parseKey(key)
  const { store, keys } = home.space
  const open = parseKey(key).kind === 'agreement' ? (b: Buffer) => keys.openSealed(b) : undefined
  const log = GrantLog.follow({ store, key: grant, secret, ...(open && { open }) })
  const state = await log.state()
  await log.close()
  return state
}

async function texts(home: SharingSpace, key: string): Promise<string> {
  const { offer, epochs } = await copyOf(home, key)
  const ring = EpochRing.from(epochs)
  const set = DatomSet.follow({ store: home.space.store, key: offer!.set, ring })
  await set.ready()
  const found: unknown[] = []
  for await (const { id } of set.list()) found.push(await set.history(id))
  await set.close()
  return JSON.stringify(found)
}

const has = (home: SharingSpace, core: Buffer) =>
  home.space.store.storage.hasCore(Hypercore.discoveryKey(core))

/** A space whose set Friends is shared as it is with Bob, who has it. */
async function shared(options: { audience?: 'ticket' } = {}) {
  const alice = await sharingSpace(network, 'alice')
  const bob = await sharingSpace(network, 'bob')
  const friends = await alice.set('Friends')
  await friend(friends, 'Dave')
  const share = await alice.shares.create({
    label: 'Friends',
    selection: { kind: 'set', setId: friends.id },
    ...(!options.audience && { terms: actions, aboutOthers: true, audience: person(bob) })
  })
  const { key } = await alice.shares.key(share.id)
  const { id } = await bob.received.accept(key)
  await shows(bob, id, ['Dave'])
  return { alice, bob, friends, share, key, id, old: friends.set.key }
}

describe('a running share whose fields are made fewer', { timeout: 60_000 }, () => {
  it('goes on in a core that never held the others, and its holder deletes the one before', async () => {
    const { alice, bob, friends, share, key, id, old } = await shared()
    expect(await texts(bob, key)).toContain('SECRET')
    const row = await alice.shares.narrow(share.id, only('name', 'phones'))
    expect(row.terms.fields).toEqual(['name', 'phones'])
    await until(async () => !(await has(bob, old)), 'the old copy is gone')
    await shows(bob, id, ['Dave'])
    await reaches(bob, id, 'live')
    const bytes = await texts(bob, key)
    expect(bytes).toContain('+49 30 1')
    expect(bytes).not.toContain('SECRET')
    // What it is on now is written on, and nobody new reads what the old one will say.
    await friend(friends, 'Erin')
    await shows(bob, id, ['Dave', 'Erin'])
    const held = (await bob.received.list()).find(each => each.id === id)!
    expect(held.terms.fields).toEqual(['name', 'phones'])
    expect(friends.ring.latest).toBe(2)
    // Once more, and the other terms with them.
    const narrower = { ...only('name'), permission: [{ action: ['read' as const, 'display'] }] }
    await alice.shares.narrow(share.id, narrower as Draft)
    await until(async () => !(await texts(bob, key)).includes('+49'), 'the phones are gone')
    await shows(bob, id, ['Dave', 'Erin'])
  })

  it('is never widened again, and loses no fields of what is passed on by its giver alone', async () => {
    const { alice, bob, share, id } = await shared()
    await alice.shares.narrow(share.id, only('name', 'phones'))
    const denied = { code: 'POLICY_DENIED' }
    for (const wider of [actions, only('name', 'notes'), only('name', 'phones', 'notes')]) {
      await expect(alice.shares.narrow(share.id, wider)).rejects.toMatchObject(denied)
    }
    const carol = await sharingSpace(network, 'carol')
    await reaches(bob, id, 'live')
    const passed = await bob.shares.delegate({ receivedId: id, audience: person(carol) })
    const fewer = { ...only('name'), permission: [{ action: ['read' as const] }] }
    await expect(bob.shares.narrow(passed.id, fewer)).rejects.toMatchObject({
      ...denied,
      details: { fault: 'fields' }
    })
  })

  it('leaves the others on the old core alone, with a key that it does not get', async () => {
    const { alice, bob, friends, share, key, id, old } = await shared()
    const carol = await sharingSpace(network, 'carol')
    const other = await alice.shares.create({
      label: 'Carol',
      selection: { kind: 'set', setId: friends.id }
    })
    const carols = await carol.received.accept((await alice.shares.key(other.id)).key)
    await shows(carol, carols.id, ['Dave'])
    const before = (await copyOf(bob, key)).epochs
    await alice.shares.narrow(share.id, only('name'))
    await until(async () => !(await has(bob, old)), 'the old copy is gone')
    await friend(friends, 'Erin')
    await shows(carol, carols.id, ['Dave', 'Erin'])
    await shows(bob, id, ['Dave', 'Erin'])
    expect(await texts(carol, (await alice.shares.key(other.id)).key)).toContain('SECRET')
    // Alice's bytes, by way of Carol, with all that Bob ever knew.
    const ring = EpochRing.from(before)
    const { store } = carol.space
    const set = DatomSet.follow({ store, key: old, ring })
    await set.ready()
    await expect(listed(set)).rejects.toThrow()
    await set.close()
  })

  it('serves not a block of the old core to a holder whose app refuses to follow', async () => {
    const { alice, bob, friends, share, old } = await shared()
    // Bob's app keeps what it has, and asks for what it had.
    await bob.received.close()
    const length = friends.set.length
    await alice.shares.narrow(share.id, only('name'))
    await friend(friends, 'Erin')
    expect(friends.set.length).toBeGreaterThan(length)
    const copy = bob.space.store.get({ key: old })
    await copy.ready()
    const served = alice.shares.meter.of(share.id).blocks
    const follow = bob.space.gate.follow(copy, { from: [alice.space.networkKey] })
    const download = copy.download({ start: 0, end: -1 })
    await new Promise(resolve => setTimeout(resolve, 700))
    download.destroy()
    await follow.stop()
    expect(copy.length).toBe(length)
    expect(alice.shares.meter.of(share.id).blocks).toBe(served)
    const [peer] = alice.space.gate.peersOf(bob.space.networkKey)
    expect(alice.space.gate.serves(peer!, friends.set.core)).toBe(false)
  })

  it('is followed by a holder who was away, from the very core that was left', async () => {
    const storage = await network.folder()
    const seed = Buffer.alloc(32, 91)
    const alice = await sharingSpace(network, 'alice')
    let bob = await sharingSpace(network, 'bob', { storage, seed })
    const friends = await alice.set('Friends')
    await friend(friends, 'Dave')
    const share = await alice.shares.create({
      label: 'x',
      selection: { kind: 'set', setId: friends.id },
      terms: actions,
      audience: person(bob),
      aboutOthers: true
    })
    const { key } = await alice.shares.key(share.id)
    const { id } = await bob.received.accept(key)
    await shows(bob, id, ['Dave'])
    await bob.space.close()
    await alice.shares.narrow(share.id, only('name', 'phones'))
    await alice.shares.narrow(share.id, only('name'))
    await friend(friends, 'Erin')
    bob = await sharingSpace(network, 'bob', { storage, seed })
    await shows(bob, id, ['Dave', 'Erin'])
    expect(await has(bob, friends.set.key)).toBe(false)
    expect(await texts(bob, key)).not.toMatch(/SECRET|\+49/)
    await bob.space.close()
    bob = await sharingSpace(network, 'bob', { storage, seed })
    await shows(bob, id, ['Dave', 'Erin'])
    await reaches(bob, id, 'live')
  })

  it('offers to who first comes with its key what is left of it, and no more', async () => {
    const { alice, bob, friends, share, key, id } = await shared({ audience: 'ticket' })
    const carol = await sharingSpace(network, 'carol')
    const looking = await carol.received.preview(key)
    expect(looking.terms.fields).toBe('all')
    const { permission, prohibition = [] } = alice.shares.of(share.id).record.policy
    await alice.shares.narrow(share.id, { 'ds:fields': ['name'], permission, prohibition })
    // She had looked at it before, and accepts what it is now.
    const carols = await carol.received.accept(key)
    await shows(carol, carols.id, ['Dave'])
    await until(async () => !(await texts(carol, key)).includes('SECRET'), 'it is not in it')
    expect(await has(carol, friends.set.key)).toBe(false)
    await shows(bob, id, ['Dave'])
  })

  it('gets no keys of the new core while it is suspended', async () => {
    const { alice, bob, friends, share, key, id } = await shared()
    await alice.shares.suspend(share.id)
    await reaches(bob, id, 'suspended')
    await alice.shares.narrow(share.id, only('name'))
    await until(async () => (await copyOf(bob, key)).left.length === 1, 'Bob knows of it')
    expect((await copyOf(bob, key)).epochs.epochs).toEqual([])
    await alice.shares.resume(share.id)
    await friend(friends, 'Erin')
    await shows(bob, id, ['Dave', 'Erin'])
  })
})

describe('a hostile owner', { timeout: 60_000 }, () => {
  /** Tells Bob's app a move that no honest program tells. */
  async function tell(
    from: SharingSpace,
    shareId: string,
    set: Buffer,
    fields: FieldGroup[] | null
  ) {
    const share = from.shares.of(shareId)
    const { label, count, policy } = share.record
    const log = await share.log()
    const facts = {
      ownerName: 'alice',
      label,
      space: from.space.networkKey,
      grant: share.key,
      set,
      count,
      policy: fields ? { ...policy, 'ds:fields': fields } : policy
    }
    const { keys } = from.space
    const statement = signOffer(facts, keys, Date.now())
    await log.append({ type: 'moved', statement, ring: EpochRing.create().export() })
  }

  it('does not get a core of Bob’s by moving to it what he follows', async () => {
    const { alice, bob, share, id } = await shared()
    const mine = await bob.set('Mine', ['Secret friend'])
    const copy = alice.space.store.get({ key: mine.set.key })
    await copy.ready()
    const follow = alice.space.gate.follow(copy, { from: [bob.space.networkKey] })
    await tell(alice, share.id, mine.set.key, null)
    await reaches(bob, id, 'failed')
    await new Promise(resolve => setTimeout(resolve, 500))
    await follow.stop()
    expect(copy.length).toBe(0)
    await until(() => bob.names(id).length === 0, 'nothing is shown')
    await bob.received.stop(id)
    // It is his own, and stays.
    expect(await has(bob, mine.set.key)).toBe(true)
    expect(await mine.set.count()).toBe(1)
  })

  it('is followed no more where a move gives fields back, or leads back to what was left', async () => {
    const wider: FieldGroup[] = ['name', 'notes']
    const tries = [
      (key: Buffer) => [key, wider] as const,
      () => [Buffer.alloc(32, 7), wider] as const,
      (key: Buffer) => [key, null] as const
    ]
    for (const attempt of tries) {
      const { alice, bob, share, id, old } = await shared()
      await alice.shares.narrow(share.id, only('name'))
      await until(async () => !(await has(bob, old)), 'the old copy is gone')
      const [set, fields] = attempt(old)
      await tell(alice, share.id, set, fields)
      await reaches(bob, id, 'failed')
      expect(await has(bob, set)).toBe(false)
      expect(bob.received.lend(id)).toBeNull()
    }
  })
})

describe('an owner whose power fails', { timeout: 120_000 }, () => {
  it('at any step of it says all of it after the next start, or nothing', async () => {
    const seed = Buffer.alloc(32, 92)
    let steps = 0
    for (let isDone = false; !isDone; steps++) {
      const storage = await network.folder()
      let alice = await sharingSpace(network, 'alice', { storage, seed })
      const bob = await sharingSpace(network, 'bob')
      const friends = await alice.set('Friends')
      await friend(friends, 'Dave')
      const selection = { kind: 'set' as const, setId: friends.id }
      const share = await alice.shares.create({ label: 'x', selection, until: null })
      const other = await alice.shares.create({ label: 'y', selection, until: null })
      const { key } = await alice.shares.key(share.id)
      const { id } = await bob.received.accept(key)
      await shows(bob, id, ['Dave'])
      const { permission, prohibition = [] } = alice.shares.of(share.id).record.policy
      const fewer: Draft = { 'ds:fields': ['name', 'phones'], permission, prohibition }

      const log = await alice.shares.of(share.id).log()
      const repair = failAfter(steps, alice.space.database, log)
      isDone = await alice.shares.narrow(share.id, fewer).then(
        () => true,
        () => false
      )
      repair()
      await alice.space.close()
      alice = await sharingSpace(network, 'alice', { storage, seed })
      if ((await alice.shares.get(share.id)).terms.fields === 'all') {
        expect(alice.sets.own(friends.id).ring.latest).toBe(1)
        await alice.shares.narrow(share.id, fewer)
      }
      const own = alice.sets.own(friends.id)
      await friend(own, 'Erin')
      await shows(bob, id, ['Dave', 'Erin'])
      expect(await has(bob, own.set.key)).toBe(false)
      expect(await texts(bob, key)).not.toContain('SECRET')
      expect(own.ring.latest).toBeGreaterThan(1)
      expect(alice.shares.of(other.id).record.sealed).toBe(own.ring.latest)
      expect(alice.shares.of(share.id).record.moving).toBeUndefined()
      await alice.space.close()
      await bob.space.close()
    }
    expect(steps).toBeGreaterThan(5)
  })
})

describe('what was passed on of it', { timeout: 60_000 }, () => {
  it('moves with it to the last in the chain, and nobody between serves the old core', async () => {
    const { alice, bob, friends, share, id, old } = await shared()
    const carol = await sharingSpace(network, 'carol')
    const dora = await sharingSpace(network, 'dora')
    const terms: Draft = { ...actions, permission: [{ action: ['read', 'display', 'grantUse'] }] }
    const first = await bob.shares.delegate({ receivedId: id, audience: person(carol), terms })
    const carols = await carol.received.accept((await bob.shares.key(first.id)).key)
    await shows(carol, carols.id, ['Dave'])
    const last = await carol.shares.delegate({ receivedId: carols.id, audience: person(dora) })
    const { key } = await carol.shares.key(last.id)
    const doras = await dora.received.accept(key)
    await shows(dora, doras.id, ['Dave'])

    await alice.shares.narrow(share.id, only('name', 'phones'))
    for (const home of [bob, carol, dora]) {
      await until(async () => !(await has(home, old)), 'the old copy is gone')
    }
    await friend(friends, 'Erin')
    await shows(dora, doras.id, ['Dave', 'Erin'])
    expect((await dora.received.list())[0]).toMatchObject({
      terms: { fields: ['name', 'phones'] },
      passedOnFrom: alice.space.identity
    })
    expect(await texts(dora, key)).not.toContain('SECRET')
    expect((await bob.shares.get(first.id)).terms.fields).toEqual(['name', 'phones'])
  })

  it('ends where the terms that go with fewer fields permit it no more', async () => {
    const { alice, bob, share, id } = await shared()
    const carol = await sharingSpace(network, 'carol')
    const passed = await bob.shares.delegate({ receivedId: id, audience: person(carol) })
    const { key } = await bob.shares.key(passed.id)
    const carols = await carol.received.accept(key)
    await shows(carol, carols.id, ['Dave'])
    const terms = {
      ...only('name'),
      permission: [{ action: ['read' as const, 'display' as const] }]
    }
    await alice.shares.narrow(share.id, terms)
    await reaches(carol, carols.id, 'revoked')
    await reaches(bob, id, 'live')
  })
})

/** Lets so many writes through, and none after until it is called. */
function failAfter(writes: number, database: SpaceDatabase, log: GrantLog): () => void {
  let left = writes
  const guarded =
    <Args extends unknown[]>(run: (...args: Args) => Promise<void>) =>
    (...args: Args): Promise<void> =>
      left-- > 0 ? run(...args) : Promise.reject(new Error('The power fails'))
  database.batch = guarded(database.batch.bind(database))
  log.append = guarded(log.append.bind(log))
  return () => (left = Infinity)
}

async function listed(set: DatomSet): Promise<void> {
  for await (const datom of set.list()) void datom
}
