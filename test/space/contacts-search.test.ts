import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Haystack } from '../../src-main/space/contacts/haystack'
import { parseQuery } from '../../src-main/space/contacts/search'
import { SortedOrder } from '../../src-main/space/contacts/order'

const alice = '张爱丽\nzhangaili\nzal\nalice@example.org\n8613800138000\n北京大学'

function found(texts: Map<number, string>, query: string): number[] {
  const haystack = new Haystack()
  for (const [slot, text] of texts) haystack.set(slot, text)
  const hits = haystack.find(parseQuery(query), 1_000)
  return [...hits.keys()].filter(slot => hits[slot] === 1)
}

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
    ['zal\0bob', false]
  ])('for "%s" finds alice: %s', (query, expected) => {
    const others = new Map([
      [0, 'bob'],
      [7, alice],
      [8, 'bob'],
      [700, 'bob']
    ])
    expect(found(others, query).includes(7)).toBe(expected)
  })

  it('finds exactly the rows in which all words occur, after any changes', () => {
    const word = fc.string({
      unit: fc.constantFrom('1', '3', 'a', 'b', '\n', '\0', '张'),
      maxLength: 6
    })
    const changes = fc.array(fc.tuple(fc.nat(999), word), { maxLength: 40 })
    const terms = fc.array(
      fc.string({ unit: fc.constantFrom('1', '3', 'a', 'b', '张'), minLength: 1 }),
      {
        minLength: 1,
        maxLength: 3
      }
    )
    fc.assert(
      fc.property(changes, terms, (rows, words) => {
        const query = parseQuery('x ' + words.join(' '))
        query.terms = words
        const haystack = new Haystack()
        rows.forEach(([slot, text], at) => {
          haystack.set(slot, text)
          if (at % 7 === 0) haystack.find(query, 1_000)
        })
        const hits = haystack.find(query, 1_000)
        const texts = new Map(rows)
        for (let slot = 0; slot < 1_000; slot++) {
          const text = texts.get(slot)
          expect(hits[slot] === 1).toBe(
            text !== undefined && words.every(each => text.includes(each))
          )
        }
      })
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
