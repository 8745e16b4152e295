import type { Address, AddressKind, Anniversary, Card, Name, NameKind, Phone } from '../../contract'
import { partialDate } from './card-sections'

/** `keep` leaves contexts, features and label of the original as they are. */
export type RowKind = 'keep' | 'none' | 'work' | 'private' | 'mobile' | 'fax'

export interface DraftRow {
  /** Key in the Card; empty for a new row. */
  key: string
  kind: RowKind
  value: string
}
export interface DraftService {
  key: string
  service: string
  user: string
}
export interface DraftAddress {
  key: string
  kind: RowKind
  street: string
  locality: string
  region: string
  postcode: string
  country: string
}
export interface DraftDate {
  year: string
  month: string
  day: string
}

/** A Card as a form holds it: plain texts, with the original beside them. */
export interface CardDraft {
  names: Record<'surname' | 'given' | 'given2' | 'prefix' | 'suffix', string>
  full: string
  nickname: string
  company: string
  department: string
  jobTitle: string
  phones: DraftRow[]
  emails: DraftRow[]
  links: DraftRow[]
  notes: DraftRow[]
  online: DraftService[]
  addresses: DraftAddress[]
  birthday: DraftDate
  wedding: DraftDate
  removePhoto: boolean
}

const NAME_PARTS: Record<keyof CardDraft['names'], NameKind[]> = {
  prefix: ['title'],
  given: ['given'],
  given2: ['given2'],
  surname: ['surname', 'surname2'],
  suffix: ['credential', 'generation']
}
const STREET: AddressKind[] = [
  'postOfficeBox',
  'number',
  'name',
  'block',
  'building',
  'floor',
  'room',
  'apartment',
  'direction',
  'landmark',
  'subdistrict',
  'district'
]
const CJK = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u

export function newCard(uid: string): Card {
  return { '@type': 'Card', version: '1.0', uid, kind: 'individual' }
}

export function draftOf(card: Card): CardDraft {
  const organization = Object.values(card.organizations ?? {})[0]
  return {
    names: namesOf(card.name),
    full: card.name?.full ?? composeFull(namesOf(card.name)),
    nickname: Object.values(card.nicknames ?? {})[0]?.name ?? '',
    company: organization?.name ?? '',
    department: organization?.units?.[0]?.name ?? '',
    jobTitle: firstTitle(card)?.[1].name ?? '',
    phones: Object.entries(card.phones ?? {}).map(([key, phone]) => ({
      key,
      kind: kindOf(phone),
      value: phone.number.replace(/^tel:/i, '')
    })),
    emails: rows(card.emails, email => email.address),
    links: rows(card.links, link => link.uri),
    notes: rows(card.notes, note => note.note),
    online: Object.entries(card.onlineServices ?? {}).map(([key, item]) => ({
      key,
      service: item.service ?? '',
      user: item.user ?? item.uri ?? ''
    })),
    addresses: Object.entries(card.addresses ?? {}).map(([key, address]) => ({
      key,
      kind: kindOf(address),
      ...addressParts(address)
    })),
    birthday: dateOf(card, 'birth'),
    wedding: dateOf(card, 'wedding'),
    removePhoto: false
  }
}

/** The Card with what the form changed, and everything else exactly as it was. */
export function cardOf(draft: CardDraft, original: Card): Card {
  const before = draftOf(original)
  const card: Card = { ...original }
  setMember(card, 'name', changedName(draft, before, original.name))
  setMember(
    card,
    'nicknames',
    changedFirst(original.nicknames, draft.nickname, before.nickname, 'name')
  )
  setMember(card, 'organizations', changedOrganizations(draft, before, original))
  setMember(card, 'titles', changedTitles(draft, before, original))
  setMember(
    card,
    'phones',
    merged(draft.phones, before.phones, original.phones, (row, old) => ({
      ...withKind(row, old),
      number: row.value.trim()
    }))
  )
  setMember(
    card,
    'emails',
    merged(draft.emails, before.emails, original.emails, (row, old) => ({
      ...withKind(row, old),
      address: row.value.trim()
    }))
  )
  setMember(
    card,
    'links',
    merged(draft.links, before.links, original.links, (row, old) => ({
      ...withKind(row, old),
      uri: row.value.trim()
    }))
  )
  setMember(
    card,
    'notes',
    merged(draft.notes, before.notes, original.notes, (row, old) => ({ ...old, note: row.value }))
  )
  setMember(
    card,
    'onlineServices',
    merged(draft.online, before.online, original.onlineServices, (row, old) =>
      changedService(row, old)
    )
  )
  setMember(
    card,
    'addresses',
    merged(draft.addresses, before.addresses, original.addresses, (row, old) =>
      changedAddress(
        row,
        before.addresses.find(one => one.key === row.key),
        old
      )
    )
  )
  setMember(card, 'anniversaries', changedDates(draft, before, original))
  if (draft.removePhoto) setMember(card, 'media', withoutPhoto(original))
  return card
}

