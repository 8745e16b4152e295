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

/** Any JSON value as text with sorted keys and without `undefined` members or those named `without`, ordered as in RFC 8785. */
export function canonicalJson(value: unknown, without?: string): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null'
  if (Array.isArray(value)) {
    return '[' + value.map(element => canonicalJson(element, without)).join(',') + ']'
  }
  const record = value as Record<string, unknown>
  let text = ''
  for (const key of Object.keys(record).sort()) {
    const member = record[key]
    if (member === undefined || key === without) continue
    text += (text === '' ? '' : ',') + JSON.stringify(key) + ':' + canonicalJson(member, without)
  }
  return '{' + text + '}'
}

/** The content of a card as canonical text: equal for two cards exactly when they say the same. */
export function cardContent(card: Partial<Card>): string {
  let text = ''
  for (const member of Object.keys(card).sort()) {
    const value = card[member]
    if (value === undefined || SILENT.has(member)) continue
    const written = ID_MAPS.has(member)
      ? withoutIds(value as Record<string, unknown>, card)
      : canonicalJson(value, '@type')
    if (written === '[]' || written === '{}') continue
    text += (text === '' ? '' : ',') + JSON.stringify(member) + ':' + written
  }
  return '{' + text + '}'
}

function withoutIds(map: Record<string, unknown>, card: Partial<Card>): string {
  const values = Object.values(map).map(value => canonicalJson(resolved(value, card), '@type'))
  return '[' + values.sort().join(',') + ']'
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
  const hash = sha256(cardContent(card))
  const variant = '89ab'[parseInt(hash[16]!, 16) & 3]
  const head = `${hash.slice(0, 8)}-${hash.slice(8, 12)}-8${hash.slice(13, 16)}-${variant}${hash.slice(17, 20)}-${hash.slice(20, 28)}`
  return `urn:uuid:${head}${sha256(head).slice(0, 4)}`
}

const DERIVED =
  /^urn:uuid:([0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{8})([0-9a-f]{4})$/

/** Whether `deriveUid` made this UID, that is, whether the file it came from had none. */
export function isDerivedUid(uid: string): boolean {
  const match = DERIVED.exec(uid)
  return match !== null && sha256(match[1]!).slice(0, 4) === match[2]
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
