import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { handlersOf } from '../../src-main/contract/handlers'
import { Router } from '../../src-main/contract/router'
import { readOffer, signOffer } from '../../src-main/grant'
import { policyOf, type Draft } from '../../src-main/rights'
import { openModules, type Modules } from '../../src-main/space/modules'
import { card } from '../datom/room'
import { LocalNetwork, until } from './network'
import { add, sharingSpace, type SharingSpace } from './sharing'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const HOUR = 3_600_000
const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))
const shows = (home: SharingSpace, id: string, names: string[]) =>
  until(() => home.names(id).join() === names.join(), `${names} are seen`)
const person = ({ space }: SharingSpace) => ({ kind: 'person' as const, did: space.identity })
const stateOf = async ({ received }: SharingSpace, id: string) =>
  (await received.list()).find(row => row.id === id)?.state

function before(end: number) {
  const value = { '@value': new Date(end).toISOString(), '@type': 'xsd:dateTime' as const }
  return { leftOperand: 'dateTime' as const, operator: 'lteq' as const, rightOperand: value }
}

async function given(terms: Draft, now: () => number = Date.now) {
  const alice = await sharingSpace(network, 'alice', { now })
  const bob = await sharingSpace(network, 'bob', { now })
  const friends = await alice.set('Friends', ['Carol'])
  const selection = { kind: 'set' as const, setId: friends.id }
  const audience = person(bob)
  const share = await alice.shares.create({
    label: 'Friends',
    selection,
    audience,
    terms,
    aboutOthers: true
  })
  const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
  return { alice, bob, friends, selection, share, id }
}

describe('a term that the app holds up', () => {
  it('lists nothing where showing is not permitted, though the bytes are served', async () => {
    const { alice, bob, friends, selection, id } = await given({
      permission: [{ action: ['read', 'index'] }],
      prohibition: []
    })
    await until(() => {
      const [peer] = alice.space.gate.peersOf(bob.space.networkKey)
      return peer !== undefined && alice.space.gate.serves(peer, friends.set.core)
    }, 'the gate is open')
    // The same bytes by another share are shown, and by the first one they are still not.
    const other = await alice.shares.create({ label: 'To see', selection })
    const seen = await bob.received.accept((await alice.shares.key(other.id)).key)
    await shows(bob, seen.id, ['Carol'])
    expect(bob.names(id)).toEqual([])
    await expect(bob.received.use(id, { action: 'display' })).rejects.toMatchObject({
      code: 'POLICY_DENIED'
    })
  })

  it('ends one of the rights by the clock, and leaves the others', async () => {
    let shift = 0
    const now = () => Date.now() + shift
    const { alice, bob, share, id } = await given(
      {
        permission: [
          { action: ['read', 'extract'] },
          { action: ['display', 'index'], constraint: [before(Date.now() + HOUR)] }
        ],
        prohibition: []
      },
      now
    )
    const said = share.terms.words.en.find(({ text }) => text.startsWith('Only until'))
    expect(said).toMatchObject({ enforcement: 'metered', why: 'app-checks-before-use' })
    expect(share.terms.until).toBeUndefined()
    await shows(bob, id, ['Carol'])
    shift = HOUR
    await until(() => bob.names(id).length === 0, 'it is not shown any more', 15_000)
    await expect(bob.received.use(id, { action: 'display' })).rejects.toMatchObject({
      code: 'GRANT_EXPIRED'
    })
    expect(bob.received.permits(id, 'extract')).toBe(true)
    expect((await alice.shares.get(share.id)).state).toBe('active')
  })
})

describe('writing what was received to a file', () => {
  let bob: Modules
  beforeAll(async () => {
    const opened = async (host: string) => {
      const modules = await openModules(await network.space(host))
      network.later(() => modules.close())
      return modules
    }
    const alice = await opened('alice')
    bob = await opened('bob')
    const { id: setId } = await alice.sets.create({ name: 'Friends' })
    await alice.contacts.save({ setId, card: card('Carol') })
    const share = await alice.shares.create({ label: 'F', selection: { kind: 'set', setId } })
    await bob.received.accept((await alice.shares.key(share.id)).key)
    await until(() => bob.contacts.count === 1, 'Bob lists her')
  })

  it('is refused to people and to programs where the terms do not permit it', async () => {
    const router = new Router(() => handlersOf(bob, undefined as never, undefined as never))
    const ids = [(await bob.contacts.page({})).rows[0]!.id]
    for (const format of ['vcard3', 'vcard4', 'csv']) {
      for (const selection of [
        { kind: 'ids', ids },
        { kind: 'filter', filter: {} }
      ]) {
        const answer = await router.answer('contacts.export', { selection, format }, 'socket')
        expect(answer).toMatchObject({ ok: false, error: { code: 'POLICY_DENIED' } })
      }
    }
    await expect(
      bob.exports.stream({ selection: { kind: 'ids', ids }, format: 'vcard4' })
    ).rejects.toMatchObject({ code: 'POLICY_DENIED' })
  })
})

