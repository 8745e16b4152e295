import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { changeDatom } from '../../src-main/datom'
import { GrantLog, parseKey } from '../../src-main/grant'
import { createSeed, deriveKeys } from '../../src-main/identity'
import { draftOf, withEnd, type Draft } from '../../src-main/rights'
import { CLOCK_SKEW } from '../../src-main/space/sharing/clock'
import { add, sharingSpace, type SharingSpace } from './sharing'
import { LocalNetwork, until } from './network'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const whole = (setId: string) => ({ kind: 'set' as const, setId })
const forPerson = ({ space }: SharingSpace) => ({ kind: 'person' as const, did: space.identity })
const stateOf = async ({ received }: SharingSpace, id: string) =>
  (await received.list()).find(row => row.id === id)?.state
const shows = (home: SharingSpace, id: string, names: string[]) =>
  until(() => home.names(id).join() === names.join(), `${names} are seen`)
const reaches = (home: SharingSpace, id: string, state: string) =>
  until(async () => (await stateOf(home, id)) === state, `it is ${state}`)
const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))
const stranger = { kind: 'person' as const, did: deriveKeys(createSeed()).did }

function at(time: number): string {
  return new Date(time).toISOString()
}

/** Read and show, from `start` on. */
function startingAt(start: number): Draft {
  return {
    permission: [
      {
        action: ['read', 'display', 'index'],
        constraint: [
          {
            leftOperand: 'dateTime',
            operator: 'gteq',
            rightOperand: { '@value': at(start), '@type': 'xsd:dateTime' }
          }
        ]
      }
    ],
    prohibition: []
  }
}

describe('a share for one person', () => {
  it('serves nobody but the person whom it names, whoever has the key', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const mallory = await sharingSpace(network, 'mallory')
    const friends = await alice.set('Friends', ['Carol'])
    const share = await alice.shares.create({
      label: 'For Bob',
      selection: whole(friends.id),
      audience: forPerson(bob)
    })
    expect(share.audience).toEqual(forPerson(bob))
    const { key } = await alice.shares.key(share.id)
    expect(parseKey(key).kind).toBe('agreement')
    await expect(mallory.received.preview(key)).rejects.toMatchObject({ code: 'POLICY_DENIED' })
    await expect(mallory.received.accept(key)).rejects.toMatchObject({ code: 'POLICY_DENIED' })
    const [peer] = alice.space.gate.peersOf(mallory.space.networkKey)
    expect(peer && alice.space.gate.serves(peer, friends.set.core)).toBeFalsy()

    const { id } = await bob.received.accept(key)
    await shows(bob, id, ['Carol'])
    await reaches(bob, id, 'live')
    const [row] = await bob.received.list()
    expect(row!.audience).toEqual(forPerson(bob))
    const [given] = await alice.shares.list()
    expect(given!.holders).toMatchObject([{ did: bob.space.identity, connected: true }])
  })

  it('tells nothing to who has its key and all its bytes', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const mallory = await network.space('mallory')
    const friends = await alice.set('Friends', ['Carol'])
    const share = await alice.shares.create({
      label: 'For Bob',
      selection: whole(friends.id),
      audience: forPerson(bob)
    })
    const { grant, secret } = parseKey((await alice.shares.key(share.id)).key)
    mallory.swarm.joinPeer(alice.space.networkKey)
    for (const open of [undefined, (sealed: Buffer) => mallory.keys.openSealed(sealed)]) {
      const log = GrantLog.follow({
        store: mallory.store,
        key: grant,
        secret,
        ...(open && { open })
      })
      await log.ready()
      const follow = mallory.gate.follow(log.core, { from: [alice.space.networkKey] })
      await until(() => log.core.length === 2, 'the bytes are there')
      await expect(log.state({ wait: true })).rejects.toMatchObject({
        code: expect.stringMatching(/GRANT_SECRET_WRONG|POLICY_DENIED/)
      })
      for (let index = 0; index < 2; index++) {
        const block = (await log.core.get(index)) as Buffer
        expect(block.includes('did:key')).toBe(false)
      }
      await follow.stop()
      await log.close()
    }
  })

  it('is for somebody, and for somebody else than oneself', async () => {
    const alice = await sharingSpace(network, 'alice')
    const friends = await alice.set('Friends', ['Carol'])
    for (const did of ['did:key:zzz', 'bob', alice.space.identity]) {
      await expect(
        alice.shares.create({
          label: 'x',
          selection: whole(friends.id),
          audience: { kind: 'person', did }
        })
      ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
    }
  })
})

