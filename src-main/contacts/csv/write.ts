/**
 * Cards → CSV in Google's current layout, which every address book of today reads. Columns that
 * Google does not have follow its own: full name, further organizations, roles, kept cells, UID.
 * `CsvReader` reads it back to the same cards, as far as `membersNotInCsv` does not name a member.
 */
import type { Address, Card, NameComponent, Organization } from '../card'
import { cardContent } from '../uid'
import { writeDate } from './date'
import { KEPT_SUFFIX, UID_HEADER } from './field'
import { neutralise } from './formula'
import { recogniseHeader } from './header'
import { writeLabel, writeRelation } from './label'
import { detectLayout } from './layout'
import { CsvReader } from './reader'
import { JOINT } from './row'

export interface CsvWriteOptions {
  /** Excel takes a file without a byte order mark for one of the system's code page. Default `write`. */
  byteOrderMark?: 'write' | 'omit'
  /** Characters per piece, about. Default 64 Ki. */
  pieceLength?: number
}

const BEGINNING = [
  'First Name',
  'Middle Name',
  'Last Name',
  'Phonetic First Name',
  'Phonetic Middle Name',
  'Phonetic Last Name',
  'Name Prefix',
  'Name Suffix',
  'Nickname',
  'File As',
  'Organization Name',
  'Organization Title',
  'Organization Department',
  'Birthday',
  'Notes',
  'Photo',
  'Labels'
]

/** Numbered columns: family → its parts, and how many Google always writes. */
const NUMBERED: [family: string, parts: string[], least: number][] = [
  ['E-mail', ['Label', 'Value'], 1],
  ['Phone', ['Label', 'Value'], 1],
  [
    'Address',
    [
      'Label',
      'Formatted',
      'Street',
      'City',
      'PO Box',
      'Region',
      'Postal Code',
      'Country',
      'Extended Address'
    ],
    1
  ],
  ['IM', ['Label', 'Service', 'Value'], 0],
  ['Relation', ['Label', 'Value'], 0],
  ['Website', ['Label', 'Value'], 1],
  ['Event', ['Label', 'Value'], 0],
  ['Organization', ['Name', 'Title', 'Department'], 0]
]

/** Columns of ours that are written only if a card needs them. */
const OPTIONAL = ['Name', 'Role']

type Row = Map<string, string>

/**
 * The file in pieces of text, header first. The cards are gone through twice: the first time finds
 * the columns.
 */
export function* writeCsv(cards: Iterable<Card>, options: CsvWriteOptions = {}): Generator<string> {
  const headers = columnsOf(cards)
  let piece = options.byteOrderMark === 'omit' ? '' : '\ufeff'
  piece += line(headers)
  for (const card of cards) {
    const row = rowOf(card)
    piece += line(headers.map(header => row.get(header) ?? ''))
    if (piece.length < (options.pieceLength ?? 65_536)) continue
    yield piece
    piece = ''
  }
  yield piece
}

/**
 * What a CSV file cannot hold of this card: names of members such as `media`, `relatedTo`. Found by
 * writing and reading it back, so nothing is forgotten.
 */
export function membersNotInCsv(card: Card): string[] {
  const text = [...writeCsv([card], { byteOrderMark: 'omit' })].join('')
  const reader = new CsvReader({ layout: detectLayout(text) })
  const event = [...reader.push(text), ...reader.end()].find(({ type }) => type === 'record')
  const back: Partial<Card> = event?.type === 'record' ? event.card : {}
  const content = (value: Partial<Card>, member: string) =>
    cardContent(
      member === 'titles'
        ? { titles: value.titles, organizations: value.organizations }
        : { [member]: value[member] }
    )
  return Object.keys(card)
    .filter(member => content(card, member) !== content(back, member))
    .sort()
}

