import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DECLARED_EVENTS } from '../../src-main/rights'
import { localNetwork } from './network'
import { filled, Person } from './person'

const FRIENDS = join(__dirname, 'fixtures/friends.vcf')
const NETWORK_MS = 45_000

describe('terms that depend on a place, an event and an end', () => {
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
  const opened = async (person: Person, more: string, label: string): Promise<Locator> => {
    await person.press(filled(more, { label }), card(person, label))
    return card(person, label)
  }
  const shownToBob = async (): Promise<number> => (await bob.call('contacts.page', {})).total

  /** Alice gives all she has, under terms that the dialog does not offer. */
  async function gives(label: string, terms: object): Promise<void> {
    const [set] = await alice.call('sets.list', {})
    const share = await alice.call('shares.create', {
      label,
      selection: { kind: 'set', setId: set!.id },
      terms: terms as never,
      aboutOthers: true
    })
    await bob.receive((await alice.call('shares.key', { id: share.id })).key)
    await card(bob, label).getByText(bob.words.received.state.live).waitFor({ timeout: NETWORK_MS })
  }

  it('Alice lets it be read in France only, and is told whose word that is', async () => {
    const { sharing, terms } = alice.words
    await alice.go('sharing')
    await alice.press(sharing.create)
    const dialog = alice.dialog(sharing.dialog.title)
    await dialog.getByText(sharing.dialog.edit).click()
    await alice.chooses(sharing.dialog.country, 'France', dialog)
    await dialog.getByText(sharing.dialog.countryHint).waitFor()
    const words = dialog.getByRole('region', { name: sharing.dialog.words, exact: true })
    const place = words.getByRole('listitem').filter({ hasText: 'France' }).last()
    await place.getByRole('button', { name: terms.enforcement.declared, exact: true }).waitFor()
    await dialog.getByLabel(sharing.dialog.label).fill('Pour la France')
    await dialog.getByRole('checkbox', { name: sharing.dialog.others }).check()
    await alice.press(sharing.dialog.submit, dialog)
    await alice.window.locator('[data-share-key]').waitFor()
    await alice.press(alice.words.actions.done)
  })

  it('Bob, who said nothing of his country, is told where to say it, and sees nothing yet', async () => {
    const [share] = await alice.call('shares.list', {})
    await bob.receive((await alice.call('shares.key', { id: share!.id })).key)
    await bob.sees(bob.words.received.obstacle['place-unsaid'], NETWORK_MS)
    expect(await shownToBob()).toBe(0)
  })

  it('in Germany it stays closed, in France it opens by itself', async () => {
    const { settings, received } = bob.words
    const followed = await opened(bob, received.list.more, 'Pour la France')
    await bob.press(received.obstacle.settings, followed)
    await bob.chooses(settings.country, '德国')
    await bob.go('received')
    await bob.sees(received.obstacle.place)
    expect(await shownToBob()).toBe(0)
    await bob.go('settings')
    await bob.chooses(settings.country, '法国')
    await bob.seesContact('Ada Example')
    await bob.go('received')
    await expect
      .poll(() => bob.window.getByText(received.obstacle.place).count(), { timeout: NETWORK_MS })
      .toBe(0)
  })

  it('what may be seen until an event is gone when Alice says that it has begun', async () => {
    const before = {
      leftOperand: 'event',
      operator: 'lt',
      rightOperand: { '@id': DECLARED_EVENTS[0] }
    }
    await gives('Until I ask', {
      permission: [{ action: ['read', 'display', 'index'], constraint: [before] }],
      prohibition: []
    })
    const { sharing } = alice.words
    await alice.go('sharing')
    const share = await opened(alice, sharing.list.more, 'Until I ask')
    const events = share.getByRole('region', { name: sharing.events.title })
    await events.getByText(sharing.events.none).waitFor()
    await alice.press(sharing.events.begin, events)
    await events.getByText(/^since /).waitFor()
    await bob.go('received')
    const followed = card(bob, 'Until I ask')
    await followed.getByText(bob.words.received.obstacle.event).waitFor({ timeout: NETWORK_MS })
    await alice.press(sharing.events.end, events)
    await events.getByText(/^over since /).waitFor()
  })

  it('Alice renews a share in its own dialog, and Bob’s screen has the new end', async () => {
    const [set] = await alice.call('sets.list', {})
    const share = await alice.call('shares.create', {
      label: 'A week',
      selection: { kind: 'set', setId: set!.id },
      until: new Date(Date.now() + 3_600_000).toISOString()
    })
    await bob.receive((await alice.call('shares.key', { id: share.id })).key)
    await card(bob, 'A week').getByText(bob.words.received.state.live).waitFor({
      timeout: NETWORK_MS
    })
    const { sharing } = alice.words
    const opening = await opened(alice, sharing.list.more, 'A week')
    await alice.press(sharing.actions.renew, opening)
    const dialog = alice.dialog(filled(sharing.renew.title, { label: 'A week' }))
    await dialog.getByRole('radio', { name: sharing.dialog.presets.d90 }).click()
    await alice.press(sharing.renew.submit, dialog)
    await dialog.waitFor({ state: 'hidden' })
    const until = async () =>
      (await bob.call('received.list', {})).find(({ label }) => label === 'A week')?.terms.until
    const inDays = (moment: string | null | undefined) =>
      moment ? Math.round((Date.parse(moment) - Date.now()) / 86_400_000) : 0
    await expect.poll(async () => inDays(await until()), { timeout: NETWORK_MS }).toBe(90)
  })
})
