import Hypercore from 'hypercore'
import crypto from 'hypercore-crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeValue, EpochRing } from '../../src-main/datom'
import { createGrantSecret, GrantLog, signOffer, type GrantEntry } from '../../src-main/grant'
import { createSeed, deriveKeys, sign } from '../../src-main/identity'
import { ticketPolicy, type FieldGroup } from '../../src-main/rights'
import { bytesUnder, connect, noon, Room } from '../datom/room'

const alice = deriveKeys(createSeed())
const mallory = deriveKeys(createSeed())
const setKey = Buffer.alloc(32, 5)

let room: Room
beforeEach(() => {
  room = new Room()
})
afterEach(() => room.close())

async function grant(secret = createGrantSecret()) {
  const { store, directory } = await room.store()
  const keyPair = crypto.keyPair()
  const log = GrantLog.write({ store, keyPair, secret })
  await log.ready()
  const facts = {
    ownerName: 'Alice',
    label: 'My friends',
    space: alice.network.publicKey,
    grant: log.key,
    set: setKey,
    count: 3,
    policy: ticketPolicy({
      uid: 'urn:uuid:1',
      assigner: alice.did,
      target: 'urn:uuid:2',
      until: null
    })
  }
  const offer: GrantEntry = { type: 'offer', statement: signOffer(facts, alice, noon) }
  return { store, directory, log, secret, facts, offer, keyPair }
}

type Given = Awaited<ReturnType<typeof grant>>

async function bobOf(given: Given, secret = given.secret) {
  const { store } = await room.store()
  connect(given.store, store)
  return GrantLog.follow({ store, key: given.log.key, secret, space: alice.network.publicKey })
}

const ended: GrantEntry = { type: 'ended', at: new Date(noon).toISOString(), reason: 'revoked' }

