import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import createTestnet from 'hyperdht/testnet'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { bundle, start, type Program } from '../process'

const PROGRAM = 'test/programs/space.ts'
type Testnet = Awaited<ReturnType<typeof createTestnet>>

let folder: string
let testnet: Testnet
let programs: Program[]

beforeAll(() => bundle(PROGRAM), 60_000)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ds-'))
  testnet = await createTestnet(3)
  programs = []
})

afterEach(async () => {
  for (const program of programs) await program.stop('SIGKILL')
  await testnet.destroy()
  await rm(folder, { recursive: true, force: true })
})

/** A process on a machine: machines share nothing but the network. */
async function on(machine: string, role: string, options: object): Promise<Program> {
  const program = await start(PROGRAM, {
    args: [role, JSON.stringify(options)],
    env: {
      XDG_RUNTIME_DIR: join(folder, machine),
      DATOMSPACE_BOOTSTRAP: testnet.bootstrap.map(({ host, port }) => `${host}:${port}`).join(','),
      DATOMSPACE_KEYCHAIN: undefined,
      DATOMSPACE_PASSPHRASE_FILE: undefined
    }
  })
  programs.push(program)
  return program
}

const seed = 'a1'.repeat(32)
const values = [{ name: 'Alice' }, { name: '爱丽丝' }, { n: 3 }]

function serve(options: object = {}): Promise<Program> {
  return on('hers', 'server', {
    storage: join(folder, 'alice'),
    host: 'alice_dataspace',
    seed,
    ...options
  })
}

async function served(options: object = {}): Promise<{ server: Program; address: string }> {
  const server = await serve(options)
  return { server, address: (await server.next('ready')).address }
}

describe('two processes on one machine', () => {
  it('run the program of the README', async () => {
    const { server } = await served()
    const alice = await on('hers', 'alice', { host: 'alice_dataspace', values })
    const { key } = await alice.next('key')
    expect((await alice.next('appended')).appended).toBe(3)
    const bob = await on('hers', 'bob', { host: 'alice_dataspace', key })
    expect((await bob.next('attached')).attached).toBe('local')
    bob.tell({ get: 1 })
    expect((await bob.next('value')).value).toEqual({ name: '爱丽丝' })
    expect((await server.next('open')).open).toEqual({ remote: false })
    bob.tell({ close: true })
    expect((await server.next('close')).close).toEqual({ remote: false })
  })

  it('go on after the server was killed: the stale socket is taken over, nothing is lost', async () => {
    const { server } = await served()
    const alice = await on('hers', 'alice', { host: 'alice_dataspace', values })
    const { key } = await alice.next('key')
    await alice.next('appended')
    const bob = await on('hers', 'bob', { host: 'alice_dataspace', key })
    await bob.next('attached')
    await server.stop('SIGKILL')
    const [socket] = await readdir(join(folder, 'hers', 'datomspace'))
    expect(socket).toMatch(/\.sock$/)
    bob.tell({ get: 3 })
    alice.tell({ append: { n: 4 } })
    await served()
    expect((await alice.next('appended')).appended).toBe(4)
    expect((await bob.next('value')).value).toEqual({ n: 4 })
  })

  it('let one of many starters have the host, after a kill too', async () => {
    const { server } = await served()
    await server.stop('SIGKILL')
    const starters = await Promise.all(
      [1, 2, 3, 4].map(n => serve({ storage: join(folder, `racer-${n}`), seed: undefined }))
    )
    const ends = await Promise.all(
      starters.map(starter =>
        Promise.race([starter.next('ready').then(() => 'ready'), starter.next('error')]).then(
          end => (end === 'ready' ? end : (end as { error: string }).error)
        )
      )
    )
    expect(ends.sort()).toEqual(['HOST_TAKEN', 'HOST_TAKEN', 'HOST_TAKEN', 'ready'])
    // Those that were refused left no space behind.
    const made = await Promise.all(
      [1, 2, 3, 4].map(n =>
        readdir(join(folder, `racer-${n}`)).then(names => names.includes('space.json'))
      )
    )
    expect(made.filter(Boolean).length).toBe(1)
  })

  it('refuse a second server on the same storage, naming the first', async () => {
    const { server } = await served()
    const second = await serve({ host: 'another' })
    expect(await second.next('error')).toMatchObject({
      error: 'STORAGE_LOCKED',
      details: { pid: server.pid }
    })
    const third = await serve()
    expect((await third.next('error')).error).toBe('STORAGE_LOCKED')
  })

  it('keep the socket from everybody else', async () => {
    await served()
    const runtime = join(folder, 'hers', 'datomspace')
    const [socket] = await readdir(runtime)
    expect((await stat(runtime)).mode & 0o777).toBe(0o700)
    expect((await stat(join(runtime, socket!))).mode & 0o777).toBe(0o600)
  })
})

