import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Action, Draft } from '../../src-main/rights'
import { LocalNetwork, until } from './network'
import { pair, personHome, type PersonHome } from './people-home'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const HOUR = 3_600_000
const consent = { action: 'obtainConsent' as const }
const asking = (...actions: Action[]): Draft => ({
  permission: [
    { action: actions.includes('display') ? ['read', 'index'] : ['read', 'index', 'display'] },
    ...actions.map(action => ({ action: [action], duty: [consent] }))
  ],
  prohibition: []
})

async function given(terms: Draft, forWhom: 'ticket' | 'person' = 'ticket') {
  const alice = await personHome(network, 'alice')
  const bob = await personHome(network, 'bob')
  if (forWhom === 'person') await pair(alice, bob)
  const setId = await alice.set('Friends', ['Carol'])
  const selection = { kind: 'set' as const, setId }
  const audience =
    forWhom === 'person'
      ? { kind: 'person' as const, did: bob.people.me().did }
      : { kind: 'ticket' as const }
  const making = { label: 'Friends', selection, audience, terms, aboutOthers: true as const }
  const share = await alice.shares.create(making)
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
const stands = (home: PersonHome, state: string, at = 0) =>
  until(() => home.consents.list()[at]?.state === state, `it is ${state}`)
const asked = async (home: PersonHome) => {
  await stands(home, 'waiting')
  return home.consents.list()[0]!
}
const needed = { code: 'CONSENT_NEEDED' }

describe('terms that ask for consent first', () => {
  it('show nothing before whoever gave it has consented, and nothing after it was withdrawn', async () => {
    const { alice, bob, share, id } = await given(asking('display'))
    const said = share.terms.words.en.find(({ text }) => text.includes('consent'))
    expect(said).toMatchObject({ enforcement: 'metered', why: 'app-asks-owner-first' })
    await meets(bob, id, 'consent')
    expect(await rowOf(bob, id)).toMatchObject({ asksFirst: ['display'], needsUse: false })
    await expect(bob.received.use(id, { action: 'display' })).rejects.toMatchObject(needed)
    const sent = await bob.consents.ask({ receivedId: id, action: 'display', message: 'May I?' })
    expect(sent).toMatchObject({ direction: 'out', action: 'display', receivedId: id })
    const question = await asked(alice)
    expect(question).toMatchObject({
      did: bob.space.identity,
      theirName: 'bob',
      shareId: share.id,
      label: 'Friends',
      action: 'display',
      message: 'May I?'
    })
    await stands(bob, 'sent')
    expect(await bob.names()).toEqual([])
    await alice.consents.give({ id: question.id, message: 'Gladly' })
    await lists(bob, ['Carol'])
    expect(bob.consents.list()[0]).toMatchObject({ state: 'given', answer: 'Gladly' })
    await alice.consents.withdraw({ id: question.id })
    await lists(bob, [])
    await meets(bob, id, 'consent')
    await expect(bob.received.use(id, { action: 'display' })).rejects.toMatchObject(needed)
    expect((await rowOf(bob, id)).receipts?.signed).toBe(0)
  })

  it('ask one person, and are answered while they are away', async () => {
    const { alice, bob, id } = await given(asking('extract'), 'person')
    await meets(bob, id)
    await alice.stop()
    const sent = await bob.consents.ask({ receivedId: id, action: 'extract' })
    expect(sent.state).toBe('queued')
    // Asked again it is the same question.
    expect((await bob.consents.ask({ receivedId: id, action: 'extract' })).id).toBe(sent.id)
    const { storage, seed } = alice
    const again = await personHome(network, 'alice', { storage, seed })
    const question = await asked(again)
    expect(question.name).toBe('bob')
    await stands(bob, 'sent')
    await bob.stop()
    await again.consents.give({ id: question.id })
    const back = await personHome(network, 'bob', { storage: bob.storage, seed: bob.seed })
    await stands(back, 'given')
    expect(back.received.permits(id, 'extract')).toBe(true)
    const [row] = back.consents.list()
    expect(row).toMatchObject({ action: 'extract', receivedId: id, name: 'alice' })
  })

  it('of one action and one purpose are no consent to another', async () => {
    const { alice, bob, id } = await given(asking('display', 'extract'))
    await meets(bob, id, 'consent')
    const purpose = 'https://w3id.org/dpv#AcademicResearch'
    await bob.consents.ask({ receivedId: id, action: 'display', purpose })
    const question = await asked(alice)
    expect(question).toMatchObject({ purpose })
    await alice.consents.give({ id: question.id })
    // What was consented to for a purpose is done for that one, and signed for so.
    await lists(bob, ['Carol'])
    await bob.received.use(id, { action: 'display' })
    expect(bob.received.permits(id, 'extract')).toBe(false)
    await expect(bob.received.use(id, { action: 'extract' })).rejects.toMatchObject(needed)
    const marketing = { action: 'display' as const, purpose: 'https://w3id.org/dpv#Marketing' }
    await expect(bob.received.use(id, marketing)).rejects.toMatchObject(needed)
    const shareId = question.shareId!
    const receipts = async () =>
      (await alice.meters.receipts({ shareId, offset: 0, limit: 9 })).rows
    await until(async () => (await receipts()).length === 1, 'the receipt is at Alice’s')
    expect((await receipts())[0]).toMatchObject({ action: 'display', purpose })
  })

  it('are answered for a number of uses, each of which is opened knowingly', async () => {
    const { alice, bob, id } = await given(asking('display'))
    await meets(bob, id, 'consent')
    await bob.consents.ask({ receivedId: id, action: 'display' })
    await alice.consents.give({ id: (await asked(alice)).id, uses: 1 })
    await meets(bob, id)
    expect(await rowOf(bob, id)).toMatchObject({ needsUse: true })
    expect(await bob.names()).toEqual([])
    await bob.received.use(id, { action: 'display' })
    await lists(bob, ['Carol'])
    await bob.received.closeLook(id)
    await lists(bob, [])
    await expect(bob.received.use(id, { action: 'display' })).rejects.toMatchObject(needed)
    await meets(bob, id, 'consent')
  })

  it('can be declined or taken back, and asked again', async () => {
    const { alice, bob, id } = await given(asking('display'))
    await meets(bob, id, 'consent')
    const first = await bob.consents.ask({ receivedId: id, action: 'display' })
    await asked(alice)
    await bob.consents.takeBack({ id: first.id })
    await stands(alice, 'taken-back')
    const [gone] = alice.consents.list()
    await expect(alice.consents.give({ id: gone!.id })).rejects.toMatchObject({ code: 'CONFLICT' })
    await bob.consents.ask({ receivedId: id, action: 'display' })
    const question = await asked(alice)
    await alice.consents.decline({ id: question.id, message: 'Not now' })
    await stands(bob, 'declined')
    expect(bob.consents.list()[0]).toMatchObject({ answer: 'Not now' })
    expect(await bob.names()).toEqual([])
    await expect(alice.consents.withdraw({ id: question.id })).rejects.toMatchObject({
      code: 'CONFLICT'
    })
  })

  it('have it in the audit trails of both', async () => {
    const { alice, bob, share, id } = await given(asking('display'))
    await meets(bob, id, 'consent')
    await bob.consents.ask({ receivedId: id, action: 'display' })
    const question = await asked(alice)
    await alice.consents.give({ id: question.id })
    await stands(bob, 'given')
    await alice.consents.withdraw({ id: question.id })
    await stands(bob, 'withdrawn')
    const told = async (home: PersonHome) => {
      const { rows } = await home.trail.page({ event: 'consent', limit: 10 })
      return rows.map(({ registration, subject, facts }) => ({
        registration,
        subject,
        state: facts?.['state']
      }))
    }
    const both = (subject: string) => [
      { registration: 'change', subject, state: 'withdrawn' },
      { registration: 'change', subject, state: 'given' }
    ]
    await until(async () => (await told(bob)).length === 2, 'both are told')
    expect(await told(alice)).toEqual(both(`urn:uuid:${share.id}`))
    expect(await told(bob)).toEqual(both(`urn:uuid:${id}`))
  })

  it('are refused where nobody could ask for that', async () => {
    const alice = await personHome(network, 'alice')
    const bob = await personHome(network, 'bob')
    const setId = await alice.set('Friends', ['Carol'])
    const audience = { kind: 'person' as const, did: bob.people.me().did }
    const until = new Date(Date.now() + HOUR).toISOString()
    const dated = {
      leftOperand: 'dateTime' as const,
      operator: 'gt' as const,
      rightOperand: { '@value': until, '@type': 'xsd:dateTime' as const }
    }
    const plain = { permission: [{ action: ['display' as const] }], prohibition: [] }
    for (const terms of [
      { ...plain, obligation: [consent] },
      { ...plain, permission: [{ action: ['grantUse' as const], duty: [consent] }] },
      {
        ...plain,
        permission: [{ action: ['display' as const], duty: [{ ...consent, constraint: [dated] }] }]
      }
    ]) {
      const selection = { kind: 'set' as const, setId }
      const params = { label: 'x', selection, audience, terms, aboutOthers: true as const }
      const making = alice.shares.create(params)
      await expect(making).rejects.toMatchObject({
        code: 'POLICY_NOT_UNDERSTOOD',
        details: { term: 'unaskable-consent' }
      })
      const { forbidden } = await alice.shares.preview(params)
      expect(forbidden?.text.en).toContain('before something in particular is done')
      expect(forbidden?.text['zh-CN']).toContain('具体操作')
    }
  })
})
