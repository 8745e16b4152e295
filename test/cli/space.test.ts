import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { vcard, Village, type Person } from './command'

let village: Village
let alice: Person

beforeAll(async () => {
  village = await Village.start()
  alice = village.alice
}, 120_000)

afterAll(() => village.close())

const names = async (): Promise<string[]> =>
  (await alice.run(['list', '--json'])).json().map(row => row.name)

// Each test goes on with the space as the one before it left it.
const WHOLE = [
  'BEGIN:VCARD',
  'VERSION:4.0',
  'FN:Dr. Mei Lin',
  'N:Lin;Mei;;Dr.;',
  'NICKNAME:Mimi',
  'ORG:Clinic;Ward 3',
  'TITLE:Nurse',
  'TEL;TYPE=work,cell;PREF=1:+1 202 555 0178',
  'IMPP:xmpp:mei@example.org',
  'URL:https://example.org/mei',
  'BDAY:--0317',
  'LANG:zh',
  'CATEGORIES:Friends',
  'RELATED;TYPE=spouse;VALUE=text:Bob',
  'X-KEPT:as it\u001b[31m was',
  'NOTE:met in Berlin',
  'END:VCARD',
  ''
].join('\r\n')
const WHOLE_SHOWN = [
  /^surname +Lin$/m,
  /^prefix +Dr\.$/m,
  /^nickname +Mimi$/m,
  /^work +Clinic, Ward 3$/m,
  /^title +Nurse$/m,
  /^phone +\+1 202 555 0178 \(work, mobile, preferred\)$/m,
  /^online +Jabber xmpp:mei@example\.org$/m,
  /^link +https:\/\/example\.org\/mei$/m,
  /^date +--03-17 \(birth\)$/m,
  /^language +zh$/m,
  /^keyword +Friends$/m,
  /^related +Bob \(spouse\)$/m,
  /^X-KEPT +as it \[31m was$/m,
  /^note +met in Berlin$/m
]

describe('a space that a command opens for itself', () => {
  it('is asked for where there is none yet', async () => {
    for (const args of [['list'], ['serve'], ['status']]) {
      const { code, stdout, error } = await alice.run([...args, '--json'])
      expect([args, code, stdout, error()]).toEqual([args, 8, '', 'SEED_MISSING'])
    }
  }, 60_000)

  it('is made by init, once, and its words are shown to nobody but a person at a terminal', async () => {
    const made = await alice.run(['init', '--name', 'Alice', '--json'])
    expect(made.json()).toEqual([
      {
        name: 'Alice',
        host: alice.env['DATOMSPACE_HOST'],
        did: expect.stringMatching(/^did:key:z6Mk/),
        spaceKey: expect.any(String),
        keychain: 'file',
        storage: alice.env['DATOMSPACE_STORAGE']
      }
    ])
    expect(made.code).toBe(0)
    expect(made.stderr.trim().split('\n')).toHaveLength(1)
    const again = await alice.run(['init', '--json'])
    expect([again.code, again.stdout, again.error()]).toEqual([2, '', 'CONFLICT'])
  }, 60_000)

  it('cannot be made in a keychain that forgets, nor with a passphrase of three letters', async () => {
    const env = { DATOMSPACE_STORAGE: join(village.folder, 'other'), DATOMSPACE_HOST: 'other' }
    const short = await village.file('short', 'abc')
    const forgotten = await alice.run(['init', '--keychain', 'memory', '--json'], { env })
    const guessable = await alice.run(['init', '--passphrase-file', short, '--json'], { env })
    expect([forgotten.code, guessable.code]).toEqual([2, 2])
  }, 60_000)

  it('does not open with another passphrase', async () => {
    const wrong = await village.file('wrong', 'incorrect horse battery')
    const { code, error } = await alice.run(['status', '--passphrase-file', wrong, '--json'])
    expect([code, error()]).toEqual([8, 'PASSPHRASE_WRONG'])
  }, 60_000)

  it('says what an import would do, and does nothing', async () => {
    const file = await village.file('ann.vcf', vcard('Ann', ['EMAIL:ann@example.org']))
    const { code, json } = await alice.run(['import', file, '--dry-run', '--json'])
    expect(json()).toMatchObject([{ phase: 'review', counts: { total: 1, created: 1 } }])
    expect([code, await names()]).toEqual([0, []])
  }, 60_000)

  it('takes several files and archives at once, and names what could not be read', async () => {
    const zip = zipSync({ 'x/cat.vcf': Buffer.from(vcard('Cat', ['TEL:+441632960001'])) })
    const files = [
      join(village.folder, 'ann.vcf'),
      await village.file('more.zip', zip),
      await village.file('bob.vcf', `${vcard('Bob')}stray\r\n`)
    ]
    const imported = await alice.run([
      'import',
      ...files,
      '--set',
      'Friends',
      '--tag',
      'a',
      '--json'
    ])
    expect(imported.json()).toMatchObject([
      {
        phase: 'done',
        setName: 'Friends',
        counts: { total: 4, created: 3, failed: 1 },
        failures: [{ file: 'bob.vcf', line: 5, raw: expect.stringContaining('stray') }]
      }
    ])
    expect(imported.code).toBe(3)
    const progress = imported.stderr
      .trim()
      .split('\n')
      .map(line => JSON.parse(line).progress.phase)
    expect(progress).toContain('writing')
    expect(await names()).toEqual(['Ann', 'Bob', 'Cat'])
  }, 60_000)

  it('creates nothing when the same file comes again', async () => {
    const file = join(village.folder, 'ann.vcf')
    const { code, json } = await alice.run(['import', file, '--json'])
    expect(json()[0].counts).toMatchObject({ total: 1, created: 0, skipped: 1 })
    expect(code).toBe(0)
  }, 60_000)

  it('leaves out what is likely there, says because of whom, and takes it later when it is told to', async () => {
    const likely = vcard('Ann', ['EMAIL:ann@example.org', 'TEL:+441632960009'])
    const file = await village.file('ann-again.vcf', likely)
    const first = (await alice.run(['import', file, '--json'])).json()[0]
    expect(first.counts).toMatchObject({ total: 1, created: 0, skipped: 1 })
    const match = { id: expect.any(String), name: 'Ann', degree: 'likely' }
    expect(first.leftOut).toMatchObject([{ file: 'ann-again.vcf', line: 1, name: 'Ann', match }])
    const { code, stderr } = await alice.run(['import', file, '--dry-run'])
    expect([code, stderr]).toEqual([0, expect.stringContaining(first.leftOut[0].match.id)])
    const merged = (await alice.run(['import', file, '--duplicates', 'merge', '--json'])).json()[0]
    expect([merged.counts.merged, merged.leftOut]).toEqual([1, []])
    expect(await names()).toEqual(['Ann', 'Bob', 'Cat'])
  }, 60_000)

  it('asks what the columns of an unknown CSV mean, and takes the answer', async () => {
    const file = await village.file('odd.csv', 'Foo,Bar\nDora,dora@example.org\n')
    const asked = await alice.run(['import', file])
    expect([asked.code, asked.stdout]).toEqual([9, ''])
    for (const word of ['Foo', 'Dora', '--map', '--guess', 'name.full']) {
      expect(asked.stderr).toContain(word)
    }
    const wrong = await alice.run(['import', file, '--map', 'Foo=surely-not', '--json'])
    expect([wrong.code, wrong.error()]).toEqual([2, 'INVALID_ARGUMENT'])
    const maps = ['--map', 'Foo=name.full', '--map', 'Bar=email']
    const { code, json } = await alice.run(['import', file, ...maps, '--json'])
    expect([code, json()[0].counts.created]).toEqual([0, 1])
    expect(await names()).toEqual(['Ann', 'Bob', 'Cat', 'Dora'])
  }, 60_000)

  it('takes back an import that is interrupted while it writes, and ends with 130', async () => {
    const many = Array.from({ length: 20_000 }, (_, n) => vcard(`Many ${n}`, [`TEL:+49301${n}`]))
    const file = await village.file('many.vcf', many.join(''))
    let pressed = 0
    const { code, stdout, error } = await alice.run(['import', file, '--json'], {
      onstderr(text, signal) {
        // Twice would end it at once.
        if (/"writing","done":[1-9]/.test(text) && pressed++ === 0) signal('SIGINT')
      }
    })
    expect([code, stdout, error()]).toEqual([130, '', 'CANCELLED'])
    expect(await names()).toEqual(['Ann', 'Bob', 'Cat', 'Dora'])
  }, 120_000)

  it('tells right after opening how much there is, and which keychain is in use', async () => {
    const { code, json } = await alice.run(['status', '--json'])
    expect(json()).toMatchObject([
      {
        running: false,
        keychain: 'file',
        name: 'Alice',
        counts: { contacts: 4, sets: 1, given: 0 }
      }
    ])
    expect(code).toBe(0)
  }, 60_000)
})

describe('export and show', () => {
  it('give the contacts to files, to pipes, and inside JSON', async () => {
    const server = await alice.serve()
    try {
      const path = join(village.folder, 'out.vcf')
      const saved = await alice.run(['export', '-o', path, '--format', 'vcard3', '--json'])
      expect(saved.json()).toEqual([{ count: 4, file: path }])
      expect((await readFile(path, 'utf8')).match(/^FN:/gm)).toHaveLength(4)
      const piped = await alice.run(['export', '--query', 'dora'])
      expect(piped.stdout).toMatch(/^BEGIN:VCARD\r\nVERSION:4.0\r\n/)
      const inside = await alice.run(['export', '--format', 'csv', '--tag', 'a', '--json'])
      expect(inside.json()[0]).toMatchObject({ count: 3, text: expect.stringContaining('Cat') })
      const nowhere = await alice.run(['export', '-o', join(village.folder, 'no/x'), '--json'])
      expect([nowhere.code, nowhere.stdout, nowhere.error()]).toEqual([9, '', 'FILE_UNREADABLE'])

      const shown = await alice.run(['show', 'Ann', '--json'])
      expect(shown.json()).toMatchObject([{ card: { name: { full: 'Ann' } }, editable: true }])
      const whole = await village.file('whole.vcf', WHOLE)
      await alice.run(['import', whole, '--set', 'Whole', '--json'])
      const fields = (await alice.run(['show', 'Dr. Mei Lin'])).stdout
      for (const line of WHOLE_SHOWN) expect(fields).toMatch(line)
      expect(fields).not.toMatch(/[{}]|\u001b/)
      const nobody = await alice.run(['show', 'Nobody', '--json'])
      expect([nobody.code, nobody.stdout, nobody.error()]).toEqual([4, '', 'NOT_FOUND'])

      for (const what of ['sets', 'shares', 'received', 'imports']) {
        const listed = await alice.run(['list', what, '--json'])
        expect([what, listed.code, listed.stderr]).toEqual([what, 0, ''])
        expect(() => listed.json()).not.toThrow()
      }
      const table = await alice.run(['list', 'sets'])
      expect(table.stdout).toMatch(/^NAME +CONTACTS .*\nFriends +4 /)
    } finally {
      await server.stop()
    }
  }, 120_000)
})
