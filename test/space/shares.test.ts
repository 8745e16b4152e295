import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseKey, formatKey } from '../../src-main/grant'
import { Sets } from '../../src-main/space/sets'
import { Shares } from '../../src-main/space/shares'
import { add, rename, sharingSpace, type SharingSpace } from './sharing'
import { LocalNetwork, until } from './network'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const whole = (setId: string) => ({ kind: 'set' as const, setId })
const stateOf = async ({ received }: SharingSpace, id: string) =>
  (await received.list()).find(row => row.id === id)?.state
const shows = (bob: SharingSpace, id: string, names: string[]) =>
  until(() => bob.names(id).join() === names.join(), `Bob sees ${names}, sees ${bob.names(id)}`)

describe('a share of a whole set', () => {
  it('is looked at, accepted, followed live, and ended, and Bob is told each time', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends', ['Carol', 'Dave'])
    const share = await alice.shares.create({ label: 'My friends', selection: whole(friends.id) })
    expect(share).toMatchObject({ count: 2, state: 'active', setName: 'Friends', connected: 0 })
    const { key, link } = await alice.shares.key(share.id)

    const preview = await bob.received.preview(link)
    expect(preview).toMatchObject({
      label: 'My friends',
      owner: alice.space.identity,
      ownerName: 'alice',
      count: 2
    })
    expect(preview.terms.until).toBe(share.terms.until)
    expect(bob.received.size).toBe(0)
    expect(await bob.space.store.storage.hasCore(friends.set.discoveryKey)).toBe(false)

    const row = await bob.received.accept(key)
    await shows(bob, row.id, ['Carol', 'Dave'])
    await until(async () => (await stateOf(bob, row.id)) === 'live', 'it is live')
    expect(await bob.received.accept(link)).toMatchObject({ id: row.id })
    expect((await bob.received.preview(key)).receivedId).toBe(row.id)

    const [eve] = await add(friends, ['Eve'])
    await rename(friends, eve!.id, 'Eva')
    await shows(bob, row.id, ['Carol', 'Dave', 'Eva'])
    const [given] = await alice.shares.list()
    expect(given).toMatchObject({ connected: 1, count: 3 })
    expect(given!.served.blocks).toBeGreaterThan(2)
    expect((await alice.sets.get(friends.id)).shares).toBe(1)

    const report = await alice.shares.revoke(share.id)
    expect(report).toMatchObject({ detached: 1, epoch: 2, resealed: 0 })
    await add(friends, ['Frank'])
    await until(async () => (await stateOf(bob, row.id)) === 'revoked', 'Bob knows')
    expect(bob.names(row.id)).toEqual([])
    const again = await sharingSpace(network, 'carol')
    await expect(again.received.preview(key)).rejects.toMatchObject({ code: 'GRANT_REVOKED' })
    await expect(alice.shares.renew(share.id, null)).rejects.toMatchObject({
      code: 'GRANT_REVOKED'
    })
  })

  it('goes on for the others when one of them is ended, and their keys are enough', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const carol = await sharingSpace(network, 'carol')
    const friends = await alice.set('Friends', ['Dave'])
    const toBob = await alice.shares.create({ label: 'Bob', selection: whole(friends.id) })
    const toCarol = await alice.shares.create({ label: 'Carol', selection: whole(friends.id) })
    const bobs = await bob.received.accept((await alice.shares.key(toBob.id)).key)
    const carols = await carol.received.accept((await alice.shares.key(toCarol.id)).key)
    await shows(bob, bobs.id, ['Dave'])
    await shows(carol, carols.id, ['Dave'])

    const report = await alice.shares.revoke(toBob.id)
    expect(report).toMatchObject({ detached: 1, resealed: 1, epoch: 2 })
    await add(friends, ['Eve'])
    await shows(carol, carols.id, ['Dave', 'Eve'])
    expect(await stateOf(carol, carols.id)).toBe('live')
    expect(await stateOf(bob, bobs.id)).toBe('revoked')
  })

  it('is suspended and resumed', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends', ['Dave'])
    const share = await alice.shares.create({ label: 'Bob', selection: whole(friends.id) })
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await shows(bob, id, ['Dave'])
    await alice.shares.suspend(share.id)
    await until(async () => (await stateOf(bob, id)) === 'suspended', 'it is suspended')
    expect(bob.names(id)).toEqual([])
    await add(friends, ['Eve'])
    await alice.shares.resume(share.id)
    await shows(bob, id, ['Dave', 'Eve'])
    await until(async () => (await stateOf(bob, id)) === 'live', 'it is live')
  })

  it('ends by the clock, on both sides, and is served no longer', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends', ['Dave'])
    const end = new Date(Date.now() + 6_000).toISOString()
    const share = await alice.shares.create({
      label: 'Short',
      selection: whole(friends.id),
      until: end
    })
    const { key } = await alice.shares.key(share.id)
    const { id } = await bob.received.accept(key)
    await shows(bob, id, ['Dave'])
    await until(async () => (await stateOf(bob, id)) === 'expired', 'it expired at Bob')
    await until(async () => (await alice.shares.list())[0]!.state === 'expired', 'it did at Alice')
    await until(() => bob.names(id).length === 0, 'it is not shown any more')
    await until(async () => (await alice.sets.get(friends.id)).epoch === 2, 'a new epoch began')
    const carol = await sharingSpace(network, 'carol')
    await expect(carol.received.preview(key)).rejects.toMatchObject({ code: 'GRANT_EXPIRED' })
    await expect(
      alice.shares.create({ label: 'Past', selection: whole(friends.id), until: end })
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  it('is renewed before it ends', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends', ['Dave'])
    const share = await alice.shares.create({ label: 'Bob', selection: whole(friends.id) })
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    const later = new Date(Date.now() + 1e10).toISOString()
    expect((await alice.shares.renew(share.id, later)).terms.until).toBe(later)
    await until(
      async () => (await bob.received.list()).find(row => row.id === id)?.terms.until === later,
      'Bob has the new end'
    )
  })

  it('comes back after Alice was offline and after Bob was, from the copy meanwhile', async () => {
    const storage = { alice: await network.folder(), bob: await network.folder() }
    const seeds = { alice: Buffer.alloc(32, 1), bob: Buffer.alloc(32, 2) }
    let alice = await sharingSpace(network, 'alice', { storage: storage.alice, seed: seeds.alice })
    let bob = await sharingSpace(network, 'bob', { storage: storage.bob, seed: seeds.bob })
    const friends = await alice.set('Friends', ['Dave'])
    const share = await alice.shares.create({ label: 'Bob', selection: whole(friends.id) })
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await shows(bob, id, ['Dave'])
    await until(async () => (await stateOf(bob, id)) === 'live', 'it is live')

    await alice.space.close()
    await until(async () => (await stateOf(bob, id)) === 'owner-offline', 'Bob notices')
    expect(bob.names(id)).toEqual(['Dave'])
    await bob.space.close()
    bob = await sharingSpace(network, 'bob', { storage: storage.bob, seed: seeds.bob })
    await shows(bob, id, ['Dave'])

    alice = await sharingSpace(network, 'alice', { storage: storage.alice, seed: seeds.alice })
    await add(alice.sets.own(friends.id), ['Eve'])
    await shows(bob, id, ['Dave', 'Eve'])
    await until(async () => (await stateOf(bob, id)) === 'live', 'it is live again')
    expect((await alice.shares.list())[0]).toMatchObject({ state: 'active', connected: 1 })
  })

  it('that was ended while Bob was away is ended when he comes back', async () => {
    const storage = await network.folder()
    const seed = Buffer.alloc(32, 3)
    const alice = await sharingSpace(network, 'alice')
    let bob = await sharingSpace(network, 'bob', { storage, seed })
    const friends = await alice.set('Friends', ['Dave'])
    const share = await alice.shares.create({ label: 'Bob', selection: whole(friends.id) })
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await shows(bob, id, ['Dave'])
    await bob.space.close()
    await alice.shares.revoke(share.id)
    bob = await sharingSpace(network, 'bob', { storage, seed })
    await until(async () => (await stateOf(bob, id)) === 'revoked', 'Bob knows')
  })
})

