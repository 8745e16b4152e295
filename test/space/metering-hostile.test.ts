import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseKey, proveTicket, receiptEncryption } from '../../src-main/grant'
import { createSeed, deriveKeys } from '../../src-main/identity'
import { readReceipt, signReceipt, type Use } from '../../src-main/meter'
import { RECEIPTS } from '../../src-main/space/metering/message'
import { ReceiptRows } from '../../src-main/space/metering/receipt-rows'
import { openOwned } from '../../src-main/space/store'
import Hypercore from 'hypercore'
import z32 from 'z32'
import { counts, looks, shared } from './metered'
import { sharingSpace, type SharingSpace } from './sharing'
import { LocalNetwork, until } from './network'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

/** Bob with an app of his own making: his receipts are what he likes. */
async function patched(terms = looks(9), options: { maxReceiptBytes?: number } = {}) {
  const { alice, bob, share, key, friends } = await shared(network, terms, options)
  const { grant, secret } = parseKey(key)
  const log = await openOwned(bob.space.store, {
    keyPair: bob.space.keys.signer('my own receipts'),
    encryption: receiptEncryption(secret)
  })
  network.later(() => log.close())
  bob.space.gate.rule((_peer, asked) => (asked.equals(log.discoveryKey) ? log : null))
  const origin = { grant: z32.encode(grant), holder: bob.space.identity, log: z32.encode(log.key) }
  const use: Use = { action: 'display', policy: 'urn:uuid:1', subject: ['a-datom'] }
  const announce = (core: Buffer, from: SharingSpace) => {
    const [peer] = from.space.gate.peersOf(alice.space.networkKey)
    const { handshakeHash } = peer!
    const proof = proveTicket(secret, { handshakeHash, prover: from.space.networkKey, grant })
    peer!.send(RECEIPTS, {
      grant: Hypercore.discoveryKey(grant).toString('hex'),
      proof: proof.toString('base64'),
      core: core.toString('hex')
    })
  }
  announce(log.key, bob)
  const signed = (
    after: { number: number; hash: string } | null,
    { at = Date.now(), what = use, by = bob.space.keys } = {}
  ) => signReceipt(what, { origin, after, at }, by)
  const faults = async () =>
    (await alice.meters.overview({ shareId: share.id })).rows.find(
      ({ did }) => did === bob.space.identity
    )!
  const states = async () => {
    const { rows } = await alice.meters.receipts({ shareId: share.id })
    return rows.reverse().map(({ state }) => state)
  }
  return { alice, bob, share, key, friends, log, origin, use, announce, signed, faults, states }
}

const after = (block: Buffer) => {
  const { receipt, hash } = readReceipt(block)!
  return { number: receipt.number, hash }
}

