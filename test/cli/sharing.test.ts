import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Client } from '../../src-main/space/client'
import { bundle, type Program } from '../process'
import { vcard, Village, type Person } from './command'

let village: Village
let alice: Person
let bob: Person
let server: Program
let key = ''
const runtime = process.env.XDG_RUNTIME_DIR

beforeAll(async () => {
  village = await Village.start()
  ;({ alice, bob } = village)
  process.env.XDG_RUNTIME_DIR = village.folder
  await Promise.all([
    alice.run(['init', '--name', 'Alice']),
    bob.run(['init', '--name', 'Bob \u001b[31mred'])
  ])
  server = await alice.serve()
  const cards = [vcard('Ann', ['EMAIL:ann@example.org', 'TEL:+493012345']), vcard('Cat')]
  const file = await village.file('friends.vcf', cards.join(''))
  await alice.run(['import', file, '--set', 'Friends'])
}, 120_000)

afterAll(async () => {
  await server.stop('SIGKILL')
  if (runtime === undefined) delete process.env.XDG_RUNTIME_DIR
  else process.env.XDG_RUNTIME_DIR = runtime
  await village.close()
})

// Each test goes on where the one before it ended.
describe('Alice shares with Bob by commands', () => {
  it('prints the key and the terms of a share, once she has said what and until when', async () => {
    const options = ['--set', 'Friends', '--fields', 'name,emails', '--until', '1h', '--label', 'F']
    const { code, json, stderr } = await alice.run(['share', ...options, '--json'])
    const [share] = json()
    expect(share).toMatchObject({ label: 'F', count: 2, terms: { fields: ['name', 'emails'] } })
    expect(share.key).toMatch(/^datom1[a-z0-9]+$/)
    expect([code, stderr]).toEqual([0, ''])
    key = share.key
    const past = await alice.run(['share', '--until', '2001-01-01', '--json'])
    expect([past.code, past.stdout, past.error()]).toEqual([2, '', 'INVALID_ARGUMENT'])
    const wrong = await alice.run(['share', '--fields', 'shoes', '--json'])
    expect([wrong.code, wrong.error()]).toEqual([2, 'INVALID_ARGUMENT'])
    const other = await alice.run(['share', '--set', 'Foes', '--json'])
    expect([other.code, other.error()]).toEqual([4, 'NOT_FOUND'])
  }, 60_000)

  it('shows Bob the terms and fetches nothing as long as nobody accepts them', async () => {
    const { code, json } = await bob.run(['receive', key, '--json'])
    expect(json()).toMatchObject([{ ownerName: 'Alice', label: 'F', count: 2, accepted: false }])
    expect(code).toBe(5)
    expect((await bob.run(['list', 'received', '--json'])).stdout).toBe('')
  }, 60_000)

  it('stays until the first copy is whole, and then it can be read with Alice away', async () => {
    const received = await bob.run(['receive', '-', '--accept', '--json'], { input: `${key}\n` })
    const [row] = received.json()
    expect([received.code, row.state, row.count]).toEqual([0, 'live', 2])
    expect(row.progress.blocks).toBe(row.progress.total)
    await server.stop('SIGTERM')
    const listed = await bob.run(['list', '--json'])
    expect(listed.json().map(contact => [contact.name, contact.tel])).toEqual([
      ['Ann', ''],
      ['Cat', '']
    ])
    const read = await bob.run(['read', 'F', '--json'])
    expect(read.json().map(({ card }) => card.name.full)).toEqual(['Ann', 'Cat'])
    // These terms let Bob read and show; a file would be a copy that no terms reach.
    const text = await bob.run(['read', 'F', '--format', 'vcard3', '--json'])
    expect([text.code, text.stdout]).toEqual([5, ''])
    expect(text.stderr).toContain('POLICY_DENIED')
    expect((await bob.run(['status', '--json'])).json()[0].counts).toMatchObject({
      contacts: 2,
      received: 1
    })
  }, 120_000)

  it('says what is wrong with a key by its status', async () => {
    const mistyped = key.slice(0, 20) + (key[20] === 'q' ? 'p' : 'q') + key.slice(21)
    for (const [text, code] of [
      [mistyped, 'KEY_MISTYPED'],
      [key.slice(0, 60), 'KEY_TRUNCATED'],
      ['hello', 'KEY_MALFORMED']
    ]) {
      const { code: status, stdout, error } = await bob.run(['receive', text!, '--json'])
      expect([text, status, stdout, error()]).toEqual([text, 9, '', code])
    }
    server = await alice.serve()
    const own = await alice.run(['receive', key, '--accept', '--json'])
    expect([own.code, own.error()]).toEqual([5, 'GRANT_OWN'])
  }, 120_000)

  it('names the fields there are when one is not known', async () => {
    const wrong = await alice.run(['share', '--fields', 'banana'])
    expect(wrong.code).toBe(2)
    expect(wrong.stderr).toContain('"banana" is no field: write some of name, phones')
  }, 30_000)

  it('ends a share by its label, and the key opens nothing any more', async () => {
    const revoked = await alice.run(['revoke', 'F', '--json'])
    expect(revoked.json()).toMatchObject([{ epoch: 2 }])
    expect(revoked.code).toBe(0)
    const late = await alice.run(['revoke', 'G', '--json'])
    expect([late.code, late.error()]).toEqual([4, 'NOT_FOUND'])
    const refused = await bob.run(['receive', key, '--accept', '--json'])
    expect([refused.code, refused.error()]).toEqual([5, 'GRANT_REVOKED'])
    // Until Alice's space was heard, Bob's reads the copy that he has.
    let read = await bob.run(['read', 'F', '--json'])
    for (let tries = 0; read.code === 0 && tries < 3; tries++) {
      read = await bob.run(['read', 'F', '--json'])
    }
    expect([read.code, read.stdout, read.error()]).toEqual([5, '', 'GRANT_REVOKED'])
  }, 90_000)
})

