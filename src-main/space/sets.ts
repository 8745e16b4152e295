import ReadyResource from 'ready-resource'
import z32 from 'z32'
import {
  DatomSet,
  isLeftover,
  newDatomId,
  placementOf,
  signSetOwnership,
  type EpochRing,
  urnOf,
  type SetChange
} from '../datom'
import { DatomspaceError } from '../error'
import { unrecorded, type RecordEvent } from '../meter'
import { strictest } from '../rights'
import { Rings } from './rings'
import { ShareBook } from './sharing/book'
import { admitByLevel } from './sharing/levels'
import type { SecurityLevel, SetRow } from './shapes'
import type { Space } from './space'

const TABLE = 'sets'
const RECOUNT_AFTER = 200

interface SetRecord {
  name: string
  category: string
  level: SecurityLevel
  created: string
  /** The most sensitive level of all that its core holds, in its history too; unknown in older records. */
  highest?: SecurityLevel
  /** Datoms of each level when the core had `length` blocks. */
  counted: { length: number; levels: LevelCounts }
}

/** How many datoms there are of each level; none of those that are left out. */
export type LevelCounts = Partial<Record<SecurityLevel, number>>

/** A set of one's own, open as long as the space is. */
export interface OwnSet {
  readonly id: string
  readonly name: string
  readonly level: SecurityLevel
  readonly category: string
  readonly created: string
  /** The most sensitive level of all that its core holds, in its history too. */
  readonly highest: SecurityLevel
  readonly set: DatomSet
  readonly ring: EpochRing
  /** Names the ring among the keys of the space. */
  readonly ringName: string
  /** z-base-32. */
  readonly coreKey: string
  /** How many datoms there are, in all and of each level. */
  counts(): Promise<{ count: number; levels: LevelCounts }>
}

/** What a write did to the numbers. */
interface NotedWrite {
  from: number
  to: number
  /** Nothing that was there before was changed. */
  sure: boolean
  removed: number
  levels: LevelCounts
}

class Entry implements OwnSet {
  readonly ringName: string
  #counting: Promise<void> = Promise.resolve()
  readonly #noted: NotedWrite[] = []

  constructor(
    readonly id: string,
    readonly set: DatomSet,
    readonly ring: EpochRing,
    public record: SetRecord
  ) {
    this.ringName = ringNameOf(id)
  }

  get name(): string {
    return this.record.name
  }

  get level(): SecurityLevel {
    return this.record.level
  }

  get highest(): SecurityLevel {
    return this.record.highest ?? 'restricted'
  }

  get category(): string {
    return this.record.category
  }

  get created(): string {
    return this.record.created
  }

  get coreKey(): string {
    return z32.encode(this.set.key)
  }

  /** Only what changed since the last time is looked at. */
  async counts(): Promise<{ count: number; levels: LevelCounts }> {
    this.#counting = this.#counting.catch(() => {}).then(() => this.#count()) // its caller was told
    await this.#counting
    const { levels } = this.record.counted
    return { count: totalOf(levels), levels }
  }

  /** Remembers what a write changed, so that a long import or its undoing is not counted over and over. */
  noted({ from, to, put, removed }: SetChange): void {
    const levels: LevelCounts = {}
    for (const { level } of put) add(levels, level, 1)
    this.#noted.push({
      from,
      to,
      sure: put.every(datom => datom.version === 1),
      removed: removed.length,
      levels
    })
  }

  async #count(): Promise<void> {
    this.#addNoted()
    const { length, levels: known } = this.record.counted
    const to = this.set.length
    if (length === to) return
    const levels = { ...known }
    for await (const { datom, before } of this.set.diff(length, to)) {
      // What was handed over is another's now.
      if (datom && !isLeftover(datom)) add(levels, datom.level, 1)
      if (before && !isLeftover(before)) add(levels, before.level, -1)
    }
    this.record = { ...this.record, counted: { length: to, levels } }
    this.#addNoted()
  }

  /** Goes on from what is counted over writes that tell it. */
  #addNoted(): void {
    let { length } = this.record.counted
    const levels = { ...this.record.counted.levels }
    for (let next = this.#noted[0]; next; next = this.#noted[0]) {
      // Of what was deleted only the number is known: enough where all are of one level.
      const present = Object.keys(levels) as SecurityLevel[]
      const sure = next.sure && (next.removed === 0 || present.length === 1)
      if (next.from > length || (next.from === length && !sure)) break
      this.#noted.shift()
      if (next.from < length) continue
      length = next.to
      if (next.removed > 0) add(levels, present[0]!, -next.removed)
      for (const level of Object.keys(next.levels) as SecurityLevel[]) {
        add(levels, level, next.levels[level]!)
      }
    }
    this.record = { ...this.record, counted: { length, levels } }
  }
}

