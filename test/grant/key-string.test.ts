import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatKey,
  formatLink,
  MAX_KEY_LENGTH,
  parseKey,
  type GrantKey
} from '../../src-main/grant'
import { createSeed, deriveKeys } from '../../src-main/identity'
import { formatPersonKey, parsePersonKey } from '../../src-main/space/people'

const bytes = (fill: number) => Buffer.alloc(32, fill)
const ticket: GrantKey = { kind: 'ticket', space: bytes(1), grant: bytes(2), secret: bytes(3) }
const mirrored: GrantKey = { ...ticket, kind: 'agreement', mirror: bytes(4) }
const text = formatKey(ticket)
const refusal = (pasted: string) => {
  try {
    parseKey(pasted)
    return 'accepted'
  } catch (error) {
    return (error as { code: string }).code
  }
}

describe('a copied key', () => {
  it('comes back as it was, from key and link, within 300 characters', () => {
    for (const key of [ticket, mirrored]) {
      expect(parseKey(formatKey(key))).toEqual(key)
      expect(parseKey(formatLink(key))).toEqual(key)
      expect(formatLink(key).length).toBeLessThanOrEqual(MAX_KEY_LENGTH)
    }
    const key32 = fc.uint8Array({ minLength: 32, maxLength: 32 }).map(part => Buffer.from(part))
    fc.assert(
      fc.property(key32, key32, key32, fc.option(key32), (space, grant, secret, mirror) => {
        const key: GrantKey = { kind: 'ticket', space, grant, secret, ...(mirror && { mirror }) }
        expect(parseKey(formatKey(key))).toEqual(key)
      })
    )
  })

  const pasted: [string, string][] = [
    ['in capitals', text.toUpperCase()],
    ['in mixed case', text.slice(0, 40).toUpperCase() + text.slice(40)],
    ['with spaces around it', `  \n${text}\t `],
    ['broken over lines', text.replace(/(.{20})/g, '$1\r\n')],
    ['broken over quoted lines', text.replace(/(.{60})/g, '$1 \n ')],
    [
      'quoted in an answer',
      `Bob wrote:\n${text.replace(/(.{60})/g, '> $1\n')}`.replace(/\n(?!>)(?=\S*$)/, '\n> ')
    ],
    ['quoted twice', `>> ${text.replace(/(.{60})/g, '$1\n>> ')}`],
    ['broken by hyphens', text.replace(/(.{60})/g, '$1-\n')],
    ['in quotes', `“${text}”`],
    ['among words', `Hi Bob, here it is: ${text}. See you!`],
    ['among words and broken', `Hi Bob:\n${text.slice(0, 70)}\n${text.slice(70)}\nSee you`],
    ['with words glued after it', `key=${text} greetings`],
    ['with invisible characters', text.replace(/(.{30})/g, '$1\u200b\u00ad')],
    [
      'in full-width letters',
      text.replace(/[!-~]/g, c => String.fromCharCode(c.charCodeAt(0) + 0xfee0))
    ],
    ['as a link', `datomspace://share/${text}`],
    ['as a link in capitals', `DATOMSPACE://SHARE/${text.toUpperCase()}`],
    ['as a link without slashes', `datomspace:${text}`],
    ['as a link with a query', `<datomspace://share/${text}?from=mail#x>`],
    ['after a damaged one', `${text.slice(0, 30)} oops, again: ${text}`]
  ]
  it.each(pasted)('is understood %s', (_, words) => {
    expect(parseKey(words)).toEqual(ticket)
  })

  it('that lost its end is called truncated, whatever was lost', () => {
    for (const length of [6, 7, 20, 100, text.length - 1]) {
      expect(refusal(text.slice(0, length))).toBe('KEY_TRUNCATED')
    }
  })

  it('with any one wrong letter is called mistyped', () => {
    for (let at = 6; at < text.length; at++) {
      const other = text[at] === 'q' ? 'p' : 'q'
      expect(refusal(text.slice(0, at) + other + text.slice(at + 1))).toBe('KEY_MISTYPED')
    }
    expect(refusal(text.replace(/.$/, 'b'))).toBe('KEY_MISTYPED')
    const [a, b] = [text[20]!, text[21]!]
    if (a !== b) expect(refusal(text.slice(0, 20) + b + a + text.slice(22))).toBe('KEY_MISTYPED')
  })

  it('of a person is said to be that', () => {
    const person = formatPersonKey({ did: deriveKeys(createSeed()).did, spaceKey: bytes(5) })
    expect(refusal(person)).toBe('KEY_OF_PERSON')
    expect(refusal(`Here I am: ${person}`)).toBe('KEY_OF_PERSON')
    expect(refusal(`${person} ${text}`)).toBe('accepted')
    expect(() => parsePersonKey(text)).toThrow(expect.objectContaining({ code: 'KEY_OF_SHARE' }))
    expect(refusal('person1')).toBe('KEY_MALFORMED')
  })

  it('made by a newer version says so', async () => {
    const { bech32m } = await import('@scure/base')
    const newer = bech32m.encode('datom', bech32m.toWords(Buffer.alloc(99, 9)), 300)
    expect(refusal(newer)).toBe('KEY_VERSION')
    const shapeless = bech32m.encode('datom', bech32m.toWords(Buffer.from([1, 0, 5])), 300)
    expect(refusal(shapeless)).toBe('KEY_MALFORMED')
    const kindless = bech32m.encode('datom', bech32m.toWords(Buffer.alloc(98, 1)), 300)
    expect(parseKey(kindless).kind).toBe('agreement')
  })

  it('is not found where there is none', () => {
    for (const words of ['', 'hello', 'https://example.org', 'datom', 'x'.repeat(10_000)]) {
      expect(refusal(words)).toBe('KEY_MALFORMED')
    }
  })

  it('in any text at all is found or refused with a code of its own', () => {
    const codes = ['accepted', 'KEY_MALFORMED', 'KEY_TRUNCATED', 'KEY_MISTYPED', 'KEY_VERSION']
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map(tail => `datom1${tail}`)
        ),
        words => {
          expect(codes).toContain(refusal(words))
        }
      )
    )
  })
})
