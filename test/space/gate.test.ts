import { setTimeout as sleep } from 'node:timers/promises'
import type Hypercore from 'hypercore'
import crypto from 'hypercore-crypto'
import Protomux from 'protomux'
import Hyperswarm from 'hyperswarm'
import DHT from 'hyperdht'
import c from 'compact-encoding'
import type { NoiseStream } from '@hyperswarm/secret-stream'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Peer } from '../../src-main/space/peer'
import type { Space } from '../../src-main/space/space'
import { openOwned } from '../../src-main/space/store'
import { LocalNetwork, until } from './network'

let network: LocalNetwork
let alice: Space
let bob: Space

beforeEach(async () => {
  network = await LocalNetwork.start()
  alice = await network.space('alice')
  bob = await network.space('bob')
})

afterEach(() => network.close())

async function connect(): Promise<{ atAlice: Peer; atBob: Peer }> {
  bob.swarm.joinPeer(alice.networkKey)
  await until(() => alice.gate.peersOf(bob.networkKey).length > 0, 'they are connected')
  await until(() => bob.gate.peersOf(alice.networkKey).length > 0, 'they are connected')
  const atAlice = alice.gate.peersOf(bob.networkKey)[0]!
  const atBob = bob.gate.peersOf(alice.networkKey)[0]!
  await Promise.all([atAlice.greeted(), atBob.greeted()])
  return { atAlice, atBob }
}

async function coreOf(space: Space, blocks: number): Promise<Hypercore> {
  const core = await openOwned(space.store, { keyPair: crypto.keyPair() })
  await core.append(Array.from({ length: blocks }, (_, n) => `block ${n} `.padEnd(200, '.')))
  return core
}

async function read(space: Space, key: Buffer): Promise<Hypercore> {
  const core = space.store.get({ key })
  await core.ready()
  return core
}