describe('a holder who is connected before the shares are open', () => {
  it('is asked again, and served', async () => {
    const storage = await network.folder()
    const seed = Buffer.alloc(32, 4)
    const alice = await sharingSpace(network, 'alice', { storage, seed })
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends', ['Dave'])
    const share = await alice.shares.create({ label: 'Bob', selection: whole(friends.id) })
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await shows(bob, id, ['Dave'])
    await alice.space.close()

    const space = await network.space('alice', { storage, seed })
    await until(() => space.gate.peersOf(bob.space.networkKey).length > 0, 'Bob is connected')
    await new Promise(resolve => setTimeout(resolve, 200))
    const sets = new Sets({ space })
    const shares = new Shares({ space, sets, ownerName: () => 'alice' })
    for (const room of [sets, shares]) {
      network.later(() => room.close())
      await room.ready()
    }
    await add(sets.own(friends.id), ['Eve'])
    await shows(bob, id, ['Dave', 'Eve'])
    await until(async () => (await stateOf(bob, id)) === 'live', 'it is live')
  })
})

describe('a share of a part', () => {
  it('gives the chosen datoms and fields and follows them', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends')
    const [carol, dave] = await add(friends, ['Carol', 'Dave'])
    const share = await alice.shares.create({
      label: 'Just Carol',
      selection: { kind: 'datoms', setId: friends.id, ids: [carol!.id] },
      fields: ['name', 'emails']
    })
    expect(share).toMatchObject({ count: 1, terms: { fields: ['name', 'emails'] } })
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await shows(bob, id, ['Carol'])
    await rename(friends, dave!.id, 'David')
    await rename(friends, carol!.id, 'Caroline')
    await shows(bob, id, ['Caroline'])
    await alice.shares.revoke(share.id)
    await until(async () => (await stateOf(bob, id)) === 'revoked', 'Bob knows')
  })

  it('is the same core for equal grants, and ending one leaves the other', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends', ['Carol'])
    const terms = { selection: whole(friends.id), fields: ['name' as const] }
    const first = await alice.shares.create({ label: 'First', ...terms })
    const second = await alice.shares.create({ label: 'Second', ...terms })
    const { id } = await bob.received.accept((await alice.shares.key(second.id)).key)
    expect(await alice.shares.revoke(first.id)).toMatchObject({ detached: 0, resealed: 1 })
    await add(friends, ['Dave'])
    await shows(bob, id, ['Carol', 'Dave'])
  })
})

