/**
 * One row of cells → one Card, by the mapping of a layout. The mapping is compiled once; what a row
 * holds and the Card cannot (an unmapped column, a date that is none, a cell beyond the header) is
 * kept in `datomspace:csv`.
 */
import type {
  Address,
  AddressKind,
  Card,
  Labelled,
  NameComponent,
  PartialDate,
  Phone
} from '../card'
import { getOwn, setOwn } from '../own'
import { deriveUid } from '../uid'
import { partial, readDate } from './date'
import {
  KEPT_SUFFIX,
  type ColumnMapping,
  type ContactField,
  type CsvLayout,
  type DateOrder
} from './field'
import { readLabel, readRelation, type LabelMeaning } from './label'

/** Columns that fill one value, such as label, street and city of one address. */
interface Group {
  family: string
  /** Part of the field's id after the dot, `''` for the value itself → columns. */
  parts: Map<string, number[]>
  fixed: LabelMeaning
  columns: number[]
}

/** Google joins the values of one label in one cell with this. */
export const JOINT = ' ::: '

const NAME_PARTS: [ContactField, NameComponent['kind'], ContactField?][] = [
  ['name.prefix', 'title'],
  ['name.given', 'given', 'name.phonetic.given'],
  ['name.given2', 'given2', 'name.phonetic.given2'],
  ['name.surname', 'surname', 'name.phonetic.surname'],
  ['name.suffix', 'credential']
]

const ADDRESS_PARTS: [string, AddressKind][] = [
  ['postOfficeBox', 'postOfficeBox'],
  ['extended', 'apartment'],
  ['street', 'name'],
  ['locality', 'locality'],
  ['region', 'region'],
  ['postcode', 'postcode'],
  ['country', 'country']
]

const GROUPED = new Set(['email', 'phone', 'address', 'link', 'im', 'org', 'relation', 'event'])
/** Groups that Google lists in every row, whose membership says nothing about the person. */
const EVERYONE = new Set(['* mycontacts', '* my contacts'])
const URI =
  /^(?:[a-z][a-z0-9+.-]*:\/\/|(?:xmpp|sips?|skype|aim|ymsgr|msnim|im|mailto|tel|x-apple):)/i

export class RowMapping {
  private readonly single = new Map<ContactField, number>()
  private readonly repeated: { field: ContactField; column: number }[] = []
  private readonly groups: Group[] = []
  private readonly kept: number[] = []
  private readonly headers: string[]
  private readonly order: DateOrder | undefined
  private readonly mononyms: boolean
  private readonly separator: RegExp

  constructor(layout: CsvLayout) {
    this.headers = keptNames(layout)
    this.order = layout.dateOrder
    this.mononyms = layout.id === 'google'
    this.separator = layout.id.startsWith('google') ? / ::: / : / ::: |[;；,，]\s*/
    const groups = new Map<string, Group>()
    for (const mapping of layout.columns) this.place(mapping, groups)
  }

  private place(mapping: ColumnMapping, groups: Map<string, Group>): void {
    const { column, field } = mapping
    const [family = '', part = ''] = field.split('.')
    if (field === 'keep') this.kept.push(column)
    else if (
      field === 'nickname' ||
      field === 'note' ||
      field === 'keywords' ||
      field === 'org.role'
    ) {
      this.repeated.push({ field, column })
    } else if (!GROUPED.has(family)) this.single.set(field, column)
    else {
      // Without a number, each e-mail, phone or link column is a value of its own.
      const shared = family === 'address' || family === 'org' || /^\d+$/.test(mapping.slot)
      const key = shared ? `${family} ${mapping.slot}` : `${family} column ${column}`
      let group = groups.get(key)
      if (!group) {
        group = { family, parts: new Map(), fixed: {}, columns: [] }
        groups.set(key, group)
        this.groups.push(group)
      }
      group.columns.push(column)
      const columns = group.parts.get(part)
      if (columns) columns.push(column)
      else group.parts.set(part, [column])
      if (mapping.context) group.fixed.context = mapping.context
      if (mapping.feature) group.fixed.feature = mapping.feature
      if (mapping.label !== undefined) group.fixed.label = mapping.label
    }
  }

  /** The card of a row, or nothing if no mapped cell says anything. */
  card(cells: string[]): Card | undefined {
    const card: Card = { '@type': 'Card', version: '1.0', uid: '' }
    const kept: Record<string, string> = {}
    const keep = (column: number) => {
      const cell = cells[column]
      if (cell !== undefined && cell.trim() !== '') setOwn(kept, this.headers[column]!, cell)
    }
    const empty = Object.keys(card).length
    this.readName(cells, card, keep)
    for (const { field, column } of this.repeated)
      this.readRepeated(field, cells[column] ?? '', card)
    for (const group of this.groups) this.readGroup(group, cells, card, keep)
    this.readDates(cells, card, keep)
    const photo = this.cell(cells, 'photo')
    if (photo) card.media = { m1: { kind: 'photo', uri: photo } }
    const uid = this.cell(cells, 'uid')
    if (Object.keys(card).length === empty && uid === '') return undefined
    for (const column of this.kept) keep(column)
    for (let column = this.headers.length; column < cells.length; column++) {
      if (cells[column]!.trim() !== '') kept[`column ${column + 1}`] = cells[column]!
    }
    if (Object.keys(kept).length > 0) card['datomspace:csv'] = kept
    card.uid = uid || deriveUid(card)
    return card
  }

