import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { built, command, vcard, Village } from './command'

let village: Village
beforeAll(async () => {
  village = await Village.start()
}, 120_000)
afterAll(() => village.close())

describe('datomspace ownership and verify', () => {
  it('give a file away that is checked without a space, and refused once it was changed', async () => {
    const { alice } = village
    await alice.run(['init', '--name', 'Alice'])
    const file = await village.file('friends.vcf', vcard('Dana'))
    expect((await alice.run(['import', file, '--set', 'Friends'])).code).toBe(0)
    const deed = await alice.run(['ownership', 'Friends'])
    expect(deed.code).toBe(0)
    // No environment of Alice's: the file is all there is.
    const path = await village.file('deed.json', deed.stdout)
    const nowhere = { DATOMSPACE_STORAGE: '/nowhere', DATOMSPACE_HOST: 'nobody' }
    const checked = await command(['verify', path, '--json'], { env: nowhere })
    expect(checked.code).toBe(0)
    expect(checked.json()[0]).toMatchObject({ valid: true, kind: 'set' })
    const said = await command(['verify', path], { env: nowhere })
    expect(said.stdout).toMatch(/^Valid: ownership of a set\n/)
    expect(said.stdout).toContain('did:key:z6Mk')

    const changed = deed.stdout.replace('"personal"', '"publical"')
    const refused = await command(['verify', '-', '--json'], { env: nowhere, input: changed })
    expect(refused.code).toBe(5)
    expect(refused.json()[0]).toMatchObject({ valid: false, fault: 'signature' })
    const words = await command(['verify', '-'], { env: nowhere, input: changed })
    expect(words.stdout).toContain('NOT VALID')
    expect(words.stdout).toContain('FAIL signature')
  }, 60_000)

  it('speak of one datom by its id, and show what it holds only when told to', async () => {
    const { alice } = village
    const [contact] = (await alice.run(['list', 'contacts', '--json'])).json()
    const hidden = await alice.run(['ownership', contact.id, '--json'])
    expect(hidden.json()[0].type).toContain('DatomOwnership')
    expect(hidden.stdout).not.toContain('Dana')
    const shown = await alice.run(['ownership', contact.id, '--reveal'])
    const checked = await command(['verify', '-'], { input: shown.stdout })
    expect([checked.code, checked.stdout.includes('Dana')]).toEqual([0, true])
    expect((await alice.run(['ownership', 'nobody', '--json'])).error()).toBe('NOT_FOUND')
  }, 60_000)

  it('say what is no such file, with a status of its own', async () => {
    await built()
    expect((await command(['verify', '/nowhere/at/all', '--json'])).code).toBe(9)
    expect((await command(['verify', village.folder, '--json'])).code).toBe(9)
    const noise = await command(['verify', '-', '--json'], { input: '\u0000\u001b[31m{"a":' })
    expect(noise.code).toBe(5)
    expect(noise.json()[0]).toMatchObject({ valid: false, kind: 'unknown', fault: 'json' })
  }, 60_000)
})
