import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Core } from '../../src-main/space/api'
import { LocalSpace, read } from './local'
import { until } from './network'

const space = LocalSpace.forEachTest()

describe('a core of a local client', () => {
  let core: Core

  beforeEach(() => {
    core = space.client().corestore().get({ valueEncoding: 'json' })
  })

  it('appends one and many, and says how long it is then', async () => {
    expect(await core.append('a')).toEqual({ length: 1, byteLength: 3 })
    expect(await core.append(['b', 'c'])).toEqual({ length: 3, byteLength: 9 })
    expect([core.length, core.byteLength, core.fork, core.writable]).toEqual([3, 9, 0, true])
  })

  it('gives each append of one tick the length it would have had alone', async () => {
    const lengths = await Promise.all([1, 22, [3, 4], 5].map(value => core.append(value)))
    expect(lengths.map(({ length }) => length)).toEqual([1, 2, 4, 5])
    expect(lengths.map(({ byteLength }) => byteLength)).toEqual([1, 3, 5, 6])
    expect(await Promise.all([0, 1, 2, 3, 4].map(index => core.get(index)))).toEqual([
      1, 22, 3, 4, 5
    ])
  })

  it('gets what was appended in the same tick', async () => {
    void core.append('x')
    expect(await core.get(0)).toBe('x')
    void core.append('y')
    expect(await core.has(1)).toBe(true)
    void core.append('z')
    const snapshot = core.snapshot()
    await snapshot.ready()
    expect(snapshot.length).toBe(3)
  })

  it('has what it has', async () => {
    await core.append(['a', 'b'])
    expect(await core.has(0)).toBe(true)
    expect(await core.has(1, 2)).toBe(true)
    expect(await core.has(2)).toBe(false)
    expect(await core.has(0, 3)).toBe(false)
  })

  it('answers null for a block that is not there when it may not wait', async () => {
    await core.append('a')
    expect(await core.get(5, { wait: false })).toBe(null)
    await expect(core.get(5, { timeout: 50 })).rejects.toMatchObject({ code: 'TIMEOUT' })
    await expect(core.get(-1)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(core.get(1.5)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  it('seeks bytes', async () => {
    const binary = space.client().corestore().get()
    await binary.append(['aaa', 'bb', 'c'].map(text => Buffer.from(text)))
    expect(await binary.seek(0)).toEqual([0, 0])
    expect(await binary.seek(2)).toEqual([0, 2])
    expect(await binary.seek(3)).toEqual([1, 0])
    expect(await binary.seek(5)).toEqual([2, 0])
  })

  it('takes every encoding', async () => {
    const store = space.client().corestore()
    const text = store.get({ valueEncoding: 'utf-8' })
    await text.append(['héllo', '你好'])
    expect(await text.get(1)).toBe('你好')
    expect(await text.get(1, { valueEncoding: 'binary' })).toEqual(Buffer.from('你好'))
    const binary = store.get({ valueEncoding: 'binary' })
    await binary.append(Buffer.from([0, 255]))
    expect(await binary.get(0)).toEqual(Buffer.from([0, 255]))
    const hex = store.get({
      valueEncoding: {
        encode: (value: string) => Buffer.from(value, 'hex'),
        decode: (bytes: Buffer) => bytes.toString('hex')
      }
    })
    await hex.append('c0ffee')
    expect(await hex.get(0)).toBe('c0ffee')
    expect(() => store.get({ valueEncoding: 'no-such' as 'json' })).toThrow(/encoding/)
    await expect(store.get().append({ a: 1 })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    await expect(
      text.append(Buffer.from([0xff])).then(() => text.get(2, { valueEncoding: 'json' }))
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })

  it('shares blocks and not encodings among sessions, and closes with the last', async () => {
    await core.append({ a: 1 })
    const session = core.session({ valueEncoding: 'utf-8' })
    expect(await session.get(0)).toBe('{"a":1}')
    let closed = 0
    core.on('close', () => closed++)
    await core.close()
    expect(closed).toBe(1)
    expect(await session.get(0)).toBe('{"a":1}')
    await expect(core.get(0)).rejects.toMatchObject({ code: 'CLOSED' })
    expect(() => core.session()).toThrow(/closed/)
  })

  it('ends a read that waits when its session is closed, and only that one', async () => {
    await core.append('a')
    const other = core.session()
    const refused = expect(core.get(1)).rejects.toMatchObject({ code: 'CLOSED' })
    const stays = other.get(1)
    await sleep(20)
    await core.close()
    await refused
    await other.append('b')
    expect(await Promise.race([stays, sleep(3000, 'late')])).toBe('b')
  })

  it('keeps a snapshot as it was', async () => {
    await core.append(['a', 'b'])
    const snapshot = core.snapshot()
    await core.append('c')
    await snapshot.ready()
    expect(snapshot.length).toBe(2)
    expect(snapshot.snapshotted).toBe(true)
    expect(await snapshot.get(1)).toBe('b')
    await expect(snapshot.get(2)).rejects.toThrow()
    await expect(snapshot.append('d')).rejects.toMatchObject({ code: 'NOT_WRITABLE' })
    expect(await snapshot.update()).toBe(false)
    expect(await read(snapshot.createReadStream())).toEqual(['a', 'b'])
  })

  it('truncates, forks and says so to all', async () => {
    await core.append(['a', 'b', 'c'])
    const other = space.client().corestore().get({ key: core.key, valueEncoding: 'json' })
    await other.ready()
    const seen: number[][] = []
    other.on('truncate', (length: number, fork: number) => seen.push([length, fork]))
    await core.truncate(1)
    expect([core.length, core.fork]).toEqual([1, 1])
    await core.append('B')
    expect(await core.get(1)).toBe('B')
    await until(() => other.length === 2, 'the other client knows')
    expect(seen).toEqual([[1, 1]])
    expect(await other.get(1)).toBe('B')
  })

  it('reads no block of before a truncation that it had read ahead', async () => {
    await core.append(Array.from({ length: 200 }, (_, n) => n))
    for (let n = 0; n < 10; n++) await core.get(n)
    await core.truncate(10)
    await core.append(Array.from({ length: 190 }, () => 'new'))
    for (let n = 10; n < 200; n++) expect(await core.get(n)).toBe('new')
  })

  it('clears blocks and keeps its length', async () => {
    await core.append(['a', 'b', 'c'])
    expect(await core.clear(1, 2, { diff: true })).toMatchObject({ blocks: expect.any(Number) })
    expect([await core.has(0), await core.has(1), core.length]).toEqual([true, false, 3])
    expect(await core.clear(0)).toBe(null)
  })

  it('is asked to clear, truncate and append at once, by two programs, and does each in turn', async () => {
    const other = space.client().corestore().get({ key: core.key, valueEncoding: 'json' })
    await other.ready()
    for (let time = 0; time < 5; time++) {
      await core.append(['a', 'b', 'c', 'd'])
      await core.clear(2)
      const asked = [
        other.truncate(0),
        core.clear(3),
        other.seek(1, { wait: false }),
        core.clear(1)
      ]
      const ends = await Promise.allSettled([...asked, core.append('e')])
      expect(ends.filter(({ status }) => status === 'rejected')).toEqual([])
      await core.truncate(0)
    }
  })

  it('does what it is not waited for in the order in which it was asked', async () => {
    const asked: unknown[] = [core.append(['a', 'b', 'c'])]
    await core.ready()
    asked.push(core.append('d'), core.truncate(2), core.append('e'), core.truncate(1))
    asked.push(core.append(['f', 'g']))
    await Promise.all(asked)
    expect(await read(core.createReadStream())).toEqual(['a', 'f', 'g'])
    expect([core.length, core.fork]).toEqual([3, 2])
  })

  it('begins a fork with each truncation, though programs truncate at once', async () => {
    await core.append(Array.from({ length: 20 }, (_, n) => n))
    const other = space.client().corestore().get({ key: core.key, valueEncoding: 'json' })
    await other.ready()
    const lengths = [15, 12, 9, 6, 3]
    const asked = lengths.flatMap(length => [
      core.truncate(length + 1),
      other.append('x').then(() => other.truncate(length))
    ])
    const ends = await Promise.allSettled(asked)
    const done = ends.filter(({ status }) => status === 'fulfilled').length
    await core.update()
    expect(core.fork).toBe(done)
    for (const fork of [0, core.fork]) {
      await expect(core.truncate(0, { fork })).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    }
    await core.truncate(0, { fork: 100 })
    expect(core.fork).toBe(100)
  })

  it('refuses by name what another program truncated away in the meantime', async () => {
    await core.append(['a', 'b', 'c', 'd'])
    const other = space.client().corestore().get({ key: core.key })
    await other.ready()
    const [, late] = await Promise.allSettled([core.truncate(1), other.truncate(3)])
    expect(late).toMatchObject({ reason: { code: expect.stringMatching(/CONFLICT|ARGUMENT/) } })
    expect(core.length).toBe(1)
  })

  it('tells what it is', async () => {
    await core.append(['a', 'b'])
    expect(await core.info()).toMatchObject({ key: core.key, length: 2, byteLength: 6, fork: 0 })
    expect(core.id).toMatch(/^[a-z1-9]{52}$/)
  })

  it('emits ready, append and close', async () => {
    const seen: string[] = []
    for (const name of ['ready', 'append', 'close']) core.on(name, () => seen.push(name))
    await core.ready()
    await core.append('a')
    await core.close()
    expect(seen).toEqual(['ready', 'append', 'close'])
  })

  it('is told of what another client appends', async () => {
    await core.append('a')
    const other = space.client().corestore().get({ key: core.key, valueEncoding: 'json' })
    await other.ready()
    const appended = new Promise(resolve => core.once('append', resolve))
    await other.append('from the other')
    await appended
    expect(await core.get(1)).toBe('from the other')
  })

  it('streams ranges, backwards, to the end and beyond', async () => {
    await core.append(Array.from({ length: 300 }, (_, n) => n))
    const all = Array.from({ length: 300 }, (_, n) => n)
    expect(await read(core.createReadStream())).toEqual(all)
    expect(await read(core.createReadStream({ start: 10, end: 20 }))).toEqual(all.slice(10, 20))
    expect(await read(core.createReadStream({ start: 290, reverse: true }))).toEqual(
      all.slice(290).reverse()
    )
    expect(await read(core.createReadStream({ start: 5, end: 8, reverse: true }))).toEqual([
      7, 6, 5
    ])
    expect(await read(core.createReadStream({ start: 300 }))).toEqual([])
  })

  it('streams live what is appended later, here or by others', async () => {
    await core.append([0, 1])
    const other = space.client().corestore().get({ key: core.key, valueEncoding: 'json' })
    const stream = core.createReadStream({ live: true })
    const seen: unknown[] = []
    const reading = (async () => {
      for await (const value of stream) {
        seen.push(value)
        if (seen.length === 5) break
      }
    })()
    await until(() => seen.length === 2, 'what there is was read')
    await core.append([2, 3])
    await other.append(4)
    await reading
    expect(seen).toEqual([0, 1, 2, 3, 4])
    expect(stream.destroyed).toBe(true)
  })

  it('streams live from beyond its end', async () => {
    await core.append(0)
    const stream = core.createReadStream({ live: true, start: 3 })
    const first = stream[Symbol.asyncIterator]().next()
    await core.append([1, 2, 3])
    expect((await first).value).toBe(3)
    stream.destroy()
  })

  it('streams bytes from an offset and for a length', async () => {
    const binary = space.client().corestore().get()
    await binary.append(['hello ', 'wide ', 'world'])
    const text = async (options?: object) =>
      Buffer.concat((await read(binary.createByteStream(options))) as Buffer[]).toString()
    expect(await text()).toBe('hello wide world')
    expect(await text({ byteOffset: 4 })).toBe('o wide world')
    expect(await text({ byteOffset: 7, byteLength: 6 })).toBe('ide wo')
    expect(await text({ byteOffset: 16 })).toBe('')
  })

  it('takes a write stream', async () => {
    const stream = core.createWriteStream()
    for (let n = 0; n < 20; n++) stream.write(n)
    await new Promise<void>(resolve => stream.end(resolve))
    expect(await read(core.createReadStream())).toEqual(Array.from({ length: 20 }, (_, n) => n))
  })

  it('carries a block of 10 MiB and refuses more than one frame holds', async () => {
    const binary = space.client().corestore().get()
    const block = Buffer.alloc(10 * 1024 * 1024, 7)
    await binary.append(block)
    expect(block.equals((await binary.get(0)) as Buffer)).toBe(true)
    await expect(binary.append(Array.from({ length: 7 }, () => block))).rejects.toMatchObject({
      code: 'LIMIT_EXCEEDED'
    })
    await expect(binary.append(Buffer.alloc(16 * 1024 * 1024))).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT'
    })
    expect(await binary.has(0)).toBe(true)
  })
})