describe('levels', () => {
  it('keep what is restricted out of every ticket, before and after', async () => {
    const alice = await sharingSpace(network, 'alice')
    const forbidden = { code: 'LEVEL_FORBIDS' }
    const friends = await alice.set('Friends', ['Carol'])
    const [dave] = await add(friends, ['Dave'])
    await alice.shares.create({ label: 'Open', selection: whole(friends.id) })
    const { changeDatom } = await import('../../src-main/datom')
    const closed = changeDatom(dave!, { level: 'restricted' }, Date.now())
    await expect(friends.set.put([closed])).rejects.toMatchObject(forbidden)

    const others = await alice.set('Others')
    const [eve] = await add(others, ['Eve'])
    await others.set.put([changeDatom(eve!, { level: 'restricted' }, Date.now())])
    const create = (selection: Parameters<typeof alice.shares.create>[0]['selection']) =>
      alice.shares.create({ label: 'x', selection })
    await expect(create(whole(others.id))).rejects.toMatchObject(forbidden)
    await expect(
      create({ kind: 'datoms', setId: others.id, ids: [eve!.id] })
    ).rejects.toMatchObject(forbidden)
    const secret = await alice.sets.create({ name: 'Secret', level: 'restricted' })
    await expect(create(whole(secret.id))).rejects.toMatchObject(forbidden)
  })
})

