import type { Card } from './card'

/**
 * A card of somebody else is JSON of any shape. What reads cards relies on the types of `Card`, so
 * members and values that are of another type are left out here, once, where such a card comes in.
 * What `Card` does not name is kept, whatever it is.
 */

type Check = (value: unknown) => boolean

const isText: Check = value => typeof value === 'string'
const isTime: Check = value => typeof value === 'string' && Number.isFinite(Date.parse(value))
const isMap: Check = value => isObject(value)
const isTexts: Check = value => isObject(value) && Object.values(value).every(isText)
const isTextOrTexts: Check = value => isText(value) || (Array.isArray(value) && value.every(isText))
const isParameters: Check = value => isObject(value) && Object.values(value).every(isTextOrTexts)
const isPronouns: Check = value =>
  isObject(value) && Object.values(value).every(item => isValue(item, ['pronouns']))

/** Members of the values of a card, which have the same type wherever they occur. */
const VALUE_MEMBERS = new Map<string, Check>([
  ...texts('@type', 'vCardName', 'label', 'kind', 'value', 'phonetic', 'full', 'address', 'number'),
  ...texts('service', 'uri', 'user', 'name', 'organizationId', 'countryCode', 'coordinates'),
  ...texts('timeZone', 'calendarScale', 'blobId', 'mediaType', 'note', 'language', 'level'),
  ...texts('grammaticalGender'),
  ['vCardParams', isParameters],
  ['datomspace:fullParams', isParameters],
  ['contexts', isMap],
  ['features', isMap],
  ['relation', isMap],
  ['components', isList('kind', 'value')],
  ['units', isList('name')],
  ['isOrdered', value => typeof value === 'boolean'],
  ['sortAs', isText],
  ['pronouns', isText],
  ['date', value => isValue(value)],
  ['place', value => isValue(value)],
  ['author', value => isValue(value)],
  ['utc', isTime],
  ['created', isTime],
  ['year', isWhole(0, 9999)],
  ['month', isWhole(1, 12)],
  ['day', isWhole(1, 31)],
  ['pref', isWhole(1, 100)]
])

const TEXTS = new Set(['version', 'kind', 'prodId', 'language'])
const TIMES = new Set(['created', 'updated'])
const KEYS = new Set(['keywords', 'members'])
/** Members with values by id, and what such a value cannot be without. */
const VALUES_BY_ID = new Map<string, string[]>([
  ['nicknames', ['name']],
  ['organizations', []],
  ['titles', ['name']],
  ['emails', ['address']],
  ['phones', ['number']],
  ['onlineServices', []],
  ['addresses', []],
  ['anniversaries', ['kind', 'date']],
  ['media', ['kind']],
  ['links', ['uri']],
  ['notes', ['note']],
  ['relatedTo', []],
  ['preferredLanguages', ['language']],
  ['personalInfo', ['kind', 'value']],
  ['calendars', ['uri']],
  ['cryptoKeys', ['uri']],
  ['directories', ['uri']],
  ['schedulingAddresses', ['uri']]
])

/** The card without what is not as `Card` says; the same object when all is well. */
export function soundCard(card: Card): Card {
  const members = card as unknown as Record<string, unknown>
  for (const member in members) {
    const value = members[member]
    if (value !== undefined && soundMember(member, value) !== value) return partOf(card)
  }
  return card
}

function partOf(card: Card): Card {
  const kept = Object.entries(card).map(([member, value]) => [member, soundMember(member, value)])
  return Object.fromEntries(kept.filter(([, value]) => value !== undefined)) as Card
}

function soundMember(member: string, value: unknown): unknown {
  const needed = VALUES_BY_ID.get(member)
  if (needed) return soundEntries(value, item => isValue(item, needed))
  if (TEXTS.has(member)) return isText(value) ? value : undefined
  if (TIMES.has(member)) return isTime(value) ? value : undefined
  if (member === 'name') return isName(value) ? value : undefined
  if (member === 'speakToAs') return isSpeakToAs(value) ? value : undefined
  if (KEYS.has(member)) return isMap(value) ? value : undefined
  if (member === 'datomspace:csv') return soundEntries(value, isText)
  if (member !== 'vCardProps') return value
  if (!Array.isArray(value)) return undefined
  return value.every(isProperty) ? value : value.filter(isProperty)
}

function soundEntries(value: unknown, isRight: Check): unknown {
  if (!isObject(value)) return undefined
  for (const id in value) {
    if (isRight(value[id])) continue
    return Object.fromEntries(Object.entries(value).filter(([, item]) => isRight(item)))
  }
  return value
}

function isValue(value: unknown, needed: string[] = []): boolean {
  if (!isObject(value)) return false
  for (const member of needed) if (!Object.hasOwn(value, member)) return false
  for (const member in value) {
    const check = VALUE_MEMBERS.get(member)
    if (check && !check(value[member])) return false
  }
  return true
}

/** Here, and nowhere else, `sortAs` is an object. */
function isName(value: unknown): boolean {
  if (!isObject(value)) return false
  const { sortAs, ...rest } = value
  return isValue(rest) && (sortAs === undefined || isTexts(sortAs))
}

/** The pronouns by id, each in an object of its own. */
function isSpeakToAs(value: unknown): boolean {
  if (!isObject(value)) return false
  const { pronouns, ...rest } = value
  return isValue(rest) && (pronouns === undefined || isPronouns(pronouns))
}

/** A property in jCard form (RFC 7095 §3.3). */
function isProperty(value: unknown): boolean {
  if (!Array.isArray(value)) return false
  const [name, parameters, type, ...values] = value as unknown[]
  return isText(name) && isParameters(parameters) && isText(type) && values.every(isTextOrTexts)
}

function texts(...members: string[]): [string, Check][] {
  return members.map(member => [member, isText])
}

function isList(...needed: string[]): Check {
  return value => Array.isArray(value) && value.every(item => isValue(item, needed))
}

function isWhole(least: number, most: number): Check {
  return value => Number.isInteger(value) && (value as number) >= least && (value as number) <= most
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