describe('a share that begins later', () => {
  it('serves nothing before its first moment, and begins by itself', async () => {
    let shift = 0
    const now = () => Date.now() + shift
    const alice = await sharingSpace(network, 'alice', { now })
    const bob = await sharingSpace(network, 'bob', { now })
    const friends = await alice.set('Friends', ['Carol'])
    const share = await alice.shares.create({
      label: 'Later',
      selection: whole(friends.id),
      terms: startingAt(Date.now() + 3_600_000)
    })
    expect(share.state).toBe('waiting')
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await reaches(bob, id, 'waiting')
    await pause(300)
    const [peer] = alice.space.gate.peersOf(bob.space.networkKey)
    expect(alice.space.gate.serves(peer!, friends.set.core)).toBe(false)
    expect(bob.names(id)).toEqual([])
    shift = 3_600_000
    await shows(bob, id, ['Carol'])
    await reaches(bob, id, 'live')
    expect((await alice.shares.get(share.id)).state).toBe('active')
  })

  it('is refused where its rights begin at different times', async () => {
    const alice = await sharingSpace(network, 'alice')
    const friends = await alice.set('Friends', ['Carol'])
    const one = startingAt(Date.now() + 1e6)
    const other = startingAt(Date.now() + 2e6)
    const terms = { ...one, permission: [...one.permission, ...other.permission] }
    await expect(
      alice.shares.create({ label: 'x', selection: whole(friends.id), terms })
    ).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' })
  })
})

describe('a clock that is wrong', () => {
  it('takes nothing away as long as it is wrong by less than the tolerance', async () => {
    const end = Date.now() + 3_600_000
    const seed = createSeed()
    const storage = await network.folder()
    let shift = 0
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob', { now: () => Date.now() + shift, seed, storage })
    const friends = await alice.set('Friends', ['Carol'])
    const share = await alice.shares.create({
      label: 'An hour',
      selection: whole(friends.id),
      until: at(end)
    })
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await shows(bob, id, ['Carol'])
    // What is shown came a moment before all of it was there.
    await reaches(bob, id, 'live')
    shift = end - Date.now() + CLOCK_SKEW / 2
    expect(await stateOf(bob, id)).toBe('live')
    expect(bob.received.permits(id, 'display')).toBe(true)
    shift = end - Date.now() + CLOCK_SKEW + 1_000
    expect(bob.received.permits(id, 'display')).toBe(false)
    await reaches(bob, id, 'expired')
    await shows(bob, id, [])
    // The owner's clock is what the owner's space goes by: there it is in force.
    expect((await alice.shares.get(share.id)).state).toBe('active')
  })
})

describe('terms', () => {
  it('come from templates and are edited, previewed and said in both languages', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends', ['Carol', 'Dave'])
    const templates = alice.shares.templates(480)
    expect(templates.map(({ name }) => name)).toEqual([
      'family',
      'colleagues',
      'one-look',
      'until-friday',
      'names-and-phones'
    ])
    const preview = await alice.shares.preview({
      label: 'x',
      selection: whole(friends.id),
      template: 'names-and-phones',
      audience: forPerson(bob)
    })
    expect(preview).toMatchObject({ count: 2, terms: { fields: ['name', 'phones'] } })
    expect(preview.forbidden).toBeUndefined()
    const { words } = preview.terms
    expect(words.en.map(({ text }) => text)).toContain('Only these fields: name, phone numbers.')
    expect(words['zh-CN'].length).toBe(words.en.length)
    for (const sentence of [...words.en, ...words['zh-CN']]) {
      expect(sentence.because === undefined).toBe(sentence.enforcement === undefined)
    }
    expect((await alice.shares.list()).length).toBe(0)

    const draft = draftOf('family', { now: Date.now() })
    const terms = { ...draft, permission: withEnd(draft.permission, Date.now() + 5e6) }
    const share = await alice.shares.create({
      label: 'Family',
      selection: whole(friends.id),
      terms,
      aboutOthers: true
    })
    expect(share.terms.actions).toContain('print')
    expect(share.aboutOthers).toBeDefined()
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    expect(JSON.parse((await bob.received.list())[0]!.terms.policy)).toMatchObject({
      '@type': 'Ticket',
      assigner: alice.space.identity
    })
    expect(bob.received.permits(id, 'extract')).toBe(true)
  })

  it('that nothing holds up are refused, with what to do, and leave nothing behind', async () => {
    const alice = await sharingSpace(network, 'alice')
    const friends = await alice.set('Friends', ['Carol'])
    const draft: Draft = {
      permission: [
        {
          action: ['read', 'display'],
          constraint: [
            {
              leftOperand: 'spatial',
              operator: 'eq',
              rightOperand: { '@id': 'https://www.iso.org/obp/ui/#iso:code:3166:CN' as never }
            }
          ]
        }
      ],
      prohibition: []
    }
    const params = { label: 'x', selection: whole(friends.id), terms: draft }
    await expect(alice.shares.create(params)).rejects.toMatchObject({
      code: 'POLICY_NOT_UNDERSTOOD'
    })
    for (const terms of [{}, { permission: [] }, { permission: [{ action: ['eat'] }] }]) {
      await expect(alice.shares.create({ ...params, terms: terms as never })).rejects.toMatchObject(
        { code: 'POLICY_NOT_UNDERSTOOD' }
      )
    }
    expect(await alice.shares.list()).toEqual([])
  })
})

