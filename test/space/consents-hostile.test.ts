import { randomUUID } from 'node:crypto'
import z32 from 'z32'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parseKey, proveAsking, signAcknowledgement, signWithdrawal } from '../../src-main/grant'
import type { JsonObject } from '../../src-main/identity'
import { PURPOSES, type Draft } from '../../src-main/rights'
import { Consents } from '../../src-main/space/consents'
import { Letters } from '../../src-main/space/letters'
import { People } from '../../src-main/space/people'
import { Received } from '../../src-main/space/received'
import { Sets } from '../../src-main/space/sets'
import { Shares } from '../../src-main/space/shares'
import { LocalNetwork, until } from './network'
import { pair, personHome, type PersonHome } from './people-home'
import { add } from './sharing'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const HOUR = 3_600_000
const consent = { action: 'obtainConsent' as const }
const terms: Draft = {
  permission: [
    { action: ['read', 'index'] },
    { action: ['display'], duty: [consent] },
    { action: ['extract'], duty: [consent] }
  ],
  prohibition: []
}

async function given() {
  const alice = await personHome(network, 'alice')
  const bob = await personHome(network, 'bob')
  const setId = await alice.set('Friends', ['Carol'])
  const selection = { kind: 'set' as const, setId }
  const making = { selection, terms, aboutOthers: true as const }
  const share = await alice.shares.create({ ...making, label: 'Friends' })
  const other = await alice.shares.create({ ...making, label: 'Others' })
  const { key } = await alice.shares.key(share.id)
  const { id } = await bob.received.accept(key)
  return { alice, bob, share, other, key, id }
}

const spaceKey = ({ space }: PersonHome) => space.networkKey
/** Sends a letter as a patched app would, and tells how it was taken: `delivered`, or the code. */
async function letter(from: PersonHome, to: PersonHome, kind: string, body: object) {
  const outcome = new Map<string, string>()
  from.letters.on('delivered', id => outcome.set(id, 'delivered'))
  from.letters.on('refused', (id, code) => outcome.set(id, code))
  from.space.swarm.joinPeer(to.space.networkKey)
  const id = await from.letters.send({
    did: to.space.identity,
    spaceKey: spaceKey(to),
    kind,
    body: body as JsonObject
  })
  await until(() => outcome.has(id), `the letter ${kind} is answered`)
  return outcome.get(id)
}
const only = (home: PersonHome) => home.consents.list()[0]
const waits = (home: PersonHome) => until(() => only(home)?.state === 'waiting', 'it is asked')

describe('a consent that somebody sends', () => {
  it('is refused where it is forged, replayed, or meant for something else', async () => {
    const { alice, bob, share, other, id } = await given()
    const mallory = await personHome(network, 'mallory')
    await bob.consents.ask({ receivedId: id, action: 'display' })
    await waits(alice)
    const [saved] = await bob.space.database.list<{ request: string }>('consents')
    const { request } = saved!.value
    const held = alice.shares.of(share.id)
    const right = {
      id: `urn:uuid:${randomUUID()}`,
      duty: 'obtainConsent' as const,
      holder: bob.space.identity,
      grant: held.key,
      policy: held.record.policy.uid,
      request,
      action: 'display' as const,
      until: null,
      uses: null
    }
    const signed = (change: object, by = alice) =>
      signAcknowledgement({ ...right, ...change }, by.space.keys, Date.now())
    const says = (from: PersonHome, statement: unknown) =>
      letter(from, bob, 'consent.given', { request, statement: statement as JsonObject })

    // Somebody else than who gave the share, whoever signed it.
    expect(await says(mallory, signed({}, mallory))).toBe('NOT_FOUND')
    expect(await says(mallory, signed({}))).toBe('NOT_FOUND')
    // Who gave it, with a statement that somebody else signed, or about something else.
    expect(await says(alice, signed({}, mallory))).toBe('STATEMENT_INVALID')
    for (const change of [
      { holder: mallory.space.identity },
      { grant: alice.shares.of(other.id).key },
      { request: randomUUID() },
      { action: 'extract' },
      { policy: 'urn:uuid:x' },
      { purpose: 'https://w3id.org/dpv#Marketing' }
    ]) {
      expect(await says(alice, signed(change)), JSON.stringify(change)).toBe('STATEMENT_INVALID')
    }
    expect(await letter(alice, bob, 'consent.given', { request })).toBe('STATEMENT_INVALID')
    expect(only(bob)?.state).toBe('sent')
    expect(await bob.names()).toEqual([])

    // The true one, and then its withdrawal; saying it again brings nothing back.
    expect(await says(alice, signed({}))).toBe('delivered')
    await until(async () => (await bob.names()).length === 1, 'it is shown')
    const name = { id: right.id, holder: right.holder, grant: right.grant }
    const takes = (statement: object) =>
      letter(alice, bob, 'consent.withdrawn', { request, statement })
    const wrong = signWithdrawal({ ...name, id: `urn:uuid:${randomUUID()}` }, alice.space.keys, 0)
    expect(await takes(wrong)).toBe('STATEMENT_INVALID')
    expect(await takes(signWithdrawal(name, mallory.space.keys, 0))).toBe('STATEMENT_INVALID')
    expect(only(bob)?.state).toBe('given')
    expect(await takes(signWithdrawal(name, alice.space.keys, Date.now()))).toBe('delivered')
    await until(async () => (await bob.names()).length === 0, 'it is hidden')
    expect(await says(alice, signed({}))).toBe('delivered')
    expect(only(bob)?.state).toBe('withdrawn')
    await expect(bob.received.use(id, { action: 'display' })).rejects.toMatchObject({
      code: 'CONSENT_NEEDED'
    })
  })
})