describe('a client on another machine', () => {
  async function mint(): Promise<{
    server: Program
    address: string
    key: string
    alice: Program
  }> {
    const { server, address } = await served()
    const alice = await on('hers', 'alice', { host: 'alice_dataspace', values })
    const { key } = await alice.next('key')
    await alice.next('appended')
    await server.next('open')
    return { server, address, key, alice }
  }

  it('runs its half of the program of the README by the host’s name alone', async () => {
    const { server, key, alice } = await mint()
    const bob = await on('his', 'bob', { host: 'alice_dataspace', key })
    expect(await bob.next('attached')).toMatchObject({ attached: 'network', length: 3 })
    bob.tell({ stream: {} })
    expect((await bob.next('values')).values).toEqual(values)
    expect((await server.next('open')).open).toMatchObject({
      remote: true,
      publicKey: expect.stringMatching(/^[0-9a-f]{64}$/)
    })
    alice.tell({ append: 'live' })
    expect((await bob.next('grew')).grew).toBe(4)
    bob.tell({ get: 3 })
    expect((await bob.next('value')).value).toBe('live')
    bob.tell({ close: true })
    expect((await server.next('close')).close.remote).toBe(true)
  })

  it('finds a pinned space, and not another of the same name', async () => {
    const { address, key } = await mint()
    const bob = await on('his', 'bob', { host: address, key })
    expect((await bob.next('attached')).attached).toBe('network')
    const other = `alice_dataspace@${'b'.repeat(64)}`
    const lost = await on('hers', 'bob', { host: other, key, timeout: 1_500 })
    expect((await lost.next('error')).error).toBe('HOST_NOT_FOUND')
  })

  it('may neither mint nor append', async () => {
    const { address, key } = await mint()
    const bob = await on('his', 'bob', { host: address, key })
    await bob.next('attached')
    bob.tell({ append: 1 })
    expect((await bob.next('error')).error).toBe('NOT_WRITABLE')
    bob.tell({ mint: true })
    expect((await bob.next('error')).error).toBe('REMOTE_UNSUPPORTED')
  })

  it('reads on after the server was killed and came back', async () => {
    const { server, address, key, alice } = await mint()
    const bob = await on('his', 'bob', { host: address, key })
    await bob.next('attached')
    bob.tell({ get: 0 })
    await bob.next('value')
    await server.stop('SIGKILL')
    bob.tell({ get: 3 })
    await served()
    alice.tell({ append: 'after' })
    expect((await bob.next('value', 30_000)).value).toBe('after')
  }, 60_000)

  it('gets a core whose key it was told before it was made', async () => {
    const { address } = await served()
    const late = await on('hers', 'alice', { host: 'alice_dataspace', values: [] })
    const { key } = await late.next('key')
    await late.next('appended')
    const early = await on('his', 'bob', { host: address, key })
    await early.next('attached')
    early.tell({ get: 0 })
    late.tell({ append: 'now' })
    expect((await early.next('value')).value).toBe('now')
  })

  it('keeps what it read in its own storage', async () => {
    const { server, address, key } = await mint()
    const storage = join(folder, 'reader')
    const bob = await on('his', 'bob', { host: address, key, storage })
    await bob.next('attached')
    bob.tell({ stream: {} })
    await bob.next('values')
    bob.tell({ close: true })
    await bob.exited
    await server.stop('SIGKILL')
    await served()
    const again = await on('his', 'bob', { host: address, key, storage })
    await again.next('attached')
    again.tell({ get: 1, options: { wait: false } })
    expect((await again.next('value')).value).toEqual({ name: '爱丽丝' })
  })
})
