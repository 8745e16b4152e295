import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DECLARED_EVENTS, GRANT_END, type Draft, type EventName } from '../../src-main/rights'
import { LocalNetwork, until } from './network'
import { sharingSpace, type SharingSpace } from './sharing'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const [REQUEST, BREACH] = DECLARED_EVENTS
const when = (operator: 'lt' | 'eq' | 'gt', event: EventName) => ({
  leftOperand: 'event' as const,
  operator,
  rightOperand: { '@id': event }
})
const shown = (...constraint: ReturnType<typeof when>[]): Draft => ({
  permission: [{ action: ['read', 'display'], constraint }],
  prohibition: []
})
const rowOf = async ({ received }: SharingSpace, id: string) =>
  (await received.list()).find(row => row.id === id)!
const shows = (home: SharingSpace, id: string, names: string[]) =>
  until(() => home.names(id).join() === names.join(), `${names} are seen`)
const hides = (home: SharingSpace, id: string) =>
  until(
    async () => (await rowOf(home, id)).obstacle === 'event' && home.names(id).length === 0,
    'it is not shown'
  )

async function given(terms: Draft) {
  const alice = await sharingSpace(network, 'alice')
  const bob = await sharingSpace(network, 'bob')
  const friends = await alice.set('Friends', ['Carol'])
  const share = await alice.shares.create({
    label: 'Friends',
    selection: { kind: 'set', setId: friends.id },
    audience: { kind: 'person', did: bob.space.identity },
    terms,
    aboutOthers: true
  })
  const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
  return { alice, bob, share, id }
}

describe('terms that wait for an event', () => {
  it('end or begin what may be shown as soon as the owner says that it happened', async () => {
    const { alice, bob, share, id } = await given(shown(when('lt', BREACH)))
    const said = share.terms.words.en.find(({ text }) => text.includes('data breach'))
    expect(said).toMatchObject({ enforcement: 'metered', why: 'events-are-recorded' })
    expect(share.events).toEqual([{ event: 'DataBreach' }])
    await shows(bob, id, ['Carol'])
    const begun = await alice.shares.declare(share.id, { event: 'DataBreach', phase: 'begins' })
    expect(begun.events![0]!.since).toBeDefined()
    await hides(bob, id)
    expect((await rowOf(bob, id)).events).toEqual(begun.events)
    await expect(bob.received.use(id, { action: 'display' })).rejects.toMatchObject({
      code: 'POLICY_DENIED',
      details: { reason: 'event' }
    })
    // What has happened stays so when it is over.
    await alice.shares.declare(share.id, { event: 'DataBreach', phase: 'ends' })
    await until(async () => (await rowOf(bob, id)).events?.[0]?.until !== undefined, 'Bob hears it')
    expect(bob.names(id)).toEqual([])

    const during = await given(shown(when('eq', REQUEST)))
    await hides(during.bob, during.id)
    const request = { event: 'OwnerRequest' as const }
    await during.alice.shares.declare(during.share.id, { ...request, phase: 'begins' })
    await shows(during.bob, during.id, ['Carol'])
    await during.alice.shares.declare(during.share.id, { ...request, phase: 'ends' })
    await hides(during.bob, during.id)
  })

  it('let the copy be deleted when it is said to have happened, and at the end', async () => {
    const wiped = (event: EventName): Draft => ({
      permission: [{ action: ['read', 'display'] }],
      prohibition: [],
      obligation: [{ action: 'delete', constraint: [when('gt', event)] }]
    })
    const asked = await given(wiped(REQUEST))
    await shows(asked.bob, asked.id, ['Carol'])
    for (const phase of ['begins', 'ends'] as const) {
      await asked.alice.shares.declare(asked.share.id, { event: 'OwnerRequest', phase })
    }
    await until(async () => (await rowOf(asked.bob, asked.id)).deleted !== undefined, 'it is gone')
    // It does not come back, though it might still be shown.
    await asked.bob.received.review()
    expect(asked.bob.names(asked.id)).toEqual([])
    expect((await rowOf(asked.bob, asked.id)).receipts?.signed).toBe(1)

    const ended = await given(wiped(GRANT_END))
    expect(ended.share.events).toBeUndefined()
    await shows(ended.bob, ended.id, ['Carol'])
    expect((await rowOf(ended.bob, ended.id)).deleted).toBeUndefined()
    await ended.alice.shares.revoke(ended.share.id)
    await until(async () => (await rowOf(ended.bob, ended.id)).deleted !== undefined, 'it is gone')
  })

  it('let nothing be deleted in a pause, which is no end', async () => {
    const { alice, bob, share, id } = await given({
      permission: [{ action: ['read', 'display'] }],
      prohibition: [],
      obligation: [{ action: 'delete' }]
    })
    await shows(bob, id, ['Carol'])
    await alice.shares.suspend(share.id)
    await until(async () => (await rowOf(bob, id)).state === 'suspended', 'it is suspended')
    await bob.received.review()
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(bob.names(id)).toEqual([])
    expect((await rowOf(bob, id)).deleted).toBeUndefined()
    await alice.shares.resume(share.id)
    await shows(bob, id, ['Carol'])
    await alice.shares.revoke(share.id)
    await until(async () => (await rowOf(bob, id)).deleted !== undefined, 'it is gone')
  })

  it('are heard by those to whom it was passed on', async () => {
    const rights = shown(when('lt', BREACH))
    const { alice, bob, share, id } = await given({
      ...rights,
      permission: [...rights.permission, { action: ['grantUse'] }]
    })
    await shows(bob, id, ['Carol'])
    const dave = await sharingSpace(network, 'dave')
    const audience = { kind: 'person' as const, did: dave.space.identity }
    const passed = await bob.shares.delegate({ receivedId: id, audience, terms: rights })
    const held = await dave.received.accept((await bob.shares.key(passed.id)).key)
    await shows(dave, held.id, ['Carol'])
    await alice.shares.declare(share.id, { event: 'DataBreach', phase: 'begins' })
    await hides(dave, held.id)
    // And by whom it is passed on to later.
    const erin = await sharingSpace(network, 'erin')
    const to = { kind: 'person' as const, did: erin.space.identity }
    const later = await bob.shares.delegate({ receivedId: id, audience: to, terms: rights })
    const { id: late } = await erin.received.accept((await bob.shares.key(later.id)).key)
    await hides(erin, late)
  })

  it('are refused an event that they do not name, that lasts already, or that does not last', async () => {
    const { alice, share } = await given(shown(when('lt', BREACH)))
    const declare = (event: 'OwnerRequest' | 'DataBreach', phase: 'begins' | 'ends') =>
      alice.shares.declare(share.id, { event, phase })
    const refused = { code: 'INVALID_ARGUMENT' }
    await expect(declare('OwnerRequest', 'begins')).rejects.toMatchObject(refused)
    await expect(declare('DataBreach', 'ends')).rejects.toMatchObject(refused)
    await declare('DataBreach', 'begins')
    await expect(declare('DataBreach', 'begins')).rejects.toMatchObject(refused)
    await alice.shares.revoke(share.id)
    await expect(declare('DataBreach', 'ends')).rejects.toMatchObject({ code: 'GRANT_REVOKED' })
  })
})
