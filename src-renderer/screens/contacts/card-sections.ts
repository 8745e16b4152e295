import type { Address, AddressKind, Anniversary, Card, Labelled } from '../../contract'

/** One line of a contact as people read it. `kinds` are codes to translate, `label` is free text. */
export interface CardLine {
  id: string
  kinds: string[]
  label?: string
  value: string
  /** Only for addresses of the web, which may be opened. */
  href?: string
  date?: { year?: number; month?: number; day?: number }
  /** Member of the Card that is the line's label. */
  member?: string
  /** How the value is turned into words: the code of a language, a number of contacts, a kind of Card. */
  reads?: 'language' | 'people' | 'card-kind'
}

export interface CardSection {
  /** Key of the section's title in the dictionary. */
  title:
    | 'work'
    | 'phones'
    | 'emails'
    | 'online'
    | 'addresses'
    | 'links'
    | 'dates'
    | 'nicknames'
    | 'related'
    | 'languages'
    | 'personalInfo'
    | 'calendars'
    | 'keys'
    | 'keywords'
    | 'media'
    | 'notes'
  lines: CardLine[]
}

const CJK = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u
const SHOWN = new Set([
  '@type',
  'version',
  'uid',
  'created',
  'updated',
  'prodId',
  'name',
  'nicknames',
  'organizations',
  'titles',
  'emails',
  'phones',
  'onlineServices',
  'addresses',
  'anniversaries',
  'media',
  'links',
  'notes',
  'keywords',
  'relatedTo',
  'preferredLanguages',
  'personalInfo',
  'calendars',
  'cryptoKeys',
  'vCardProps',
  'datomspace:csv'
])

/** The fields of a Card that people know, in the order in which they look for them. */
export function cardSections(card: Card): CardSection[] {
  const sections: CardSection[] = [
    { title: 'work', lines: work(card) },
    {
      title: 'phones',
      lines: lines(card.phones, phone => ({
        value: phone.number.replace(/^tel:/i, ''),
        kinds: [...kindsOf(phone), ...features(phone.features)]
      }))
    },
    { title: 'emails', lines: lines(card.emails, email => ({ value: email.address })) },
    {
      title: 'online',
      lines: lines(card.onlineServices, service => ({
        value: service.user ?? service.uri ?? '',
        label: service.service ?? service.label
      }))
    },
    {
      title: 'addresses',
      lines: lines(card.addresses, address => ({ value: addressText(address) }))
    },
    {
      title: 'links',
      lines: lines(card.links, link => ({ value: link.uri, href: webOnly(link.uri) }))
    },
    { title: 'dates', lines: dates(card) },
    { title: 'nicknames', lines: lines(card.nicknames, nickname => ({ value: nickname.name })) },
    {
      title: 'related',
      lines: Object.entries(card.relatedTo ?? {}).map(([who, relation]) => ({
        id: who,
        kinds: Object.keys(relation.relation ?? {}),
        value: who
      }))
    },
    {
      title: 'languages',
      lines: lines(card.preferredLanguages, language => ({
        value: language.language,
        reads: 'language'
      }))
    },
    {
      title: 'personalInfo',
      lines: lines(card.personalInfo, info => ({ value: info.value, kinds: [info.kind] }))
    },
    { title: 'calendars', lines: lines(card.calendars, calendar => ({ value: calendar.uri })) },
    { title: 'keys', lines: lines(card.cryptoKeys, key => ({ value: clip(key.uri) })) },
    { title: 'keywords', lines: keywords(card) },
    { title: 'media', lines: media(card) },
    { title: 'notes', lines: lines(card.notes, note => ({ value: note.note })) }
  ]
  return sections.filter(section => section.lines.length > 0)
}

/** What the original held beyond the usual fields: kept, shown as it is, and never edited here. */
export function keptLines(card: Card): CardLine[] {
  const properties = (card.vCardProps ?? []).map(([name, , , ...values], at) => ({
    id: `vcard-${at}`,
    kinds: [],
    label: name.toUpperCase(),
    value: clip(values.flat().join(', '))
  }))
  const cells = Object.entries(card['datomspace:csv'] ?? {}).map(([header, text]) => ({
    id: `csv-${header}`,
    kinds: [],
    label: header,
    value: clip(text)
  }))
  const members = Object.entries(card)
    .filter(([name, value]) => !SHOWN.has(name) && value !== undefined && value !== 'individual')
    .map(([name, value]) => memberLine(name, value))
  return [...properties, ...cells, ...members].filter(line => line.value !== '')
}