describe('a pasted key', () => {
  it("that is wrong, foreign, unknown or one's own says what it is", async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends', ['Carol'])
    const share = await alice.shares.create({ label: 'Bob', selection: whole(friends.id) })
    const { key } = await alice.shares.key(share.id)
    const refused = (text: string) =>
      bob.received.preview(text).then(
        () => '',
        e => e.code
      )
    expect(await refused('hello')).toBe('KEY_MALFORMED')
    expect(await refused(key.slice(0, 100))).toBe('KEY_TRUNCATED')
    expect(await refused(key.replace(/.$/, last => (last === 'q' ? 'p' : 'q')))).toBe(
      'KEY_MISTYPED'
    )
    await expect(alice.received.preview(key)).rejects.toMatchObject({ code: 'GRANT_OWN' })
    const parts = parseKey(key)
    expect(await refused(formatKey({ ...parts, secret: Buffer.alloc(32, 1) }))).toBe(
      'GRANT_SECRET_WRONG'
    )
    expect(await refused(formatKey({ ...parts, grant: Buffer.alloc(32, 1) }))).toBe('GRANT_UNKNOWN')
    // A wrong key leaves nothing behind, and the right one still works.
    expect(await refused(key)).toBe('')
  })

  it('cannot make Bob follow a core that is his own', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const bobs = await bob.set('Mine', ['Secret friend'])
    const friends = await alice.set('Friends', ['Carol'])
    const share = await alice.shares.create({ label: 'Trap', selection: whole(friends.id) })
    const parts = parseKey((await alice.shares.key(share.id)).key)
    await expect(
      bob.received.preview(formatKey({ ...parts, grant: bobs.set.key }))
    ).rejects.toMatchObject({ code: 'STATEMENT_INVALID' })
  })

  it('of a received share that is stopped deletes the copy, and can be accepted again', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends', ['Carol'])
    const share = await alice.shares.create({ label: 'Bob', selection: whole(friends.id) })
    const { key } = await alice.shares.key(share.id)
    const { id } = await bob.received.accept(key)
    await shows(bob, id, ['Carol'])
    expect(await bob.received.stop(id)).toEqual({ stopped: true })
    expect(bob.names(id)).toEqual([])
    expect(await bob.space.store.storage.hasCore(friends.set.discoveryKey)).toBe(false)
    expect(await bob.received.list()).toEqual([])
    const again = await bob.received.accept(key)
    await shows(bob, again.id, ['Carol'])
  })

  it('that was only looked at when the app was killed can be looked at again', async () => {
    const storage = await network.folder()
    const seed = Buffer.alloc(32, 5)
    const alice = await sharingSpace(network, 'alice')
    const friends = await alice.set('Friends', ['Carol'])
    const share = await alice.shares.create({ label: 'Bob', selection: whole(friends.id) })
    const { key } = await alice.shares.key(share.id)
    let bob = await sharingSpace(network, 'bob', { storage, seed })
    await bob.received.preview(key)
    // Closing keeps what a kill would leave.
    await bob.space.close()
    bob = await sharingSpace(network, 'bob', { storage, seed })
    expect(await bob.space.database.list('purges')).toEqual([])
    expect(await bob.received.preview(key)).toMatchObject({ count: 1 })
    const rows = await Promise.all([bob.received.accept(key), bob.received.accept(key)])
    expect(rows[0].id).toBe(rows[1].id)
    expect(await bob.space.database.list('purges')).toEqual([])
  })
})

describe('a share that was changed as often as its holders read', () => {
  it('refuses further changes as they were asked for, holds up no other share, and can be revoked', async () => {
    const alice = await sharingSpace(network, 'alice')
    const faults: string[] = []
    alice.shares.on('fault', ({ code }: { code: string }) => faults.push(code))
    const friends = await alice.set('Friends', ['Carol'])
    const selection = { kind: 'set' as const, setId: friends.id }
    const full = await alice.shares.create({ label: 'Full', selection })
    const other = await alice.shares.create({ label: 'Other', selection })
    const third = await alice.shares.create({ label: 'Third', selection })
    const log = await alice.shares.of(full.id).log()
    const at = new Date().toISOString()
    const left = 9_996 - log.core.length
    await log.append(...Array.from({ length: left }, () => ({ type: 'resumed' as const, at })))

    const refused = { code: 'GRANT_FULL' }
    const before = await alice.shares.get(full.id)
    await expect(alice.shares.renew(full.id, null)).rejects.toMatchObject(refused)
    expect(await alice.shares.get(full.id)).toEqual(before)
    const report = await alice.shares.revoke(other.id)
    expect(report).toMatchObject({ epoch: 2 })
    expect(faults).toEqual(['GRANT_FULL'])
    expect(report.resealed).toBe(1)
    expect(await alice.shares.get(full.id)).toMatchObject({ full: true })
    const keys = (await (await alice.shares.of(third.id).log()).state()).epochs.epochs
    expect(keys.map(([epoch]) => epoch)).toEqual([1, 2])
    await alice.shares.suspend(full.id)
    await expect(alice.shares.resume(full.id)).rejects.toMatchObject(refused)
    expect((await alice.shares.get(full.id)).state).toBe('suspended')
    await alice.shares.revoke(full.id)
    expect(await alice.shares.get(full.id)).not.toHaveProperty('full')
    expect((await log.state()).status).toBe('ended')
  })
})
