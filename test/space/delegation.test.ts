import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import Hypercore from 'hypercore'
import { parseKey, proveTicket } from '../../src-main/grant'
import { withEnd, type Draft } from '../../src-main/rights'
import { add, sharingSpace, type SharingSpace } from './sharing'
import { LocalNetwork, until } from './network'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const shows = (home: SharingSpace, id: string, names: string[]) =>
  until(() => home.names(id).join() === names.join(), `${names} are seen`)
const stateOf = async ({ received }: SharingSpace, id: string) =>
  (await received.list()).find(row => row.id === id)?.state
const reaches = (home: SharingSpace, id: string, state: string) =>
  until(async () => (await stateOf(home, id)) === state, `it is ${state}`)
const person = ({ space }: SharingSpace) => ({ kind: 'person' as const, did: space.identity })

const passable: Draft = {
  permission: [{ action: ['read', 'display', 'index', 'extract', 'grantUse'] }],
  prohibition: [{ action: ['sell'] }]
}

/** Alice's friends, which Bob may pass on, and does to Carol. */
async function three(options: { terms?: Draft } = {}) {
  const alice = await sharingSpace(network, 'alice')
  const bob = await sharingSpace(network, 'bob')
  const carol = await sharingSpace(network, 'carol')
  const friends = await alice.set('Friends', ['Dave'])
  const share = await alice.shares.create({
    label: 'Friends',
    selection: { kind: 'set', setId: friends.id },
    audience: person(bob),
    terms: passable,
    aboutOthers: true
  })
  const bobs = await bob.received.accept((await alice.shares.key(share.id)).key)
  await shows(bob, bobs.id, ['Dave'])
  const passed = await bob.shares.delegate({
    receivedId: bobs.id,
    audience: person(carol),
    ...(options.terms && { terms: options.terms })
  })
  const { key } = await bob.shares.key(passed.id)
  return { alice, bob, carol, friends, share, bobs, passed, key }
}