describe('a question that somebody sends', () => {
  it('is refused from who does not hold the share, cannot be replayed by another, and is one', async () => {
    const { alice, bob, share, key } = await given()
    const mallory = await personHome(network, 'mallory')
    const { grant, secret } = parseKey(key)
    const asks = (who: PersonHome, asker: PersonHome, change: object = {}) => {
      const request = randomUUID()
      const proof = proveAsking(secret, { asker: asker.space.identity, request, grant })
      const body = { request, grant: z32.encode(grant), action: 'display', message: '', name: 'x' }
      const whole = { ...body, proof: proof.toString('base64'), ...change }
      return { whole, sent: () => letter(who, alice, 'consent.ask', whole) }
    }
    // Mallory saw the letter of Bob, and sends it as her own; or guesses.
    expect(await asks(mallory, bob).sent()).toBe('NOT_FOUND')
    const guessed = Buffer.alloc(32).toString('base64')
    expect(await asks(mallory, mallory, { proof: guessed }).sent()).toBe('NOT_FOUND')
    const elsewhere = { grant: z32.encode(Buffer.alloc(32, 5)) }
    expect(await asks(bob, bob, elsewhere).sent()).toBe('NOT_FOUND')
    // What needs no consent, and what is no question.
    expect(await asks(bob, bob, { action: 'read' }).sent()).toBe('INVALID_ARGUMENT')
    for (const nonsense of [{ action: 'fly' }, { grant: 7 }, { purpose: 'x' }, { request: 'x' }]) {
      expect(await asks(bob, bob, nonsense).sent()).toBe('STATEMENT_INVALID')
    }
    expect(alice.consents.list()).toEqual([])
    // The same question twice is one.
    const { whole, sent } = asks(bob, bob)
    expect(await sent()).toBe('delivered')
    expect(await letter(bob, alice, 'consent.ask', whole)).toBe('delivered')
    expect(alice.consents.list()).toHaveLength(1)
    await alice.shares.revoke(share.id)
    expect(await asks(bob, bob).sent()).toBe('GRANT_REVOKED')
    await expect(alice.consents.give({ id: only(alice)!.id })).rejects.toMatchObject({
      code: 'GRANT_REVOKED'
    })
  })

  it('is refused once too many of one person wait', async () => {
    const { alice, bob, id } = await given()
    for (const purpose of Object.keys(PURPOSES).slice(0, 21)) {
      await bob.consents.ask({ receivedId: id, action: 'display', purpose })
    }
    await until(() => only(bob)?.state === 'undelivered', 'the last one is refused', 25_000)
    expect(alice.consents.list()).toHaveLength(20)
  })
})

