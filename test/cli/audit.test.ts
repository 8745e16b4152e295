import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command, vcard, Village } from './command'

let village: Village
beforeAll(async () => {
  village = await Village.start()
  const { alice } = village
  await alice.run(['init', '--name', 'Alice', '--json'])
  const contacts = await village.file('friends.vcf', vcard('Carol') + vcard('Dave'))
  await alice.run(['import', contacts, '--set', 'Friends', '--json'])
  await alice.run(['share', '--set', 'Friends', '--label', 'For Bob', '--json'])
  await alice.run(['revoke', 'For Bob', '--json'])
}, 120_000)
afterAll(() => village.close())

describe('datomspace audit', () => {
  it('lists what happened, the newest first', async () => {
    const { code, json } = await village.alice.run(['audit', '--json'])
    expect(code).toBe(0)
    expect(json().map(({ number, event, registration }) => [number, event, registration])).toEqual([
      [3, 'revoke', 'cancellation'],
      [2, 'grant', 'license'],
      [1, 'mint', 'first'],
      [0, 'mint', 'first']
    ])
    expect(json()[2]).toMatchObject({ subjectName: 'Friends', facts: { count: 2 } })
    const table = await village.alice.run(['audit', '--event', 'grant'])
    expect(table.stdout).toContain('license (许可登记)')
    expect(table.stdout.trim().split('\n')).toHaveLength(2)
  }, 60_000)

  it('exports a file that is verified without a space, and names what was changed in it', async () => {
    const path = join(village.folder, 'trail.json')
    const written = await village.alice.run(['audit', '--export', path, '--json'])
    expect(written.json()).toEqual([{ entries: 4, file: path }])

    const missing = await command(['audit', '--verify', `${path}.not`])
    expect(missing.stderr).toContain('is not there or cannot be read')
    expect(missing.stderr).not.toContain('ENOENT')
    const good = await command(['audit', '--verify', path, '--json'])
    expect([good.code, good.json()[0]]).toMatchObject([0, { valid: true, entries: 4 }])

    const alike = await command(['verify', path, '--json'])
    expect([alike.code, alike.json()]).toEqual([0, good.json()])

    const text = await readFile(path, 'utf8')
    const input = text.replace('"For Bob"', '"For Eve"')
    const bad = await command(['audit', '--verify', '-', '--json'], { input })
    expect([bad.code, bad.json()[0]]).toMatchObject([
      5,
      { valid: false, fault: { kind: 'changed', number: 2 } }
    ])
    const nonsense = await command(['audit', '--verify', '-', '--json'], { input: 'nonsense' })
    expect([nonsense.code, nonsense.json()[0].fault.kind]).toEqual([5, 'unreadable'])
  }, 60_000)

  it('verifies the trail of the space itself', async () => {
    const { code, json } = await village.alice.run(['audit', '--verify', '--json'])
    expect([code, json()[0]]).toMatchObject([0, { valid: true, entries: 4 }])
  }, 60_000)
})
