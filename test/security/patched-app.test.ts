import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseKey } from '../../src-main/grant'
import { createSeed } from '../../src-main/identity'
import { draftOf, type Draft } from '../../src-main/rights'
import { bundle } from '../process'
import { card } from '../datom/room'
import { LocalNetwork, until } from '../space/network'
import { Patched, server, type Served } from './patched'

let network: LocalNetwork
beforeAll(async () => {
  await bundle('test/programs/patched.ts')
  network = await LocalNetwork.start()
}, 60_000)
afterAll(() => network.close())

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))
const looks = (times: number): Draft => {
  const draft = draftOf('family', { now: Date.now() })
  const count = {
    leftOperand: 'count' as const,
    operator: 'lteq' as const,
    rightOperand: { '@value': String(times), '@type': 'xsd:integer' as const }
  }
  return {
    ...draft,
    permission: [{ action: ['read', 'index'] }, { action: ['display'], constraint: [count] }]
  }
}

async function friends(alice: Served, names: string[]) {
  const set = await alice.call('sets.create', { name: 'Friends' })
  for (const name of names) await alice.call('contacts.save', { setId: set.id, card: card(name) })
  return set
}

async function shared(alice: Served, setId: string, params: object = {}) {
  const selection = { kind: 'set', setId }
  const made = { label: 'Friends', selection, aboutOthers: true, ...params }
  const { id } = await alice.call('shares.create', made)
  return { id, ...(await alice.call('shares.key', { id })) }
}

const add = (alice: Served, setId: string, name: string) =>
  alice.call('contacts.save', { setId, card: card(name) })

/** Until the patched app can read exactly these. */
const reads = (who: Patched, grant: string, names: string[]) =>
  until(
    async () => (await who.call('read', { grant })).names?.join() === names.join(),
    `${names.join()} can be read`
  )

const rowOf = async (alice: Served, shareId: string, did: string) =>
  (await alice.call('meter.overview', { shareId })).rows.find(row => row.did === did)

