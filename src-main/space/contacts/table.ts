import type { RowFacts } from './row'

/** Bits of `flags`. */
const PHOTO = 1

/**
 * The rows of all sources, column by column: one object per contact would cost three times as much.
 * A row has a slot, which is reused after the row is gone.
 */
export class RowTable {
  readonly ids: string[] = []
  readonly names: string[] = []
  readonly sortKeys: string[] = []
  /** The beginning of the sort key as a number, in the same order: cheaper to compare. */
  readonly prefixes: number[] = []
  readonly orgs: string[] = []
  readonly emails: string[] = []
  readonly tels: string[] = []
  readonly tags: (readonly string[])[] = []
  readonly changed: number[] = []
  readonly versions: number[] = []
  /** Number of the source that the row is of. */
  readonly sources: number[] = []
  private readonly levels: number[] = []
  private readonly statuses: number[] = []
  private readonly flags: number[] = []
  private readonly slots = new Map<string, number>()
  private readonly free: number[] = []

  get count(): number {
    return this.slots.size
  }

  slotOf(id: string): number | undefined {
    return this.slots.get(id)
  }

  add(row: RowFacts, source: number): number {
    const slot = this.free.pop() ?? this.ids.length
    this.slots.set(row.id, slot)
    this.ids[slot] = row.id
    this.set(slot, row)
    this.sources[slot] = source
    return slot
  }

  /** Another version of the row in that slot. */
  set(slot: number, row: RowFacts): void {
    this.names[slot] = row.name
    this.sortKeys[slot] = row.sortKey
    this.prefixes[slot] = prefixOf(row.sortKey)
    this.orgs[slot] = row.org
    this.emails[slot] = row.email
    this.tels[slot] = row.tel
    this.tags[slot] = row.tags
    this.changed[slot] = row.changed
    this.versions[slot] = row.version
    this.levels[slot] = row.level
    this.statuses[slot] = row.status
    this.flags[slot] = row.photo ? PHOTO : 0
  }

  delete(slot: number): void {
    this.slots.delete(this.ids[slot]!)
    this.free.push(slot)
    this.ids[slot] = ''
  }

  row(slot: number): Omit<RowFacts, 'search'> {
    return {
      id: this.ids[slot]!,
      name: this.names[slot]!,
      sortKey: this.sortKeys[slot]!,
      org: this.orgs[slot]!,
      email: this.emails[slot]!,
      tel: this.tels[slot]!,
      photo: (this.flags[slot]! & PHOTO) !== 0,
      tags: this.tags[slot]!,
      level: this.levels[slot]!,
      status: this.statuses[slot]!,
      changed: this.changed[slot]!,
      version: this.versions[slot]!
    }
  }
}

/** The first three code units; 48 bits, which a double holds. */
function prefixOf(text: string): number {
  const at = (index: number) => (index < text.length ? text.charCodeAt(index) : 0)
  return (at(0) * 0x10000 + at(1)) * 0x10000 + at(2)
}