/** A full name of its parts, in the order of the language that it is written in. */
export function composeFull(names: CardDraft['names']): string {
  const { prefix, given, given2, surname, suffix } = names
  if (CJK.test(surname + given)) return [surname + given + given2, suffix].filter(Boolean).join(' ')
  return [prefix, given, given2, surname, suffix].filter(Boolean).join(' ')
}

export function isEmptyDraft(draft: CardDraft): boolean {
  const texts = [draft.full, draft.company, ...draft.phones, ...draft.emails].map(item =>
    typeof item === 'string' ? item : item.value
  )
  return texts.every(text => text.trim() === '')
}

function setMember<Key extends keyof Card>(
  card: Card,
  key: Key,
  value: Card[Key] | undefined
): void {
  const empty = typeof value === 'object' && value !== null && Object.keys(value).length === 0
  if (value === undefined || empty) delete card[key]
  else card[key] = value
}

function namesOf(name: Name | undefined): CardDraft['names'] {
  const part = (kinds: NameKind[]) =>
    (name?.components ?? [])
      .filter(component => kinds.includes(component.kind))
      .map(component => component.value)
      .join(' ')
  return {
    surname: part(NAME_PARTS.surname),
    given: part(NAME_PARTS.given),
    given2: part(NAME_PARTS.given2),
    prefix: part(NAME_PARTS.prefix),
    suffix: part(NAME_PARTS.suffix)
  }
}

function changedName(draft: CardDraft, before: CardDraft, original?: Name): Name | undefined {
  const parts = Object.keys(NAME_PARTS) as (keyof typeof NAME_PARTS)[]
  const changed = parts.filter(part => draft.names[part].trim() !== before.names[part])
  const full = draft.full.trim()
  if (changed.length === 0 && full === before.full) return original
  const { components: _, full: __, ...rest } = original ?? {}
  const components = (original?.components ?? []).filter(
    component =>
      component.kind !== 'separator' &&
      !changed.some(part => NAME_PARTS[part].includes(component.kind))
  )
  for (const part of changed) {
    const value = draft.names[part].trim()
    const kind = NAME_PARTS[part][0]
    if (value && kind) components.push({ kind, value })
  }
  if (changed.length === 0 && original?.components) {
    return { ...rest, ...(full && { full }), components: original.components }
  }
  const order = parts.flatMap(part => NAME_PARTS[part])
  components.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
  if (!full && components.length === 0) return undefined
  return { ...rest, ...(full && { full }), ...(components.length > 0 && { components }) }
}

function changedFirst<Item extends { name: string }>(
  items: Record<string, Item> | undefined,
  value: string,
  before: string,
  member: 'name'
): Record<string, Item> | undefined {
  if (value.trim() === before) return items
  const [key] = Object.keys(items ?? {})
  const { [key ?? '']: old, ...rest } = items ?? {}
  if (!value.trim()) return rest
  return { [key ?? 'n1']: { ...old, [member]: value.trim() } as Item, ...rest }
}

function changedOrganizations(draft: CardDraft, before: CardDraft, original: Card) {
  const company = draft.company.trim()
  const department = draft.department.trim()
  if (company === before.company && department === before.department) return original.organizations
  const [key = 'o1'] = Object.keys(original.organizations ?? {})
  const { [key]: old, ...rest } = original.organizations ?? {}
  const units = [...(department ? [{ name: department }] : []), ...(old?.units ?? []).slice(1)]
  const { name: _, units: __, ...kept } = old ?? {}
  if (!company && units.length === 0) return rest
  return {
    [key]: { ...kept, ...(company && { name: company }), ...(units.length > 0 && { units }) },
    ...rest
  }
}

function firstTitle(card: Card) {
  const titles = Object.entries(card.titles ?? {})
  return titles.find(([, title]) => (title.kind ?? 'title') === 'title')
}

function changedTitles(draft: CardDraft, before: CardDraft, original: Card) {
  if (draft.jobTitle.trim() === before.jobTitle) return original.titles
  const [key, old] = firstTitle(original) ?? [freeKey(original.titles, 't'), undefined]
  const { [key]: _, ...rest } = original.titles ?? {}
  if (!draft.jobTitle.trim()) return rest
  return { [key]: { ...old, kind: 'title' as const, name: draft.jobTitle.trim() }, ...rest }
}

function rows<Item extends object>(
  items: Record<string, Item> | undefined,
  read: (item: Item) => string
): DraftRow[] {
  return Object.entries(items ?? {}).map(([key, item]) => ({
    key,
    kind: kindOf(item),
    value: read(item)
  }))
}

/** The simple kinds that the form offers; anything richer is `keep`. */
function kindOf(item: Partial<Phone>): RowKind {
  const contexts = Object.keys(item.contexts ?? {})
  const features = Object.keys(item.features ?? {}).filter(feature => feature !== 'voice')
  if (item.label || contexts.length + features.length > 1) return 'keep'
  const only = contexts[0] ?? features[0] ?? 'none'
  return ['none', 'work', 'private', 'mobile', 'fax'].includes(only) ? (only as RowKind) : 'keep'
}

