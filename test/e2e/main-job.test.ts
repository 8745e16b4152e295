import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Bridge } from '../../src-preload/bridge'
import { answerQuestions, questionsAsked } from './dialogs'
import { localNetwork } from './network'
import { Person } from './person'

const FRIENDS = join(__dirname, 'fixtures/friends.vcf')

describe('the main job', () => {
  let network: Awaited<ReturnType<typeof localNetwork>>
  let alice: Person
  let bob: Person

  beforeAll(async () => {
    network = await localNetwork()
    const { bootstrap } = network
    alice = await Person.start({ name: 'alice', bootstrap, keychain: 'keytar' })
    bob = await Person.start({ name: 'bob', bootstrap, keychain: 'keytar', locale: 'zh-CN' })
  })

  afterAll(async () => {
    await alice?.close()
    await bob?.close()
    await network?.close()
  })

  it('Alice makes a space in English, Bob in Chinese', async () => {
    await alice.createSpace('Alice')
    await bob.createSpace('鲍勃')
    const status = await alice.call('space.status', {})
    expect(status).toMatchObject({ phase: 'open', name: 'Alice', keychain: 'keytar' })
  })

  it('Alice drops a vCard file on her window and mints its contacts', async () => {
    await alice.importByDrop([FRIENDS], 3)
    await alice.seesContact('王小明')
    await alice.seesContact('Ada Example')
  })

  it('main asks Alice before anything is shared, and her no is a no', async () => {
    const { app, window } = alice.launched
    const [set] = await alice.call('sets.list', {})
    await answerQuestions(app, 0)
    const answer = await window.evaluate(
      setId =>
        (globalThis as unknown as { datomspace: Bridge }).datomspace.call('shares.create', {
          label: 'Friends',
          selection: { kind: 'set', setId }
        }),
      set!.id
    )
    expect(answer).toMatchObject({ ok: false, error: { code: 'CANCELLED' } })
    expect(await questionsAsked(app)).toMatchObject([
      { message: expect.stringContaining('Friends') }
    ])
    expect(await alice.call('shares.list', {})).toEqual([])
    await answerQuestions(app, 1)
  })

  it('Bob pastes the key that she copied and sees her contacts', async () => {
    const [set] = await alice.call('sets.list', {})
    const selection = { kind: 'set' as const, setId: set!.id }
    const share = await alice.call('shares.create', { label: 'Friends', selection })
    const { key } = await alice.call('shares.key', { id: share.id })
    await bob.receive(key)
    await bob.seesContact('王小明')
    await bob.seesContact('Søren Beispiel')
  })
})
