import { EventEmitter } from 'node:events'
import type { Datom } from '../../datom/datom'
import { isLeftover } from '../../datom/transfer'
import type { ContactRow } from '../shapes'
import { pacer } from './pace'
import { ReadDatom } from './reading'
import { LEVELS, rowOf, STATUSES, type RowFacts } from './row'
import { Rows, type SortName } from './rows'
import type { ContactSource, SourceChange } from './source'
import type { RowTable } from './table'
import { fold, sortKeyOf } from './text'

export interface ContactFilter {
  query?: string
  setId?: string
  tag?: string
  /** `all`, `own`, `received`, or the id of one received share. */
  origin?: string
}

interface Attached {
  number: number
  source: ContactSource
  unwatch: () => void
  /** Ids that went away while the source was still being read. */
  gone: Set<string> | null
  loaded: Promise<void>
  /** Ends when every change that was told so far is in the rows. */
  applied: Promise<void>
  stopped: boolean
}

const STEP = 250
/** Rows that are inserted together while a large source is read. */
const MANY = 2_000

/**
 * All contacts of all sources as rows in memory, to list and to search; kept by the sources' changes.
 * Emits `change` with `{ count, receivedId? }`, and `fault` when a source cannot be read.
 */
export class Projection extends EventEmitter {
  private readonly rows = new Rows()
  private readonly attached = new Map<string, Attached>()
  private readonly byNumber: (Attached | undefined)[] = []

  get count(): number {
    return this.table.count
  }

  private get table(): RowTable {
    return this.rows.table
  }

  /** Starts to show a source. Its rows come as they are read; `loaded(setId)` waits for all of them. */
  attach(source: ContactSource): void {
    if (this.attached.has(source.setId)) this.detach(source.setId)
    const number = this.byNumber.length
    const entry: Attached = {
      number,
      source,
      unwatch: source.watch(change => this.onchange(entry, change)),
      gone: new Set(),
      loaded: Promise.resolve(),
      applied: Promise.resolve(),
      stopped: false
    }
    this.byNumber[number] = entry
    this.attached.set(source.setId, entry)
    entry.loaded = this.load(entry).catch(error => void this.emit('fault', error))
  }

  /** Stops to show a source. */
  detach(setId: string): void {
    const entry = this.attached.get(setId)
    if (!entry) return
    entry.stopped = true
    entry.unwatch()
    this.attached.delete(setId)
    const slots = new Set<number>()
    const { ids, sources } = this.table
    for (let slot = 0; slot < ids.length; slot++) {
      if (ids[slot] !== '' && sources[slot] === entry.number) slots.add(slot)
    }
    this.rows.delete(slots)
    this.byNumber[entry.number] = undefined
    this.changed(entry, slots.size)
  }

  async loaded(setId: string): Promise<void> {
    await this.attached.get(setId)?.loaded
  }

  /** Waits until every source has been read, and all changes told so far are in the rows. */
  async settled(): Promise<void> {
    for (const entry of this.attached.values()) await entry.loaded
    await this.applied()
  }

  /** Waits until all changes told so far are in the rows. */
  async applied(): Promise<void> {
    for (const entry of this.attached.values()) await entry.applied
  }

  sources(): ContactSource[] {
    return [...this.attached.values()].map(entry => entry.source)
  }

  source(setId: string): ContactSource | undefined {
    return this.attached.get(setId)?.source
  }

  /** The source of a row and the id of its datom there. */
  locate(id: string): { source: ContactSource; datomId: string } | undefined {
    const slot = this.table.slotOf(id)
    if (slot === undefined) return undefined
    const { source } = this.byNumber[this.table.sources[slot]!]!
    return { source, datomId: datomIdOf(source, id) }
  }

  row(id: string): ContactRow | undefined {
    const slot = this.table.slotOf(id)
    return slot === undefined ? undefined : this.rowAt(slot)
  }

  /** The version that the list shows of a datom; undefined for one that it does not show of this source. */
  versionIn(source: ContactSource, datomId: string): number | undefined {
    const slot = this.table.slotOf(rowIdOf(source, datomId))
    if (slot === undefined) return undefined
    const { sources, versions } = this.table
    return this.byNumber[sources[slot]!]!.source === source ? versions[slot] : undefined
  }

  nameOf(id: string): string | undefined {
    const slot = this.table.slotOf(id)
    return slot === undefined ? undefined : this.table.names[slot]
  }

  /** Rows that the filter shows, in order, from `offset` on; none of the received shares in `without`. */
  async page(
    filter: ContactFilter,
    sort: SortName,
    offset: number,
    limit: number,
    without: ReadonlySet<string> = NONE
  ): Promise<{ rows: ContactRow[]; total: number; offset: number }> {
    const slots = await this.find(filter, sort, without)
    const rows: ContactRow[] = []
    const end = Math.min(offset + limit, slots.length)
    for (let at = offset; at < end; at++) rows.push(this.rowAt(slots[at]!))
    return { rows, total: slots.length, offset }
  }

  /** Ids of the received shares in which a filter looks, whether it finds anything there or not. */
  receivedUnder({ setId, origin = 'all' }: ContactFilter): string[] {
    return this.sources()
      .filter(source => shows(source, setId, origin))
      .flatMap(({ receivedId }) => receivedId ?? [])
  }

  /** Those of them in which it finds something. */
  async receivedIn(
    filter: ContactFilter,
    sort: SortName,
    without: ReadonlySet<string>
  ): Promise<Set<string>> {
    const found = new Set<number>()
    for (const slot of await this.find(filter, sort, without)) found.add(this.table.sources[slot]!)
    return new Set([...found].flatMap(number => this.byNumber[number]!.source.receivedId ?? []))
  }