function memberLine(member: string, value: unknown): CardLine {
  const line = { id: `member-${member}`, kinds: [], member }
  if (member === 'language') return { ...line, value: String(value), reads: 'language' }
  if (member === 'kind') return { ...line, value: String(value), reads: 'card-kind' }
  if (member === 'members') {
    return { ...line, value: String(Object.keys(value as object).length), reads: 'people' }
  }
  return { ...line, value: clip(plainWords(value)) }
}

/** Whatever a file held, without the signs of its notation: names and values, parted by commas. */
function plainWords(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return value.map(plainWords).join(', ')
  return Object.entries(value)
    .filter(([name]) => name !== '@type')
    .map(([name, part]) => (part === true ? name : `${spaced(name)}: ${plainWords(part)}`))
    .join(', ')
}

/** `grammaticalGender` → `grammatical gender`. */
function spaced(name: string): string {
  return name.replace(
    /([a-z])([A-Z])/g,
    (_, end: string, start: string) => `${end} ${start.toLowerCase()}`
  )
}

/** An address on one line: its free text, or its parts. */
export function addressText(address: Address): string {
  if (address.full) return address.full
  const parts = (address.components ?? []).filter(part => part.kind !== 'separator' && part.value)
  const joint = parts.some(part => CJK.test(part.value)) ? ' ' : ', '
  const groups: { group: string; values: string[] }[] = []
  for (const { kind, value } of parts) {
    const group = groupOf(kind)
    const last = groups[groups.length - 1]
    if (last?.group === group) last.values.push(value)
    else groups.push({ group, values: [value] })
  }
  return groups.map(({ values }) => values.join(' ')).join(joint)
}

/** Parts that are written side by side: street and number, postal code and city. */
function groupOf(kind: AddressKind): string {
  if (kind === 'postcode' || kind === 'locality') return 'place'
  return kind === 'region' || kind === 'country' ? kind : 'street'
}

function lines<Item extends Labelled | object>(
  items: Record<string, Item> | undefined,
  read: (item: Item) => Partial<CardLine> & { value: string }
): CardLine[] {
  return Object.entries(items ?? {})
    .map(([id, item]) => ({ id, kinds: kindsOf(item), label: labelOf(item), ...read(item) }))
    .filter(line => line.value.trim() !== '')
}

function kindsOf(item: Labelled | object): string[] {
  const { contexts, pref } = item as Labelled
  const kinds = Object.keys(contexts ?? {})
  return pref === 1 ? [...kinds, 'preferred'] : kinds
}

function labelOf(item: Labelled | object): string | undefined {
  return (item as Labelled).label
}

/** That a phone can be spoken into goes without saying. */
function features(found: Record<string, true> | undefined): string[] {
  return Object.keys(found ?? {}).filter(feature => feature !== 'voice')
}

function work(card: Card): CardLine[] {
  const titles = Object.entries(card.titles ?? {}).map(([id, title]) => ({
    id: `title-${id}`,
    kinds: [title.kind ?? 'title'],
    value: title.name
  }))
  const organizations = Object.entries(card.organizations ?? {}).map(([id, organization]) => ({
    id: `org-${id}`,
    kinds: [],
    value: [organization.name, ...(organization.units ?? []).map(unit => unit.name)]
      .filter(Boolean)
      .join(' · ')
  }))
  return [...organizations, ...titles].filter(line => line.value)
}

function dates(card: Card): CardLine[] {
  return Object.entries(card.anniversaries ?? {}).map(([id, anniversary]) => ({
    id,
    kinds: [anniversary.kind],
    value: '',
    date: partialDate(anniversary)
  }))
}

export function partialDate(anniversary: Anniversary): CardLine['date'] {
  if (!('utc' in anniversary.date)) return anniversary.date
  const at = new Date(anniversary.date.utc)
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() }
}

function keywords(card: Card): CardLine[] {
  const words = Object.keys(card.keywords ?? {})
  return words.length ? [{ id: 'keywords', kinds: [], value: words.join(', ') }] : []
}

/** The photo is shown as such; other media only say that they are there. */
function media(card: Card): CardLine[] {
  return Object.entries(card.media ?? {})
    .filter(([, item]) => item.kind !== 'photo')
    .map(([id, item]) => ({
      id,
      kinds: [],
      label: item.kind,
      value: item.mediaType ?? clip(item.uri ?? '')
    }))
    .filter(line => line.value)
}

function webOnly(uri: string): string | undefined {
  return /^https?:\/\//i.test(uri) ? uri : undefined
}

function clip(text: string): string {
  return text.length > 400 ? `${text.slice(0, 400)}…` : text
}
