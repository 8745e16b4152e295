/** Finding the cards of an index that may be the same person as a given one. */
import type { Card } from '../card'
import { BLOCK, CROWD, KINDS, keysOf, within, type Kind, type Strength } from './block'
import { compare } from './compare'
import { likenessOf, sureness, type Degree, type ReasonCode } from './finding'
import { Prints } from './prints'
import { HashedBlocks, NumberedBlocks, sizeWithout, type Block } from './table'

export interface DuplicateOptions {
  /** ISO 3166-1 code of the person's country: its numbering plan reads national phone numbers. */
  region?: string
}

export interface DuplicateMatch<Id extends string | number = string> {
  id: Id
  degree: Degree
  reasons: ReasonCode[]
}

/** Kinds whose keys are not hashes. */
const NUMBERED: ReadonlySet<Kind> = new Set(['uid', 'email', 'phone', 'account'])

/** What speaks most for a likeness: `likenessOf` tells what was found. */
export interface Closest<Id> {
  id: Id
  found: number
}

/** @typeParam Id numbers take less memory than texts */
export class DuplicateIndex<Id extends string | number = string> {
  private readonly prints: Prints
  /** Every card that was ever added has a place of its own; the places of those removed stay free. */
  private readonly ids: (Id | undefined)[] = []
  private readonly places = new Map<Id, number>()
  private readonly blocks: readonly [Kind, HashedBlocks | NumberedBlocks][]
  /** By name, all cards, and those that say no more than it: see `byName`. */
  private readonly named = new NumberedBlocks()
  private readonly namedOnly = new NumberedBlocks()
  private readonly candidates: Candidates
  private readonly keys: number[] = []

  constructor(options: DuplicateOptions = {}) {
    this.prints = new Prints(options.region)
    this.candidates = new Candidates(this.prints)
    this.blocks = (Object.keys(KINDS) as Kind[]).map(kind => [
      kind,
      NUMBERED.has(kind) ? new NumberedBlocks() : new HashedBlocks()
    ])
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
  add(id: Id, card: Card, again?: () => Card): void {
    const place = this.take(id, card, again)
    const { prints, keys } = this
    for (const [kind, blocks] of this.blocks) {
      keysOf(prints, place, kind, keys)
      for (const key of keys) blocks.add(key, place)
    }
    this.addNames(place)
  }

  /** `add`, and the one that is most like it of those that are here: for less than one after the other. */
  addAndMatch(id: Id, card: Card, again?: () => Card): Closest<Id> | undefined {
    const place = this.take(id, card, again)
    const { candidates, prints, keys } = this
    candidates.begin(place)
    for (const [kind, blocks] of this.blocks) {
      keysOf(prints, place, kind, keys)
      for (const key of keys) candidates.meet(blocks.add(key, place), KINDS[kind])
    }
    this.addNames(place)
    this.byName(place)
    return this.closest(place)
  }

  private take(id: Id, card: Card, again?: () => Card): number {
    this.remove(id)
    const place = this.prints.add(card, again ?? (() => card))
    if (!again) this.prints.digest(place)
    this.ids[place] = id
    this.places.set(id, place)
    return place
  }

  private addNames(place: number): void {
    const unreachable = this.prints.isUnreachable(place)
    for (const name of this.prints.nameOf(place).keys) {
      this.named.add(name, place)
      if (unreachable) this.namedOnly.add(name, place)
    }
  }

  remove(id: Id): void {
    const place = this.places.get(id)
    if (place === undefined) return
    const { prints, keys } = this
    this.places.delete(id)
    this.ids[place] = undefined
    for (const [kind, blocks] of this.blocks) {
      keysOf(prints, place, kind, keys)
      for (const key of keys) blocks.remove(key, place)
    }
    for (const name of prints.nameOf(place).keys) {
      this.named.remove(name, place)
      this.namedOnly.remove(name, place)
    }
    prints.forget(place)
  }

  /** The cards of the index that may be this one, surest first. The card need not be in the index. */
  match(card: Card): DuplicateMatch<Id>[] {
    const place = this.prints.add(card, () => card)
    const matches = this.matchesOf(place)
    this.prints.dropLast()
    return matches
  }

  /** The same for a card of the index, without itself. */
  matchId(id: Id): DuplicateMatch<Id>[] {
    const place = this.places.get(id)
    return place === undefined ? [] : this.matchesOf(place)
  }

  private matchesOf(place: number): DuplicateMatch<Id>[] {
    const found: { other: number; finding: number }[] = []
    this.eachMatch(place, (other, finding) => found.push({ other, finding }))
    found.sort((left, right) => sureness(right.finding) - sureness(left.finding))
    return found.map(({ other, finding }) => ({ id: this.ids[other]!, ...likenessOf(finding) }))
  }

  private eachMatch(place: number, use: (other: number, found: number) => void): void {
    const { candidates, prints, keys } = this
    candidates.begin(place)
    for (const [kind, blocks] of this.blocks) {
      keysOf(prints, place, kind, keys)
      for (const key of keys) candidates.meet(blocks.get(key), KINDS[kind])
    }
    this.byName(place)
    this.eachFound(place, use)
  }

  /** Compares the card with those that it has met. */
  private eachFound(place: number, use: (other: number, found: number) => void): void {
    const { candidates, prints } = this
    for (const other of candidates.met) {
      const found = within(candidates.crowdOf(other), compare(prints, place, other))
      if (found !== 0) use(other, found)
    }
  }

  private closest(place: number): Closest<Id> | undefined {
    let [best, finding] = [NOWHERE, 0]
    this.eachFound(place, (other, found) => {
      if (finding !== 0 && sureness(found) <= sureness(finding)) return
      best = other
      finding = found
    })
    return best === NOWHERE ? undefined : { id: this.ids[best]!, found: finding }
  }

  /**
   * A name alone counts only if one of the two cards says no more than it, so a card that does looks
   * only at those that do not, and the many cards of a common name are not compared with each other.
   */
  private byName(place: number): void {
    const unreachable = this.prints.isUnreachable(place)
    for (const key of this.prints.nameOf(place).keys) {
      const named = this.named.get(key)
      if (named === undefined || sizeWithout(named, place) > CROWD) continue
      this.candidates.meet(unreachable ? named : this.namedOnly.get(key), 'weak')
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

  constructor(private readonly prints: Prints) {}

  begin(self: number): void {
    for (const place of this.met) this.crowds[place] = 0
    this.met.length = 0
    this.self = self
    const { count } = this.prints
    if (count > this.crowds.length) this.crowds = new Int32Array(count * 2)
  }

  crowdOf(place: number): number {
    return this.crowds[place]!
  }

  meet(block: Block, strength: Strength): void {
    if (block === undefined) return
    const size = sizeWithout(block, this.self)
    if (size === 0 || (strength === 'weak' && size > CROWD)) return
    const crowd = strength === 'firm' ? 1 : size
    if (typeof block === 'number') return this.add(block, crowd)
    let seen = 0
    for (let at = 0; at < block.length && seen < BLOCK; at++) {
      const place = block[at]!
      if (place === this.self) continue
      seen++
      // In a crowd, a `maybe` is not said; those of one UID or content are met by it.
      if (crowd <= CROWD || this.prints.mayBeLikely(this.self, place)) this.add(place, crowd)
    }
  }

  private add(place: number, crowd: number): void {
    const known = this.crowds[place]!
    if (known === 0) this.met.push(place)
    if (known === 0 || crowd < known) this.crowds[place] = crowd
  }
}
