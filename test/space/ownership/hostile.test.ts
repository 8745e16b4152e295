import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  acceptTransfer,
  newDatomId,
  offerTransfer,
  signDispute,
  urnOf,
  type Opening
} from '../../../src-main/datom'
import type { Json, JsonObject } from '../../../src-main/identity'
import { card } from '../../datom/room'
import { handed, minted } from '../../datom/deeds'
import { LocalNetwork, until } from '../network'
import { friends, type Owner } from './owner'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

/** Sends a letter as a patched app would, and gives the word of the other side. */
async function word(from: Owner, to: Owner, kind: string, body: Json): Promise<string> {
  const { identity: did, networkKey: spaceKey } = to.space
  let answer = ''
  const id = await from.letters.send({ did, spaceKey, kind, body })
  from.letters.on('delivered', each => each === id && (answer = 'taken'))
  from.letters.on('refused', (each, code) => each === id && (answer = code))
  await until(() => answer !== '', 'there is an answer')
  return answer
}

describe('a hostile taker', () => {
  it('cannot make the giver retire what was not handed over, or not to him', async () => {
    const { alice, bob: mallory } = await friends(network)
    const hers = await alice.set()
    await mallory.set()
    const datom = await alice.datom(hers, 'Dana')
    const did = mallory.space.identity
    const { id } = await alice.ownership.transfers.offer({ id: datom.id, did })
    await mallory.sees(id, 'offered')
    const strange = handed(minted(), mallory.space.keys)
    const [deed, transfer, next] = strange.documents as [JsonObject, JsonObject, JsonObject]
    for (const body of [
      null,
      {},
      { id },
      { id, transfer, deed },
      { id, transfer, deed: next },
      { id: newDatomId(Date.now()), transfer, deed: next }
    ]) {
      expect(await word(mallory, alice, 'transfer.saved', body as Json)).not.toBe('taken')
    }
    // The transfer that Alice signs, but for another datom's credential.
    await mallory.ownership.transfers.accept({ id })
    await alice.sees(id, 'done')
    const other = await alice.datom(hers, 'Eve')
    const second = await alice.ownership.transfers.offer({ id: other.id, did })
    await mallory.sees(second.id, 'offered')
    expect(
      await word(mallory, alice, 'transfer.saved', { id: second.id, transfer, deed: next })
    ).not.toBe('taken')
    expect((await hers.set.get(other.id))!.status).toBe('active')
  })

  it('is refused by anybody who gets his copy of another’s letter', async () => {
    const { alice, bob } = await friends(network)
    const mallory = await friends(network)
    mallory.bob.knows(alice)
    const hers = await alice.set()
    const datom = await alice.datom(hers, 'Dana')
    const did = bob.space.identity
    const { id } = await alice.ownership.transfers.offer({ id: datom.id, did })
    await bob.sees(id, 'offered')
    for (const kind of ['transfer.accept', 'transfer.decline', 'transfer.saved']) {
      expect(await word(mallory.bob, alice, kind, { id })).not.toBe('taken')
    }
    expect(alice.ownership.transfers.of(datom.id)?.state).toBe('offered')
  })
})

