import { describe, expect, it } from 'vitest'
import { digitsOf, fold, romanize, sortKeyOf } from '../../src-main/space/contacts/text'

describe('text as people search it', () => {
  it('ignores case, width and accents', () => {
    expect(fold('MÜLLER')).toBe('muller')
    expect(fold('Ｚｈａｎｇ')).toBe('zhang')
    expect(fold('Ælfrēd')).toBe('ælfred')
  })

  it('keeps the marks that make a different letter in other scripts', () => {
    expect(fold('がか')).toBe('がか')
    expect(fold('हिन्दी')).toBe('हिन्दी')
  })

  it('reads a phone number by its digits, full-width ones as well', () => {
    expect(digitsOf('+86 (138) 0013-8000')).toBe('8613800138000')
    expect(digitsOf('１３８００１')).toBe('138001')
    expect(digitsOf('no')).toBe('')
  })

  it('writes Chinese names in pinyin, family names as family names', () => {
    expect(romanize('曾国藩')).toEqual({
      spaced: 'zeng guo fan',
      joined: 'zengguofan',
      initials: 'zgf'
    })
    expect(romanize('欧阳修').initials).toBe('oyx')
    expect(romanize('吕布').joined).toBe('lvbu')
  })

  it('puts Chinese names among the Latin ones, numbers after them and the nameless last', () => {
    const names = ['', '张三', 'Zoe', '陈一', 'Élodie', 'adam', '10086', '「李四」', 'Zhang Wei']
    const sorted = names
      .map(name => ({ name, key: sortKeyOf(fold(name)) }))
      .sort((a, b) => (a.key < b.key ? -1 : 1))
      .map(entry => entry.name)
    expect(sorted).toEqual([
      'adam',
      '陈一',
      'Élodie',
      '「李四」',
      '张三',
      'Zhang Wei',
      'Zoe',
      '10086',
      ''
    ])
  })
})
