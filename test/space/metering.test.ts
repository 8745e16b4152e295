import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatKey, parseKey } from '../../src-main/grant'
import { createSeed } from '../../src-main/identity'
import type { Draft } from '../../src-main/rights'
import { LOOK } from '../../src-main/space/metering/usage'
import type { SpaceOptions } from '../../src-main/space/space'
import z32 from 'z32'
import { counts, looks, shared, typed, uncounted } from './metered'
import { add, sharingSpace, type SharingSpace } from './sharing'
import { LocalNetwork, until } from './network'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

const rowOf = async ({ received }: SharingSpace, id: string) =>
  (await received.list()).find(row => row.id === id)!
const usedUp = { code: 'COUNT_USED_UP' }
const isLive = (bob: SharingSpace, id: string) =>
  until(async () => (await rowOf(bob, id)).state === 'live', 'Bob has the copy')

describe('a share whose looks are counted', () => {
  it('is listed only while a look is open, and never after the last one', async () => {
    const { alice, bob, friends, share, id } = await shared(network, looks(2))
    await isLive(bob, id)
    expect(bob.names(id)).toEqual([])
    expect(await rowOf(bob, id)).toMatchObject({
      needsUse: true,
      uses: { used: 0, allowed: 2, left: 2 }
    })

    const first = await bob.received.use(id, { action: 'display' })
    expect(first).toMatchObject({ left: 1, receipt: 1 })
    await until(() => bob.names(id).length === 2, 'Bob sees it')
    expect(await bob.received.use(id, { action: 'display' })).toMatchObject({ left: 1, receipt: 1 })
    await bob.received.closeLook(id)
    expect(bob.names(id)).toEqual([])

    await bob.received.use(id, { action: 'display' })
    await counts(alice, 2, share.id)
    await until(async () => (await alice.shares.get(share.id)).uses?.left === 0, 'nothing is left')
    // The gate is shut, and what Bob looks at stays open to its end.
    await until(() => alice.shares.of(share.id).spent, 'the gate is shut')
    await until(() => bob.names(id).length === 2, 'Bob still looks')
    expect((await rowOf(bob, id)).state).not.toBe('used-up')
    await add(friends, ['Eve'])
    await pause(300)
    expect(bob.names(id)).toEqual(['Carol', 'Dave'])
    await bob.received.closeLook(id)

    for (let times = 0; times < 3; times++) {
      await expect(bob.received.use(id, { action: 'display' })).rejects.toMatchObject(usedUp)
    }
    expect(bob.names(id)).toEqual([])
    expect(await rowOf(bob, id)).toMatchObject({
      state: 'used-up',
      uses: { used: 2, allowed: 2, left: 0 }
    })
    expect((await alice.shares.get(share.id)).state).toBe('used-up')
    const { rows } = await alice.meters.receipts({ shareId: share.id })
    expect(rows.map(({ number, state, action }) => [number, state, action])).toEqual([
      [2, 'ok', 'display'],
      [1, 'ok', 'display']
    ])
    await until(async () => {
      const page = await alice.meters.receipts({ shareId: share.id })
      return page.rows.every(({ counterSigned }) => counterSigned)
    }, 'all are counter-signed')
    await until(async () => (await rowOf(bob, id)).receipts?.acknowledged === 2, 'Bob has that')
  })

  it('is called used up when the one who used it up comes back, with its owner there or not', async () => {
    const storage = await network.folder()
    const seed = createSeed()
    const { alice, share, key } = await shared(network, looks(1))
    let carol = await sharingSpace(network, 'carol', { storage, seed })
    const { id } = await carol.received.accept(key)
    await isLive(carol, id)
    await carol.received.use(id, { action: 'display' })
    await carol.received.closeLook(id)
    await until(() => alice.shares.of(share.id).spent, 'the gate is shut')
    const isUsedUp = () =>
      until(async () => (await rowOf(carol, id)).state === 'used-up', 'Carol is told so')
    await isUsedUp()
    await carol.space.close()
    carol = await sharingSpace(network, 'carol', { storage, seed })
    await until(() => carol.space.gate.peersOf(alice.space.networkKey).length > 0, 'they met')
    await isUsedUp()
    await alice.space.close()
    await until(() => carol.space.gate.peers.size === 0, 'Alice is away')
    await isUsedUp()
  })

  it('is not called used up by one who has it still to use, nor when it is suspended', async () => {
    const { alice, bob, share, id } = await shared(network, looks(1))
    await isLive(bob, id)
    expect((await alice.shares.get(share.id)).state).toBe('active')
    await bob.received.use(id, { action: 'display' })
    await bob.received.closeLook(id)
    await until(() => alice.shares.of(share.id).spent, 'the gate is shut')
    await alice.shares.suspend(share.id)
    await until(async () => (await rowOf(bob, id)).state === 'suspended', 'Bob hears of it')
    expect((await alice.shares.get(share.id)).state).toBe('suspended')
  })

  it('is closed by the clock when nobody closes the look', async () => {
    let time = Date.now()
    const { bob, id } = await shared(network, looks(1), { now: () => time })
    await isLive(bob, id)
    await bob.received.use(id, { action: 'display' })
    await until(() => bob.names(id).length === 2, 'Bob sees it')
    time += LOOK + 1
    await until(() => bob.names(id).length === 0, 'the look is over')
  })

  it('cannot be looked at once more by two who ask at the same time', async () => {
    const { bob, id } = await shared(network, looks(1))
    await isLive(bob, id)
    const asked = await Promise.allSettled(
      Array.from({ length: 5 }, async () => {
        await bob.received.use(id, { action: 'display' })
        await bob.received.closeLook(id)
      })
    )
    await bob.received.closeLook(id)
    expect((await rowOf(bob, id)).uses).toMatchObject({ used: 1, left: 0 })
    expect(asked.some(({ status }) => status === 'fulfilled')).toBe(true)
  })

  it('counts what Bob does while Alice is away, and she learns of it when she is back', async () => {
    const seed = createSeed()
    const storage = await network.folder()
    const options: Partial<SpaceOptions> = { seed, storage }
    const alice = await sharingSpace(network, 'alice', options)
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends', ['Carol'])
    const selection = { kind: 'set' as const, setId: friends.id }
    const terms = looks(3)
    const share = await alice.shares.create({ label: 'F', selection, terms, aboutOthers: true })
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await isLive(bob, id)
    await alice.space.close()
    await until(() => bob.space.gate.peers.size === 0, 'Alice is away')

    for (const left of [2, 1]) {
      expect(await bob.received.use(id, { action: 'display' })).toMatchObject({ left })
      await until(() => bob.names(id).length === 1, 'Bob sees it without her')
      await bob.received.closeLook(id)
    }
    const again = await sharingSpace(network, 'alice', options)
    await counts(again, 2, share.id)
    expect((await again.shares.get(share.id)).uses).toEqual({ used: 2, allowed: 3, left: 1 })
  })

  it('is one count for two who have one ticket', async () => {
    const { alice, bob, share, key, id } = await shared(network, looks(3))
    const carol = await sharingSpace(network, 'carol')
    const { id: hers } = await carol.received.accept(key)
    await isLive(bob, id)
    await isLive(carol, hers)
    await bob.received.use(id, { action: 'display' })
    await bob.received.closeLook(id)
    await bob.received.use(id, { action: 'display' })
    await until(async () => (await rowOf(carol, hers)).uses?.left === 1, 'Carol hears of it')
    expect(await carol.received.use(hers, { action: 'display' })).toMatchObject({ left: 0 })
    await carol.received.closeLook(hers)
    await bob.received.closeLook(id)
    await until(async () => (await rowOf(bob, id)).uses?.left === 0, 'Bob hears of it')
    await expect(bob.received.use(id, { action: 'display' })).rejects.toMatchObject(usedUp)
    await expect(carol.received.use(hers, { action: 'display' })).rejects.toMatchObject(usedUp)
    const { rows } = await alice.meters.overview({ shareId: share.id })
    expect(rows.map(({ did, uses, state }) => [did, uses, state])).toEqual([
      [bob.space.identity, 2, 'ok'],
      [carol.space.identity, 1, 'ok']
    ])
  })

  it('that two used up without knowing of each other is called overused', async () => {
    const { alice, bob, share, key, id } = await shared(network, looks(1))
    const carol = await sharingSpace(network, 'carol')
    const { id: hers } = await carol.received.accept(key)
    await isLive(bob, id)
    await isLive(carol, hers)
    await Promise.all([bob.space.swarm.suspend(), carol.space.swarm.suspend()])
    await bob.received.use(id, { action: 'display' })
    await carol.received.use(hers, { action: 'display' })
    await Promise.all([bob.space.swarm.resume(), carol.space.swarm.resume()])
    await counts(alice, 2, share.id)
    const { rows } = await alice.meters.overview({ shareId: share.id })
    const users = rows.filter(({ uses }) => uses > 0)
    expect(users.map(({ state }) => state)).toEqual(['overused', 'overused'])
  })

  it('goes on where it was when it is stopped and accepted again', async () => {
    const { bob, key, id } = await shared(network, looks(2))
    await isLive(bob, id)
    await bob.received.use(id, { action: 'display' })
    await bob.received.stop(id)
    const again = await bob.received.accept(key)
    expect((await rowOf(bob, again.id)).uses).toMatchObject({ used: 1, left: 1 })
  })

  it('counts a use that was signed for when the power failed before anything was shown', async () => {
    const { bob, key, id } = await shared(network, looks(2))
    await isLive(bob, id)
    await bob.received.use(id, { action: 'display' })
    await bob.received.closeLook(id)
    const { grant } = parseKey(key)
    const noted = await bob.space.database.get<object>('uses', z32.encode(grant))
    await bob.received.stop(id)
    // As if the note of the receipt had not been written any more.
    await bob.space.database.put('uses', z32.encode(grant), {
      ...noted,
      number: 0,
      hash: '',
      uses: {},
      firstUse: null
    })
    const again = await bob.received.accept(key)
    expect((await rowOf(bob, again.id)).uses).toMatchObject({ used: 1, left: 1 })
  })

  it('deletes the copy after the last look where that is a duty, and signs for it', async () => {
    const { alice, bob, friends, share, id } = await shared(network, looks(1, 'delete'))
    await isLive(bob, id)
    await bob.received.use(id, { action: 'display' })
    await until(() => bob.names(id).length === 2, 'Bob sees it')
    expect(await bob.space.store.storage.hasCore(friends.set.discoveryKey)).toBe(true)
    await bob.received.closeLook(id)
    await until(async () => (await rowOf(bob, id)).deleted !== undefined, 'it is deleted')
    expect(await bob.space.store.storage.hasCore(friends.set.discoveryKey)).toBe(false)
    await until(async () => {
      const { rows } = await alice.meters.receipts({ shareId: share.id })
      return rows[0]?.action === 'delete'
    }, 'Alice has the receipt of the deletion')
    await expect(bob.received.use(id, { action: 'display' })).rejects.toMatchObject(usedUp)
  })
})

