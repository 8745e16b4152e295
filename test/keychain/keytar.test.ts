import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DatomspaceError, type ErrorCode } from '../../src-main/error'
import { deriveKeys } from '../../src-main/identity'
import { KeytarKeychain, openKeychain } from '../../src-main/keychain'
import { conformsToKeychain } from './conformance'
import { hasKeyring, hasKeytar, Keyring } from './keyring'

const seed = Buffer.alloc(32, 7)
const account = deriveKeys(seed).did
const stranger = deriveKeys(Buffer.alloc(32, 8)).did

async function codeOf(work: Promise<unknown>): Promise<ErrorCode | 'no error'> {
  try {
    await work
  } catch (error) {
    if (error instanceof DatomspaceError) return error.code
    throw error
  }
  return 'no error'
}

describe.skipIf(!hasKeyring() || !hasKeytar())('a real GNOME Keyring', () => {
  let keyring: Keyring
  beforeAll(async () => {
    keyring = await Keyring.open()
  })
  afterAll(() => keyring.close())

  conformsToKeychain('keytar', {
    open: async () => new KeytarKeychain(),
    reopen: async () => new KeytarKeychain()
  })

  it('is opened when it is asked for, and says what it is', async () => {
    const keychain = await openKeychain({ prefer: 'keytar' })
    expect(keychain.describe()).toMatchObject({
      kind: 'keytar',
      code: 'KEYCHAIN_IS_SECRET_SERVICE',
      secure: true
    })
  })

  it('holds the seed under our service and the did, as versioned text', async () => {
    const keytar = await import('keytar')
    await new KeytarKeychain().write(account, seed)
    expect(await keytar.getPassword('datomspace', account)).toBe(
      `datomspace-seed-1:${seed.toString('hex')}`
    )
  })

  it('with an item that somebody else wrote over says so and does not guess', async () => {
    const keytar = await import('keytar')
    const keychain = new KeytarKeychain()
    // keytar itself refuses to write an empty text.
    for (const text of ['x', 'datomspace-seed-1:00', `datomspace-seed-2:${'0'.repeat(64)}`]) {
      await keytar.setPassword('datomspace', stranger, text)
      expect(await codeOf(keychain.read(stranger))).toBe('STORAGE_CORRUPT')
    }
    await keychain.remove(stranger)
    await keytar.setPassword('datomspace', 'datomspace index', 'x')
    expect(await codeOf(keychain.list())).toBe('STORAGE_CORRUPT')
    await keytar.deletePassword('datomspace', 'datomspace index')
  })

  it('does not list a seed that was deleted with another program', async () => {
    const keytar = await import('keytar')
    const keychain = new KeytarKeychain()
    await keychain.write(stranger, seed)
    await keytar.deletePassword('datomspace', stranger)
    expect(await keychain.list()).not.toContain(stranger)
    expect(await keychain.read(stranger)).toBeNull()
  })

  it('that is locked is never taken for an empty one, whatever is asked', async () => {
    const keychain = new KeytarKeychain()
    await keychain.write(account, seed)
    await keyring.lock()
    expect(await codeOf(keychain.read(account))).toBe('KEYCHAIN_LOCKED')
    expect(await codeOf(keychain.read(stranger))).toBe('KEYCHAIN_LOCKED')
    expect(await codeOf(keychain.write(account, seed))).toBe('KEYCHAIN_LOCKED')
    expect(await codeOf(keychain.remove(account))).toBe('KEYCHAIN_LOCKED')
    expect(await codeOf(keychain.list())).toBe('KEYCHAIN_LOCKED')
    expect(await codeOf(openKeychain())).toBe('KEYCHAIN_LOCKED')
    await keyring.unlock()
    expect(await keychain.read(account)).toEqual(seed)
    expect(await keychain.list()).toContain(account)
  })
})
