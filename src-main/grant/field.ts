import type { Card } from '../contacts/card'
import { FIELD_GROUPS, type FieldGroup } from '../rights'

/**
 * Members of a Card by the group that people choose. Members that are in no group (unknown ones, the
 * leftovers of a vCard, the cells of a CSV) are given only with the whole record.
 */
const MEMBERS: Record<FieldGroup, readonly string[]> = {
  name: ['name', 'nicknames', 'speakToAs'],
  phones: ['phones'],
  emails: ['emails'],
  addresses: ['addresses'],
  work: ['organizations', 'titles'],
  dates: ['anniversaries'],
  online: ['onlineServices', 'links'],
  photo: ['media'],
  notes: ['notes', 'keywords']
}

/** Members of the values in each of those, for the same reason: what is not named here is left out. */
const VALUE_MEMBERS = new Set([
  '@type',
  'full',
  'components',
  'isOrdered',
  'sortAs',
  'defaultSeparator',
  'kind',
  'value',
  'phonetic',
  'name',
  'contexts',
  'pref',
  'label',
  'address',
  'number',
  'features',
  'service',
  'uri',
  'user',
  'units',
  'organizationId',
  'countryCode',
  'coordinates',
  'timeZone',
  'date',
  'year',
  'month',
  'day',
  'calendarScale',
  'utc',
  'place',
  'blobId',
  'mediaType',
  'note',
  'created',
  'grammaticalGender',
  'pronouns'
])

// In these, ids and keywords stand where the names of members do.
const MAPS = new Set(['contexts', 'features', 'sortAs', 'pronouns'])
const SINGLE = new Set(['name', 'speakToAs'])
const MAX_DEPTH = 8

/**
 * The part of a card that those groups give: an allow-list at every level, so that a member that this
 * program does not know never leaks. `uid` takes the place of the card's own, which would join records
 * across address books.
 */
export function projectCard(card: Card, groups: readonly FieldGroup[], uid: string): Card {
  const projected: Card = { '@type': 'Card', version: '1.0', uid }
  if (typeof card.kind === 'string') projected.kind = card.kind
  for (const group of FIELD_GROUPS) {
    if (!groups.includes(group)) continue
    for (const member of MEMBERS[group]) {
      const value = card[member]
      if (value !== undefined)
        projected[member] = SINGLE.has(member) ? pick(value, 0) : pickAll(value, 0)
    }
  }
  return projected
}

/** An object of ids to values. */
function pickAll(value: unknown, depth: number): unknown {
  if (!isObject(value)) return pick(value, depth)
  return Object.fromEntries(Object.entries(value).map(([id, item]) => [id, pick(item, depth + 1)]))
}

function pick(value: unknown, depth: number): unknown {
  if (depth > MAX_DEPTH) return null
  if (Array.isArray(value)) return value.map(item => pick(item, depth + 1))
  if (!isObject(value)) return value
  const kept: [string, unknown][] = []
  for (const [member, item] of Object.entries(value)) {
    if (!VALUE_MEMBERS.has(member)) continue
    kept.push([member, MAPS.has(member) ? pickAll(item, depth + 1) : pick(item, depth + 1)])
  }
  return Object.fromEntries(kept)
}

/** Hashes of the binaries that a card refers to. */
export function blobIdsOf(card: Card): string[] {
  if (!isObject(card.media)) return []
  const ids = Object.values(card.media).map(media =>
    isObject(media) ? media['blobId'] : undefined
  )
  return ids.filter(id => typeof id === 'string')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
