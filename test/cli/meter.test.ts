import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Program } from '../process'
import { command, vcard, Village, type Person } from './command'

let village: Village
let alice: Person
let bob: Person
let server: Program
let key = ''

beforeAll(async () => {
  village = await Village.start()
  ;({ alice, bob } = village)
  await Promise.all([alice.run(['init', '--name', 'Alice']), bob.run(['init', '--name', 'Bob'])])
  server = await alice.serve()
  const file = await village.file('friends.vcf', vcard('Ann') + vcard('Cat'))
  await alice.run(['import', file, '--set', 'Friends'])
}, 120_000)

afterAll(async () => {
  await server.stop('SIGKILL')
  await village.close()
})

// Each test goes on where the one before it ended.
describe('a share for one look', () => {
  it('is read once by Bob, and not again', async () => {
    const options = ['--template', 'one-look', '--about-others', '--label', 'F', '--json']
    const shared = await alice.run(['grant', '--set', 'Friends', ...options])
    expect([shared.code, shared.stderr]).toEqual([0, ''])
    key = shared.json()[0].key
    const received = await bob.run(['receive', '-', '--accept', '--json'], { input: `${key}\n` })
    expect(received.code).toBe(0)
    const read = await bob.run(['read', 'F', '--json'])
    expect(read.json().map(({ card }) => card.name.full)).toEqual(['Ann', 'Cat'])
    expect(read.stderr).toContain('0 left')
    const again = await bob.run(['read', 'F', '--json'])
    expect([again.code, again.stdout, again.error()]).toEqual([5, '', 'COUNT_USED_UP'])
  }, 120_000)

  it('shows Alice who looked, in receipts and in a report that anybody verifies', async () => {
    // Bob's space has to be there to hand its receipts over.
    const bobs = await bob.serve()
    let rows: { action: string; state: string; datoms: number }[] = []
    for (let tries = 0; tries < 30 && rows.length === 0; tries++) {
      rows = (await alice.run(['receipts', 'F', '--json'])).json()
    }
    await bobs.stop()
    expect(rows.some(({ action, state }) => action === 'display' && state === 'ok')).toBe(true)
    const path = join(village.folder, 'usage.html')
    const written = await alice.run(['report', '--format', 'html', '-o', path, '--json'])
    expect(written.code).toBe(0)
    const json = (await alice.run(['report'])).stdout
    for (const [verb, input] of [
      [['report', '--verify', path], ''],
      [['verify', path], ''],
      [['verify', '-'], json]
    ] as const) {
      const verdict = await command([...verb, '--json'], { input })
      expect([verdict.code, verdict.json()[0].valid]).toEqual([0, true])
    }
    const page = await readFile(path, 'utf8')
    const forged = await village.file('forged.html', page.replace('Usage report', 'Usage  report'))
    const verdict = await command(['verify', forged, '--json'])
    expect([verdict.code, verdict.json()[0].valid]).toEqual([5, false])
  }, 120_000)
})
