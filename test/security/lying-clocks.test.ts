import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { draftOf, type Draft } from '../../src-main/rights'
import { LocalNetwork, until } from '../space/network'
import { add, sharingSpace, type SharingSpace } from '../space/sharing'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const HOUR = 3_600_000
const YEAR = 365 * 24 * HOUR
const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))
const stateOf = async ({ received }: SharingSpace, id: string) =>
  (await received.list()).find(row => row.id === id)?.state
const reaches = (home: SharingSpace, id: string, state: string) =>
  until(async () => (await stateOf(home, id)) === state, `it is ${state}`)

/** Alice shares for an hour; the clocks of both are wrong by as much as is set. */
async function shared(wrong: { alice: number; bob: number }, terms?: Draft) {
  const alice = await sharingSpace(network, 'alice', { now: () => Date.now() + wrong.alice })
  const bob = await sharingSpace(network, 'bob', { now: () => Date.now() + wrong.bob })
  const friends = await alice.set('Friends', ['Carol'])
  const selection = { kind: 'set' as const, setId: friends.id }
  const until = new Date(Date.now() + wrong.alice + HOUR).toISOString()
  const made = { label: 'Friends', selection, aboutOthers: true as const }
  const share = await alice.shares.create({ ...made, ...(terms ? { terms } : { until }) })
  const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
  return { alice, bob, friends, share, id }
}

describe('a holder whose clock is set back by a year', () => {
  it('has nothing more after the end than one whose clock is right', async () => {
    const wrong = { alice: 0, bob: -YEAR }
    const { alice, bob, friends, share, id } = await shared(wrong)
    await until(() => bob.names(id).length === 1, 'Bob sees it')
    wrong.alice = 2 * HOUR
    const [peer] = alice.space.gate.peersOf(bob.space.networkKey)
    await until(() => !alice.space.gate.serves(peer!, friends.set.core), 'Alice serves no more')
    await reaches(bob, id, 'expired')
    expect(bob.names(id)).toEqual([])
    await until(() => friends.ring.latest === 2, 'a new epoch began')
    await add(friends, ['Dave'])
    await pause(300)
    expect((await alice.shares.get(share.id)).state).toBe('expired')
    expect(bob.names(id)).toEqual([])
    await expect(bob.received.use(id, { action: 'display' })).rejects.toMatchObject({
      code: 'GRANT_EXPIRED'
    })
  })
})

describe('a holder whose clock is ahead by a year', () => {
  it('shows nothing, loses nothing for good, and has it again when the clock is right', async () => {
    const wrong = { alice: 0, bob: 0 }
    const { alice, bob, share, id } = await shared(wrong)
    await until(() => bob.names(id).length === 1, 'Bob sees it')
    wrong.bob = YEAR
    await reaches(bob, id, 'expired')
    const { key } = await alice.shares.key(share.id)
    const carol = await sharingSpace(network, 'carol', { now: () => Date.now() + YEAR })
    await expect(carol.received.accept(key)).rejects.toMatchObject({ code: 'GRANT_EXPIRED' })
    await until(() => bob.names(id).length === 0, 'Bob sees nothing')
    expect(bob.names(id)).toEqual([])
    expect((await alice.shares.get(share.id)).state).toBe('active')
    wrong.bob = 0
    await reaches(bob, id, 'live')
    await until(() => bob.names(id).length === 1, 'Bob sees it')
  })

  it('signs with that time, and Alice shows a clock that is wrong', async () => {
    const wrong = { alice: 0, bob: YEAR }
    const { alice, bob, share, id } = await shared(wrong, draftOf('family', { now: Date.now() }))
    await until(() => bob.names(id).length === 1, 'Bob sees it')
    await bob.received.use(id, { action: 'display' })
    const rows = async () => (await alice.meters.receipts({ shareId: share.id })).rows
    await until(async () => (await rows()).length === 1, 'the receipt came')
    expect((await rows())[0]).toMatchObject({ state: 'clock', action: 'display' })
    expect(alice.meters.countOf(share.id)!.state().firstUse).toBeLessThanOrEqual(Date.now())
  })
})

describe('an owner whose clock is set back', () => {
  it('does not give back what had ended', async () => {
    const wrong = { alice: 0, bob: 0 }
    const { alice, bob, friends, share, id } = await shared(wrong)
    await until(() => bob.names(id).length === 1, 'Bob sees it')
    wrong.alice = 2 * HOUR
    await reaches(bob, id, 'expired')
    wrong.alice = -YEAR
    await add(friends, ['Dave'])
    await pause(300)
    expect((await alice.shares.get(share.id)).state).toBe('expired')
    expect(await stateOf(bob, id)).toBe('expired')
    expect(bob.names(id)).toEqual([])
    await expect(alice.shares.renew(share.id, null)).rejects.toMatchObject({
      code: 'GRANT_EXPIRED'
    })
  })

  it('still counts what is used, at a time that can be', async () => {
    const wrong = { alice: -YEAR, bob: 0 }
    const { alice, bob, share, id } = await shared(wrong, draftOf('family', { now: Date.now() }))
    await until(() => bob.names(id).length === 1, 'Bob sees it')
    await bob.received.use(id, { action: 'display' })
    const overview = () => alice.meters.overview({ shareId: share.id })
    await until(async () => (await overview()).totals.uses === 1, 'the use is counted')
    // By her clock his is ahead: neither knows whose is right, and it is shown.
    expect((await overview()).rows[0]).toMatchObject({ uses: 1, state: 'faulty' })
    const { firstUse } = alice.meters.countOf(share.id)!.state()
    expect(firstUse).toBeLessThanOrEqual(Date.now() - YEAR)
  })
})

describe('an owner whose clock jumps ahead and back', () => {
  it('has ended what was over by it, and goes on with what was not', async () => {
    const wrong = { alice: 0, bob: 0 }
    const { alice, bob, id, friends } = await shared(wrong)
    const selection = { kind: 'set' as const, setId: friends.id }
    const forever = await alice.shares.create({ label: 'x', selection, until: null })
    await until(() => bob.names(id).length === 1, 'Bob sees it')
    wrong.alice = YEAR
    await reaches(bob, id, 'expired')
    wrong.alice = 0
    await pause(300)
    // What was ended is told and has new keys: it does not come back by itself.
    expect(await stateOf(bob, id)).toBe('expired')
    const again = await bob.received.accept((await alice.shares.key(forever.id)).key)
    await add(friends, ['Dave'])
    await until(() => bob.names(again.id).length === 2, 'Bob has it by the other one')
  })
})
