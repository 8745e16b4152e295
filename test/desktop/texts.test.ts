import { describe, expect, it } from 'vitest'
import { languageOf, textOf, type TextKey } from '../../src-main/desktop/texts'

describe('what main says', () => {
  it('fills in the names and counts of a question in both languages', () => {
    expect(textOf('en', 'deleteContacts', { count: 3 })).toBe('Delete 3 contacts?')
    expect(textOf('zh-CN', 'deleteContacts', { count: 3 })).toBe('删除 3 位联系人？')
  })

  it('leaves a place alone that has no value, and never reads one from a value', () => {
    expect(textOf('en', 'newData', {})).toContain('{name}')
    expect(textOf('en', 'newData', { name: '{count}' })).toContain('{count}')
  })

  it.each([
    ['zh-CN', 'zh-CN'],
    ['zh-Hans-SG', 'zh-CN'],
    ['zh_TW', 'zh-CN'],
    ['de-DE', 'en'],
    ['', 'en']
  ] as const)('a system that speaks %j gets %s', (system, expected) => {
    expect(languageOf('system', system)).toBe(expected)
  })

  it('a chosen language wins over the system', () => {
    expect(languageOf('en', 'zh-CN')).toBe('en')
    const key: TextKey = 'quit'
    expect(textOf(languageOf('zh-CN', 'en-US'), key)).toBe('退出 datomspace')
  })
})
