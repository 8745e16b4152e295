import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { secondLaunch } from './app'
import { localNetwork } from './network'
import { filled, Person } from './person'
import { startTrayHost } from './tray-host'

const FRIENDS = join(__dirname, 'fixtures/friends.vcf')

describe('settings', () => {
  let work: string
  let alice: Person | undefined

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'datomspace-settings-'))
  })
  afterEach(async () => {
    await alice?.close()
  })
  afterAll(() => rm(work, { recursive: true, force: true, maxRetries: 5 }))

  const start = async (locale: 'en' | 'zh-CN'): Promise<Person> =>
    (alice = await Person.start({
      name: 'alice',
      locale,
      storage: join(work, 'alice'),
      host: 'alice-settings',
      keychain: 'keytar'
    }))
  const theme = (person: Person): Promise<unknown> =>
    person.window.evaluate('document.documentElement.dataset.theme')

  it('language, theme and name change at once, on the screen and in main', async () => {
    const person = await start('en')
    await person.createSpace('Alice')
    const { settings } = person.words
    await person.go('settings')
    await person.chooses(settings.theme, settings.themes.dark)
    await expect.poll(() => theme(person)).toBe('dark')
    const name = person.window.getByLabel(settings.name, { exact: true })
    await name.fill('Alice Cooper')
    await name.press('Enter')
    await person.sees(settings.nameSaved)
    await person.chooses(settings.language, '中文（简体）')
    await person.window.getByRole('heading', { name: '设置', exact: true }).waitFor()
    const choice = person.window.getByRole('combobox', { name: '外观', exact: true })
    await choice.getByText('深色').waitFor()
    const menu = await person.app.evaluate(({ Menu }) =>
      Menu.getApplicationMenu()?.items.map(item => item.label)
    )
    expect(menu).toContain('编辑')
    await person.inLanguage('zh-CN').importByDrop([FRIENDS], 3)
  })

  it('everything is there after a restart', async () => {
    const person = await start('zh-CN')
    await person.isIn()
    expect(await theme(person)).toBe('dark')
    await person.seesContact('王小明')
    expect(await person.call('space.status', {})).toMatchObject({
      name: 'Alice Cooper',
      counts: { contacts: 3, sets: 1 }
    })
    expect(await person.call('imports.list', {})).toHaveLength(1)
  })
})

describe('one instance and its window', () => {
  let network: Awaited<ReturnType<typeof localNetwork>>
  let tray: { close(): void } | undefined
  let alice: Person | undefined
  let bob: Person | undefined

  beforeAll(async () => {
    network = await localNetwork()
  })
  afterEach(async () => {
    await alice?.close()
    await bob?.close()
    tray?.close()
    alice = bob = tray = undefined
  })
  afterAll(() => network?.close())

  const windows = (person: Person): Promise<number> =>
    person.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)

  it('a second start with a link shows what it offers in the first window, and accepts nothing', async () => {
    const { bootstrap } = network
    alice = await Person.start({ name: 'alice', bootstrap, keychain: 'memory' })
    bob = await Person.start({ name: 'bob', bootstrap, keychain: 'memory', locale: 'zh-CN' })
    await alice.createSpace('Alice')
    await alice.importByDrop([FRIENDS], 3)
    await bob.createSpace('鲍勃')
    const [set] = await alice.call('sets.list', {})
    const share = await alice.call('shares.create', {
      label: 'Linked',
      selection: { kind: 'set', setId: set!.id }
    })
    const { link } = await alice.call('shares.key', { id: share.id })
    await bob.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())

    expect(await secondLaunch(bob.launched, [link])).toBe(0)
    const { preview } = bob.words.received
    await bob.sees(filled(preview.title, { owner: 'Alice', label: 'Linked' }), 45_000)
    expect(await bob.call('received.list', {})).toEqual([])
    expect(await windows(bob)).toBe(1)

    // A file is opened the same way, and stops at the review.
    expect(await secondLaunch(bob.launched, [FRIENDS])).toBe(0)
    await bob.window.getByRole('button', { name: bob.words.imports.review.next }).waitFor()
    expect((await bob.call('space.status', {})).counts.contacts).toBe(0)
  })

  it('with a tray, a closed window leaves the space running; a second start shows it again', async () => {
    tray = await startTrayHost()
    const { bootstrap } = network
    alice = await Person.start({ name: 'alice', bootstrap, keychain: 'memory' })
    bob = await Person.start({ name: 'bob', bootstrap, keychain: 'memory' })
    await alice.createSpace('Alice')
    await bob.createSpace('Bob')
    await alice.importByDrop([FRIENDS], 3)
    const [set] = await alice.call('sets.list', {})
    const share = await alice.call('shares.create', {
      label: 'From the tray',
      selection: { kind: 'set', setId: set!.id }
    })
    const { key } = await alice.call('shares.key', { id: share.id })

    await alice.window.close()
    await expect.poll(() => windows(alice!)).toBe(0)
    await bob.receive(key)
    await bob.seesContact('王小明')

    const shown = alice.app.waitForEvent('window')
    expect(await secondLaunch(alice.launched, [])).toBe(0)
    await (await shown).getByText('王小明').first().waitFor()
  })

  it('without a tray, closing the window ends the app, and everything is on the disk', async () => {
    alice = await Person.start({ name: 'alice', keychain: 'memory' })
    await alice.createSpace('Alice')
    const ended = new Promise(resolve => alice!.app.process().once('exit', resolve))
    await alice.window.close()
    expect(await ended).toBe(0)
  })

  it('a command that is no request of ours only shows the window', async () => {
    alice = await Person.start({ name: 'alice', keychain: 'memory' })
    await alice.createSpace('Alice')
    expect(
      await secondLaunch(alice.launched, ['https://example.org/datom1qqqq', '--unknown'])
    ).toBe(0)
    expect(await windows(alice)).toBe(1)
    await alice.isIn()
  })
})