function add(levels: LevelCounts, level: SecurityLevel, count: number): void {
  const sum = (levels[level] ?? 0) + count
  if (sum === 0) delete levels[level]
  else levels[level] = sum
}

function totalOf(levels: LevelCounts): number {
  return Object.values(levels).reduce((sum, count) => sum + count, 0)
}

/**
 * The sets of datoms that this space owns. Answers the calls `sets.*`, and opens them for the rooms that
 * list, import and share: `all()`, `own(id)`.
 *
 * Events: `change`; `open` (OwnSet) for one that was made, `gone` (id) for one that was deleted.
 */
export class Sets extends ReadyResource {
  readonly #space: Space
  readonly #now: () => number
  readonly #record: RecordEvent
  readonly #entries = new Map<string, Entry>()
  readonly #timers = new Map<string, NodeJS.Timeout>()
  #stop: () => void = () => {}
  /** What of the sets is shared: decides what may be written to them, from the first write on. */
  readonly book: ShareBook

  constructor(options: { space: Space; now?: () => number; record?: RecordEvent }) {
    super()
    this.#space = options.space
    this.#now = options.now ?? Date.now
    this.#record = options.record ?? unrecorded
    this.book = new ShareBook(options.space)
  }

  get size(): number {
    return this.#entries.size
  }