describe('a grant core', () => {
  it('tells its holder the terms, the keys, and every later change', async () => {
    const given = await grant()
    const ring = EpochRing.create()
    await given.log.append(given.offer, { type: 'epochs', ring: ring.export() })
    const bob = await bobOf(given)
    const state = await bob.state({ wait: true })
    expect(state.offer).toMatchObject({ owner: alice.did, ownerName: 'Alice', count: 3 })

    const at = new Date(noon).toISOString()
    await given.log.append({ type: 'suspended', at })
    while ((await bob.state()).status !== 'suspended') await new Promise(r => setTimeout(r, 5))
    expect((await bob.state()).epochs).toEqual(ring.export())
    await given.log.append({ type: 'resumed', at }, ended)
    while ((await bob.state()).status !== 'ended') await new Promise(r => setTimeout(r, 5))
    expect((await bob.state()).reason).toBe('revoked')
  })

  it('that is full takes no more changes, with what to do; a pause and the end find room', async () => {
    const given = await grant()
    await given.log.append(given.offer)
    const at = ended.at as string
    const pause: GrantEntry = { type: 'suspended', at }
    await given.log.append(...Array.from({ length: 9_995 }, () => pause))
    const full = expect.objectContaining({
      code: 'GRANT_FULL',
      message: expect.stringContaining('make a new share')
    })
    await expect(given.log.append(given.offer)).rejects.toEqual(full)
    await expect(given.log.ensureRoom()).rejects.toEqual(full)
    await given.log.append(pause, pause, pause)
    await expect(given.log.append(pause)).rejects.toEqual(full)
    await given.log.append(ended)
    expect(given.log.core.length).toBe(10_000)
    const bob = await bobOf(given)
    while ((await bob.state({ wait: true })).status !== 'ended') {
      await new Promise(resolve => setTimeout(resolve, 50))
    }
  })

  it('takes no more bytes than its holders read', async () => {
    const given = await grant()
    await given.log.append(given.offer)
    const epochs = Array.from({ length: 40_000 }, (_, epoch): [number, string] => [
      epoch + 1,
      Buffer.alloc(32, epoch).toString('base64')
    ])
    const large: GrantEntry = { type: 'epochs', ring: { epochs } }
    for (let times = 0; times < 4; times++) await given.log.append(large)
    await expect(given.log.append(large, large)).rejects.toMatchObject({ code: 'GRANT_FULL' })
    await given.log.append(ended)
    expect(given.log.core.byteLength).toBeLessThan(16 * 1024 * 1024)
  })

  it('that ended does not begin again, whatever is appended', async () => {
    const given = await grant()
    await given.log.append(given.offer, ended, { type: 'resumed', at: ended.at as string })
    expect((await given.log.state()).status).toBe('ended')
  })

  it('shows neither terms nor keys to who lacks the secret', async () => {
    const given = await grant()
    const ring = EpochRing.create()
    await given.log.append(given.offer, { type: 'epochs', ring: ring.export() })
    const bob = await bobOf(given, createGrantSecret())
    await expect(bob.state({ wait: true })).rejects.toMatchObject({ code: 'GRANT_SECRET_WRONG' })
    await given.log.close()
    await given.store.close()
    const bytes = await bytesUnder(given.directory)
    for (const text of ['My friends', 'did:key', ring.export().epochs[0]![1]]) {
      expect(bytes.includes(text)).toBe(false)
    }
  })

  type Twist = (given: Given) => object
  const offers: [string, string, Twist][] = [
    [
      'signed by somebody else',
      'STATEMENT_INVALID',
      ({ facts }) => signOffer(facts, mallory, noon)
    ],
    [
      'in the name of somebody else',
      'STATEMENT_INVALID',
      ({ facts }) => signOffer(facts, { did: alice.did, sign: m => mallory.sign(m) }, noon)
    ],
    [
      'about another grant',
      'STATEMENT_INVALID',
      ({ facts }) => signOffer({ ...facts, grant: Buffer.alloc(32, 9) }, alice, noon)
    ],
    [
      'by another space',
      'STATEMENT_INVALID',
      ({ facts }) => signOffer({ ...facts, space: mallory.network.publicKey }, alice, noon)
    ],
    [
      'with a term that nobody knows',
      'POLICY_NOT_UNDERSTOOD',
      ({ facts }) =>
        signOffer({ ...facts, policy: { ...facts.policy, extra: 1 } as never }, alice, noon)
    ],
    [
      'whose count is none',
      'STATEMENT_INVALID',
      ({ facts }) => signOffer({ ...facts, count: -1 }, alice, noon)
    ],
    [
      'that is no grant',
      'STATEMENT_INVALID',
      () => sign({ issuer: alice.did, type: ['Other'] }, alice, { created: new Date(noon) })
    ]
  ]
  it.each(offers)('with an offer %s is refused', async (_, code, twist) => {
    const given = await grant()
    await given.log.append({ type: 'offer', statement: twist(given) })
    const bob = await bobOf(given)
    await expect(bob.state({ wait: true })).rejects.toMatchObject({ code })
  })

  it('that is turned into a grant of another set is refused', async () => {
    const given = await grant()
    const other = signOffer({ ...given.facts, set: Buffer.alloc(32, 6) }, alice, noon)
    await given.log.append(given.offer, { type: 'offer', statement: other })
    await expect(given.log.state()).rejects.toMatchObject({ code: 'STATEMENT_INVALID' })
  })

  const chosen = (given: Given, ...fields: FieldGroup[]) => ({
    ...given.facts,
    policy: { ...given.facts.policy, ...(fields.length > 0 && { 'ds:fields': fields }) }
  })
  const moved = (facts: Given['facts'], set: number, ring = EpochRing.create()): GrantEntry => ({
    type: 'moved',
    statement: signOffer({ ...facts, set: Buffer.alloc(32, set) }, alice, noon),
    ring: ring.export()
  })

  it('moves to another core, with its keys, on terms that are no wider', async () => {
    const given = await grant()
    const [old, next] = [EpochRing.create(), EpochRing.create()]
    old.rotate()
    await given.log.append(given.offer, { type: 'epochs', ring: old.export() })
    await given.log.append(moved(chosen(given, 'name', 'phones'), 6, next))
    const state = await given.log.state()
    expect(state.offer!.set).toEqual(Buffer.alloc(32, 6))
    expect(state.epochs).toEqual(next.export())
    expect(state.left).toEqual([setKey])
    expect(state.steps).toMatchObject([{ event: 'narrow', fields: ['name', 'phones'] }])
    // Told twice, as after a crash, it is the same.
    await given.log.append(moved(chosen(given, 'name', 'phones'), 6, next))
    const again = await given.log.state()
    expect(again).toMatchObject({ left: [setKey], steps: state.steps })
    expect(EpochRing.from(again.epochs).export()).toEqual(next.export())
    // Where only the core is another, the terms did not change.
    await given.log.append(moved(chosen(given, 'phones', 'name'), 7, next))
    expect(await given.log.state()).toMatchObject({ steps: state.steps })
  })

  it('shows the keys of a move to nobody without the secret', async () => {
    const given = await grant()
    const ring = EpochRing.create()
    await given.log.append(given.offer, moved(chosen(given, 'name'), 6, ring))
    await given.log.close()
    await given.store.close()
    const bytes = await bytesUnder(given.directory)
    expect(bytes.includes(ring.export().epochs[0]![1])).toBe(false)
  })

  const moves: [string, (given: Given) => GrantEntry][] = [
    ['to all fields again', given => moved(given.facts, 7)],
    ['to fields that it had not', given => moved(chosen(given, 'name', 'notes'), 7)],
    ['back to what it left', given => moved(chosen(given, 'name'), 5)],
    [
      'to terms that are wider otherwise',
      given => {
        const facts = chosen(given, 'name')
        const permission = [{ action: ['use'] }]
        return moved({ ...facts, policy: { ...facts.policy, permission } as never }, 7)
      }
    ],
    [
      'to a grant of another name',
      given => {
        const facts = chosen(given, 'name')
        return moved({ ...facts, policy: { ...facts.policy, uid: 'urn:uuid:9' } }, 7)
      }
    ],
    [
      'to somebody else',
      given => ({
        type: 'moved',
        statement: signOffer(
          {
            ...chosen(given, 'name'),
            policy: { ...chosen(given, 'name').policy, assigner: mallory.did },
            set: Buffer.alloc(32, 7)
          },
          mallory,
          noon
        ),
        ring: { epochs: [] }
      })
    ],
    ['by an older entry that is told again', given => moved(chosen(given, 'name', 'phones'), 6)]
  ]
  it.each(moves)('that moves %s is refused', async (_, move) => {
    const given = await grant()
    await given.log.append(given.offer, moved(chosen(given, 'name', 'phones'), 6))
    await given.log.append(moved(chosen(given, 'name'), 8))
    expect((await given.log.state()).left).toHaveLength(2)
    await given.log.append(move(given))
    await expect(given.log.state()).rejects.toMatchObject({ code: 'STATEMENT_INVALID' })
  })

  it('that moves before it offers anything, or says other fields without moving, is refused', async () => {
    const invalid = { code: 'STATEMENT_INVALID' }
    const first = await grant()
    await first.log.append(moved(first.facts, 6))
    await expect(first.log.state()).rejects.toMatchObject(invalid)
    for (const fields of [['name'], []] as FieldGroup[][]) {
      const given = await grant()
      await given.log.append(given.offer, moved(chosen(given, 'name', 'phones'), 6))
      const facts = { ...chosen(given, ...fields), set: Buffer.alloc(32, 6) }
      const statement = signOffer(facts, alice, noon)
      await given.log.append({ type: 'offer', statement })
      await expect(given.log.state()).rejects.toMatchObject(invalid)
    }
  })

  const entries: [string, object][] = [
    ['an unknown entry', { type: 'narrowed', at: ended.at }],
    ['no type', {}],
    ['an end without a reason', { type: 'ended', at: ended.at }],
    ['a time that is none', { type: 'suspended', at: 'now' }],
    [
      'keys sealed with another secret',
      { type: 'epochs', sealed: Buffer.alloc(80, 1).toString('base64') }
    ]
  ]
  it.each(entries)('with %s is refused, not read past', async (_, entry) => {
    const given = await grant()
    await given.log.append(given.offer)
    await given.log.core.append(encodeValue(entry))
    await expect(given.log.state()).rejects.toMatchObject({
      code: expect.stringMatching(/POLICY_NOT_UNDERSTOOD|GRANT_SECRET_WRONG/)
    })
  })

  it('cannot be written by its holder', async () => {
    const given = await grant()
    await given.log.append(given.offer)
    const bob = await bobOf(given)
    await bob.state({ wait: true })
    expect(bob.core.writable).toBe(false)
    await expect(bob.append(ended)).rejects.toThrow()
    expect(
      Hypercore.key({ version: 1, signers: [{ publicKey: given.keyPair.publicKey }] })
    ).toEqual(bob.key)
  })
})
