/** What of cards is compared with other cards, normalised once. */
import { createHash } from 'node:crypto'
import type { Card } from '../card'
import { phoneKey } from '../phone'
import { cardContent } from '../uid'
import { Interned } from './intern'
import { mixed } from './hash'
import { normalWords } from './name'
import { Names, type Name } from './names'

/** What a card may have several of, in the order in which they are kept. */
export const EMAILS = 0
export const PHONES = 1
export const ACCOUNTS = 2
export const ORGANIZATIONS = 3
const LISTS = 4

export type List = 0 | 1 | 2 | 3

/** Members of a print: numbers of texts (0 for none), then where each list ends, then the lists. */
const UID = 0
const OUTLINE = 1
const NAME = 2
const BIRTHDAY = 3
const ENDS = 4
const HEAD = ENDS + LISTS

/**
 * Prints of cards, one after the other in one array of integers: a print is found with one look into the
 * memory, where a hundred thousand objects lie all over it and keep the collector busy.
 *
 * A card is known by its place, from 0 on in the order of adding.
 */
export class Prints {
  readonly names = new Names()
  private readonly uids = new Interned()
  private readonly birthdays = new Interned()
  private readonly texts = [new Interned(), new Interned(), new Interned(), new Interned()] as const
  private data = new Int32Array(4096)
  private starts = new Int32Array(256)
  /** The names once more: they are what is looked at most. */
  private ofNames = new Int32Array(256)
  private length = 0
  /** How to get the card again, or the digest of its content; undefined for cards that are gone. */
  private readonly contents: ((() => Card) | string | undefined)[] = []
  private readonly fresh: number[] = []

  /** @param region ISO 3166-1 code by whose numbering plan national phone numbers are read */
  constructor(private readonly region?: string) {}

  get count(): number {
    return this.length
  }

  /** @param again gives the same card when its content has to be compared, so that it need not be kept */
  add(card: Card, again: () => Card): number {
    const place = this.length
    const print = this.print(card)
    const start = this.starts[place]!
    const end = start + print.length
    if (end > this.data.length) this.data = longer(this.data, end)
    if (place + 1 >= this.starts.length) {
      this.starts = longer(this.starts, place + 2)
      this.ofNames = longer(this.ofNames, place + 2)
    }
    for (let at = 0; at < print.length; at++) this.data[start + at] = print[at]!
    this.starts[place + 1] = end
    this.ofNames[place] = print[NAME]!
    this.length++
    this.contents.push(again)
    if (this.data[start + OUTLINE] === 0) this.data[start + OUTLINE] = this.outlineOfRest(place)
    return place
  }

  /** Lets go of the card; its place stays taken. */
  forget(place: number): void {
    this.contents[place] = undefined
  }

  /** Takes back the last `add`. */
  dropLast(): void {
    this.length--
    this.contents.pop()
  }

  uidOf(place: number): number {
    return this.data[this.starts[place]! + UID]!
  }

  /** Hash of all that is here but the UID: cards of one content have it in common. */
  outlineOf(place: number): number {
    return this.data[this.starts[place]! + OUTLINE]!
  }

  /** Complete birthdays only; 0 for none. */
  birthdayOf(place: number): number {
    return this.data[this.starts[place]! + BIRTHDAY]!
  }

  nameOf(place: number): Name {
    return this.names.at(this.ofNames[place]!)
  }

  /** Puts the numbers of the texts of a list into `into`. */
  list(list: List, place: number, into: number[]): void {
    const start = this.starts[place]!
    const end = start + this.to(start, list)
    for (let at = start + this.from(start, list); at < end; at++) into.push(this.data[at]!)
  }

  sameUid(left: number, right: number): boolean {
    const uid = this.uidOf(left)
    return uid !== 0 && uid === this.uidOf(right)
  }

  sameContent(left: number, right: number): boolean {
    return (
      this.outlineOf(left) === this.outlineOf(right) && this.digest(left) === this.digest(right)
    )
  }

  /** A bit of `finding.ts`. */
  compareNames(left: number, right: number): number {
    return this.names.compare(this.ofNames[left]!, this.ofNames[right]!)
  }

  /** 1 for the same, -1 for different ones, 0 if a card has none. */
  compareBirthdays(left: number, right: number): number {
    const [mine, theirs] = [this.birthdayOf(left), this.birthdayOf(right)]
    if (mine === 0 || theirs === 0) return 0
    return mine === theirs ? 1 : -1
  }