function columnsOf(cards: Iterable<Card>): string[] {
  const most = new Map<string, number>(NUMBERED.map(([family, , least]) => [family, least]))
  const optional = new Set<string>()
  const kept = new Set<string>()
  for (const card of cards) {
    for (const header of rowOf(card).keys()) {
      const numbered = NUMBER.exec(header)
      if (numbered && most.has(numbered[1]!)) {
        most.set(numbered[1]!, Math.max(most.get(numbered[1]!)!, Number(numbered[2])))
      } else if (OPTIONAL.includes(header)) optional.add(header)
      else if (!BEGINNING.includes(header) && header !== UID_HEADER) kept.add(header)
    }
  }
  const numbered = NUMBERED.flatMap(([family, parts]) =>
    Array.from({ length: most.get(family)! }, (_, index) => index + 1)
      // The first organization has Google's own columns.
      .filter(number => family !== 'Organization' || number > 1)
      .flatMap(number => parts.map(part => `${family} ${number} - ${part}`))
  )
  const ours = OPTIONAL.filter(header => optional.has(header))
  return [...BEGINNING, ...numbered, ...ours, ...kept, UID_HEADER]
}

const NUMBER =
  /^([\w-]+) (\d+) - (?:Label|Value|Service|Name|Title|Department|Formatted|Street|City|PO Box|Region|Postal Code|Country|Extended Address)$/

function rowOf(card: Card): Row {
  const row: Row = new Map()
  const set = (header: string, text: string | undefined) => {
    if (text !== undefined && text !== '') row.set(header, text)
  }
  writeName(card, set)
  set(
    'Nickname',
    values(card.nicknames)
      .map(({ name }) => name)
      .join(JOINT)
  )
  writeOrganizations(card, set)
  writeDates(card, set)
  set(
    'Notes',
    values(card.notes)
      .map(({ note }) => note)
      .join('\n\n')
  )
  set('Photo', values(card.media).find(({ kind, uri }) => kind === 'photo' && uri)?.uri)
  set('Labels', ['* myContacts', ...Object.keys(card.keywords ?? {})].join(JOINT))
  values(card.emails).forEach((email, index) => {
    set(`E-mail ${index + 1} - Label`, writeLabel(email))
    set(`E-mail ${index + 1} - Value`, email.address)
  })
  values(card.phones).forEach((phone, index) => {
    set(`Phone ${index + 1} - Label`, writeLabel(phone))
    // Address books take what stands here for the number itself, so no URI (RFC 3966).
    set(`Phone ${index + 1} - Value`, phone.number.replace(/^tel:/i, ''))
  })
  values(card.addresses).forEach((address, index) =>
    writeAddress(address, `Address ${index + 1}`, set)
  )
  values(card.onlineServices).forEach((service, index) => {
    set(`IM ${index + 1} - Label`, writeLabel(service))
    set(`IM ${index + 1} - Service`, service.service)
    set(`IM ${index + 1} - Value`, service.user ?? service.uri)
  })
  values(card.links).forEach((link, index) => {
    set(`Website ${index + 1} - Label`, writeLabel(link))
    set(`Website ${index + 1} - Value`, link.uri)
  })
  writeRelations(card, set)
  for (const [header, text] of Object.entries(card['datomspace:csv'] ?? {}))
    set(keptHeader(header), text)
  set(UID_HEADER, card.uid)
  return row
}

type Set = (header: string, text: string | undefined) => void

function values<T>(map: Record<string, T> | undefined): T[] {
  return map === undefined ? [] : Object.values(map)
}

function writeName(card: Card, set: Set): void {
  const components = card.name?.components ?? []
  const of = (...kinds: NameComponent['kind'][]) =>
    components.filter(({ kind }) => kinds.includes(kind))
  const text = (found: NameComponent[]) => found.map(({ value }) => value).join(' ')
  const phonetic = (found: NameComponent[]) =>
    found
      .map(component => component.phonetic ?? '')
      .join(' ')
      .trim()
  const [given, middle, surname] = [of('given'), of('given2'), of('surname', 'surname2')]
  set('First Name', components.length === 0 ? card.name?.full : text(given))
  set('Middle Name', text(middle))
  set('Last Name', text(surname))
  set('Phonetic First Name', phonetic(given))
  set('Phonetic Middle Name', phonetic(middle))
  set('Phonetic Last Name', phonetic(surname))
  set('Name Prefix', text(of('title')))
  set('Name Suffix', text(of('credential', 'generation')))
  set('Name', card.name?.full)
}