describe('the gate', () => {
  it('proves each end’s identity to the other', async () => {
    const { atAlice, atBob } = await connect()
    expect(atAlice.did).toBe(bob.identity)
    expect(atBob.did).toBe(alice.identity)
    expect(atAlice.publicKey).toEqual(bob.networkKey)
  })

  it('serves a core that a rule allows, and refuses one that no rule allows to a peer that knows its key', async () => {
    const granted = await coreOf(alice, 3)
    const secret = await coreOf(alice, 3)
    alice.gate.rule((_, discoveryKey) =>
      discoveryKey.equals(granted.discoveryKey) ? granted : null
    )
    const refusals: string[] = []
    alice.gate.on('refused', (_: Peer, key: Buffer) => refusals.push(key.toString('hex')))
    const mine = await read(bob, granted.key)
    const theirs = await read(bob, secret.key)
    bob.gate.follow(mine)
    bob.gate.follow(theirs)
    await connect()
    expect((await mine.get(2)).toString()).toMatch(/^block 2/)
    await expect(theirs.get(0, { timeout: 700 })).rejects.toThrow()
    expect(refusals).toContain(secret.discoveryKey.toString('hex'))
    expect(theirs.length).toBe(0)
  })

  it('serves a late grant without a new connection', async () => {
    const core = await coreOf(alice, 3)
    const copy = await read(bob, core.key)
    bob.gate.follow(copy)
    const { atAlice } = await connect()
    await sleep(100)
    expect(copy.length).toBe(0)
    await alice.gate.serve(atAlice, core)
    expect((await copy.get(1)).toString()).toMatch(/^block 1/)
  })

  it('sends no block after a refusal in the middle of a download, and none when asked again', async () => {
    const core = await coreOf(alice, 20_000)
    let allowed = true
    alice.gate.rule((_, key) => (allowed && key.equals(core.discoveryKey) ? core : null))
    const other = await coreOf(alice, 1)
    alice.gate.rule((_, key) => (key.equals(other.discoveryKey) ? other : null))
    const copy = await read(bob, core.key)
    bob.gate.follow(copy)
    const { atAlice, atBob } = await connect()
    await copy.update({ wait: true })
    copy.download({ start: 0, end: -1 })
    await until(() => served(copy) > 200, 'the download is under way')
    let after = 0
    let refused = false
    core.on('upload', () => void (refused && after++))
    allowed = false
    expect(await alice.gate.refuse(atAlice, core)).toBeGreaterThan(0)
    refused = true
    await sleep(300)
    const had = served(copy)
    expect(had).toBeLessThan(20_000)
    await core.append('after the end')
    // A hostile peer opens the channel again by hand, then reconnects.
    copy.core.replicator.detachFrom(atBob.mux)
    copy.replicate(atBob.stream)
    await sleep(300)
    atBob.stream.destroy()
    await until(() => atBob.closed && bob.gate.peers.size > 0, 'they are connected again')
    const live = await read(bob, other.key)
    bob.gate.follow(live)
    expect((await live.get(0)).toString()).toMatch(/^block 0/)
    await sleep(300)
    expect(after).toBe(0)
    expect(served(copy)).toBe(had)
    expect(copy.length).toBe(20_000)
  })

  it('leaves no hole when it refuses in the same moment as it serves', async () => {
    const core = await coreOf(alice, 3)
    const copy = await read(bob, core.key)
    const { atAlice, atBob } = await connect()
    // Bob has not asked yet, so Alice's channel is open on her side only.
    await alice.gate.serve(atAlice, core)
    await alice.gate.refuse(atAlice, core)
    await alice.gate.serve(atAlice, core)
    await sleep(50)
    await alice.gate.refuse(atAlice, core)
    copy.replicate(atBob.stream)
    await sleep(300)
    expect(copy.length).toBe(0)
    expect(alice.gate.serves(atAlice, core)).toBe(false)
  })

  it('asks its rule again when a refusal came while it was thinking', async () => {
    const core = await coreOf(alice, 3)
    let allowed = true
    let asked: () => void
    const thinking = new Promise<void>(resolve => (asked = resolve))
    alice.gate.rule(async (_, key) => {
      if (!key.equals(core.discoveryKey)) return null
      const answer = allowed ? core : null
      asked()
      await sleep(100)
      return answer
    })
    const { atAlice, atBob } = await connect()
    const copy = await read(bob, core.key)
    copy.replicate(atBob.stream)
    await thinking
    allowed = false
    await alice.gate.refuse(atAlice, core)
    await sleep(400)
    expect(copy.length).toBe(0)
  })

  it('follows a core only from the peers that it is told', async () => {
    const carol = await network.space('carol')
    const core = await coreOf(alice, 3)
    alice.gate.rule((_, key) => (key.equals(core.discoveryKey) ? core : null))
    const copy = await read(bob, core.key)
    const follow = bob.gate.follow(copy, { from: [alice.networkKey] })
    await connect()
    await copy.get(0)
    carol.swarm.joinPeer(bob.networkKey)
    const stolen = await read(carol, core.key)
    carol.gate.follow(stolen)
    await until(() => carol.gate.peers.size > 0, 'carol is connected to bob')
    await sleep(200)
    expect(stolen.length).toBe(0)
    await follow.stop()
    await core.append('more')
    await sleep(200)
    expect(copy.length).toBe(3)
  })

  it('carries messages of both ends and reports a handler that fails', async () => {
    alice.gate.handle('grant.ask', (peer, body) => void peer.send('grant.answer', { got: body }))
    alice.gate.handle('grant.break', () => {
      throw new Error('broken')
    })
    const answer = new Promise(resolve =>
      bob.gate.handle('grant.answer', (_, body) => resolve(body))
    )
    const problem = new Promise<Error>(resolve => alice.gate.once('problem', resolve))
    const { atBob } = await connect()
    atBob.send('grant.ask', { n: 1 })
    expect(await answer).toEqual({ got: { n: 1 } })
    atBob.send('grant.break', null)
    expect((await problem).message).toBe('broken')
    atBob.send('no.such.thing', 1)
    await until(() => alice.gate.peersOf(bob.networkKey)[0]!.ignored.unknown === 1, 'it is counted')
    expect(() => atBob.send('grant.ask', 'x'.repeat(70_000))).toThrow(/64|65536/)
  })

  it('dials a space again when it comes back', async () => {
    const seed = Buffer.alloc(32, 7)
    const first = await network.space('carol', { seed })
    bob.swarm.joinPeer(first.networkKey)
    await until(() => bob.gate.peersOf(first.networkKey).length > 0, 'carol is connected')
    await first.close()
    await until(() => bob.gate.peersOf(first.networkKey).length === 0, 'carol is gone')
    await sleep(3_000)
    const back = await network.space('carol', { seed, storage: first.storage })
    await until(() => bob.gate.peersOf(back.networkKey).length > 0, 'carol is back')
    const [carol] = bob.gate.peersOf(back.networkKey)
    await carol!.greeted()
    expect(carol!.did).toBe(back.identity)
  })

  it('goes silent while suspended and is found again afterwards', async () => {
    await connect()
    await bob.suspend()
    expect(bob.swarm.state).toBe('suspended')
    expect(bob.gate.peers.size).toBe(0)
    await bob.resume()
    await until(() => bob.gate.peersOf(alice.networkKey).length > 0, 'they are connected again')
    expect(bob.swarm.state).toBe('online')
  })
})

