import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DatomspaceError } from '../../src-main/error'
import { deriveKeys, phraseOf } from '../../src-main/identity'
import { FileKeychain, type PassphraseRequest } from '../../src-main/keychain'
import { conformsToKeychain } from './conformance'

// The least that libsodium allows: what is tested here is not how slow Argon2id is.
const cost = { opslimit: 1, memlimit: 8192 }
let root = ''
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'keychain-'))
})
afterAll(() => rm(root, { recursive: true, force: true }))

const passphrase = async () => 'correct horse 电池 ½'
const openAt = (directory: string, ask: Ask = passphrase) =>
  new FileKeychain({ directory, passphrase: ask, cost })
type Ask = (request: PassphraseRequest) => Promise<string>

conformsToKeychain('passphrase file', {
  open: async () => openAt(join(root, 'conformance')),
  reopen: async () => openAt(join(root, 'conformance'))
})

let folders = 0
async function kept() {
  const directory = join(root, `folder-${folders++}`)
  const seed = randomBytes(32)
  const account = deriveKeys(seed).did
  const keychain = openAt(directory)
  await keychain.write(account, seed)
  const [name] = await readdir(directory)
  return { directory, seed, account, keychain, path: join(directory, name as string) }
}

async function errorOf(work: Promise<unknown>): Promise<DatomspaceError> {
  try {
    await work
  } catch (error) {
    if (error instanceof DatomspaceError) return error
    throw error
  }
  throw new Error('no error')
}

