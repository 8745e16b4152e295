import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CORPUS, corpusFiles, hasCorpus } from '../contacts/corpus'
import { built, command, vcard } from './command'

const ANN = vcard('Ann', ['EMAIL:ann@example.org', 'TEL:+4930123456', 'ORG:Acme;Sales'])
const ANN_FOUND = {
  fn: 'Ann',
  email: ['ann@example.org'],
  tel: ['+4930123456'],
  org: [['Acme', 'Sales']]
}

let folder = ''
const at = (name: string): string => join(folder, name)

beforeAll(async () => {
  await built()
  folder = await mkdtemp(join(tmpdir(), 'datomspace-inspect-'))
  await writeFile(at('ann.vcf'), ANN)
  await writeFile(
    at('broken.vcf'),
    `${ANN}nobody knows whose\r\nBEGIN:VCARD\r\nVERSION:3.0\r\nFN:Cut off`
  )
  await writeFile(at('noise.bin'), Buffer.from([0, 1, 2, 3, 255, 254, 0, 7]))
  await writeFile(at('evil.vcf'), vcard('\u001b[2J\u001b]0;owned\u0007Eve \u202eenoyna'))
  await mkdir(at('folder'))
  const inside = { 'a/ann.vcf': Buffer.from(ANN), 'readme.bin': Buffer.from([0, 1, 2]) }
  await writeFile(at('all.zip'), zipSync(inside))
}, 120_000)

afterAll(() => rm(folder, { recursive: true, force: true }))

describe('datomspace inspect --json', () => {
  it('prints exactly a line per file, in the order of the arguments', async () => {
    const { code, json, stderr } = await command([
      'inspect',
      at('ann.vcf'),
      at('none.vcf'),
      '--json'
    ])
    expect(json()).toEqual([
      { path: at('ann.vcf'), contacts: [ANN_FOUND], problems: [] },
      { path: at('none.vcf'), error: expect.stringContaining('not there') }
    ])
    expect([code, stderr]).toEqual([3, ''])
  })

  it('prints a problem as its line, reason and raw text, and says by its status that something was lost', async () => {
    const { code, json } = await command(['inspect', at('broken.vcf'), '--json'])
    const [{ contacts, problems, ...rest }] = json()
    expect([code, rest]).toEqual([3, { path: at('broken.vcf') }])
    expect(contacts[0]).toEqual(ANN_FOUND)
    expect(problems[0]).toEqual({
      line: 8,
      reason: 'line-outside-card',
      raw: expect.stringContaining('nobody knows whose')
    })
    expect(problems.at(-1)).toMatchObject({ reason: 'card-unterminated' })
  })

  it('prints a line for each file in an archive', async () => {
    const { json } = await command(['inspect', at('all.zip'), '--json'])
    const paths = json().map(line => [line.path, 'error' in line])
    expect(paths).toContainEqual([`${at('all.zip')}:a/ann.vcf`, false])
  })

  it('ends with 9 when nothing could be read, and needs no space, network or keychain', async () => {
    const { code, json } = await command(['inspect', at('noise.bin'), at('folder'), '--json'], {
      env: { DATOMSPACE_STORAGE: at('nowhere'), DATOMSPACE_KEYCHAIN: 'keytar' }
    })
    expect(json().map(line => Object.keys(line))).toEqual([
      ['path', 'error'],
      ['path', 'error']
    ])
    expect(code).toBe(9)
  })

  it('says wrong usage as one line of JSON on stderr', async () => {
    for (const args of [['inspect'], ['inspect', at('ann.vcf'), '--limit', '-1'], ['nonsense']]) {
      const { code, stdout, error } = await command([...args, '--json'])
      expect([code, stdout, error()]).toEqual([2, '', 'INVALID_ARGUMENT'])
    }
  })
})

describe('datomspace inspect for people', () => {
  it('lets nothing out of a file steer the terminal, in text and in JSON', async () => {
    const text = await command(['inspect', at('evil.vcf')])
    expect(text.stdout).toContain('Eve')
    const json = await command(['inspect', at('evil.vcf'), '--json'])
    expect(json.json()[0].contacts[0].fn).toContain('\u202eenoyna')
    const steering = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/
    expect(text.stdout + text.stderr).not.toMatch(steering)
    expect(json.stdout).not.toMatch(steering)
  })
})

describe('datomspace', () => {
  it('says its version and what there is, on stdout, with status 0', async () => {
    const { version } = JSON.parse(await readFile('package.json', 'utf8'))
    expect(await command(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` })
    const help = await command(['--help'])
    const commands = 'serve init inspect import list show share receive read revoke export status'
    for (const name of commands.split(' ')) expect(help.stdout).toContain(`  ${name} `)
    expect([help.code, help.stderr]).toEqual([0, ''])
    expect((await command(['help', 'receive'])).stdout).toContain('--accept')
  })
})

describe.skipIf(!hasCorpus)(
  'datomspace inspect on files that programs in the world really wrote',
  () => {
    it('reads every well-formed and tolerable one right, and none ends it', async () => {
      const files = [...corpusFiles('vcard'), ...corpusFiles('csv')].map(({ path }) => path)
      const { stdout, stderr, json } = await command([
        'inspect',
        ...files.map(path => join(CORPUS, path)),
        '--json'
      ])
      expect(stderr).toBe('')
      const own = json().filter(line => files.includes(line.path.slice(CORPUS.length + 1)))
      expect(own.length).toBe(files.length)
      const results = at('results.jsonl')
      await writeFile(results, stdout.replaceAll(`"path":"${CORPUS}/`, '"path":"'))
      const args = [join(CORPUS, 'score.mjs'), CORPUS, results, '--fail']
      const output = execFileSync(process.execPath, args, { encoding: 'utf8' })
      const [score, ...failures] = output.trim().split('\n')
      console.log('datomspace inspect:', score)
      expect(failures).toEqual([])
    }, 120_000)
  }
)
