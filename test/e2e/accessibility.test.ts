import { join } from 'node:path'
import axe from 'axe-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { Person, plural } from './person'

const FRIENDS = join(__dirname, 'fixtures/friends.vcf')

const OPTIONS = {
  resultTypes: ['violations'],
  // Takes the initials in a picture, and the facts on a card that opens, for the button's label.
  rules: { 'label-content-name-mismatch': { enabled: false } }
}

interface Finding {
  id: string
  impact: string
  nodes: { html: string; failureSummary: string }[]
}

/** Some animations never end (one that waits), and one of a part that goes may never say so. */
const SETTLED = `Promise.race([
  new Promise(resolve => setTimeout(resolve, 1000)),
  Promise.all(
    document
      .getAnimations()
      .filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity)
      .map(animation => animation.finished.catch(() => {}))
  )
]).then(() => {})`

describe('accessibility', () => {
  let alice: Person

  beforeAll(async () => {
    alice = await Person.start({ name: 'alice', keychain: 'memory' })
  })
  afterAll(() => alice?.close())

  let found: string[] = []
  beforeEach(() => {
    found = []
  })
  afterEach(() => expect(found).toEqual([]))

  /** Keeps the serious findings of axe-core in one theme and the other. */
  async function look(where: string): Promise<void> {
    for (const theme of ['light', 'dark'] as const) {
      await alice.call('settings.save', { theme })
      await alice.window.locator(`html[data-theme=${theme}]`).waitFor({ state: 'attached' })
      // Colours change smoothly; what counts is where they end.
      await alice.window.evaluate(SETTLED)
      await alice.window.evaluate(`if (!window.axe) { ${axe.source} }`)
      const { violations } = (await alice.window.evaluate(
        `axe.run(document, ${JSON.stringify(OPTIONS)})`
      )) as { violations: Finding[] }
      for (const { id, impact, nodes } of violations) {
        if (impact !== 'serious' && impact !== 'critical') continue
        found.push(
          ...nodes.map(
            node => `${where}, ${theme}: ${id}: ${node.html.slice(0, 160)} ${node.failureSummary}`
          )
        )
      }
    }
  }

  it('the first start', async () => {
    await look('start')
    await alice.window.getByLabel(alice.words.onboarding.name).fill('Alice')
    await alice.press(alice.words.onboarding.submitCreate)
    await alice.sees(alice.words.onboarding.phrase.title)
    await look('phrase')
    await alice.press(alice.words.onboarding.phrase.later)
    await alice.isIn()
  })

  it('the screens while there is nothing on them', async () => {
    for (const screen of [
      'contacts',
      'datoms',
      'sharing',
      'received',
      'people',
      'imports',
      'meter',
      'activity'
    ] as const) {
      await alice.go(screen)
      await look(screen)
    }
  })

  it('an import', async () => {
    const { imports } = alice.words
    await alice.launched.dropFiles('body', [FRIENDS])
    await alice.window.getByRole('button', { name: imports.review.next }).waitFor()
    await look('review')
    await alice.press(imports.review.next)
    await alice.sees(imports.terms.title)
    await look('terms')
    await alice.press(plural(imports.terms.submit, 3))
    await alice.sees(plural(imports.report.done, 3))
    await look('report')
  })

  it('the screens with something on them', async () => {
    const { words } = alice
    await alice.opensContact('王小明')
    await look('contact')
    await alice.press(words.contacts.detail.edit)
    await alice.dialog(words.contacts.edit.title).waitFor()
    await look('edit')
    await alice.press(words.actions.cancel)
    await alice.go('sharing')
    await alice.press(words.sharing.create)
    const dialog = alice.dialog(words.sharing.dialog.title)
    await look('share')
    await dialog.getByText(words.sharing.dialog.edit).click()
    await dialog.getByRole('radio', { name: words.sharing.dialog.person, exact: true }).click()
    await look('share with a person')
    const until = dialog.getByRole('radiogroup', { name: words.sharing.dialog.until })
    await until.getByRole('radio', { name: words.sharing.dialog.presets.custom }).click()
    await look('a date')
    await alice.press(words.moment.pick, dialog)
    const calendar = alice.window.getByRole('button', { name: words.moment.after })
    await calendar.waitFor()
    await look('a calendar')
    await alice.window.keyboard.press('Escape')
    await calendar.waitFor({ state: 'detached' })
    await dialog.getByRole('radio', { name: words.sharing.dialog.ticket }).click()
    await dialog.getByRole('checkbox', { name: words.sharing.dialog.others }).check()
    await alice.press(words.sharing.dialog.submit)
    await alice.window.locator('[data-share-key]').waitFor()
    await look('key')
    await alice.press(words.actions.done)
    for (const screen of ['sharing', 'datoms', 'imports', 'settings'] as const) {
      await alice.go(screen)
      await look(screen)
    }
    await alice.go('activity')
    await alice.window.getByRole('option').first().click()
    await alice.press(words.activity.verify)
    await alice.sees(words.activity.verdict.whole)
    await look('activity')
    await alice.looksAt('nothing of the kind')
    await alice.sees(words.errors.KEY_MALFORMED.title)
    await look('wrong key')
    await alice.press(words.nav.palette)
    await alice.window.getByRole('dialog').waitFor()
    await look('palette')
  })
})