  private cell(cells: string[], field: ContactField): string {
    const column = this.single.get(field)
    return column === undefined ? '' : (cells[column] ?? '').trim()
  }

  private readName(cells: string[], card: Card, keep: (column: number) => void): void {
    const components: NameComponent[] = []
    for (const [field, kind, phoneticField] of NAME_PARTS) {
      const value = this.cell(cells, field)
      const phonetic = phoneticField ? this.cell(cells, phoneticField) : ''
      if (value !== '')
        components.push(phonetic === '' ? { kind, value } : { kind, value, phonetic })
      else if (phonetic !== '') keep(this.single.get(phoneticField!)!)
    }
    const full = this.cell(cells, 'name.full')
    if (full === '' && components.length === 0) return
    card.name = full === '' ? {} : { full }
    // Our export repeats a full name without components as first name, so that Google shows it.
    const repeats =
      this.mononyms &&
      components.length === 1 &&
      components[0]!.kind === 'given' &&
      components[0]!.value === full
    if (components.length > 0 && !repeats) card.name.components = components
  }

  private readRepeated(field: ContactField, cell: string, card: Card): void {
    const text = cell.trim()
    if (text === '') return
    if (field === 'note') {
      add((card.notes ??= {}), 'n', { note: cell.replace(/\r\n/g, '\n') })
    } else if (field === 'nickname') {
      for (const name of text.split(JOINT)) add((card.nicknames ??= {}), 'k', { name: name.trim() })
    } else if (field === 'org.role') {
      add((card.titles ??= {}), 't', { kind: 'role' as const, name: text })
    } else {
      for (const word of text.split(this.separator)) {
        const keyword = word.trim()
        if (keyword === '' || EVERYONE.has(keyword.toLowerCase())) continue
        card.keywords ??= {}
        setOwn(card.keywords, keyword, true)
      }
    }
  }

  private readGroup(
    group: Group,
    cells: string[],
    card: Card,
    keep: (column: number) => void
  ): void {
    if (group.columns.every(column => !cells[column])) return
    let count = 0
    const parts = new Map<string, string[]>()
    for (const [part, columns] of group.parts) {
      const values = joined(columns, cells)
      if (values === undefined) continue
      parts.set(part, values)
      if (part !== 'label' && part !== 'service') count = Math.max(count, values.length)
    }
    if (count === 0) {
      for (const part of parts.keys()) group.parts.get(part)!.forEach(keep)
      return
    }
    for (let index = 0; index < count; index++) {
      const get = (part: string) => parts.get(part)?.[index] ?? ''
      const labels = parts.get('label')
      const text = labels?.[index] ?? labels?.[0]
      const label = text === undefined ? group.fixed : readLabel(text)
      if (!addValue(group.family, get, label, card, this.order)) {
        for (const columns of group.parts.values()) columns.forEach(keep)
      }
    }
  }

  private readDates(cells: string[], card: Card, keep: (column: number) => void): void {
    const set = (kind: string, date: PartialDate | undefined, fields: ContactField[]) => {
      if (date) add((card.anniversaries ??= {}), 'd', { kind, date })
      else {
        for (const field of fields) {
          const column = this.single.get(field)
          if (column !== undefined) keep(column)
        }
      }
    }
    const birthday = this.cell(cells, 'birthday')
    if (birthday) set('birth', readDate(birthday, this.order), ['birthday'])
    const parts: ContactField[] = ['birth.year', 'birth.month', 'birth.day']
    const [year, month, day] = parts.map(field => this.cell(cells, field))
    if (year || month || day) set('birth', partial(year, month, day), parts)
    const anniversary = this.cell(cells, 'anniversary')
    if (anniversary) set('wedding', readDate(anniversary, this.order), ['anniversary'])
  }
}

/** Values of a cell split where Google joined them; lines of one street come from several columns. */
function joined(columns: number[], cells: string[]): string[] | undefined {
  const texts: string[] = []
  for (const column of columns) {
    const text = cells[column]?.trim()
    if (text) texts.push(text)
  }
  if (texts.length === 0) return undefined
  const text = texts.length === 1 ? texts[0]! : texts.join('\n')
  return text.includes(':::') ? text.split(JOINT).map(part => part.trim()) : [text]
}

/** How many values a map has been given: counting its keys each time would be quadratic. */
const COUNTS = new WeakMap<object, number>()

