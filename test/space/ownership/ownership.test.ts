import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeDatom, verifyOwnership } from '../../../src-main/datom'
import { Router } from '../../../src-main/contract/router'
import { card } from '../../datom/room'
import { LocalNetwork } from '../network'
import { Owner } from './owner'

let network: LocalNetwork
let alice: Owner
beforeAll(async () => {
  network = await LocalNetwork.start()
  alice = await Owner.open(network, 'Alice', { network: 'off' })
})
afterAll(() => network.close())

describe('the credential of a set', () => {
  it('follows the set, and proves the copy that lies here', async () => {
    const own = await alice.set()
    const first = await alice.ownership.credential({ kind: 'set', id: own.id })
    await alice.datom(own, 'Dana')
    const second = await alice.ownership.credential({ kind: 'set', id: own.id })
    const [before, after] = [verifyOwnership(first.text), verifyOwnership(second.text)]
    expect([before.valid, after.valid]).toEqual([true, true])
    expect(after.facts.length).toBe(own.set.length)
    expect(after.facts.treeHash).not.toBe(before.facts.treeHash)
    for (const { text } of [first, second]) {
      expect(await alice.ownership.verify({ text })).toMatchObject({
        valid: true,
        own: true,
        ownerName: 'Alice',
        copy: 'same'
      })
    }
    expect(second.text).not.toContain('Dana')
    expect(second.text).not.toContain('Friends')
  })

  it('is what a set is made with', async () => {
    const own = await alice.set('Work')
    const { credential } = await alice.sets.get(own.id)
    expect(verifyOwnership(credential)).toMatchObject({
      valid: true,
      kind: 'set',
      owner: alice.space.identity
    })
  })

  it('is checked from a file that somebody drops, and once only', async () => {
    const own = await alice.set()
    const { text } = await alice.ownership.credential({ kind: 'set', id: own.id })
    const path = join(alice.space.storage, 'deed.json')
    await writeFile(path, text.replace('"personal"', '"public"'))
    const { token } = await alice.files.offer({ path })
    expect(await alice.ownership.verifyFile({ token })).toMatchObject({
      valid: false,
      fault: 'signature'
    })
    await expect(alice.ownership.verifyFile({ token })).rejects.toEqual(
      expect.objectContaining({ code: 'NOT_FOUND' })
    )
  })
})

describe('the credential of a datom', () => {
  it('has another salt for each version, and shows its content only when told to', async () => {
    const own = await alice.set()
    const datom = await alice.datom(own, 'Dana')
    const { text } = await alice.ownership.credential({ kind: 'datom', id: datom.id })
    expect(verifyOwnership(text)).toMatchObject({ valid: true, kind: 'datom' })
    expect(text).not.toContain('Dana')
    const shown = await alice.ownership.credential({ kind: 'datom', id: datom.id, reveal: true })
    expect(verifyOwnership(shown.text)).toMatchObject({
      valid: true,
      kind: 'title',
      facts: { content: { content: { name: { full: 'Dana' } } } }
    })
    expect(shown.text).not.toContain('school')
    await own.set.put([changeDatom(datom, { content: card('Dana') }, Date.now())])
    const next = await alice.ownership.credential({ kind: 'datom', id: datom.id, reveal: true })
    const saltOf = (file: string) => /"ds:salt": "([^"]+)"/.exec(file)![1]
    expect(saltOf(next.text)).not.toBe(saltOf(shown.text))
  })
})

describe('records of a datom', () => {
  it('are signed, in its history, in its title, and in the trail', async () => {
    const own = await alice.set()
    const { id } = await alice.datom(own, 'Dana')
    alice.told.length = 0
    await alice.ownership.dispute({ id, reason: 'The number is of somebody else' })
    expect((await own.set.get(id))!.status).toBe('disputed')
    const history = await alice.ownership.retire({ id, reason: 'Moved away' })
    expect(history).toMatchObject({ status: 'retired', own: true, owners: [{ name: 'Alice' }] })
    expect(history.records).toMatchObject([
      { kind: 'retirement', reason: 'Moved away', version: 3, valid: true, own: true },
      { kind: 'dispute', reason: 'The number is of somebody else', version: 2, valid: true }
    ])
    const { text } = await alice.ownership.credential({ kind: 'datom', id })
    expect(verifyOwnership(text)).toMatchObject({
      valid: true,
      records: [{ kind: 'retirement', reason: 'Moved away' }]
    })
    expect(alice.told.map(({ event }) => event)).toEqual(['dispute', 'retire'])
    // Used again, it is active, and what was said stays in its history.
    const datom = (await own.set.get(id))!
    await own.set.put([changeDatom(datom, { status: 'active' }, Date.now())])
    const again = await alice.ownership.chain({ id })
    expect([again.status, again.records.length]).toEqual(['active', 2])
    const title = await alice.ownership.credential({ kind: 'datom', id })
    expect(verifyOwnership(title.text)).toMatchObject({ valid: true, records: [] })
  })

  it('are the only way to a status: neither a label of a window or program nor an old version gives one', async () => {
    const own = await alice.set()
    const { id } = await alice.datom(own, 'Dana')
    await alice.ownership.retire({ id, reason: 'Moved away' })
    const datom = (await own.set.get(id))!
    await own.set.put([changeDatom(datom, { status: 'active' }, Date.now())])
    await own.set.restore(id, 2, Date.now())
    expect(await own.set.get(id)).toMatchObject({ status: 'active', version: 4 })
    await alice.ownership.retire({ id, reason: 'Moved on' })
    await own.set.restore(id, 1, Date.now())
    expect(await own.set.get(id)).toMatchObject({ status: 'retired', version: 6 })
    const router = new Router(() => ({}))
    for (const status of ['retired', 'disputed']) {
      for (const caller of ['window', 'socket'] as const) {
        const answer = await router.answer('contacts.label', { ids: [id], status }, caller)
        expect(answer).toMatchObject({ ok: false, error: { code: 'INVALID_ARGUMENT' } })
      }
    }
  })

  it('of what is not here are not found', async () => {
    await expect(alice.ownership.retire({ id: 'nowhere', reason: 'x' })).rejects.toEqual(
      expect.objectContaining({ code: 'NOT_FOUND' })
    )
    await expect(alice.ownership.chain({ id: 'nowhere' })).rejects.toEqual(
      expect.objectContaining({ code: 'NOT_FOUND' })
    )
  })
})
