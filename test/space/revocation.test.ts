import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DatomSet, EpochRing } from '../../src-main/datom'
import { GrantLog, parseKey } from '../../src-main/grant'
import { connect } from '../datom/room'
import { add, sharingSpace, type SharingSpace } from './sharing'
import { LocalNetwork, until } from './network'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const GRANTEES = 100
const shows = (home: SharingSpace, id: string, count: number) =>
  until(() => home.names(id).length === count, `${count} are seen`, 60_000)

describe('one of a hundred who is cut off', { timeout: 180_000 }, () => {
  it('in the middle of a transfer gets not a block more, and the others get the new key', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const carol = await sharingSpace(network, 'carol')
    // Bytes that no packing makes fewer, so that the transfer takes its time.
    const noise = () => randomBytes(300).toString('base64')
    const names = Array.from({ length: 20_000 }, (_, n) => `Friend ${n} ${noise()}`)
    const friends = await alice.set('Friends', names)
    const selection = { kind: 'set' as const, setId: friends.id }
    const ids: string[] = []
    for (let n = 0; n < GRANTEES; n++) {
      ids.push((await alice.shares.create({ label: `${n}`, selection })).id)
    }
    const keys = await Promise.all(ids.map(id => alice.shares.key(id)))
    await bob.received.accept(keys[0]!.key)
    const carols = await carol.received.accept(keys[1]!.key)
    const { core } = friends.set
    await until(() => alice.shares.meter.of(ids[0]!).blocks > 20, 'Bob is being served')

    const report = await alice.shares.revoke(ids[0]!)
    const served = alice.shares.meter.of(ids[0]!).blocks
    let later = 0
    const onupload = (_: number, __: number, peer: { remotePublicKey?: Buffer } | null) => {
      if (peer?.remotePublicKey?.equals(bob.space.networkKey)) later++
    }
    core.on('upload', onupload)
    expect(served).toBeLessThan(core.length)
    expect(report).toMatchObject({ detached: 1, resealed: GRANTEES - 1, epoch: 2 })
    const bobs = bob.space.store.get({ key: core.key })
    await bobs.ready()
    await add(friends, ['After'])
    await shows(carol, carols.id, names.length + 1)
    expect(later).toBe(0)
    expect(alice.shares.meter.of(ids[0]!).blocks).toBe(served)
    expect(bobs.contiguousLength).toBeLessThan(core.length)
    core.off('upload', onupload)
    await bobs.close()

    // Those who were away: each grant core has the new key, and the one of Bob has not.
    const { store } = await network.space('reader')
    connect(alice.space.store, store)
    const epochsOf = async (key: string): Promise<number[]> => {
      const { grant, secret } = parseKey(key)
      const log = GrantLog.follow({ store, key: grant, secret })
      await log.ready()
      await whole(log)
      const state = await log.state()
      await log.close()
      return state.epochs.epochs.map(([epoch]) => epoch)
    }
    expect(await epochsOf(keys[0]!.key)).toEqual([1])
    for (const { key } of keys.slice(1)) expect(await epochsOf(key)).toEqual([1, 2])
  })

  it('cannot read later versions, though another peer hands over their bytes', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends', ['Dave'])
    const selection = { kind: 'set' as const, setId: friends.id }
    const share = await alice.shares.create({ label: 'Bob', selection })
    const other = await alice.shares.create({ label: 'Carol', selection })
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await shows(bob, id, 1)
    const { grant, secret } = parseKey((await alice.shares.key(share.id)).key)
    const log = GrantLog.follow({ store: bob.space.store, key: grant, secret })
    const { epochs } = await log.state()
    await log.close()
    await alice.shares.revoke(share.id)
    await add(friends, ['Later'])

    // All of Alice's bytes, by way of somebody who does not care.
    const { store } = await network.space('carrier')
    connect(alice.space.store, store)
    const ring = EpochRing.from(epochs)
    const set = DatomSet.follow({ store, key: friends.set.key, ring })
    await set.ready()
    await until(() => set.length === friends.set.length, 'the bytes are there')
    await set.core.download({ start: 0, end: set.length }).done()
    const read = async () => {
      for await (const datom of set.list()) void datom
    }
    await expect(read()).rejects.toSatisfy(error => textOf(error).includes('EPOCH_KEY_MISSING'))
    // Who still has a grant has the key that opens the very same bytes.
    const carols = parseKey((await alice.shares.key(other.id)).key)
    const hers = GrantLog.follow({ store, key: carols.grant, secret: carols.secret })
    await hers.ready()
    await whole(hers)
    ring.merge((await hers.state()).epochs)
    await read()
    await hers.close()
    await set.close()
  })

  it('and those who were away catch up when they come back', async () => {
    const storage = await network.folder()
    const seed = Buffer.alloc(32, 61)
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    let carol = await sharingSpace(network, 'carol', { storage, seed })
    const friends = await alice.set('Friends', ['Dave'])
    const give = async (home: SharingSpace) => {
      const share = await alice.shares.create({
        label: 'x',
        selection: { kind: 'set', setId: friends.id },
        audience: { kind: 'person', did: home.space.identity }
      })
      const { id } = await home.received.accept((await alice.shares.key(share.id)).key)
      await shows(home, id, 1)
      return { share: share.id, id }
    }
    const bobs = await give(bob)
    const carols = await give(carol)
    await carol.space.close()
    await alice.shares.revoke(bobs.share)
    await add(friends, ['Erin'])
    carol = await sharingSpace(network, 'carol', { storage, seed })
    await shows(carol, carols.id, 2)
  })
})

describe('a holder who was not seen for a month', () => {
  it('costs nothing at a revocation, and gets the key when they come', async () => {
    let shift = 0
    const now = () => Date.now() + shift
    const storage = await network.folder()
    const seed = Buffer.alloc(32, 62)
    const alice = await sharingSpace(network, 'alice', { now })
    const bob = await sharingSpace(network, 'bob', { now })
    let carol = await sharingSpace(network, 'carol', { now, storage, seed })
    const friends = await alice.set('Friends', ['Dave'])
    const selection = { kind: 'set' as const, setId: friends.id }
    const make = (label: string) => alice.shares.create({ label, selection, until: null })
    const toCarol = await make('Carol')
    const { id } = await carol.received.accept((await alice.shares.key(toCarol.id)).key)
    await shows(carol, id, 1)
    await carol.space.close()
    await until(async () => (await alice.shares.get(toCarol.id)).connected === 0, 'she is away')
    shift = 40 * 24 * 60 * 60 * 1000
    const toBob = await make('Bob')
    await bob.received.accept((await alice.shares.key(toBob.id)).key)
    expect(await alice.shares.revoke(toBob.id)).toMatchObject({ epoch: 2, resealed: 0 })
    await add(friends, ['Erin'])
    carol = await sharingSpace(network, 'carol', { now, storage, seed })
    await shows(carol, id, 2)
  })
})

/** Everything that was written to it is here. */
async function whole(log: GrantLog): Promise<void> {
  await until(() => log.core.length > 2, 'the news is there')
  await log.core.download({ start: 0, end: log.core.length }).done()
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  return `${(error as { code?: string }).code} ${error.message} ${textOf(error.cause)}`
}
