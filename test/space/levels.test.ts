import { mkdtemp, rm } from 'node:fs/promises'
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
    const { rows } = await alice.trail.page({ event: 'change', subject: `urn:uuid:${kept}` })
    expect(rows[0]!.facts).toMatchObject({ refused: 'LEVEL_FORBIDS' })
    await alice.shares.revoke(share.id)
    await alice.contacts.unmerge({ id: kept })
    const { total } = await alice.contacts.page({})
    expect(total).toBe(2)
    expect((await alice.contacts.get({ id: kept })).unmergeRefused).toBeUndefined()
  })
})
