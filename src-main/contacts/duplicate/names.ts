import type { Card } from '../card'
import { NAME, NO_NAME, OTHER_NAME, SIMILAR_NAME } from './finding'
import { mixed } from './hash'
import { Interned } from './intern'
import { nameForm, namePartsOf, similarNames, type NameForm } from './name'

/** A name as it is compared; many cards have one. */
export interface Name {
  form: NameForm
  /** Equal names share one. */
  keys: readonly number[]
  /** Similar names share one: a word, and the first letter of another. */
  likes: readonly number[]
}

/** Comparisons that are remembered: of a crowd, the same few names meet again and again. */
const REMEMBERED = 1 << 16
const ANY_NAME = -1

/** All names of some cards, each taken apart once. */
export class Names {
  private readonly names: Name[] = []
  private readonly numbers = new Map<string, number>()
  private readonly keys = new Interned()
  private readonly words = new Interned()
  /** Two of a bit set of keys and words, for each name. */
  private bits = new Int32Array(512)
  private readonly pairs = new Float64Array(REMEMBERED)
  private readonly findings = new Uint16Array(REMEMBERED)

  /** The number of the card's name, from 0 on. */
  of(card: Card): number {
    const parts = namePartsOf(card)
    const { given, middle, surname, full } = parts
    const text = `${given}\0${middle}\0${surname}\0${full}`
    let number = this.numbers.get(text)
    if (number === undefined) {
      number = this.add(nameForm(parts))
      this.numbers.set(text, number)
    }
    return number
  }

  at(number: number): Name {
    return this.names[number]!
  }

  /** How two names are alike, as a bit of `finding.ts`. */
  compare(left: number, right: number): number {
    const pair = (left < right ? left * 2 ** 26 + right : right * 2 ** 26 + left) + 1
    const entry = (mixed(left, 0) ^ mixed(right, 0)) & (REMEMBERED - 1)
    if (this.pairs[entry] !== pair) {
      this.pairs[entry] = pair
      this.findings[entry] = compareNames(this.names[left]!, this.names[right]!)
    }
    return this.findings[entry]!
  }

  /** False only if the names are not alike: looks at too little to say that they are. */
  mayBeOne(left: number, right: number): boolean {
    const { bits } = this
    return (
      (bits[2 * left]! & bits[2 * right]!) !== 0 ||
      (bits[2 * left + 1]! & bits[2 * right + 1]!) !== 0
    )
  }

  private add(form: NameForm): number {
    const number = this.names.length
    const keys = form.keys.map(key => this.keys.of(key))
    const words = form.words.map(word => this.words.of(word))
    const likes = new Set<number>()
    form.words.forEach((word, at) => {
      for (const other of [...form.words, ...form.initials]) {
        if (other !== word) likes.add(mixed(words[at]!, other.charCodeAt(0)))
      }
    })
    this.names.push({ form, keys, likes: [...likes] })
    this.mark(number, keys, words)
    return number
  }

  private mark(number: number, keys: number[], words: number[]): void {
    if (2 * number >= this.bits.length) {
      const longer = new Int32Array(this.bits.length * 2)
      longer.set(this.bits)
      this.bits = longer
    }
    let [low, high] = keys.length > 0 ? [0, 0] : [ANY_NAME, ANY_NAME]
    for (const value of [...keys.map(key => mixed(key, 1)), ...words.map(word => mixed(word, 2))]) {
      if ((value & 32) === 0) low |= 1 << (value & 31)
      else high |= 1 << (value & 31)
    }
    this.bits[2 * number] = low
    this.bits[2 * number + 1] = high
  }
}

function compareNames(left: Name, right: Name): number {
  if (left.keys.length === 0 || right.keys.length === 0) return NO_NAME
  if (left.keys.some(key => right.keys.includes(key))) return NAME
  return similarNames(left.form, right.form) ? SIMILAR_NAME : OTHER_NAME
}
