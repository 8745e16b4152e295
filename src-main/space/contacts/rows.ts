import { SortedOrder } from './order'
import { pacer } from './pace'
import type { RowFacts } from './row'
import { matches, narrows, parseQuery } from './search'
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
  query: string
  revision: number
  slots: Int32Array
}

const STEP = 1_000

/** Rows in sorted orders, to be searched by a plain scan: 100,000 take about ten milliseconds. */
export class Rows {
  readonly table = new RowTable()
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
    for (const order of this.allOrders()) order.remove(newer)
    for (const [slot, row] of newer) table.set(slot, row)
    const slots = [...newer.keys()]
    for (const row of fresh.values()) slots.push(table.add(row, source))
    for (const order of this.allOrders()) order.insert(slots)
    if (slots.length > 0) this.revision++
    return slots.length
  }

  delete(slots: ReadonlySet<number>): void {
    if (slots.size === 0) return
    for (const order of this.allOrders()) order.remove(slots)
    for (const slot of slots) this.table.delete(slot)
    this.revision++
  }

  /** Rows changed in what belongs to all of a source, so a remembered search no longer holds. */
  touch(): void {
    this.revision++
  }

  /** Slots of the rows that the filter shows, in order. */
  async find(filter: RowFilter, sort: SortName): Promise<Int32Array> {
    const order = await this.orderOf(sort)
    const { query, tag } = filter
    const key = JSON.stringify([sort, tag, filter.sources ? [...filter.sources] : null])
    const before = this.found?.key === key && this.found.revision === this.revision && this.found
    if (before && before.query === query) return before.slots
    const among = before && narrows(query, before.query) ? before.slots : order.sorted
    const slots = this.scan(among, filter)
    this.found = { key, query, revision: this.revision, slots }
    return slots
  }

  private scan(among: Int32Array, { query: text, tag, sources: shown }: RowFilter): Int32Array {
    const query = parseQuery(text)
    if (!shown && tag === undefined && query.terms.length === 0) return among
    const { searches, sources, tags } = this.table
    const slots = new Int32Array(among.length)
    let length = 0
    for (let at = 0; at < among.length; at++) {
      const slot = among[at]!
      if (shown && !shown.has(sources[slot]!)) continue
      if (tag !== undefined && !tags[slot]!.includes(tag)) continue
      if (matches(query, searches[slot]!)) slots[length++] = slot
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
    const { sortKeys, names, ids } = this.table
    return (
      compare(sortKeys[a]!, sortKeys[b]!) ||
      compare(names[a]!, names[b]!) ||
      compare(ids[a]!, ids[b]!)
    )
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
  return a < b ? -1 : a > b ? 1 : 0
}
