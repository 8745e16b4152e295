import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeLetter, parseLetter } from '../../src-main/space/letters/letter'
import { Parcel, PART, parsePart, PARTS_READY, TAKEN } from '../../src-main/space/letters/message'
import { Letters, type LetterHandler, type ReceivedLetter } from '../../src-main/space/letters'
import type { Space, SpaceOptions } from '../../src-main/space/space'
import { LocalNetwork, until } from './network'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

async function post(
  host: string,
  options: Partial<SpaceOptions> & { handler?: LetterHandler; knows?: () => boolean } = {}
) {
  const { handler, knows, ...others } = options
  const space = await network.space(host, others)
  const letters = new Letters({ space, ...(knows && { knows }) })
  const came: ReceivedLetter[] = []
  letters.handle('greeting', letter => {
    came.push(letter)
    return handler?.(letter)
  })
  await space.attach(letters)
  return { space, letters, came }
}

const to = ({ space }: { space: Space }) => ({ did: space.identity, spaceKey: space.networkKey })
const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

describe('a letter', () => {
  it('reaches the other space, once and in order, with who wrote it', async () => {
    const alice = await post('alice')
    const bob = await post('bob')
    const delivered: string[] = []
    alice.letters.on('delivered', id => delivered.push(id))
    const ids: string[] = []
    for (const number of [1, 2, 3]) {
      ids.push(await alice.letters.send({ ...to(bob), kind: 'greeting', body: { number } }))
    }
    await until(() => delivered.length === 3, 'all are delivered')
    expect(bob.came.map(({ body }) => body)).toEqual([{ number: 1 }, { number: 2 }, { number: 3 }])
    expect(bob.came.map(({ id }) => id)).toEqual(ids)
    expect(bob.came[0]).toMatchObject({
      from: alice.space.identity,
      spaceKey: alice.space.networkKey
    })
    expect(await alice.space.database.list('letters')).toEqual([])
  })

  it('waits for a space that is away, over a restart of its own', async () => {
    const seeds = { alice: Buffer.alloc(32, 21), bob: Buffer.alloc(32, 22) }
    const storage = { alice: await network.folder(), bob: await network.folder() }
    let alice = await post('alice', { seed: seeds.alice, storage: storage.alice })
    let bob = await post('bob', { seed: seeds.bob, storage: storage.bob })
    const address = to(bob)
    await bob.space.close()
    const id = await alice.letters.send({ ...address, kind: 'greeting', body: 'hello' })
    expect(alice.letters.isWaiting(id)).toBe(true)
    await alice.space.close()
    alice = await post('alice', { seed: seeds.alice, storage: storage.alice })
    bob = await post('bob', { seed: seeds.bob, storage: storage.bob })
    await until(() => bob.came.length === 1, 'it came')
    await until(() => !alice.letters.isWaiting(id), 'it is taken')
    expect(bob.came[0]).toMatchObject({ id, body: 'hello' })
  })

  it('is taken once, though its acknowledgement was lost and it came again', async () => {
    const alice = await post('alice')
    const bob = await post('bob')
    const letter = encodeLetter(
      {
        id: 'one',
        kind: 'greeting',
        to: bob.space.identity,
        at: new Date().toISOString(),
        body: 1
      },
      alice.space.keys
    )
    alice.space.swarm.joinPeer(bob.space.networkKey)
    await until(() => alice.space.gate.peers.size > 0, 'they are connected')
    const [peer] = [...alice.space.gate.peers]
    await peer!.greeted()
    for (let times = 0; times < 3; times++) {
      for (const part of Parcel.split('one', letter)) peer!.send(PART, part)
    }
    await until(() => bob.came.length > 0, 'it came')
    await pause(100)
    expect(bob.came.length).toBe(1)
  })

  it('of a megabyte comes whole from who is known, and is refused from a stranger', async () => {
    const alice = await post('alice')
    const bob = await post('bob', { knows: () => true })
    const carol = await post('carol')
    const body = 'x'.repeat(1_000_000)
    await alice.letters.send({ ...to(bob), kind: 'greeting', body })
    await until(() => bob.came.length === 1, 'it came')
    expect(bob.came[0]!.body).toBe(body)
    const refused: string[] = []
    alice.letters.on('refused', (_id, code) => refused.push(code))
    await alice.letters.send({ ...to(carol), kind: 'greeting', body })
    await until(() => refused.length > 0, 'it is refused')
    expect(refused).toEqual(['LIMIT_EXCEEDED'])
    expect(carol.came).toEqual([])
  })

  it('is refused by who does not know its kind, and taken back before it is sent', async () => {
    const alice = await post('alice')
    const bob = await post('bob')
    const refused: string[] = []
    alice.letters.on('refused', (_id, code) => refused.push(code))
    await alice.letters.send({ ...to(bob), kind: 'unheard.of', body: null })
    await until(() => refused.length > 0, 'it is refused')
    expect(refused).toEqual(['UNSUPPORTED'])
    await bob.space.close()
    const id = await alice.letters.send({ ...to(bob), kind: 'greeting', body: 1 })
    expect(await alice.letters.cancel(id)).toBe(true)
    expect(await alice.letters.cancel(id)).toBe(false)
    expect(alice.letters.isWaiting(id)).toBe(false)
  })

  it('comes again as soon as the other space can take letters, when it came before that', async () => {
    const alice = await post('alice')
    const space = await network.space('bob')
    const letters = new Letters({ space })
    const came: ReceivedLetter[] = []
    letters.handle('greeting', letter => void came.push(letter))
    const id = await alice.letters.send({ ...to({ space }), kind: 'greeting', body: 1 })
    const lost = () => [...space.gate.peers].some(({ ignored }) => ignored.unknown > 0)
    await until(lost, 'it came to nobody')
    await space.attach(letters)
    await until(() => came.length === 1, 'it came again')
    await until(() => !alice.letters.isWaiting(id), 'it is taken')
  })

  it('is not refused since its beginning was lost, but waited for', async () => {
    const alice = await network.space('alice')
    const bob = await post('bob', { knows: () => true })
    const answers: unknown[] = []
    alice.gate.handle(TAKEN, (_peer, body) => void answers.push(body))
    const at = new Date().toISOString()
    const facts = { kind: 'greeting', to: bob.space.identity, at, body: 'x'.repeat(60_000) }
    const letter = encodeLetter({ id: 'one', ...facts }, alice.keys)
    alice.swarm.joinPeer(bob.space.networkKey)
    await until(() => alice.gate.peers.size > 0, 'they are connected')
    const [peer] = [...alice.gate.peers]
    await peer!.greeted()
    const parts = Parcel.split('one', letter)
    expect(parts.length).toBeGreaterThan(2)
    for (const part of [...parts.slice(1), ...parts]) peer!.send(PART, part)
    await until(() => answers.length > 0, 'it is answered')
    expect([answers, bob.came.length]).toEqual([[{ id: 'one' }], 1])
  })

  it('comes again when it could not be saved', async () => {
    let fails = true
    const alice = await post('alice')
    const bob = await post('bob', {
      handler: () => {
        if (fails) throw new Error('the disk is on fire')
      }
    })
    const faults: unknown[] = []
    bob.letters.on('fault', error => faults.push(error))
    const id = await alice.letters.send({ ...to(bob), kind: 'greeting', body: 1 })
    await until(() => faults.length === 1, 'it failed')
    fails = false
    for (const peer of alice.space.gate.peers) peer.close()
    await until(() => !alice.letters.isWaiting(id), 'it is taken')
  })
})