describe('a share that may be used for some time from the first use', () => {
  it('is timed from there, and refused after it', async () => {
    let time = Date.now()
    const draft = uncounted()
    const terms = {
      ...draft,
      permission: [
        {
          action: ['read', 'display'],
          constraint: [
            {
              leftOperand: 'elapsedTime',
              operator: 'lteq',
              rightOperand: typed('PT1H', 'duration')
            }
          ]
        }
      ]
    } as Draft
    const { bob, id } = await shared(network, terms, { now: () => time })
    await isLive(bob, id)
    time += 5 * 3_600_000
    await bob.received.use(id, { action: 'display' })
    await until(() => bob.names(id).length === 2, 'Bob sees it')
    await bob.received.closeLook(id)
    time += 3_600_000
    await bob.received.use(id, { action: 'display' })
    time += 1
    await until(() => bob.names(id).length === 0, 'the hour is over')
    await expect(bob.received.use(id, { action: 'display' })).rejects.toMatchObject({
      code: 'GRANT_EXPIRED'
    })
    // A clock that is set back gives nothing back.
    time -= 10 * 3_600_000
    await expect(bob.received.use(id, { action: 'display' })).rejects.toMatchObject({
      code: 'POLICY_DENIED'
    })
  })
})

describe('a share that counts looks and permits something else without a count', () => {
  const lookAndExtract = (times: number, prohibited: string[] = []): Draft => {
    const terms = looks(times)
    const prohibition = [
      ...(terms.prohibition ?? []),
      ...prohibited.map(action => ({ action: [action] }))
    ]
    return {
      ...terms,
      permission: [...terms.permission, { action: ['extract'] }],
      prohibition
    } as Draft
  }

  it('refuses the look after the last and nothing else: the gate stays open', async () => {
    const { alice, bob, friends, share, id } = await shared(network, lookAndExtract(1))
    await isLive(bob, id)
    await bob.received.use(id, { action: 'display' })
    await bob.received.closeLook(id)
    await counts(alice, 1, share.id)
    await expect(bob.received.use(id, { action: 'display' })).rejects.toMatchObject(usedUp)
    expect(bob.names(id)).toEqual([])
    expect(bob.received.permits(id, 'extract')).toBe(true)

    expect(alice.shares.of(share.id).spent).toBe(false)
    const core = bob.space.store.get({ key: friends.set.key })
    await core.ready()
    const following = bob.space.gate.follow(core, { from: [alice.space.networkKey] })
    await add(friends, ['Eve'])
    await until(() => core.length === friends.set.core.length, 'what came later is served')
    await following.stop()
    await core.close()
  })

  it('shuts the gate where that is prohibited anyway', async () => {
    const { alice, bob, share, id } = await shared(network, lookAndExtract(1, ['extract']))
    await isLive(bob, id)
    await bob.received.use(id, { action: 'display' })
    await until(() => alice.shares.of(share.id).spent, 'the gate is shut')
  })
})

