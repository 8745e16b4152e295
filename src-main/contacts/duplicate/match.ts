/**
 * Finding the duplicates of a card among many, and all duplicates of a set. Cards are compared only
 * where they share a key (a block): an e-mail, a phone, a name with something else. A key that very
 * many cards share says little and is looked at only in part, so time grows with the number of cards.
 */
import type { Card } from '../card'
import { compare, unreachable, type Degree, type ReasonCode } from './compare'
import { fingerprint, type Fingerprint } from './fingerprint'

export interface DuplicateOptions {
  /** ISO 3166-1 code of the person's country: its numbering plan reads national phone numbers. */
  region?: string
}

export interface DuplicateMatch {
  id: string
  degree: Degree
  reasons: ReasonCode[]
}

export interface DuplicatePair {
  ids: [string, string]
  degree: Degree
  reasons: ReasonCode[]
}

export interface DuplicateGroup {
  /** In the order of the entries. */
  ids: string[]
  /** The weakest that holds the group together. */
  degree: Degree
  /** What was found between its members: enough to explain each, not every pair. */
  pairs: DuplicatePair[]
}

/** Cards under one key that are compared with a card. */
const BLOCK = 50
/** More cards than this under one phone or e-mail with other names: a switchboard, a mailing list. */
const CROWD = 10

type Block = Set<string>

export class DuplicateIndex {
  private readonly region: string | undefined
  private readonly prints = new Map<string, Fingerprint>()
  private readonly blocks = new Map<string, string | Block>()

  constructor(options: DuplicateOptions = {}) {
    this.region = options.region
  }

  get size(): number {
    return this.prints.size
  }

  /** Adds a card, or replaces the one of this id. */
  add(id: string, card: Card): void {
    if (this.prints.has(id)) this.remove(id)
    const print = fingerprint(card, this.region)
    this.prints.set(id, print)
    for (const key of keysOf(print)) this.enter(key, id)
  }

  remove(id: string): void {
    const print = this.prints.get(id)
    if (print === undefined) return
    this.prints.delete(id)
    for (const key of keysOf(print)) {
      const block = this.blocks.get(key)
      if (block === id) this.blocks.delete(key)
      else if (block instanceof Set) block.delete(id)
    }
  }

  /** The cards of the index that may be this one, surest first. The card need not be in the index. */
  match(card: Card): DuplicateMatch[] {
    return this.matchPrint(fingerprint(card, this.region))
  }

  /** The same for a card of the index, without itself. */
  matchId(id: string): DuplicateMatch[] {
    const print = this.prints.get(id)
    return print === undefined ? [] : this.matchPrint(print, id)
  }

  private enter(key: string, id: string): void {
    const block = this.blocks.get(key)
    if (block === undefined) this.blocks.set(key, id)
    else if (typeof block === 'string') this.blocks.set(key, new Set([block, id]))
    else block.add(id)
  }

  private matchPrint(print: Fingerprint, self?: string): DuplicateMatch[] {
    const crowds = new Map<string, number>()
    for (const key of sharedKeys(print)) this.candidates(this.blocks.get(key), crowds, self)
    const kind = unreachable(print) ? NAMED : NAMED_ONLY
    for (const name of print.name.keys) {
      const named = this.blocks.get(NAMED + name)
      const crowd = named instanceof Set ? named.size : 1
      this.candidates(this.blocks.get(kind + name), crowds, self, crowd)
    }
    const matches: DuplicateMatch[] = []
    for (const [id, crowd] of crowds) {
      const likeness = compare(print, this.prints.get(id)!)
      if (likeness === undefined) continue
      if (crowd > CROWD && likeness.degree === 'maybe') continue
      matches.push({ id, ...likeness })
    }
    return matches.length > 1 ? matches.sort(bySureness) : matches
  }

  /** Adds the cards of a block, each with the size of the smallest crowd in which it was met. */
  private candidates(
    block: string | Block | undefined,
    crowds: Map<string, number>,
    self: string | undefined,
    crowd = block instanceof Set ? block.size : 1
  ): void {
    if (block === undefined || block === self) return
    if (typeof block === 'string') {
      crowds.set(block, Math.min(crowd, crowds.get(block) ?? crowd))
      return
    }
    let seen = 0
    for (const id of block) {
      if (seen++ >= BLOCK) break
      if (id !== self) crowds.set(id, Math.min(crowd, crowds.get(id) ?? crowd))
    }
  }
}

const ORDER: Record<Degree, number> = { same: 0, likely: 1, maybe: 2 }

function bySureness(left: DuplicateMatch, right: DuplicateMatch): number {
  return ORDER[left.degree] - ORDER[right.degree] || right.reasons.length - left.reasons.length
}