describe('a peer that speaks nonsense', () => {
  let swarm: Hyperswarm
  let stream: NoiseStream

  beforeEach(async () => {
    swarm = new Hyperswarm({ dht: new DHT({ bootstrap: network.bootstrap, host: '127.0.0.1' }) })
    network.later(() => swarm.destroy())
    const connected = new Promise<NoiseStream>(resolve => swarm.once('connection', resolve))
    swarm.joinPeer(alice.networkKey)
    stream = await connected
    stream.on('error', () => {})
  })

  function speak(): Protomux.Message<Buffer> {
    const channel = Protomux.from(stream).createChannel({ protocol: 'datomspace/1' })!
    const message = channel.addMessage<Buffer>({ encoding: c.raw })
    channel.open()
    return message
  }

  const gone = () => until(() => stream.destroyed, 'it is cut off')

  it('is cut off after a message that is too large', async () => {
    speak().send(Buffer.alloc(70_000, 32))
    await gone()
  })

  it('is cut off after too many malformed messages, and not after one', async () => {
    const message = speak()
    message.send(Buffer.from('{"type":'))
    await sleep(100)
    expect(stream.destroyed).toBe(false)
    for (let n = 0; n < 20; n++) message.send(Buffer.from([0xff, n]))
    await gone()
  })

  it('is cut off when it floods', async () => {
    const message = speak()
    for (let n = 0; n < 5_000; n++) message.send(Buffer.from('{"type":"hi","body":1}'))
    await gone()
  })

  it('is cut off when it claims an identity that is not its own', async () => {
    const proof = Buffer.alloc(64).toString('base64')
    const hello = { role: 'space', did: bob.identity, proof }
    speak().send(Buffer.from(JSON.stringify({ type: 'hello', body: hello })))
    await gone()
  })

  it('is cut off when it replays another connection’s proof', async () => {
    const proof = bob.keys.sign(
      Buffer.concat([Buffer.from('datomspace/1/hello\0'), stream.handshakeHash])
    )
    const hello = { role: 'space', did: bob.identity, proof: proof.toString('base64') }
    speak().send(Buffer.from(JSON.stringify({ type: 'hello', body: hello })))
    await gone()
  })

  it('is cut off when it asks for cores without end', async () => {
    const mux = Protomux.from(stream)
    for (let n = 0; n < 7_000 && !stream.destroyed; n++) {
      const id = crypto.randomBytes(32)
      mux
        .createChannel({ protocol: 'hypercore/alpha', id, handshake: c.raw })
        ?.open(Buffer.alloc(8))
      if (n % 500 === 0) await sleep(1)
    }
    await gone()
  })

  it('does not take the others down with it', async () => {
    for (let n = 0; n < 50; n++) stream.write(crypto.randomBytes(100))
    for (let n = 0; n < 50; n++)
      stream.write(Buffer.concat([Buffer.alloc(2), crypto.randomBytes(9)]))
    const { atAlice } = await connect()
    expect(atAlice.did).toBe(bob.identity)
  })
})

function served(core: Hypercore): number {
  return (
    core as unknown as { core: { bitfield: { countSet(start: number, length: number): number } } }
  ).core.bitfield.countSet(0, core.length)
}
