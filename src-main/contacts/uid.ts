/**
 * The content of a Card as text, and the UID that follows from it for a record that came without one.
 * Both ignore what says nothing about the contact: uid, created, updated, prodId, @type, and the arbitrary
 * map ids of JSContact (RFC 9553 §1.4.1), so the same contact read twice, or out of two formats, has
 * the same content.
 */
import { createHash } from 'node:crypto'
import type { Card } from './card'

const SILENT = new Set(['@type', 'version', 'uid', 'created', 'updated', 'prodId'])

/** Members of a Card that are maps from an arbitrary id to a value object. */
export const ID_MAPS: ReadonlySet<string> = new Set([
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
  'preferredLanguages',
  'personalInfo',
  'calendars',
  'cryptoKeys',
  'directories',
  'schedulingAddresses'
])

/**
 * Any JSON value as text with sorted keys and without `undefined` members or those named `without`,
 * ordered as in RFC 8785.
 */
export function canonicalJson(value: unknown, without?: string): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === true) return 'true'
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) {
    let text = '['
    for (let index = 0; index < value.length; index++) {
      text += (index === 0 ? '' : ',') + canonicalJson(value[index], without)
    }
    return text + ']'
  }
  const record = value as Record<string, unknown>
  let text = '{'
  for (const key of sortedKeys(record)) {
    const member = record[key]
    if (member === undefined || key === without) continue
    text += (text === '{' ? '' : ',') + written(key) + canonicalJson(member, without)
  }
  return text + '}'
}

function sortedKeys(record: object): string[] {
  const keys = Object.keys(record)
  for (let index = 1; index < keys.length; index++) {
    if (keys[index - 1]! > keys[index]!) return keys.sort()
  }
  return keys
}

/** Few keys come in very many records: `"key":` is made once. The bound is for hostile files. */
const WRITTEN = new Map<string, string>()
const MOST_WRITTEN = 1000

function written(key: string): string {
  let text = WRITTEN.get(key)
  if (text === undefined) {
    text = JSON.stringify(key) + ':'
    if (WRITTEN.size < MOST_WRITTEN) WRITTEN.set(key, text)
  }
  return text
}

/** The content of a card as canonical text: equal for two cards exactly when they say the same. */
export function cardContent(card: Partial<Card>): string {
  let text = ''
  for (const member of sortedKeys(card)) {
    const value = card[member]
    if (value === undefined || SILENT.has(member)) continue
    const said = ID_MAPS.has(member)
      ? withoutIds(value as Record<string, unknown>, card)
      : canonicalJson(value, '@type')
    if (said === '[]' || said === '{}') continue
    text += (text === '' ? '' : ',') + written(member) + said
  }
  return '{' + text + '}'
}

function withoutIds(map: Record<string, unknown>, card: Partial<Card>): string {
  const values: string[] = []
  for (const id of Object.keys(map)) values.push(canonicalJson(resolved(map[id], card), '@type'))
  return '[' + (values.length > 1 ? values.sort() : values).join(',') + ']'
}

/** A title names its organization by map id: say the organization's name instead. */
function resolved(value: unknown, card: Partial<Card>): unknown {
  const id = (value as { organizationId?: unknown } | null)?.organizationId
  if (typeof id !== 'string') return value
  return { ...(value as object), organizationId: card.organizations?.[id]?.name ?? id }
}

/**
 * The UID of a record that has none: `urn:uuid:` and a version 8 UUID (RFC 9562 §5.8) of the SHA-256
 * of the content. The same content always gives the same UID, so a second import of a file meets the
 * contacts of the first. The last four digits check the others, which is how `isDerivedUid` knows it.
 */
export function deriveUid(card: Partial<Card>): string {
  const hash = createHash('sha256').update(cardContent(card)).digest('hex')
  const variant = '89ab'[parseInt(hash[16]!, 16) & 3]
  const head = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 28)}`
  return `urn:uuid:${head}${check(head)}`
}

const DERIVED =
  /^urn:uuid:([0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{8})([0-9a-f]{4})$/

/** Whether `deriveUid` made this UID, that is, whether the file it came from had none. */
export function isDerivedUid(uid: string): boolean {
  const match = DERIVED.exec(uid)
  return match !== null && check(match[1]!) === match[2]
}

/** FNV-1a folded to 16 bits: tells our UIDs from those of others, and guards nothing. */
function check(text: string): string {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++)
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  return ((value ^ (value >>> 16)) & 0xffff).toString(16).padStart(4, '0')
}
