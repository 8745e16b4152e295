import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createSeed, phraseOf, seedFromPhrase, suggestWords } from '../../src-main/identity'
import { DatomspaceError } from '../../src-main/error'

// BIP-39's own vector for 32 bytes of 0x7f.
const VECTOR_SEED = Buffer.alloc(32, 0x7f)
const VECTOR_PHRASE =
  'legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth useful legal winner thank year wave sausage worth title'

function refusal(text: string): DatomspaceError {
  try {
    seedFromPhrase(text)
  } catch (error) {
    if (error instanceof DatomspaceError) return error
    throw error
  }
  throw new Error('the phrase was accepted')
}

describe('recovery phrase', () => {
  it('is the one that BIP-39 publishes for a seed', () => {
    expect(phraseOf(VECTOR_SEED).join(' ')).toBe(VECTOR_PHRASE)
    expect(seedFromPhrase(VECTOR_PHRASE).equals(VECTOR_SEED)).toBe(true)
  })

  it('gives every seed back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), bytes => {
        const words = phraseOf(bytes)
        return words.length === 24 && seedFromPhrase(words.join(' ')).equals(bytes)
      })
    )
  })

  it('is read however a person types it', () => {
    const words = phraseOf(VECTOR_SEED)
    const fullWidth = (text: string) =>
      text.replace(/[a-z]/g, letter => String.fromCharCode(letter.charCodeAt(0) + 0xfee0))
    const spellings = [
      words.join('\n').toUpperCase(),
      words.map((word, index) => `${index + 1}. ${word}`).join('\r\n'),
      words.map((word, index) => `${index + 1}、${word}`).join('\u3000'),
      words.map((word, index) => `(${index + 1})\t${word},`).join('  '),
      words.map(word => `\u200b${word}\ufeff`).join('\u00a0'),
      fullWidth(words.join('\u3000')),
      `“${words.join(' · ')}”`
    ]
    for (const spelling of spellings)
      expect(seedFromPhrase(spelling).equals(VECTOR_SEED)).toBe(true)
  })

  it('names the first wrong word, where it stands and what was probably meant', () => {
    const error = refusal(VECTOR_PHRASE.replace('thank', 'thnak').replace('sausage', 'saussage'))
    expect(error.code).toBe('PHRASE_INVALID')
    expect(error.details).toMatchObject({ reason: 'word', position: 3, word: 'thnak' })
    expect(String(error.details['suggestions']).split(' ')).toContain('thank')
    expect(error.message).toContain('Word 3')
  })

  it('takes no look-alike letters of other alphabets and drops no foreign word', () => {
    expect(refusal(VECTOR_PHRASE.replace('legal', 'lеgal')).details['position']).toBe(1)
    expect(refusal(`${VECTOR_PHRASE.replace(/ title$/, '')} 标题`).details['position']).toBe(24)
  })

  it('tells a wrong count and a failed checksum apart', () => {
    expect(refusal(VECTOR_PHRASE.replace(/ title$/, '')).details).toEqual({
      reason: 'count',
      count: 23
    })
    expect(refusal(`${VECTOR_PHRASE} title`).details).toEqual({ reason: 'count', count: 25 })
    expect(refusal('').details).toEqual({ reason: 'count', count: 0 })
    const swapped = refusal(VECTOR_PHRASE.replace('legal winner', 'winner legal'))
    expect(swapped.details).toEqual({ reason: 'checksum' })
    for (const word of phraseOf(VECTOR_SEED))
      expect(swapped.message).not.toMatch(new RegExp(`\\b${word}\\b`))
  })

  it('refuses any text that is no phrase with PHRASE_INVALID and nothing else', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 300 }),
        text => refusal(text).code === 'PHRASE_INVALID'
      )
    )
    expect(refusal('legal '.repeat(1_000_000)).code).toBe('PHRASE_INVALID')
  })

  it('suggests the word of an abbreviation, and nothing for what resembles no word', () => {
    expect(suggestWords('aban')[0]).toBe('abandon')
    expect(suggestWords('xqzxqzxqz')).toEqual([])
  })

  it('refuses to write a seed of another length', () => {
    expect(() => phraseOf(Buffer.alloc(16))).toThrow(DatomspaceError)
  })

  it('comes from fresh randomness for each seed', () => {
    const seeds = new Set(Array.from({ length: 50 }, () => createSeed().toString('hex')))
    expect(seeds.size).toBe(50)
  })
})
