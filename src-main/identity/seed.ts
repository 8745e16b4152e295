import sodium from 'sodium-native'
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39'
import { wordlist } from '@scure/bip39/wordlists/english.js'
import { DatomspaceError } from '../error'

/** Length of a seed in bytes, and of its recovery phrase in words (BIP-39: 256 bits → 24 words). */
export const SEED_BYTES = 32
export const PHRASE_WORDS = 24

const KNOWN_WORDS = new Set(wordlist)
const MAX_SUGGESTIONS = 3
const MAX_PHRASE_LENGTH = 4096
// Zero-width and formatting characters arrive with text copied from web pages and chat programs.
const INVISIBLE = /\p{Cf}/gu
const WORD = /[\p{L}\p{M}]+/gu

/** A new random seed, 32 bytes. Whoever holds it owns the space. */
export function createSeed(): Buffer {
  const seed = Buffer.alloc(SEED_BYTES)
  sodium.randombytes_buf(seed)
  return seed
}

/** The seed as 24 English words of BIP-39, checksum included. Throws `INVALID_ARGUMENT` unless 32 bytes. */
export function phraseOf(seed: Uint8Array): string[] {
  assertSeed(seed)
  return entropyToMnemonic(seed, wordlist).split(' ')
}

/**
 * The seed that a recovery phrase stands for, however it was typed: any case, numbering, punctuation,
 * line breaks, full-width letters and spaces.
 *
 * Throws `PHRASE_INVALID` with `details.reason`:
 * - `word`: `position` (1-based) is not a BIP-39 word; `word`, `suggestions` (joined by a space, may be empty)
 * - `count`: `count` words instead of 24
 * - `checksum`: all words exist, yet together they are no phrase
 */
export function seedFromPhrase(text: string): Buffer {
  const words = wordsOf(text)
  for (let index = 0; index < words.length && index < PHRASE_WORDS; index++) {
    const word = words[index] as string
    if (!KNOWN_WORDS.has(word)) throw wrongWord(word, index + 1)
  }
  if (words.length !== PHRASE_WORDS) {
    throw new DatomspaceError(
      'PHRASE_INVALID',
      `A recovery phrase has ${PHRASE_WORDS} words, this one has ${words.length}. Check for missing or extra words.`,
      { details: { reason: 'count', count: words.length } }
    )
  }
  try {
    return Buffer.from(mnemonicToEntropy(words.join(' '), wordlist))
  } catch {
    // The cause is left out on purpose: the library's message may quote the phrase.
    throw new DatomspaceError(
      'PHRASE_INVALID',
      'All 24 words exist, but together they are no recovery phrase: one word is another than written down, or two are swapped. Compare them with your note.',
      { details: { reason: 'checksum' } }
    )
  }
}

/** Up to three BIP-39 words that a person may have meant by `word`, the likeliest first. */
export function suggestWords(word: string): string[] {
  const typed = word.slice(0, 20)
  const scored: { word: string; distance: number }[] = []
  for (const candidate of wordlist) {
    // The first four letters identify a BIP-39 word, so an abbreviation is as good as the word.
    const abbreviated = typed.length >= 4 && candidate.startsWith(typed.slice(0, 4))
    const distance = abbreviated ? 0 : editDistance(typed, candidate)
    if (distance <= 2) scored.push({ word: candidate, distance })
  }
  scored.sort((a, b) => a.distance - b.distance)
  return scored.slice(0, MAX_SUGGESTIONS).map(entry => entry.word)
}

export function assertSeed(seed: Uint8Array): void {
  if (seed instanceof Uint8Array && seed.byteLength === SEED_BYTES) return
  throw new DatomspaceError('INVALID_ARGUMENT', `A seed is ${SEED_BYTES} bytes`, {
    details: { argument: 'seed' }
  })
}

function wordsOf(text: string): string[] {
  if (typeof text !== 'string' || text.length > MAX_PHRASE_LENGTH) {
    throw new DatomspaceError('PHRASE_INVALID', 'This is no recovery phrase: it is far too long.', {
      details: { reason: 'count', count: -1 }
    })
  }
  const plain = text.replace(INVISIBLE, '').normalize('NFKC').toLowerCase()
  return plain.match(WORD) ?? []
}

function wrongWord(word: string, position: number): DatomspaceError {
  const suggestions = suggestWords(word)
  const hint = suggestions.length > 0 ? ` Did you mean ${suggestions.join(' or ')}?` : ''
  return new DatomspaceError(
    'PHRASE_INVALID',
    `Word ${position}, "${word.slice(0, 40)}", is not a word of recovery phrases.${hint}`,
    {
      details: {
        reason: 'word',
        position,
        word: word.slice(0, 40),
        suggestions: suggestions.join(' ')
      }
    }
  )
}

/** Optimal string alignment distance: a swap of neighbours counts as one edit, as typing errors do. */
function editDistance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  let beforePrevious: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column)
  for (let row = 1; row <= a.length; row++) {
    const current = [row]
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1
      let best = Math.min(
        (previous[column] as number) + 1,
        (current[column - 1] as number) + 1,
        (previous[column - 1] as number) + cost
      )
      const swapped = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]
      if (row > 1 && column > 1 && swapped) {
        best = Math.min(best, (beforePrevious[column - 2] as number) + 1)
      }
      current.push(best)
    }
    beforePrevious = previous
    previous = current
  }
  return previous[b.length] as number
}
