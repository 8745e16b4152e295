import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { ERROR_CODES } from '../../src-main/error'
import { en } from '../../src-renderer/locale/en'
import { locale, resolveLocale, setLocale, t, tCode } from '../../src-renderer/locale'
import { zhCN } from '../../src-renderer/locale/zh-CN'

type Texts = Map<string, string[]>

/** Path → the texts there; a plural has several. */
function textsOf(node: unknown, path = '', texts: Texts = new Map()): Texts {
  if (typeof node === 'string') return texts.set(path, [node])
  const entries = Object.entries(node as object)
  if (entries.some(([name]) => name === 'other')) {
    return texts.set(
      path,
      entries.map(([, text]) => String(text))
    )
  }
  for (const [name, child] of entries) textsOf(child, path ? `${path}.${name}` : name, texts)
  return texts
}

const english = textsOf(en)
const chinese = textsOf(zhCN)
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(match => match[1]!)
const HAN = /\p{Script=Han}/u
/** Names, units and samples that are the same in every language. */
const ALIKE = /^(datomspace|English|Electron|Node\.js|URN|vCard|CSV|ZIP|[\s\p{P}\p{S}\d]*)$/u
const wordsOf = (text: string): string => text.replace(/\{\w+\}/g, '')

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) return sourceFiles(path)
    return /\.(vue|ts)$/.test(entry.name) ? [path] : []
  })
}

describe('the dictionaries', () => {
  afterEach(() => setLocale('en'))

  it('have the same keys', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].sort())
  })

  it('have the same holes to fill in each text', () => {
    const different = [...english]
      .filter(([path, texts]) => {
        const wanted = new Set(texts.flatMap(holes))
        const found = new Set(chinese.get(path)!.flatMap(holes))
        return [...found].some(hole => !wanted.has(hole)) || wanted.size !== found.size
      })
      .map(([path]) => path)
    expect(different).toEqual([])
  })

  it('leave no English in the Chinese one', () => {
    const layouts = /^imports\.(layouts|charsets)\./
    const foreign = [...chinese]
      .filter(([path]) => !layouts.test(path))
      .filter(([, texts]) => texts.some(text => !HAN.test(text) && !ALIKE.test(wordsOf(text))))
      .map(([path]) => path)
    expect(foreign).toEqual([])
  })

  it('have no empty text', () => {
    const empty = [...english, ...chinese].filter(([, texts]) => texts.some(text => !text.trim()))
    expect(empty).toEqual([])
  })

  it('say for every error what happened and what to do', () => {
    expect(Object.keys(en.errors).sort()).toEqual([...ERROR_CODES].sort())
    for (const code of ERROR_CODES) {
      expect(zhCN.errors[code].title).toMatch(HAN)
      expect(zhCN.errors[code].todo).toMatch(HAN)
    }
  })

  it('hold every text that a screen asks for by a fixed key', () => {
    const folder = join(__dirname, '../../src-renderer')
    // The window of secrets is a page of its own, with texts of its own.
    const pages = sourceFiles(folder).filter(path => !path.includes('secret'))
    const missing = pages.flatMap(path =>
      [...readFileSync(path, 'utf8').matchAll(/\bt\('([\w.-]+)'/g)]
        .map(match => match[1]!)
        .filter(key => !english.has(key))
        .map(key => `${path}: ${key}`)
    )
    expect(missing).toEqual([])
  })
})

describe('a text', () => {
  afterEach(() => setLocale('en'))

  it('is filled in, with numbers written as the language writes them', () => {
    expect(t('contacts.list.count', { count: 100_000 })).toBe('100,000 contacts')
    setLocale('zh-CN')
    expect(t('contacts.list.count', { count: 100_000 })).toBe('100,000 位联系人')
  })

  it('sets a Latin name off from Chinese words, and a Chinese one not', () => {
    setLocale('zh-CN')
    expect(t('contacts.list.received', { owner: 'Alice' })).toBe('来自 Alice')
    expect(t('received.stateText.live', { owner: 'Alice' })).toMatch(/^已连接，Alice 的更改/)
    expect(t('received.stateText.connecting', { owner: '欧阳思远' })).toMatch(/^正在寻找欧阳思远，/)
    expect(t('received.stateText.revoked', { owner: '欧阳思远' })).toMatch(/^欧阳思远撤销了/)
  })

  it('takes the singular for one', () => {
    expect(t('contacts.list.count', { count: 1 })).toBe('1 contact')
  })

  it('for an unknown code is the code, so that nothing is hidden', () => {
    expect(tCode('terms.term', 'teleport')).toBe('teleport')
    expect(tCode('terms.term', 'constructor')).toBe('constructor')
  })

  it('does not fill in what a value brings along', () => {
    expect(t('contacts.detail.copied', { value: '{value}{count}' })).toBe('Copied “{value}{count}”')
  })
})

describe('the language', () => {
  it('is the one that was chosen, else the one of the system', () => {
    expect(resolveLocale('en', 'zh-CN')).toBe('en')
    expect(resolveLocale('system', 'zh-Hans-CN')).toBe('zh-CN')
    expect(resolveLocale('system', 'zh')).toBe('zh-CN')
    expect(resolveLocale('system', 'de-DE')).toBe('en')
    expect(locale()).toBe('en')
  })
})
