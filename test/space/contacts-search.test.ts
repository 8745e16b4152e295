import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { matches, narrows, parseQuery } from '../../src-main/space/contacts/search'
import { SortedOrder } from '../../src-main/space/contacts/order'

const alice = '张爱丽\nzhangaili\nzal\nalice@example.org\n8613800138000\n北京大学'

describe('a search', () => {
  it.each([
    ['张', true],
    ['zhang ai', true],
    ['ZAL', true],
    ['alice example', true],
    ['+86 138-0013', true],
    ['北京 alice', true],
    ['bob', false],
    ['alice bob', false],
    ['', true]
  ])('for "%s" finds alice: %s', (query, found) => {
    expect(matches(parseQuery(query), alice)).toBe(found)
  })

  it('never loses a row by searching only among what the shorter query found', () => {
    const texts = fc.array(fc.constantFrom('1', '3', '8', 'a', 'b', ' ', '-', '(', '\n', '张'), {
      maxLength: 12
    })
    fc.assert(
      fc.property(texts, texts, texts, (row, start, more) => {
        const before = start.filter(c => c !== '\n').join('')
        const query = before + more.filter(c => c !== '\n').join('')
        if (!narrows(query, before) || !matches(parseQuery(query), row.join(''))) return
        expect(matches(parseQuery(before), row.join(''))).toBe(true)
      }),
      { numRuns: 2_000 }
    )
  })
})

describe('a sorted order', () => {
  it('is what sorting everything at once would give, whatever came and went', () => {
    const batches = fc.array(fc.uniqueArray(fc.nat(40)), { maxLength: 12 })
    fc.assert(
      fc.property(batches, rounds => {
        const order = new SortedOrder((a, b) => ((a * 7) % 41) - ((b * 7) % 41))
        const held = new Set<number>()
        for (const round of rounds) {
          const gone = round.filter(slot => held.has(slot))
          const fresh = round.filter(slot => !held.has(slot))
          order.remove(new Set(gone))
          order.insert(fresh)
          for (const slot of gone) held.delete(slot)
          for (const slot of fresh) held.add(slot)
          const wanted = [...held].sort((a, b) => ((a * 7) % 41) - ((b * 7) % 41))
          expect([...order.sorted]).toEqual(wanted)
        }
      })
    )
  })
})
