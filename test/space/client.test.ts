import { setTimeout as sleep } from 'node:timers/promises'
import crypto from 'hypercore-crypto'
import { describe, expect, it } from 'vitest'
import type { ClientInfo } from '../../src-main/space/api'
import { LocalSpace, read } from './local'
import { until } from './network'

const space = LocalSpace.forEachTest()

describe('the seed’s program', () => {
  it('knows the key at once, appends, and another client reads it', async () => {
    const opened: ClientInfo[] = []
    space.alice.on('client-open', (info: ClientInfo) => opened.push(info))
    const datom = space.client().corestore().get({ valueEncoding: 'json' })
    const key = datom.key.toString('hex')
    expect(key).toMatch(/^[0-9a-f]{64}$/)
    expect(crypto.discoveryKey(datom.key)).toEqual(datom.discoveryKey)
    expect(await datom.append({ name: 'Alice', 名: '爱丽丝' })).toMatchObject({ length: 1 })
    const core = space.client().corestore().get({ key, valueEncoding: 'json' })
    await core.ready()
    expect(await core.get(0)).toEqual({ name: 'Alice', 名: '爱丽丝' })
    expect(core.key).toEqual(datom.key)
    expect(opened).toEqual([{ remote: false }, { remote: false }])
  })

  it('tells the server when a client goes', async () => {
    const closed: ClientInfo[] = []
    space.alice.on('client-close', (info: ClientInfo) => closed.push(info))
    const one = space.client()
    await one.ready()
    expect(one.via).toBe('local')
    expect(one.spaceKey).toEqual(space.alice.publicKey)
    await one.close()
    await until(() => closed.length === 1, 'the server noticed')
    expect(closed).toEqual([{ remote: false }])
  })
})

