import { describe, expect, it } from 'vitest'
import {
  consentNews,
  offerNews,
  personNews,
  receivedNews,
  requestNews,
  transferNews,
  type News
} from '../../src-main/desktop/news'
import { textOf } from '../../src-main/desktop/texts'
import type {
  ConsentRow,
  OfferRow,
  PersonRow,
  ReceivedRow,
  RequestRow,
  TransferRow,
  TransferState
} from '../../src-main/space/shapes'

const said = (news: News | null) =>
  news && [textOf('en', news.text, news.values), textOf('zh-CN', news.text, news.values)]

describe('news of a transfer', () => {
  const row = (direction: 'in' | 'out', state: TransferState) =>
    ({ direction, state, name: 'Bob', subjectName: 'Dave' }) as TransferRow
  const told = (direction: 'in' | 'out', before: TransferState, state: TransferState) =>
    said(transferNews(row(direction, state), row(direction, before)))

  it.each(['accepted', 'delivered', 'done'] as const)(
    'is that the other one takes it, when it is %s at the next look',
    state => {
      expect(told('out', 'offered', state)).toEqual([
        'Bob takes “Dave” over from you',
        'Bob 接受了你转让的“Dave”'
      ])
    }
  )

  it('is told once: what only follows from the yes is none', () => {
    expect(told('out', 'accepted', 'delivered')).toBeNull()
    expect(told('out', 'delivered', 'done')).toBeNull()
    expect(told('in', 'saved', 'done')).toBeNull()
    expect(told('in', 'offered', 'offered')).toBeNull()
  })

  it('is that it was declined, taken back, failed, or has arrived', () => {
    expect(told('out', 'offered', 'declined')).toEqual([
      'Bob does not want “Dave”',
      'Bob 拒绝了你转让的“Dave”'
    ])
    expect(told('in', 'offered', 'withdrawn')).toEqual([
      'Bob keeps “Dave” after all',
      'Bob 撤回了“Dave”的转让'
    ])
    expect(told('in', 'accepted', 'saved')).toEqual(['“Dave” is yours now', '“Dave”现在归你所有'])
    for (const direction of ['in', 'out'] as const) {
      expect(told(direction, 'accepted', 'failed')).toEqual([
        '“Dave” could not be handed over',
        '“Dave”未能转让'
      ])
    }
  })

  it('is none of what one did oneself', () => {
    expect(told('out', 'offered', 'withdrawn')).toBeNull()
    expect(told('in', 'offered', 'declined')).toBeNull()
    expect(told('in', 'offered', 'accepted')).toBeNull()
    expect(transferNews(row('out', 'offered'))).toBeNull()
  })

  it('is an offer that comes', () => {
    expect(said(transferNews(row('in', 'offered')))).toEqual([
      'Bob wants to hand “Dave” over to you',
      'Bob 想把“Dave”转让给你'
    ])
  })
})

describe('news of letters', () => {
  const request = (direction: string, state: string) =>
    ({ direction, state, name: 'Bob' }) as RequestRow
  const person = (pairing: string) => ({ pairing, name: 'Bob' }) as PersonRow

  it('are that a request came, and the answer to one’s own', () => {
    expect(said(requestNews(request('in', 'waiting')))).toEqual([
      'Bob asks you for something',
      'Bob 向你请求数据'
    ])
    const answered = (state: string) => requestNews(request('out', state), request('out', 'sent'))
    expect(said(answered('granted'))).toEqual([
      'Bob granted what you asked for',
      'Bob 同意了你的请求'
    ])
    expect(answered('granted')?.screen).toBe('receive')
    expect(said(answered('declined'))).toEqual([
      'Bob declined what you asked for',
      'Bob 拒绝了你的请求'
    ])
    expect(answered('withdrawn')).toBeNull()
    expect(requestNews(request('in', 'granted'), request('in', 'waiting'))).toBeNull()
  })

  it('are that consent is asked for, and what became of one’s own question', () => {
    const consent = (direction: 'in' | 'out', state: string) =>
      ({ direction, state, name: '…12345678', theirName: 'Bob', label: 'Friends' }) as ConsentRow
    expect(said(consentNews(consent('in', 'waiting')))).toEqual([
      'Bob asks for your consent: “Friends”',
      'Bob 就“Friends”征求你的同意'
    ])
    const became = (state: string) => consentNews(consent('out', state), consent('out', 'sent'))
    expect(said(became('given'))?.[0]).toBe('Bob consented: “Friends”')
    expect(said(became('declined'))?.[0]).toBe('Bob did not consent: “Friends”')
    expect(said(became('withdrawn'))?.[0]).toBe('Bob withdrew a consent: “Friends”')
    expect(became('given')?.screen).toBe('receive')
    expect(became('expired')).toBeNull()
    expect(consentNews(consent('in', 'given'), consent('in', 'waiting'))).toBeNull()
  })

  it('are that somebody wants to know one, or answers that they do too', () => {
    expect(said(personNews(person('asks')))).toEqual(['Bob wants to know you', 'Bob 想认识你'])
    expect(personNews(person('asks'), person('none'))?.text).toBe('personAsks')
    expect(said(personNews(person('mutual'), person('asked')))).toEqual([
      'Bob knows you too now',
      'Bob 也已加你为联系对象'
    ])
    expect(personNews(person('mutual'), person('asks'))).toBeNull()
    expect(personNews(person('asked'))).toBeNull()
  })

  it('are that a share was made for one', () => {
    const offer = { name: 'Bob', label: 'Friends' } as OfferRow
    expect(said(offerNews(offer))).toEqual([
      'Bob shares “Friends” with you',
      'Bob 向你分享了“Friends”'
    ])
    expect(offerNews(offer, offer)).toBeNull()
  })
})

describe('news of what is received', () => {
  const row = (state: string) => ({ state, label: 'Friends', ownerName: 'Bob' }) as ReceivedRow

  it('are its end, once, and new data after a sync', () => {
    for (const end of ['revoked', 'expired']) {
      expect(said(receivedNews(row(end), row('live')))).toEqual([
        '“Friends” has ended',
        '“Friends”已结束'
      ])
    }
    expect(receivedNews(row('revoked'), row('expired'))).toBeNull()
    expect(said(receivedNews(row('live'), row('syncing')))).toEqual([
      'New data from Bob',
      'Bob 有新数据'
    ])
    expect(receivedNews(row('live'), row('connecting'))).toBeNull()
    expect(receivedNews(row('live'))).toBeNull()
  })
})
