/**
 * Names in a form in which two address books agree about them: case, accents, punctuation, titles and
 * the order of family and given name do not count, in Latin and in Chinese, Japanese, Korean script.
 */
import type { Card } from '../card'

export interface NameForm {
  /** Equal names share a key. */
  keys: string[]
  /** Words of a Latin name, sorted, without initials; empty for other scripts. */
  words: string[]
  /** Words that are one letter: `J` of `J. Smith`. */
  initials: string[]
}

const ASCII = /^[\x00-\x7f]*$/
const EAST_ASIAN = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/
const HONORIFICS = new Set(
  'mr mrs ms miss dr prof sir herr frau mme jr sr ii iii iv phd md mba esq dipl ing'.split(' ')
)
const EAST_ASIAN_HONORIFIC = /(?<=.{2})(?:先生|女士|小姐|太太|様|さん)$/

/** A text of more words is no name: it is compared as a whole only, since words are compared with words. */
const MOST_WORDS = 32

const NO_NAME: NameForm = { keys: [], words: [], initials: [] }

/** Lower case without accents and punctuation, words apart by one space. */
export function normalWords(text: string): string {
  if (ASCII.test(text))
    return text
      .toLowerCase()
      .replace(/['`]/g, '')
      .replace(/[^a-z0-9]+/g, ' ')
      .trim()
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f'’`´]/g, '')
    .normalize('NFKC')
    .toLowerCase()
    .replace(/ß/g, 'ss')
    .replace(/ø/g, 'o')
    .replace(/ł/g, 'l')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** What of a card its name is taken from. */
export interface NameParts {
  given: string
  middle: string
  surname: string
  full: string
}

export function namePartsOf({ name }: Card): NameParts {
  const components = name?.components
  return {
    given: joined(components, 'given'),
    middle: joined(components, 'given2'),
    surname: joined(components, 'surname'),
    full: name?.full ?? ''
  }
}

function joined(components: readonly { kind: string; value: string }[] | undefined, kind: string) {
  let text = ''
  let first = true
  for (const component of components ?? []) {
    if (component.kind !== kind) continue
    const value = component.value ?? ''
    text = first ? value : `${text} ${value}`
    first = false
  }
  return text
}

/** The name of a card: its components where it has them, else the full name. */
export function nameForm({ given, middle, surname, full }: NameParts): NameForm {
  if (given === '' && surname === '') return fromText(full)
  if (EAST_ASIAN.test(surname + given)) {
    const own = normalWords(`${surname}${middle}${given}`).replace(/ /g, '')
    const shown = full === '' ? [] : fromText(full).keys
    return { ...NO_NAME, keys: [...new Set([own, ...shown])] }
  }
  return fromText(`${given} ${middle} ${surname}`)
}

function fromText(text: string): NameForm {
  const normal = normalWords(text)
  if (normal === '') return NO_NAME
  if (EAST_ASIAN.test(normal)) return eastAsian(normal)
  const all = normal.split(' ')
  const named = all.filter(word => !HONORIFICS.has(word))
  const parts = named.length > 0 ? named : all
  const words = parts.filter(word => word.length > 1).sort()
  const initials = parts.filter(word => word.length === 1)
  // An initial between two words is a middle name, which many address books leave out.
  const key = words.length >= 2 ? words.join(' ') : [...parts].sort().join(' ')
  if (parts.length > MOST_WORDS) return { ...NO_NAME, keys: [key] }
  return { keys: [key], words, initials }
}

/** Without a space the order is the native one; with one it may be either. */
function eastAsian(normal: string): NameForm {
  const words = normal.split(' ')
  const joined = words.join('').replace(EAST_ASIAN_HONORIFIC, '')
  if (words.length !== 2) return { ...NO_NAME, keys: [joined] }
  return { ...NO_NAME, keys: [...new Set([joined, words[1]! + words[0]!])] }
}

/** Whether two different Latin names may be one: a typing slip, a short form, an initial. */
export function similarNames(left: NameForm, right: NameForm): boolean {
  if (!left.words.some(word => right.words.includes(word))) return false
  const mine = left.words.filter(word => !right.words.includes(word))
  const theirs = right.words.filter(word => !left.words.includes(word))
  if (mine.length === 0 && theirs.length === 0) return true
  if (mine.length === 0) return theirs.every(word => left.initials.includes(word[0]!))
  if (theirs.length === 0) return mine.every(word => right.initials.includes(word[0]!))
  return mine.length === 1 && theirs.length === 1 && similarWords(mine[0]!, theirs[0]!)
}

function similarWords(left: string, right: string): boolean {
  const [short, long] = left.length <= right.length ? [left, right] : [right, left]
  if (short.length >= 3 && long.startsWith(short)) return true
  // Jon and John, but not Jon and Jan.
  if (short.length === 3 && short[0] === long[0])
    return long.length === 4 && withinEdits(short, long, 1)
  if (short[0] !== long[0]) return false
  return short.length >= 4 && withinEdits(short, long, short.length >= 8 ? 2 : 1)
}

/** Whether `long` becomes `short` by at most so many insertions, deletions, substitutions, swaps. */
function withinEdits(short: string, long: string, most: number): boolean {
  if (long.length - short.length > most) return false
  let before: number[] = []
  let row = Array.from({ length: short.length + 1 }, (_, index) => index)
  for (let i = 1; i <= long.length; i++) {
    const next = [i]
    for (let j = 1; j <= short.length; j++) {
      const same = long[i - 1] === short[j - 1]
      let cost = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (same ? 0 : 1))
      if (i > 1 && j > 1 && long[i - 1] === short[j - 2] && long[i - 2] === short[j - 1]) {
        cost = Math.min(cost, before[j - 2]! + 1)
      }
      next.push(cost)
    }
    before = row
    row = next
  }
  return row[short.length]! <= most
}
