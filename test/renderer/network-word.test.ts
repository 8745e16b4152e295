import { describe, expect, it } from 'vitest'
import { hintKey, isPaused, networkWord } from '../../src-renderer/screens/shell/network-word'
import type { SpaceStatus } from '../../src-renderer/contract'

const status = (facts: Partial<SpaceStatus>) =>
  ({ network: 'online', sync: 'idle', ...facts }) as SpaceStatus

describe('the word for the state of the space', () => {
  it('is what a person decided, before what the network does', () => {
    expect(networkWord(status({ sync: 'syncing' }))).toBe('syncing')
    expect(networkWord(status({ network: 'suspended' }))).toBe('paused')
    const failed = status({ sync: 'attention', trouble: 'received' })
    expect(networkWord(failed)).toBe('attention')
    expect(networkWord({ ...failed, network: 'offline' })).toBe('offline')
  })

  it('is attention where the audit trail does not hold, with what to do, whatever else goes on', () => {
    for (const trouble of ['trail-broken', 'trail-unwritten'] as const) {
      const paused = status({ sync: 'paused', network: 'suspended', trouble })
      expect(networkWord(paused)).toBe('attention')
      expect(isPaused(paused)).toBe(true)
      expect(hintKey(paused)).toBe(`status.troubles.${trouble}`)
    }
    expect(hintKey(status({}))).toBe('status.onlineHint')
  })
})
