import { createHash } from 'node:crypto'
import crypto from 'hypercore-crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Card } from '../../src-main/contacts/card'
import { changeDatom, DatomSet, EpochRing, mintDatom, type StoredDatom } from '../../src-main/datom'
import { isWhole, projectCard, projectDatom, View, type ViewDefinition } from '../../src-main/grant'
import { FIELD_GROUPS, type FieldGroup } from '../../src-main/rights'
import { bytesUnder, card, collect, admit, contacts, noon, Room, type Owner } from '../datom/room'

const full = card('Bob Stone', {
  name: {
    full: 'Bob Stone',
    components: [{ kind: 'given', value: 'Bob' }],
    secretName: 'x'
  } as never,
  emails: {
    e1: { address: 'bob@example.org', contexts: { work: true }, 'x-hidden': 'SECRET' } as never
  },
  phones: { p1: { number: 'SECRET', features: { mobile: true } } },
  notes: { n1: { note: 'SECRET owes me money' } },
  keywords: { SECRET: true },
  personalInfo: { h1: { kind: 'hobby', value: 'SECRET' } },
  vCardProps: [['x-secret', {}, 'text', 'SECRET']],
  'datomspace:csv': { Column: 'SECRET' },
  'example.org:unknown': { deep: ['SECRET'] },
  uid: 'SECRET-uid'
})

describe('fields', () => {
  it('that were not given are nowhere in what is, known members or not', () => {
    const given = projectCard(full, ['name', 'emails'], 'urn:uuid:1')
    expect(given).toEqual({
      '@type': 'Card',
      version: '1.0',
      uid: 'urn:uuid:1',
      name: { full: 'Bob Stone', components: [{ kind: 'given', value: 'Bob' }] },
      emails: { e1: { address: 'bob@example.org', contexts: { work: true } } }
    })
  })

  it('each give their own and nothing else', () => {
    const marked = Object.fromEntries(
      FIELD_GROUPS.map(group => [group, `only-${group}`])
    ) as Record<FieldGroup, string>
    const everything: Card = card('', {
      name: { full: marked.name },
      phones: { a: { number: marked.phones } },
      emails: { a: { address: marked.emails } },
      addresses: { a: { full: marked.addresses } },
      organizations: { a: { name: marked.work } },
      anniversaries: { a: { kind: 'birth', date: { year: 1 }, place: { full: marked.dates } } },
      onlineServices: { a: { uri: marked.online } },
      media: { a: { kind: 'photo', uri: marked.photo } },
      notes: { a: { note: marked.notes } },
      uid: 'own'
    })
    for (const group of FIELD_GROUPS) {
      const text = JSON.stringify(projectCard(everything, [group], 'u'))
      const found = FIELD_GROUPS.filter(other => text.includes(marked[other]))
      expect(found).toEqual([group])
    }
  })

  it('of hostile shapes break nothing', () => {
    let deep: unknown = 'SECRET'
    for (let n = 0; n < 50; n++) deep = { name: deep }
    const twisted = card('x', {
      emails: 'SECRET' as never,
      phones: [1, null] as never,
      name: deep as never
    })
    expect(JSON.stringify(projectCard(twisted, ['phones', 'name'], 'u'))).not.toContain('SECRET')
  })
})

