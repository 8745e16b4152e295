import { SortedOrder } from './order'
import { pacer } from './pace'
import type { RowFacts } from './row'
import { Haystack } from './haystack'
import { isEmpty, parseQuery } from './search'
import { RowTable } from './table'
import { fold, sortKeyOf } from './text'

export type SortName = 'name' | 'org' | 'changed'

export interface RowFilter {
  query: string
  tag: string | undefined
  /** Numbers of the sources that are shown; undefined for all. */
  sources: ReadonlySet<number> | undefined
}

interface Found {
  key: string
  revision: number
  slots: Int32Array
}

const STEP = 1_000

/** Rows in sorted orders, to be searched by a plain scan: 100,000 take a few milliseconds. */
export class Rows {
  readonly table = new RowTable()
  private readonly haystack = new Haystack()
  private readonly orders: Partial<Record<SortName, SortedOrder>>
  private readonly orgKeys = new Map<string, string>()
  private revision = 0
  private found: Found | null = null

  constructor() {
    this.orders = { name: new SortedOrder(this.compareNames) }
  }

  /** Adds new rows and newer versions of those that are there; returns how many that were. */
  upsert(source: number, rows: readonly RowFacts[]): number {
    const { table } = this
    const newer = new Map<number, RowFacts>()
    const fresh = new Map<string, RowFacts>()
    for (const row of rows) {
      const slot = table.slotOf(row.id)
      if (slot === undefined) fresh.set(row.id, row)
      else if (row.version >= table.versions[slot]!) newer.set(slot, row)
    }
    for (const order of this.allOrders()) order.remove(newer.keys())
    for (const [slot, row] of newer) {
      table.set(slot, row)
      this.haystack.set(slot, row.search)
    }
    const slots = [...newer.keys()]
    for (const row of fresh.values()) {
      const slot = table.add(row, source)
      this.haystack.set(slot, row.search)
      slots.push(slot)
    }
    for (const order of this.allOrders()) order.insert(slots)
    if (slots.length > 0) this.revision++
    return slots.length
  }

  delete(slots: ReadonlySet<number>): void {
    if (slots.size === 0) return
    for (const order of this.allOrders()) order.remove(slots)
    for (const slot of slots) {
      this.table.delete(slot)
      this.haystack.set(slot, '')
    }
    this.revision++
  }

  /** Rows changed in what belongs to all of a source, so a remembered search no longer holds. */
  touch(): void {
    this.revision++
  }

  /** Slots of the rows that the filter shows, in order. */
  async find(filter: RowFilter, sort: SortName): Promise<Int32Array> {
    const order = await this.orderOf(sort)
    const key = JSON.stringify([
      sort,
      filter.query,
      filter.tag,
      filter.sources ? [...filter.sources] : null
    ])
    if (this.found?.key === key && this.found.revision === this.revision) return this.found.slots
    const slots = this.scan(order.sorted, filter)
    this.found = { key, revision: this.revision, slots }
    return slots
  }

  private scan(sorted: Int32Array, { query: text, tag, sources: shown }: RowFilter): Int32Array {
    const query = parseQuery(text)
    const { sources, tags } = this.table
    const hits = isEmpty(query) ? undefined : this.haystack.find(query, this.table.ids.length)
    if (!hits && !shown && tag === undefined) return sorted
    const slots = new Int32Array(sorted.length)
    let length = 0
    for (let at = 0; at < sorted.length; at++) {
      const slot = sorted[at]!
      if (hits && hits[slot] === 0) continue
      if (shown && !shown.has(sources[slot]!)) continue
      if (tag !== undefined && !tags[slot]!.includes(tag)) continue
      slots[length++] = slot
    }
    return slots.slice(0, length)
  }

  /** Orders other than by name are made when first asked for, in steps. */
  private async orderOf(sort: SortName): Promise<SortedOrder> {
    let order = this.orders[sort]
    if (!order) {
      order = new SortedOrder(sort === 'org' ? this.compareOrgs : this.compareChanged)
      order.postpone(this.orders.name!.sorted)
      this.orders[sort] = order
    }
    const pace = pacer()
    while (order.settle(STEP)) await pace()
    return order
  }

  private allOrders(): SortedOrder[] {
    return Object.values(this.orders)
  }

  private readonly compareNames = (a: number, b: number): number => {
    const { prefixes, sortKeys, names, ids } = this.table
    const before = prefixes[a]! - prefixes[b]!
    if (before !== 0) return before
    // Many have one name: that two texts are equal is said by one look at them.
    const key = sortKeys[a]!
    const other = sortKeys[b]!
    if (key !== other) return key < other ? -1 : 1
    return compare(names[a]!, names[b]!) || compare(ids[a]!, ids[b]!)
  }

  private readonly compareOrgs = (a: number, b: number): number => {
    const { orgs } = this.table
    return compare(this.orgKeyOf(orgs[a]!), this.orgKeyOf(orgs[b]!)) || this.compareNames(a, b)
  }

  private readonly compareChanged = (a: number, b: number): number => {
    const { changed } = this.table
    return changed[b]! - changed[a]! || this.compareNames(a, b)
  }

  private orgKeyOf(org: string): string {
    let key = this.orgKeys.get(org)
    if (key === undefined) {
      key = sortKeyOf(fold(org))
      this.orgKeys.set(org, key)
    }
    return key
  }
}

function compare(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1
}
