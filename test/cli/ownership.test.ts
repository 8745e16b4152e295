import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Program } from '../process'
import { built, command, vcard, Village, type Ended } from './command'

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

// Each test goes on where the one before it ended.
describe('datomspace transfer', () => {
  const servers: Program[] = []
  const runtime = process.env.XDG_RUNTIME_DIR
  let friends: Village

  beforeAll(async () => {
    friends = await Village.start()
    const { alice, bob, folder } = friends
    process.env.XDG_RUNTIME_DIR = folder
    await Promise.all([alice.run(['init', '--name', 'Alice']), bob.run(['init', '--name', 'Bob'])])
    const names = ['Ann', 'Ben', 'Cat', 'Dan', 'Eve'].map(name => vcard(name)).join('')
    const file = await friends.file('friends.vcf', names)
    await alice.run(['import', file, '--set', 'Friends'])
    servers.push(...(await Promise.all([alice.serve(), bob.serve()])))
    const [me] = (await bob.run(['people', 'me', '--json'])).json()
    await alice.run(['people', 'add', me.key, '--name', 'Bobby'])
    await asked(['people', '--json'], 'bob', rows => rows[0]?.pairing === 'asks')
    await bob.run(['people', 'accept', 'Alice'])
    await asked(['people', '--json'], 'alice', rows => rows[0]?.pairing === 'mutual')
  }, 120_000)

  afterAll(async () => {
    for (const server of servers) await server.stop('SIGKILL')
    if (runtime === undefined) delete process.env.XDG_RUNTIME_DIR
    else process.env.XDG_RUNTIME_DIR = runtime
    await friends.close()
  })

  async function asked(
    args: string[],
    who: 'alice' | 'bob',
    done: (rows: ReturnType<Ended['json']>) => boolean
  ): Promise<ReturnType<Ended['json']>> {
    for (let times = 0; times < 60; times++) {
      const rows = (await friends[who].run(args)).json()
      if (done(rows)) return rows
      await new Promise(resolve => setTimeout(resolve, 250))
    }
    throw new Error(`Asked in vain: ${args.join(' ')}`)
  }

  const state = (row: { state: string } | undefined, wanted: string) => row?.state === wanted

  it('hands a contact over by letter, which leaves one and comes to the other', async () => {
    const { alice, bob } = friends
    const offered = await alice.run([
      'transfer',
      'Ann',
      '--to',
      'Bobby',
      '--message',
      'x',
      '--json'
    ])
    expect(offered.json()[0]).toMatchObject({ direction: 'out', state: 'offered', by: 'letter' })
    const [row] = await asked(['transfer', '--json'], 'bob', rows => state(rows[0], 'offered'))
    expect(row).toMatchObject({ direction: 'in', name: 'Alice', subjectName: 'Ann', message: 'x' })
    expect((await bob.run(['transfer', 'list'])).stdout).toMatch(/from\s+Alice\s+offered\s+Ann\s+x/)
    const taken = await bob.run(['transfer', 'accept', row.id, '--json'])
    expect(taken.json()[0]).toMatchObject({ id: row.id, state: 'accepted' })
    await asked(['transfer', 'list', '--json'], 'alice', rows => state(rows[0], 'done'))
    const [contact] = (await bob.run(['list', 'contacts', '--json'])).json()
    expect(contact.name).toBe('Ann')
    expect(contact).not.toHaveProperty('receivedId')
    const left = (await alice.run(['list', 'contacts', '--json'])).json()
    expect(left.map(({ name }) => name)).toEqual(['Ben', 'Cat', 'Dan', 'Eve'])
  }, 90_000)

  it('is declined with a reason, and taken back', async () => {
    const { alice, bob } = friends
    await alice.run(['transfer', 'Ben', '--to', 'Bobby'])
    const [ben] = await asked(['transfer', '--json'], 'bob', rows => state(rows[0], 'offered'))
    const no = await bob.run(['transfer', 'decline', ben.id, '--reason', 'No, thanks', '--json'])
    expect(no.json()[0].state).toBe('declined')
    const [told] = await asked(['transfer', '--json'], 'alice', rows => state(rows[0], 'declined'))
    expect(told).toMatchObject({ subjectName: 'Ben', reason: 'No, thanks' })
    const again = await bob.run(['transfer', 'accept', ben.id, '--json'])
    expect([again.code, again.error()]).toEqual([2, 'CONFLICT'])

    await alice.run(['transfer', 'Cat', '--to', 'Bobby'])
    await asked(['transfer', '--json'], 'bob', rows => state(rows[0], 'offered'))
    expect((await alice.run(['transfer', 'withdraw', 'Cat', '--json'])).json()[0]).toMatchObject({
      state: 'withdrawn',
      subjectName: 'Cat'
    })
    await asked(['transfer', '--json'], 'bob', rows => state(rows[0], 'withdrawn'))
  }, 90_000)

  it('goes by files, that only the one they are for can open, and over none that is there', async () => {
    const { alice, bob, folder } = friends
    const [parcel, answer] = [`${folder}/dan.parcel`, `${folder}/dan.answer`]
    const [{ did }] = (await bob.run(['status', '--json'])).json()
    const there = await friends.file('there', 'kept')
    const kept = await alice.run(['transfer', 'Dan', '--to', did, '--file', there, '--json'])
    expect([kept.code, kept.error()]).toEqual([9, 'FILE_UNREADABLE'])
    const made = await alice.run(['transfer', 'Dan', '--to', did, '--file', parcel, '--json'])
    expect(made.json()[0]).toMatchObject({ state: 'delivered', by: 'file', file: parcel })
    const own = await alice.run(['transfer', 'accept', '--file', parcel, '--json'])
    expect(own.code).not.toBe(0)
    const taken = await bob.run(['transfer', 'accept', '--file', parcel, '-o', answer, '--json'])
    expect(taken.json()[0]).toMatchObject({ state: 'done', direction: 'in', file: answer })
    const said = await bob.run(['transfer', 'accept', '--file', parcel])
    expect(JSON.parse(said.stdout)).toMatchObject({ datomspace: 'transfer-acknowledgement/1' })
    const done = await alice.run(['transfer', 'accept', '--file', answer, '--json'])
    expect(done.json()[0]).toMatchObject({ state: 'done', direction: 'out' })
    expect((await alice.run(['list', 'contacts', '--json'])).stdout).not.toContain('Dan')
  }, 90_000)

  it('says what it has to be told', async () => {
    const { alice } = friends
    expect((await alice.run(['transfer', 'Eve', '--json'])).error()).toBe('INVALID_ARGUMENT')
    expect((await alice.run(['transfer', '--to', 'Bobby', '--json'])).code).toBe(2)
    expect((await alice.run(['transfer', 'accept', '--json'])).error()).toBe('INVALID_ARGUMENT')
    const nobody = await alice.run(['transfer', 'Nobody', '--to', 'Bobby', '--json'])
    expect([nobody.code, nobody.error()]).toEqual([4, 'NOT_FOUND'])
  }, 60_000)

  it('has its like for records: a dispute, then a retirement, signed with their reasons', async () => {
    const { alice } = friends
    const disputed = await alice.run(['dispute', 'Eve', '--reason', 'Wrong number', '--json'])
    expect(disputed.json()[0]).toMatchObject({
      status: 'disputed',
      records: [{ kind: 'dispute', own: true, valid: true, reason: 'Wrong number' }]
    })
    const retired = await alice.run(['retire', 'Eve', '--reason', 'She moved'])
    expect(retired.stdout).toMatch(/status\s+retired/)
    expect(retired.stdout).toMatch(/retirement\s.*you\s+She moved/)
    const refused = await alice.run(['transfer', 'Eve', '--to', 'Bobby', '--json'])
    expect([refused.code, refused.error()]).toEqual([2, 'CONFLICT'])
    expect((await alice.run(['retire', 'Eve', '--json'])).code).toBe(2)
  }, 60_000)
})