describe('a term that nothing holds up', () => {
  const owing = (duty: object): Draft => ({
    permission: [{ action: ['read', 'display'], duty: [duty as never] }],
    prohibition: []
  })
  const fee = {
    leftOperand: 'payAmount',
    operator: 'eq',
    rightOperand: { '@value': '5.00', '@type': 'xsd:decimal' },
    unit: 'http://publications.europa.eu/resource/authority/currency/CNY'
  }

  it.each<[string, Draft]>([
    ['duty-compensate', owing({ action: 'compensate', constraint: [fee] })]
  ])('such as %s is neither given nor received, and it is said which', async (code, terms) => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends', ['Carol'])
    const params = {
      label: 'x',
      selection: { kind: 'set' as const, setId: friends.id },
      audience: person(bob),
      terms,
      aboutOthers: true as const
    }
    const { forbidden, terms: said } = await alice.shares.preview(params)
    expect(forbidden).toMatchObject({ code: 'POLICY_NOT_UNDERSTOOD' })
    const sentence = said.words.en.find(({ why }) => why === 'ask-and-settle')
    expect(forbidden!.text.en).toContain(sentence!.text)
    // What to do instead is said in both languages.
    expect(forbidden!.text.en).toContain(sentence!.because)
    expect(forbidden!.text['zh-CN']).toContain('征得同意')
    const refused = { code: 'POLICY_NOT_UNDERSTOOD', details: { term: code } }
    await expect(alice.shares.create(params)).rejects.toMatchObject(refused)
    expect(await alice.shares.list()).toEqual([])

    // An owner whose app signs it all the same.
    const grant = Buffer.alloc(32, 7)
    const policy = policyOf(terms, {
      kind: 'Agreement',
      uid: 'urn:1',
      assigner: alice.space.identity,
      assignee: bob.space.identity,
      target: 'urn:2'
    })
    const { networkKey: space, keys } = alice.space
    const facts = { ownerName: 'A', label: 'x', space, grant, set: friends.set.key, count: 1 }
    const offer = signOffer({ ...facts, policy }, keys, Date.now())
    expect(() => readOffer(offer, { grant, space })).toThrow(
      expect.objectContaining({ code: 'POLICY_NOT_UNDERSTOOD' })
    )
  })
})

describe('what is passed on', () => {
  const passable: Draft = {
    permission: [{ action: ['read', 'display', 'index', 'grantUse'] }],
    prohibition: []
  }

  it('is served to the end that was named, and no new key begins there', async () => {
    let shift = 0
    const now = () => Date.now() + shift
    const { alice, bob, friends, id: receivedId } = await given(passable, now)
    await shows(bob, receivedId, ['Carol'])
    const dave = await sharingSpace(network, 'dave', { now })
    const end = new Date(Date.now() + HOUR).toISOString()
    const passed = await bob.shares.delegate({ receivedId, audience: person(dave), until: end })
    const said = passed.terms.words.en.find(({ text }) => text.startsWith('Only until'))
    expect(said).toMatchObject({ enforcement: 'metered', why: 'passed-on-ends' })
    const { id } = await dave.received.accept((await bob.shares.key(passed.id)).key)
    await shows(dave, id, ['Carol'])
    shift = HOUR + 61_000
    await until(async () => (await stateOf(dave, id)) === 'expired', 'it is over', 15_000)
    await until(() => dave.names(id).length === 0, 'it is not shown any more')
    await until(async () => (await bob.shares.get(passed.id)).state === 'expired', 'Bob ended it')
    // An app that goes on asking gets nothing more.
    const core = dave.space.store.get({ key: friends.set.key })
    await core.ready()
    const { length } = core
    const follow = dave.space.gate.follow(core, { from: [bob.space.networkKey] })
    await add(friends, ['Erin'])
    await shows(bob, receivedId, ['Carol', 'Erin'])
    await pause(700)
    expect(core.length).toBe(length)
    await follow.stop()
    await core.close()
    expect((await alice.sets.get(friends.id)).epoch).toBe(1)
  })

  it('is no wider than the terms that the owner set for those who come after', async () => {
    const next = { permission: [{ action: ['read', 'display'] as const }] }
    const duty = { action: 'nextPolicy', 'ds:policy': next } as never
    const {
      bob,
      id: receivedId,
      share
    } = await given({
      permission: [
        { action: ['read', 'display', 'index'] },
        { action: ['grantUse'], duty: [duty] }
      ],
      prohibition: []
    })
    await shows(bob, receivedId, ['Carol'])
    const said = share.terms.words.en.find(({ text }) => text.includes('at most these terms'))
    expect(said).toMatchObject({ enforcement: 'enforced', why: 'chain-is-verified' })
    const dave = await sharingSpace(network, 'dave')
    const audience = person(dave)
    const rights = (action: 'index' | 'display'): Draft => ({
      permission: [{ action: ['read', action] }],
      prohibition: []
    })
    await expect(
      bob.shares.delegate({ receivedId, audience, terms: rights('index') })
    ).rejects.toMatchObject({
      code: 'POLICY_DENIED',
      details: { fault: 'wider-than-next-policy' }
    })
    const passed = await bob.shares.delegate({ receivedId, audience, terms: rights('display') })
    const { id } = await dave.received.accept((await bob.shares.key(passed.id)).key)
    await shows(dave, id, ['Carol'])

    // Bob's app, patched, signs the wider terms all the same: whoever checks them refuses.
    const { chain } = bob.received.lend(receivedId)!
    const { policy } = JSON.parse(JSON.stringify(bob.received.lend(receivedId))) as {
      policy: { uid: string; target: string }
    }
    const grant = Buffer.alloc(32, 9)
    const { networkKey: space, keys, identity } = bob.space
    const wider = policyOf(rights('index'), {
      kind: 'Agreement',
      uid: 'urn:9',
      assigner: identity,
      assignee: dave.space.identity,
      target: policy.target,
      derivedFrom: policy.uid
    })
    const set = bob.received.lend(receivedId)!.key
    const facts = { ownerName: 'B', label: 'x', space, grant, set, count: 1, chain }
    const offer = signOffer({ ...facts, policy: wider }, keys, Date.now())
    expect(() => readOffer(offer, { grant, space })).toThrow(/wider-than-next-policy/)
  })
})