describe('a share that is not counted', () => {
  it('is signed for when something is opened, once a minute for the same', async () => {
    let time = Date.now()
    const { alice, bob, share, id } = await shared(network, uncounted(), { now: () => time })
    await until(() => bob.names(id).length === 2, 'Bob sees it')
    const one = { action: 'display' as const, datoms: ['a-datom'] }
    await bob.received.touch(id, one)
    await bob.received.touch(id, one)
    await bob.received.touch(id, { ...one, datoms: ['a-datom', 'another'] })
    time += 61_000
    await bob.received.touch(id, one)
    await counts(alice, 3, share.id)
    const { rows } = await alice.meters.receipts({ shareId: share.id })
    expect(rows.map(({ ids }) => ids)).toEqual([['a-datom'], ['another'], ['a-datom']])
    const { totals } = await alice.meters.overview({ datom: 'another' })
    expect(totals.uses).toBe(1)
  })

  it('shows who was served and has signed for nothing', async () => {
    const { alice, bob, share, id } = await shared(network, uncounted())
    await until(() => bob.names(id).length === 2, 'Bob sees it')
    const { rows } = await alice.meters.overview({ shareId: share.id })
    expect(rows).toMatchObject([{ did: bob.space.identity, uses: 0, state: 'no-receipt' }])
    expect(rows[0]!.blocks).toBeGreaterThan(0)
  })
})

describe('what was served', () => {
  it('is kept by share, by connection and by day over a restart', async () => {
    const options = { seed: createSeed(), storage: await network.folder() }
    const alice = await sharingSpace(network, 'alice', options)
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends', ['Carol'])
    const selection = { kind: 'set' as const, setId: friends.id }
    const share = await alice.shares.create({ label: 'F', selection })
    const { key } = await alice.shares.key(share.id)
    const { id } = await bob.received.accept(formatKey(parseKey(key)))
    await until(() => bob.names(id).length === 1, 'Bob sees it')
    const before = await alice.meters.overview()
    expect(before.rows).toMatchObject([{ did: bob.space.identity, shareId: share.id }])
    await alice.space.close()
    const again = await sharingSpace(network, 'alice', options)
    const { totals, series } = await again.meters.overview()
    expect(totals.blocks).toBeGreaterThanOrEqual(before.totals.blocks)
    expect(series).toHaveLength(1)
    expect(series[0]).toMatchObject({ blocks: totals.blocks, bytes: totals.bytes })
  })
})