describe('a hostile giver', () => {
  /** Bob has accepted something that Mallory offered by hand. */
  async function accepted(): Promise<{ mallory: Owner; bob: Owner; id: string }> {
    const { alice: mallory, bob } = await friends(network)
    await bob.set()
    const id = newDatomId(Date.now())
    const offer = { id, subject: 'Dana', category: 'contacts', level: 'personal', name: 'M' }
    // His own app would not play along.
    await mallory.ownership.close()
    mallory.letters.handle('transfer.accept', () => {})
    expect(await word(mallory, bob, 'transfer.offer', offer)).toBe('taken')
    await bob.sees(id, 'offered')
    return { mallory, bob, id }
  }

  function parcelOf(mallory: Owner, bob: Owner, id: string) {
    const owned = minted(mallory.space.keys)
    const facts = {
      id,
      to: bob.space.identity,
      datom: urnOf(owned.datom.id),
      credential: owned.documents[0]!
    }
    const transfer = offerTransfer(facts, mallory.space.keys, Date.now())
    const shown: Opening = {
      'ds:salt': Buffer.alloc(32, 5).toString('base64url'),
      'ds:content': JSON.parse(
        JSON.stringify({ ...owned.datom, tags: undefined, status: undefined, changed: undefined })
      ) as JsonObject
    }
    return { id, transfer, documents: owned.documents, opening: shown, blobs: [] as Json[] }
  }

  it('is taken at nothing but what his signatures prove', async () => {
    for (const spoil of [
      (parcel: ReturnType<typeof parcelOf>) => ({
        ...parcel,
        opening: { ...parcel.opening, 'ds:content': { content: card('Eve') as unknown as Json } }
      }),
      (parcel: ReturnType<typeof parcelOf>) => ({ ...parcel, documents: [] }),
      (parcel: ReturnType<typeof parcelOf>) => ({ ...parcel, transfer: { proof: [] } }),
      (parcel: ReturnType<typeof parcelOf>) => ({
        ...parcel,
        blobs: [{ hash: 'a'.repeat(64), mediaType: 'image/png', data: 'AAAA' }]
      })
    ]) {
      const { mallory, bob, id } = await accepted()
      // Before he said yes, nothing is taken at all.
      const parcel = parcelOf(mallory, bob, id)
      expect(await word(mallory, bob, 'transfer.parcel', parcel as unknown as Json)).toBe(
        'CANCELLED'
      )
      await bob.ownership.transfers.accept({ id })
      const spoilt = spoil(parcel) as unknown as Json
      expect(await word(mallory, bob, 'transfer.parcel', spoilt)).toBe('STATEMENT_INVALID')
      expect(await bob.sets.all()[0]!.set.count()).toBe(0)
      expect(bob.ownership.transfers.list()[0]!.state).toBe('failed')
    }
  })

  it('cannot hand over what is another’s', async () => {
    const { mallory, bob, id } = await accepted()
    await bob.ownership.transfers.accept({ id })
    const owned = minted()
    const facts = {
      id,
      to: bob.space.identity,
      datom: urnOf(owned.datom.id),
      credential: owned.documents[0]!
    }
    const theirs = acceptTransfer(
      offerTransfer(facts, mallory.space.keys, Date.now()),
      mallory.space.keys,
      Date.now()
    )
    const parcel = { ...parcelOf(mallory, bob, id), documents: owned.documents, transfer: theirs }
    expect(await word(mallory, bob, 'transfer.parcel', parcel as unknown as Json)).toBe(
      'STATEMENT_INVALID'
    )
  })

  it('cannot fill the list of offers, nor open what is of no form', async () => {
    const { alice: mallory, bob } = await friends(network)
    const offer = () => ({
      id: newDatomId(Date.now()),
      subject: 'x',
      category: 'contacts',
      level: 'personal',
      name: 'M'
    })
    for (const wrong of [null, 7, {}, { ...offer(), id: '../x' }, { ...offer(), level: 'god' }]) {
      expect(await word(mallory, bob, 'transfer.offer', wrong as Json)).toBe('STATEMENT_INVALID')
    }
    for (let n = 0; n < 50; n++) await word(mallory, bob, 'transfer.offer', offer())
    expect(await word(mallory, bob, 'transfer.offer', offer())).toBe('LIMIT_EXCEEDED')
    expect(bob.ownership.transfers.list()).toHaveLength(50)
  })
})

describe('a dispute', () => {
  it('by another is kept with the datom and shown with who signed it, and changes nothing', async () => {
    const { alice, bob } = await friends(network)
    const hers = await alice.set()
    const datom = await alice.datom(hers, 'Dana')
    const claim = { datom: urnOf(datom.id), core: hers.coreKey, reason: 'That is my address' }
    const record = signDispute(claim, bob.space.keys, Date.now())
    expect(await word(bob, alice, 'ownership.dispute', { record } as unknown as Json)).toBe('taken')
    const chain = await alice.ownership.chain({ id: datom.id })
    expect(chain).toMatchObject({
      status: 'active',
      records: [{ kind: 'dispute', name: 'Bob', valid: true, reason: 'That is my address' }]
    })
    const forged = signDispute(claim, alice.space.keys, Date.now())
    expect(await word(bob, alice, 'ownership.dispute', { record: forged } as unknown as Json)).toBe(
      'STATEMENT_INVALID'
    )
    const unknown = signDispute({ ...claim, datom: urnOf(newDatomId(1)) }, bob.space.keys, 1)
    expect(
      await word(bob, alice, 'ownership.dispute', { record: unknown } as unknown as Json)
    ).toBe('NOT_FOUND')
  })
})
