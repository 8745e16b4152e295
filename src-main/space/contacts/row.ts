/**
 * What a list shows and searches of one datom, taken out of its Card. Cards of other people are
 * hostile until here: every text is cut to what a line can hold.
 */
import { displayName } from '../../contacts/inspect'
import type { Card } from '../../contacts/card'
import { EncodedDatom, type Datom } from '../../datom/datom'
import { digitsOf, fold, romanize, sortKeyOf, type Romanized } from './text'

/** One line of the projection, without what its source says about all of its lines. */
export interface RowFacts {
  /** Unique across all sources. */
  id: string
  name: string
  sortKey: string
  org: string
  email: string
  tel: string
  /** Folded text of all that a search looks at, its parts divided by line ends. */
  search: string
  photo: boolean
  tags: readonly string[]
  level: number
  status: number
  /** Milliseconds since 1970. */
  changed: number
  version: number
}

export const LEVELS = ['public', 'internal', 'personal', 'confidential', 'restricted'] as const
export const STATUSES = ['active', 'retired', 'disputed'] as const

const TEXT = 300
const SEARCHED_NOTE = 200
const SEARCHED = 2_000
/** Values of one kind that are looked at. */
const VALUES = 100
const NO_TAGS: readonly string[] = []

/** The row of a datom of the same content: made once of the content, labelled when the datom is made. */
export function labelledRow(row: RowFacts, facts: Omit<Datom, 'content'>): RowFacts {
  const { id, tags, version } = facts
  return {
    ...row,
    id,
    tags: tags.length === 0 ? NO_TAGS : tags,
    search: [row.search, ...tags.map(fold)].join('\n'),
    level: LEVELS.indexOf(facts.level),
    status: STATUSES.indexOf(facts.status),
    changed: Date.parse(facts.changed),
    version
  }
}

/** A datom of which a worker knows the row as well. */
export abstract class ListedDatom extends EncodedDatom {
  /** What `rowOf` gives for it. */
  abstract row(): RowFacts
}

export function rowOf(id: string, datom: Datom): RowFacts {
  if (datom instanceof ListedDatom && datom.id === id) return datom.row()
  const card = datom.content
  const name = cut(nameOf(card))
  const folded = fold(name).trim()
  const latin = romanize(folded)
  const emails = values(card.emails).map(email => textOf(email.address))
  const phones = values(card.phones).map(phone => textOf(phone.number).replace(/^tel:/i, ''))
  return {
    id,
    name,
    sortKey: sortKeyOf(folded, latin),
    org: cut(orgOf(card)),
    email: cut(emails[0] ?? ''),
    tel: cut(phones[0] ?? ''),
    search: searchText(card, folded, latin, emails, phones, datom.tags),
    photo: values(card.media).some(
      medium => medium.kind === 'photo' && typeof medium.blobId === 'string'
    ),
    tags: datom.tags.length === 0 ? NO_TAGS : datom.tags,
    level: LEVELS.indexOf(datom.level),
    status: STATUSES.indexOf(datom.status),
    changed: Date.parse(datom.changed),
    version: datom.version
  }
}

/** The name that a list shows; empty for a card whose members are not what they should be. */
export function nameOf(card: Card): string {
  try {
    const name: unknown = displayName(card)
    return typeof name === 'string' ? name : ''
  } catch {
    return '' // a received card may hold anything
  }
}

export function orgOf(card: Card): string {
  const first = values(card.organizations)[0]
  if (!first) return ''
  const units = Array.isArray(first.units) ? first.units.map(unit => textOf(unit?.name)) : []
  return [textOf(first.name), ...units].filter(part => part !== '').join(', ')
}

function searchText(
  card: Card,
  name: string,
  latin: Romanized,
  emails: string[],
  phones: string[],
  tags: readonly string[]
): string {
  const parts = [name]
  const nicknames = values(card.nicknames).map(nickname => fold(textOf(nickname.name)))
  for (const { joined, initials } of [latin, ...nicknames.map(romanize)]) {
    if (joined !== '') parts.push(joined, initials)
  }
  parts.push(...nicknames)
  for (const org of values(card.organizations)) {
    parts.push(fold(textOf(org.name)))
    if (Array.isArray(org.units)) for (const unit of org.units) parts.push(fold(textOf(unit?.name)))
  }
  for (const title of values(card.titles)) parts.push(fold(textOf(title.name)))
  for (const email of emails) parts.push(email.toLowerCase())
  for (const phone of phones) parts.push(digitsOf(phone))
  for (const tag of tags) parts.push(fold(tag))
  for (const note of values(card.notes)) {
    parts.push(fold(textOf(note.note).slice(0, SEARCHED_NOTE)))
  }
  return parts
    .filter(part => part !== '')
    .join('\n')
    .slice(0, SEARCHED)
}

function values<T>(map: Record<string, T> | undefined): T[] {
  if (typeof map !== 'object' || map === null) return []
  const found: T[] = []
  for (const id in map) {
    const value = map[id]
    if (typeof value === 'object' && value !== null && found.push(value) === VALUES) break
  }
  return found
}

/** Cut before it is folded and romanized, which takes its time. */
function textOf(value: unknown): string {
  return typeof value === 'string' ? cut(value) : ''
}

function cut(text: string): string {
  return text.length > TEXT ? text.slice(0, TEXT) : text
}
