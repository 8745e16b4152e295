import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import HypercoreEncryption from 'hypercore-encryption'
import { encodeValue, urnOf } from '../../src-main/datom'
import { createSeed, deriveKeys } from '../../src-main/identity'
import { signEntry, verifyTrail } from '../../src-main/meter'
import { openModules, type Modules } from '../../src-main/space/modules'
import { Space } from '../../src-main/space/space'
import { openOwned } from '../../src-main/space/store'
import type { Trail } from '../../src-main/space/trail'
import { vcard } from './home'
import { LocalNetwork, until } from './network'
import { importWorker } from './worker'

const card = (name: string) => ({ '@type': 'Card' as const, uid: name, name: { full: name } })

describe('the audit trail of a space', () => {
  let storage: string
  let seed: Buffer
  let space: Space
  let alice: Modules

  const start = async () => {
    space = new Space({ storage, host: 'alice', seed, network: 'off' })
    await space.ready()
    alice = await openModules(space, { workerFile: await importWorker() })
  }
  const stop = async () => {
    await alice.close()
    await space.close()
  }
  const told = async () => {
    const { rows } = await alice.trail.page({ limit: 500 })
    return rows.reverse()
  }
  const events = async () => (await told()).map(({ event }) => event)

  beforeEach(async () => {
    storage = await mkdtemp(join(tmpdir(), 'datomspace-trail-'))
    seed = createSeed()
    await start()
  })
  afterEach(async () => {
    await stop()
    await rm(storage, { recursive: true, force: true })
  })

  it('tells what happens to sets, contacts and grants, in order', async () => {
    const set = await alice.sets.create({ name: 'Friends' })
    await alice.sets.rename(set.id, 'Best friends')
    const { id } = await alice.contacts.save({ card: card('Carol') })
    await alice.contacts.save({ id, card: card('Caroline') })
    await alice.contacts.label({ ids: [id], level: 'internal' })
    const selection = { kind: 'set' as const, setId: set.id }
    const share = await alice.shares.create({ label: 'For Bob', selection })
    await alice.shares.renew(share.id, null)
    await alice.shares.suspend(share.id)
    expect(await alice.shares.suspend(share.id)).toMatchObject({ state: 'suspended' })
    await alice.shares.resume(share.id)
    expect(await alice.shares.resume(share.id)).toMatchObject({ state: 'active' })
    await alice.shares.revoke(share.id)
    await alice.contacts.delete({ ids: [id] })
    await alice.sets.delete(set.id)

    const rows = await told()
    expect(rows.map(({ event, registration }) => [event, registration])).toEqual([
      ['mint', 'first'],
      ['change', 'change'],
      ['mint', 'first'],
      ['change', 'change'],
      ['change', 'change'],
      ['grant', 'license'],
      ['renew', 'change'],
      ['suspend', 'change'],
      ['resume', 'change'],
      ['revoke', 'cancellation'],
      ['delete', 'cancellation'],
      ['delete', 'cancellation']
    ])
    expect(rows[2]).toMatchObject({ subject: urnOf(id), facts: { set: urnOf(set.id) } })
    expect(rows[4]!.facts).toMatchObject({ level: 'internal' })
    expect(rows[5]).toMatchObject({
      subject: urnOf(share.id),
      subjectKind: 'grant',
      subjectName: 'For Bob'
    })
    expect(await alice.trail.verify()).toMatchObject({ valid: true, entries: 12 })
  })

  it('names things as they are called now, and what is gone as it was noted', async () => {
    const set = await alice.sets.create({ name: 'Friends' })
    const { id } = await alice.contacts.save({ card: card('Carol') })
    await alice.sets.rename(set.id, 'People')
    expect((await told()).map(row => row.subjectName)).toEqual(['People', 'Carol', 'People'])
    await alice.contacts.delete({ ids: [id] })
    await alice.sets.delete(set.id)
    expect((await told()).map(row => row.subjectName)).toEqual([
      'Friends',
      '',
      'People',
      '',
      'People'
    ])
  })

  it('holds no content of contacts, on the disk not even its own words', async () => {
    const set = await alice.sets.create({ name: 'Nachbarschaft' })
    const ids: string[] = []
    for (const name of ['Walburga', 'Kunigunde']) {
      ids.push((await alice.contacts.save({ card: card(name), setId: set.id })).id)
    }
    await alice.contacts.label({ ids, addTags: ['heimlich'] })
    const { text } = await alice.trail.exportText()
    for (const word of ['Walburga', 'Kunigunde', 'heimlich']) expect(text).not.toContain(word)
    await stop()
    for (const path of await readdir(storage, { recursive: true, withFileTypes: true })) {
      if (!path.isFile()) continue
      const bytes = await readFile(join(path.parentPath ?? path.path, path.name))
      expect(bytes.includes('Nachbarschaft')).toBe(false)
    }
    await start()
  })

  it('takes an import for one entry that commits to all it brought, and its undoing for another', async () => {
    const path = join(storage, 'friends.vcf')
    const names = Array.from({ length: 300 }, (_, number) => `Friend ${number}`)
    await writeFile(path, names.map(name => vcard(name)).join(''))
    const { token } = await alice.files.offer({ path })
    const past = async (phase: string) => {
      for (;;) {
        const job = await alice.imports.get({ id })
        if (job.phase !== phase) return job
        await new Promise<void>(resolve => alice.imports.once('change', () => resolve()))
      }
    }
    const { id } = await alice.imports.open({ tokens: [token] })
    await past('reading')
    await alice.imports.commit({ id })
    const { setId } = await past('writing')
    expect(await events()).toEqual(['mint', 'mint'])
    const entry = (await told())[1]!
    expect(entry).toMatchObject({
      subject: urnOf(setId!),
      facts: { import: id, count: 300, created: 300, updated: 0 }
    })
    const { core } = alice.sets.own(setId!).set
    const root = await core.treeHash(entry.facts['length'] as number)
    expect(entry.facts['root']).toBe(root.toString('hex'))

    await alice.imports.undo({ id })
    const undone = (await told())[2]!
    expect(undone).toMatchObject({
      event: 'delete',
      facts: { import: id, undone: true, count: 300 }
    })
  })

  it('tells an export before the first contact leaves', async () => {
    await alice.sets.create({ name: 'Friends' })
    const { id } = await alice.contacts.save({ card: card('Carol') })
    const selection = { kind: 'ids' as const, ids: [id] }
    await alice.exports.stream({ selection, format: 'vcard4' })
    const last = (await told()).at(-1)!
    expect(last).toMatchObject({ event: 'export', registration: null, facts: { count: 1 } })
  })

  it('goes on after a restart, as one chain', async () => {
    await alice.sets.create({ name: 'Friends' })
    await stop()
    await start()
    await alice.sets.create({ name: 'Work' })
    expect((await told()).map(row => row.subjectName)).toEqual(['Friends', 'Work'])
    expect(await alice.trail.verify()).toMatchObject({ valid: true, entries: 2 })
  })

  it('writes thousands of entries of one moment quickly, and in their order', async () => {
    const all = Array.from({ length: 2_000 }, (_, number) =>
      alice.trail.record({ event: 'change', subject: 'urn:x:y', facts: { number } })
    )
    await Promise.all(all)
    const rows = [...(await told())]
    expect(rows.map(({ facts }) => facts['number'])).toEqual(
      Array.from({ length: 500 }, (_, index) => 1_500 + index)
    )
    expect(await alice.trail.verify()).toMatchObject({ valid: true, entries: 2_000 })
  })

  it('is filtered by event, kind of registration, person, time and words', async () => {
    const bob = deriveKeys(Buffer.alloc(32, 3)).did
    await alice.sets.create({ name: 'Friends' })
    await alice.trail.record({ event: 'accept', subject: 'urn:x:bob', person: bob })
    await alice.trail.record({ event: 'dispute', subject: 'urn:x:thing', facts: { why: 'MINE' } })
    const found = async (filter: Parameters<Trail['page']>[0]) =>
      (await alice.trail.page(filter)).rows.map(({ event }) => event)
    expect(await found({ event: 'mint' })).toEqual(['mint'])
    expect(await found({ registration: 'objection' })).toEqual(['dispute'])
    expect(await found({ person: bob })).toEqual(['accept'])
    expect(await found({ query: 'friends' })).toEqual(['mint'])
    expect(await found({ query: 'mine' })).toEqual(['dispute'])
    expect(await found({ subject: 'urn:x:thing' })).toEqual(['dispute'])
    expect(await found({ from: '2999-01-01T00:00:00Z' })).toEqual([])
    expect(await found({ to: '2999-01-01T00:00:00Z', offset: 1, limit: 1 })).toEqual(['accept'])
    expect((await alice.trail.page({ limit: 1 })).total).toBe(3)
  })

  it('exports a file that verifies offline, and says whether the trail still goes on from it', async () => {
    await alice.sets.create({ name: 'Friends' })
    const { text } = await alice.trail.exportText()
    expect(verifyTrail(text)).toMatchObject({ valid: true, owner: space.identity, entries: 1 })
    await alice.sets.create({ name: 'Work' })
    expect(await alice.trail.verify({ text })).toMatchObject({ valid: true, against: 'continues' })

    const changed = text.replace('Friends', 'Enemies')
    expect(await alice.trail.verify({ text: changed })).toMatchObject({
      valid: false,
      fault: { kind: 'changed', number: 0 }
    })
    expect(await alice.trail.verify({ text: 'nonsense' })).toMatchObject({ valid: false })
  })

  it('calls a file of another space foreign', async () => {
    const other = new Space({
      storage: `${storage}-bob`,
      host: 'bob',
      seed: createSeed(),
      network: 'off'
    })
    await other.ready()
    const bob = await openModules(other)
    await bob.sets.create({ name: 'Friends' })
    const { text } = await bob.trail.exportText()
    await bob.close()
    await other.close()
    await rm(`${storage}-bob`, { recursive: true, force: true })
    expect(await alice.trail.verify({ text })).toMatchObject({ valid: true, against: 'foreign' })
  })

  it('notices that the end of its log was cut off', async () => {
    await alice.sets.create({ name: 'Friends' })
    await alice.sets.create({ name: 'Work' })
    await alice.trail.flush()
    const { database } = space
    const head = await database.get<{ entries: number }>('trail', 'head')
    await database.put('trail', 'head', { ...head, entries: 5 })
    await stop()
    await start()
    expect(alice.trail.trouble).toBe('trail-broken')
    expect(await alice.trail.verify()).toMatchObject({
      valid: false,
      fault: { kind: 'cut', number: 2, count: 3 }
    })
    // It goes on, and what was lost stays to be seen.
    for (const name of ['A', 'B', 'C', 'D']) await alice.sets.create({ name })
    await alice.trail.flush()
    await stop()
    await start()
    expect(alice.trail.trouble).toBe('trail-broken')
    expect(await alice.trail.verify()).toMatchObject({ fault: { kind: 'rewritten', number: 4 } })
  })

  it('says so by itself when it opens with another entry than the last one that was written', async () => {
    expect(alice.trail.trouble).toBeNull()
    await alice.sets.create({ name: 'Friends' })
    await alice.trail.flush()
    expect(alice.trail.trouble).toBeNull()
    await space.database.put('trail', 'head', { entries: 1, hash: 'ab'.repeat(32) })
    await stop()
    await start()
    expect(alice.trail.trouble).toBe('trail-broken')
  })

  it('says so when somebody looks and the links do not follow one another', async () => {
    await alice.sets.create({ name: 'Friends' })
    await alice.trail.flush()
    await alice.close()
    const encryptionKey = space.keys.encryption('trail')
    const ring = new HypercoreEncryption(async () => ({ id: 1, encryptionKey }))
    const core = await openOwned(space.store, {
      keyPair: space.keys.signer('trail'),
      encryption: ring.createEncryptionProvider()
    })
    const after = { number: 1, previous: 'ab'.repeat(32), at: new Date().toISOString() }
    const entry = { event: 'delete' as const, subject: 'urn:x:y' }
    await core.append(encodeValue(signEntry(entry, after, space.keys)))
    await core.close()
    await space.close()
    await start()
    expect(alice.trail.trouble).toBeNull()
    let told = 0
    alice.trail.on('trouble', () => told++)
    await alice.trail.page({})
    await until(() => alice.trail.trouble === 'trail-broken', 'the break is found')
    expect(told).toBe(1)
  })
})

