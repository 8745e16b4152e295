import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  changeDatom,
  DatomSet,
  isHandedOver,
  mintDatom,
  Replay,
  verifyOwnership
} from '../../../src-main/datom'
import { receivedSource } from '../../../src-main/space/contacts'
import { Received, type ShownSet } from '../../../src-main/space/received'
import { card } from '../../datom/room'
import { LocalNetwork, until } from '../network'
import { friends, Owner } from './owner'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

describe('a datom that Alice hands over to Bob', () => {
  it('becomes his, with its content and every owner, and is retired with her', async () => {
    const { alice, bob } = await friends(network)
    const hers = await alice.set()
    const his = await bob.set()
    const datom = await alice.datom(hers, 'Dana')
    const { id } = await alice.ownership.transfers.offer({
      id: datom.id,
      did: bob.space.identity,
      message: 'She moved to your city'
    })
    await bob.sees(id, 'offered')
    expect(bob.ownership.transfers.list()[0]).toMatchObject({
      direction: 'in',
      name: 'Alice',
      subjectName: 'Dana',
      message: 'She moved to your city'
    })
    // Nothing of the content has left before he accepts.
    expect((await hers.set.get(datom.id))!.content.name!.full).toBe('Dana')
    await bob.ownership.transfers.accept({ id })
    await alice.sees(id, 'done')
    await bob.sees(id, 'done')

    const left = (await hers.set.get(datom.id))!
    expect(left).toMatchObject({ status: 'retired', tags: [], version: 2 })
    expect(JSON.stringify(left.content)).not.toContain('Dana')
    expect(isHandedOver(left)).toBe(true)
    const listed = async (owner: Owner) =>
      (await owner.contacts.page({})).rows.map(({ name }) => name)
    await until(async () => (await listed(bob)).length === 1, 'Bob lists it')
    expect([await listed(alice), await listed(bob)]).toEqual([[], ['Dana']])

    const { datomId } = bob.ownership.transfers.list()[0]!
    const taken = (await his.set.get(datomId!))!
    expect(taken.content).toEqual(datom.content)
    expect(taken).toMatchObject({ status: 'active', version: 1, tags: [], level: 'personal' })
    expect(taken.id).not.toBe(datom.id)

    const { text } = await bob.ownership.credential({ kind: 'datom', id: datomId! })
    const owners = [alice.space.identity, bob.space.identity]
    for (const file of [
      text,
      (await alice.ownership.credential({ kind: 'datom', id: datom.id })).text
    ]) {
      const verdict = verifyOwnership(file)
      expect([verdict.valid, verdict.owner]).toEqual([true, bob.space.identity])
      expect(verdict.owners.map(({ did }) => did)).toEqual(owners)
    }
    expect(text).not.toContain('Dana')
    const chain = await alice.ownership.chain({ id: datom.id })
    expect(chain).toMatchObject({
      own: false,
      status: 'retired',
      transferred: { to: bob.space.identity, name: 'Bob' },
      records: [{ kind: 'transfer', valid: true, toName: 'Bob' }]
    })
    expect((await bob.ownership.chain({ id: datomId! })).owners).toMatchObject([
      { name: 'Alice', own: false },
      { name: 'Bob', own: true }
    ])
    expect(alice.told.map(({ event, person }) => [event, person])).toEqual([
      ['transfer', bob.space.identity]
    ])
    expect(bob.told.map(({ event, person }) => [event, person])).toEqual([
      ['receive', alice.space.identity]
    ])
  })

  it('goes on to Carol with the chain of all three, and takes its picture along', async () => {
    const { alice, bob } = await friends(network)
    const carol = await Owner.open(network, 'Carol')
    bob.knows(carol)
    carol.knows(bob)
    const [hers, his, carols] = [await alice.set(), await bob.set(), await carol.set()]
    const bytes = Buffer.alloc(400_000, 7)
    const hash = createHash('sha256').update(bytes).digest('hex')
    const media = { photo: { kind: 'photo', blobId: hash, mediaType: 'image/png' } }
    const content = card('Dana', { media } as object)
    const datom = mintDatom({ content }, Date.now())
    await hers.set.put([datom], { blobs: [{ hash, mediaType: 'image/png', bytes }] })
    const first = await handOver(alice, bob, datom.id)
    const second = await handOver(bob, carol, first)
    expect((await his.set.get(first))!.status).toBe('retired')
    expect((await carols.set.get(second))!.content).toEqual(content)
    expect(Buffer.from((await carols.set.blob(hash))!.bytes).equals(bytes)).toBe(true)
    const { text } = await carol.ownership.credential({ kind: 'datom', id: second, reveal: true })
    const verdict = verifyOwnership(text)
    expect(verdict).toMatchObject({ valid: true, owner: carol.space.identity })
    expect(verdict.owners.map(({ did }) => did)).toEqual(
      [alice, bob, carol].map(({ space }) => space.identity)
    )
    expect(text).toContain('Dana')
  })

  it('cannot be changed, restored or handed over again by her', async () => {
    const { alice, bob } = await friends(network)
    const hers = await alice.set()
    await bob.set()
    const datom = await alice.datom(hers, 'Dana')
    await handOver(alice, bob, datom.id)
    const left = (await hers.set.get(datom.id))!
    const refused = expect.objectContaining({ code: 'NOT_WRITABLE' })
    const again = changeDatom(left, { content: card('Dana') }, Date.now())
    await expect(hers.set.put([again])).rejects.toEqual(refused)
    await expect(hers.set.restore(datom.id, 1, Date.now())).rejects.toEqual(refused)
    await expect(alice.ownership.retire({ id: datom.id, reason: 'x' })).rejects.toEqual(refused)
    await expect(
      alice.ownership.transfers.offer({ id: datom.id, did: bob.space.identity })
    ).rejects.toEqual(expect.objectContaining({ code: 'CONFLICT' }))
  })

  it('stays hers when he declines, and when she takes the offer back', async () => {
    const { alice, bob } = await friends(network)
    const hers = await alice.set()
    await bob.set()
    const datom = await alice.datom(hers, 'Dana')
    const did = bob.space.identity
    const one = await alice.ownership.transfers.offer({ id: datom.id, did })
    await expect(alice.ownership.transfers.offer({ id: datom.id, did })).rejects.toEqual(
      expect.objectContaining({ code: 'CONFLICT' })
    )
    await bob.sees(one.id, 'offered')
    await bob.ownership.transfers.decline({ id: one.id, reason: 'I know her too' })
    await alice.sees(one.id, 'declined')
    expect(alice.ownership.transfers.of(datom.id)?.reason).toBe('I know her too')
    const two = await alice.ownership.transfers.offer({ id: datom.id, did })
    await bob.sees(two.id, 'offered')
    await alice.ownership.transfers.withdraw({ id: two.id })
    await bob.sees(two.id, 'withdrawn')
    await expect(bob.ownership.transfers.accept({ id: two.id })).rejects.toEqual(
      expect.objectContaining({ code: 'CONFLICT' })
    )
    expect(await hers.set.get(datom.id)).toEqual(datom)
  })

  it('is not to be had any more once she retired it', async () => {
    const { alice, bob } = await friends(network)
    const hers = await alice.set()
    await bob.set()
    const { id: datomId } = await alice.datom(hers, 'Dana')
    const did = bob.space.identity
    const { id } = await alice.ownership.transfers.offer({ id: datomId, did })
    await bob.sees(id, 'offered')
    await alice.ownership.retire({ id: datomId, reason: 'Out of date' })
    await bob.sees(id, 'withdrawn')
    await expect(alice.ownership.transfers.offer({ id: datomId, did })).rejects.toEqual(
      expect.objectContaining({ code: 'CONFLICT' })
    )
  })

  it('arrives though both are restarted between any two steps', async () => {
    const { alice, bob } = await friends(network)
    const hers = await alice.set()
    const { id: setId } = await bob.set()
    const datom = await alice.datom(hers, 'Dana')
    await bob.space.close()
    const { id } = await alice.ownership.transfers.offer({
      id: datom.id,
      did: bob.space.identity
    })
    await alice.restart()
    await bob.start()
    await bob.sees(id, 'offered')
    // Bob accepts while Alice is away.
    await alice.space.close()
    await bob.ownership.transfers.accept({ id })
    await bob.restart()
    await alice.start()
    await alice.reached(id, 'delivered')
    for (let times = 0; times < 3; times++) {
      await Promise.all([alice.restart(), bob.restart()])
    }
    await alice.sees(id, 'done')
    await bob.sees(id, 'done')
    const mine = alice.sets.own(hers.id)
    expect((await mine.set.get(datom.id))!.status).toBe('retired')
    const theirs: string[] = []
    for await (const { content } of bob.sets.own(setId).set.list()) theirs.push(content.name!.full!)
    expect(theirs).toEqual(['Dana'])
  }, 120_000)

  it('is not retired as long as he has not said that it is saved', async () => {
    const { alice, bob } = await friends(network)
    const hers = await alice.set()
    await bob.set()
    const datom = await alice.datom(hers, 'Dana')
    const { id } = await alice.ownership.transfers.offer({
      id: datom.id,
      did: bob.space.identity
    })
    await bob.sees(id, 'offered')
    // He has no set any more when the parcel comes: he cannot save it.
    await alice.space.close()
    await bob.ownership.transfers.accept({ id })
    await bob.sets.delete(bob.sets.all()[0]!.id)
    await alice.start()
    await alice.sees(id, 'failed')
    await bob.sees(id, 'failed')
    expect(await alice.sets.own(hers.id).set.get(datom.id)).toEqual(datom)
    // Nothing stands in the way of trying again.
    await bob.set()
    await handOver(alice, bob, datom.id)
  })

  it('is not accepted into a set that is shared in a way that its level forbids', async () => {
    const { alice, bob } = await friends(network)
    const hers = await alice.set()
    const his = await bob.set()
    const shared = await bob.shares.create({
      label: 'Ticket',
      selection: { kind: 'set', setId: his.id }
    })
    const { id: datomId } = await alice.datom(hers, 'Dana')
    await hers.set.put([
      changeDatom((await hers.set.get(datomId))!, { level: 'restricted' }, Date.now())
    ])
    const { id } = await alice.ownership.transfers.offer({ id: datomId, did: bob.space.identity })
    await bob.sees(id, 'offered')
    await expect(bob.ownership.transfers.accept({ id, setId: his.id })).rejects.toMatchObject({
      code: 'LEVEL_FORBIDS',
      details: { level: 'restricted', share: 'Ticket' }
    })
    await bob.sees(id, 'offered')
    await alice.sees(id, 'offered')
    await bob.shares.revoke(shared.id)
    await bob.ownership.transfers.accept({ id, setId: his.id })
    await bob.sees(id, 'done')
    await alice.sees(id, 'done')
  })

  it('is left out of views, and its content out of her set, for those she shared it with', async () => {
    const { alice, bob } = await friends(network)
    const hers = await alice.set()
    await bob.set()
    const datom = await alice.datom(hers, 'Dana')
    const eve = await alice.datom(hers, 'Eve')
    const [setId, ids] = [hers.id, [datom.id, eve.id]]
    const tagged = { kind: 'tag' as const, setId, tag: 'school' }
    const chosen = { kind: 'datoms' as const, setId, ids }
    for (const selection of [tagged, chosen]) {
      await alice.shares.create({ label: selection.kind, selection, fields: 'all' })
    }
    const counts = async () => (await alice.shares.list()).map(({ count }) => count)
    expect(await counts()).toEqual([2, 2])
    await handOver(alice, bob, datom.id)
    await until(async () => String(await counts()) === '1,1', 'the views hold Eve only')
  })

  it('is counted in her set no longer, nor shown to whoever was given the whole of it', async () => {
    const { alice, bob } = await friends(network)
    const carol = await Owner.open(network, 'Carol')
    const received = new Received({ space: carol.space })
    await carol.space.attach({ ready: () => received.ready(), close: () => received.close() })
    received.on('show', ({ id, replay, label, owner, ownerName, coreKey }: ShownSet) => {
      const facts = { setId: id, setName: label, owner, ownerName, coreKey, receivedId: id }
      carol.contacts.attach(receivedSource(replay, facts))
    })
    const hers = await alice.set()
    await bob.set()
    const datom = await alice.datom(hers, 'Dana')
    await alice.datom(hers, 'Eve')
    const share = async () => {
      const selection = { kind: 'set' as const, setId: hers.id }
      const { id, count } = await alice.shares.create({ label: 'All', selection })
      return { count, ...(await alice.shares.key(id)) }
    }
    const first = await share()
    const { id } = await received.accept(first.key)
    const has = async () => {
      const { rows } = await carol.contacts.page({})
      const row = (await received.list()).find(each => each.id === id)!
      return JSON.stringify([row.count, rows.map(({ name }) => name).sort()])
    }
    await until(async () => (await has()) === '[2,["Dana","Eve"]]', 'Carol has both')
    expect([first.count, (await hers.counts()).count]).toEqual([2, 2])
    await handOver(alice, bob, datom.id)
    expect(await hers.counts()).toEqual({ count: 1, levels: { personal: 1 } })
    expect((await alice.sets.get(hers.id)).count).toBe(1)
    expect((await alice.shares.list()).map(({ count }) => count)).toEqual([1])
    await until(async () => (await has()) === '[1,["Eve"]]', 'Carol has Eve only')
    // Who comes later is told of one, and reads one.
    expect((await share()).count).toBe(1)
    const late = new Replay(
      DatomSet.follow({ store: alice.space.store, key: hers.set.key, ring: hers.ring })
    )
    await late.ready()
    await until(() => late.current, 'all of it is read')
    expect([late.count, await hers.set.count()]).toEqual([1, 2])
    await late.close()
  })

  it('goes by files as well, sealed for him', async () => {
    const { alice, bob } = await friends(network)
    const mallory = await Owner.open(network, 'Mallory')
    const hers = await alice.set()
    const his = await bob.set()
    await mallory.set()
    const datom = await alice.datom(hers, 'Dana')
    const { text } = await alice.ownership.transfers.handOver({
      id: datom.id,
      did: bob.space.identity
    })
    expect(text).not.toContain('Dana')
    await expect(mallory.ownership.transfers.takeOver({ text })).rejects.toEqual(
      expect.objectContaining({ code: 'GRANT_SECRET_WRONG' })
    )
    const { answer, transfer } = await bob.ownership.transfers.takeOver({ text })
    expect(transfer.state).toBe('done')
    // Read again, it makes no second datom and gives the same answer to send.
    const twice = await bob.ownership.transfers.takeOver({ text })
    expect(twice.transfer.datomId).toBe(transfer.datomId)
    expect(await his.set.count()).toBe(1)
    expect((await hers.set.get(datom.id))!.status).toBe('active')
    const done = await alice.ownership.transfers.takeOver({ text: answer! })
    expect(done.transfer.state).toBe('done')
    expect((await hers.set.get(datom.id))!.status).toBe('retired')
    await alice.ownership.transfers.takeOver({ text: twice.answer! })
    expect((await hers.set.history(datom.id)).length).toBe(2)
  })
})

/** All the way; the id that it has with the taker. */
async function handOver(giver: Owner, taker: Owner, datomId: string): Promise<string> {
  const { id } = await giver.ownership.transfers.offer({ id: datomId, did: taker.space.identity })
  await taker.sees(id, 'offered')
  await taker.ownership.transfers.accept({ id })
  await giver.sees(id, 'done')
  await taker.sees(id, 'done')
  return taker.ownership.transfers.list().find(row => row.id === id)!.datomId!
}
