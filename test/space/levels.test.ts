import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Card } from '../../src-main/contacts/card'
import { changeDatom } from '../../src-main/datom'
import { createSeed } from '../../src-main/identity'
import { openModules, type Modules } from '../../src-main/space/modules'
import { Sets } from '../../src-main/space/sets'
import { Space } from '../../src-main/space/space'
import { importWorker } from './worker'

const forbidden = { code: 'LEVEL_FORBIDS' }

describe('a security level', () => {
  let storage: string
  let alice: Modules
  const seed = createSeed()

  beforeEach(async () => {
    storage = await mkdtemp(join(tmpdir(), 'datomspace-levels-'))
    await start()
  })
  afterEach(async () => {
    await stop()
    await rm(storage, { recursive: true, force: true })
  })

  async function start(): Promise<void> {
    const space = new Space({ storage, host: 'alice', seed, network: 'off' })
    await space.ready()
    alice = await openModules(space, { workerFile: await importWorker() })
    await alice.contacts.projection.settled()
  }

  async function stop(): Promise<void> {
    await alice.close()
    await alice.space.close()
  }

  let uids = 0
  async function save(setId: string, name: string, extra: Partial<Card> = {}): Promise<string> {
    const card = { '@type': 'Card' as const, uid: `uid-${uids++}`, name: { full: name }, ...extra }
    return (await alice.contacts.save({ setId, card })).id
  }

  const whole = (setId: string) => ({ kind: 'set' as const, setId })
  const ticket = (setId: string) =>
    alice.shares.create({ label: 'Ticket', selection: whole(setId) })
  const label = (id: string, level: 'restricted' | 'personal' | 'confidential') =>
    alice.contacts.label({ ids: [id], level })
  const levelsIn = async (setId: string) => {
    const { set } = alice.sets.own(setId)
    const levels: string[] = []
    for await (const { level } of set.list()) levels.push(level)
    return levels.sort()
  }

  /** What a version before this one left behind: a merge, and in the history an original that is restricted. */
  async function laxMerge() {
    const { id: setId } = await alice.sets.create({ name: 'Friends' })
    const kept = await save(setId, 'Un')
    const other = await save(setId, 'Un', { phones: { P1: { number: '+49 666' } } })
    await label(other, 'restricted')
    await alice.contacts.merge({ ids: [kept, other] })
    await label(kept, 'personal')
    await stop()
    // It did not remember either what the history holds, so that the set itself could be shared.
    const space = new Space({ storage, host: 'alice', seed, network: 'off' })
    await space.ready()
    const record = await space.database.get<object>('sets', setId)
    await space.database.put('sets', setId, { ...record, highest: 'personal' })
    await space.close()
    await start()
    return { setId, kept, other }
  }

  it('holds in a set that is shared as a whole from the first moment after a start', async () => {
    const { id: setId } = await alice.sets.create({ name: 'Friends' })
    const id = await save(setId, 'Carol')
    await ticket(setId)
    await stop()
    const space = new Space({ storage, host: 'alice', seed, network: 'off' })
    await space.ready()
    // Before the room of shares, and whatever else writes at a start, is there.
    const sets = new Sets({ space })
    await sets.ready()
    const { set } = sets.own(setId)
    const raised = changeDatom((await set.get(id))!, { level: 'restricted' }, Date.now())
    await expect(set.put([raised])).rejects.toMatchObject(forbidden)
    await sets.close()
    await space.close()
    await start()
    await expect(label(id, 'restricted')).rejects.toMatchObject(forbidden)
    expect(await levelsIn(setId)).toEqual(['personal'])
  })

  it('that refuses one of the parts of a merge lets none of them be taken back', async () => {
    const { setId, kept } = await laxMerge()
    const { version } = (await alice.contacts.get({ id: kept })).row
    const share = await ticket(setId)
    await expect(alice.contacts.unmerge({ id: kept })).rejects.toMatchObject({
      ...forbidden,
      details: { set: 'Friends', share: 'Ticket' }
    })
    expect((await alice.contacts.get({ id: kept })).row.version).toBe(version)
    await stop()
    await start()
    expect(await levelsIn(setId)).toEqual(['personal'])
    expect((await alice.contacts.get({ id: kept })).row.version).toBe(version)
    await alice.shares.revoke(share.id)
    await alice.contacts.unmerge({ id: kept })
    expect(await levelsIn(setId)).toContain('restricted')
  })

  it('holds for what a crash left half done: it is told, and nothing is lost', async () => {
    const { setId, kept } = await laxMerge()
    const share = await ticket(setId)
    const { database } = alice.space
    const [merge] = await database.list<object>('merges')
    await database.put('merges', merge!.key, { ...merge!.value, state: 'undoing' })
    await stop()
    await start()
    expect(await levelsIn(setId)).toEqual(['personal'])
    const detail = await alice.contacts.get({ id: kept })
    expect(detail).toMatchObject({ mergedFrom: 2, unmergeRefused: forbidden })
    expect(alice.contacts.refused).toBe(1)
    await stop()
    await start()
    // As long as she did nothing about it.
    expect(alice.contacts.refused).toBe(1)
    const { rows } = await alice.trail.page({ event: 'change', subject: `urn:uuid:${kept}` })
    expect(rows[0]!.facts).toMatchObject({ refused: 'LEVEL_FORBIDS' })
    await alice.shares.revoke(share.id)
    await alice.contacts.unmerge({ id: kept })
    expect(alice.contacts.refused).toBe(0)
    const { total } = await alice.contacts.page({})
    expect(total).toBe(2)
    expect((await alice.contacts.get({ id: kept })).unmergeRefused).toBeUndefined()
  })

  const rowOf = async (id: string) => (await alice.contacts.get({ id })).row
  const lastFacts = async (id: string) => {
    const { rows } = await alice.trail.page({ subject: `urn:uuid:${id}` })
    return rows[0]!.facts
  }

  it('of a merge is the most sensitive of its parts, also of what their sets say', async () => {
    const { id: setId } = await alice.sets.create({ name: 'Friends' })
    const { id: vault } = await alice.sets.create({ name: 'Vault', level: 'restricted' })
    const [kept, closed] = [await save(setId, 'Mo'), await save(setId, 'Mo')]
    await label(closed, 'confidential')
    await alice.contacts.merge({ ids: [kept, closed] })
    expect((await rowOf(kept)).level).toBe('confidential')
    expect(await lastFacts(kept)).toMatchObject({ merged: 2, level: 'confidential' })
    const safe = await save(vault, 'Mo')
    await label(safe, 'personal')
    await alice.contacts.merge({ ids: [kept, safe] })
    expect((await rowOf(kept)).level).toBe('restricted')
    expect((await alice.contacts.unmerge({ id: kept })).ids).toEqual([kept, safe])
    expect((await rowOf(kept)).level).toBe('restricted')
  })

  it('keeps a merge out of a set that is shared as a whole before anything is written', async () => {
    const { id: setId } = await alice.sets.create({ name: 'Friends' })
    const { id: vault } = await alice.sets.create({ name: 'Vault', level: 'restricted' })
    const kept = await save(setId, 'Mo')
    const closed = await save(vault, 'Mo', { phones: { P1: { number: '+49 666' } } })
    await ticket(setId)
    await expect(alice.contacts.merge({ ids: [kept, closed] })).rejects.toMatchObject({
      ...forbidden,
      details: { level: 'restricted', set: 'Friends', share: 'Ticket' }
    })
    expect((await rowOf(kept)).version).toBe(1)
    expect((await rowOf(closed)).version).toBe(1)
    await expect(alice.contacts.unmerge({ id: kept })).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('of an import is also that of what it changes, and is refused like that of what it makes', async () => {
    const { id: setId } = await alice.sets.create({ name: 'Friends' })
    const { id: other } = await alice.sets.create({ name: 'Others' })
    const vcard = (tel: string) =>
      `BEGIN:VCARD\r\nVERSION:3.0\r\nUID:zoe\r\nFN:Zoe\r\nTEL:${tel}\r\nEND:VCARD\r\n`
    const imports = async (text: string, to: string, level?: 'restricted') => {
      const path = join(storage, `${uids++}.vcf`)
      await writeFile(path, text)
      const { token } = await alice.files.offer({ path })
      const { id } = await alice.imports.open({ tokens: [token] })
      await past(id, 'reading')
      await alice.imports.commit({ id, setId: to, ...(level && { level }) })
      return past(id, 'writing')
    }
    const past = async (id: string, phase: string) => {
      for (;;) {
        const job = await alice.imports.get({ id })
        if (job.phase !== phase) return job
        await new Promise<void>(resolve => alice.imports.once('change', () => resolve()))
      }
    }
    await imports(vcard('+49 1'), setId)
    const [zoe] = (await alice.contacts.page({})).rows
    const share = await ticket(setId)
    const refused = await imports(vcard('+49 666'), other, 'restricted')
    expect(refused.counts).toMatchObject({ updated: 0, failed: 1 })
    expect(await rowOf(zoe!.id)).toMatchObject({ version: 1, level: 'personal' })
    const { rows } = await alice.imports.failures({ id: refused.id })
    expect(rows[0]!.problem!.message).toContain('shared as a whole')
    // Mended, it has the level that it was to have: still refused.
    await expect(
      alice.imports.retry({ id: refused.id, row: rows[0]!.index, raw: vcard('+49 777') })
    ).rejects.toMatchObject(forbidden)
    await alice.shares.revoke(share.id)
    const taken = await imports(vcard('+49 888'), other, 'restricted')
    expect(taken.counts).toMatchObject({ updated: 1, failed: 0 })
    expect((await rowOf(zoe!.id)).level).toBe('restricted')
    await alice.imports.undo({ id: taken.id })
    expect((await rowOf(zoe!.id)).level).toBe('restricted')
  })

  it('is never a laxer one because an old version came back', async () => {
    const { id: setId } = await alice.sets.create({ name: 'Friends' })
    const id = await save(setId, 'Re')
    await label(id, 'restricted')
    await alice.contacts.restore({ id, version: 1 })
    expect((await rowOf(id)).level).toBe('restricted')
    await label(id, 'personal')
    await alice.contacts.restore({ id, version: 2 })
    expect((await rowOf(id)).level).toBe('restricted')
    expect(await lastFacts(id)).toMatchObject({ restored: 2, level: 'restricted' })
    await alice.contacts.delete({ ids: [id] })
    await alice.contacts.restore({ id, version: 1 })
    expect((await rowOf(id)).level).toBe('restricted')
  })

  it('of a set is that of all that is in it', async () => {
    const { id: setId } = await alice.sets.create({ name: 'Board', level: 'confidential' })
    const id = await save(setId, 'Carol')
    expect((await rowOf(id)).level).toBe('confidential')
    const chosen = { kind: 'datoms' as const, setId, ids: [id] }
    await label(id, 'personal')
    for (const selection of [chosen, whole(setId), { kind: 'tag' as const, setId, tag: 'x' }]) {
      const params = { label: 'x', selection }
      await expect(alice.shares.create(params)).rejects.toMatchObject(forbidden)
      expect((await alice.shares.preview(params)).forbidden).toMatchObject({
        level: 'confidential'
      })
    }
  })
})
