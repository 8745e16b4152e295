import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { useTransfers } from '../../src-renderer/stores/transfers'
import { fakeBridge, refusal, settled } from './fake-bridge'

beforeEach(() => setActivePinia(createPinia()))

describe('the offers of datoms', () => {
  it('that wait are those of others which nobody has answered, and news bring more', async () => {
    let rows: { direction: 'in' | 'out'; state: string }[] = [
      { direction: 'out', state: 'offered' },
      { direction: 'in', state: 'done' },
      { direction: 'in', state: 'withdrawn' }
    ]
    const bridge = fakeBridge({ 'ownership.transfers': () => rows })
    const transfers = useTransfers()
    transfers.start()
    await transfers.load()
    expect([transfers.loaded, transfers.waiting]).toEqual([true, 0])
    rows = [...rows, { direction: 'in', state: 'offered' }]
    bridge.emit('ownership.changed', {})
    await settled()
    expect(transfers.waiting).toBe(1)
  })

  it('that cannot be read are a failure to show, and those known stay', async () => {
    let fails = false
    fakeBridge({
      'ownership.transfers': () => {
        if (fails) throw refusal('CLOSED')
        return [{ direction: 'in', state: 'offered' }]
      }
    })
    const transfers = useTransfers()
    await transfers.load()
    fails = true
    await transfers.load()
    expect(transfers.error?.code).toBe('CLOSED')
    expect(transfers.waiting).toBe(1)
  })
})
