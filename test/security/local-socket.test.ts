import { chmod, chown, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { connect, createServer, type Server as NetServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../../src-main/space/client'
import { FrameSocket, type Frame } from '../../src-main/space/local/frames'
import { socketPath } from '../../src-main/space/local/socket'
import type { WireHeader } from '../../src-main/space/local/wire'
import { Server } from '../../src-main/space/server'

const HOST = 'alice_dataspace'
let runtime: string
let before: string | undefined
let elsewhere: string
let fake: NetServer | null = null
const heard: Buffer[] = []

beforeEach(async () => {
  before = process.env['XDG_RUNTIME_DIR']
  runtime = await mkdtemp(join(tmpdir(), 'ds-run-'))
  elsewhere = await mkdtemp(join(tmpdir(), 'ds-else-'))
  process.env['XDG_RUNTIME_DIR'] = runtime
  heard.length = 0
})
afterEach(async () => {
  await new Promise<void>(resolve => (fake ? fake.close(() => resolve()) : resolve()))
  fake = null
  if (before === undefined) delete process.env['XDG_RUNTIME_DIR']
  else process.env['XDG_RUNTIME_DIR'] = before
  await rm(runtime, { recursive: true, force: true })
  await rm(elsewhere, { recursive: true, force: true })
})

/** Somebody who answers in the name of Alice's space and writes down what is said. */
async function listenAt(path: string): Promise<void> {
  fake = createServer(socket => {
    socket.on('error', () => {})
    socket.on('data', bytes => heard.push(bytes))
  })
  await new Promise<void>(resolve => fake!.listen(path, resolve))
}

async function attempt(): Promise<unknown> {
  const client = new Client({ host: HOST, timeout: 300, bootstrap: ['127.0.0.1:1'] })
  const core = client.corestore().get({ valueEncoding: 'json' })
  try {
    await core.append({ secret: 'Carol' })
    return null
  } catch (error) {
    return error
  } finally {
    await client.close()
  }
}

describe('a program of Alice', () => {
  it('says nothing to a socket in a folder that a link leads to', async () => {
    await symlink(elsewhere, dirname(socketPath(HOST)))
    await listenAt(socketPath(HOST))
    expect(await attempt()).toBeInstanceOf(Error)
    expect(Buffer.concat(heard).toString('latin1')).toBe('')
  })

  it('says nothing to a socket in a folder that others may write to', async () => {
    await mkdir(dirname(socketPath(HOST)), { mode: 0o777 })
    await chmod(dirname(socketPath(HOST)), 0o777)
    await listenAt(socketPath(HOST))
    expect(await attempt()).toBeInstanceOf(Error)
    expect(Buffer.concat(heard).toString('latin1')).toBe('')
  })

  it.runIf(process.getuid?.() === 0)(
    'says nothing to a socket in a folder of somebody else',
    async () => {
      await mkdir(dirname(socketPath(HOST)), { mode: 0o700 })
      await listenAt(socketPath(HOST))
      await chown(dirname(socketPath(HOST)), 65_534, 65_534)
      expect(await attempt()).toBeInstanceOf(Error)
      expect(Buffer.concat(heard).toString('latin1')).toBe('')
    }
  )
})

describe('a program that says on the socket what no client of ours does', () => {
  it('is refused in words, and the server goes on', async () => {
    const server = new Server({
      storage: elsewhere,
      host: HOST,
      keychain: 'memory',
      network: 'off'
    })
    await server.ready()
    const frames = new FrameSocket(connect(socketPath(HOST)))
    const answers = new Map<number, WireHeader>()
    frames.on('frame', ({ header }: Frame) => answers.set(header.i!, header))
    let number = 0
    const say = async (header: object, parts: (Buffer | null)[] = []) => {
      const i = ++number
      frames.send({ i, ...header } as WireHeader, parts)
      for (let turn = 0; turn < 500 && !answers.has(i); turn++) {
        await new Promise(resolve => setTimeout(resolve, 10))
      }
      return answers.get(i)
    }
    try {
      await say({ m: 'hello', version: 1 })
      await say({ m: 'open', h: 1, name: 'x' })
      await say({ m: 'append', h: 1 }, [Buffer.from('block')])
      const hostile: [object, (Buffer | null)[]?][] = [
        // Taken at its word, this ends the whole process.
        [{ m: 'truncate', h: 1 }],
        [{ m: 'truncate', h: 1, n: -1, fork: 1 }],
        [{ m: 'truncate', h: 1, n: 2 ** 40 }],
        [{ m: 'truncate', h: 1, n: 0, fork: -5 }],
        [{ m: 'append', h: 1 }, [null]],
        [{ m: 'get', h: 1, n: 2 ** 50 }],
        [{ m: 'get', h: 1, n: '0' }],
        [{ m: 'has', h: 1, n: 0, end: Number.MAX_VALUE }],
        [{ m: 'ahead', h: 1, n: -(2 ** 31), end: 5 }],
        [{ m: 'clear', h: 1, n: -1, end: 1 }]
      ]
      for (const [header, parts] of hostile) {
        const answer = await say(header, parts)
        expect(answer?.error?.code, JSON.stringify(header)).toBe('INVALID_ARGUMENT')
      }
      expect((await say({ m: { toString: 1 } }))?.error?.code).toBe('CLOSED')
      expect((await say({ m: 'clear', h: 1, n: 0, end: 2 ** 39 }))?.error).toBeUndefined()
      expect((await say({ m: 'info', h: 1 }))?.r).toMatchObject({ length: 1 })
    } finally {
      frames.destroy()
      await server.close()
    }
  })

  it('is not listened to while it does not read, and has all its answers when it does', async () => {
    const server = new Server({
      storage: elsewhere,
      host: HOST,
      keychain: 'memory',
      network: 'off'
    })
    await server.ready()
    const socket = connect(socketPath(HOST))
    const frames = new FrameSocket(socket)
    const answers = new Map<number, Frame>()
    frames.on('frame', (frame: Frame) => {
      if (frame.header.i !== undefined) answers.set(frame.header.i, frame)
    })
    const until = async (what: () => boolean) => {
      for (let turn = 0; turn < 1_000 && !what(); turn++) {
        await new Promise(resolve => setTimeout(resolve, 10))
      }
      expect(what()).toBe(true)
    }
    const block = Buffer.alloc(1024 * 1024, 7)
    const many = 100
    try {
      frames.send({ i: 1, m: 'open', h: 1, name: 'x' })
      frames.send({ i: 2, m: 'append', h: 1 }, [block])
      await until(() => answers.size === 2)
      socket.pause()
      for (let n = 0; n < many; n++) {
        frames.send({ i: 3 + n, m: 'get', h: 1, n: 0 }, [Buffer.alloc(256 * 1024)])
        await new Promise(resolve => setTimeout(resolve, 2))
      }
      // What it goes on saying stays with itself.
      expect(socket.writableLength).toBeGreaterThan(many * 32 * 1024)
      socket.resume()
      await until(() => answers.size === 2 + many)
      expect([...answers.values()].at(-1)!.parts[0]!.equals(block)).toBe(true)
    } finally {
      frames.destroy()
      await server.close()
    }
  }, 60_000)

  it('that closes a core while it is opened can use its handle for another', async () => {
    const server = new Server({
      storage: elsewhere,
      host: HOST,
      keychain: 'memory',
      network: 'off'
    })
    await server.ready()
    const frames = new FrameSocket(connect(socketPath(HOST)))
    const answers = new Map<number, WireHeader>()
    frames.on('frame', ({ header }: Frame) => {
      if (header.i !== undefined) answers.set(header.i, header)
    })
    const all = async (count: number) => {
      while (answers.size < count) await new Promise(resolve => setTimeout(resolve, 10))
    }
    try {
      frames.send({ i: 1, m: 'open', h: 1, of: 99 })
      frames.send({ i: 2, m: 'close', h: 1 })
      frames.send({ i: 3, m: 'open', h: 1, name: 'x' })
      await all(3)
      // What it asked before it closed the core is done, though it did not wait for it.
      frames.send({ i: 4, m: 'append', h: 1 }, [Buffer.from('block')])
      frames.send({ i: 5, m: 'open', h: 2, of: 1 })
      frames.send({ i: 6, m: 'close', h: 1 })
      frames.send({ i: 7, m: 'append', h: 1 }, [Buffer.from('block')])
      frames.send({ i: 8, m: 'append', h: 2 }, [Buffer.from('block')])
      frames.send({ i: 9, m: 'clear', h: 2, n: 0, end: 1 })
      await all(9)
      const codes = Array.from({ length: 9 }, (_, at) => answers.get(at + 1)!.error?.code ?? 'ok')
      expect(codes.slice(0, 6)).toEqual(['CLOSED', 'CLOSED', 'ok', 'ok', 'ok', 'ok'])
      expect(codes.slice(6)).toEqual(['CLOSED', 'NOT_WRITABLE', 'NOT_WRITABLE'])
    } finally {
      frames.destroy()
      await server.close()
    }
  })

  it('has so many cores open and no more, and as many again when it closed them', async () => {
    const server = new Server({
      storage: elsewhere,
      host: HOST,
      keychain: 'memory',
      network: 'off'
    })
    await server.ready()
    const frames = new FrameSocket(connect(socketPath(HOST)))
    const answers: (string | undefined)[] = []
    frames.on('frame', ({ header }: Frame) => answers.push(header.error?.code))
    const all = async (count: number) => {
      while (answers.length < count) await new Promise(resolve => setTimeout(resolve, 10))
      return answers.splice(0)
    }
    try {
      const most = 2 ** 14
      frames.send({ i: 1, m: 'open', h: 0, name: 'x' })
      await all(1)
      for (let h = 1; h <= most; h++) frames.send({ i: 1, m: 'open', h, of: 0 })
      const opened = await all(most)
      expect(opened.filter(code => code !== undefined)).toEqual(['LIMIT_EXCEEDED'])
      frames.send({ i: 1, m: 'close', h: 5 })
      frames.send({ i: 1, m: 'open', h: 5, of: 0 })
      expect(await all(2)).toEqual([undefined, undefined])
    } finally {
      frames.destroy()
      await server.close()
    }
  }, 60_000)
})
