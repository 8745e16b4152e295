import { once } from 'node:events'
import type { Duplex } from 'node:stream'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import { afterEach, beforeEach, expect, describe, it } from 'vitest'
import { ServedMeter } from '../../src-main/meter'
import { Room } from '../datom/room'

let room: Room
beforeEach(() => {
  room = new Room()
})
afterEach(() => room.close())

/** One stream over which `alice` serves one core to a reader. */
async function served(store: Corestore, core: Hypercore) {
  const bob = await room.store()
  const copy = bob.store.get({ key: core.key })
  await copy.ready()
  const a = store.replicate(true) as Duplex
  const b = bob.store.replicate(false) as Duplex & { noiseStream: { publicKey: Buffer } }
  a.pipe(b).pipe(a)
  await copy.update({ wait: true })
  await copy.download({ start: 0, end: copy.length }).done()
  return { key: b.noiseStream.publicKey.toString('hex') }
}

describe('the meter of what is served', () => {
  it('counts every block and byte that a grant was given, by connection too', async () => {
    const { store } = await room.store()
    const core = store.get({ name: 'set' })
    await core.append(Array.from({ length: 20 }, () => Buffer.alloc(100)))
    let clock = 1000
    const meter = new ServedMeter(() => clock++)
    const stop = meter.watch(core, () => 'grant')
    const bob = await served(store, core)
    expect(meter.of('grant')).toMatchObject({ blocks: 20, bytes: 2000, first: 1000 })
    expect(meter.connectionsOf('grant').get(bob.key)?.blocks).toBe(20)
    expect(meter.changed()).toEqual(['grant'])
    expect(meter.changed()).toEqual([])

    stop()
    await served(store, core)
    expect(meter.of('grant').blocks).toBe(20)
  })

  it('goes on from what was saved and leaves out what is under no grant', async () => {
    const { store } = await room.store()
    const core = store.get({ name: 'set' })
    await core.append([Buffer.alloc(10)])
    const meter = new ServedMeter(() => 5)
    meter.load('grant', { blocks: 7, bytes: 70, first: 1, last: 2 })
    const uploads = once(core, 'upload')
    meter.watch(core, () => null)
    await served(store, core)
    await uploads
    expect(meter.of('grant')).toEqual({ blocks: 7, bytes: 70, first: 1, last: 2 })
    expect(meter.of('other')).toEqual({ blocks: 0, bytes: 0 })
  })
})
