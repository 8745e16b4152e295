import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyTrail } from '../../src-main/meter'
import { chooseSavePath } from './dialogs'
import { filled, Person, plural } from './person'

const FRIENDS = join(__dirname, 'fixtures/friends.vcf')

describe('activity', () => {
  let work: string
  let alice: Person

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'datomspace-activity-'))
    alice = await Person.start({ name: 'alice', keychain: 'memory' })
    await alice.createSpace('Alice')
  })
  afterAll(async () => {
    await alice?.close()
    await rm(work, { recursive: true, force: true, maxRetries: 5 })
  })

  const line = (text: string) =>
    alice.window
      .getByRole('listbox', { name: alice.words.activity.list })
      .getByRole('option')
      .filter({ hasText: text })
      .first()

  it('teaches what will be there, while nothing has happened', async () => {
    await alice.go('activity')
    await alice.sees(alice.words.activity.empty.title)
  })

  it('tells in words what happens, the newest first, as it happens', async () => {
    const { events } = alice.words.activity
    await alice.importByDrop([FRIENDS], 3)
    const [set] = await alice.call('sets.list', {})
    await alice.go('activity')
    await line(plural(events.mint.many, 3, { subject: set!.name })).waitFor()
    const selection = { kind: 'set' as const, setId: set!.id }
    const share = await alice.call('shares.create', { label: 'For Bob', selection })
    await line(filled(events.grant.one, { subject: 'For Bob' })).waitFor()
    await alice.call('shares.suspend', { id: share.id })
    await line(filled(events.suspend.one, { subject: 'For Bob' })).waitFor()
    const list = alice.window.getByRole('listbox', { name: alice.words.activity.list })
    expect(await list.getByRole('option').first().textContent()).toContain('For Bob')
  })

  it('says everything of an entry that is chosen, by mouse or by keys', async () => {
    const { detail, events, registration } = alice.words.activity
    await line(filled(events.grant.one, { subject: 'For Bob' })).click()
    const pane = alice.window.getByRole('complementary', { name: /^Entry \d+$/ })
    await pane.getByText(registration.license).waitFor()
    expect(await pane.getByText(/^urn:uuid:/).count()).toBeGreaterThan(0)
    await alice.window.getByRole('listbox', { name: alice.words.activity.list }).focus()
    await alice.window.keyboard.press('ArrowUp')
    await pane.getByText(filled(events.suspend.one, { subject: 'For Bob' })).waitFor()
    await alice.press(detail.onlySubject, pane)
    await expect
      .poll(() => alice.window.getByRole('option').allTextContents())
      .toEqual([expect.stringContaining('paused'), expect.stringContaining('Shared')])
    await alice.press(alice.words.filter.clear)
    await alice.window.keyboard.press('Escape')
  })

  it('is filtered by kind and by words', async () => {
    const { filter, registration, nothingFound } = alice.words.activity
    await alice.chooses(filter.kind, registration.first)
    await expect.poll(() => alice.window.getByRole('option').count()).toBe(2)
    await alice.press(alice.words.filter.clear)
    await alice.window.getByRole('searchbox').fill('bob')
    await expect.poll(() => alice.window.getByRole('option').count()).toBe(2)
    await alice.window.getByRole('searchbox').fill('nobody at all')
    await alice.sees(nothingFound.title)
    await alice.press(alice.words.filter.clear)
  })

  it('is verified, and exported as a file that verifies anywhere', async () => {
    const { activity } = alice.words
    await alice.press(activity.verify)
    await alice.sees(activity.verdict.whole)
    const path = join(work, 'trail.json')
    await chooseSavePath(alice.app, path)
    await alice.press(activity.export)
    await alice.sees(plural(activity.exported, 4, { name: 'trail.json' }))
    expect(verifyTrail(await readFile(path, 'utf8'))).toMatchObject({ valid: true, entries: 4 })
  })

  it('says of a file whether it is genuine, and what was changed in it', async () => {
    const { verdict, faults } = alice.words.activity
    const path = join(work, 'trail.json')
    const chooser = alice.window.locator('input[type=file]')
    await chooser.setInputFiles(path)
    await alice.sees(new RegExp(verdict.continues))
    const changed = join(work, 'changed.json')
    await writeFile(changed, (await readFile(path, 'utf8')).replaceAll('For Bob', 'For Eve'))
    await chooser.setInputFiles(changed)
    await alice.sees(verdict.broken)
    await alice.sees(filled(faults.changed, { number: '2' }))
  })

  it('speaks Chinese in the terms of the registry', async () => {
    await alice.call('settings.save', { locale: 'zh-CN' })
    const same = alice.inLanguage('zh-CN')
    await same.sees('许可登记')
    await same.sees('首次登记')
    await alice.call('settings.save', { locale: 'en' })
  })
})
