import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerQuestions, chooseFiles, chooseSavePath, questionsAsked } from './dialogs'
import { filled, Person, plural } from './person'

const FRIENDS = join(__dirname, 'fixtures/friends.vcf')

describe('contacts', () => {
  let work: string
  let alice: Person
  let words: Person['words']['contacts']

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'datomspace-contacts-'))
    alice = await Person.start({ name: 'alice', keychain: 'memory' })
    words = alice.words.contacts
    await alice.createSpace('Alice')
  })
  afterAll(async () => {
    await alice?.close()
    await rm(work, { recursive: true, force: true })
  })

  const names = async (): Promise<string[]> => {
    const { rows } = await alice.call('contacts.page', { offset: 0, limit: 100 })
    return rows.map(row => row.name).sort()
  }

  it('files chosen in the system’s dialog are imported like dropped ones', async () => {
    await chooseFiles(alice.app, [FRIENDS])
    await alice.press(words.list.empty.import)
    await alice.press(alice.words.imports.review.next)
    await alice.press(plural(alice.words.imports.terms.submit, 3))
    await alice.seesContact('王小明')
  })

  it('a contact is made by hand', async () => {
    await alice.press(alice.words.nav.newContact)
    const dialog = alice.dialog(words.edit.newTitle)
    await alice.press(alice.words.actions.save, dialog)
    await alice.sees(words.edit.nameMissing)
    await dialog.getByLabel(words.edit.given, { exact: true }).fill('Ada')
    await dialog.getByLabel(words.edit.surname, { exact: true }).fill('Exampel')
    await dialog.getByLabel(words.edit.email, { exact: true }).fill('ada@example.org')
    await alice.press(alice.words.actions.save, dialog)
    await alice.contact('Ada Exampel').waitFor()
  })

  it('is found by a part of the name, by pinyin and by phone number', async () => {
    const search = alice.window.getByRole('searchbox', { name: words.list.search })
    for (const [query, name] of [
      ['exampel', 'Ada Exampel'],
      ['wangxiaoming', '王小明'],
      ['7946', 'Ada Example']
    ] as const) {
      await search.fill(query)
      await alice.sees(plural(words.list.count, 1))
      await alice.contact(name).waitFor()
    }
    await search.fill('nobody at all')
    await alice.sees(words.list.nothing.title)
    await alice.press(words.list.nothing.clear)
    await alice.sees(plural(words.list.count, 4))
  })

  it('an edit makes a version, and an earlier one can be brought back', async () => {
    const detail = await alice.opensContact('Ada Exampel')
    await alice.press(words.detail.edit, detail)
    const dialog = alice.dialog(words.edit.title)
    await dialog.getByLabel(words.edit.company).fill('Engines')
    await alice.window.keyboard.press('Escape')
    await alice.sees(words.edit.discardTitle)
    await alice.press(words.edit.keepEditing)
    await alice.press(alice.words.actions.save, dialog)
    await detail.getByText('Engines').first().waitFor()
    await detail.getByRole('tab', { name: words.detail.tabs.history }).click()
    await detail
      .getByText(filled(words.history.fields, { fields: words.fields.organizations }))
      .waitFor()
    await alice.press(words.history.restore, detail)
    await alice.sees(filled(words.history.restored_toast, { version: '1' }))
    await detail.getByRole('tab', { name: words.detail.tabs.card }).click()
    await expect.poll(() => detail.getByText('Engines').count()).toBe(0)
  })

  it('two of the same person are merged field by field, and the merge is taken back', async () => {
    await alice.press(words.groups.duplicates)
    await alice.press(words.duplicates.review)
    const dialog = alice.dialog(words.merge.title)
    await dialog.getByText('Ada Exampel', { exact: true }).first().waitFor()
    await alice.press(plural(words.merge.submit, 2), dialog)
    await alice.sees(plural(words.merge.done, 2))
    await expect.poll(names).toHaveLength(3)
    await alice.go('contacts')
    const detail = await alice.opensContact('Ada Exam')
    await detail.getByText(plural(words.detail.merged, 2)).waitFor()
    await alice.press(words.detail.unmerge, detail)
    await expect.poll(names).toEqual(['Ada Exampel', 'Ada Example', 'Søren Beispiel', '王小明'])
  })

  it('is deleted only after a question of main’s', async () => {
    const detail = await alice.opensContact('Ada Exampel')
    await answerQuestions(alice.app, 0)
    await alice.press(alice.words.actions.more, detail)
    await alice.window.getByRole('menuitem', { name: alice.words.actions.deleteMore }).click()
    await expect.poll(() => questionsAsked(alice.app)).toHaveLength(1)
    expect(await questionsAsked(alice.app)).toEqual([
      {
        message: 'Delete this contact?',
        detail: expect.stringContaining('everybody who follows'),
        buttons: ['Cancel', 'Delete']
      }
    ])
    expect(await names()).toContain('Ada Exampel')
    await answerQuestions(alice.app, 1)
    await alice.contact('Ada Exampel').click()
    await alice.window.keyboard.press('Delete')
    await alice.sees(plural(words.deleted, 1))
    expect(await names()).not.toContain('Ada Exampel')
  })

  it('an export goes where main was told to, and reads as the same contacts', async () => {
    const path = join(work, 'export.vcf')
    await chooseSavePath(alice.app, path)
    await alice.contact('王小明').click()
    await alice.window.keyboard.press('Control+a')
    await alice.picks(words.selection.export, words.export.vcard4)
    await alice.sees(plural(words.export.saved, 3, { name: 'export.vcf' }))
    const text = await readFile(path, 'utf8')
    expect(text).toContain('FN:王小明')
    expect(text).toContain('X-KEPT-AS-IT-IS:yes')
    await alice.launched.dropFiles('body', [path])
    await alice.window.getByRole('tab', { name: alice.words.imports.review.kinds.same }).waitFor()
    const [job] = await alice.call('imports.list', {})
    expect(job?.kinds).toEqual({ new: 0, update: 0, same: 3, duplicate: 0, problem: 0 })
  })

  it('an export to a place that cannot be written is refused in words', async () => {
    await chooseSavePath(alice.app, join(work, 'nowhere/export.vcf'))
    await alice.seesContact('王小明')
    await alice.contact('王小明').click()
    await alice.picks(alice.words.actions.more, words.export.csv)
    await alice.sees(alice.words.errors.NOT_WRITABLE.title)
  })
})