describe('a hostile space', () => {
  it('is not sent a letter again as often as it asks', async () => {
    const alice = await post('alice')
    const mallory = await network.space('mallory')
    const came: unknown[] = []
    mallory.gate.handle(PART, (_peer, body) => void came.push(body))
    await alice.letters.send({ ...to({ space: mallory }), kind: 'greeting', body: 1 })
    await until(() => came.length === 1, 'it came')
    const [peer] = [...mallory.gate.peers]
    for (let times = 0; times < 50; times++) peer!.send(PARTS_READY, {})
    peer!.send(PART, {})
    const [her] = [...alice.space.gate.peers]
    await until(() => her!.ignored.malformed > 0, 'she has heard all of it')
    her!.send(PART, 'the last one')
    await until(() => came.at(-1) === 'the last one', 'all that she sent came')
    expect(came).toEqual([came[0], came[0], 'the last one'])
  })
})

describe('a hostile sender', () => {
  type Twist = (letter: ReturnType<typeof encodeLetter>) => object
  it.each<[string, Twist]>([
    ['signed by nobody', letter => ({ ...letter, signature: '' })],
    ['changed after it was signed', letter => ({ ...letter, body: 'pay me' })],
    [
      'for somebody else',
      letter => ({ ...letter, to: 'did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK' })
    ],
    ['under another id', letter => ({ ...letter, id: 'two' })],
    ['that is none', () => ({})],
    ['with a time that is none', letter => ({ ...letter, at: 'now' })]
  ])('is refused with a letter %s', async (_, twist) => {
    const alice = await post('alice')
    const bob = await post('bob')
    const honest = encodeLetter(
      {
        id: 'one',
        kind: 'greeting',
        to: bob.space.identity,
        at: new Date().toISOString(),
        body: 1
      },
      alice.space.keys
    )
    const answers: unknown[] = []
    await alice.letters.close()
    alice.space.gate.handle(TAKEN, (_peer, body) => answers.push(body))
    alice.space.swarm.joinPeer(bob.space.networkKey)
    await until(() => alice.space.gate.peers.size > 0, 'they are connected')
    const [peer] = [...alice.space.gate.peers]
    await peer!.greeted()
    for (const part of Parcel.split('one', twist(honest) as never)) peer!.send(PART, part)
    await until(() => answers.length > 0, 'there is an answer')
    expect(answers[0]).toEqual({ id: 'one', refused: 'STATEMENT_INVALID' })
    expect(bob.came).toEqual([])
  })

  it('gets nowhere with parts that are none, out of order, or too many', () => {
    for (const body of [null, 1, {}, { id: 'a', part: 1, parts: 1, data: '' }]) {
      expect(parsePart(body)).toBe(null)
    }
    expect(parsePart({ id: 'a', part: 0, parts: 1e9, data: '' })).toBe(null)
    expect(parsePart({ id: 'a', part: 0, parts: 1, data: 'x'.repeat(60_000) })).toBe(null)
    const parcel = new Parcel('a', 10)
    expect(parcel.add({ id: 'a', part: 0, parts: 3, data: Buffer.alloc(5) })).toBe('incomplete')
    expect(parcel.add({ id: 'a', part: 2, parts: 3, data: Buffer.alloc(1) })).toBe('refused')
    expect(new Parcel('a', 4).add({ id: 'a', part: 0, parts: 2, data: Buffer.alloc(5) })).toBe(
      'refused'
    )
    expect(parseLetter(Buffer.from('{"id":'))).toBe(null)
  })
})
