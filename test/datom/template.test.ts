import { describe, expect, it } from 'vitest'
import { canonicalText } from '../../src-main/datom/canonical'
import { encodeDatom, MAX_DATOM_BYTES, mintDatom, newDatomId } from '../../src-main/datom/datom'
import { DatomTemplate } from '../../src-main/datom/template'

const names = [
  'Alice',
  '爱丽丝',
  '"content":{}',
  '\ud800',
  '"id":"00000000-0000-0000-0000-000000000000"'
]

describe('a template of datoms', () => {
  it.each(names)('gives the bytes that the datom is encoded to: %j', text => {
    const tags = [text, 'friends']
    const content = {
      '@type': 'Card' as const,
      version: '1.0' as const,
      uid: text,
      name: { full: text }
    }
    const { id, content: _, ...facts } = mintDatom({ content, tags, category: text }, 1_000)
    const template = new DatomTemplate(facts)
    const json = Buffer.from(canonicalText(content))
    const bytes = Buffer.alloc(template.sizeOf(json)! + 2)
    const next = newDatomId(2_000)
    for (const each of [id, next]) {
      expect(template.write(each, json, bytes, 1)).toBe(bytes.length - 1)
      const whole = encodeDatom({ ...facts, id: each, content })
      expect(bytes.subarray(1, -1).equals(whole)).toBe(true)
    }
  })

  it('refuses what is larger than a datom may be', () => {
    const content = { '@type': 'Card' as const, version: '1.0' as const, uid: 'u' }
    const { id: _, content: _content, ...facts } = mintDatom({ content }, 1_000)
    const template = new DatomTemplate(facts)
    const most = MAX_DATOM_BYTES - template.sizeOf(Buffer.alloc(0))!
    expect(template.sizeOf(Buffer.alloc(most))).toBe(MAX_DATOM_BYTES)
    expect(template.sizeOf(Buffer.alloc(most + 1))).toBeUndefined()
  })
})
