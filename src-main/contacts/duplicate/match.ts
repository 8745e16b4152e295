/** Finding the cards of an index that may be the same person as a given one. */
import type { Card } from '../card'
import { BLOCK, CROWD, KINDS, eachKey, within, type Kind, type Strength } from './block'
import { compare, unreachable, type Degree, type ReasonCode } from './compare'
import { Fingerprint } from './fingerprint'
import { Glances } from './glance'
import { Places, sizeWithout } from './table'

export interface DuplicateOptions {
  /** ISO 3166-1 code of the person's country: its numbering plan reads national phone numbers. */
  region?: string
}

export interface DuplicateMatch {
  id: string
  degree: Degree
  reasons: ReasonCode[]
}

export class DuplicateIndex {
  private readonly region: string | undefined
  /** Every card that was ever added has a place of its own; the places of those removed stay free. */
  private readonly ids: string[] = []
  private readonly prints: (Fingerprint | undefined)[] = []
  private readonly places = new Map<string, number>()
  private readonly blocks: readonly [Kind, Places][]
  /** By name, all cards, and those that say no more than it: see `byName`. */
  private readonly named = new Places()
  private readonly namedOnly = new Places()
  private readonly glances = new Glances()
  private readonly candidates = new Candidates()

  constructor(options: DuplicateOptions = {}) {
    this.region = options.region
    this.blocks = (Object.keys(KINDS) as Kind[]).map(kind => [kind, new Places()])
  }

  get size(): number {
    return this.places.size
  }

  /**
   * Adds a card, or replaces the one of this id.
   *
   * @param again gives the same card anew; without it the content is digested now, which costs more
   *   than all the rest, or the index would hold on to the whole card
   */
  add(id: string, card: Card, again?: () => Card): void {
    const print = new Fingerprint(card, this.region, again)
    if (!again) void print.content
    this.remove(id)
    const place = this.ids.push(id) - 1
    this.prints.push(print)
    this.glances.set(place, print)
    this.places.set(id, place)
    for (const [kind, blocks] of this.blocks) eachKey(print, kind, key => blocks.add(key, place))
    for (const name of print.name.keys.hashes) {
      this.named.add(name, place)
      if (unreachable(print)) this.namedOnly.add(name, place)
    }
  }

  remove(id: string): void {
    const place = this.places.get(id)
    if (place === undefined) return
    const print = this.prints[place]!
    this.places.delete(id)
    this.prints[place] = undefined
    this.ids[place] = ''
    for (const [kind, blocks] of this.blocks) eachKey(print, kind, key => blocks.remove(key, place))
    for (const name of print.name.keys.hashes) {
      this.named.remove(name, place)
      this.namedOnly.remove(name, place)
    }
  }

  /** The cards of the index that may be this one, surest first. The card need not be in the index. */
  match(card: Card): DuplicateMatch[] {
    return this.matchPrint(new Fingerprint(card, this.region), NOWHERE)
  }

  /** The same for a card of the index, without itself. */
  matchId(id: string): DuplicateMatch[] {
    const place = this.places.get(id)
    return place === undefined ? [] : this.matchPrint(this.prints[place]!, place)
  }

  private matchPrint(print: Fingerprint, self: number): DuplicateMatch[] {
    const { candidates } = this
    candidates.begin(self, this.ids.length)
    for (const [kind, blocks] of this.blocks) {
      eachKey(print, kind, key => candidates.meet(blocks.get(key), KINDS[kind]))
    }
    this.byName(print, self)
    const matches: DuplicateMatch[] = []
    for (const place of candidates.met) {
      const crowd = candidates.crowdOf(place)
      // In a crowd, a `maybe` is not said.
      if (crowd > CROWD && self !== NOWHERE && !this.glances.mayBeLikely(self, place)) continue
      const likeness = within(crowd, compare(print, this.prints[place]!))
      if (!likeness) continue
      matches.push({ id: this.ids[place]!, degree: likeness.degree, reasons: likeness.reasons })
    }
    return matches.length > 1 ? matches.sort(bySureness) : matches
  }

  /**
   * A name alone counts only if one of the two cards says no more than it, so a card that does looks
   * only at those that do not, and the many cards of a common name are not compared with each other.
   */
  private byName(print: Fingerprint, self: number): void {
    for (const key of print.name.keys.hashes) {
      const named = this.named.get(key)
      if (named === undefined || sizeWithout(named, self) > CROWD) continue
      this.candidates.meet(unreachable(print) ? named : this.namedOnly.get(key), 'weak')
    }
  }
}

const NOWHERE = -1

/** Whom one card meets, and the size of the smallest crowd in which it does; used for card after card. */
class Candidates {
  /** In the order in which they were met. */
  readonly met: number[] = []
  private self = NOWHERE
  private crowds = new Int32Array(1024)

  begin(self: number, places: number): void {
    for (const place of this.met) this.crowds[place] = 0
    this.met.length = 0
    this.self = self
    if (places > this.crowds.length) this.crowds = new Int32Array(places * 2)
  }

  crowdOf(place: number): number {
    return this.crowds[place]!
  }

  meet(block: ReturnType<Places['get']>, strength: Strength): void {
    if (block === undefined) return
    const size = sizeWithout(block, this.self)
    if (size === 0 || (strength === 'weak' && size > CROWD)) return
    const crowd = strength === 'firm' ? 1 : size
    if (typeof block === 'number') return this.add(block, crowd)
    let seen = 0
    for (const place of block) {
      if (place === this.self) continue
      if (seen++ >= BLOCK) return
      this.add(place, crowd)
    }
  }

  private add(place: number, crowd: number): void {
    const known = this.crowds[place]!
    if (known === 0) this.met.push(place)
    if (known === 0 || crowd < known) this.crowds[place] = crowd
  }
}

/** Surest first. */
export const ORDER: Record<Degree, number> = { same: 0, likely: 1, maybe: 2 }

function bySureness(left: DuplicateMatch, right: DuplicateMatch): number {
  return ORDER[left.degree] - ORDER[right.degree] || right.reasons.length - left.reasons.length
}
