import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { deriveKeys, parseJson, readJsonText, sign, verify } from '../../src-main/identity'

const twice = (text: string) => {
  const read = readJsonText(text)
  if ('value' in read) return false
  if (read.fault === 'ambiguous') return true
  throw read.cause
}

describe('the text of a JSON document', () => {
  it.each([
    ['{"a":1,"a":1}'],
    ['{"a":1,"\\u0061":2}'],
    ['[[{"b":{"a":1,"c":":","a":{}}}]]'],
    ['{"__proto__":1,"__proto__":2}'],
    ['{"":0,"":0}'],
    ['{"a\\\\":1,"a\\\\":":"}']
  ])('has two members of one name in %s', text => {
    expect(twice(text)).toBe(true)
  })

  it.each([
    ['{"a":{"a":1},"b":[{"a":2},{"a":3}]}'],
    ['{"a":":","b":"\\":","c\\\\":"\\\\"}'],
    ['{"__proto__":{"a":1},"constructor":2}'],
    ['{"1":1,"01":2,"a":1,"A":2}'],
    ['":"'],
    ['12']
  ])('has not in %s', text => {
    expect(twice(text)).toBe(false)
  })

  it('has not, whatever was written by JSON.stringify; and has, when a member is written again', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string(), fc.nat(4), (value, name, indent) => {
        expect(twice(JSON.stringify(value, null, indent))).toBe(false)
        const member = `${JSON.stringify(name)}:${JSON.stringify(value)}`
        expect(twice(`[{${member}},{${member}}]`)).toBe(false)
        expect(twice(`[{${member},${member}}]`)).toBe(true)
      })
    )
  })

  it('is looked through however deep it is', () => {
    const deep = `${'['.repeat(100_000)}{"a":1,"a":2}${']'.repeat(100_000)}`
    expect(twice(deep)).toBe(true)
  })
})

describe('a signed statement', () => {
  it('is refused when its text names two issuers, whichever of them a reader would see', () => {
    const alice = deriveKeys(Buffer.alloc(32, 1))
    const statement = { type: ['VerifiableCredential'], issuer: alice.did }
    const text = JSON.stringify(sign(statement, alice, { created: new Date(0) }))
    expect(verify(text).verified).toBe(true)
    const names = ['"issuer"', '"\\u0069ssuer"']
    for (const name of names) {
      const forged = text.replace('{', `{${name}:"did:key:zMallory",`)
      expect(() => parseJson(forged)).toThrow('two members of one name')
      expect(verify(forged)).toMatchObject({ verified: false })
    }
  })
})
