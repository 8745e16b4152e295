import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { DECLARED_EVENTS } from '../../src-main/rights'
import { answerQuestions } from './dialogs'
import { localNetwork } from './network'
import { filled, Person, plural } from './person'
import { Pictures } from './pictures'
import { writeSampleFiles, type SampleFiles } from './sample-files'

const CONTACTS = join(__dirname, '../../build/demo/contacts.vcf')
const COUNT = 12

/** A picture of every screen and of what is worth seeing on it. `npm run screenshots` runs it. */
describe('the screens', () => {
  const pictures = new Pictures(process.env.DATOMSPACE_SCREENSHOTS as string)
  let work: string
  let files: SampleFiles
  let network: Awaited<ReturnType<typeof localNetwork>>
  let alice: Person
  let bob: Person

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'datomspace-pictures-'))
    files = await writeSampleFiles(work)
    network = await localNetwork()
    const { bootstrap } = network
    alice = await Person.start({ name: 'alice', bootstrap })
    bob = await Person.start({ name: 'bob', bootstrap, keychain: 'memory' })
    await bob.createSpace('Bob')
  })
  afterAll(async () => {
    await alice?.close()
    await bob?.close()
    await network?.close()
    await rm(work, { recursive: true, force: true, maxRetries: 5 })
  })

  it('the first start', async () => {
    const { onboarding } = alice.words
    await pictures.take(alice, 'start')
    await alice.window.getByRole('radio', { name: onboarding.restore }).click()
    await pictures.take(alice, 'start-restore')
    await pictures.takeSmall(alice, 'start-restore')
    await alice.window.getByLabel(onboarding.name).fill('Alice')
    const look = () => Promise.resolve()
    await pictures.takeSecret(
      alice,
      'secret-restore',
      words => words.onboarding.submitRestore,
      look
    )
    await alice.window.getByRole('radio', { name: onboarding.create }).click()
    await alice.window.getByRole('radio', { name: alice.words.keychains.file }).click()
    await pictures.takeSecret(
      alice,
      'secret-passphrase',
      words => words.onboarding.submitCreate,
      look
    )
    await alice.window.getByRole('radio', { name: alice.words.keychains.keytar }).click()
    await alice.press(onboarding.submitCreate)
    await alice.sees(onboarding.phrase.title)
    await pictures.take(alice, 'start-phrase')
    const words = await pictures.takeSecret(
      alice,
      'secret-words',
      ({ onboarding: { phrase } }) => phrase.show,
      secret => secret.words()
    )
    await pictures.takeSecret(
      alice,
      'secret-confirm',
      ({ onboarding: { phrase } }) => phrase.confirm,
      look
    )
    const asked = await alice.opensSecretWindow(onboarding.phrase.confirm)
    await asked.confirmWords(words)
    await asked.finish('confirmDone')
    await alice.isIn()
    await alice.closesMessages()
  })

  it('nothing there yet', async () => {
    for (const screen of [
      'contacts',
      'datoms',
      'sharing',
      'received',
      'imports',
      'meter',
      'activity'
    ] as const) {
      await alice.go(screen)
      await pictures.take(alice, `${screen}-empty`)
    }
  })

  it('importing', async () => {
    const { imports } = alice.words
    await alice.launched.dropFiles('body', [files.gbkCsv])
    await alice.sees(imports.files.charset)
    await alice.sees('李清照')
    await pictures.take(alice, 'import-charset')
    await alice.press(imports.files.continue)
    await alice.press(imports.review.next)
    await alice.press(plural(imports.terms.submit, 4))
    await alice.sees(plural(imports.report.done, 4))
    await alice.launched.dropFiles('body', [CONTACTS, files.gbkCsv, files.withProblem])
    await alice.window
      .getByText(imports.files.charset)
      .or(alice.window.getByRole('button', { name: imports.review.next }))
      .first()
      .waitFor()
    const onward = alice.window.getByRole('button', { name: imports.files.continue })
    if (await onward.count()) {
      await pictures.take(alice, 'import-files')
      await onward.click()
    }
    await alice.sees('Ada Marlow')
    await pictures.take(alice, 'import-review')
    await pictures.takeSmall(alice, 'import-review')
    await alice.press(filled(imports.review.open, { name: 'Ada Marlow' }))
    await alice.dialog('Ada Marlow').getByRole('region', { name: imports.compare.all }).waitFor()
    await pictures.take(alice, 'import-record')
    await alice.window.keyboard.press('Escape')
    await alice.press(imports.review.next)
    await alice.sees(imports.terms.title)
    await pictures.take(alice, 'import-terms')
    await alice.press(plural(imports.terms.submit, COUNT + 1))
    await alice.sees(plural(imports.report.done, COUNT + 1))
    await pictures.take(alice, 'import-report')
    await alice.window
      .getByRole('button', { name: filled(imports.failures.open, { line: '6' }) })
      .click()
    await pictures.take(alice, 'import-mend')
    await alice.press(alice.words.actions.cancel)
    await alice.go('imports')
    await pictures.take(alice, 'imports')
  })

  it('contacts', async () => {
    const { contacts, actions } = alice.words
    const detail = await alice.opensContact('欧阳思远')
    await pictures.take(alice, 'contacts')
    await pictures.takeSmall(alice, 'contacts')
    await alice.press(contacts.detail.edit)
    await alice.dialog(contacts.edit.title).waitFor()
    await pictures.take(alice, 'contact-edit')
    await alice.press(actions.cancel)
    await detail.getByRole('tab', { name: contacts.detail.tabs.datom }).click()
    await pictures.take(alice, 'contact-datom')
    await detail.getByRole('tab', { name: contacts.detail.tabs.history }).click()
    await pictures.take(alice, 'contact-history')
    await alice.contact('Mei Lin').click({ modifiers: ['Control'] })
    await alice.contact('Oskar Brandt').click({ modifiers: ['Control'] })
    await pictures.take(alice, 'contacts-selected')
    await alice.press(contacts.selection.merge)
    await alice.dialog(contacts.merge.title).getByRole('group').first().waitFor()
    await pictures.take(alice, 'contacts-merge')
    await alice.press(actions.cancel)
    await alice.press(contacts.selection.clear)
    await alice.window.getByRole('searchbox').fill('nobody at all')
    await alice.sees(contacts.list.nothing.title)
    await pictures.take(alice, 'contacts-nothing')
    await alice.press(contacts.list.nothing.clear)
    await alice.press(contacts.groups.duplicates)
    await pictures.take(alice, 'duplicates')
    await alice.press(alice.words.nav.palette)
    await alice.window.keyboard.type('sh')
    await pictures.take(alice, 'palette')
    await alice.window.keyboard.press('Escape')
  })

  it('datoms and settings', async () => {
    const { datoms } = alice.words
    await alice.go('datoms')
    await alice.sees('Ada Marlow')
    await pictures.take(alice, 'datoms')
    for (const tab of ['facts', 'credential'] as const) {
      await alice.window.getByRole('tab', { name: datoms.tabs[tab] }).click()
      await pictures.take(alice, `datoms-${tab}`)
    }
    await alice.go('settings')
    await pictures.take(alice, 'settings')
    await pictures.takeSmall(alice, 'settings')
  })

  it('sharing, and Bob’s side of it', async () => {
    const { sharing, actions, terms } = alice.words
    const { received } = bob.words
    await alice.go('sharing')
    await alice.press(sharing.create)
    const dialog = alice.dialog(sharing.dialog.title)
    await pictures.take(alice, 'share-templates')
    await dialog.getByText(sharing.dialog.edit).click()
    const until = dialog.getByRole('radiogroup', { name: sharing.dialog.until })
    await until.getByRole('radio', { name: sharing.dialog.presets.custom }).click()
    await alice.press(alice.words.moment.pick, dialog)
    await pictures.take(alice, 'share-date')
    await alice.window.keyboard.press('Escape')
    await until.getByRole('radio', { name: sharing.dialog.presets.d7 }).click()
    await dialog.getByRole('radio', { name: sharing.dialog.someFields }).click()
    await dialog.getByRole('checkbox', { name: terms.fieldGroups.work }).click()
    await dialog.getByRole('checkbox', { name: sharing.dialog.others }).check()
    await dialog.getByLabel(sharing.dialog.label).fill('Friends and colleagues')
    await pictures.take(alice, 'share-form')
    await pictures.takeSmall(alice, 'share-form')
    const place = dialog.getByRole('combobox', { name: sharing.dialog.country, exact: true })
    await place.scrollIntoViewIfNeeded()
    await alice.chooses(sharing.dialog.country, 'France', dialog)
    await dialog.getByText(sharing.dialog.countryHint).scrollIntoViewIfNeeded()
    await pictures.take(alice, 'share-country')
    await alice.chooses(sharing.dialog.country, sharing.dialog.anyCountry, dialog)
    await alice.press(sharing.dialog.submit)
    await alice.window.locator('[data-share-key]').waitFor()
    await pictures.take(alice, 'share-key')
    await alice.press(actions.done)
    const [share] = await alice.call('shares.list', {})
    const { key } = await alice.call('shares.key', { id: share!.id })
    await bob.looksAt(key)
    await bob.sees(received.preview.nothingYet, 45_000)
    await pictures.take(bob, 'received-offer')
    await pictures.takeSmall(bob, 'received-offer')
    await bob.press(received.preview.accept)
    await bob.sees(received.state.live, 45_000)
    await bob.press(filled(received.list.more, { label: 'Friends and colleagues' }))
    await pictures.take(bob, 'received')
    await bob.opensContact('林晓雨')
    await pictures.take(bob, 'contacts-received')
    await bob.looksAt(`${key.slice(0, 40)}qq${key.slice(42)}`)
    await bob.sees(bob.words.errors.KEY_MISTYPED.title)
    await pictures.take(bob, 'received-mistyped')

    const { meter } = alice.words
    await alice.go('meter')
    const used = alice.window.getByRole('row').filter({ hasText: 'Friends and colleagues' })
    await used.getByText(meter.state.ok).waitFor({ timeout: 45_000 })
    await used.getByRole('button').click()
    await pictures.take(alice, 'meter')
    await pictures.takeSmall(alice, 'meter')
    await alice.go('sharing')
    await alice.press(filled(sharing.list.more, { label: 'Friends and colleagues' }))
    await pictures.take(alice, 'sharing')
    await pictures.takeSmall(alice, 'sharing')
    await answerQuestions(alice.app, 1)
    await alice.press(sharing.actions.revoke)
    await alice.sees(sharing.report.cannot)
    await pictures.take(alice, 'sharing-revoked')
    await bob.sees(received.state.revoked, 45_000)
    await pictures.take(bob, 'received-revoked')
    await alice.press(actions.done)
  })

  it('people, a request and what is granted', async () => {
    const { people, sharing, terms } = alice.words
    await alice.go('people')
    await pictures.take(alice, 'people-empty')
    const [one, other] = [await alice.call('people.me', {}), await bob.call('people.me', {})]
    await alice.call('people.add', { key: other.key, name: 'Bob' })
    await bob.call('people.add', { key: one.key, name: 'Alice' })
    await bob.call('requests.send', {
      did: one.did,
      label: 'Choir',
      message: 'May I have the numbers of the choir? I write the invitations to our concert.',
      fields: ['name', 'phones']
    })
    await bob.go('people')
    await bob.press(people.actions.ask)
    await bob.dialog(people.ask.title).waitFor()
    await pictures.take(bob, 'people-ask')
    await bob.press(bob.words.actions.cancel)
    await alice.sees('Choir', 45_000)
    await pictures.take(alice, 'people-request')
    await pictures.takeSmall(alice, 'people-request')
    await alice.press(people.requests.grant)
    const dialog = alice.dialog(filled(sharing.dialog.grantTitle, { name: 'Bob' }))
    await dialog.getByRole('radio', { name: terms.templates['one-look'].title }).click()
    await dialog.getByText('Only once each.').waitFor()
    await pictures.take(alice, 'people-grant')
    await dialog.getByRole('checkbox', { name: sharing.dialog.others }).check()
    await alice.press(sharing.dialog.submitGrant, dialog)
    await alice.press(filled(people.list.more, { name: 'Bob' }))
    await pictures.take(alice, 'people')
    const { received } = bob.words
    await bob.go('received')
    await bob.press(received.offers.look)
    await bob.sees(received.preview.forYou, 45_000)
    await pictures.take(bob, 'received-agreement')
    await bob.press(received.preview.accept)
    await bob.sees(received.state.live, 45_000)
    await bob.press(filled(received.list.more, { label: 'Choir' }))
    await pictures.take(bob, 'received-look')
    await bob.press(received.look.open)
    await bob.press(received.look.yes)
    await bob.press(received.look.show)
    await bob.opensContact('林晓雨')
    await pictures.take(bob, 'contacts-look')
    await alice.go('sharing')
    await alice.press(filled(sharing.list.more, { label: 'Choir' }))
    await pictures.take(alice, 'sharing-person')
    await alice.press(sharing.actions.narrow)
    await alice.sees(sharing.narrow.lead)
    await pictures.take(alice, 'sharing-narrow')
    await alice.press(alice.words.actions.cancel)
  })

  it('a share that waits for an event and a place, renewed and passed on', async () => {
    const { sharing } = alice.words
    const { received } = bob.words
    const [set] = await alice.call('sets.list', {})
    const [him] = await alice.call('people.list', {})
    const constraint = [
      { leftOperand: 'event', operator: 'lt', rightOperand: { '@id': DECLARED_EVENTS[1] } },
      {
        leftOperand: 'spatial',
        operator: 'eq',
        rightOperand: { '@id': 'https://w3id.org/dpv/loc#FR' }
      }
    ]
    const permission = [
      { action: ['read', 'display', 'index'], constraint },
      { action: ['grantUse'] }
    ]
    const share = await alice.call('shares.create', {
      label: 'Choir abroad',
      selection: { kind: 'set', setId: set!.id },
      audience: { kind: 'person', did: him!.did },
      terms: { permission, prohibition: [{ action: ['sell'] }] } as never,
      until: new Date(Date.now() + 7 * 86_400_000).toISOString(),
      aboutOthers: true
    })
    await bob.receive((await alice.call('shares.key', { id: share.id })).key)
    await bob.sees(received.obstacle['place-unsaid'], 45_000)
    await bob.press(filled(received.list.more, { label: 'Choir abroad' }))
    await pictures.take(bob, 'received-place')
    await bob.call('space.moveTo', { country: 'FR' })
    await bob.sees(received.state.live, 45_000)
    await bob.press(received.passOn.open)
    await bob.dialog().waitFor()
    await pictures.take(bob, 'pass-on')
    await bob.window.keyboard.press('Escape')
    await alice.go('sharing')
    await alice.press(filled(sharing.list.more, { label: 'Choir abroad' }))
    await alice.window.getByRole('region', { name: sharing.events.title }).scrollIntoViewIfNeeded()
    await pictures.take(alice, 'sharing-event')
    await alice.press(sharing.actions.renew)
    await alice.dialog(filled(sharing.renew.title, { label: 'Choir abroad' })).waitFor()
    await pictures.take(alice, 'sharing-renew')
    await alice.press(alice.words.actions.cancel)
    await alice.go('people')
    await alice.press(filled(alice.words.people.list.more, { name: 'Bob' }))
    await alice.press(alice.words.people.actions.remove)
    await alice.dialog().waitFor()
    await pictures.take(alice, 'people-remove')
    await alice.window.keyboard.press('Escape')
  })

  it('consent that is asked for first', async () => {
    const { people } = alice.words
    const { received } = bob.words
    const [set] = await alice.call('sets.list', {})
    const share = await alice.call('shares.create', {
      label: 'Class of 2009',
      selection: { kind: 'set', setId: set!.id },
      terms: {
        permission: [
          { action: ['read', 'index'] },
          { action: ['display'], duty: [{ action: 'obtainConsent' }] }
        ],
        prohibition: [{ action: ['sell'] }]
      },
      aboutOthers: true
    })
    await bob.receive((await alice.call('shares.key', { id: share.id })).key)
    await bob.sees(received.obstacle.consent, 45_000)
    await bob.press(filled(received.list.more, { label: 'Class of 2009' }))
    await pictures.take(bob, 'received-consent')
    await bob.press(received.consent.ask)
    const asking = bob.dialog(filled(received.consent.dialogTitle, { owner: 'Alice' }))
    await asking
      .getByLabel(bob.words.people.ask.message)
      .fill('I write the invitations to our reunion.')
    await pictures.take(bob, 'received-ask')
    await bob.press(received.consent.submit, asking)
    await alice.go('people')
    await alice.sees('I write the invitations to our reunion.', 45_000)
    await pictures.take(alice, 'people-consent')
    await alice.press(people.consents.give)
    await alice.dialog(filled(people.consents.dialog.title, { name: 'Bob' })).waitFor()
    await pictures.take(alice, 'people-consent-give')
    await alice.press(alice.words.actions.cancel)
  })

  it('handing a contact over', async () => {
    const { ownership, contacts, actions } = alice.words
    const detail = await alice.opensContact('Mei Lin')
    await detail.getByRole('tab', { name: contacts.detail.tabs.datom }).click()
    await alice.press(ownership.transfer.do, detail)
    await alice.dialog(ownership.transfer.title).waitFor()
    await pictures.take(alice, 'hand-over')
    await alice.press(actions.cancel)
    await pictures.take(alice, 'contact-ownership')
    await alice.go('datoms')
    await alice.window.getByRole('button', { name: ownership.transfers.title }).first().click()
    await pictures.take(alice, 'transfers')
    await alice.press(ownership.verify.title + '…')
    await alice.dialog(ownership.verify.title).waitFor()
    await pictures.take(alice, 'verify-file')
    await alice.window.keyboard.press('Escape')
  })

  it('activity', async () => {
    const { activity } = alice.words
    await alice.go('activity')
    await alice.window.getByRole('option').nth(1).click()
    await alice.press(activity.verify)
    await alice.sees(activity.verdict.whole)
    await pictures.take(alice, 'activity')
    await pictures.takeSmall(alice, 'activity')
  })
})