  meet(list: List, left: number, right: number): boolean {
    const { data } = this
    const [mine, theirs] = [this.starts[left]!, this.starts[right]!]
    const end = mine + this.to(mine, list)
    const from = theirs + this.from(theirs, list)
    const to = theirs + this.to(theirs, list)
    for (let at = mine + this.from(mine, list); at < end; at++) {
      const text = data[at]
      for (let other = from; other < to; other++) if (data[other] === text) return true
    }
    return false
  }

  /** Whether the card has no e-mail, phone and account. */
  isUnreachable(place: number): boolean {
    const start = this.starts[place]!
    return this.to(start, ACCOUNTS) === HEAD
  }

  /** False only if `compare` says no more than `maybe` of cards of two UIDs and contents. */
  mayBeLikely(left: number, right: number): boolean {
    return this.names.mayBeOne(this.ofNames[left]!, this.ofNames[right]!)
  }

  /** Makes the digest now: an `again` that was given with the card is let go. */
  digest(place: number): string {
    const content = this.contents[place]
    if (typeof content === 'string') return content
    const digest = createHash('sha256').update(cardContent(content!())).digest('base64')
    this.contents[place] = digest
    return digest
  }

  private from(start: number, list: List): number {
    return list === 0 ? HEAD : this.data[start + ENDS + list - 1]!
  }

  private to(start: number, list: List): number {
    return this.data[start + ENDS + list]!
  }

  private print(card: Card): number[] {
    const print = this.fresh
    print.length = HEAD
    print[UID] = card.uid === '' ? 0 : this.uids.of(card.uid)
    print[NAME] = this.names.of(card)
    const birthday = birthdayOf(card)
    print[BIRTHDAY] = birthday === undefined ? 0 : this.birthdays.of(birthday)
    this.gather(EMAILS, card.emails, ({ address }) => normalEmail(address))
    this.gather(PHONES, card.phones, ({ number }) => phoneKey(number, this.region))
    this.gather(ACCOUNTS, card.onlineServices, ({ service, uri, user }) =>
      normalAccount(service, user ?? uri)
    )
    this.gather(ORGANIZATIONS, card.organizations, ({ name }) => normalWords(name ?? ''))
    print[OUTLINE] = this.outline(print)
    return print
  }

  private gather<T>(
    list: List,
    map: Record<string, T> | undefined,
    key: (value: T) => string | undefined
  ): void {
    const print = this.fresh
    const start = print.length
    if (map !== undefined) {
      for (const id of Object.keys(map)) {
        const found = key(map[id]!)
        if (!found) continue
        const text = this.texts[list].of(found)
        if (print.indexOf(text, start) < 0) print.push(text)
      }
    }
    print[ENDS + list] = print.length
  }

  /** The order of a card's maps does not count, so sums do. */
  private outline(print: readonly number[]): number {
    let sum = print[BIRTHDAY] === 0 ? 0 : mixed(0, print[BIRTHDAY]!)
    for (const key of this.names.at(print[NAME]!).keys) sum += mixed(1, key)
    for (let at = HEAD, list = 0; list < LISTS; list++) {
      for (; at < print[ENDS + list]!; at++) sum += mixed(2 + list, print[at]!)
    }
    return sum & 0x3fffffff
  }

  /** Of a card without any of this. */
  private outlineOfRest(place: number): number {
    return Buffer.from(this.digest(place)).readUInt32LE() & 0x3fffffff
  }
}

function longer(values: Int32Array, least: number): Int32Array<ArrayBuffer> {
  const copy = new Int32Array(Math.max(least, values.length * 2))
  copy.set(values)
  return copy
}

/** Lower case, without a `mailto:`; text without an @ is no address. */
export function normalEmail(address: string): string | undefined {
  const text = address.trim().toLowerCase()
  if (!text.includes('@')) return undefined
  return text.startsWith('mailto:') ? text.slice(7) : text
}

function normalAccount(
  service: string | undefined,
  account: string | undefined
): string | undefined {
  if (!account || account.trim().length < 3) return undefined
  return `${(service ?? '').trim().toLowerCase()}:${account.trim().toLowerCase()}`
}

function birthdayOf(card: Card): string | undefined {
  if (card.anniversaries === undefined) return undefined
  for (const { kind, date } of Object.values(card.anniversaries)) {
    if (kind !== 'birth') continue
    if ('utc' in date) return date.utc.slice(0, 10)
    const { year, month, day } = date
    if (!year || !month || !day) continue
    return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  }
  return undefined
}
