import { describe, expect, it } from 'vitest'
import { setLocale } from '../../src-renderer/locale'
import { hueOf, initials } from '../../src-renderer/parts/initials'
import { readNodes } from '../../src-renderer/screens/settings/nodes'
import { untilOf as endIn } from '../../src-renderer/screens/sharing/draft'
import { wished } from '../../src-renderer/screens/sharing/templates'
import { UNTIL_PRESETS, untilOf } from '../../src-renderer/screens/sharing/until'
import { keyIn, personKeyIn } from '../../src-renderer/screens/shell/key-text'
import { matchesWords } from '../../src-renderer/screens/shell/palette-match'
import { usePaletteSpelling } from '../../src-renderer/screens/shell/palette-spelling'

const KEY = `datom1${'qpzry9x8gf2tvdw0s3jn54khce6mua7l'.repeat(5)}`

describe('a share key in a text', () => {
  it('is found alone, as a link, and inside a message', () => {
    expect(keyIn(KEY)).toBe(KEY)
    expect(keyIn(`datomspace://share/${KEY}`)).toBe(`datomspace://share/${KEY}`)
    expect(keyIn(`Hello Bob,\nhere it is: ${KEY}\nAlice`)).toBe(KEY)
    expect(keyIn(KEY.toUpperCase())).toBe(KEY.toUpperCase())
    const halves = [KEY.slice(0, -20), KEY.slice(-20)]
    expect(keyIn(`> Here:\n> ${halves.join('\n> ')}\n> Alice`)).toBe(KEY)
    expect(keyIn(halves.join('-\r\n'))).toBe(KEY)
  })

  it('is found when a mail program broke it into lines', () => {
    expect(keyIn(`${KEY.slice(0, 76)}\n${KEY.slice(76)}`)).toBe(KEY)
    const link = `datomspace://share/${KEY}`
    const quoted = [link.slice(0, 70), link.slice(70, 140), link.slice(140, -3), link.slice(-3)]
    expect(keyIn(`> Open this:\n> ${quoted.join('\r\n> ')}\r\n> Alice`)).toBe(link)
    const person = `datomspace://person/${KEY.replace('datom', 'person')}`
    expect(personKeyIn(`${person.slice(0, 60)}\n> ${person.slice(60)}\nSee you!`)).toBe(person)
  })

  it('is not seen where there is none', () => {
    expect(keyIn('')).toBeNull()
    expect(keyIn('a datom is the smallest data asset')).toBeNull()
    expect(keyIn('BEGIN:VCARD\nFN:Bob\nEND:VCARD')).toBeNull()
  })

  it('is not looked for in a text without end', () => {
    expect(keyIn('datom1q'.repeat(100_000))).toBeNull()
  })
})

describe('the end of a share', () => {
  const now = Date.parse('2026-11-22T12:00:00Z')

  it('follows from its preset', () => {
    expect(untilOf('h1', '', now)).toBe('2026-11-22T13:00:00.000Z')
    expect(untilOf('d7', '', now)).toBe('2026-11-29T12:00:00.000Z')
    expect(untilOf('none', '', now)).toBeNull()
  })

  it('is a date to come', () => {
    expect(untilOf('custom', '2027-01-01T00:00', now)).toMatch(/^202[67]-/)
    expect(untilOf('custom', '2020-01-01T00:00', now)).toBeUndefined()
    expect(untilOf('custom', '', now)).toBeUndefined()
    expect(untilOf('custom', 'soon', now)).toBeUndefined()
  })

  it('is a whole minute, no sooner than the preset says and no later than the date', () => {
    const odd = now + 12_345
    for (const preset of UNTIL_PRESETS) {
      const end = untilOf(preset, '2027-01-01T08:30:59.999', odd)
      if (preset !== 'none') expect(end, preset).toMatch(/T\d\d:\d\d:00\.000Z$/)
    }
    expect(untilOf('h1', '', odd)).toBe('2026-11-22T13:01:00.000Z')
    const typed = untilOf('custom', '2027-01-01T08:30:59.999', odd)
    expect(typed).toBe(untilOf('custom', '2027-01-01T08:30', odd))
    // The minute that goes on has begun.
    expect(untilOf('custom', '2026-11-22T12:00:50Z', odd)).toBeUndefined()
  })

  it('is the minute that a request named, and none that has begun', () => {
    const draft = { permission: [{ action: ['read' as const] }], prohibition: [] }
    const asked = '2999-01-01T08:30:59.999Z'
    expect(endIn(wished(draft, { until: asked }))).toBe('2999-01-01T08:30:00.000Z')
    expect(endIn(wished(draft, { until: '2020-01-01T08:30:00.000Z' }))).toBeNull()
  })
})

describe('initials', () => {
  it('are those that people of the name would use', () => {
    expect(initials('Alice Example')).toBe('AE')
    expect(initials('Dr. Alice van Example')).toBe('DE')
    expect(initials('alice')).toBe('A')
    expect(initials('王小明')).toBe('小明')
    expect(initials('王明')).toBe('明')
    expect(initials('(Example)')).toBe('E')
    expect(initials('  ')).toBe('')
  })

  it('keep their colour', () => {
    expect(hueOf('Alice', 6)).toBe(hueOf('Alice', 6))
    expect(hueOf('', 6)).toBe(0)
  })
})

describe('bootstrap nodes', () => {
  it('are read a line each, and the first wrong one is named', () => {
    expect(readNodes('a.example:49737\n\n 127.0.0.1:1 ')).toEqual({
      nodes: ['a.example:49737', '127.0.0.1:1'],
      wrong: undefined
    })
    expect(readNodes('a.example:49737\nb.example').wrong).toBe('b.example')
    expect(readNodes('a.example:0').wrong).toBe('a.example:0')
    expect(readNodes('a.example:65536').wrong).toBe('a.example:65536')
    expect(readNodes('http://a.example:1').wrong).toBe('http://a.example:1')
  })
})

describe('the palette', () => {
  it('finds a command by words in any order', () => {
    const command = { label: 'Export all contacts…' }
    expect(matchesWords(command, 'contacts exp')).toBe(true)
    expect(matchesWords(command, '')).toBe(true)
    expect(matchesWords(command, 'import')).toBe(false)
  })

  it('finds a Chinese command by pinyin and by its initials', async () => {
    const command = { label: '导出全部联系人…' }
    const { spell, prepare } = usePaletteSpelling()
    await prepare()
    expect(matchesWords(command, 'daochu', spell.value)).toBe(false)
    setLocale('zh-CN')
    await prepare()
    setLocale('en')
    for (const query of ['daochu', 'lianxi', 'dcqb', 'qblxr', '导出 lxr', 'QUANBU']) {
      expect(matchesWords(command, query, spell.value)).toBe(true)
    }
    expect(matchesWords(command, 'daoru', spell.value)).toBe(false)
    expect(matchesWords({ label: 'English' }, 'daochu', spell.value)).toBe(false)
  })
})