function writeOrganizations(card: Card, set: Set): void {
  const organizations: [string, Organization][] = Object.entries(card.organizations ?? {})
  const titles = values(card.titles).filter(({ kind }) => kind !== 'role')
  const role = values(card.titles).find(({ kind }) => kind === 'role')
  set('Role', role?.name)
  const places = Math.max(organizations.length, titles.length > 0 ? 1 : 0)
  for (let index = 0; index < places; index++) {
    const [id, organization] = organizations[index] ?? []
    const title = titles.find(
      ({ organizationId }) => (organizationId ?? organizations[0]?.[0]) === id
    )
    const prefix = index === 0 ? 'Organization' : `Organization ${index + 1} -`
    set(`${prefix} Name`, organization?.name)
    set(`${prefix} Title`, title?.name)
    set(`${prefix} Department`, organization?.units?.map(({ name }) => name).join(' / '))
  }
}

function writeDates(card: Card, set: Set): void {
  let events = 0
  for (const { kind, date } of values(card.anniversaries)) {
    const text = 'utc' in date ? date.utc.slice(0, 10) : writeDate(date)
    if (kind === 'birth') set('Birthday', text)
    if (kind !== 'wedding' || text === undefined) continue
    events++
    set(`Event ${events} - Label`, 'Anniversary')
    set(`Event ${events} - Value`, text)
  }
}

function writeAddress(address: Address, prefix: string, set: Set): void {
  const of = (...kinds: string[]) =>
    (address.components ?? [])
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ value }) => value)
      .join(' ')
  set(`${prefix} - Label`, writeLabel(address))
  set(`${prefix} - Formatted`, address.full)
  set(`${prefix} - Street`, of('name', 'number', 'block', 'direction', 'building', 'landmark'))
  set(`${prefix} - City`, of('locality'))
  set(`${prefix} - PO Box`, of('postOfficeBox'))
  set(`${prefix} - Region`, of('region'))
  set(`${prefix} - Postal Code`, of('postcode'))
  set(`${prefix} - Country`, of('country') || address.countryCode)
  set(`${prefix} - Extended Address`, of('apartment', 'room', 'floor', 'district', 'subdistrict'))
}

function writeRelations(card: Card, set: Set): void {
  let number = 0
  for (const [name, { relation }] of Object.entries(card.relatedTo ?? {})) {
    for (const kind of Object.keys(relation ?? {})) {
      const label = writeRelation(kind)
      if (label === undefined) continue
      number++
      set(`Relation ${number} - Label`, label)
      set(`Relation ${number} - Value`, name)
    }
  }
}

const PLAIN_HEADERS = new Map<string, string>()

/** A kept cell goes out under its own header, unless that would be read back as a field. */
function keptHeader(header: string): string {
  let written = PLAIN_HEADERS.get(header)
  if (written === undefined) {
    const field = header === 'File As' ? 'keep' : recogniseHeader(header)?.field
    const taken =
      (header !== 'File As' && BEGINNING.includes(header)) ||
      OPTIONAL.includes(header) ||
      NUMBER.test(header) ||
      header === UID_HEADER ||
      header.trim() !== header ||
      header.endsWith(KEPT_SUFFIX)
    written = !taken && (field === undefined || field === 'keep') ? header : header + KEPT_SUFFIX
    if (PLAIN_HEADERS.size < 10_000) PLAIN_HEADERS.set(header, written)
  }
  return written
}

function line(cells: string[]): string {
  return cells.map(quote).join(',') + '\r\n'
}

function quote(cell: string): string {
  const safe = neutralise(cell)
  return /[",;\t\r\n]|^\s|\s$/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe
}
