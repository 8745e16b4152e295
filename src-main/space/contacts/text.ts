/**
 * Names as people search and sort them: without case, width and accents, Chinese also by its pinyin
 * and by the initials of its pinyin, phone numbers by their digits.
 */
import { pinyin } from 'pinyin-pro'

const ASCII = /^[\x00-\x7f]*$/
const HAN = /\p{Script=Han}+/gu
const ACCENTS = /[\u0300-\u036f]/g
const NOT_DIGIT = /[^0-9]/g

/** What a text is compared by: compatibility forms unified, accents of letters and case dropped. */
export function fold(text: string): string {
  if (ASCII.test(text)) return text.toLowerCase()
  return text.normalize('NFKD').replace(ACCENTS, '').normalize('NFC').toLowerCase()
}

/** The digits of a phone number, full-width ones too; empty when there are fewer than three. */
export function digitsOf(number: string): string {
  const plain = ASCII.test(number) ? number : number.normalize('NFKC')
  const digits = plain.replace(NOT_DIGIT, '')
  return digits.length < 3 ? '' : digits
}

export interface Romanized {
  /** The text with each Chinese character written as a pinyin syllable of its own. */
  spaced: string
  /** Without the spaces between syllables, as it is typed; empty when there is nothing Chinese. */
  joined: string
  /** First letters of the syllables; empty when there is nothing Chinese. */
  initials: string
}

/** Latin letters for a folded text. Family names get the reading that they have as family names. */
export function romanize(folded: string): Romanized {
  if (ASCII.test(folded) || folded.search(HAN) < 0) {
    return { spaced: folded, joined: '', initials: '' }
  }
  let initials = ''
  let joined = ''
  const spaced = folded.replace(HAN, (run, at: number) => {
    const syllables = pinyin(run, {
      toneType: 'none',
      type: 'array',
      v: true,
      surname: at === 0 ? 'head' : 'off'
    })
    for (const syllable of syllables) initials += syllable[0] ?? ''
    joined += syllables.join('')
    const before = at > 0 && folded[at - 1] !== ' ' ? ' ' : ''
    const end = at + run.length
    return before + syllables.join(' ') + (end < folded.length && folded[end] !== ' ' ? ' ' : '')
  })
  return { spaced, joined, initials }
}

/**
 * What a list is sorted by, in plain order of code units: letters first, Chinese by pinyin among the
 * Latin ones, then what begins with a digit or a sign, then what has no name.
 */
export function sortKeyOf(folded: string, { spaced } = romanize(folded)): string {
  const key = spaced.trim().replace(/^[^\p{L}\p{N}]+/u, '')
  if (key === '') return '\uffff'
  return /^\p{L}/u.test(key) ? key : '\ufffe' + key
}
