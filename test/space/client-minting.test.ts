import Hypercore from 'hypercore'
import crypto from 'hypercore-crypto'
import { describe, expect, it } from 'vitest'
import { manifestOf } from '../../src-main/space/store'
import { LocalSpace } from './local'
import { until } from './network'

const space = LocalSpace.forEachTest()

describe('a core whose key is told before the space knows it', () => {
  it('can be written by the program that made it, whichever way it is opened', async () => {
    const cores = space.client().corestore()
    const made = cores.get({ valueEncoding: 'json' })
    const byKey = cores.get({ key: made.key, valueEncoding: 'json' })
    const elsewhere = cores.namespace('notes').get({ key: made.key, valueEncoding: 'json' })
    for (const core of [byKey, made, elsewhere]) await core.append({ by: 'alice' })
    expect(elsewhere.writable && byKey.writable).toBe(true)
    expect(await made.get(2)).toEqual({ by: 'alice' })
  })

  it('becomes writable in a session that another program opened first', async () => {
    const { publicKey, secretKey } = crypto.keyPair()
    const key = Hypercore.key(manifestOf(publicKey))
    const early = space.client().corestore().get({ key, valueEncoding: 'json' })
    await early.ready()
    expect(early.writable).toBe(false)
    await expect(early.append('too early')).rejects.toMatchObject({ code: 'NOT_WRITABLE' })
    const snapshot = early.snapshot()
    await snapshot.ready()

    await space.alice.cores.mint(publicKey, secretKey)
    await until(() => early.writable, 'the session became writable')
    expect(snapshot.writable).toBe(false)
    await early.append('in time')
    const late = space.client().corestore().get({ key, valueEncoding: 'json' })
    await late.append('late')
    expect([await late.get(0), await early.get(1)]).toEqual(['in time', 'late'])
    // A session of before tells what one of after appends, and the other way round.
    await until(() => early.length === 2, 'the early session heard of it')
  })

  it('keeps its key pair however the two meet, also over a restart', async () => {
    const made: Buffer[] = []
    for (let round = 0; round < 20; round++) {
      const { publicKey, secretKey } = crypto.keyPair()
      const key = Hypercore.key(manifestOf(publicKey))
      const early = space.client().corestore().get({ key, valueEncoding: 'json' })
      const opened = early.ready()
      for (let tick = 0; tick < round; tick++) await new Promise(setImmediate)
      await Promise.all([opened, space.alice.cores.mint(publicKey, secretKey)])
      await until(() => early.writable, `the session of round ${round} became writable`)
      await early.append(round)
      made.push(key)
    }
    await space.alice.close()
    await space.serve()
    const cores = space.client().corestore()
    for (const key of made) {
      const core = cores.get({ key, valueEncoding: 'json' })
      await core.append('after the restart')
      expect(core.length).toBe(2)
    }
  })

  it('stays closed to those who have the key and not the key pair', async () => {
    const { publicKey } = crypto.keyPair()
    const key = Hypercore.key(manifestOf(publicKey))
    const early = space.client().corestore().get({ key })
    await early.ready()
    const other = crypto.keyPair()
    await expect(space.alice.cores.mint(publicKey, other.secretKey)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT'
    })
    await space.alice.cores.mint(other.publicKey, other.secretKey)
    expect(early.writable).toBe(false)
  })
})