describe('a corestore of a local client', () => {
  it('finds cores by name, each namespace its own', async () => {
    const store = space.client().corestore()
    const one = store.get({ name: 'notes', valueEncoding: 'json' })
    expect(one.key).toBe(null)
    await one.append('hello')
    const again = space.client().corestore().get({ name: 'notes', valueEncoding: 'json' })
    expect(await again.get(0)).toBe('hello')
    expect(again.key).toEqual(one.key)
    const other = store.namespace('work').get({ name: 'notes' })
    await other.ready()
    expect(other.key).not.toEqual(one.key)
    expect(other.length).toBe(0)
    expect((await space.alice.cores.list()).map(row => row.name)).toContain('notes')
  })

  it('closes its cores and those of its namespaces', async () => {
    const store = space.client().corestore()
    const core = store.get()
    const inner = store.namespace('x').get({ name: 'y' })
    await Promise.all([core.ready(), inner.ready()])
    await store.close()
    expect([core.closed, inner.closed]).toEqual([true, true])
    expect(() => store.get()).toThrow(/closed/)
  })

  it('does not keep every core open that was ever made', async () => {
    const one = space.client()
    const make = async (n: number) => {
      const core = one.corestore().get({ valueEncoding: 'json' })
      await core.append(n)
      await core.close()
      return core.key
    }
    const keys: Buffer[] = []
    for (let n = 0; n < 300; n += 50) {
      keys.push(...(await Promise.all(Array.from({ length: 50 }, (_, m) => make(n + m)))))
    }
    expect(space.alice.space.store.sessions.size).toBeLessThan(150)
    for (const n of [0, 150, 299]) {
      const core = one.corestore().get({ key: keys[n], valueEncoding: 'json' })
      expect(await core.get(0)).toBe(n)
      await core.append('more')
      expect(core.length).toBe(2)
    }
  })

  it('refuses keys that are none', () => {
    const store = space.client().corestore()
    for (const key of ['', 'xyz', Buffer.alloc(31), 'g'.repeat(64)]) {
      expect(() => store.get({ key })).toThrow(/key is 32 bytes/)
    }
  })

  it('does not hand out the cores of the space itself', async () => {
    const { publicKey } = space.alice.space.keys.signer('database')
    const { manifestOf } = await import('../../src-main/space/store')
    const { default: Hypercore } = await import('hypercore')
    const core = space
      .client()
      .corestore()
      .get(Hypercore.key(manifestOf(publicKey)))
    await expect(core.ready()).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('a client', () => {
  it('waits for a server that is starting', async () => {
    await space.alice.close()
    const core = space.client().corestore().get({ valueEncoding: 'json' })
    const appended = core.append('early')
    await sleep(200)
    await space.serve()
    expect(await appended).toMatchObject({ length: 1 })
  })

  it('says whom it waits for when nobody is there for two seconds', async () => {
    const nobody = space.client({ host: 'nobody', timeout: 2_300 })
    const said: string[][] = []
    nobody.on('waiting', (...words: string[]) => said.push(words))
    await expect(nobody.ready()).rejects.toMatchObject({ code: 'HOST_NOT_FOUND' })
    expect(said).toEqual([['nobody', 'on this machine']])
    const alice = space.client({ host: 'alice' })
    alice.on('waiting', (...words: string[]) => said.push(words))
    await alice.ready()
    expect(said).toHaveLength(1)
  })

  it('says that there is no such space when its patience ends', async () => {
    const nobody = space.client({ host: 'nobody', timeout: 150 })
    await expect(nobody.ready()).rejects.toMatchObject({
      code: 'HOST_NOT_FOUND',
      message: expect.stringContaining('nobody')
    })
    await expect(nobody.corestore().get().ready()).rejects.toMatchObject({ code: 'HOST_NOT_FOUND' })
  })

  it('goes on after a restart of the server, with what was pending', async () => {
    const core = space.client().corestore().get({ valueEncoding: 'json' })
    const named = space.client().corestore().get({ name: 'n', valueEncoding: 'json' })
    await core.append([0, 1])
    await named.append('n')
    const snapshot = core.snapshot()
    await snapshot.ready()
    const pending = core.get(2)
    await space.alice.close()
    const reads = [core.get(0), core.get(1), named.get(0)]
    const append = core.append(2)
    await space.serve()
    expect(await Promise.all(reads)).toEqual([0, 1, 'n'])
    expect(await append).toMatchObject({ length: 3 })
    expect(await pending).toBe(2)
    expect([snapshot.length, await snapshot.get(1)]).toEqual([2, 1])
    expect(core.length).toBe(3)
  })

  it('appends once what was being appended when the server went away', async () => {
    const core = space.client({ timeout: 5_000 }).corestore().get({ valueEncoding: 'json' })
    await core.ready()
    const appends: Promise<unknown>[] = []
    for (let round = 0; round < 5; round++) {
      for (let n = 0; n < 20; n++) appends.push(core.append(`${round}/${n}`))
      await sleep(2 * round)
      const closing = space.alice.close()
      for (let n = 20; n < 40; n++) appends.push(core.append(`${round}/${n}`))
      await closing
      await space.serve()
    }
    await Promise.all(appends)
    const all = (await read(core.createReadStream())) as string[]
    expect(new Set(all).size).toBe(all.length)
    expect(all.length).toBe(200)
  })

  it('gives up on a server that does not come back', async () => {
    const core = space.client({ timeout: 200 }).corestore().get({ valueEncoding: 'json' })
    await core.append(1)
    await space.alice.close()
    await expect(core.get(0)).rejects.toMatchObject({ code: 'HOST_NOT_FOUND' })
  })

  it('rejects what waits when it is closed itself', async () => {
    const one = space.client()
    const core = one.corestore().get()
    await core.ready()
    const refused = expect(core.get(9)).rejects.toMatchObject({ code: 'CLOSED' })
    await one.close()
    await refused
    expect(() => one.corestore()).toThrow(/closed/)
    expect(core.closed).toBe(true)
  })

  it('makes calls, small and large, with progress, and gets their errors', async () => {
    space.alice.handle = async (name, params, context) => {
      if (name === 'fail') throw Object.assign(new Error('no'), {})
      if (name === 'big') return 'x'.repeat(5_000_000)
      for (let n = 0; n < 3; n++) context.progress({ n })
      return { name, params, remote: context.remote }
    }
    const one = space.client()
    const seen: unknown[] = []
    expect(await one.call('echo', { a: [1] }, event => seen.push(event))).toEqual({
      name: 'echo',
      params: { a: [1] },
      remote: false
    })
    expect(seen).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }])
    expect((await one.call<string>('big')).length).toBe(5_000_000)
    await expect(one.call('fail')).rejects.toMatchObject({ code: 'INTERNAL', message: 'no' })
    space.alice.handle = null
    await expect(one.call('echo')).rejects.toMatchObject({ code: 'CALL_UNKNOWN' })
  })

  it('hears what the space publishes, also after a restart', async () => {
    const one = space.client()
    const seen: unknown[] = []
    one.on('event', event => seen.push(event))
    await one.listen()
    space.alice.publish({ a: 1 })
    await until(() => seen.length === 1, 'the event came')
    await space.alice.close()
    await space.serve()
    await until(() => (space.alice.publish({ b: 2 }), seen.length > 1), 'the next event came')
    expect(seen.slice(0, 2)).toEqual([{ a: 1 }, { b: 2 }])
  })
})
