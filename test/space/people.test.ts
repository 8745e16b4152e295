import { bech32m } from '@scure/base'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { formatPersonKey, formatPersonLink, parsePersonKey } from '../../src-main/space/people'
import { LocalNetwork, until } from './network'
import { pair, personHome, type PersonHome } from './people-home'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const didOf = (home: PersonHome) => home.people.me().did
const rowOf = (home: PersonHome, who: PersonHome) =>
  home.people.list().find(({ did }) => did === didOf(who))
const requestOf = (home: PersonHome) => home.requests.list()[0]

describe('the key of a person', () => {
  const key = {
    did: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK',
    spaceKey: Buffer.alloc(32, 7)
  }
  const text = formatPersonKey(key)

  it('is read back however it was pasted', () => {
    const broken = `${text.slice(0, 40)}\n ${text.slice(40)}`
    for (const pasted of [
      text,
      text.toUpperCase(),
      formatPersonLink(key),
      `Me: ${text}, hello`,
      broken,
      `${broken}\nhello`
    ]) {
      expect(parsePersonKey(pasted)).toEqual(key)
    }
    expect(formatPersonLink(key).length).toBeLessThan(150)
  })

  it('with a wrong letter, without its end, or none at all says what it is', () => {
    const code = (pasted: string) => {
      try {
        parsePersonKey(pasted)
        return ''
      } catch (error) {
        return (error as { code: string }).code
      }
    }
    expect(code('hello')).toBe('KEY_MALFORMED')
    expect(code(text.slice(0, 60))).toBe('KEY_TRUNCATED')
    expect(code(`${text.slice(0, 40)}o${text.slice(41, 60)}`)).toBe('KEY_MISTYPED')
    const newer = bech32m.encode('person', bech32m.toWords(Buffer.alloc(80, 2)), 300)
    expect(code(newer)).toBe('KEY_VERSION')
    const shapeless = bech32m.encode('person', bech32m.toWords(Buffer.alloc(40, 1)), 300)
    expect(code(shapeless)).toBe('KEY_MALFORMED')
    for (let place = 'person1'.length; place < text.length; place++) {
      const other = text[place] === 'q' ? 'p' : 'q'
      const wrong = text.slice(0, place) + other + text.slice(place + 1)
      expect(code(wrong)).toBe('KEY_MISTYPED')
    }
  })
})

describe('the address book', () => {
  it('verifies whom a pasted key names once that identity is proved, and pairs two', async () => {
    const alice = await personHome(network, 'Alice')
    const bob = await personHome(network, 'Bob')
    const added = await alice.people.add({ key: bob.people.me().link, name: 'Bobby' })
    expect(added).toMatchObject({
      did: didOf(bob),
      name: 'Bobby',
      verified: null,
      pairing: 'asked'
    })
    await until(() => rowOf(bob, alice) !== undefined, 'Bob is asked')
    expect(rowOf(bob, alice)).toMatchObject({ name: 'Alice', pairing: 'asks' })
    expect(rowOf(bob, alice)!.verified).not.toBe(null)
    await bob.people.accept({ did: didOf(alice) })
    await until(() => rowOf(alice, bob)?.pairing === 'mutual', 'Alice has his yes')
    expect(rowOf(bob, alice)!.pairing).toBe('mutual')
    expect(rowOf(alice, bob)).toMatchObject({ name: 'Bobby', note: 'Bob', online: true })
    expect(rowOf(alice, bob)!.verified).not.toBe(null)
    await alice.people.rename({ did: didOf(bob), name: 'Robert' })
    expect(rowOf(alice, bob)!.name).toBe('Robert')
    await alice.people.remove({ did: didOf(bob) })
    expect(alice.people.list()).toEqual([])
    await expect(alice.people.add({ key: alice.people.me().key })).rejects.toMatchObject({
      code: 'GRANT_OWN'
    })
  })

  it('is paired at once when both add each other', async () => {
    const alice = await personHome(network, 'Alice')
    const bob = await personHome(network, 'Bob')
    await Promise.all([
      alice.people.add({ key: bob.people.me().key }),
      bob.people.add({ key: alice.people.me().key })
    ])
    await until(() => rowOf(alice, bob)?.pairing === 'mutual', 'Alice has Bob')
    await until(() => rowOf(bob, alice)?.pairing === 'mutual', 'Bob has Alice')
  })

  it('keeps somebody unverified whose key names another space', async () => {
    const alice = await personHome(network, 'Alice')
    const bob = await personHome(network, 'Bob')
    const mallory = await personHome(network, 'Mallory')
    // A key that says: Bob is at Mallory's.
    const forged = formatPersonKey({ did: didOf(bob), spaceKey: mallory.space.networkKey })
    await alice.people.add({ key: forged })
    await until(
      () => alice.space.gate.peersOf(mallory.space.networkKey).length > 0,
      'Mallory is there'
    )
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(alice.people.list()).toMatchObject([{ did: didOf(bob), verified: null }])
    expect(mallory.people.list()).toEqual([])
  })
})