describe('renewing and narrowing', () => {
  it('keep the other terms, reach the holder, and narrowing can only take away', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends', ['Carol'])
    const share = await alice.shares.create({
      label: 'Bob',
      selection: whole(friends.id),
      template: 'colleagues',
      audience: forPerson(bob)
    })
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await shows(bob, id, ['Carol'])
    expect(bob.received.permits(id, 'extract')).toBe(true)
    const later = at(Date.now() + 1e10)
    const renewed = await alice.shares.renew(share.id, later)
    expect(renewed.terms).toMatchObject({ until: later, actions: share.terms.actions })
    expect(renewed.audience).toEqual(share.audience)

    const { permission, prohibition } = JSON.parse(renewed.terms.policy)
    const less = { permission: [{ ...permission[0], action: ['read', 'display'] }], prohibition }
    const narrowed = await alice.shares.narrow(share.id, less)
    expect(narrowed.terms.actions).toEqual(['read', 'display'])
    await until(() => !bob.received.permits(id, 'extract'), 'Bob has the narrower terms')
    expect(bob.received.permits(id, 'display')).toBe(true)
    for (const wider of [
      { permission, prohibition },
      { ...less, prohibition: [] },
      { permission: [{ action: ['read'] }], prohibition }
    ]) {
      await expect(alice.shares.narrow(share.id, wider)).rejects.toMatchObject({
        code: 'POLICY_DENIED'
      })
    }
    expect((await alice.shares.get(share.id)).holders).toMatchObject([{ informed: true }])
    const named = await alice.shares.narrow(share.id, { ...less, 'ds:fields': ['name'] })
    expect(named.terms.fields).toEqual(['name'])
    await expect(alice.shares.narrow(share.id, less)).rejects.toMatchObject({
      code: 'POLICY_DENIED'
    })
  })
})

describe('several shares on one set', () => {
  it('stand for themselves: one ends, one is suspended and gets no key meanwhile, one goes on', async () => {
    const alice = await sharingSpace(network, 'alice')
    const people = {
      bob: await sharingSpace(network, 'bob'),
      carol: await sharingSpace(network, 'carol'),
      dave: await sharingSpace(network, 'dave')
    }
    const friends = await alice.set('Friends', ['Eve'])
    const give = async (home: SharingSpace) => {
      const share = await alice.shares.create({
        label: 'x',
        selection: whole(friends.id),
        audience: forPerson(home)
      })
      const { id } = await home.received.accept((await alice.shares.key(share.id)).key)
      await shows(home, id, ['Eve'])
      return { share: share.id, id }
    }
    const bob = await give(people.bob)
    const carol = await give(people.carol)
    const dave = await give(people.dave)
    await alice.shares.suspend(carol.share)
    await reaches(people.carol, carol.id, 'suspended')
    const report = await alice.shares.revoke(bob.share)
    expect(report).toMatchObject({ detached: 1, resealed: 1, epoch: 2 })
    expect(report.recipients).toMatchObject([
      { did: people.bob.space.identity, result: 'cut-now', informed: true }
    ])
    await add(friends, ['Frank'])
    await shows(people.dave, dave.id, ['Eve', 'Frank'])
    expect(people.carol.names(carol.id)).toEqual([])
    await alice.shares.resume(carol.share)
    await shows(people.carol, carol.id, ['Eve', 'Frank'])
    expect(people.bob.names(bob.id)).toEqual([])
  })

  it('keep whom another one still serves, and say so', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends', ['Eve'])
    const ids: string[] = []
    for (const audience of [forPerson(bob), { kind: 'ticket' as const }]) {
      const selection = whole(friends.id)
      const share = await alice.shares.create({ label: 'x', selection, audience })
      await bob.received.accept((await alice.shares.key(share.id)).key)
      ids.push(share.id)
    }
    await until(
      async () => (await alice.shares.list()).every(({ connected }) => connected === 1),
      'Bob holds both'
    )
    const report = await alice.shares.revoke(ids[0]!)
    expect(report).toMatchObject({ detached: 0 })
    expect(report.recipients).toMatchObject([{ result: 'kept-by-another-grant', informed: true }])
    await bob.space.close()
    await until(async () => (await alice.shares.get(ids[1]!)).connected === 0, 'Bob is away')
    const last = await alice.shares.revoke(ids[1]!)
    expect(last.recipients).toMatchObject([{ result: 'offline', informed: false }])
  })

  it('says of one whom nobody ever came for that they were not informed', async () => {
    const alice = await sharingSpace(network, 'alice')
    const friends = await alice.set('Friends', ['Eve'])
    const share = await alice.shares.create({
      label: 'x',
      selection: whole(friends.id),
      audience: stranger
    })
    const report = await alice.shares.revoke(share.id)
    expect(report.recipients).toMatchObject([
      { did: stranger.did, result: 'never-received', informed: false }
    ])
  })
})

