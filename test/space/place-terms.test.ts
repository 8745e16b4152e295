import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { placeOf, type Draft } from '../../src-main/rights'
import { LocalNetwork, until } from './network'
import { personHome, type PersonHome } from './people-home'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const inPlace = (operator: 'eq' | 'neq', code: string) => ({
  leftOperand: 'spatial' as const,
  operator,
  rightOperand: { '@id': placeOf(code)! }
})
const onlyIn = (code: string): Draft => ({
  permission: [
    { action: ['read', 'display', 'index', 'extract'], constraint: [inPlace('eq', code)] }
  ],
  prohibition: []
})

async function given(terms: Draft, country = '') {
  const alice = await personHome(network, 'alice')
  const bob = await personHome(network, 'bob')
  await bob.profile.moveTo(country)
  const setId = await alice.set('Friends', ['Carol'])
  const selection = { kind: 'set' as const, setId }
  const share = await alice.shares.create({ label: 'Friends', selection, terms, aboutOthers: true })
  const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
  return { alice, bob, share, id }
}

const rowOf = async ({ received }: PersonHome, id: string) =>
  (await received.list()).find(row => row.id === id)!
const meets = (home: PersonHome, id: string, obstacle?: string) =>
  until(
    async () => {
      const row = await rowOf(home, id)
      return row.state === 'live' && row.obstacle === obstacle
    },
    `${obstacle ?? 'nothing'} is in the way`
  )
const lists = (home: PersonHome, names: string[]) =>
  until(async () => (await home.names()).join() === names.join(), `${names} are listed`)

describe('terms that name a country', () => {
  it('show nothing before it was said, nothing elsewhere, and are asked again when it changes', async () => {
    const { bob, share, id } = await given(onlyIn('CN'))
    const said = share.terms.words.en.find(({ text }) => text.includes('China'))
    expect(said).toMatchObject({ enforcement: 'declared', why: 'place-is-stated' })
    await meets(bob, id, 'place-unsaid')
    for (const action of ['display', 'read', 'extract'] as const) {
      const using = bob.received.use(id, { action })
      await expect(using).rejects.toMatchObject({ code: 'PLACE_UNSAID' })
    }
    expect(bob.received.permits(id, 'extract')).toBe(false)
    await bob.profile.moveTo('DE')
    await meets(bob, id, 'place')
    await expect(bob.received.use(id, { action: 'display' })).rejects.toMatchObject({
      code: 'POLICY_DENIED',
      details: { reason: 'spatial' }
    })
    expect(await bob.names()).toEqual([])
    await bob.profile.moveTo('CN')
    await lists(bob, ['Carol'])
    expect((await rowOf(bob, id)).obstacle).toBeUndefined()
    await bob.profile.moveTo('')
    await lists(bob, [])
    // What was refused left no trace.
    expect((await rowOf(bob, id)).receipts?.signed).toBe(0)
  })

  it('have it in the receipts, and other terms do not', async () => {
    const { alice, bob, share, id } = await given(onlyIn('CN'), 'CN')
    const { setId } = share.selection
    const plain = await alice.shares.create({ label: 'All', selection: { kind: 'set', setId } })
    const other = await bob.received.accept((await alice.shares.key(plain.id)).key)
    await meets(bob, id)
    await meets(bob, other.id)
    await bob.received.use(id, { action: 'display' })
    await bob.received.use(other.id, { action: 'display' })
    const receipts = async (one: string) =>
      (await alice.meters.receipts({ shareId: one, offset: 0, limit: 10 })).rows
    await until(async () => {
      const both = [await receipts(share.id), await receipts(plain.id)]
      return both.every(rows => rows.length === 1)
    }, 'the receipts are at Alice’s')
    expect((await receipts(share.id))[0]).toMatchObject({ country: 'CN', state: 'ok' })
    expect((await receipts(plain.id))[0]).toMatchObject({ state: 'ok' })
    expect((await receipts(plain.id))[0]).not.toHaveProperty('country')
  })

  it('of a prohibition hold back too as long as it was not said', async () => {
    const { bob, id } = await given({
      permission: [{ action: ['read', 'display'] }],
      prohibition: [{ action: ['display'], constraint: [inPlace('eq', 'US')] }]
    })
    await meets(bob, id, 'place-unsaid')
    await bob.profile.moveTo('US')
    await meets(bob, id, 'place')
    await bob.profile.moveTo('CA')
    await lists(bob, ['Carol'])
  })

  it('are refused for a country that there is not, and what was said before stays', async () => {
    const bob = await personHome(network, 'bob')
    await bob.profile.moveTo('CN')
    for (const country of ['XX', 'cn', 'China']) {
      await expect(bob.profile.moveTo(country)).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    }
    expect(bob.profile.country).toBe('CN')
    await bob.stop()
    const again = await personHome(network, 'bob', { storage: bob.storage, seed: bob.seed })
    expect(again.profile.country).toBe('CN')
  })
})
