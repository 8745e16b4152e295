import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { passOnQuestion } from '../../src-main/desktop/questions'
import { textOf } from '../../src-main/desktop/texts'
import type { Draft } from '../../src-main/rights'
import { LocalNetwork, until } from '../space/network'
import { pair, personHome, type PersonHome } from '../space/people-home'

let network: LocalNetwork
beforeAll(async () => {
  network = await LocalNetwork.start()
})
afterAll(() => network.close())

const END = '2036-03-04T05:06:00.000Z'
const ends = (at?: string): Draft['permission'][number] => ({
  action: ['read', 'display', 'grantUse'],
  ...(at && {
    constraint: [
      {
        leftOperand: 'dateTime',
        operator: 'lteq',
        rightOperand: { '@value': at, '@type': 'xsd:dateTime' }
      }
    ]
  })
})

describe('what main asks before something is passed on', () => {
  let bob: PersonHome
  let carol: PersonHome
  let alice: PersonHome
  beforeAll(async () => {
    alice = await personHome(network, 'Alice')
    bob = await personHome(network, 'Bob')
    carol = await personHome(network, 'Carol')
    await pair(bob, carol)
  })

  async function received(end?: string): Promise<string> {
    const setId = await alice.set('Friends', ['Dave'])
    const { id } = await alice.shares.create({
      label: 'Friends',
      selection: { kind: 'set', setId },
      audience: { kind: 'person', did: bob.space.identity },
      terms: { permission: [ends(end)], prohibition: [] },
      aboutOthers: true
    })
    const row = await bob.received.accept((await alice.shares.key(id)).key)
    const stands = async () => (await bob.received.list()).some(each => each.id === row.id)
    await until(stands, 'Bob holds it')
    return row.id
  }

  const asks = async (language: 'en' | 'zh-CN', params: { receivedId: string; until?: string }) => {
    const audience = { kind: 'person' as const, did: carol.space.identity }
    const asked = await passOnQuestion(bob, { ...params, audience }, language)
    const { message, detail, values } = asked
    return `${textOf(language, message, values)} ${textOf(language, detail, values)}`
  }

  it('names the person, and the end of the terms as they will be, in both languages', async () => {
    const receivedId = await received(END)
    const en = await asks('en', { receivedId })
    expect(en).toContain('Pass “Friends” on to Carol?')
    expect(en).toMatch(/until: Mar \d, 2036, /)
    expect(await asks('zh-CN', { receivedId })).toMatch(/截止：2036年3月\d日/)
    const sooner = await asks('en', { receivedId, until: '2035-06-15T12:00:00.000Z' })
    expect(sooner).toMatch(/until: Jun 15, 2035, /)
    expect(sooner).not.toMatch(/\{\w+\}/)
  })

  it('says so where there is no end', async () => {
    const receivedId = await received()
    expect(await asks('en', { receivedId })).toContain('until: no end.')
    expect(await asks('zh-CN', { receivedId })).toContain('截止：无截止时间')
  })
})
