import type { Failure } from '../shapes'
import { soundCard } from '../../contacts/sound'
import { decodeDatom, type StoredDatom } from '../../datom/datom'
import { LEVELS, rowOf, STATUSES, type RowFacts } from './row'

/** Datoms of a set as they lie there, one after the other, to be made rows of. */
export interface Unread {
  number: number
  ids: string[]
  bytes: Uint8Array
  lengths: number[]
  /** Before the id of each datom in the id of its row. */
  prefix: string
  /** Whether somebody else wrote them. */
  foreign: boolean
}

export type Answer = { number: number } & ({ read: ReadRows } | { failure: Failure })

/** Datoms without their contents, and their rows, column by column: in objects it takes far longer to send. */
export interface ReadRows {
  categories: string[]
  created: string[]
  changed: string[]
  versions: number[]
  priors: (number | undefined)[]
  restored: (number | undefined)[]
  tags: string[][]
  levels: number[]
  statuses: number[]
  names: string[]
  sortKeys: string[]
  orgs: string[]
  emails: string[]
  tels: string[]
  searches: string[]
  photos: boolean[]
}

/** Throws `STORAGE_CORRUPT` where one of them is no datom. */
export function readRows({ ids, bytes, lengths, prefix, foreign }: Unread): ReadRows {
  const read: ReadRows = {
    categories: [],
    created: [],
    changed: [],
    versions: [],
    priors: [],
    restored: [],
    tags: [],
    levels: [],
    statuses: [],
    names: [],
    sortKeys: [],
    orgs: [],
    emails: [],
    tels: [],
    searches: [],
    photos: []
  }
  let at = 0
  for (let index = 0; index < ids.length; index++) {
    const id = ids[index]!
    const datom = decodeDatom(bytes.subarray(at, (at += lengths[index]!)), id)
    add(read, datom, rowOf(prefix + id, foreign ? soundDatom(datom) : datom))
  }
  return read
}

/** The datom without what a card of somebody else may hold and ours cannot. */
export function soundDatom<D extends StoredDatom>(datom: D): D {
  const content = soundCard(datom.content)
  return content === datom.content ? datom : { ...datom, content }
}

function add(read: ReadRows, datom: StoredDatom, row: RowFacts): void {
  read.categories.push(datom.category)
  read.created.push(datom.created)
  read.changed.push(datom.changed)
  read.versions.push(datom.version)
  read.priors.push(datom.prior)
  read.restored.push(datom.restored)
  read.tags.push(datom.tags)
  read.levels.push(row.level)
  read.statuses.push(row.status)
  read.names.push(row.name)
  read.sortKeys.push(row.sortKey)
  read.orgs.push(row.org)
  read.emails.push(row.email)
  read.tels.push(row.tel)
  read.searches.push(row.search)
  read.photos.push(row.photo)
}

/** What the datom with that number has beside its content. */
export function factsAt(read: ReadRows, at: number, id: string): Omit<StoredDatom, 'content'> {
  const [prior, restored] = [read.priors[at], read.restored[at]]
  return {
    id,
    type: 'contact',
    category: read.categories[at]!,
    tags: read.tags[at]!,
    level: LEVELS[read.levels[at]!]!,
    status: STATUSES[read.statuses[at]!]!,
    created: read.created[at]!,
    changed: read.changed[at]!,
    version: read.versions[at]!,
    ...(prior === undefined ? {} : { prior }),
    ...(restored === undefined ? {} : { restored })
  }
}

export function rowAt(read: ReadRows, at: number, id: string): RowFacts {
  return {
    id,
    name: read.names[at]!,
    sortKey: read.sortKeys[at]!,
    org: read.orgs[at]!,
    email: read.emails[at]!,
    tel: read.tels[at]!,
    search: read.searches[at]!,
    photo: read.photos[at]!,
    tags: read.tags[at]!,
    level: read.levels[at]!,
    status: read.statuses[at]!,
    changed: Date.parse(read.changed[at]!),
    version: read.versions[at]!
  }
}
