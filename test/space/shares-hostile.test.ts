import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createGrantSecret,
  formatKey,
  GrantLog,
  parseKey,
  proveTicket,
  signOffer
} from '../../src-main/grant'
import { ticketPolicy } from '../../src-main/rights'
import type { Peer } from '../../src-main/space/peer'
import type { OwnSet } from '../../src-main/space/sets'
import { LocalNetwork, until } from './network'
import { add, sharingSpace, type SharingSpace } from './sharing'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

async function connected(from: SharingSpace, to: SharingSpace): Promise<Peer> {
  from.space.swarm.joinPeer(to.space.networkKey)
  await until(() => from.space.gate.peersOf(to.space.networkKey).length > 0, 'they are connected')
  return from.space.gate.peersOf(to.space.networkKey)[0]!
}

/** What a peer can read of a set by its bare key. */
async function steal(thief: SharingSpace, victim: SharingSpace, own: OwnSet): Promise<number> {
  const core = thief.space.store.get({ key: own.set.key })
  await core.ready()
  const follow = thief.space.gate.follow(core, { from: [victim.space.networkKey] })
  const download = core.download({ start: 0, end: -1 })
  await pause(700)
  download.destroy()
  await follow.stop()
  return core.length
}

async function shared() {
  const alice = await sharingSpace(network, 'alice')
  const bob = await sharingSpace(network, 'bob')
  const friends = await alice.set('Friends', ['Carol'])
  const selection = { kind: 'set' as const, setId: friends.id }
  const share = await alice.shares.create({ label: 'Bob', selection })
  const { key } = await alice.shares.key(share.id)
  const { id } = await bob.received.accept(key)
  await until(() => bob.names(id).length === 1, 'Bob has it')
  return { alice, bob, friends, share, key, id }
}

describe('a stranger', () => {
  it('who knows the key of a set is not served it, nor when another set was granted', async () => {
    const { alice, friends } = await shared()
    const mallory = await sharingSpace(network, 'mallory')
    await connected(mallory, alice)
    expect(await steal(mallory, alice, friends)).toBe(0)

    const other = await alice.set('Other', ['Dave'])
    const selection = { kind: 'set' as const, setId: other.id }
    const share = await alice.shares.create({ label: 'Mallory', selection })
    const { id } = await mallory.received.accept((await alice.shares.key(share.id)).key)
    await until(() => mallory.names(id).length === 1, 'what is granted is served')
    expect(await steal(mallory, alice, friends)).toBe(0)
  })

  it('who reads the log of a grant without its secret sees nothing and is not served', async () => {
    const { alice, friends, key } = await shared()
    const mallory = await sharingSpace(network, 'mallory')
    const forged = formatKey({ ...parseKey(key), secret: createGrantSecret() })
    await expect(mallory.received.preview(forged)).rejects.toMatchObject({
      code: 'GRANT_SECRET_WRONG'
    })
    await connected(mallory, alice)
    expect(await steal(mallory, alice, friends)).toBe(0)
  })

  it('who saw the proof of another on another connection gains nothing by it', async () => {
    const { alice, bob, friends, key } = await shared()
    const mallory = await sharingSpace(network, 'mallory')
    const toAlice = await connected(mallory, alice)
    const { secret, grant } = parseKey(key)
    const bobs = bob.space.gate.peersOf(alice.space.networkKey)[0]!
    const name = (await import('hypercore')).default.discoveryKey(grant).toString('hex')
    const said: unknown[] = []
    const told = new Promise<void>(resolve => {
      void mallory.received.close().then(() =>
        mallory.space.gate.handle('grant.state', (_, body) => {
          said.push(body)
          if (said.length === 2) resolve()
        })
      )
    })
    await pause(50)
    for (const prover of [bob.space.networkKey, mallory.space.networkKey]) {
      const proof = proveTicket(secret, { handshakeHash: bobs.handshakeHash, prover, grant })
      toAlice.send('grant.prove', { grant: name, proof: proof.toString('base64') })
    }
    await told
    expect(said).toEqual([
      { grant: name, state: 'refused' },
      { grant: name, state: 'refused' }
    ])
    expect(await steal(mallory, alice, friends)).toBe(0)
  })

  it('who speaks nonsense disturbs nobody', async () => {
    const { alice, bob, friends, id } = await shared()
    const mallory = await sharingSpace(network, 'mallory')
    const toAlice = await connected(mallory, alice)
    const problems: unknown[] = []
    alice.space.gate.on('problem', error => problems.push(error))
    const long = 'a'.repeat(30_000)
    const grant = 'f'.repeat(64)
    for (const body of [
      null,
      7,
      [],
      {},
      { grant },
      { grant: 5, proof: 5 },
      { grant: long, proof: long },
      { grant, proof: long },
      { grant, proof: '\u0000' },
      { grant: '__proto__', proof: '' },
      { grant, proof: { toString: null } }
    ]) {
      toAlice.send('grant.prove', body)
      toAlice.send('grant.state', body)
      toAlice.send('grant.steal', body)
    }
    await add(friends, ['Dave'])
    await until(() => bob.names(id).length === 2, 'Bob is served')
    await until(() => alice.shares.active === 1, 'the share is there')
    expect(problems).toEqual([])
  })

  it('cannot end or suspend a share in the name of its owner', async () => {
    const { bob, key, id } = await shared()
    const mallory = await sharingSpace(network, 'mallory')
    const toBob = await connected(mallory, bob)
    const { grant } = parseKey(key)
    const name = (await import('hypercore')).default.discoveryKey(grant).toString('hex')
    for (const state of ['revoked', 'expired', 'unknown', 'refused']) {
      toBob.send('grant.state', { grant: name, state })
    }
    await pause(200)
    expect((await bob.received.list()).find(row => row.id === id)?.state).toBe('live')
    expect(bob.names(id)).toEqual(['Carol'])
  })
})

describe('a hostile owner', () => {
  it('cannot make Bob hand out a core of his by granting it to him', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const bobs = await bob.set('Mine', ['Secret friend'])
    const secret = createGrantSecret()
    const { store, keys, networkKey, identity, gate } = alice.space
    const log = GrantLog.write({ store, keyPair: keys.signer('trap'), secret })
    await log.ready()
    const policy = ticketPolicy({
      uid: 'urn:x:1',
      assigner: identity,
      target: 'urn:x:2',
      until: null
    })
    const facts = {
      ownerName: 'alice',
      label: 'Trap',
      space: networkKey,
      grant: log.key,
      set: bobs.set.key,
      count: 1,
      policy
    }
    await log.append({ type: 'offer', statement: signOffer(facts, keys, Date.now()) })
    gate.rule((_, discoveryKey) => (discoveryKey.equals(log.core.discoveryKey) ? log.core : null))
    const states = once(gate, 'hello')
    const key = formatKey({ kind: 'ticket', space: networkKey, grant: log.key, secret })
    // Alice's app says that it does not know this grant; a hostile one would say nothing.
    await alice.shares.close()
    const accepted = bob.received.accept(key)
    await states
    await expect(accepted).rejects.toMatchObject({ code: 'STATEMENT_INVALID' })
    expect(await steal(alice, bob, bobs)).toBe(0)
  })
})