describe('a request', () => {
  it('is granted with a share whose key comes back, though both were away in between', async () => {
    const alice = await personHome(network, 'Alice')
    let bob = await personHome(network, 'Bob')
    await pair(alice, bob)
    const friends = await alice.set('Friends', ['Carol', 'Dave'])
    const { storage, seed } = alice
    await alice.stop()
    const sent = await bob.requests.send({
      did: didOf(alice),
      message: 'May I have your friends?',
      fields: ['name']
    })
    expect(sent).toMatchObject({ state: 'queued', direction: 'out', name: 'Alice' })
    const bobs = { storage: bob.storage, seed: bob.seed }
    await bob.stop()
    bob = await personHome(network, 'Bob', bobs)
    const again = await personHome(network, 'Alice', { storage, seed })
    await until(() => again.requests.list().length === 1, 'Alice is asked')
    expect(requestOf(again)).toMatchObject({
      direction: 'in',
      state: 'waiting',
      message: 'May I have your friends?',
      fields: ['name'],
      name: 'Bob'
    })
    await until(() => requestOf(bob)?.state === 'sent', 'Bob knows that it arrived')
    await bob.stop()

    const answered = await again.requests.grant({
      id: requestOf(again)!.id,
      label: 'For Bob',
      selection: { kind: 'set', setId: friends },
      fields: ['name'],
      message: 'Here you are'
    })
    expect(answered.state).toBe('granted')
    const [share] = await again.shares.list()
    expect(share).toMatchObject({
      id: answered.shareId,
      audience: { kind: 'person', did: didOf(bob), name: 'Bob' }
    })
    bob = await personHome(network, 'Bob', bobs)
    await until(() => requestOf(bob)?.state === 'granted', 'Bob has the answer')
    const { key, answer } = requestOf(bob)!
    expect(answer).toBe('Here you are')
    expect(await bob.received.preview(key!)).toMatchObject({
      label: 'For Bob',
      audience: { kind: 'person', did: didOf(bob) }
    })
    const { id } = await bob.received.accept(key!)
    await until(async () => (await bob.names()).join() === 'Carol,Dave', 'Bob has the contacts')
    expect(requestOf(bob)!.receivedId).toBe(id)
    await expect(again.requests.decline({ id: requestOf(again)!.id })).rejects.toMatchObject({
      code: 'CONFLICT'
    })
  })

  it('is declined with words, or withdrawn before and after it was delivered', async () => {
    const alice = await personHome(network, 'Alice')
    const bob = await personHome(network, 'Bob')
    await pair(alice, bob)
    const ask = (message: string) => bob.requests.send({ did: didOf(alice), message })
    const declined = await ask('first')
    await until(() => requestOf(alice)?.message === 'first', 'Alice is asked')
    await alice.requests.decline({ id: requestOf(alice)!.id, message: 'Not today' })
    await until(() => requestOf(bob)?.state === 'declined', 'Bob hears of it')
    expect(requestOf(bob)).toMatchObject({ id: declined.id, answer: 'Not today' })

    const second = await ask('second')
    await until(() => requestOf(alice)?.message === 'second', 'Alice is asked again')
    await bob.requests.withdraw({ id: second.id })
    await until(() => requestOf(alice)?.state === 'withdrawn', 'Alice hears of it')
    await expect(alice.requests.decline({ id: requestOf(alice)!.id })).rejects.toMatchObject({
      code: 'CONFLICT'
    })

    await alice.stop()
    const third = await ask('third')
    expect(await bob.requests.withdraw({ id: third.id })).toMatchObject({ state: 'withdrawn' })
    expect(bob.letters.isWaiting(third.id)).toBe(false)
  })

  it('cannot be answered by somebody else, nor with the key of a third space', async () => {
    const alice = await personHome(network, 'Alice')
    const bob = await personHome(network, 'Bob')
    const mallory = await personHome(network, 'Mallory')
    await pair(alice, bob)
    await pair(mallory, bob)
    const sent = await bob.requests.send({ did: didOf(alice), message: 'please' })
    const friends = await alice.set('Friends', ['Carol'])
    const share = await alice.shares.create({
      label: 'x',
      selection: { kind: 'set', setId: friends }
    })
    const { key } = await alice.shares.key(share.id)
    const refused: string[] = []
    mallory.letters.on('refused', (_id, code) => refused.push(code))
    alice.letters.on('refused', (_id, code) => refused.push(code))
    await mallory.letters.send({
      ...mallory.people.addressOf(didOf(bob)),
      kind: 'request.granted',
      body: { request: sent.id, key }
    })
    await until(() => refused.length === 1, 'it is refused')
    const malloryKey = await mallory.shares.create({
      label: 'x',
      selection: { kind: 'set', setId: await mallory.set('Trap', ['Eve']) }
    })
    await alice.letters.send({
      ...alice.people.addressOf(didOf(bob)),
      kind: 'request.granted',
      body: { request: sent.id, key: (await mallory.shares.key(malloryKey.id)).key }
    })
    await until(() => refused.length === 2, 'it is refused')
    expect(refused).toEqual(['NOT_FOUND', 'STATEMENT_INVALID'])
    expect(requestOf(bob)!.state).toBe('sent')
  })

  it('from one who asks too much is refused', async () => {
    const alice = await personHome(network, 'Alice')
    const bob = await personHome(network, 'Bob')
    await pair(alice, bob)
    const refused: string[] = []
    bob.letters.on('refused', (_id, code) => refused.push(code))
    for (let n = 0; n < 22; n++) await bob.requests.send({ did: didOf(alice), message: `${n}` })
    await until(() => refused.length === 2, 'the last are refused')
    expect(alice.requests.list().length).toBe(20)
  })
})

describe('a share for a person of the address book', () => {
  it('is offered to them by letter, and is no more there once it is accepted', async () => {
    const alice = await personHome(network, 'Alice')
    const bob = await personHome(network, 'Bob')
    await pair(alice, bob)
    const friends = await alice.set('Friends', ['Carol'])
    await alice.calls['shares.create']!(
      {
        label: 'For you',
        selection: { kind: 'set', setId: friends },
        audience: { kind: 'person', did: didOf(bob) }
      },
      'window'
    )
    await until(() => bob.offers.list().length === 1, 'it is offered')
    const [offer] = bob.offers.list()
    expect(offer).toMatchObject({ label: 'For you', did: didOf(alice), name: 'Alice' })
    await bob.received.accept(offer!.key)
    expect(bob.offers.list()).toEqual([])
  })
})