function add<T>(map: Record<string, T>, prefix: string, value: T): string {
  const number = (COUNTS.get(map) ?? 0) + 1
  COUNTS.set(map, number)
  map[prefix + number] = value
  return prefix + number
}

/** Adds one value of a group; false if the card has no place for it and its cells must be kept. */
function addValue(
  family: string,
  get: (part: string) => string,
  label: LabelMeaning,
  card: Card,
  order: DateOrder | undefined
): boolean {
  const value = get('').replace(/\r\n/g, '\n')
  switch (family) {
    case 'email':
      if (value === '') return false
      add((card.emails ??= {}), 'e', labelled({ address: value }, label))
      return true
    case 'phone': {
      if (value === '') return false
      // No number begins with an apostrophe: a spreadsheet-safe export put it there.
      const phone: Phone = labelled({ number: value.replace(/^'(?=[+\d])/, '') }, label)
      if (label.feature) phone.features = { [label.feature]: true }
      add((card.phones ??= {}), 'p', phone)
      return true
    }
    case 'link':
      if (value === '') return false
      add((card.links ??= {}), 'l', labelled({ uri: value }, label))
      return true
    case 'im': {
      if (value === '') return false
      const service = get('service') || (label.label ?? '')
      const rest = get('service') === '' ? { ...label, label: undefined } : label
      const address = URI.test(value) ? { uri: value } : { user: value }
      const entry = service === '' ? address : { service, ...address }
      add((card.onlineServices ??= {}), 's', labelled(entry, rest))
      return true
    }
    case 'relation': {
      const relation = readRelation(label.label ?? '')
      if (value === '' || relation === undefined) return false
      const known = getOwn((card.relatedTo ??= {}), value)?.relation
      setOwn(card.relatedTo, value, { relation: { ...known, [relation]: true } })
      return true
    }
    case 'event': {
      const date = readDate(value, order)
      if (!date || !/^anniversary$/i.test(label.label ?? '')) return false
      add((card.anniversaries ??= {}), 'd', { kind: 'wedding', date })
      return true
    }
    case 'org':
      return addOrganization(get, card)
    default:
      return addAddress(get, label, card)
  }
}

function labelled<T extends object>(plain: T, label: LabelMeaning): T & Labelled {
  const value: T & Labelled = plain
  if (label.context) value.contexts = { [label.context]: true }
  if (label.preferred) value.pref = 1
  if (label.label !== undefined && label.label !== '') value.label = label.label
  return value
}

function addOrganization(get: (part: string) => string, card: Card): boolean {
  const [name, unit, title] = [get('name'), get('unit'), get('title')]
  let id: string | undefined
  if (name !== '' || unit !== '') {
    const organization = {
      ...(name !== '' && { name }),
      ...(unit !== '' && { units: [{ name: unit }] })
    }
    id = add((card.organizations ??= {}), 'o', organization)
  }
  if (title !== '') {
    // With one organization it goes without saying whose title it is.
    const whose = id !== undefined && id !== 'o1' ? { organizationId: id } : {}
    add((card.titles ??= {}), 't', { kind: 'title' as const, name: title, ...whose })
  }
  return name !== '' || unit !== '' || title !== ''
}

function addAddress(get: (part: string) => string, label: LabelMeaning, card: Card): boolean {
  const address: Address = {}
  const components: NonNullable<Address['components']> = []
  for (const [part, kind] of ADDRESS_PARTS) {
    const value = get(part).replace(/\r\n/g, '\n')
    if (value !== '') components.push({ kind, value })
  }
  const full = get('full').replace(/\r\n/g, '\n')
  if (components.length > 0) address.components = components
  if (full !== '') address.full = full
  if (components.length === 0 && full === '') return false
  add((card.addresses ??= {}), 'a', labelled(address, label))
  return true
}

const rank = ({ field }: ColumnMapping) => (field === 'keep' ? 0 : 1)

/** Under which name each column's cells are kept: its header, made unique and never empty. */
function keptNames(layout: CsvLayout): string[] {
  const width = layout.columns.reduce((most, { column }) => Math.max(most, column + 1), 0)
  const names = Array.from({ length: width }, (_, column) => `column ${column + 1}`)
  const taken = new Set<string>()
  const used = new Map<string, number>()
  // A mapped column is kept only where a cell cannot be read, so it gives way to the others.
  const order = [...layout.columns].sort((left, right) => rank(left) - rank(right))
  for (const { column, header } of order) {
    const ours = layout.neutralised && header.endsWith(KEPT_SUFFIX)
    const name = (ours ? header.slice(0, -KEPT_SUFFIX.length) : header) || `column ${column + 1}`
    let number = (used.get(name) ?? 0) + 1
    while (taken.has(number === 1 ? name : `${name} (${number})`)) number++
    used.set(name, number)
    const unique = number === 1 ? name : `${name} (${number})`
    taken.add(unique)
    names[column] = unique
  }
  return names
}
