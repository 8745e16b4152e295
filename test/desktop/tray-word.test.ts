import { describe, expect, it } from 'vitest'
import { textOf } from '../../src-main/desktop/texts'
import { trayWord } from '../../src-main/desktop/tray-word'

describe('the word of the tray', () => {
  it('says what is wrong with the trail and where to look, in both languages', () => {
    const word = trayWord('attention', 'trail-broken')
    expect(textOf('en', word)).toBe('The audit trail was changed: see Activity')
    expect(textOf('zh-CN', word)).toBe('审计记录被改动：请查看“活动记录”')
    expect(trayWord('attention', 'trail-unwritten')).toBe('trailUnwritten')
  })

  it('is how syncing goes where nothing is wrong, and that it is paused where somebody paused it', () => {
    expect(trayWord('idle')).toBe('syncIdle')
    expect(trayWord('attention', 'received')).toBe('syncAttention')
    expect(trayWord('paused', 'trail-broken')).toBe('syncPaused')
  })
})
