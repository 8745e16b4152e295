import { cp, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createSeed } from '../../src-main/identity'
import { MemoryKeychain } from '../../src-main/keychain'
import { Space } from '../../src-main/space/space'

const open: Space[] = []

async function folder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'datomspace-test-'))
}

async function alice(
  options: Partial<ConstructorParameters<typeof Space>[0]> = {}
): Promise<Space> {
  const space = new Space({
    storage: options.storage ?? (await folder()),
    host: 'alice',
    keychain: new MemoryKeychain(),
    network: 'off',
    ...options
  })
  open.push(space)
  await space.ready()
  return space
}

afterEach(async () => {
  for (const space of open.splice(0)) {
    await space.close()
    await rm(space.storage, { recursive: true, force: true })
  }
})

describe('a space', () => {
  it('is made in an empty folder and is the same one when opened again', async () => {
    const keychain = new MemoryKeychain()
    const first = await alice({ keychain })
    expect(first.created).toBe(true)
    await first.database.put('notes', 'hello', { text: '你好' })
    await first.close()
    const second = await alice({ keychain, storage: first.storage })
    expect(second.created).toBe(false)
    expect(second.identity).toBe(first.identity)
    expect(await second.database.get('notes', 'hello')).toEqual({ text: '你好' })
  })

  it('is refused to a second opener, who is told which process has it', async () => {
    const first = await alice()
    const second = new Space({ storage: first.storage, host: 'alice', seed: createSeed() })
    await expect(second.ready()).rejects.toMatchObject({
      code: 'STORAGE_LOCKED',
      details: { pid: process.pid }
    })
  })

  it('refuses the seed of another space and leaves the folder as it was', async () => {
    const first = await alice()
    await first.close()
    const wrong = new Space({
      storage: first.storage,
      host: 'alice',
      seed: createSeed(),
      network: 'off'
    })
    await expect(wrong.ready()).rejects.toMatchObject({ code: 'SEED_MISMATCH' })
    const right = await alice({ storage: first.storage, keychain: first.options.keychain })
    expect(right.identity).toBe(first.identity)
  })

  it('says that the seed is missing when the keychain does not have it', async () => {
    const first = await alice()
    await first.close()
    const other = new Space({
      storage: first.storage,
      host: 'alice',
      keychain: new MemoryKeychain(),
      network: 'off'
    })
    await expect(other.ready()).rejects.toMatchObject({ code: 'SEED_MISSING' })
  })

  it('makes nothing in an empty folder when it may not', async () => {
    const storage = await folder()
    const space = new Space({ storage, host: 'alice', create: 'never', network: 'off' })
    await expect(space.ready()).rejects.toMatchObject({ code: 'SEED_MISSING' })
    expect(await readdir(storage)).not.toContain('space.json')
  })

  it('refuses to open a copy of its folder', async () => {
    const seed = createSeed()
    const first = await alice({ seed })
    await first.close()
    const copy = await folder()
    await cp(first.storage, copy, { recursive: true })
    const second = new Space({ storage: copy, host: 'alice', seed, network: 'off' })
    await expect(second.ready()).rejects.toMatchObject({ code: 'STORAGE_COPIED' })
    await rm(copy, { recursive: true })
  })

  it('leaves no seed, key or plaintext on the disk', async () => {
    const seed = createSeed()
    const space = await alice({ seed })
    await space.database.put('people', 'bob', { name: 'PLAINTEXT-CANARY' })
    await space.database.flush()
    const secrets = [
      seed,
      space.keys.identity.secretKey.subarray(0, 32),
      space.keys.network.secretKey.subarray(0, 32),
      space.keys.signer('database').secretKey.subarray(0, 32),
      space.keys.encryption('database')
    ].map(secret => Buffer.from(secret))
    await space.close()
    const bytes = await everything(space.storage)
    expect(bytes.byteLength).toBeGreaterThan(1000)
    for (const secret of secrets) expect(found(bytes, secret)).toBe(false)
    expect(bytes.includes('PLAINTEXT-CANARY')).toBe(false)
  })

  it('opens and closes its modules in order', async () => {
    const log: string[] = []
    const module = (name: string) => ({
      ready: async () => void log.push(`+${name}`),
      close: async () => void log.push(`-${name}`)
    })
    const space = new Space({
      storage: await folder(),
      host: 'alice',
      seed: createSeed(),
      network: 'off'
    })
    open.push(space)
    void space.attach(module('sets'))
    void space.attach(module('shares'))
    await space.ready()
    await space.attach(module('received'))
    await space.close()
    expect(log).toEqual(['+sets', '+shares', '+received', '-received', '-shares', '-sets'])
  })
})

describe('the database', () => {
  it('lists a table in key order within a range, and never another table', async () => {
    const { database } = await alice()
    await database.batch(
      ['b', 'a', 'c', 'ab'].map(key => ({ type: 'put', table: 'x', key, value: { key } }) as const)
    )
    await database.put('xy', 'a', 1)
    await database.put('w', 'z', 1)
    const keys = async (range = {}) => (await database.list('x', range)).map(entry => entry.key)
    expect(await keys()).toEqual(['a', 'ab', 'b', 'c'])
    expect(await keys({ gt: 'a', lt: 'c' })).toEqual(['ab', 'b'])
    expect(await keys({ prefix: 'a' })).toEqual(['a', 'ab'])
    expect(await keys({ reverse: true, limit: 2 })).toEqual(['c', 'b'])
  })

  it('applies what many write at once, in the order of their calls', async () => {
    const { database } = await alice()
    await Promise.all(Array.from({ length: 500 }, (_, n) => database.put('n', String(n % 50), n)))
    expect((await database.list('n')).length).toBe(50)
    expect(await database.get('n', '7')).toBe(457)
    await database.delete('n', '7')
    expect(await database.get('n', '7')).toBe(null)
  })

  it('applies nothing of a batch with a value that is not JSON', async () => {
    const { database } = await alice()
    const bad = database.batch([
      { type: 'put', table: 'x', key: 'a', value: 1 },
      { type: 'put', table: 'x', key: 'b', value: undefined }
    ])
    await expect(bad).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    expect(await database.list('x')).toEqual([])
  })
})

async function everything(path: string): Promise<Buffer> {
  const entries = await readdir(path, { withFileTypes: true, recursive: true })
  const files = entries.filter(entry => entry.isFile())
  return Buffer.concat(await Promise.all(files.map(file => readFile(join(file.path, file.name)))))
}

/** In any of the spellings in which a secret could have been written. */
function found(bytes: Buffer, secret: Buffer): boolean {
  const spellings = [secret, secret.toString('hex'), secret.toString('base64').slice(0, 40)]
  return spellings.some(spelling => bytes.includes(spelling))
}
