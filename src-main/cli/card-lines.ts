import type { Address, Card, Labelled, Organization } from '../contacts/card'

type Line = [label: string, text: string]
type Item = Record<string, unknown>

/** Members whose values have a text of their own, in the order in which people look for them. */
const READ: Record<string, { label: string; text: (item: never) => string }> = {
  nicknames: { label: 'nickname', text: ({ name }: { name: string }) => name },
  organizations: { label: 'work', text: workText },
  titles: { label: 'title', text: ({ name }: { name: string }) => name },
  phones: { label: 'phone', text: ({ number }: { number: string }) => number },
  emails: { label: 'e-mail', text: ({ address }: { address: string }) => address },
  onlineServices: { label: 'online', text: serviceText },
  addresses: { label: 'address', text: addressText },
  links: { label: 'link', text: uriOf },
  anniversaries: { label: 'date', text: ({ date }: { date: Item }) => dateText(date) },
  preferredLanguages: { label: 'language', text: ({ language }: Item) => String(language) },
  personalInfo: { label: 'personal', text: ({ value }: Item) => String(value) },
  calendars: { label: 'calendar', text: uriOf },
  schedulingAddresses: { label: 'scheduling', text: uriOf },
  directories: { label: 'directory', text: uriOf },
  cryptoKeys: { label: 'key', text: uriOf },
  media: {
    label: 'media',
    text: ({ mediaType, uri, blobId }: Item) => words(mediaType ?? uri ?? blobId)
  },
  notes: { label: 'note', text: ({ note }: { note: string }) => note }
}
/** Maps whose keys are the values. */
const KEYED: Record<string, string> = {
  keywords: 'keyword',
  members: 'member',
  relatedTo: 'related'
}
const NOT_SHOWN = new Set(['@type', 'version', 'name', 'vCardProps', 'datomspace:csv'])

/** Every field of a contact, a line each; what has no name of ours is called as the file called it. */
export function cardLines(card: Card): Line[] {
  const read = Object.entries(READ).flatMap(([member, { label, text }]) =>
    Object.values((card[member] ?? {}) as Record<string, Item & Labelled>).map((item): Line => [
      label,
      [text(item as never), kindsOf(item)].filter(Boolean).join(' ')
    ])
  )
  const keyed = Object.entries(KEYED).flatMap(([member, label]) =>
    Object.entries((card[member] ?? {}) as Record<string, Item | true>).map(
      ([key, value]): Line => [label, [key, relationOf(value)].filter(Boolean).join(' ')]
    )
  )
  const others = Object.entries(card)
    .filter(([member]) => !NOT_SHOWN.has(member) && !(member in READ) && !(member in KEYED))
    .map(([member, value]): Line => [member, words(value)])
  const properties = (card.vCardProps ?? []).map(([name, , , ...values]): Line => [
    name.toUpperCase(),
    values.flat().join(', ')
  ])
  return [
    ...nameParts(card),
    ...read,
    ...keyed,
    ...others,
    ...properties,
    ...Object.entries(card['datomspace:csv'] ?? {})
  ].filter(([, text]) => text !== '') as Line[]
}

function nameParts({ name }: Card): Line[] {
  return (name?.components ?? [])
    .filter(({ kind }) => kind !== 'separator')
    .map(({ kind, value, phonetic }) => [
      kind === 'title' ? 'prefix' : kind,
      phonetic ? `${value} (${phonetic})` : value
    ])
}

/** `(work, mobile, "Alps", preferred)`. */
function kindsOf(item: Item & Labelled): string {
  const { contexts, features, label, pref, kind } = item
  const kinds = [
    ...(typeof kind === 'string' && kind !== 'title' ? [kind] : []),
    ...Object.keys(contexts ?? {}),
    ...Object.keys((features ?? {}) as object),
    ...(label ? [`"${label}"`] : []),
    ...(pref === 1 ? ['preferred'] : [])
  ]
  return kinds.length > 0 ? `(${kinds.join(', ')})` : ''
}

function relationOf(value: Item | true): string {
  const kinds = value === true ? [] : Object.keys((value.relation ?? {}) as object)
  return kinds.length > 0 ? `(${kinds.join(', ')})` : ''
}

function workText({ name, units = [] }: Organization): string {
  return [name, ...units.map(unit => unit.name)].filter(Boolean).join(', ')
}

function serviceText({ service, user, uri }: Item): string {
  return [service, user ?? uri].filter(Boolean).join(' ')
}

function addressText({ full, components = [] }: Address): string {
  const parts = components.filter(({ kind }) => kind !== 'separator').map(({ value }) => value)
  return full ?? parts.join(' ')
}

function uriOf({ uri }: Item): string {
  return String(uri)
}

/** `1984-03-17`, `--03-17`, `1984`, or a point in time. */
function dateText(date: Item): string {
  if (typeof date.utc === 'string') return date.utc
  const { year, month, day } = date as { year?: number; month?: number; day?: number }
  if (month === undefined) return year === undefined ? '' : String(year)
  const two = (part: number): string => String(part).padStart(2, '0')
  const head = year === undefined ? '-' : String(year).padStart(4, '0')
  return [head, two(month), ...(day === undefined ? [] : [two(day)])].join('-')
}

/** Whatever else a file held: names and values, parted by commas. */
function words(value: unknown): string {
  if (value === undefined) return ''
  if (typeof value !== 'object' || value === null) return String(value)
  if (Array.isArray(value)) return value.map(words).join(', ')
  return Object.entries(value)
    .filter(([name]) => name !== '@type')
    .map(([name, part]) => (part === true ? name : `${name}: ${words(part)}`))
    .join(', ')
}
