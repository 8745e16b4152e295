import { randomBytes } from 'node:crypto'
import { readdir, readFile, rm, mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseKey } from '../../src-main/grant'
import { deriveKeys, seedFromPhrase } from '../../src-main/identity'
import { Person } from './person'

const FRIENDS = join(__dirname, 'fixtures/friends.vcf')

/** Something that must be nowhere, in the forms in which it could be. */
interface Needle {
  what: string
  bytes: Buffer
}

describe('the secrets of a space', () => {
  let work: string
  let alice: Person
  let needles: Needle[]

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'datomspace-secrets-'))
    alice = await Person.start({ name: 'alice', keychain: 'keytar', storage: work })
    const { onboarding } = alice.words
    await alice.window.getByLabel(onboarding.name).fill('Alice')
    await alice.press(onboarding.submitCreate)
    const shown = await alice.opensSecretWindow(onboarding.phrase.show)
    const words = await shown.words()
    await shown.finish('showDone')
    const asked = await alice.opensSecretWindow(onboarding.phrase.confirm)
    await asked.confirmWords(words)
    await asked.finish('confirmDone')
    await alice.isIn()
    await alice.importByDrop([FRIENDS], 3)
    const [set] = await alice.call('sets.list', {})
    const selection = { kind: 'set' as const, setId: set!.id }
    const ended = await alice.call('shares.create', { label: 'Ended', selection })
    const share = await alice.call('shares.create', { label: 'Friends', selection })
    const { key } = await alice.call('shares.key', { id: share.id })
    await alice.app.evaluate(({ dialog }) => {
      dialog.showMessageBox = (async () => ({
        response: 1,
        checkboxChecked: false
      })) as typeof dialog.showMessageBox
    })
    await alice.call('shares.revoke', { id: ended.id })

    const seed = seedFromPhrase(words.join(' '))
    const keys = deriveKeys(seed)
    expect(keys.did).toBe((await alice.call('space.status', {})).did)
    needles = [
      { what: 'the phrase', bytes: Buffer.from(words.slice(0, 4).join(' ')) },
      { what: 'the phrase as a list', bytes: Buffer.from(words.slice(0, 3).join('","')) },
      ...formsOf('the seed', seed),
      ...formsOf('the identity’s key', keys.identity.secretKey.subarray(0, 32)),
      ...formsOf('the network’s key', keys.network.secretKey.subarray(0, 32)),
      ...formsOf('the set’s signer', keys.signer(set!.id).secretKey.subarray(0, 32)),
      ...formsOf('the secret of a grant', parseKey(key).secret)
    ]
  })
  afterAll(async () => {
    await alice?.close()
    await rm(work, { recursive: true, force: true, maxRetries: 5 })
  })

  const found = (where: string, bytes: Buffer): string[] =>
    needles.filter(needle => bytes.includes(needle.bytes)).map(({ what }) => `${what} in ${where}`)

  it('the search finds what it looks for', () => {
    const planted = Buffer.concat([randomBytes(64), needles[2]!.bytes, randomBytes(64)])
    expect(found('a planted file', planted)).toEqual(['the seed in a planted file'])
  })

  it('are in no output, argument or environment of any of its processes', async () => {
    expect(found('the output', Buffer.from(alice.launched.output()))).toEqual([])
    const processes = await familyOf(alice.app.process().pid as number)
    expect(processes.length).toBeGreaterThan(2)
    for (const pid of processes) {
      for (const file of ['cmdline', 'environ']) {
        const bytes = await readFile(`/proc/${pid}/${file}`).catch(() => Buffer.alloc(0))
        expect(found(`${file} of ${pid}`, bytes)).toEqual([])
      }
    }
  })

  it('are neither in the page nor in its memory', async () => {
    for (const screen of ['settings', 'sharing', 'datoms', 'contacts'] as const) {
      await alice.go(screen)
      expect(found(screen, Buffer.from(await alice.window.content()))).toEqual([])
    }
    const heap = await heapOf(alice)
    // A word of the screen is there: the snapshot is the page's.
    expect(heap.includes(Buffer.from('Ada Example'))).toBe(true)
    // The grant's secret is in the key that Alice asked for; nothing that outlives the share is.
    expect(found('the heap', heap)).toEqual([])
  })

  it('are in no file of the space or of Chromium, and neither are the contacts', async () => {
    await alice.close()
    const files = await filesUnder(work)
    expect(files.length).toBeGreaterThan(10)
    const people = ['Ada Example', '王小明', 'soren@example.net', 'Analytical Engines']
    for (const file of files) {
      const bytes = await readFile(file)
      expect(found(file, bytes)).toEqual([])
      const named = people.filter(person => bytes.includes(Buffer.from(person)))
      expect(named, file).toEqual([])
    }
  })
})

function formsOf(what: string, bytes: Uint8Array): Needle[] {
  const buffer = Buffer.from(bytes)
  const texts = [
    buffer.toString('hex'),
    buffer.toString('hex').toUpperCase(),
    buffer.toString('base64').slice(0, 42),
    buffer.toString('base64url').slice(0, 42)
  ]
  return [{ what, bytes: buffer }, ...texts.map(text => ({ what, bytes: Buffer.from(text) }))]
}

/** The process and all that it started, directly or not. */
async function familyOf(pid: number): Promise<number[]> {
  const parents = new Map<number, number>()
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = await readFile(`/proc/${name}/stat`, 'utf8').catch(() => '')
    const parent = /^\d+ \(.*\) \S (\d+)/s.exec(stat)?.[1]
    if (parent) parents.set(Number(name), Number(parent))
  }
  const family = [pid]
  for (const member of family) {
    for (const [child, parent] of parents) if (parent === member) family.push(child)
  }
  return family
}

async function heapOf(person: Person): Promise<Buffer> {
  const session = await person.window.context().newCDPSession(person.window)
  const chunks: Buffer[] = []
  session.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => chunks.push(Buffer.from(chunk)))
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false })
  await session.detach()
  return Buffer.concat(chunks)
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath ?? entry.path, entry.name))
}
