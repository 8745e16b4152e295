import { randomBytes } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { Keychain } from '../../src-main/keychain'
import { DatomspaceError } from '../../src-main/error'
import { deriveKeys } from '../../src-main/identity'

export interface KeychainUnderTest {
  /** A keychain to be used by one test; accounts of earlier tests may still be in it. */
  open(): Promise<Keychain>
  /** The same place opened anew, as after a restart; left out where nothing outlives the process. */
  reopen?(): Promise<Keychain>
}

const newSeed = () => randomBytes(32)
const newAccount = () => deriveKeys(newSeed()).did

async function codeOf(work: Promise<unknown>): Promise<string> {
  try {
    await work
  } catch (error) {
    if (error instanceof DatomspaceError) return error.code
    throw error
  }
  return 'no error'
}

/** What every adapter of the keychain port must do; run it against a new adapter before shipping it. */
export function conformsToKeychain(name: string, subject: KeychainUnderTest): void {
  describe(`${name}, as a keychain,`, () => {
    it('gives back the seed that was kept', async () => {
      const keychain = await subject.open()
      const [account, seed] = [newAccount(), newSeed()]
      await keychain.write(account, seed)
      expect((await keychain.read(account))?.equals(seed)).toBe(true)
    })

    it('gives null for a space that it does not know', async () => {
      const keychain = await subject.open()
      expect(await keychain.read(newAccount())).toBeNull()
    })

    it('keeps the seeds of Alice and Bob apart', async () => {
      const keychain = await subject.open()
      const [alice, bob] = [newAccount(), newAccount()]
      const [aliceSeed, bobSeed] = [newSeed(), newSeed()]
      await keychain.write(alice, aliceSeed)
      await keychain.write(bob, bobSeed)
      expect(await keychain.read(alice)).toEqual(aliceSeed)
      expect(await keychain.read(bob)).toEqual(bobSeed)
      await keychain.remove(alice)
      expect(await keychain.read(alice)).toBeNull()
      expect(await keychain.read(bob)).toEqual(bobSeed)
    })

    it('replaces a seed', async () => {
      const keychain = await subject.open()
      const [account, later] = [newAccount(), newSeed()]
      await keychain.write(account, newSeed())
      await keychain.write(account, later)
      expect(await keychain.read(account)).toEqual(later)
      expect((await keychain.list()).filter(other => other === account)).toHaveLength(1)
    })

    it('keeps seeds of any bytes', async () => {
      const keychain = await subject.open()
      for (const seed of [Buffer.alloc(32), Buffer.alloc(32, 0xff), new Uint8Array(32).fill(10)]) {
        const account = newAccount()
        await keychain.write(account, seed)
        expect(await keychain.read(account)).toEqual(Buffer.from(seed))
      }
    })

    it('forgets a seed, and says whether there was one', async () => {
      const keychain = await subject.open()
      const account = newAccount()
      await keychain.write(account, newSeed())
      expect(await keychain.remove(account)).toBe(true)
      expect(await keychain.read(account)).toBeNull()
      expect(await keychain.remove(account)).toBe(false)
      expect(await keychain.list()).not.toContain(account)
    })

    it('lists the accounts that have a seed, sorted', async () => {
      const keychain = await subject.open()
      const accounts = [newAccount(), newAccount(), newAccount()]
      for (const account of accounts) await keychain.write(account, newSeed())
      const listed = await keychain.list()
      expect(listed).toEqual([...listed].sort())
      expect(listed).toEqual(expect.arrayContaining(accounts))
    })

    it('loses nothing when several seeds are written at once', async () => {
      const keychain = await subject.open()
      const entries = Array.from({ length: 4 }, () => ({ account: newAccount(), seed: newSeed() }))
      await Promise.all(entries.map(({ account, seed }) => keychain.write(account, seed)))
      for (const { account, seed } of entries) expect(await keychain.read(account)).toEqual(seed)
      expect(await keychain.list()).toEqual(expect.arrayContaining(entries.map(e => e.account)))
    })

    it('is not changed by what its callers do to their buffers', async () => {
      const keychain = await subject.open()
      const [account, seed] = [newAccount(), newSeed()]
      const kept = Buffer.from(seed)
      await keychain.write(account, seed)
      seed.fill(0)
      const read = await keychain.read(account)
      expect(read).toEqual(kept)
      read?.fill(0)
      expect(await keychain.read(account)).toEqual(kept)
    })

    it('refuses accounts and seeds that are none', async () => {
      const keychain = await subject.open()
      for (const account of ['', '../alice', 'a b', 'a\0b', 'a\nb', '通讯录', 'a'.repeat(201)]) {
        expect(await codeOf(keychain.read(account))).toBe('INVALID_ARGUMENT')
        expect(await codeOf(keychain.write(account, newSeed()))).toBe('INVALID_ARGUMENT')
        expect(await codeOf(keychain.remove(account))).toBe('INVALID_ARGUMENT')
      }
      for (const seed of [Buffer.alloc(31), Buffer.alloc(33), 'x'.repeat(32) as never]) {
        expect(await codeOf(keychain.write(newAccount(), seed))).toBe('INVALID_ARGUMENT')
      }
    })

    it('says in words and by a code which one it is', async () => {
      const keychain = await subject.open()
      const description = keychain.describe()
      expect(description.kind).toBe(keychain.kind)
      expect(description.code).toMatch(/^KEYCHAIN_IS_/)
      expect(description.message).toMatch(/^The seed is kept .+\.$/)
    })

    const { reopen } = subject
    if (!reopen) return
    it('still has the seed after a restart', async () => {
      const keychain = await subject.open()
      const [account, seed] = [newAccount(), newSeed()]
      await keychain.write(account, seed)
      const again = await reopen()
      expect(await again.read(account)).toEqual(seed)
      expect(await again.list()).toContain(account)
    })
  })
}
