import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyReport } from '../../src-main/meter'
import { chooseSavePath } from './dialogs'
import { localNetwork } from './network'
import { filled, Person, plural } from './person'

const FRIENDS = join(__dirname, 'fixtures/friends.vcf')
const NETWORK_MS = 45_000

describe('usage', () => {
  let work: string
  let network: Awaited<ReturnType<typeof localNetwork>>
  let alice: Person
  let bob: Person

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'datomspace-usage-'))
    network = await localNetwork()
    const { bootstrap } = network
    alice = await Person.start({ name: 'alice', bootstrap, keychain: 'memory' })
    bob = await Person.start({ name: 'bob', bootstrap, keychain: 'memory' })
    await alice.createSpace('Alice')
    await bob.createSpace('Bob')
  })
  afterAll(async () => {
    await alice?.close()
    await bob?.close()
    await network?.close()
    await rm(work, { recursive: true, force: true, maxRetries: 5 })
  })

  it('teaches what will be there, while nothing was used', async () => {
    await alice.go('meter')
    await alice.sees(alice.words.meter.empty.title)
  })

  it('shows that Bob looked at a contact, moments after he did', async () => {
    await alice.importByDrop([FRIENDS], 3)
    const [set] = await alice.call('sets.list', {})
    const selection = { kind: 'set' as const, setId: set!.id }
    const share = await alice.call('shares.create', { label: 'Friends', selection })
    const { key } = await alice.call('shares.key', { id: share.id })
    await bob.receive(key)
    await bob.sees(bob.words.received.state.live, NETWORK_MS)
    await bob.opensContact('Ada Example')
    await alice.go('meter')
    const { table, receipts, actions } = alice.words.meter
    const row = alice.window.getByRole('row').filter({ hasText: 'Friends' }).first()
    await row.waitFor({ timeout: NETWORK_MS })
    await expect
      .poll(async () => (await alice.call('meter.overview', {})).totals.uses, {
        timeout: NETWORK_MS
      })
      .toBe(1)
    await row.getByRole('button').click()
    const list = alice.window.getByRole('list', {
      name: filled(receipts.label, { label: 'Friends' })
    })
    const looked = filled(receipts.sentence, { action: actions.display, what: 'Ada Example' })
    await list.getByText(new RegExp(looked, 'i')).first().waitFor()
    expect(await alice.window.getByText(table.never).count()).toBe(0)
  })

  it('draws the trend, readable by keys and as a table', async () => {
    const { chart } = alice.words.meter
    const picture = alice.window.getByRole('group', { name: new RegExp(chart.hint) })
    await picture.focus()
    await alice.window.keyboard.press('End')
    await expect
      .poll(() => alice.window.getByRole('status').allTextContents())
      .toContainEqual(expect.stringMatching(/: 1$/))
    await alice.window.getByText(chart.table).click()
    await alice.window.getByRole('columnheader', { name: chart.dayHead }).waitFor()
  })

  it('is filtered by the contact that was used', async () => {
    const { filter, receipts } = alice.words.meter
    await alice.press(receipts.onlyThis)
    await alice.sees(filled(filter.datom, { name: 'Ada Example' }))
    await alice.press(filter.datomRemove)
  })

  it('exports a signed report that verifies anywhere', async () => {
    const { meter } = alice.words
    const path = join(work, 'report.json')
    await chooseSavePath(alice.app, path)
    await alice.picks(meter.export, new RegExp(meter.exportJson.replace(/[()]/g, '\\$&')))
    await alice.sees(plural(meter.exported, 1, { name: 'report.json' }))
    expect(verifyReport(await readFile(path, 'utf8'))).toMatchObject({ valid: true, uses: 1 })
    await alice.window.locator('input[type=file]').setInputFiles(path)
    await alice.sees(meter.verdict.valid)
  })
})
