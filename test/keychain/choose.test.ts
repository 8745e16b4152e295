import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { DatomspaceError } from '../../src-main/error'
import { deriveKeys } from '../../src-main/identity'
import { KeytarKeychain, openKeychain, type Keytar } from '../../src-main/keychain'
import { hasKeytar, setEnvironment } from './keyring'

const seed = Buffer.alloc(32, 7)
const account = deriveKeys(seed).did

async function errorOf(work: Promise<unknown>): Promise<DatomspaceError> {
  try {
    await work
  } catch (error) {
    if (error instanceof DatomspaceError) return error
    throw error
  }
  throw new Error('no error')
}

describe('choosing a keychain', () => {
  it('gives the one that was asked for', async () => {
    const directory = join(tmpdir(), 'never-made')
    const passphrase = async () => 'x'
    const file = await openKeychain({ prefer: 'file', directory, passphrase })
    expect(file.describe()).toMatchObject({
      kind: 'file',
      code: 'KEYCHAIN_IS_PASSPHRASE_FILE',
      location: directory
    })
    expect((await openKeychain({ prefer: 'memory' })).kind).toBe('memory')
  })

  it('says what a passphrase file needs', async () => {
    const passphrase = async () => 'x'
    const noFolder = await errorOf(openKeychain({ prefer: 'file', passphrase }))
    expect(noFolder.details).toEqual({ argument: 'directory' })
    const noPassphrase = await errorOf(openKeychain({ prefer: 'file', directory: tmpdir() }))
    expect(noPassphrase.details).toEqual({ argument: 'passphrase' })
    const unknown = await errorOf(openKeychain({ prefer: 'plaintext' as 'file' }))
    expect(unknown.code).toBe('INVALID_ARGUMENT')
  })

  it('says so where keytar is not installed, and takes nothing else instead', async () => {
    const load = () => createRequire(__filename)('keytar-that-is-not-installed') as Keytar
    const passphrase = () => Promise.reject(new Error('asked for a passphrase'))
    const error = await errorOf(openKeychain({ load, directory: tmpdir(), passphrase }))
    expect(error.code).toBe('KEYCHAIN_UNAVAILABLE')
    expect(error.details['reason']).toBe('notInstalled')
    expect(error.message).toMatch(/npm install keytar.*passphrase/)
  })

  it('loads keytar on first use and not before', async () => {
    let loads = 0
    const load = (): Keytar => {
      loads++
      throw new Error('no keytar')
    }
    const keychain = new KeytarKeychain({ load })
    keychain.describe()
    expect(loads).toBe(0)
    await errorOf(keychain.check())
    await errorOf(keychain.read(account))
    expect(loads).toBe(2)
  })

  it.skipIf(process.platform !== 'linux' || !hasKeytar())(
    'says why where there is no D-Bus session, and that a passphrase file can be chosen',
    async () => {
      const restore = setEnvironment({ XDG_RUNTIME_DIR: join(tmpdir(), 'no-bus-here') })
      try {
        const error = await errorOf(openKeychain())
        expect(error.code).toBe('KEYCHAIN_UNAVAILABLE')
        expect(error.message).toMatch(/keyring.*passphrase/)
        expect(error.cause).toBeInstanceOf(Error)
        const keychain = new KeytarKeychain()
        for (const work of [
          () => keychain.read(account),
          () => keychain.write(account, seed),
          () => keychain.remove(account),
          () => keychain.list()
        ]) {
          expect((await errorOf(work())).code).toBe('KEYCHAIN_UNAVAILABLE')
        }
      } finally {
        restore()
      }
    }
  )
})

/** A store that misbehaves in ways that real ones do, but not on demand. */
function store(faults: Partial<Keytar>): KeytarKeychain {
  const items = new Map<string, string>()
  const good: Keytar = {
    getPassword: async (_, name) => items.get(name) ?? null,
    setPassword: async (_, name, text) => void items.set(name, text),
    deletePassword: async (_, name) => items.delete(name)
  }
  return new KeytarKeychain({ load: () => ({ ...good, ...faults }) })
}

describe('a keychain that misbehaves', () => {
  it('is found out when it does not keep what was written', async () => {
    const forgetful = store({ setPassword: async () => undefined })
    expect((await errorOf(forgetful.write(account, seed))).code).toBe('KEYCHAIN_READBACK')
    const stubborn = store({ deletePassword: async () => true })
    await stubborn.write(account, seed)
    expect((await errorOf(stubborn.remove(account))).code).toBe('KEYCHAIN_READBACK')
  })

  it.each([
    ['User canceled the operation.', 'KEYCHAIN_DENIED'],
    ['The authorization was denied.', 'KEYCHAIN_DENIED'],
    ['User interaction is not allowed.', 'KEYCHAIN_LOCKED'],
    ['Cannot create an item in a locked collection', 'KEYCHAIN_LOCKED'],
    ['A default keychain could not be found.', 'KEYCHAIN_UNAVAILABLE'],
    [
      'Object does not exist at path “/org/freedesktop/secrets/collection/login”',
      'KEYCHAIN_UNAVAILABLE'
    ],
    ['The session wrapping the secret does not exist', 'KEYCHAIN_UNAVAILABLE'],
    ['etwas anderes', 'KEYCHAIN_UNAVAILABLE']
  ])('that says "%s" is reported as %s with its own words kept', async (said, code) => {
    const refusing = store({ getPassword: () => Promise.reject(new Error(said)) })
    const error = await errorOf(refusing.read(account))
    expect(error.code).toBe(code)
    expect(error.details['said']).toBe(said)
    expect((error.cause as Error).message).toBe(said)
    expect(error.message).toContain('passphrase')
  })

  it('that was restarted under a running program says that the program must be, too', async () => {
    const said = 'The name :1.0 was not provided by any .service files'
    const restarted = store({ getPassword: () => Promise.reject(new Error(said)) })
    const error = await errorOf(restarted.read(account))
    expect(error.details['reason']).toBe('restarted')
    expect(error.message).toContain('Restart datomspace')
  })

  it('does not stop working because one call failed', async () => {
    let failures = 1
    const items = new Map<string, string>()
    const shaky = store({
      getPassword: async (_, name) => {
        if (failures-- > 0) throw new Error('busy')
        return items.get(name) ?? null
      },
      setPassword: async (_, name, text) => void items.set(name, text)
    })
    await errorOf(shaky.read(account))
    await shaky.write(account, seed)
    expect(await shaky.read(account)).toEqual(seed)
  })
})
