import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readOffer, signOffer } from '../../src-main/grant'
import { policyOf, type Draft } from '../../src-main/rights'
import { LocalNetwork, until } from './network'
import { sharingSpace, type SharingSpace } from './sharing'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const didOf = ({ space }: SharingSpace) => space.identity
const person = (home: SharingSpace) => ({ kind: 'person' as const, did: didOf(home) })
const shows = (home: SharingSpace, id: string, names: string[]) =>
  until(() => home.names(id).join() === names.join(), `${names} are seen`)
const among = (...people: SharingSpace[]) => ({
  leftOperand: 'recipient' as const,
  operator: 'isAnyOf' as const,
  rightOperand: people.map(each => ({ '@id': didOf(each) }))
})

describe('terms that name who receives it', () => {
  it('are shown to those who are named, and to nobody else who has the key', async () => {
    const [alice, bob, mallory] = await Promise.all(
      ['alice', 'bob', 'mallory'].map(host => sharingSpace(network, host))
    )
    const friends = await alice!.set('Friends', ['Carol'])
    const share = await alice!.shares.create({
      label: 'Friends',
      selection: { kind: 'set', setId: friends.id },
      terms: {
        permission: [{ action: ['read', 'display', 'extract'], constraint: [among(alice!, bob!)] }],
        prohibition: []
      },
      aboutOthers: true
    })
    const said = share.terms.words.en.find(({ text }) => text.includes('recipient'))
    expect(said).toMatchObject({ enforcement: 'metered', why: 'app-serves-holder' })
    const { key } = await alice!.shares.key(share.id)
    const seen = await bob!.received.accept(key)
    await shows(bob!, seen.id, ['Carol'])
    await bob!.received.use(seen.id, { action: 'extract' })

    const { id } = await mallory!.received.accept(key)
    await until(async () => {
      const [row] = await mallory!.received.list()
      return row!.state === 'live' && row!.obstacle === 'recipient'
    }, 'she is told why')
    await expect(mallory!.received.use(id, { action: 'display' })).rejects.toMatchObject({
      code: 'POLICY_DENIED',
      details: { reason: 'recipient' }
    })
    expect(mallory!.received.permits(id, 'extract')).toBe(false)
    expect(mallory!.names(id)).toEqual([])
  })

  it('let it be passed on to those who are named, and whoever checks refuses what went to others', async () => {
    const [alice, bob, dave, mallory] = (await Promise.all(
      ['alice', 'bob', 'dave', 'mallory'].map(host => sharingSpace(network, host))
    )) as [SharingSpace, SharingSpace, SharingSpace, SharingSpace]
    const friends = await alice.set('Friends', ['Carol'])
    const rights: Draft = { permission: [{ action: ['read', 'display'] }], prohibition: [] }
    const share = await alice.shares.create({
      label: 'Friends',
      selection: { kind: 'set', setId: friends.id },
      audience: person(bob),
      terms: {
        permission: [...rights.permission, { action: ['grantUse'], constraint: [among(dave)] }],
        prohibition: []
      },
      aboutOthers: true
    })
    const said = share.terms.words.en.find(({ text }) => text.includes('recipient'))
    expect(said).toMatchObject({ enforcement: 'enforced', why: 'chain-is-verified' })
    const { id: receivedId } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await shows(bob, receivedId, ['Carol'])

    const others = [
      { audience: person(mallory), fault: 'not-permitted' },
      { audience: { kind: 'ticket' as const }, fault: 'audience' }
    ]
    for (const { audience, fault } of others) {
      const params = { receivedId, audience, terms: rights }
      const { forbidden } = await bob.shares.delegatePreview(params)
      expect(forbidden).toMatchObject({ code: 'POLICY_DENIED' })
      await expect(bob.shares.delegate(params)).rejects.toMatchObject({
        code: 'POLICY_DENIED',
        details: { fault }
      })
    }
    const passed = await bob.shares.delegate({ receivedId, audience: person(dave), terms: rights })
    const { id } = await dave.received.accept((await bob.shares.key(passed.id)).key)
    await shows(dave, id, ['Carol'])

    // Bob's app, patched, signs it to Mallory all the same: whoever checks the chain refuses.
    const { chain, policy, key: set } = bob.received.lend(receivedId)!
    const grant = Buffer.alloc(32, 9)
    const { networkKey: space, keys } = bob.space
    const signedTo = (assignee: string) =>
      signOffer(
        {
          ...{ ownerName: 'B', label: 'x', space, grant, set, count: 1, chain },
          policy: policyOf(rights, {
            kind: 'Agreement',
            uid: 'urn:9',
            assigner: didOf(bob),
            assignee,
            target: policy.target,
            derivedFrom: policy.uid
          })
        },
        keys,
        Date.now()
      )
    expect(() => readOffer(signedTo(didOf(mallory)), { grant, space })).toThrow(/not-permitted/)
    expect(readOffer(signedTo(didOf(dave)), { grant, space }).source).toBe(didOf(alice))
  })
})
