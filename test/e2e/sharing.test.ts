import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { answerQuestions, clipboardText, questionsAsked } from './dialogs'
import { localNetwork } from './network'
import { filled, Person, plural } from './person'

const FRIENDS = join(__dirname, 'fixtures/friends.vcf')
/** Waiting for something over the swarm. */
const NETWORK_MS = 45_000

describe('sharing', () => {
  let work: string
  let network: Awaited<ReturnType<typeof localNetwork>>
  let alice: Person
  let bob: Person
  const keys = { names: '', all: '', brief: '' }

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'datomspace-sharing-'))
    network = await localNetwork()
    await startAlice()
    bob = await Person.start({ name: 'bob', bootstrap: network.bootstrap, keychain: 'memory' })
    await alice.createSpace('爱丽丝')
    await bob.createSpace('Bob')
    await alice.importByDrop([FRIENDS], 3)
  })
  afterAll(async () => {
    await alice?.close()
    await bob?.close()
    await network?.close()
    await rm(work, { recursive: true, force: true, maxRetries: 5 })
  })

  async function startAlice(): Promise<void> {
    const { bootstrap } = network
    alice = await Person.start({
      name: 'alice',
      bootstrap,
      locale: 'zh-CN',
      keychain: 'keytar',
      storage: join(work, 'alice'),
      host: 'alice-sharing'
    })
  }

  const given = (label: string): Locator => alice.window.getByRole('article', { name: label })
  const followed = (label: string): Locator => bob.window.getByRole('article', { name: label })
  const opens = (person: Person, card: Locator, more: string, label: string): Promise<void> =>
    person.press(filled(more, { label }), card)

  /** By keys in the order of the Chinese, then in the calendar; the preview says what was understood. */
  async function namesADay(dialog: Locator): Promise<void> {
    const { sharing, moment } = alice.words
    const { keyboard } = alice.window
    const until = dialog.getByRole('radiogroup', { name: sharing.dialog.until })
    await until.getByRole('radio', { name: sharing.dialog.presets.custom }).click()
    const day = dialog.getByRole('group', { name: sharing.dialog.customDate })
    const names = await day
      .getByRole('spinbutton')
      .evaluateAll(parts => parts.map(part => part.getAttribute('aria-label')))
    const { year, month, day: dayOfMonth, hour, minute } = moment.parts
    expect(names).toEqual([year, month, dayOfMonth, hour, minute])
    await day.getByRole('spinbutton', { name: year }).focus()
    await keyboard.type('203102031545')
    await dialog.getByText('2031年2月3日 15:45').first().waitFor()
    await alice.press(moment.pick, dialog)
    await alice.window.getByRole('button', { name: /2031年2月3日/ }).waitFor()
    // What stands between the parts is drawn once, however often they change.
    await expect
      .poll(() => day.innerText())
      .toMatch(/^\s*2031\s*\/\s*0?2\s*\/\s*0?3\s+15\s*:\s*45\s*$/)
    await keyboard.press('ArrowRight')
    await keyboard.press('Enter')
    await dialog.getByText('2031年2月4日 15:45').first().waitFor()
  }

  it('Alice says in Chinese which fields and until when, and copies the key that is shown', async () => {
    const { sharing, terms } = alice.words
    await alice.go('sharing')
    await alice.press(sharing.create)
    const dialog = alice.dialog(sharing.dialog.title)
    await dialog.getByText(sharing.dialog.edit).click()
    await dialog.getByRole('radio', { name: sharing.dialog.someFields }).click()
    await dialog.getByRole('checkbox', { name: terms.fieldGroups.emails }).click()
    await namesADay(dialog)
    await dialog.getByRole('radio', { name: sharing.dialog.presets.d30 }).click()
    await dialog.getByLabel(sharing.dialog.label).fill('姓名和电话')
    await alice.press(sharing.dialog.submit, dialog)
    await alice.sees(sharing.dialog.othersMissing)
    await dialog.getByRole('checkbox', { name: sharing.dialog.others }).check()
    await alice.press(sharing.dialog.submit, dialog)
    const key = alice.window.locator('[data-share-key]')
    await key.waitFor()
    await alice.press(sharing.result.copyKey)
    keys.names = await clipboardText(alice.app)
    expect(keys.names).toBe(((await key.textContent()) ?? '').trim())
    expect(keys.names).toMatch(/^datom1[a-z0-9]+$/)
    await alice.press(sharing.result.copyLink)
    expect(await clipboardText(alice.app)).toMatch(/^datomspace:\/\//)
  })

  it('Bob drops a picture of the QR code, and sees the terms before anything else', async () => {
    const picture = join(work, 'code.png')
    const code = alice.window.getByRole('img', { name: alice.words.sharing.result.qr })
    await writeFile(picture, await code.screenshot())
    await alice.press(alice.words.actions.done)
    await bob.launched.dropFiles('body', [picture])
    const { preview } = bob.words.received
    await bob.sees(filled(preview.title, { owner: '爱丽丝', label: '姓名和电话' }), NETWORK_MS)
    await bob.sees(plural(preview.count, 3))
    await bob.sees(preview.nothingYet)
    await bob.sees('For whoever holds the key.')
    expect(await bob.call('received.list', {})).toEqual([])
    expect((await bob.call('space.status', {})).counts.contacts).toBe(0)
  })

  it('Bob accepts: names and phones arrive, and nothing else', async () => {
    await bob.press(bob.words.received.preview.accept)
    const detail = await bob.opensContact('Ada Example')
    await detail.getByText('+44 20 7946 0018').waitFor()
    expect(await detail.getByText('ada@example.org').count()).toBe(0)
    expect(await detail.getByText('Analytical Engines Ltd').count()).toBe(0)
    await detail
      .getByText(filled(bob.words.contacts.detail.readOnly, { owner: '爱丽丝' }))
      .waitFor()
    expect(await detail.getByRole('button', { name: bob.words.contacts.detail.edit }).count()).toBe(
      0
    )
  })

  it('a whole message with a key in it is understood, and terms can be declined', async () => {
    const [set] = await alice.call('sets.list', {})
    const selection = { kind: 'set' as const, setId: set!.id }
    const share = await alice.call('shares.create', { label: 'Everything', selection })
    keys.all = (await alice.call('shares.key', { id: share.id })).key
    await bob.looksAt(`Hi Bob, this is my key: ${keys.all} . See you!`)
    await bob.press(bob.words.received.preview.decline)
    expect(await bob.call('received.list', {})).toHaveLength(1)
    await bob.receive(keys.all)
    const card = followed('Everything')
    await card.getByText(bob.words.received.state.live).waitFor({ timeout: NETWORK_MS })
    expect(await bob.call('received.list', {})).toHaveLength(2)
  })

  it('an edit on Alice’s screen shows on Bob’s while both are open', async () => {
    const { edit } = alice.words.contacts
    await bob.go('contacts')
    const detail = await alice.opensContact('王小明')
    await alice.press(alice.words.contacts.detail.edit, detail)
    const dialog = alice.dialog(edit.title)
    await dialog.getByLabel(edit.full).fill('王大明')
    await alice.press(alice.words.actions.save, dialog)
    await bob.contact('王大明').waitFor({ timeout: 10_000 })
  })

  it('Alice takes fields away, and sees which before; Bob has them no more, and edits still arrive', async () => {
    const { sharing, terms, contacts, actions } = alice.words
    const [, received] = (await bob.call('received.list', {})).reverse()
    const origin = received!.id
    const everything = async () => {
      const { rows } = await bob.call('contacts.page', { filter: { origin } })
      const cards = await Promise.all(rows.map(({ id }) => bob.call('contacts.get', { id })))
      return JSON.stringify(cards)
    }
    expect(await everything()).toContain('ada@example.org')
    await alice.go('sharing')
    await opens(alice, given('Everything'), sharing.list.more, 'Everything')
    await alice.press(sharing.actions.narrow, given('Everything'))
    const dialog = alice.dialog(filled(sharing.narrow.title, { label: 'Everything' }))
    await dialog.getByRole('radio', { name: sharing.dialog.someFields }).click()
    await dialog.getByRole('checkbox', { name: terms.fieldGroups.emails }).click()
    const { name, phones } = terms.fieldGroups
    await dialog.getByText(filled(sharing.narrow.kept, { fields: `${name}和${phones}` })).waitFor()
    await dialog.getByText(new RegExp(`不再可见：.*${terms.fieldGroups.emails}`)).waitFor()
    await dialog.getByText(sharing.narrow.goneHint).waitFor()
    await alice.press(sharing.narrow.submit, dialog)
    await alice.sees(sharing.narrowed)
    await expect.poll(everything, { timeout: NETWORK_MS }).toContain('+44 20 7946 0018')
    expect(await everything()).not.toContain('ada@example.org')
    await bob.go('received')
    await followed('Everything')
      .getByText(bob.words.received.state.live)
      .waitFor({ timeout: NETWORK_MS })
    await alice.go('contacts')
    const detail = await alice.opensContact('王大明')
    await alice.press(contacts.detail.edit, detail)
    const edit = alice.dialog(contacts.edit.title)
    await edit.getByLabel(contacts.edit.full).fill('王小明')
    await alice.press(actions.save, edit)
    await bob.go('contacts')
    await expect.poll(everything, { timeout: 10_000 }).toContain('王小明')
    await alice.go('contacts')
    const back = await alice.opensContact('王小明')
    await alice.press(contacts.detail.edit, back)
    await alice.dialog(contacts.edit.title).getByLabel(contacts.edit.full).fill('王大明')
    await alice.press(actions.save, alice.dialog(contacts.edit.title))
    await bob.contact('王大明').first().waitFor({ timeout: 10_000 })
  })

  it('each kind of wrong key has its own words', async () => {
    const { errors } = bob.words
    const brief = await alice.call('shares.create', {
      label: 'Brief',
      selection: { kind: 'set', setId: (await alice.call('sets.list', {}))[0]!.id },
      until: new Date(Date.now() + 3_000).toISOString()
    })
    keys.brief = (await alice.call('shares.key', { id: brief.id })).key
    const swapped = keys.all[40] === 'q' ? 'p' : 'q'
    const mistyped = keys.all.slice(0, 40) + swapped + keys.all.slice(41)
    const wrong: [string, string][] = [
      ['nothing of the kind', errors.KEY_MALFORMED.title],
      [keys.all.slice(0, -20), errors.KEY_TRUNCATED.title],
      [mistyped, errors.KEY_MISTYPED.title]
    ]
    for (const [key, words] of wrong) {
      await bob.looksAt(key)
      await bob.sees(words)
    }
    await new Promise(resolve => setTimeout(resolve, 3_000))
    await bob.looksAt(keys.brief)
    await bob.sees(errors.GRANT_EXPIRED.title, NETWORK_MS)
    await alice.looksAt(keys.all)
    await alice.sees(alice.words.errors.GRANT_OWN.title)
    expect(await bob.call('received.list', {})).toHaveLength(2)
  })

  it('with Alice away Bob is told so, and still reads his copy; when she is back it goes on', async () => {
    await alice.close()
    await bob.go('received')
    await followed('Everything')
      .getByText(bob.words.received.state['owner-offline'])
      .waitFor({ timeout: NETWORK_MS })
    await bob.seesContact('王大明')
    await startAlice()
    await alice.isIn()
    await bob.go('received')
    await followed('Everything')
      .getByText(bob.words.received.state.live)
      .waitFor({ timeout: NETWORK_MS })
  })

  it('Alice revokes after a question of main’s; Bob’s screen says that it is over', async () => {
    const { sharing } = alice.words
    const { received } = bob.words
    await alice.go('sharing')
    const card = given('姓名和电话')
    await opens(alice, card, sharing.list.more, '姓名和电话')
    await answerQuestions(alice.app, 0)
    await alice.press(sharing.actions.revoke, card)
    await expect.poll(() => questionsAsked(alice.app)).toHaveLength(1)
    expect((await questionsAsked(alice.app))[0]?.message).toContain('姓名和电话')
    expect(await card.getByText(sharing.state.active, { exact: true }).count()).toBe(1)

    await answerQuestions(alice.app, 1)
    await alice.press(sharing.actions.revoke, card)
    await alice.sees(filled(sharing.report.title, { label: '姓名和电话' }))
    await alice.press(alice.words.actions.done)
    await bob.go('received')
    const ended = followed('姓名和电话')
    await ended.getByText(received.state.revoked).waitFor({ timeout: NETWORK_MS })
    await ended.getByText(/Nothing new arrives/).waitFor()
    await bob.looksAt(keys.names)
    await bob.sees(received.preview.known)
  })

  it('Bob stops following after a question of main’s, and his copy is gone', async () => {
    const { received } = bob.words
    await bob.go('received')
    const card = followed('Everything')
    await opens(bob, card, received.list.more, 'Everything')
    await answerQuestions(bob.app, 1)
    await bob.press(received.stop, card)
    await bob.sees(filled(received.stopped, { label: 'Everything' }))
    expect((await bob.call('space.status', {})).counts.contacts).toBe(0)
  })

  it('a key that was revoked opens nothing for one who had forgotten it', async () => {
    const shares = await alice.call('shares.list', {})
    const share = shares.find(({ label }) => label === 'Everything')
    await answerQuestions(alice.app, 1)
    await alice.call('shares.revoke', { id: share!.id })
    await bob.looksAt(keys.all)
    await bob.sees(bob.words.errors.GRANT_REVOKED.title, NETWORK_MS)
  })

  it('revoking what has ended is not asked about: it is said to be over', async () => {
    const shares = await alice.call('shares.list', {})
    const { id } = shares.find(({ label }) => label === 'Everything')!
    await answerQuestions(alice.app, 1)
    const answer = await alice.answer('shares.revoke', { id })
    expect(answer).toMatchObject({ ok: false, error: { code: 'GRANT_REVOKED' } })
    expect(await questionsAsked(alice.app)).toEqual([])
  })
})
