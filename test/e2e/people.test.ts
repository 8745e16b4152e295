import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { didOf } from '../../src-main/identity'
import { formatPersonKey } from '../../src-main/space/people/person-key'
import { secondLaunch } from './app'
import { questionsAsked } from './dialogs'
import { localNetwork } from './network'
import { filled, Person, plural } from './person'

const FRIENDS = join(__dirname, 'fixtures/friends.vcf')
/** Waiting for something over the swarm. */
const NETWORK_MS = 60_000

describe('people', () => {
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

  async function adds(person: Person, name: string): Promise<void> {
    const { add } = person.words.people
    const group = person.window.getByRole('group', { name: add.title })
    await group.getByLabel(add.name).fill(name)
    await person.press(add.submit, group)
    await person.sees(filled(add.added, { name }))
  }

  /** Fills in what every share needs, and presses the button that gives. */
  async function gives(dialog: Locator, button: string): Promise<void> {
    const { others } = alice.words.sharing.dialog
    await dialog.getByRole('checkbox', { name: others }).check()
    await alice.press(button, dialog)
  }

  it('Bob’s app is opened by a link with Alice’s key, and shows it without adding her', async () => {
    const { link, key } = await alice.call('people.me', {})
    await secondLaunch(bob.launched, [link])
    const field = bob.window.getByLabel(bob.words.people.add.label)
    await expect.poll(() => field.inputValue()).toBe(key)
    expect(await bob.call('people.list', {})).toEqual([])
    await adds(bob, 'Alice')
    await card(bob, 'Alice').waitFor()
  })

  it('Alice pastes a message with Bob’s key; a connection proves who each of them is', async () => {
    const { key } = await bob.call('people.me', {})
    const { add, verified } = alice.words.people
    await alice.go('people')
    await alice.window.getByLabel(add.label).fill(`Hi, this is me:\n${key}\nBob`)
    await adds(alice, 'Bob')
    await card(alice, 'Bob')
      .getByText(verified.yes, { exact: true })
      .waitFor({ timeout: NETWORK_MS })
    await card(bob, 'Alice')
      .getByText(bob.words.people.verified.yes, { exact: true })
      .waitFor({ timeout: NETWORK_MS })
    const together = async () => (await alice.call('people.list', {}))[0]?.pairing
    await expect.poll(together, { timeout: NETWORK_MS }).toBe('mutual')
  })

  it('Alice gives Bob one look, and main asks with his name', async () => {
    const { sharing, terms } = alice.words
    await alice.go('sharing')
    await alice.press(sharing.create)
    const dialog = alice.dialog(sharing.dialog.title)
    await dialog.getByRole('radio', { name: sharing.dialog.person, exact: true }).click()
    await alice.chooses(sharing.dialog.whom, 'Bob', dialog)
    await dialog.getByRole('radio', { name: terms.templates['one-look'].title }).click()
    await dialog.getByText('Only for Bob.').waitFor()
    await dialog.getByText('Only once each.').waitFor()
    await dialog.getByLabel(sharing.dialog.label).fill('A look')
    await gives(dialog, filled(sharing.dialog.submitPerson, { name: 'Bob' }))
    await alice.sees(filled(sharing.result.titlePerson, { label: 'A look', name: 'Bob' }))
    expect((await questionsAsked(alice.app)).at(-1)?.message).toContain('Bob')
    await alice.press(alice.words.actions.done)
    await card(alice, 'A look').getByText(plural(sharing.uses.left, 1)).waitFor()
  })

  it('Bob is offered it, sees that it is for him, and its contacts only while he looks', async () => {
    const { received } = bob.words
    await bob.go('received')
    await bob.sees(filled(received.offers.given, { name: 'Alice', label: 'A look' }), NETWORK_MS)
    await bob.press(received.offers.look)
    await bob.sees(received.preview.forYou, NETWORK_MS)
    await bob.press(received.preview.accept)
    const look = card(bob, 'A look')
    await look.getByText(received.state.live).waitFor({ timeout: NETWORK_MS })
    expect((await bob.call('contacts.page', {})).total).toBe(0)
    await bob.press(filled(received.list.more, { label: 'A look' }), look)
    await bob.press(received.look.open, look)
    await bob.press(received.look.yes, look)
    await look.getByText(received.uses.none).first().waitFor()
    await bob.press(received.look.show, look)
    await bob.contact('Ada Example').waitFor()
    await bob.go('received')
    await bob.press(filled(received.list.more, { label: 'A look' }), look)
    await bob.press(received.look.close, look)
    await look.getByText(filled(received.look.deleted, { date: '' }).slice(0, 10)).waitFor()
    await expect.poll(async () => (await bob.call('contacts.page', {})).total).toBe(0)
  })

  it('Alice sees that the look was used', async () => {
    const { uses } = alice.words.sharing
    await card(alice, 'A look').getByText(uses.none).waitFor({ timeout: NETWORK_MS })
  })

  it('Bob asks for names and phones; Alice sees why, and grants it on her terms', async () => {
    const { people } = bob.words
    await bob.go('people')
    await bob.press(people.actions.ask)
    const asking = bob.dialog(people.ask.title)
    await bob.chooses(people.ask.who, 'Alice', asking)
    await asking.getByLabel(people.ask.label).fill('Class of 1998')
    await asking.getByLabel(people.ask.message).fill('For the invitations to our reunion')
    await asking.getByRole('radio', { name: people.ask.someFields }).click()
    await bob.press(people.ask.submit, asking)
    await bob.sees(filled(people.ask.sent, { name: 'Alice' }))

    const { requests } = alice.words.people
    await alice.go('people')
    const request = card(alice, filled(requests.in, { name: 'Bob' }))
    await request.getByText('For the invitations to our reunion').waitFor({ timeout: NETWORK_MS })
    await alice.press(requests.grant, request)
    const { dialog: words } = alice.words.sharing
    const dialog = alice.dialog(filled(words.grantTitle, { name: 'Bob' }))
    await dialog.getByText('Only these fields: name, phone numbers.').waitFor()
    await gives(dialog, words.submitGrant)
    await expect.poll(async () => (await alice.call('requests.list', {}))[0]?.state).toBe('granted')
  })

  it('Bob accepts what was granted, and has names and phones and nothing else', async () => {
    const { received } = bob.words
    const granted = filled(received.offers.granted, { name: 'Alice', label: 'Class of 1998' })
    await bob.go('received')
    await bob.sees(granted, NETWORK_MS)
    await bob.press(received.offers.look)
    await bob.press(received.preview.accept)
    await card(bob, 'Class of 1998').getByText(received.state.live).waitFor({ timeout: NETWORK_MS })
    await bob.press(received.showContacts, card(bob, 'Class of 1998'))
    const detail = await bob.opensContact('Ada Example')
    await detail.getByText('+44 20 7946 0018').waitFor()
    expect(await detail.getByText('ada@example.org').count()).toBe(0)
  })

  it('Alice narrows it to three looks, of which he has had one; nothing is listed until the next', async () => {
    const { sharing, terms } = alice.words
    await alice.go('sharing')
    const share = card(alice, 'Class of 1998')
    await alice.press(filled(sharing.list.more, { label: 'Class of 1998' }), share)
    await alice.press(sharing.actions.narrow, share)
    const dialog = alice.dialog(filled(sharing.narrow.title, { label: 'Class of 1998' }))
    await dialog.getByRole('checkbox', { name: terms.actions.index }).click()
    await dialog.getByRole('radio', { name: sharing.dialog.usesCount }).click()
    await dialog.getByLabel(sharing.dialog.usesLabel, { exact: true }).last().fill('3')
    await dialog.getByText('Only up to 3 times each.').first().waitFor()
    await alice.press(sharing.narrow.submit, dialog)
    await alice.sees(sharing.narrowed)
    await bob.go('received')
    const { received } = bob.words
    await card(bob, 'Class of 1998')
      .getByText(plural(received.uses.left, 2))
      .waitFor({ timeout: NETWORK_MS })
    expect((await bob.call('contacts.page', {})).total).toBe(0)
  })

  it('Bob may pass on what Alice gave him; he reads all of the terms, with their labels, before', async () => {
    const [set] = await alice.call('sets.list', {})
    const [him] = await alice.call('people.list', {})
    await alice.call('shares.create', {
      label: 'For the club',
      selection: { kind: 'set', setId: set!.id },
      audience: { kind: 'person', did: him!.did },
      terms: {
        permission: [{ action: ['read', 'display', 'index', 'grantUse'] }],
        prohibition: [{ action: ['sell'] }]
      },
      aboutOthers: true
    })
    const carol = await bob.call('people.add', { key: somebodysKey(), name: 'Carol' })
    const { received, sharing } = bob.words
    await bob.go('received')
    const offered = filled(received.offers.given, { name: 'Alice', label: 'For the club' })
    await bob.sees(offered, NETWORK_MS)
    await bob.press(received.offers.look)
    await bob.press(received.preview.accept)
    const share = card(bob, 'For the club')
    await share.getByText(received.state.live).waitFor({ timeout: NETWORK_MS })
    await bob.press(filled(received.list.more, { label: 'For the club' }), share)
    await bob.press(received.passOn.open, share)
    const dialog = bob.dialog(filled(received.passOn.title, { label: 'For the club' }))
    const words = dialog.getByRole('region', { name: sharing.dialog.words, exact: true })
    await words.getByText(sharing.dialog.wordsHint).waitFor()
    await bob.chooses(received.passOn.whom, 'Carol', dialog)

    const rows = await bob.call('received.list', {})
    const { id: receivedId } = rows.find(({ label }) => label === 'For the club')!
    const audience = { kind: 'person' as const, did: carol.did }
    const { terms } = await bob.call('shares.delegatePreview', { receivedId, audience })
    const said = terms.words['zh-CN'].filter(({ at }) => at.startsWith('permission.0.action'))
    expect(said.length).toBeGreaterThan(1)
    const { enforcement: labels } = bob.words.terms
    for (const { text, enforcement } of said) {
      const line = words.getByRole('listitem').filter({ hasText: text }).first()
      await line.getByRole('button', { name: labels[enforcement!], exact: true }).first().waitFor()
    }
    expect(await bob.call('shares.list', {})).toEqual([])

    await bob.press(filled(received.passOn.submit, { name: 'Carol' }), dialog)
    await bob.sees(filled(received.passOn.passed, { label: 'For the club', name: 'Carol' }))
    const [passed] = await bob.call('shares.list', {})
    expect(passed).toMatchObject({ derivedFrom: receivedId, audience })
  })
})

/** The key of a person whose app is not here. */
function somebodysKey(): string {
  const { x } = generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' })
  return formatPersonKey({ did: didOf(Buffer.from(x!, 'base64url')), spaceKey: randomBytes(32) })
}
