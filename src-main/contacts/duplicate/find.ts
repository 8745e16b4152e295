/** All duplicates of a set, by sorting hashed keys: less memory and time than an index of them. */
import type { Card } from '../card'
import { BLOCK, CROWD, KINDS, keysOf, within, type Kind, type Strength } from './block'
import { compare } from './compare'
import { likenessOf, type Degree, type ReasonCode } from './finding'
import type { DuplicateOptions } from './match'
import { Prints } from './prints'

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

/** All duplicates among the entries, surest groups first. Of two entries with one id the last counts. */
export function findDuplicates(
  entries: Iterable<readonly [id: string, card: Card]>,
  options: DuplicateOptions = {}
): DuplicateGroup[] {
  const cards = new Map(entries)
  const ids = [...cards.keys()]
  const prints = new Prints(options.region)
  for (const card of cards.values()) prints.add(card, () => card)
  const order = new Map(ids.map((id, place) => [id, place]))
  return grouped(likePairs(ids, prints), order)
}

function likePairs(ids: string[], prints: Prints): DuplicatePair[] {
  const total = prints.count
  /** Pair of places → size of the smallest crowd in which the two met. */
  const crowds = new Map<number, number>()
  const met = (first: number, second: number, crowd: number) => {
    if (first === second) return
    const key = first < second ? first * total + second : second * total + first
    const known = crowds.get(key)
    if (known === undefined || crowd < known) crowds.set(key, crowd)
  }
  const some: number[] = []
  for (const kind of Object.keys(KINDS) as Kind[]) {
    const keys = new Keys()
    for (let place = 0; place < total; place++) {
      keysOf(prints, place, kind, some)
      for (const key of some) keys.add(key, place)
    }
    keys.blocks((block, start, end) => meetAll(block, start, end, met, KINDS[kind]))
  }
  meetByName(prints, met)
  const pairs: DuplicatePair[] = []
  for (const [key, crowd] of crowds) {
    const first = Math.floor(key / total)
    const second = key % total
    const found = within(crowd, compare(prints, first, second))
    if (found !== 0) pairs.push({ ids: [ids[first]!, ids[second]!], ...likenessOf(found) })
  }
  return pairs
}

type Met = (first: number, second: number, crowd: number) => void

/** Keys with the places of the cards that have them; sorted, equal keys stand together. */
class Keys {
  private static readonly PLACES = 2 ** 22
  private values = new Float64Array(1024)
  private length = 0

  add(key: number, place: number): void {
    if (this.length === this.values.length) {
      const longer = new Float64Array(this.length * 2)
      longer.set(this.values)
      this.values = longer
    }
    this.values[this.length++] = key * Keys.PLACES + place
  }

  /** Calls with each run of places, of two and more, that have one key. */
  blocks(use: (places: Float64Array, start: number, end: number) => void): void {
    const sorted = this.values.subarray(0, this.length).sort()
    const places = sorted.map(value => value % Keys.PLACES)
    for (let start = 0, end = 0; start < sorted.length; start = end) {
      const key = Math.floor(sorted[start]! / Keys.PLACES)
      for (end = start + 1; end < sorted.length; end++) {
        if (Math.floor(sorted[end]! / Keys.PLACES) !== key) break
      }
      if (end - start > 1) use(places, start, end)
    }
  }
}

function meetAll(
  places: Float64Array,
  start: number,
  end: number,
  met: Met,
  strength: Strength
): void {
  const size = end - start - 1
  if (strength === 'weak' && size > CROWD) return
  const crowd = strength === 'firm' ? 1 : size
  for (let first = start; first < Math.min(end, start + BLOCK); first++) {
    for (let second = first + 1; second < end; second++) met(places[first]!, places[second]!, crowd)
  }
}

/** A name alone counts only if one of the two cards says no more than it. */
function meetByName(prints: Prints, met: Met): void {
  const keys = new Keys()
  for (let place = 0; place < prints.count; place++) {
    for (const name of prints.nameOf(place).keys) keys.add(name, place)
  }
  keys.blocks((places, start, end) => {
    const size = end - start - 1
    if (size > CROWD) return
    for (let first = start; first < end; first++) {
      for (let second = first + 1; second < end; second++) {
        const [one, other] = [places[first]!, places[second]!]
        if (prints.isUnreachable(one) || prints.isUnreachable(other)) met(one, other, size)
      }
    }
  })
}

/** Surest first. */
const ORDER: Record<Degree, number> = { same: 0, likely: 1, maybe: 2 }

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