  /** In the order in which they were made. */
  all(): OwnSet[] {
    return [...this.#entries.values()]
  }

  /** Throws `NOT_FOUND`. */
  own(id: string): OwnSet {
    return this.#entry(id)
  }

  list(): Promise<SetRow[]> {
    return Promise.all([...this.#entries.values()].map(entry => this.#row(entry)))
  }

  get(id: string): Promise<SetRow> {
    return this.#row(this.#entry(id))
  }

  async create(params: { name: string; level?: SecurityLevel }): Promise<SetRow> {
    const id = newDatomId(this.#now())
    const record: SetRecord = {
      name: params.name,
      category: 'contacts',
      level: params.level ?? 'personal',
      highest: params.level ?? 'personal',
      created: new Date(this.#now()).toISOString(),
      counted: { length: 0, levels: {} }
    }
    const { database } = this.#space
    const { ring, save } = new Rings(database).create(ringNameOf(id))
    await database.batch([save, { type: 'put', table: TABLE, key: id, value: record }])
    const { name, level } = record
    await this.#record({ event: 'mint', subject: urnOf(id), facts: { type: 'set', name, level } })
    await database.flush()
    const entry = await this.#open(id, record, ring)
    this.emit('open', entry)
    this.emit('change')
    return this.#row(entry)
  }

  async rename(id: string, name: string): Promise<SetRow> {
    const entry = this.#entry(id)
    const was = entry.name
    entry.record = { ...entry.record, name }
    await this.#save(entry)
    const facts = { type: 'set', name, was }
    await this.#record({ event: 'change', subject: urnOf(id), facts })
    await this.#space.database.flush()
    this.emit('change')
    return this.#row(entry)
  }

  /** From now on it counts as one that holds, or held, that level: as a whole it is given accordingly. */
  expect(id: string, level: SecurityLevel): Promise<void> {
    return this.#noteHighest(this.#entry(id), [level])
  }

  /**
   * Deletes the set with all its datoms and their history, and its keys: what others hold of it they
   * keep. Throws `CONFLICT` while it is shared.
   */
  async delete(id: string): Promise<{ deleted: boolean }> {
    const entry = this.#entry(id)
    const shares = this.#sharesOf(id)
    if (shares > 0) {
      throw new DatomspaceError(
        'CONFLICT',
        `End the shares of "${entry.name}" before deleting it`,
        {
          details: { id, shares }
        }
      )
    }
    const { count } = await entry.counts()
    this.#entries.delete(id)
    clearTimeout(this.#timers.get(id))
    const { database } = this.#space
    const drop = new Rings(database).drop(entry.ringName)
    await database.batch([drop, { type: 'delete', table: TABLE, key: id }])
    const facts = { type: 'set', name: entry.name, count }
    await this.#record({ event: 'delete', subject: urnOf(id), facts })
    await database.flush()
    this.emit('gone', id)
    await entry.set.purge()
    entry.ring.close()
    this.emit('change')
    return { deleted: true }
  }

  protected override async _open(): Promise<void> {
    const { database, gate } = this.#space
    await this.book.load()
    const rings = new Rings(database)
    this.#stop = gate.keep(discoveryKey =>
      [...this.#entries.values()].some(({ set }) => set.discoveryKey.equals(discoveryKey))
    )
    for (const { key, value } of await database.list<SetRecord>(TABLE)) {
      await this.#open(key, value, await rings.open(ringNameOf(key)))
    }
  }

  protected override async _close(): Promise<void> {
    this.#stop()
    for (const timer of this.#timers.values()) clearTimeout(timer)
    for (const entry of this.#entries.values()) {
      await this.#save(entry)
      await entry.set.close()
      entry.ring.close()
    }
    this.#entries.clear()
  }

  /** How many grants on it are in force. */
  #sharesOf(id: string): number {
    return this.book.ofSet(id).length
  }

  #entry(id: string): Entry {
    const entry = this.#entries.get(id)
    if (entry) return entry
    throw new DatomspaceError('NOT_FOUND', 'There is no such set', { details: { id } })
  }

  async #open(id: string, record: SetRecord, ring: EpochRing): Promise<Entry> {
    const { store, keys } = this.#space
    const set = DatomSet.open({
      store,
      keyPair: keys.signer(ringNameOf(id)),
      ring,
      admit: datoms => admitByLevel(entry, this.book, datoms),
      before: datoms => this.#noteHighest(entry, new Set(datoms.map(({ level }) => level)))
    })
    const entry: Entry = new Entry(id, set, ring, record)
    await set.ready()
    // The first block of a set says whose it is; a crash may have come between the record and it.
    if (set.length === 0) {
      const { category, level } = record
      const placement = await placementOf(set, keys.signer(ringNameOf(id)))
      const facts = { id, type: 'contact' as const, category, level }
      await set.putManifest(signSetOwnership(facts, placement, keys, this.#now()))
    }
    this.#entries.set(id, entry)
    set.on('change', (change: SetChange) => {
      entry.noted(change)
      this.#changed(entry)
    })
    return entry
  }

  /** On the disk before what is noted: a crash in between must not make a set seem harmless. */
  async #noteHighest(entry: Entry, levels: Iterable<SecurityLevel>): Promise<void> {
    const highest = strictest(entry.highest, ...levels)
    if (highest === entry.highest) return
    entry.record = { ...entry.record, highest }
    await this.#save(entry)
    await this.#space.database.flush()
  }

  /** After a pause, so that an import does not count at every slice. */
  #changed(entry: Entry): void {
    if (this.#timers.has(entry.id)) return
    const timer = setTimeout(() => {
      this.#timers.delete(entry.id)
      this.#recount(entry).catch(error => this.emit('fault', DatomspaceError.from(error)))
    }, RECOUNT_AFTER)
    timer.unref()
    this.#timers.set(entry.id, timer)
  }

  async #recount(entry: Entry): Promise<void> {
    await entry.counts()
    if (!this.closing && this.#entries.has(entry.id)) await this.#save(entry)
    this.emit('change')
  }

  #save(entry: Entry): Promise<void> {
    return this.#space.database.put(TABLE, entry.id, entry.record)
  }

  async #row(entry: Entry): Promise<SetRow> {
    const { set, ring } = entry
    const { count } = await entry.counts()
    return {
      id: entry.id,
      name: entry.name,
      coreKey: entry.coreKey,
      category: entry.category,
      level: entry.level,
      count,
      length: set.length,
      byteLength: set.byteLength,
      epoch: ring.latest,
      created: entry.created,
      shares: this.#sharesOf(entry.id),
      credential: JSON.stringify(await set.manifest())
    }
  }
}

function ringNameOf(id: string): string {
  return `set/${id}`
}
