import { chmod, chown, mkdir, mkdtemp, rm, symlink } from 'node:fs/promises'
import { createServer, type Server as NetServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Client } from '../../src-main/space/client'
import { socketPath } from '../../src-main/space/local/socket'

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