describe('raw cores', () => {
  it('are read as lines of JSON, in ranges, live, and from another space', async () => {
    const client = new Client({ host: alice.env['DATOMSPACE_HOST']!, via: 'local' })
    const core = client.corestore().get<Buffer>()
    const blocks = ['{"n":0}', 'text', Buffer.from([255, 0])]
    await core.append(blocks.map(block => Buffer.from(block as string)))
    const hex = core.key.toString('hex')
    const lines = [
      { index: 0, value: { n: 0 } },
      { index: 1, text: 'text' },
      { index: 2, base64: '/wA=' }
    ]
    const all = await alice.run(['read', hex, '--json'])
    expect([all.code, all.json(), all.stderr]).toEqual([0, lines, ''])
    const some = await alice.run(['read', core.id, '--from', '1', '--to', '2', '--json'])
    expect(some.json()).toEqual([lines[1]])
    const live = alice.run(['read', hex, '--live', '--to', '4', '--json'])
    await core.append([Buffer.from('3')])
    expect((await live).json()).toEqual([...lines, { index: 3, value: 3 }])
    // Bob has no such space on his machine: his socket folder is another one.
    const there = { ...bob.env, XDG_RUNTIME_DIR: join(village.folder, 'bob') }
    const at = alice.env['DATOMSPACE_HOST']!
    const far = await bob.run(['read', hex, '--at', at, '--to', '3', '--json'], { env: there })
    expect([far.code, far.json()]).toEqual([0, lines])
    const absent = ['read', hex, '--at', 'nobody-is-here', '--timeout', '3', '--json']
    const waited = await bob.run(absent, { env: there })
    expect(waited.stderr).toContain('Waiting for a space named \\"nobody-is-here\\"')
    expect([waited.code, waited.stdout, waited.error()]).toEqual([4, '', 'HOST_NOT_FOUND'])
    const nobody = await bob.run(['read', 'F', '--live', '--json'])
    expect([nobody.code, nobody.error()]).toEqual([2, 'INVALID_ARGUMENT'])
    await client.close()
  }, 120_000)
})

describe('the space that runs', () => {
  it('is not mistaken for another folder, and a second one does not open', async () => {
    const storage = join(village.folder, 'elsewhere')
    const other = await alice.run(['list', '--storage', storage, '--json'])
    expect([other.code, other.stdout, other.error()]).toEqual([6, '', 'HOST_TAKEN'])
    const second = await alice.run(['serve', '--host', 'second', '--json'])
    expect([second.code, second.stdout, second.error()]).toEqual([6, '', 'STORAGE_LOCKED'])
  }, 60_000)

  it('lets a reader stop early without a word', async () => {
    const script = await bundle('src-main/cli.ts')
    const child = spawn(process.execPath, [script, 'list', '--json'], {
      env: { ...process.env, ...alice.env }
    })
    child.stdout.destroy()
    let errors = ''
    child.stderr.on('data', text => (errors += text))
    const code = await new Promise(resolve => child.once('close', resolve))
    expect([code, errors]).toEqual([0, ''])
  }, 60_000)

  it('says who comes and goes, and ends cleanly when it is told to', async () => {
    await alice.run(['status'])
    await server.next('event')
    await server.stop('SIGTERM')
    expect(await server.exited).toBe(0)
    expect(server.output).toBe('')
  }, 60_000)
})
