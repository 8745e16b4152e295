import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { chooseSavePath } from './dialogs'
import { filled, Person, plural } from './person'
import { GBK_NAMES, manyName, MENDED, writeSampleFiles, type SampleFiles } from './sample-files'

const MANY = 12_000

describe('importing files', () => {
  let work: string
  let files: SampleFiles
  let alice: Person
  let words: Person['words']['imports']

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'datomspace-import-'))
    files = await writeSampleFiles(work)
    alice = await Person.start({ name: 'alice', locale: 'zh-CN', keychain: 'memory' })
    words = alice.words.imports
    await alice.createSpace('爱丽丝')
  })
  afterAll(async () => {
    await alice?.close()
    await rm(work, { recursive: true, force: true })
  })

  const count = async (): Promise<number> => (await alice.call('space.status', {})).counts.contacts
  const preview = (): Promise<string[]> => alice.window.locator('table td.name').allTextContents()
  const reportSums = (): Promise<string[]> =>
    alice.window
      .getByRole('region', { name: words.report.counts })
      .locator('.number')
      .allTextContents()

  it('a dropped GBK file is shown with its character set, which can be changed with a live preview', async () => {
    await alice.launched.dropFiles('body', [files.gbkCsv])
    await alice.sees(words.files.charset)
    await expect.poll(preview).toEqual(GBK_NAMES)
    await alice.chooses(words.files.charset, words.charsets.big5)
    await expect.poll(preview).not.toContain(GBK_NAMES[0])
    await alice.chooses(words.files.charset, words.charsets.gb18030)
    await expect.poll(preview).toEqual(GBK_NAMES)
  })

  it('the review shows all fields of a row that is new', async () => {
    await alice.press(words.files.continue)
    await alice.press(filled(words.review.open, { name: '李清照' }))
    const details = alice.dialog('李清照')
    for (const text of ['漱玉词社', '13800138004', 'li@example.cn']) {
      await details.getByText(text, { exact: true }).waitFor()
    }
    await alice.press(alice.words.actions.cancel, details)
  })

  it('the review lets rows be unticked and skipped, and nothing is written before it is over', async () => {
    const tick = (name: string) =>
      alice.window.getByRole('checkbox', { name: filled(words.review.tick, { name }) })
    await tick('赵敏').click()
    await alice.picks(
      `${filled(words.review.actionOf, { name: '孙尚香' })}: ${words.review.actions.create}`,
      words.review.actions.skip
    )
    await expect.poll(() => tick('孙尚香').isChecked()).toBe(false)
    expect(await count()).toBe(0)
    await alice.press(words.review.next)
  })

  it('the terms say where to and at which level; the report adds up', async () => {
    await alice.window.getByLabel(words.terms.newSetName).fill('古人')
    await alice.chooses(words.terms.level, alice.words.levels.confidential)
    await alice.press(plural(words.terms.submit, 2))
    await alice.sees(plural(words.report.done, 2))
    expect(await reportSums()).toEqual(['2', '0', '0', '2', '0', '4'])
    await alice.press(words.report.showContacts)
    await alice.contact('李清照').waitFor()
    expect(await alice.contact('赵敏').count()).toBe(0)
    const { rows } = await alice.call('contacts.page', { offset: 0, limit: 10 })
    expect(rows.map(row => [row.name, row.level, row.setName]).sort()).toEqual([
      ['李清照', 'confidential', '古人'],
      ['钱学森', 'confidential', '古人']
    ])
  })

  it('the same file again creates only what was left out, then nothing', async () => {
    await alice.launched.dropFiles('body', [files.gbkCsv])
    await alice.press(words.files.continue)
    await alice.press(words.review.next)
    await alice.press(plural(words.terms.submit, 2))
    await alice.sees(plural(words.report.done, 2))
    await alice.launched.dropFiles('body', [files.gbkCsv])
    await alice.press(words.files.continue)
    await alice.window.getByRole('tab', { name: words.review.kinds.same }).click()
    await alice.press(words.review.next)
    await alice.sees(words.review.nothingChosen)
    expect(await count()).toBe(4)
    await alice.press(words.discard)
    await alice.press(words.discard, alice.dialog(words.discardTitle))
    await alice.sees(words.lead)
  })

  it('a record that could not be read is in the report, is mended and read again', async () => {
    await alice.launched.dropFiles('body', [files.withProblem])
    await alice.press(words.review.next)
    await alice.press(plural(words.terms.submit, 1))
    await alice.sees(plural(words.report.done, 1))
    expect(await reportSums()).toEqual(['1', '0', '0', '0', '1', '2'])

    const path = join(work, '报告.csv')
    await chooseSavePath(alice.app, path)
    await alice.press(words.report.save)
    await alice.sees(filled(words.report.saved, { name: '报告.csv' }))
    const report = await readFile(path, 'utf8')
    expect(report).toContain('problem.vcf,6,line-outside-card')
    expect(report).toContain('Lost Sample')

    await alice.press(filled(words.failures.open, { line: '6' }))
    const mend = alice.dialog(words.mend.title)
    await alice.press(words.mend.submit, mend)
    await mend
      .getByText(filled(words.mend.still, { reason: words.problems['line-outside-card'] }))
      .waitFor()
    await mend.getByLabel(words.mend.raw).fill(MENDED)
    await alice.press(words.mend.submit, mend)
    await alice.sees(plural(words.report.done, 2))
    expect(await reportSums()).toEqual(['2', '0', '0', '0', '0', '2'])
  })

  it('an import is undone as a whole', async () => {
    await alice.press(words.report.undo)
    await alice.press(words.report.undoSubmit, alice.dialog(words.report.undoTitle))
    await alice.sees(words.report.undone)
    expect(await count()).toBe(4)
  })

  it('an archive is opened, and what is in it imported', async () => {
    await alice.launched.dropFiles('body', [files.zip])
    await alice.press(words.review.next)
    await alice.press(plural(words.terms.submit, 3))
    await alice.sees(plural(words.report.done, 3))
    await alice.seesContact('Zip Three')
    expect(await count()).toBe(7)
  })

  it('many thousands: paused, cancelled and taken back; then imported', async () => {
    const many = await files.many(MANY)
    await alice.launched.dropFiles('body', [many])
    await alice.press(words.review.next)
    await alice.press(plural(words.terms.submit, MANY))
    await alice.press(words.writing.pause)
    await alice.press(words.writing.cancel)
    await alice.press(words.writing.cancelSubmit, alice.dialog(words.writing.cancelTitle))
    await alice.sees(words.report.cancelled)
    expect(await count()).toBe(7)

    await alice.importByDrop([many], MANY)
    expect(await count()).toBe(MANY + 7)
    await alice.go('contacts')
    await alice.window.getByRole('searchbox').fill(manyName(MANY - 1))
    await alice.contact(manyName(MANY - 1)).waitFor()
  })
})