describe('consent under what was passed on', () => {
  it('is asked of who passed it on, and the duty cannot be left out', async () => {
    const alice = await personHome(network, 'alice')
    const bob = await personHome(network, 'bob')
    const dave = await personHome(network, 'dave')
    await pair(alice, bob)
    await pair(bob, dave)
    const setId = await alice.set('Friends', ['Carol'])
    const passable = {
      ...terms,
      permission: [...terms.permission, { action: ['grantUse' as const] }]
    }
    const share = await alice.shares.create({
      label: 'Friends',
      selection: { kind: 'set', setId },
      audience: { kind: 'person', did: bob.people.me().did },
      terms: passable,
      aboutOthers: true
    })
    const { id: receivedId } = await bob.received.accept((await alice.shares.key(share.id)).key)
    const audience = { kind: 'person' as const, did: dave.people.me().did }
    await until(() => bob.received.lend(receivedId) !== null, 'it can be passed on')
    const free = {
      permission: [{ action: ['read' as const, 'display' as const] }],
      prohibition: []
    }
    await expect(bob.shares.delegate({ receivedId, audience, terms: free })).rejects.toMatchObject({
      code: 'POLICY_DENIED'
    })
    const passed = await bob.shares.delegate({ receivedId, audience })
    const { id } = await dave.received.accept((await bob.shares.key(passed.id)).key)
    await dave.consents.ask({ receivedId: id, action: 'display' })
    await waits(bob)
    expect(alice.consents.list()).toEqual([])
    await bob.consents.give({ id: only(bob)!.id })
    await until(() => only(dave)?.state === 'given', 'it is given')
    expect(dave.received.permits(id, 'display')).toBe(true)
    // Bob’s consent is not Alice’s to him.
    expect(bob.received.permits(receivedId, 'display')).toBe(false)
  })
})

describe('a clock that lies', () => {
  /** The rooms of a space by a clock of its own. */
  async function clocked(host: string, now: () => number) {
    const space = await network.space(host)
    const sets = new Sets({ space, now })
    const shares = new Shares({ space, sets, ownerName: () => host, now })
    const letters = new Letters({ space })
    const people = new People({ space, letters, ownerName: () => host })
    const received: Received = new Received({
      space,
      now,
      consents: grant => consents.under(grant)
    })
    const consents: Consents = new Consents({
      space,
      letters,
      people,
      shares,
      received,
      ownerName: () => host,
      now
    })
    for (const room of [sets, shares, people, consents, received, letters]) {
      await space.attach({ ready: () => room.ready(), close: () => room.close() })
    }
    return { space, sets, shares, received, consents }
  }

  it('does not outlive the end of a consent, nor revive it from before it came', async () => {
    let shift = 0
    const alice = await clocked('alice', Date.now)
    const bob = await clocked('bob', () => Date.now() + shift)
    const { id: setId } = await alice.sets.create({ name: 'Friends' })
    await add(alice.sets.own(setId), ['Carol'])
    const share = await alice.shares.create({
      label: 'Friends',
      selection: { kind: 'set', setId },
      terms,
      aboutOthers: true
    })
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await bob.consents.ask({ receivedId: id, action: 'extract' })
    await until(() => alice.consents.list()[0]?.state === 'waiting', 'it is asked')
    const question = alice.consents.list()[0]!.id
    const past = new Date(Date.now() - HOUR).toISOString()
    await expect(alice.consents.give({ id: question, until: past })).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT'
    })
    const end = new Date(Date.now() + HOUR).toISOString()
    await alice.consents.give({ id: question, until: end })
    await until(() => bob.received.permits(id, 'extract'), 'it is permitted')
    shift = HOUR + 1
    expect(bob.received.permits(id, 'extract')).toBe(false)
    expect(bob.consents.list()[0]?.state).toBe('expired')
    shift = -2 * HOUR
    expect(bob.received.permits(id, 'extract')).toBe(false)
    shift = 0
    expect(bob.received.permits(id, 'extract')).toBe(true)
  })
})
