import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import type { ReceivedRow, SharePreview, Terms } from '../../src-renderer/contract'
import { useReceived } from '../../src-renderer/stores/received'
import { fakeBridge, refusal, settled } from './fake-bridge'

const terms: Terms = {
  actions: ['read'],
  prohibitions: [],
  fields: 'all',
  labels: [],
  words: { en: [], 'zh-CN': [] },
  policy: '{}'
}
const audience = { kind: 'ticket' } as const

function offer(key: string): SharePreview {
  const created = '2026-11-20T10:00:00.000Z'
  return {
    key,
    owner: 'did:key:z6Mk',
    ownerName: 'Alice',
    label: key,
    count: 3,
    terms,
    audience,
    created
  }
}

function row(id: string): ReceivedRow {
  return {
    id,
    label: 'Friends',
    owner: 'did:key:z6Mk',
    ownerName: 'Alice',
    terms,
    audience,
    mayPassOn: false,
    state: 'live',
    count: 3,
    progress: { blocks: 1, total: 1 },
    accepted: '2026-11-20T10:00:00.000Z'
  }
}

describe('the store of received shares', () => {
  beforeEach(() => setActivePinia(createPinia()))

  it('shows the terms of the key pasted last, however late an earlier answer comes', async () => {
    const waiting = new Map<string, () => void>()
    fakeBridge({
      'received.preview': ({ key }: { key: string }) =>
        new Promise(resolve => waiting.set(key, () => resolve(offer(key))))
    })
    const received = useReceived()
    void received.look('first')
    void received.look(' second ')
    await settled()
    waiting.get('second')!()
    await settled()
    waiting.get('first')!()
    await settled()
    expect(received.preview?.key).toBe('second')
    expect(received.previewing).toBe(false)
  })

  it('does not bring back an offer that was put aside while it was on its way', async () => {
    let answer = () => {}
    fakeBridge({
      'received.preview': ({ key }: { key: string }) =>
        new Promise(resolve => (answer = () => resolve(offer(key))))
    })
    const received = useReceived()
    void received.look('key')
    await settled()
    received.forget()
    answer()
    await settled()
    expect(received.preview).toBeNull()
    expect(received.key).toBe('')
  })

  it('accepts nothing by looking', async () => {
    const bridge = fakeBridge({ 'received.preview': ({ key }: { key: string }) => offer(key) })
    await useReceived().look('key')
    expect(bridge.calls.map(call => call.name)).toEqual(['received.preview'])
  })

  it('accepts the key whose terms are shown, and lists it', async () => {
    const bridge = fakeBridge({
      'received.preview': ({ key }: { key: string }) => offer(key),
      'received.accept': () => row('one'),
      'received.list': () => [row('one')]
    })
    const received = useReceived()
    await received.look('key')
    expect((await received.accept()).id).toBe('one')
    expect(bridge.named('received.accept')).toEqual([{ key: 'key' }])
    expect(received.preview).toBeNull()
    expect(received.received).toHaveLength(1)
  })

  it('keeps the offer when accepting is refused', async () => {
    fakeBridge({
      'received.preview': ({ key }: { key: string }) => offer(key),
      'received.accept': () => {
        throw refusal('GRANT_REVOKED')
      }
    })
    const received = useReceived()
    await received.look('key')
    await expect(received.accept()).rejects.toMatchObject({ code: 'GRANT_REVOKED' })
    expect(received.preview?.key).toBe('key')
  })

  it.each([
    'KEY_MALFORMED',
    'KEY_TRUNCATED',
    'KEY_MISTYPED',
    'GRANT_EXPIRED',
    'GRANT_OWN'
  ] as const)('tells %s by its code', async code => {
    fakeBridge({
      'received.preview': () => {
        throw refusal(code)
      }
    })
    const received = useReceived()
    await received.look('key')
    expect(received.previewError?.code).toBe(code)
    expect(received.preview).toBeNull()
    received.forget()
    expect(received.previewError).toBeNull()
  })

  it('goes on following when the person thinks better of stopping', async () => {
    let stopped = false
    fakeBridge({ 'received.list': () => [row('one')], 'received.stop': () => ({ stopped }) })
    const received = useReceived()
    await received.load()
    expect(await received.stop('one')).toBe(false)
    expect(received.received).toHaveLength(1)
    stopped = true
    expect(await received.stop('one')).toBe(true)
    expect(received.received).toHaveLength(0)
  })

  it('lists anew at every change', async () => {
    let rows = [row('one')]
    const bridge = fakeBridge({ 'received.list': () => rows })
    const received = useReceived()
    received.start()
    await received.load()
    rows = [row('one'), row('two')]
    bridge.emit('received.changed', { id: 'two' })
    await settled()
    expect(received.received).toHaveLength(2)
  })
})
