/** Finding the cards of an index that may be the same person as a given one. */
import type { Card } from '../card'
import { BLOCK, CROWD, KINDS, eachKey, within, type Kind, type Strength } from './block'
import { compare, unreachable, type Degree, type ReasonCode } from './compare'
import { Fingerprint } from './fingerprint'
import { hash } from './hash'

export interface DuplicateOptions {
  /** ISO 3166-1 code of the person's country: its numbering plan reads national phone numbers. */
  region?: string
}

export interface DuplicateMatch {
  id: string
  degree: Degree
  reasons: ReasonCode[]
}

/**
 * Ids by a hash of a key. Two keys may fall together: `compare` decides, so no match comes of it.
 */
class Blocks {
  private readonly map = new Map<number, string | Set<string>>()

  get(key: number): string | Set<string> | undefined {
    return this.map.get(key)
  }

  add(key: number, id: string): void {
    const block = this.map.get(key)
    if (block === undefined) this.map.set(key, id)
    else if (typeof block !== 'string') block.add(id)
    else if (block !== id) this.map.set(key, new Set([block, id]))
  }

  remove(key: number, id: string): void {
    const block = this.map.get(key)
    if (block === id) this.map.delete(key)
    else if (block instanceof Set) block.delete(id)
  }
}

export class DuplicateIndex {
  private readonly region: string | undefined
  private readonly prints = new Map<string, Fingerprint>()
  private readonly blocks = new Map<Kind, Blocks>()
  /** By name, all cards, and those that say no more than it: see `byName`. */
  private readonly named = new Blocks()
  private readonly namedOnly = new Blocks()

  constructor(options: DuplicateOptions = {}) {
    this.region = options.region
    for (const kind of Object.keys(KINDS) as Kind[]) this.blocks.set(kind, new Blocks())
  }

  get size(): number {
    return this.prints.size
  }

  /** Adds a card, or replaces the one of this id. */
  add(id: string, card: Card): void {
    const print = new Fingerprint(card, this.region)
    // Made now, or the index would hold on to the whole card.
    void print.content
    if (this.prints.has(id)) this.remove(id)
    this.prints.set(id, print)
    for (const [kind, blocks] of this.blocks) eachKey(print, kind, key => blocks.add(key, id))
    for (const name of print.name.keys) {
      this.named.add(hash(name), id)
      if (unreachable(print)) this.namedOnly.add(hash(name), id)
    }
  }

  remove(id: string): void {
    const print = this.prints.get(id)
    if (print === undefined) return
    this.prints.delete(id)
    for (const [kind, blocks] of this.blocks) eachKey(print, kind, key => blocks.remove(key, id))
    for (const name of print.name.keys) {
      this.named.remove(hash(name), id)
      this.namedOnly.remove(hash(name), id)
    }
  }

  /** The cards of the index that may be this one, surest first. The card need not be in the index. */
  match(card: Card): DuplicateMatch[] {
    return this.matchPrint(new Fingerprint(card, this.region))
  }

  /** The same for a card of the index, without itself. */
  matchId(id: string): DuplicateMatch[] {
    const print = this.prints.get(id)
    return print === undefined ? [] : this.matchPrint(print, id)
  }

  private matchPrint(print: Fingerprint, self?: string): DuplicateMatch[] {
    /** Candidate → size of the smallest crowd in which it was met. */
    const crowds = new Map<string, number>()
    for (const [kind, blocks] of this.blocks) {
      eachKey(print, kind, key => {
        const block = blocks.get(key)
        if (block !== undefined) meet(block, crowds, self, KINDS[kind])
      })
    }
    this.byName(print, crowds, self)
    const matches: DuplicateMatch[] = []
    for (const [id, crowd] of crowds) {
      const likeness = within(crowd, compare(print, this.prints.get(id)!))
      if (likeness) matches.push({ id, degree: likeness.degree, reasons: likeness.reasons })
    }
    return matches.length > 1 ? matches.sort(bySureness) : matches
  }

  /**
   * A name alone counts only if one of the two cards says no more than it, so a card that does looks
   * only at those that do not, and the many cards of a common name are not compared with each other.
   */
  private byName(print: Fingerprint, crowds: Map<string, number>, self: string | undefined): void {
    for (const name of print.name.keys) {
      const key = hash(name)
      const named = this.named.get(key)
      if (named === undefined || sizeWithout(named, self) > CROWD) continue
      const block = unreachable(print) ? named : this.namedOnly.get(key)
      if (block !== undefined) meet(block, crowds, self, 'weak')
    }
  }
}

function sizeWithout(block: string | Set<string>, self: string | undefined): number {
  if (typeof block === 'string') return block === self ? 0 : 1
  return block.size - (self !== undefined && block.has(self) ? 1 : 0)
}

function meet(
  block: string | Set<string>,
  crowds: Map<string, number>,
  self: string | undefined,
  strength: Strength
): void {
  const size = sizeWithout(block, self)
  if (size === 0 || (strength === 'weak' && size > CROWD)) return
  const crowd = strength === 'firm' ? 1 : size
  let seen = 0
  for (const id of typeof block === 'string' ? [block] : block) {
    if (id === self) continue
    if (seen++ >= BLOCK) return
    const known = crowds.get(id)
    if (known === undefined || crowd < known) crowds.set(id, crowd)
  }
}

/** Surest first. */
export const ORDER: Record<Degree, number> = { same: 0, likely: 1, maybe: 2 }

function bySureness(left: DuplicateMatch, right: DuplicateMatch): number {
  return ORDER[left.degree] - ORDER[right.degree] || right.reasons.length - left.reasons.length
}
