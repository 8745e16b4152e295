import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { questionsAsked } from './dialogs'
import { localNetwork } from './network'
import { filled, Person } from './person'

const FRIENDS = join(__dirname, 'fixtures/friends.vcf')
/** Waiting for something over the swarm. */
const NETWORK_MS = 60_000

describe('consent that is obtained first', () => {
  let network: Awaited<ReturnType<typeof localNetwork>>
  let alice: Person
  let bob: Person

  beforeAll(async () => {
    network = await localNetwork()
    const { bootstrap } = network
    alice = await Person.start({ name: 'alice', bootstrap, keychain: 'memory' })
    bob = await Person.start({ name: 'bob', bootstrap, keychain: 'memory', locale: 'zh-CN' })
    await alice.createSpace('Alice')
    await bob.createSpace('鲍勃')
    await alice.importByDrop([FRIENDS], 3)
  })
  afterAll(async () => {
    await alice?.close()
    await bob?.close()
    await network?.close()
  })

  const card = (person: Person, name: string): Locator =>
    person.window.getByRole('article', { name, exact: true })
  /** How Bob’s question is called on Alice’s screen: he is not in her address book. */
  const question = (): Locator =>
    alice.window.getByRole('article', { name: /asks for your consent|You consented/ })

  it('Alice chooses to be asked, and reads in words how far that holds', async () => {
    const { sharing } = alice.words
    await alice.go('sharing')
    await alice.press(sharing.create)
    const dialog = alice.dialog(sharing.dialog.title)
    await dialog.getByLabel(sharing.dialog.label).fill('Class of 2009')
    await dialog.getByText(sharing.dialog.edit).click()
    const { consentBefore } = sharing.dialog
    await dialog.getByRole('checkbox', { name: consentBefore.display }).click()
    await dialog.getByText('ask whoever gave it first').first().waitFor()
    await dialog.getByRole('checkbox', { name: sharing.dialog.others }).check()
    await alice.press(sharing.dialog.submit, dialog)
    await alice.sees(filled(sharing.result.titleFor, { label: 'Class of 2009' }))
    await alice.press(alice.words.actions.done)
  })

  it('Bob follows it, sees nobody, and asks', async () => {
    const [share] = await alice.call('shares.list', {})
    const { key } = await alice.call('shares.key', { id: share!.id })
    const { received } = bob.words
    await bob.receive(key)
    const held = card(bob, 'Class of 2009')
    await held.getByText(received.obstacle.consent).first().waitFor({ timeout: NETWORK_MS })
    expect((await bob.call('contacts.page', {})).total).toBe(0)
    await bob.press(filled(received.list.more, { label: 'Class of 2009' }), held)
    await bob.press(received.consent.ask, held)
    const asking = bob.dialog(filled(received.consent.dialogTitle, { owner: 'Alice' }))
    await asking.getByLabel(bob.words.people.ask.message).fill('为了同学聚会')
    await bob.press(received.consent.submit, asking)
    await held.getByText(bob.words.people.consents.state.sent).waitFor({ timeout: NETWORK_MS })
  })

  it('Alice sees who asks for what, and consents; main asks whether she means it', async () => {
    const { consents } = alice.words.people
    await alice.go('people')
    await question().getByText('为了同学聚会').waitFor({ timeout: NETWORK_MS })
    await question().getByText(alice.words.terms.actions.display).waitFor()
    await alice.press(consents.give, question())
    const dialog = alice.dialog(filled(consents.dialog.title, { name: '鲍勃' }))
    await alice.press(consents.dialog.submit, dialog)
    await alice.sees(filled(consents.givenToast, { name: '鲍勃' }))
    expect((await questionsAsked(alice.app)).at(-1)?.message).toContain('鲍勃')
    await bob.seesContact('Ada Example')
  })

  it('Alice withdraws it, and Bob sees nobody any more', async () => {
    const { consents } = alice.words.people
    await alice.press(consents.withdraw, question())
    await alice.press(consents.withdrawSure, alice.dialog())
    await alice.sees(filled(consents.withdrawnToast, { name: '鲍勃' }))
    await expect
      .poll(async () => (await bob.call('contacts.page', {})).total, { timeout: NETWORK_MS })
      .toBe(0)
    await bob.go('received')
    const held = card(bob, 'Class of 2009')
    await bob.press(filled(bob.words.received.list.more, { label: 'Class of 2009' }), held)
    await held.getByText(bob.words.people.consents.state.withdrawn).waitFor()
  })
})
