import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import z32 from 'z32'
import { changeDatom, verifyManifest } from '../../src-main/datom'
import { createSeed } from '../../src-main/identity'
import { Rings } from '../../src-main/space/rings'
import { LocalNetwork, until } from './network'
import { add, sharingSpace, type SharingSpace } from './sharing'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

/** A space that can be closed and opened again. */
async function reopened() {
  const storage = await network.folder()
  const seed = createSeed()
  const open = () => sharingSpace(network, 'alice', { storage, seed })
  const first: SharingSpace = await open()
  return {
    first,
    again: async () => {
      await first.space.close()
      return open()
    }
  }
}
describe('sets', () => {
  it('are several, each with its own key, and are there again after a restart', async () => {
    const { first, again } = await reopened()
    const family = await first.sets.create({ name: 'Family' })
    const work = await first.sets.create({ name: 'Work', level: 'internal' })
    expect(family.coreKey).not.toBe(work.coreKey)
    await add(first.sets.own(family.id), ['Bob', 'Carol'])
    await first.sets.rename(work.id, 'Office')
    const alice = await again()
    const rows = await alice.sets.list()
    expect(rows.map(({ name, level, count, epoch }) => [name, level, count, epoch])).toEqual([
      ['Family', 'personal', 2, 1],
      ['Office', 'internal', 0, 1]
    ])
    expect(rows[0]!.coreKey).toBe(family.coreKey)
    expect(rows[0]!.length).toBeGreaterThan(1)
  })

  it('prove whose they are by a credential that anybody can check', async () => {
    const alice = await sharingSpace(network, 'alice')
    const row = await alice.sets.create({ name: 'Family', level: 'confidential' })
    expect(verifyManifest(JSON.parse(row.credential), z32.decode(row.coreKey))).toMatchObject({
      id: row.id,
      owner: alice.space.identity,
      level: 'confidential'
    })
    expect(row.credential).not.toContain('Family')
  })

  it('count what is in them through every kind of change', async () => {
    const { first, again } = await reopened()
    const { id } = await first.sets.create({ name: 'Family' })
    const own = first.sets.own(id)
    const [bob, carol] = await add(own, ['Bob', 'Carol', 'Dave'])
    await own.set.put([changeDatom(bob!, { level: 'restricted' }, Date.now())])
    expect(await own.counts()).toEqual({ count: 3, levels: { personal: 2, restricted: 1 } })
    await own.set.delete([bob!.id, carol!.id], Date.now())
    expect(await own.counts()).toEqual({ count: 1, levels: { personal: 1 } })
    const [eve] = await add(own, ['Eve', 'Frank'])
    await own.set.delete([eve!.id], Date.now())
    expect(await own.counts()).toEqual({ count: 2, levels: { personal: 2 } })
    await own.set.restore(carol!.id, 1, Date.now())
    const alice = await again()
    expect((await alice.sets.get(id)).count).toBe(3)
  })

  it('that are unknown or shared are not deleted, others are, with their keys', async () => {
    const { first: alice, again } = await reopened()
    const { id } = await alice.sets.create({ name: 'Family' })
    const own = alice.sets.own(id)
    await add(own, ['Bob'])
    await expect(alice.sets.delete('nothing')).rejects.toMatchObject({ code: 'NOT_FOUND' })
    const share = await alice.shares.create({ label: 'x', selection: { kind: 'set', setId: id } })
    await expect(alice.sets.delete(id)).rejects.toMatchObject({ code: 'CONFLICT' })
    expect(await alice.shares.revokeOf(id)).toMatchObject([{ id: share.id }])
    const { discoveryKey } = own.set
    expect(await alice.sets.delete(id)).toEqual({ deleted: true })
    expect(await alice.space.store.storage.hasCore(discoveryKey)).toBe(false)
    expect(await alice.space.database.list('rings')).toEqual([])
    const reopenedAlice = await again()
    expect(await reopenedAlice.sets.list()).toEqual([])
    expect((await reopenedAlice.shares.list())[0]).toMatchObject({ state: 'revoked', setName: '' })
  })
})

describe('a crash', () => {
  it('between a new epoch and its sealing locks nobody out', async () => {
    const { first, again } = await reopened()
    const bob = await sharingSpace(network, 'bob')
    const { id: setId } = await first.sets.create({ name: 'Family' })
    const own = first.sets.own(setId)
    await add(own, ['Carol'])
    const share = await first.shares.create({ label: 'Bob', selection: { kind: 'set', setId } })
    const { id } = await bob.received.accept((await first.shares.key(share.id)).key)
    await until(() => bob.names(id).length === 1, 'Bob has it')
    await new Rings(first.space.database).rotate(own.ringName, own.ring)
    await add(own, ['Dave'])
    await until(
      async () => (await bob.received.list())[0]!.state === 'syncing',
      'Bob is locked out'
    )
    const alice = await again()
    await until(() => bob.names(id).join() === 'Carol,Dave', 'Bob has the new key')
    expect((await alice.sets.get(setId)).epoch).toBe(2)
  })

  it('between an end and its being told leaves it ended, and told', async () => {
    const { first, again } = await reopened()
    const bob = await sharingSpace(network, 'bob')
    const { id: setId } = await first.sets.create({ name: 'Family' })
    const share = await first.shares.create({ label: 'Bob', selection: { kind: 'set', setId } })
    const { key } = await first.shares.key(share.id)
    const record = await first.space.database.get<object>('shares', share.id)
    const ended = {
      status: 'ended',
      reason: 'revoked',
      ended: new Date().toISOString(),
      told: false
    }
    await first.shares.close()
    await first.space.database.put('shares', share.id, { ...record, ...ended })
    const alice = await again()
    expect((await alice.shares.list())[0]).toMatchObject({ state: 'revoked' })
    await expect(bob.received.preview(key)).rejects.toMatchObject({ code: 'GRANT_REVOKED' })
    expect(await alice.space.database.get('shares', share.id)).toMatchObject({ told: true })
  })
})
