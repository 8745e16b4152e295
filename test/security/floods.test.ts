import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../process'
import { LocalNetwork, until } from '../space/network'
import { card } from '../datom/room'
import { Patched, server, type Served } from './patched'

let network: LocalNetwork
beforeAll(async () => {
  await bundle('test/programs/patched.ts')
  network = await LocalNetwork.start()
}, 60_000)
afterAll(() => network.close())

const refusals = (answers: { refused?: string }[]) => answers.filter(({ refused }) => refused)
const rows = (alice: Served, table: string) => alice.server.space.database.list(table)

describe('a stranger who floods', { timeout: 90_000 }, () => {
  it('with letters is heard as often as one who writes by hand, and leaves no more behind', async () => {
    const alice = await server(network, 'alice')
    const mallory = await Patched.start(network, 'mallory')
    const to = { to: alice.space, did: alice.did }
    // Asked and taken back: each such pair leaves nothing that waits, and yet something on the disk.
    const bodies = Array.from({ length: 200 }, (_, at) => [
      { kind: 'request.ask', body: { request: `r${at}`, message: 'x'.repeat(1_900) } },
      { kind: 'request.withdrawn', body: { request: `r${at}` } }
    ]).flat()
    const asked = bodies.filter(({ kind }) => kind === 'request.ask').map(({ body }) => body)
    const taken = bodies.filter(({ kind }) => kind !== 'request.ask').map(({ body }) => body)
    const first = await mallory.call('letters', {
      ...to,
      kind: 'request.ask',
      bodies: asked.slice(0, 10)
    })
    const back = await mallory.call('letters', {
      ...to,
      kind: 'request.withdrawn',
      bodies: taken.slice(0, 10)
    })
    const rest = await mallory.call('letters', {
      ...to,
      kind: 'request.withdrawn',
      bodies: taken.slice(10)
    })
    expect(refusals(back.answers)).toEqual([])
    expect(refusals(rest.answers).length).toBeGreaterThan(100)
    expect(new Set(refusals(rest.answers).map(({ refused }) => refused))).toEqual(
      new Set(['LIMIT_EXCEEDED'])
    )
    expect([...first.answers, ...back.answers, ...rest.answers].length).toBeGreaterThan(150)
    const [letters] = await rows(alice, 'letters-taken')
    expect((letters!.value as string[]).length).toBeLessThanOrEqual(60)
    expect((await rows(alice, 'requests')).length).toBeLessThanOrEqual(10)
  })

  it('does not keep somebody else from being heard', async () => {
    const alice = await server(network, 'alice')
    const mallory = await Patched.start(network, 'mallory')
    const bob = await server(network, 'bob')
    const bodies = Array.from({ length: 100 }, (_, at) => ({ request: `r${at}` }))
    const to = { to: alice.space, did: alice.did, kind: 'request.withdrawn', bodies }
    await mallory.call('letters', to)
    await bob.call('people.add', { key: (await alice.call('people.me')).key })
    await bob.call('requests.send', { did: alice.did, message: 'May I?' })
    await until(
      async () => (await alice.call('requests.list')).some(({ did }) => did === bob.did),
      'Bob is heard'
    )
  })

  it.each([
    ['messages', 20_000],
    ['cores', 20_000]
  ] as const)('with %s is cut off, while a holder is served as before', async (what, times) => {
    const alice = await server(network, 'alice')
    const bob = await server(network, 'bob')
    const mallory = await Patched.start(network, 'mallory')
    const set = await alice.call('sets.create', { name: 'Friends' })
    await alice.call('contacts.save', { setId: set.id, card: card('Carol') })
    const selection = { kind: 'set', setId: set.id }
    const share = await alice.call('shares.create', { label: 'F', selection })
    const { key } = await alice.call('shares.key', { id: share.id })
    await bob.call('received.accept', { key })
    const names = async () => (await bob.call('contacts.page', {})).rows.map(({ name }) => name)
    await until(async () => (await names()).includes('Carol'), 'Bob sees her')
    const flooding = mallory.call('flood', { to: alice.space, what, times })
    await alice.call('contacts.save', { setId: set.id, card: card('Dave') })
    await until(async () => (await names()).includes('Dave'), 'Bob sees the edit')
    expect(await flooding).toEqual({ closed: true })
    expect((await alice.call('space.status')).phase).toBe('open')
    const peers = alice.server.space.gate.peersOf(Buffer.from(bob.space, 'hex'))
    expect(peers.some(peer => !peer.closed)).toBe(true)
  })

  it('with names of logs of receipts is followed in a few, and Alice goes on', async () => {
    const alice = await server(network, 'alice')
    const mallory = await Patched.start(network, 'mallory')
    const set = await alice.call('sets.create', { name: 'Friends' })
    await alice.call('contacts.save', { setId: set.id, card: card('Carol') })
    const selection = { kind: 'set', setId: set.id }
    const share = await alice.call('shares.create', { label: 'F', selection })
    const { key } = await alice.call('shares.key', { id: share.id })
    const { grant } = await mallory.call('hold', { key })
    await mallory.call('announce', { grant, times: 500 })
    await until(() => (alice.modules.meters.countOf(share.id)?.logs.size ?? 0) >= 32, 'some came')
    await new Promise(resolve => setTimeout(resolve, 500))
    expect(alice.modules.meters.countOf(share.id)!.logs.size).toBe(32)
    expect((await alice.call('meter.overview')).rows.length).toBe(1)
  })
})