describe('the trails of two spaces', () => {
  it('tell what the owner did while the holder was away, each once and in order', async () => {
    const network = await LocalNetwork.start()
    try {
      const alice = await openModules(await network.space('alice'))
      network.later(() => alice.close())
      const seed = createSeed()
      const folder = await network.folder()
      const bobs = async () => {
        const home = await network.space('bob', { seed: Buffer.from(seed), storage: folder })
        const modules = await openModules(home)
        const leave = async () => {
          await modules.close()
          await home.close()
        }
        return { ...modules, leave }
      }
      const set = await alice.sets.create({ name: 'Friends' })
      const selection = { kind: 'set' as const, setId: set.id }
      const share = await alice.shares.create({ label: 'My friends', selection })
      let bob = await bobs()
      await bob.received.accept((await alice.shares.key(share.id)).key)
      await until(async () => (await bob.received.list())[0]?.state === 'live', 'Bob has it')
      await bob.leave()

      await alice.shares.suspend(share.id)
      await alice.shares.resume(share.id)
      await alice.shares.renew(share.id, new Date(Date.now() + 1e10).toISOString())
      const told = async () =>
        (await bob.trail.page({})).rows.reverse().map(({ event, facts }) => [event, facts['told']])
      const events = ['accept', 'suspend', 'resume', 'renew']
      for (let again = 0; again < 2; again++) {
        bob = await bobs()
        await until(async () => (await bob.received.list())[0]?.state === 'live', 'Bob is back')
        await until(async () => (await told()).length >= events.length, 'Bob heard of all')
        expect((await told()).map(([event]) => event)).toEqual(events)
        expect(
          (await told()).slice(1).every(([, at]) => Number.isFinite(Date.parse(String(at))))
        ).toBe(true)
        await bob.leave()
      }
    } finally {
      await network.close()
    }
  })

  it("tell of one grant at both sides, each in its owner's words", async () => {
    const network = await LocalNetwork.start()
    const person = async (host: string): Promise<Modules> => {
      const modules = await openModules(await network.space(host))
      network.later(() => modules.close())
      return modules
    }
    const alice = await person('alice')
    const bob = await person('bob')
    try {
      const set = await alice.sets.create({ name: 'Friends' })
      const selection = { kind: 'set' as const, setId: set.id }
      const share = await alice.shares.create({ label: 'My friends', selection })
      const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
      const of = async ({ trail }: Modules) => (await trail.page({})).rows.reverse()
      const bobSays = (event: string) =>
        until(async () => (await of(bob)).some(row => row.event === event), `Bob notes ${event}`)
      const state = (wanted: string) =>
        until(async () => (await bob.received.list())[0]?.state === wanted, `it is ${wanted}`)
      await state('live')
      await alice.shares.suspend(share.id)
      await bobSays('suspend')
      await alice.shares.resume(share.id)
      await bobSays('resume')
      const end = new Date(Date.now() + 1e10).toISOString()
      await alice.shares.renew(share.id, end)
      await bobSays('renew')
      const { permission, prohibition } = JSON.parse(share.terms.policy)
      const less = [{ ...permission[0], action: ['read'] }]
      await alice.shares.narrow(share.id, { permission: less, prohibition })
      await bobSays('narrow')
      await alice.shares.revoke(share.id)
      await bobSays('revoke')
      await bob.received.stop(id)
      expect((await of(bob)).map(({ event }) => event)).toEqual([
        'accept',
        'suspend',
        'resume',
        'renew',
        'narrow',
        'revoke',
        'end'
      ])
      const [accepted, , , renewed] = await of(bob)
      expect(renewed).toMatchObject({
        subjectKind: 'received',
        person: alice.space.identity,
        facts: { held: true, label: 'My friends', until: end }
      })
      expect(accepted).toMatchObject({
        subjectKind: 'received',
        subjectName: 'My friends',
        person: alice.space.identity
      })
      const [, granted] = await of(alice)
      expect(granted).toMatchObject({ event: 'grant', grant: accepted!.grant })
      for (const { trail } of [alice, bob]) expect((await trail.verify()).valid).toBe(true)
    } finally {
      await network.close()
    }
  })
})
