import Hypercore from 'hypercore'
import crypto from 'hypercore-crypto'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { encodeValue, EpochRing } from '../../src-main/datom'
import { createGrantSecret, GrantLog, signOffer, type GrantEntry } from '../../src-main/grant'
import { createSeed, deriveKeys, sign } from '../../src-main/identity'
import { ticketPolicy } from '../../src-main/rights'
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
