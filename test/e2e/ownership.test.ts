import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyOwnership } from '../../src-main/datom/verify'
import { chooseSavePath, questionsAsked } from './dialogs'
import { localNetwork } from './network'
import { filled, Person } from './person'
import { Pictures } from './pictures'

const FRIENDS = join(__dirname, 'fixtures/friends.vcf')
const NETWORK_MS = 45_000

describe('ownership', () => {
  const folder = process.env.DATOMSPACE_OWNERSHIP_PICTURES
  const pictures = folder ? new Pictures(folder) : undefined
  let work: string
  let network: Awaited<ReturnType<typeof localNetwork>>
  let alice: Person
  let bob: Person

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'datomspace-ownership-'))
    network = await localNetwork()
    const { bootstrap } = network
    alice = await Person.start({ name: 'alice', bootstrap, keychain: 'memory' })
    bob = await Person.start({ name: 'bob', bootstrap, keychain: 'memory', locale: 'zh-CN' })
    await alice.createSpace('Alice')
    await bob.createSpace('小博')
    await alice.importByDrop([FRIENDS], 3)
    const { key } = await bob.call('people.me', {})
    await alice.call('people.add', { key })
    const { key: hers } = await alice.call('people.me', {})
    await bob.call('people.add', { key: hers })
  })
  afterAll(async () => {
    await alice?.close()
    await bob?.close()
    await network?.close()
    await rm(work, { recursive: true, force: true, maxRetries: 5 })
  })

  it('Alice saves the credential of her set, and sees that a changed file does not hold', async () => {
    const { ownership, datoms } = alice.words
    const path = join(work, 'deed.json')
    await alice.go('datoms')
    await alice.window.getByRole('tab', { name: datoms.tabs.credential }).click()
    await alice.sees(filled(ownership.valid, { kind: ownership.kinds.set }))
    await pictures?.take(alice, 'set')
    await chooseSavePath(alice.app, path)
    await alice.press(ownership.save)
    await alice.sees(filled(ownership.saved, { name: 'deed.json' }))
    const text = await readFile(path, 'utf8')
    expect(verifyOwnership(text)).toMatchObject({ valid: true, kind: 'set' })

    const changed = join(work, 'changed.json')
    await writeFile(changed, text.replace('"personal"', '"public"'))
    await alice.press(`${ownership.verify.title}…`)
    const dialog = alice.dialog(ownership.verify.title)
    await dialog.getByLabel(ownership.verify.choose).setInputFiles(path)
    await dialog.getByText(filled(ownership.valid, { kind: ownership.kinds.set })).waitFor()
    await dialog.getByLabel(ownership.verify.choose).setInputFiles(changed)
    await dialog.getByText(ownership.faults.signature).waitFor()
    await pictures?.take(alice, 'changed')
    await alice.window.keyboard.press('Escape')
  })

  it('hands a contact over to Bob, who has it then in her place', async () => {
    const { contacts, ownership } = alice.words
    const names = (await alice.call('contacts.page', { limit: 10 })).rows.map(({ name }) => name)
    const [name] = names as [string]
    const detail = await alice.opensContact(name)
    await detail.getByRole('tab', { name: contacts.detail.tabs.datom }).click()
    await alice.sees(filled(ownership.valid, { kind: ownership.kinds.datom }))
    await pictures?.take(alice, 'datom')
    await alice.press(ownership.transfer.do, detail)
    const dialog = alice.dialog(ownership.transfer.title)
    await dialog.getByLabel(ownership.transfer.message).fill('请你保管')
    await pictures?.take(alice, 'hand-over')
    await alice.press(ownership.transfer.offer, dialog)
    await alice.sees(ownership.transfer.offered)
    const asked = await questionsAsked(alice.app)
    expect(asked.at(-1)?.message).toContain(name)

    const { transfers, transfer } = bob.words.ownership
    // Told in the sidebar; what waits for an answer is what the screen opens with.
    const dot = bob.window.locator('li:has([data-screen="datoms"]) .dot')
    await dot.waitFor({ timeout: NETWORK_MS })
    await bob.go('datoms')
    await bob.sees(filled(transfers.in, { name: 'Alice', subject: name }), NETWORK_MS)
    await bob.sees('请你保管')
    await pictures?.take(bob, 'offered')
    await bob.press(transfer.accept)
    await bob.sees(bob.words.ownership.states.done, NETWORK_MS)
    await bob.seesContact(name)
    await expect
      .poll(async () => (await alice.call('contacts.page', {})).rows.map(row => row.name))
      .not.toContain(name)

    const taken = await bob.opensContact(name)
    await taken.getByRole('tab', { name: bob.words.contacts.detail.tabs.datom }).click()
    await bob.sees(bob.words.ownership.owners)
    await pictures?.take(bob, 'owners')
    const [row] = (await bob.call('contacts.page', {})).rows
    const { text } = await bob.call('ownership.credential', { kind: 'datom', id: row!.id })
    const { valid, owners } = verifyOwnership(text)
    expect([valid, owners.length]).toEqual([true, 2])
  })

  it('retires another with her reason signed in its history', async () => {
    const { contacts, ownership } = alice.words
    const [row] = (await alice.call('contacts.page', {})).rows
    const detail = await alice.opensContact(row!.name)
    await detail.getByRole('tab', { name: contacts.detail.tabs.datom }).click()
    await alice.press(ownership.retire.do, detail)
    const dialog = alice.dialog(ownership.retire.title)
    await dialog.getByLabel(ownership.reason).fill('Moved away')
    await alice.press(ownership.retire.title, dialog)
    await alice.sees('Moved away')
    await pictures?.take(alice, 'retired')
    const { records } = await alice.call('ownership.chain', { id: row!.id })
    expect(records).toMatchObject([{ kind: 'retirement', valid: true, reason: 'Moved away' }])
  })
})