/** Keys by which cards meet whatever else they say. */
function sharedKeys(print: Fingerprint): string[] {
  const keys = ['c' + print.content]
  if (print.uid !== '') keys.push('u' + print.uid)
  for (const email of print.emails) keys.push('e' + email)
  for (const phone of print.phones) keys.push('p' + phone)
  for (const account of print.accounts) keys.push('a' + account)
  for (const name of print.name.keys) {
    if (print.birthday) keys.push(`b${print.birthday} ${name}`)
    for (const organization of print.organizations) keys.push(`o${name}|${organization}`)
    // Who shares a way to reach them and the name is found even in a crowd.
    for (const email of print.emails) keys.push(`n${name}|${email}`)
    for (const phone of print.phones) keys.push(`n${name}|${phone}`)
  }
  for (const word of print.name.words) {
    for (const organization of print.organizations) keys.push(`w${word}|${organization}`)
  }
  return keys
}

/**
 * A name alone counts only if one of the two cards says no more than it, so a card that does looks
 * only at those that do not, and the many cards of a common name are not compared with each other.
 */
const NAMED = 's'
const NAMED_ONLY = 'i'

function keysOf(print: Fingerprint): string[] {
  const keys = sharedKeys(print)
  const sparse = unreachable(print)
  for (const name of print.name.keys) {
    keys.push(NAMED + name)
    if (sparse) keys.push(NAMED_ONLY + name)
  }
  return keys
}

/** All duplicates among the entries, surest groups first. */
export function findDuplicates(
  entries: Iterable<readonly [id: string, card: Card]>,
  options: DuplicateOptions = {}
): DuplicateGroup[] {
  const index = new DuplicateIndex(options)
  const order = new Map<string, number>()
  for (const [id, card] of entries) {
    order.set(id, order.size)
    index.add(id, card)
  }
  const pairs = new Map<string, DuplicatePair>()
  for (const [id, place] of order) {
    for (const { id: other, degree, reasons } of index.matchId(id)) {
      const ids: [string, string] = place < order.get(other)! ? [id, other] : [other, id]
      pairs.set(`${order.get(ids[0])} ${order.get(ids[1])}`, { ids, degree, reasons })
    }
  }
  return grouped([...pairs.values()], order)
}

/** Sure and likely pairs chain into groups; pairs that are only possible stay pairs. */
function grouped(pairs: DuplicatePair[], order: Map<string, number>): DuplicateGroup[] {
  const parent = new Map<string, string>()
  const root = (id: string): string => {
    let top = id
    while (parent.has(top)) top = parent.get(top)!
    for (let at = id; at !== top;) {
      const next = parent.get(at)!
      parent.set(at, top)
      at = next
    }
    return top
  }
  const firm = pairs.filter(({ degree }) => degree !== 'maybe')
  for (const { ids } of firm) {
    const [left, right] = [root(ids[0]), root(ids[1])]
    if (left !== right) parent.set(right, left)
  }
  const groups = new Map<string, DuplicateGroup>()
  for (const pair of firm) {
    const key = root(pair.ids[0])
    let group = groups.get(key)
    if (!group) groups.set(key, (group = { ids: [], degree: 'same', pairs: [] }))
    group.pairs.push(pair)
  }
  for (const group of groups.values()) {
    const ids = new Set(group.pairs.flatMap(pair => pair.ids))
    group.ids = [...ids].sort((left, right) => order.get(left)! - order.get(right)!)
    group.degree = heldBySame(group) ? 'same' : 'likely'
  }
  const loose = pairs
    .filter(({ ids, degree }) => degree === 'maybe' && root(ids[0]) !== root(ids[1]))
    .map(pair => ({ ids: [...pair.ids], degree: 'maybe' as const, pairs: [pair] }))
  const byFirst = (left: DuplicateGroup, right: DuplicateGroup) =>
    ORDER[left.degree] - ORDER[right.degree] || order.get(left.ids[0]!)! - order.get(right.ids[0]!)!
  return [...groups.values(), ...loose].sort(byFirst)
}

/** Whether the `same` pairs alone connect all members. */
function heldBySame({ ids, pairs }: DuplicateGroup): boolean {
  const neighbours = new Map<string, string[]>(ids.map(id => [id, []]))
  for (const {
    ids: [left, right],
    degree
  } of pairs) {
    if (degree !== 'same') continue
    neighbours.get(left)!.push(right)
    neighbours.get(right)!.push(left)
  }
  const reached = new Set([ids[0]!])
  for (const id of reached) for (const next of neighbours.get(id)!) reached.add(next)
  return reached.size === ids.length
}