describe('a view', () => {
  let room: Room
  beforeEach(() => {
    room = new Room()
  })
  afterEach(() => room.close())

  async function viewOf(alice: Owner, definition: ViewDefinition) {
    const { store, directory } = await room.store()
    const ring = EpochRing.create()
    const target = DatomSet.open({ store, keyPair: crypto.keyPair(), ring, admit })
    const view = new View({ source: alice.set, target, definition, now: () => noon })
    await view.ready()
    return { view, target, directory, names: () => namesOf(target) }
  }
  const namesOf = async (set: DatomSet) =>
    (await collect(set.list())).map(datom => datom.content.name?.full)

  it('of all with all fields is the set itself', () => {
    expect(isWhole({ choice: { kind: 'set' }, fields: 'all' })).toBe(true)
    expect(isWhole({ choice: { kind: 'set' }, fields: ['name'] })).toBe(false)
  })

  it('of chosen datoms follows edits and deletions of them and of no others', async () => {
    const alice = await room.owner()
    const datoms = contacts(600)
    await alice.set.put(datoms)
    const ids = [datoms[3]!.id, datoms[500]!.id]
    const bob = await viewOf(alice, { choice: { kind: 'datoms', ids }, fields: 'all' })
    expect(await bob.names()).toEqual(['Person 3', 'Person 500'])

    await alice.set.put([
      changeDatom(datoms[3]!, { content: card('Edited') }, noon),
      changeDatom(datoms[4]!, { content: card('Other') }, noon)
    ])
    await alice.set.delete([ids[1]!], noon)
    await bob.view.sync()
    expect(await bob.names()).toEqual(['Edited'])
    await bob.view.close()
  })

  it('of a tag gains and loses datoms as they are tagged', async () => {
    const alice = await room.owner()
    const [a, b] = contacts(2)
    await alice.set.put([{ ...a!, tags: ['family'] }, b!])
    const bob = await viewOf(alice, { choice: { kind: 'tag', tag: 'family' }, fields: 'all' })
    expect(await bob.names()).toEqual(['Person 0'])
    await alice.set.put([changeDatom({ ...a!, tags: ['family'] }, { tags: [] }, noon)])
    await alice.set.put([changeDatom(b!, { tags: ['family'] }, noon)])
    await bob.view.sync()
    expect(await bob.names()).toEqual(['Person 1'])
    await bob.view.close()
  })

  it('writes nothing when what changed is not given', async () => {
    const alice = await room.owner()
    const datom = mintDatom({ content: full }, noon)
    await alice.set.put([datom])
    const bob = await viewOf(alice, { choice: { kind: 'set' }, fields: ['name'] })
    const { length } = bob.target
    const notes = { n1: { note: 'Another secret' } }
    await alice.set.put([changeDatom(datom, { content: { ...full, notes } }, noon)])
    await bob.view.sync()
    expect(bob.target.length).toBe(length)
    await bob.view.close()
  })

  it('holds no byte of what is not given, decrypted', async () => {
    const alice = await room.owner()
    await alice.set.put([mintDatom({ content: full, tags: ['SECRET tag'] }, noon)])
    const bob = await viewOf(alice, { choice: { kind: 'set' }, fields: ['name', 'emails'] })
    for (let n = 0; n < bob.target.length; n++) {
      expect((await bob.target.core.get(n)).includes('SECRET')).toBe(false)
    }
    expect(await bob.names()).toEqual(['Bob Stone'])
    await bob.view.close()
    await bob.target.close()
    expect((await bytesUnder(bob.directory)).includes('Bob Stone')).toBe(false)
  })

  it('takes photos along only when they are given', async () => {
    const alice = await room.owner()
    const bytes = Buffer.alloc(1000, 'photo')
    const hash = createHash('sha256').update(bytes).digest('hex')
    const content = card('Bob', { media: { m1: { kind: 'photo', blobId: hash } } })
    const photo = { hash, mediaType: 'image/png', bytes }
    await alice.set.put([mintDatom({ content }, noon)], { blobs: [photo] })
    const withPhoto = await viewOf(alice, { choice: { kind: 'set' }, fields: ['name', 'photo'] })
    const without = await viewOf(alice, { choice: { kind: 'set' }, fields: ['name'] })
    expect(await withPhoto.target.blob(hash)).toEqual(photo)
    expect(await without.target.blob(hash)).toBe(null)
    await withPhoto.view.close()
    await without.view.close()
  })

  it('never holds what is restricted', async () => {
    const datom = mintDatom({ content: full, level: 'restricted' }, noon)
    expect(
      projectDatom(datom, { choice: { kind: 'datoms', ids: [datom.id] }, fields: 'all' })
    ).toBe(null)
    const alice = await room.owner()
    const open = mintDatom({ content: card('Open') }, noon)
    await alice.set.put([open])
    const bob = await viewOf(alice, { choice: { kind: 'set' }, fields: ['name'] })
    const closed: StoredDatom = changeDatom(open, { level: 'restricted' }, noon)
    await alice.set.put([closed])
    await bob.view.sync()
    expect(await bob.names()).toEqual([])
    await bob.view.close()
  })
})