describe('a grantee who patched her app', { timeout: 90_000 }, () => {
  it('reads what she was served in spite of counted looks, and is shown as one who signed for nothing', async () => {
    const alice = await server(network, 'alice')
    const mallory = await Patched.start(network, 'mallory')
    const set = await friends(alice, ['Carol', 'Dave'])
    const share = await shared(alice, set.id, { terms: looks(1) })
    const { grant, word } = await mallory.call('hold', { key: share.key })
    expect(word).toBe('active')
    // The count of looks is metered, not enforced against her: this is what that label says.
    await reads(mallory, grant, ['Carol', 'Dave'])
    await until(async () => {
      const row = await rowOf(alice, share.id, mallory.did)
      return row?.state === 'no-receipt' && row.blocks > 0 && row.uses === 0
    }, 'Alice sees who was served and signed for nothing')
  })

  it('and signs for one look only, then hides the rest, is served no more once they are counted', async () => {
    const alice = await server(network, 'alice')
    const mallory = await Patched.start(network, 'mallory')
    const set = await friends(alice, ['Carol'])
    const share = await shared(alice, set.id, { terms: looks(3) })
    const { grant } = await mallory.call('hold', { key: share.key })
    await reads(mallory, grant, ['Carol'])
    await mallory.call('sign', { grant, times: 1 })
    await until(async () => (await rowOf(alice, share.id, mallory.did))?.uses === 1, 'one came')
    // A number is left out: the receipt in between is hidden, and counts.
    await mallory.call('sign', { grant, times: 1, skip: 1 })
    await until(async () => {
      const row = await rowOf(alice, share.id, mallory.did)
      return row?.state === 'faulty' && row.faults.gap === 1
    }, 'the gap is shown')
    await until(() => alice.modules.shares.of(share.id).spent, 'nothing is left')
    await add(alice, set.id, 'Erin')
    await pause(500)
    expect((await mallory.call('read', { grant })).names).toEqual(['Carol'])
  })

  it('and dates her receipts in the future is shown with a clock that is wrong, and gains no time', async () => {
    const alice = await server(network, 'alice')
    const mallory = await Patched.start(network, 'mallory')
    const set = await friends(alice, ['Carol'])
    const share = await shared(alice, set.id)
    const { grant } = await mallory.call('hold', { key: share.key })
    const before = Date.now()
    await mallory.call('sign', { grant, times: 1, at: Date.parse('2099-01-01T00:00:00Z') })
    await mallory.call('sign', { grant, times: 1, at: 0 })
    await until(async () => (await rowOf(alice, share.id, mallory.did))?.uses === 2, 'both came')
    const { rows } = await alice.call('receipts.list', { shareId: share.id })
    expect(rows.map(({ state }) => state)).toEqual(['clock', 'clock'])
    expect(await rowOf(alice, share.id, mallory.did)).toMatchObject({ state: 'faulty' })
    const { firstUse } = alice.modules.meters.countOf(share.id)!.state()
    expect(firstUse).toBeGreaterThan(before - 60_000)
    expect(firstUse).toBeLessThanOrEqual(Date.now())
  })

  it('and takes her receipts back over and over is shown doing so, until she is not followed any more', async () => {
    const alice = await server(network, 'alice')
    const mallory = await Patched.start(network, 'mallory')
    const set = await friends(alice, ['Carol'])
    const share = await shared(alice, set.id)
    const { grant } = await mallory.call('hold', { key: share.key })
    await mallory.call('sign', { grant, times: 400 })
    await until(async () => (await rowOf(alice, share.id, mallory.did))?.uses === 400, 'all came')
    const log = () => [...alice.modules.meters.countOf(share.id)!.logs.values()][0]!
    for (let times = 0; times < 8 && !log().stopped; times++) {
      const { receipts } = log()
      await mallory.call('takeBack', { length: 0 })
      await mallory.call('sign', { grant, times: 300 })
      await until(
        () => log().stopped !== undefined || log().receipts >= receipts + 300,
        'Alice judged them'
      )
    }
    expect(log()).toMatchObject({ stopped: 'too-much' })
    expect(log().faults.dropped).toBeGreaterThan(1_000)
    expect(log().receipts).toBeLessThan(5_000)
    expect(await rowOf(alice, share.id, mallory.did)).toMatchObject({ state: 'faulty' })
  })

  it('and uses the proof of somebody else, or of another share, is refused by that word', async () => {
    const alice = await server(network, 'alice')
    const bob = await Patched.start(network, 'bob')
    const mallory = await Patched.start(network, 'mallory')
    const set = await friends(alice, ['Carol'])
    const other = await friends(alice, ['Dave'])
    const his = await shared(alice, set.id, { audience: { kind: 'person', did: bob.did } })
    const hers = await shared(alice, other.id)
    const { grant, proof, set: core, word } = await bob.call('hold', { key: his.key })
    expect(word).toBe('active')
    await mallory.call('hold', { key: hers.key })
    const to = alice.space
    expect(await mallory.call('prove', { to, grant, proof })).toBe('refused')
    expect(await mallory.call('cross', { key: hers.key, grant })).toBe('refused')
    // The leaked string itself is worthless to her: she is not the one whom it is for.
    expect(await mallory.call('hold', { key: his.key })).toMatchObject({ word: 'refused' })
    expect(await mallory.call('take', { from: to, set: core })).toMatchObject({ length: 0 })
  })

  it('and serves on what she holds gives bytes and keys away up to her end, and nothing after it', async () => {
    const alice = await server(network, 'alice')
    const mallory = await Patched.start(network, 'mallory')
    const carol = await Patched.start(network, 'carol')
    const eve = await Patched.start(network, 'eve')
    const set = await friends(alice, ['Dave'])
    const hers = await shared(alice, set.id)
    const carols = await shared(alice, set.id)
    const { grant, set: core } = await mallory.call('hold', { key: hers.key })
    const held = await carol.call('hold', { key: carols.key })
    await reads(mallory, grant, ['Dave'])
    await reads(carol, held.grant, ['Dave'])
    await mallory.call('serveOn', { grant })
    await carol.call('serveOn', { grant: held.grant })
    const keys = await mallory.call('keys')

    // Passing on by hand is what no program can hinder: "declared", and Eve is no holder for Alice.
    const got = await eve.call('take', { from: mallory.space, set: core, keys })
    expect(got.names).toEqual(['Dave'])
    expect(await eve.call('take', { from: alice.space, set: core })).toMatchObject({
      length: got.length
    })
    expect((await alice.call('shares.list')).flatMap(({ holders }) => holders ?? [])).toHaveLength(
      2
    )

    await alice.call('shares.revoke', { id: hers.id })
    await add(alice, set.id, 'Erin')
    await reads(carol, held.grant, ['Dave', 'Erin'])
    expect((await mallory.call('read', { grant })).names).toEqual(['Dave'])
    // Carol hands her the bytes of the later version: they are there, and no key that she kept opens them.
    const later = await mallory.call('take', { from: carol.space, set: core })
    expect(later.length).toBeGreaterThan(got.length)
    expect(later.names ?? []).not.toContain('Erin')
    expect(later.code).toBe('EPOCH_KEY_MISSING')
    expect(await mallory.call('epochs')).toEqual([1])
    expect(await carol.call('epochs')).toEqual([1, 2])
  })
})

describe('one ticket on two devices', { timeout: 60_000 }, () => {
  it('of one person is one count, in two logs that are never taken for a fork', async () => {
    const alice = await server(network, 'alice')
    const seed = createSeed()
    const phone = await Patched.start(network, 'phone', { seed })
    const set = await friends(alice, ['Carol'])
    const share = await shared(alice, set.id, { terms: looks(2) })
    const first = await phone.call('hold', { key: share.key })
    await phone.call('sign', { grant: first.grant, times: 1 })
    await until(async () => (await rowOf(alice, share.id, phone.did))?.uses === 1, 'one came')
    await phone.program.stop('SIGKILL')

    const desk = await server(network, 'desk')
    const { id } = await desk.call('received.accept', { key: share.key })
    await until(async () => {
      const row = (await desk.call('received.list')).find(each => each.id === id)
      return row?.state === 'live' && row.uses?.left === 1
    }, 'the other device knows what is left')
    expect(await desk.call('received.use', { id, action: 'display' })).toMatchObject({ left: 0 })
    await desk.call('received.closeLook', { id })
    await expect(desk.call('received.use', { id, action: 'display' })).rejects.toMatchObject({
      code: 'COUNT_USED_UP'
    })
    await until(() => alice.modules.shares.of(share.id).spent, 'Alice serves no more')
    const { rows } = await alice.call('meter.overview', { shareId: share.id })
    expect(rows.every(({ state }) => state === 'ok')).toBe(true)
    expect(parseKey(share.key).kind).toBe('ticket')
  })
})