describe('Bob, who patched his app,', () => {
  it('and forges, replays, leaves out, re-orders and forks receipts, is shown doing just that', async () => {
    const { log, signed, states, faults, origin, use } = await patched()
    const one = signed(null)
    const two = signed(after(one.block))
    const three = signed(after(two.block))
    const four = signed(after(three.block), { at: 1 })
    const forged = signed(after(four.block), { by: deriveKeys(createSeed()) })
    const fork = signed(after(one.block), { what: { ...use, subject: ['other'] } })
    const foreign = signReceipt(
      use,
      { origin: { ...origin, grant: 'y'.repeat(52) }, after: null, at: 0 },
      { sign: message => message }
    )
    await log.append([one.block, three.block, two.block, one.block, four.block])
    await log.append([forged.block, fork.block, foreign.block, Buffer.from('nonsense')])
    await until(async () => (await states()).length === 9, 'Alice judged all')
    expect(await states()).toEqual([
      'ok',
      'gap',
      'reordered',
      'repeated',
      'clock',
      'invalid',
      'fork',
      'invalid',
      'invalid'
    ])
    const row = await faults()
    expect(row.state).toBe('faulty')
    expect(row.uses).toBe(5)
    expect(row.faults).toMatchObject({ reordered: 1, repeated: 1, clock: 1, invalid: 3, fork: 1 })
  })

  it('and takes back what he sent is shown having dropped it, and it counts', async () => {
    const { alice, share, log, signed, states, faults } = await patched()
    const one = signed(null)
    const two = signed(after(one.block))
    await log.append([one.block, two.block])
    await counts(alice, 2, share.id)
    await log.truncate(1)
    await log.append(signed(after(one.block), { at: 12_345 }).block)
    await until(async () => (await states()).length === 3, 'Alice has the other one')
    expect(await states()).toEqual(['ok', 'dropped', 'fork'])
    expect(await faults()).toMatchObject({ uses: 3, state: 'faulty' })
  })

  it('and takes back what told of no use adds none by that', async () => {
    const { alice, share, log, signed, states, faults } = await patched()
    const one = signed(null)
    await log.append([one.block, one.block, Buffer.from('nonsense')])
    await until(async () => (await states()).length === 3, 'Alice judged all')
    expect((await faults()).uses).toBe(1)
    await log.truncate(1)
    await log.append(signed(after(one.block)).block)
    await until(async () => (await states()).length === 4, 'Alice has the other one')
    expect(await states()).toEqual(['ok', 'dropped', 'dropped', 'ok'])
    expect(await faults()).toMatchObject({ uses: 2, faults: { repeated: 1, dropped: 2 } })
    expect(alice.meters.countOf(share.id)!.state().uses).toEqual({ display: 2 })
    // As it is read after a restart.
    const rows = new ReceiptRows(alice.space.database, share.id)
    await rows.load()
    expect(await rows.uses()).toHaveLength(2)
    const { text } = await alice.meters.export({ format: 'json' })
    expect(alice.meters.verify(text)).toMatchObject({ valid: true, uses: 2, receipts: 2 })
  })

  it('and leaves some out finds the gate shut as if he had used them', async () => {
    const { alice, share, log, signed, faults } = await patched(looks(3))
    const one = signed(null)
    await log.append(one.block)
    await counts(alice, 1, share.id)
    expect(alice.shares.of(share.id).spent).toBe(false)
    await log.append(signed({ number: 2, hash: one.hash }).block)
    await until(() => alice.shares.of(share.id).spent, 'the gate is shut')
    expect((await faults()).faults.gap).toBe(1)
  })

  it('cannot fill her disk by logs under many names: beyond a bound no more is read, and that is shown', async () => {
    const { alice, bob, share, key, log, announce, signed, faults } = await patched(looks(9), {
      maxReceiptBytes: 40_000
    })
    const junk = Array.from({ length: 3 }, () => Buffer.alloc(8_000, 1))
    await log.append([signed(null).block, ...junk])
    await until(async () => (await faults()).faults.invalid === 3, 'the first is read')
    expect(alice.shares.of(share.id).spent).toBe(false)

    const another = async (name: string) => {
      const core = await openOwned(bob.space.store, {
        keyPair: bob.space.keys.signer(name),
        encryption: receiptEncryption(parseKey(key).secret)
      })
      network.later(() => core.close())
      bob.space.gate.rule((_peer, asked) => (asked.equals(core.discoveryKey) ? core : null))
      await core.append([...junk, ...junk])
      announce(core.key, bob)
      return z32.encode(core.key)
    }
    const second = await another('a second log')
    await until(async () => (await faults()).faults['too-much'] === 1, 'no more is read')
    const { logs } = alice.meters.countOf(share.id)!
    expect(logs.get(second)).toMatchObject({ stopped: 'share-full' })
    expect(logs.get(z32.encode(log.key))).not.toHaveProperty('stopped')
    expect((await faults()).state).toBe('faulty')
    // What is not read may be any number of uses.
    await until(() => alice.shares.of(share.id).spent, 'the gate is shut')
    const third = await another('a third log')
    await pause(300)
    expect(alice.meters.countOf(share.id)!.logs.has(third)).toBe(false)
  })

  it('cannot make Alice follow what is hers, nor pass for somebody else', async () => {
    const { alice, bob, friends, share, key, log, announce, signed } = await patched()
    announce(friends.set.key, bob)
    const mallory = await sharingSpace(network, 'mallory')
    await mallory.received.accept(key)
    await until(() => mallory.space.gate.peersOf(alice.space.networkKey).length > 0, 'she is there')
    await log.append(signed(null).block)
    await counts(alice, 1, share.id)
    announce(log.key, mallory)
    await pause(300)
    const logs = [...alice.meters.countOf(share.id)!.logs]
    expect(logs.map(([name]) => name)).not.toContain(z32.encode(friends.set.key))
    expect(logs.find(([name]) => name === z32.encode(log.key))?.[1].did).toBe(bob.space.identity)
    expect(friends.set.core.writable).toBe(true)
  })

  it('is not heard without the ticket', async () => {
    const { alice, share } = await patched()
    const eve = await sharingSpace(network, 'eve')
    eve.space.swarm.joinPeer(alice.space.networkKey)
    await until(() => eve.space.gate.peersOf(alice.space.networkKey).length > 0, 'Eve is there')
    const [peer] = eve.space.gate.peersOf(alice.space.networkKey)
    const grant = alice.shares.of(share.id).discoveryKey
    const before = alice.meters.countOf(share.id)!.logs.size
    for (const proof of ['', Buffer.alloc(64).toString('base64')]) {
      peer!.send(RECEIPTS, { grant, proof, core: '00'.repeat(32) })
    }
    peer!.send(RECEIPTS, { grant })
    await pause(300)
    expect(alice.meters.countOf(share.id)!.logs.size).toBe(before)
  })
})