describe('levels', () => {
  const forbidden = { code: 'LEVEL_FORBIDS' }
  const passable: Draft = {
    permission: [{ action: ['read', 'display', 'grantUse'] }],
    prohibition: []
  }

  it('decide what a share may give to whom, and say why before it is made', async () => {
    const alice = await sharingSpace(network, 'alice')
    const secrets = await alice.sets.create({ name: 'Secrets', level: 'confidential' })
    const selection = whole(secrets.id)
    const preview = await alice.shares.preview({ label: 'x', selection })
    expect(preview.forbidden).toMatchObject({ code: 'ticket', level: 'confidential' })
    expect(preview.forbidden!.text['zh-CN']).toContain('保密')
    await expect(alice.shares.create({ label: 'x', selection })).rejects.toMatchObject({
      ...forbidden,
      details: { level: 'confidential', rule: 'ticket' }
    })
    await alice.shares.create({ label: 'x', selection, audience: stranger })
    await expect(
      alice.shares.create({ label: 'x', selection, audience: stranger, terms: passable })
    ).rejects.toMatchObject({ details: { rule: 'pass-on' } })
  })

  it('let what is personal be passed on only after a recorded confirmation', async () => {
    const alice = await sharingSpace(network, 'alice')
    const friends = await alice.set('Friends', ['Carol'])
    const params = {
      label: 'x',
      selection: whole(friends.id),
      audience: stranger,
      terms: passable
    }
    await expect(alice.shares.create(params)).rejects.toMatchObject({
      details: { rule: 'unconfirmed' }
    })
    const share = await alice.shares.create({ ...params, aboutOthers: true })
    expect(share.aboutOthers).toBeDefined()
    await expect(
      alice.shares.create({ ...params, audience: { kind: 'ticket' }, aboutOthers: true })
    ).rejects.toMatchObject({ details: { rule: 'pass-on' } })
  })

  it('that are raised later take a datom out of views and are refused in a set shared whole', async () => {
    const alice = await sharingSpace(network, 'alice')
    const bob = await sharingSpace(network, 'bob')
    const friends = await alice.set('Friends')
    const [carol] = await add(friends, ['Carol', 'Dave'])
    const share = await alice.shares.create({
      label: 'Names',
      selection: whole(friends.id),
      fields: ['name']
    })
    const { id } = await bob.received.accept((await alice.shares.key(share.id)).key)
    await shows(bob, id, ['Carol', 'Dave'])
    await friends.set.put([changeDatom(carol!, { level: 'confidential' }, Date.now())])
    await shows(bob, id, ['Dave'])
    const forBob = await alice.shares.create({
      label: 'Names for Bob',
      selection: whole(friends.id),
      fields: ['name'],
      audience: forPerson(bob)
    })
    const theirs = await bob.received.accept((await alice.shares.key(forBob.id)).key)
    await shows(bob, theirs.id, ['Carol', 'Dave'])

    const others = await alice.set('Others')
    const [eve] = await add(others, ['Eve'])
    await alice.shares.create({ label: 'All', selection: whole(others.id) })
    const raise = () => others.set.put([changeDatom(eve!, { level: 'confidential' }, Date.now())])
    await expect(raise()).rejects.toMatchObject(forbidden)
  })

  it('give what is restricted to a named person only to look at, and with an end', async () => {
    const alice = await sharingSpace(network, 'alice')
    const vault = await alice.sets.create({ name: 'Vault', level: 'restricted' })
    const params = { label: 'x', selection: whole(vault.id), audience: stranger }
    await alice.shares.create(params)
    await expect(alice.shares.create({ ...params, until: null })).rejects.toMatchObject({
      details: { rule: 'no-end' }
    })
    await expect(alice.shares.create({ ...params, template: 'colleagues' })).rejects.toMatchObject({
      details: { rule: 'process' }
    })
  })
})
