import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import Corestore from 'corestore'
import Hypercore from 'hypercore'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import packageJson from '../../package.json'
import { attach, detach, isAttached } from '../../src-main/space/replication'

let folder: string
let alice: Corestore
let bob: Corestore
let theirs: Hypercore
let copy: Hypercore
let atAlice: NoiseSecretStream
let atBob: NoiseSecretStream

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datomspace-test-'))
  alice = new Corestore(join(folder, 'alice'))
  bob = new Corestore(join(folder, 'bob'))
  theirs = alice.get({ name: 'theirs' })
  await theirs.append(['a', 'b'])
  copy = bob.get({ key: theirs.key })
  await copy.ready()
  atAlice = new NoiseSecretStream(true)
  atBob = new NoiseSecretStream(false)
  for (const stream of [atAlice, atBob]) {
    stream.on('error', () => {})
    Hypercore.createProtocolStream(stream)
  }
  atAlice.rawStream.pipe(atBob.rawStream).pipe(atAlice.rawStream)
})

afterEach(async () => {
  atAlice.destroy()
  atBob.destroy()
  await alice.close()
  await bob.close()
  await rm(folder, { recursive: true, force: true })
})

describe('the internals of hypercore that revoking rests on', () => {
  it('are those of the version that was tested', async () => {
    const { version } = await import('hypercore/package.json')
    expect(version).toBe(packageJson.dependencies.hypercore)
    const { replicator } = theirs.core
    expect(typeof replicator.attachTo).toBe('function')
    expect(typeof replicator.detachFrom).toBe('function')
    expect(typeof replicator.attached).toBe('function')
    expect(Array.isArray(replicator.peers)).toBe(true)
    expect(typeof replicator._addPeer).toBe('function')
    expect(typeof replicator._onreorgdata).toBe('function')
    expect(typeof theirs.core.verify).toBe('function')
  })

  it('attach and detach, in every state of the connection', async () => {
    // Before the handshake: Alice’s channel is opened by a reaction that comes later.
    attach(theirs, atAlice)
    expect(isAttached(theirs, atAlice)).toBe(true)
    await detach(theirs, atAlice)
    copy.replicate(atBob)
    await atAlice.opened
    await sleep(100)
    expect([isAttached(theirs, atAlice), copy.length]).toEqual([false, 0])

    attach(theirs, atAlice)
    expect((await copy.get(0)).toString()).toBe('a')
    expect(theirs.core.replicator.peers.length).toBe(1)
    expect(await detach(theirs, atAlice)).toBe(1)
    expect(theirs.core.replicator.peers.length).toBe(0)
    await theirs.append('c')
    await sleep(100)
    expect(copy.length).toBe(2)

    // Opened by Alice, not answered by Bob: in the muxer's list only.
    copy.core.replicator.detachFrom(copy.core.replicator.peers[0]?.protomux ?? muxOf(atBob))
    attach(theirs, atAlice)
    await sleep(50)
    await detach(theirs, atAlice)
    copy.replicate(atBob)
    await sleep(100)
    expect(copy.length).toBe(2)
  })

  it('detach from a connection that has ended', async () => {
    attach(theirs, atAlice)
    copy.replicate(atBob)
    await copy.get(0)
    atBob.destroy()
    await detach(theirs, atAlice)
    expect(isAttached(theirs, atAlice)).toBe(false)
  })
})

interface Wire {
  wireRequest: { send(message: object): void }
  wireData: { send(message: object): void }
  wireSync: { send(message: object): void }
  wireRange: { send(message: object): void }
  wireBitfield: { send(message: object): void }
}

describe('a peer that says to have more blocks than there can be', () => {
  const far = 2 ** 50
  const zeros = Buffer.alloc(64)
  it.each([
    ['in a range', (wire: Wire) => wire.wireRange.send({ drop: false, start: 1, length: far })],
    ['in a range taken back', (w: Wire) => w.wireRange.send({ drop: true, start: 1, length: far })],
    [
      'in a field of bits',
      (w: Wire) => w.wireBitfield.send({ start: far, bitfield: new Uint32Array(8) })
    ]
  ])('%s is cut off, and costs nothing', async (_, lie) => {
    attach(theirs, atAlice)
    copy.replicate(atBob)
    await copy.get(0)
    const ended = new Promise<unknown>(resolve => atAlice.once('error', resolve))
    lie(copy.core.replicator.peers[0] as unknown as Wire)
    expect(await ended).toMatchObject({ code: 'PEER_PROTOCOL' })
    expect((await theirs.get(1))!.toString()).toBe('b')
  })

  it('or asks for some of those, is cut off, and the storage can be closed', async () => {
    attach(theirs, atAlice)
    copy.replicate(atBob)
    await copy.get(0)
    const ended = new Promise<unknown>(resolve => atAlice.once('error', resolve))
    const nothing = { block: null, hash: null, seek: null, manifest: false, priority: 0 }
    const wire = copy.core.replicator.peers[0] as unknown as Wire
    wire.wireRequest.send({ id: 7, fork: 0, ...nothing, upgrade: { start: 128, length: 1_000 } })
    expect(await ended).toMatchObject({ code: 'PEER_PROTOCOL' })
    await alice.close()
  })

  it('in a proof that is none takes nobody down', async () => {
    const thrown: unknown[] = []
    const onthrown = (error: unknown) => thrown.push(error)
    process.on('uncaughtException', onthrown)
    attach(theirs, atAlice)
    copy.replicate(atBob)
    await copy.get(0)
    const wire = copy.core.replicator.peers[0] as unknown as Wire
    const more = { canUpgrade: true, uploading: true, downloading: true, hasManifest: true }
    wire.wireSync.send({ fork: 2, length: 9, remoteLength: 0, ...more })
    const upgrade = { start: 0, length: 9, nodes: [], additionalNodes: [], signature: zeros }
    const none = { block: null, hash: null, seek: null, manifest: null }
    for (let request = 0; request < 4; request++) {
      wire.wireData.send({ request, fork: 2, ...none, upgrade })
    }
    await sleep(200)
    process.off('uncaughtException', onthrown)
    expect(thrown).toEqual([])
    expect((await theirs.get(1))!.toString()).toBe('b')
  })

  it('is believed as far as there can be some', async () => {
    attach(theirs, atAlice)
    copy.replicate(atBob)
    await copy.get(0)
    const wire = copy.core.replicator.peers[0] as unknown as Wire
    wire.wireRange.send({ drop: false, start: 1, length: 1_000 })
    wire.wireRange.send({ drop: false, start: 0, length: far })
    await theirs.append('c')
    expect((await copy.get(2))!.toString()).toBe('c')
  })
})

function muxOf(stream: NoiseSecretStream) {
  return stream.userData as Hypercore.ReplicationPeer['protomux']
}