  /** Ids of all rows that the filter shows, in order. */
  async ids(
    filter: ContactFilter,
    sort: SortName = 'name',
    without: ReadonlySet<string> = NONE
  ): Promise<string[]> {
    const slots = await this.find(filter, sort, without)
    return Array.from(slots, slot => this.table.ids[slot]!)
  }

  /** Every tag of one's own contacts with the number of those that carry it, by name. */
  tags(): { tag: string; count: number }[] {
    const counts = new Map<string, number>()
    const { ids, tags, sources } = this.table
    for (let slot = 0; slot < ids.length; slot++) {
      if (ids[slot] === '' || tags[slot]!.length === 0) continue
      if (this.byNumber[sources[slot]!]!.source.receivedId !== undefined) continue
      for (const tag of tags[slot]!) counts.set(tag, (counts.get(tag) ?? 0) + 1)
    }
    return [...counts]
      .map(([tag, count]) => ({ tag, count, key: sortKeyOf(fold(tag)) }))
      .sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : a.tag < b.tag ? -1 : 1))
      .map(({ tag, count }) => ({ tag, count }))
  }

  close(): void {
    for (const entry of this.attached.values()) {
      entry.stopped = true
      entry.unwatch()
    }
    this.attached.clear()
  }

  private async load(entry: Attached): Promise<void> {
    const { source } = entry
    const pace = pacer()
    let batch: Datom[] = []
    // The first ones at once, then more and more: each insertion moves all that is there.
    let enough = STEP
    for await (const datoms of source.read()) {
      if (entry.stopped) return
      for (const datom of datoms) batch.push(datom)
      if (batch.length >= enough) {
        this.show(entry, batch)
        batch = []
        enough = Math.min(enough * 2, MANY)
      }
      await pace()
    }
    if (entry.stopped) return
    this.show(entry, batch)
    entry.gone = null
  }

  /** Changes of a source take effect one after the other. */
  private onchange(entry: Attached, change: SourceChange): void {
    entry.applied = entry.applied
      .then(() => this.apply(entry, change))
      .catch(error => void this.emit('fault', error))
  }

  private async apply(entry: Attached, change: SourceChange): Promise<void> {
    this.forget(entry, change.removed)
    const pace = pacer()
    for (let at = 0; at < change.put.length; at += STEP) {
      if (entry.stopped) return
      const step = change.put.slice(at, at + STEP)
      for (const datom of step) entry.gone?.delete(datom.id)
      this.show(entry, step)
      await pace()
    }
  }

  private show(entry: Attached, datoms: Datom[]): void {
    const rows: RowFacts[] = []
    // What was handed over is in the list of whoever took it.
    const left = datoms.filter(isLeftover)
    this.forget(
      entry,
      left.map(({ id }) => id)
    )
    for (const datom of datoms) {
      if (isLeftover(datom)) continue
      if (entry.gone?.has(datom.id)) continue
      rows.push(
        datom instanceof ReadDatom ? datom.row : rowOf(rowIdOf(entry.source, datom.id), datom)
      )
    }
    this.changed(entry, this.rows.upsert(entry.number, rows))
  }

  private forget(entry: Attached, ids: string[]): void {
    const slots = new Set<number>()
    for (const id of ids) {
      entry.gone?.add(id)
      const slot = this.table.slotOf(rowIdOf(entry.source, id))
      if (slot !== undefined) slots.add(slot)
    }
    this.rows.delete(slots)
    this.changed(entry, slots.size)
  }

  private changed(entry: Attached, count: number): void {
    if (count === 0) return
    const { receivedId } = entry.source
    this.emit('change', receivedId === undefined ? { count } : { count, receivedId })
  }

  private find(
    filter: ContactFilter,
    sort: SortName,
    without: ReadonlySet<string> = NONE
  ): Promise<Int32Array> {
    const { query = '', setId, tag, origin = 'all' } = filter
    const entries = [...this.attached.values()]
    const shown = entries.filter(
      ({ source }) => shows(source, setId, origin) && !without.has(source.receivedId ?? '')
    )
    const sources =
      shown.length === entries.length ? undefined : new Set(shown.map(entry => entry.number))
    return this.rows.find({ query, tag, sources }, sort)
  }

  private rowAt(slot: number): ContactRow {
    const facts = this.table.row(slot)
    const { source } = this.byNumber[this.table.sources[slot]!]!
    const { version: _, ...shown } = facts
    return {
      ...shown,
      tags: [...facts.tags],
      level: LEVELS[facts.level]!,
      status: STATUSES[facts.status]!,
      changed: new Date(facts.changed).toISOString(),
      version: facts.version,
      setId: source.setId,
      setName: source.setName,
      ...(source.receivedId === undefined
        ? {}
        : { receivedId: source.receivedId, owner: source.ownerName || source.owner })
    }
  }
}

const NONE: ReadonlySet<string> = new Set()

/** Rows of received datoms carry the share in their id: a datom may come by several. */
export function rowIdOf(source: ContactSource, datomId: string): string {
  return source.receivedId === undefined ? datomId : `${source.receivedId}/${datomId}`
}

function datomIdOf(source: ContactSource, id: string): string {
  return source.receivedId === undefined ? id : id.slice(source.receivedId.length + 1)
}

function shows(source: ContactSource, setId: string | undefined, origin: string): boolean {
  if (setId !== undefined && source.setId !== setId) return false
  if (origin === 'all') return true
  if (origin === 'own') return source.receivedId === undefined
  if (origin === 'received') return source.receivedId !== undefined
  return source.receivedId === origin
}
