import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import Hypercore from 'hypercore'
import { DatomspaceError } from '../../src-main/error'
import { GrantLog, parseKey } from '../../src-main/grant'
import { createSeed } from '../../src-main/identity'
import type { ShareRecord } from '../../src-main/space/sharing/share'
import { LocalNetwork, until } from '../space/network'
import { inState, person, setOf, share } from './people'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

describe('a crash in the middle of a revocation', () => {
  it('leaves no later version readable with the keys of the one who was cut off', async () => {
    const storage = await network.folder()
    const seed = createSeed()
    const before = await person(network, 'alice', { storage, seed })
    const own = await setOf(before, ['Carol'])
    const selection = { kind: 'set' as const, setId: own.id }
    const { id } = await before.shares.create({ label: 'Bob', selection })
    await before.shares.create({ label: 'Dave', selection })
    const epoch = own.ring.latest
    await before.close()
    // What the disk holds when the end was written down and nothing else was done.
    const { database } = before.space
    const record = (await database.get<ShareRecord>('shares', id))!
    const ended = new Date().toISOString()
    const cut = { ...record, status: 'ended', reason: 'revoked', ended, told: false }
    await database.put('shares', id, cut)
    await before.space.close()

    const after = await person(network, 'alice', { storage, seed })
    expect(after.sets.own(own.id).ring.latest).toBeGreaterThan(epoch)
    const dave = (await after.space.database.list<ShareRecord>('shares'))
      .map(({ value }) => value)
      .find(({ label }) => label === 'Dave')!
    expect(dave.sealed).toBe(after.sets.own(own.id).ring.latest)
    const told = (await after.space.database.get<ShareRecord>('shares', id))!
    expect(told.told).toBe(true)
  })
})

describe('a share that failed', () => {
  it('leaves nothing on the disk when it is stopped, after a restart too', async () => {
    const storage = await network.folder()
    const seed = createSeed()
    const mallory = await person(network, 'mallory')
    const bob = await person(network, 'bob', { storage, seed })
    const own = await setOf(mallory, ['Carol'])
    const { key, received } = await share(mallory, bob, own)
    await inState(bob, received, 'live')
    // An entry of no known type, where Bob's app cannot read on.
    const { store, keys } = mallory.space
    const { grant, secret } = parseKey(key)
    const shareId = (await mallory.shares.list())[0]!.id
    const log = GrantLog.write({ store, keyPair: keys.signer(`grant/${shareId}`), secret })
    await log.ready()
    expect(log.key).toEqual(grant)
    await log.append({ type: 'nonsense' } as never)
    await inState(bob, received, 'failed')
    await bob.close()
    await bob.space.close()

    const later = await person(network, 'bob', { storage, seed })
    await inState(later, received, 'failed')
    await later.received.stop(received)
    const has = (core: Buffer) =>
      later.space.store.storage.hasCore(Hypercore.discoveryKey(core)) as Promise<boolean>
    expect(await has(grant)).toBe(false)
    expect(await has(own.set.key)).toBe(false)
    await until(async () => (await later.received.list()).length === 0, 'it is gone')
  })
})

describe('a space whose database cannot be written', () => {
  it('says so when it saves what was served, and saves it as soon as it can', async () => {
    const alice = await person(network, 'alice')
    const bob = await person(network, 'bob')
    const faults: unknown[] = []
    alice.shares.on('fault', fault => faults.push(fault))
    const { received } = await share(alice, bob, await setOf(alice, ['Carol']))
    await inState(bob, received, 'live')
    const { batch } = alice.space.database
    alice.space.database.batch = () => Promise.reject(new DatomspaceError('STORAGE_FULL', 'Full'))
    await until(() => faults.length > 0, 'it says so')
    expect(await alice.space.database.list('served')).toEqual([])
    alice.space.database.batch = batch
    expect(faults[0]).toMatchObject({ code: 'STORAGE_FULL' })
    const saved = async () => (await alice.space.database.list('served')).length > 0
    await until(saved, 'it is saved after all')
  })
})