describe('a passphrase file', () => {
  it('opens with the passphrase only', async () => {
    const { directory, account, seed } = await kept()
    for (const wrong of ['Correct horse 电池 ½', 'correct horse', ' ', '\0']) {
      const error = await errorOf(openAt(directory, async () => wrong).read(account))
      expect(error.code).toBe('PASSPHRASE_WRONG')
    }
    // The same text in another Unicode form, as another keyboard or system may give it.
    const otherForm = (await passphrase()).normalize('NFKC')
    expect(otherForm).not.toBe(await passphrase())
    expect(await openAt(directory, async () => otherForm).read(account)).toEqual(seed)
  })

  it('asks for the passphrase only when it is needed, and says what for', async () => {
    const { directory, account, seed } = await kept()
    const asked: PassphraseRequest[] = []
    const keychain = openAt(directory, async request => {
      asked.push(request)
      return passphrase()
    })
    await keychain.list()
    await keychain.read(deriveKeys(randomBytes(32)).did)
    expect(asked).toEqual([])
    await keychain.read(account)
    await keychain.write(account, seed)
    expect(asked).toEqual([
      { account, purpose: 'open', fits: expect.any(Function) },
      { account, purpose: 'create' }
    ])
  })

  it('lets whoever asks try a passphrase and ask again, as often as it takes', async () => {
    const { directory, account, seed } = await kept()
    const found: boolean[] = []
    const keychain = openAt(directory, async request => {
      if (request.purpose !== 'open') throw new Error('asked for a new one')
      for (const tried of ['wrong', '', await passphrase(), 'wrong again']) {
        found.push(await request.fits(tried))
      }
      return passphrase()
    })
    expect(await keychain.read(account)).toEqual(seed)
    expect(found).toEqual([false, false, true, false])
    // What was tried decides nothing: only the answer does.
    const misled = openAt(directory, async request => {
      if (request.purpose === 'open') await request.fits(await passphrase())
      return 'wrong'
    })
    expect((await errorOf(misled.read(account))).code).toBe('PASSPHRASE_WRONG')
  })

  it('is never sealed with no passphrase', async () => {
    const { directory, account, seed } = await kept()
    const silent = openAt(join(directory, 'other'), async () => '')
    expect((await errorOf(silent.write(account, seed))).code).toBe('CANCELLED')
    await expect(readdir(join(directory, 'other'))).rejects.toThrow(/ENOENT/)
    const refusing = openAt(directory, () => Promise.reject(new Error('window closed')))
    await expect(refusing.read(account)).rejects.toThrow('window closed')
  })

  it('holds neither the seed nor the passphrase in any spelling', async () => {
    const { path, seed } = await kept()
    const bytes = await readFile(path)
    const secrets = [seed, seed.toString('hex'), seed.toString('base64'), await passphrase()]
    for (const secret of secrets) expect(bytes.includes(secret)).toBe(false)
    expect(bytes.includes(phraseOf(seed)[0] as string)).toBe(false)
  })

  it.skipIf(process.platform === 'win32')('is readable for its owner only', async () => {
    const { path, directory } = await kept()
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    expect((await stat(directory)).mode & 0o777).toBe(0o700)
  })

  it('is named as damaged when cut anywhere or with any byte changed', async () => {
    const { path, account, keychain } = await kept()
    const whole = await readFile(path)
    for (let index = 0; index < whole.length; index++) {
      const flipped = Buffer.from(whole)
      flipped[index] = (flipped[index] as number) ^ 0x01
      for (const damaged of [flipped, whole.subarray(0, index)]) {
        await writeFile(path, damaged)
        const error = await errorOf(keychain.read(account))
        expect(error.code, `byte ${index}`).toBe('STORAGE_CORRUPT')
        expect(error.details['file']).toBe(path)
        expect(error.message).toContain(path)
      }
    }
    await writeFile(path, Buffer.concat([whole, Buffer.from('\n')]))
    expect((await errorOf(keychain.list())).code).toBe('STORAGE_CORRUPT')
    await writeFile(path, Buffer.alloc(10_000_000))
    expect((await errorOf(keychain.read(account))).code).toBe('STORAGE_CORRUPT')
    await writeFile(path, whole)
    expect(await keychain.read(account)).not.toBeNull()
  })

  it('does not open with its header exchanged, even with the checksum made to fit', async () => {
    const alice = await kept()
    const bob = await kept()
    const { createHash } = await import('node:crypto')
    const forge = async (edit: (text: string) => string) => {
      const body = edit((await readFile(alice.path, 'utf8')).replace(/sha256 .*\n$/, ''))
      return `${body}sha256 ${createHash('sha256').update(body, 'latin1').digest('hex')}\n`
    }
    const whole = await readFile(alice.path)
    const renamed = await forge(text => text.replace(alice.account, bob.account))
    await writeFile(alice.path, renamed)
    expect((await errorOf(alice.keychain.read(alice.account))).code).toBe('STORAGE_CORRUPT')
    await writeFile(bob.path, renamed)
    expect((await errorOf(bob.keychain.read(bob.account))).code).toBe('PASSPHRASE_WRONG')
    // Weaker or ruinous costs: refused before or after stretching, never obeyed at any price.
    await writeFile(alice.path, whole)
    await writeFile(
      alice.path,
      await forge(text => text.replace('argon2id 1 8192', 'argon2id 2 8192'))
    )
    expect((await errorOf(alice.keychain.read(alice.account))).code).toBe('PASSPHRASE_WRONG')
    for (const ruin of ['4000000000 8192', '1 4000000000', '0 0']) {
      await writeFile(alice.path, whole)
      await writeFile(alice.path, await forge(text => text.replace('1 8192', ruin)))
      expect((await errorOf(alice.keychain.read(alice.account))).code).toBe('STORAGE_CORRUPT')
    }
  })

  it('remembers its own cost, so that a later default opens it', async () => {
    const { directory, account, seed, path } = await kept()
    expect(await readFile(path, 'utf8')).toContain('kdf argon2id 1 8192')
    expect(await new FileKeychain({ directory, passphrase }).read(account)).toEqual(seed)
  })

  it('is stretched with 256 MiB by default', async () => {
    const directory = join(root, 'moderate')
    const seed = randomBytes(32)
    const { did } = deriveKeys(seed)
    const keychain = new FileKeychain({ directory, passphrase })
    await keychain.write(did, seed)
    const [name] = await readdir(directory)
    expect(await readFile(join(directory, name as string), 'utf8')).toContain(
      'argon2id 3 268435456'
    )
    expect(await keychain.read(did)).toEqual(seed)
  })

  it('leaves no temporary file, and forgets those of interrupted writes', async () => {
    const { directory, account, path, keychain } = await kept()
    expect(await readdir(directory)).toHaveLength(1)
    await writeFile(`${path}.0123456789ab.tmp`, await readFile(path))
    expect(await keychain.list()).toEqual([account])
    await keychain.remove(account)
    expect(await readdir(directory)).toEqual([])
  })

  it('says what is wrong with a folder that cannot be used', async () => {
    const { path, account, seed } = await kept()
    const error = await errorOf(openAt(path).write(account, seed))
    expect(error.code).toBe('KEYCHAIN_UNAVAILABLE')
    expect(error.message).toContain(path)
  })

  it.skipIf(process.platform !== 'linux')('says when the system does not allow it', async () => {
    const { account, seed } = await kept()
    // Not even root may make a folder in sysfs.
    const error = await errorOf(openAt('/sys/datomspace').write(account, seed))
    expect(error.code).toBe('KEYCHAIN_DENIED')
    expect(error.message).toContain('/sys/datomspace')
  })

  it('wants a cost in range', () => {
    for (const bad of [
      { opslimit: 0, memlimit: 8192 },
      { opslimit: 1, memlimit: 2 ** 31 }
    ]) {
      expect(() => new FileKeychain({ directory: root, passphrase, cost: bad })).toThrow(
        DatomspaceError
      )
    }
  })
})
