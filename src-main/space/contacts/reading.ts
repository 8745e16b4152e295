import { soundCard } from '../../contacts/sound'
import type { Card } from '../../contacts/card'
import { decodeDatom, type Datom, type Level, type Status } from '../../datom/datom'
import type { Failure } from '../shapes'
import { addShown, noShown, type ShownColumns } from './columns'
import { LEVELS, rowOf, STATUSES, type RowFacts } from './row'

/** Whose datoms are read. */
export interface Manner {
  /** Before the id of each datom in the id of its row. */
  prefix: string
  /** Whether somebody else wrote them. */
  foreign: boolean
}

/** Datoms of a set as they lie there, one after the other, to be made rows of. */
export interface Unread extends Manner {
  number: number
  ids: string[]
  bytes: Uint8Array
  lengths: number[]
}

/** Rows column by column. Their ids are known. */
export interface ReadRows extends ShownColumns {
  tags: (readonly string[])[]
  levels: number[]
  statuses: number[]
  changed: number[]
  versions: number[]
}

export type Answer = { number: number } & ({ read: ReadRows } | { failure: Failure })

/** Throws `STORAGE_CORRUPT` where one of them is no datom. */
export function readRows({ ids, bytes, lengths, prefix, foreign }: Unread): ReadRows {
  let at = 0
  const rows = ids.map((id, index) => {
    const datom: Datom = decodeDatom(bytes.subarray(at, (at += lengths[index]!)), id)
    return rowOf(prefix + id, foreign ? soundDatom(datom) : datom)
  })
  const shown = noShown()
  for (const row of rows) addShown(shown, row)
  return {
    ...shown,
    tags: rows.map(row => row.tags),
    levels: rows.map(row => row.level),
    statuses: rows.map(row => row.status),
    changed: rows.map(row => row.changed),
    versions: rows.map(row => row.version)
  }
}

/** The datom without what a card of somebody else may hold and ours cannot. */
export function soundDatom<D extends Datom>(datom: D): D {
  const content = soundCard(datom.content)
  return content === datom.content ? datom : { ...datom, content }
}

const NO_TAGS: readonly string[] = []

/**
 * A datom that was read in the thread: it brings its row, and is decoded again only if somebody asks for
 * more. There are many thousands of these for a moment, so it is little more than where to look.
 */
export class ReadDatom implements Datom {
  readonly type = 'contact'
  readonly id: string
  readonly row: RowFacts
  private readonly bytes: Uint8Array
  private readonly foreign: boolean
  private decoded: Datom | null = null

  constructor(id: string, bytes: Uint8Array, { prefix, foreign }: Manner, row: RowAt) {
    this.id = id
    this.bytes = bytes
    this.foreign = foreign
    this.row = rowAt(prefix + id, row)
  }

  get category(): string {
    return this.whole().category
  }

  get tags(): string[] {
    return [...this.row.tags]
  }

  get level(): Level {
    return LEVELS[this.row.level]!
  }

  get status(): Status {
    return STATUSES[this.row.status]!
  }

  get created(): string {
    return this.whole().created
  }

  get changed(): string {
    return this.whole().changed
  }

  get version(): number {
    return this.row.version
  }

  get content(): Card {
    return this.whole().content
  }

  private whole(): Datom {
    if (this.decoded) return this.decoded
    const datom: Datom = decodeDatom(this.bytes, this.id)
    this.decoded = this.foreign ? soundDatom(datom) : datom
    return this.decoded
  }
}

interface RowAt {
  read: ReadRows
  at: number
}

function rowAt(id: string, { read, at }: RowAt): RowFacts {
  const tags = read.tags[at]!
  return {
    id,
    name: read.names[at]!,
    sortKey: read.sortKeys[at]!,
    org: read.orgs[at]!,
    email: read.emails[at]!,
    tel: read.tels[at]!,
    search: read.searches[at]!,
    photo: read.photos[at]!,
    tags: tags.length === 0 ? NO_TAGS : tags,
    level: read.levels[at]!,
    status: read.statuses[at]!,
    changed: read.changed[at]!,
    version: read.versions[at]!
  }
}