describe('rights that are passed on', () => {
  it('reach the third through the second, with the chain from the owner, and follow live', async () => {
    const { alice, bob, carol, friends, bobs, passed, key } = await three()
    expect(passed).toMatchObject({ derivedFrom: bobs.id, audience: person(carol) })
    expect(passed.terms.actions).not.toContain('grantUse')
    const preview = await carol.received.preview(key)
    expect(preview).toMatchObject({
      owner: bob.space.identity,
      passedOnFrom: alice.space.identity
    })
    const { id } = await carol.received.accept(key)
    await shows(carol, id, ['Dave'])
    await reaches(carol, id, 'live')
    await add(friends, ['Erin'])
    await shows(carol, id, ['Dave', 'Erin'])
    expect((await carol.received.list())[0]).toMatchObject({ mayPassOn: false })
    expect(alice.space.gate.peersOf(carol.space.networkKey)).toEqual([])
  })

  it('end when those end that they rest on, and are withheld while those are suspended', async () => {
    const { alice, bob, carol, friends, share, bobs, passed, key } = await three()
    const { id } = await carol.received.accept(key)
    await shows(carol, id, ['Dave'])
    await alice.shares.suspend(share.id)
    await reaches(bob, bobs.id, 'suspended')
    await reaches(carol, id, 'suspended')
    await alice.shares.resume(share.id)
    await shows(carol, id, ['Dave'])
    await reaches(carol, id, 'live')
    await alice.shares.revoke(share.id)
    await reaches(carol, id, 'revoked')
    await add(friends, ['Erin'])
    await shows(carol, id, [])
    expect((await bob.shares.get(passed.id)).state).toBe('revoked')
  })

  it('give not a block to a changed app that asks while those are suspended on which they rest', async () => {
    const { alice, bob, carol, friends, share, bobs, key } = await three()
    // Carol's app says and asks what it likes.
    await carol.received.close()
    await alice.shares.suspend(share.id)
    await reaches(bob, bobs.id, 'suspended')
    carol.space.swarm.joinPeer(bob.space.networkKey)
    const toBob = () => carol.space.gate.peersOf(bob.space.networkKey)[0]
    await until(() => toBob()?.did === bob.space.identity, 'they are connected')
    const { secret, grant } = parseKey(key)
    const { handshakeHash } = toBob()!
    const prover = carol.space.networkKey
    const proof = proveTicket(secret, { handshakeHash, prover, grant }).toString('base64')
    const name = Hypercore.discoveryKey(grant).toString('hex')
    const heard: unknown[] = []
    carol.space.gate.handle('grant.state', (_, body) => void heard.push(body))
    const copy = carol.space.store.get({ key: friends.set.key })
    await copy.ready()
    const asks = async (answer: string) => {
      const follow = carol.space.gate.follow(copy, { from: [bob.space.networkKey] })
      const download = copy.download({ start: 0, end: -1 })
      heard.length = 0
      toBob()!.send('grant.prove', { grant: name, proof })
      await until(() => heard.some(body => (body as { state: string }).state === answer), answer)
      await new Promise(resolve => setTimeout(resolve, 500))
      download.destroy()
      await follow.stop()
      return copy.contiguousLength
    }
    expect(await asks('suspended')).toBe(0)
    expect(copy.length).toBe(0)
    await alice.shares.resume(share.id)
    await reaches(bob, bobs.id, 'live')
    expect(await asks('active')).toBe(friends.set.length)
  })

  it('are ended by the one who passed them on, for that third alone', async () => {
    const { bob, carol, friends, bobs, passed, key } = await three()
    const { id } = await carol.received.accept(key)
    await shows(carol, id, ['Dave'])
    const report = await bob.shares.revoke(passed.id)
    expect(report).toMatchObject({ detached: 1, epoch: 0, resealed: 0 })
    await reaches(carol, id, 'revoked')
    await add(friends, ['Erin'])
    await shows(bob, bobs.id, ['Dave', 'Erin'])
    expect(carol.names(id)).toEqual([])
  })

  it('get the keys of a new epoch as their giver gets them', async () => {
    const { alice, carol, friends, key } = await three()
    const { id } = await carol.received.accept(key)
    await shows(carol, id, ['Dave'])
    const other = await alice.shares.create({
      label: 'x',
      selection: { kind: 'set', setId: friends.id }
    })
    await alice.shares.revoke(other.id)
    await add(friends, ['Erin'])
    await shows(carol, id, ['Dave', 'Erin'])
  })

  it('end when the terms that they rest on become too narrow for them', async () => {
    const { alice, carol, share, key } = await three()
    const { id } = await carol.received.accept(key)
    await shows(carol, id, ['Dave'])
    await alice.shares.narrow(share.id, {
      permission: [{ action: ['read', 'display', 'grantUse'] }],
      prohibition: passable.prohibition
    })
    await reaches(carol, id, 'revoked')
  })

  it('are renewed only as far as those that they rest on reach', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const carol = await sharingSpace(network, 'carol')
    const friends = await alice.set('Friends', ['Dave'])
    const end = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString()
    const terms = { ...passable, permission: withEnd(passable.permission, Date.parse(end(24))) }
    const share = await alice.shares.create({
      label: 'A day',
      selection: { kind: 'set', setId: friends.id },
      audience: person(bob),
      terms,
      aboutOthers: true
    })
    const { id: receivedId } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await shows(bob, receivedId, ['Dave'])
    const until = end(1)
    const passed = await bob.shares.delegate({ receivedId, audience: person(carol), until })
    const { id } = await carol.received.accept((await bob.shares.key(passed.id)).key)
    await shows(carol, id, ['Dave'])
    await bob.shares.renew(passed.id, end(2))
    await expect(bob.shares.renew(passed.id, end(48))).rejects.toMatchObject({
      code: 'POLICY_DENIED'
    })
    await reaches(carol, id, 'live')
  })

  it('are never wider, nor given where passing on is not permitted', async () => {
    const { alice, bob, carol, friends, bobs } = await three()
    const denied = { code: 'POLICY_DENIED' }
    const wider: Draft[] = [
      { permission: [{ action: ['read', 'print'] }], prohibition: passable.prohibition },
      { permission: [{ action: ['read'] }], prohibition: [] },
      {
        'ds:fields': ['name'],
        permission: [{ action: ['read'] }],
        prohibition: [{ action: ['sell'] }]
      }
    ]
    for (const terms of wider) {
      await expect(
        bob.shares.delegate({ receivedId: bobs.id, audience: person(carol), terms })
      ).rejects.toMatchObject(denied)
    }
    const anybody = { receivedId: bobs.id, audience: { kind: 'ticket' as const } }
    await expect(bob.shares.delegate(anybody)).rejects.toMatchObject({
      ...denied,
      details: { fault: 'audience' }
    })
    const { forbidden } = await bob.shares.delegatePreview(anybody)
    expect(forbidden).toMatchObject({ code: 'POLICY_DENIED' })
    expect(forbidden!.text.en).toMatch(/Choose a person/)
    expect(forbidden!.text['zh-CN']).toMatch(/请选择一个人/)
    const plain = await alice.shares.create({
      label: 'x',
      selection: { kind: 'set', setId: friends.id },
      audience: person(bob)
    })
    const held = await bob.received.accept((await alice.shares.key(plain.id)).key)
    await until(() => bob.received.lend(held.id) !== null, 'it is in force')
    await expect(
      bob.shares.delegate({ receivedId: held.id, audience: person(carol) })
    ).rejects.toMatchObject(denied)
    await expect(
      bob.shares.delegate({ receivedId: 'none', audience: person(carol) })
    ).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('are without what is counted: two looks do not become two for each', async () => {
    const { alice, bob, carol, friends } = await three()
    const twice = {
      leftOperand: 'count' as const,
      operator: 'lteq' as const,
      rightOperand: { '@value': '2', '@type': 'xsd:integer' as const }
    }
    const looks = { action: ['display' as const], constraint: [twice] }
    const give = async (permission: Draft['permission']) => {
      const { id } = await alice.shares.create({
        label: 'Looks',
        selection: { kind: 'set', setId: friends.id },
        audience: person(bob),
        terms: { permission, prohibition: [] },
        aboutOthers: true
      })
      return (await bob.received.accept((await alice.shares.key(id)).key)).id
    }
    const tied = { code: 'POLICY_DENIED', details: { fault: 'tied-to-uses' } }
    const receivedId = await give([looks, { action: ['read', 'grantUse'] }])
    await reaches(bob, receivedId, 'live')
    const audience = person(carol)
    const terms: Draft = { permission: [looks], prohibition: [] }
    await expect(bob.shares.delegate({ receivedId, audience, terms })).rejects.toMatchObject(tied)
    const { forbidden } = await bob.shares.delegatePreview({ receivedId, audience, terms })
    expect(forbidden!.text['zh-CN']).toContain('次数')
    // Without saying which, all the others are.
    expect((await bob.shares.delegate({ receivedId, audience })).terms.actions).toEqual(['read'])
    const only = await give([looks, { action: ['grantUse'] }])
    await reaches(bob, only, 'live')
    await expect(bob.shares.delegate({ receivedId: only, audience })).rejects.toMatchObject(tied)
  })

  it('are put into words before, with their labels, and nothing is made by that', async () => {
    const { alice, bob, carol, bobs } = await three()
    const dora = await sharingSpace(network, 'dora')
    const before = (await bob.shares.list()).length
    const end = '2999-01-01T12:00:00.000Z'
    const params = { receivedId: bobs.id, audience: person(dora), until: end }
    const said = await bob.shares.delegatePreview(params)
    expect(said.count).toBe(1)
    expect(said.forbidden).toBeUndefined()
    const sentences = said.terms.words.en
    expect(said.terms.words['zh-CN']).toHaveLength(sentences.length)
    expect(sentences.find(({ at }) => at === 'ds:derivedFrom')?.enforcement).toBe('enforced')
    expect(sentences.find(({ text }) => text.startsWith('Only until'))).toMatchObject({
      enforcement: 'metered',
      why: 'passed-on-ends'
    })
    expect(await bob.shares.list()).toHaveLength(before)
    // What is made says the same, but for the name of the grant itself.
    const made = await bob.shares.delegate(params)
    const told = (words: typeof sentences) =>
      words.filter(({ at }) => at !== 'uid').map(({ text, enforcement }) => [text, enforcement])
    expect(told(made.terms.words.en)).toEqual(told(sentences))

    const wider: Draft = {
      permission: [{ action: ['read', 'print'] }],
      prohibition: passable.prohibition
    }
    const refused = await bob.shares.delegatePreview({ ...params, terms: wider })
    expect(refused.forbidden).toMatchObject({ code: 'POLICY_DENIED' })
    expect(refused.forbidden!.text.en).toContain('permission.0.print')
    expect(refused.forbidden!.text['zh-CN']).toMatch(/超出/)
    expect(refused.terms.actions).toContain('print')
    const fewer: Draft = { ...passable, 'ds:fields': ['name'] }
    const cut = await bob.shares.delegatePreview({ ...params, terms: fewer })
    expect(cut.forbidden?.text['zh-CN']).toMatch(/字段/)
    const self = await bob.shares.delegatePreview({ ...params, audience: person(bob) })
    expect(self.forbidden).toMatchObject({ code: 'INVALID_ARGUMENT' })
    const past = { ...params, until: '2020-01-01T00:00:00.000Z' }
    await expect(bob.shares.delegatePreview(past)).rejects.toMatchObject({
      code: 'INVALID_ARGUMENT'
    })
    for (const receivedId of ['none', '__proto__', 'constructor']) {
      await expect(bob.shares.delegatePreview({ ...params, receivedId })).rejects.toMatchObject({
        code: 'NOT_FOUND'
      })
    }
    // Who holds nothing to pass on is told no terms of others.
    await expect(alice.shares.delegatePreview(params)).rejects.toMatchObject({ code: 'NOT_FOUND' })
    await expect(carol.shares.delegatePreview(params)).rejects.toMatchObject({ code: 'NOT_FOUND' })
  })

  it('are passed on once more where that was passed on as well, and verified to the owner', async () => {
    const { alice, bob, carol, key } = await three({
      terms: {
        permission: [{ action: ['read', 'display', 'grantUse'] }],
        prohibition: passable.prohibition
      }
    })
    const dora = await sharingSpace(network, 'dora')
    const carols = await carol.received.accept(key)
    await shows(carol, carols.id, ['Dave'])
    const last = await carol.shares.delegate({ receivedId: carols.id, audience: person(dora) })
    const doras = await dora.received.accept((await carol.shares.key(last.id)).key)
    await shows(dora, doras.id, ['Dave'])
    expect((await dora.received.list())[0]).toMatchObject({
      owner: carol.space.identity,
      passedOnFrom: alice.space.identity
    })
    expect(bob.space.gate.peersOf(dora.space.networkKey)).toEqual([])
  })

  it('come back after the one in the middle was away', async () => {
    const storage = await network.folder()
    const seed = Buffer.alloc(32, 77)
    const alice = await sharingSpace(network, 'alice')
    let bob = await sharingSpace(network, 'bob', { storage, seed })
    const carol = await sharingSpace(network, 'carol')
    const friends = await alice.set('Friends', ['Dave'])
    const share = await alice.shares.create({
      label: 'Friends',
      selection: { kind: 'set', setId: friends.id },
      audience: person(bob),
      terms: passable,
      aboutOthers: true
    })
    const bobs = await bob.received.accept((await alice.shares.key(share.id)).key)
    await shows(bob, bobs.id, ['Dave'])
    const passed = await bob.shares.delegate({ receivedId: bobs.id, audience: person(carol) })
    const { id } = await carol.received.accept((await bob.shares.key(passed.id)).key)
    await shows(carol, id, ['Dave'])
    await bob.space.close()
    await add(friends, ['Erin'])
    bob = await sharingSpace(network, 'bob', { storage, seed })
    await shows(carol, id, ['Dave', 'Erin'])
  })
})