function withKind<Item extends object>(row: { kind: RowKind }, old: Item | undefined) {
  if (row.kind === 'keep' || (old && kindOf(old) === row.kind)) return { ...old }
  const { contexts: _, features: __, label: ___, ...rest } = (old ?? {}) as Partial<Phone>
  if (row.kind === 'work' || row.kind === 'private') {
    return { ...rest, contexts: { [row.kind]: true as const } }
  }
  if (row.kind === 'none') return rest
  return { ...rest, features: { [row.kind]: true as const } }
}

/** Rows that did not change keep their item as it was; emptied rows go; new ones get a free key. */
function merged<Row extends { key: string }, Item>(
  draft: Row[],
  before: Row[],
  original: Record<string, Item> | undefined,
  make: (row: Row, old: Item | undefined) => Item
): Record<string, Item> | undefined {
  const result: Record<string, Item> = {}
  for (const row of draft) {
    const old = original?.[row.key]
    const same = before.find(one => one.key === row.key)
    if (old !== undefined && same && JSON.stringify(same) === JSON.stringify(row)) {
      result[row.key] = old
      continue
    }
    if (isEmptyRow(row)) continue
    result[row.key || freeKey({ ...original, ...result }, 'n')] = make(row, old)
  }
  return result
}

function isEmptyRow(row: object): boolean {
  return Object.entries(row).every(
    ([name, value]) => name === 'key' || name === 'kind' || String(value).trim() === ''
  )
}

function freeKey(taken: object | undefined, prefix: string): string {
  for (let number = 1; ; number++) {
    if (!Object.hasOwn(taken ?? {}, `${prefix}${number}`)) return `${prefix}${number}`
  }
}

function changedService(
  row: DraftService,
  old: NonNullable<Card['onlineServices']>[string] | undefined
) {
  const { user: _, uri, service: __, ...rest } = old ?? {}
  const value = row.user.trim()
  const service = row.service.trim()
  const isUri = /^[a-z][a-z0-9+.-]*:/i.test(value)
  return {
    ...rest,
    ...(service && { service }),
    ...(isUri ? { uri: value } : { user: value, ...(old?.user !== undefined && uri && { uri }) })
  }
}

function addressParts(address: Address): Omit<DraftAddress, 'key' | 'kind'> {
  const components = address.components ?? []
  const part = (kinds: AddressKind[]) =>
    components
      .filter(component => kinds.includes(component.kind))
      .map(component => component.value)
      .join(' ')
  return {
    street: components.length ? part(STREET) : (address.full ?? ''),
    locality: part(['locality']),
    region: part(['region']),
    postcode: part(['postcode']),
    country: part(['country'])
  }
}

function changedAddress(
  row: DraftAddress,
  before: DraftAddress | undefined,
  old?: Address
): Address {
  const base: Address = withKind(row, old)
  const fields = ['street', 'locality', 'region', 'postcode', 'country'] as const
  const changed = fields.filter(field => row[field].trim() !== (before?.[field] ?? ''))
  if (changed.length === 0) return base
  const { full: _, components: __, countryCode, ...rest } = base
  const kinds = (field: (typeof fields)[number]): AddressKind[] =>
    field === 'street' ? STREET : [field]
  const components = (old?.components ?? []).filter(
    component =>
      component.kind !== 'separator' &&
      !changed.some(field => kinds(field).includes(component.kind))
  )
  for (const field of fields) {
    const value = row[field].trim()
    const isNew = changed.includes(field) || !old?.components
    if (value && isNew) components.push({ kind: field === 'street' ? 'name' : field, value })
  }
  return {
    ...rest,
    ...(countryCode && !changed.includes('country') && { countryCode }),
    components
  }
}

function dateOf(card: Card, kind: string): DraftDate {
  const found = Object.values(card.anniversaries ?? {}).find(one => one.kind === kind)
  const date = found ? partialDate(found) : undefined
  return {
    year: date?.year ? String(date.year) : '',
    month: date?.month ? String(date.month) : '',
    day: date?.day ? String(date.day) : ''
  }
}

function changedDates(draft: CardDraft, before: CardDraft, original: Card) {
  let result = original.anniversaries
  for (const [field, kind] of [
    ['birthday', 'birth'],
    ['wedding', 'wedding']
  ] as const) {
    if (JSON.stringify(draft[field]) === JSON.stringify(before[field])) continue
    const key =
      Object.entries(result ?? {}).find(([, one]) => one.kind === kind)?.[0] ?? freeKey(result, 'd')
    const { [key]: old, ...rest } = result ?? {}
    const date = numbers(draft[field])
    result = rest
    if (Object.keys(date).length) {
      const anniversary: Anniversary = { ...old, kind, date: { '@type': 'PartialDate', ...date } }
      result = { ...rest, [key]: anniversary }
    }
  }
  return result
}

function numbers(date: DraftDate): { year?: number; month?: number; day?: number } {
  const result: { year?: number; month?: number; day?: number } = {}
  for (const part of ['year', 'month', 'day'] as const) {
    const value = Number.parseInt(date[part], 10)
    if (Number.isInteger(value) && value > 0) result[part] = value
  }
  return result
}

function withoutPhoto(card: Card): Card['media'] {
  return Object.fromEntries(
    Object.entries(card.media ?? {}).filter(([, item]) => item.kind !== 'photo')
  )
}
