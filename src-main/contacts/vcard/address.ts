import type { Address, AddressKind } from '../card'
import type { CardBuilder, Handler } from './builder'
import { planTypes } from './types'
import { listComponents, unescapeText } from './value'

/** Components of ADR by position: RFC 6350 §6.3.1, and the eleven that RFC 9554 §2.1 adds. */
export const ADDRESS_POSITIONS: readonly AddressKind[] = [
  'postOfficeBox',
  'apartment',
  'name',
  'locality',
  'region',
  'postcode',
  'country',
  'room',
  'apartment',
  'floor',
  'number',
  'name',
  'building',
  'block',
  'subdistrict',
  'district',
  'landmark',
  'direction'
]

/** What only the later positions can say. */
export const EXTENDED_KINDS: ReadonlySet<string> = new Set(
  ADDRESS_POSITIONS.slice(7).filter(kind => kind !== 'apartment' && kind !== 'name')
)

/** Positions of the first seven that repeat, for old programs, what the later ones say better. */
const REPEATED = [1, 2]

export const address: Handler = (builder, raw, header) => {
  const positions = listComponents(raw)
  const extended = positions.slice(7).some(values => values.some(value => value !== ''))
  const item: Address = {}
  const parts: { kind: AddressKind; value: string }[] = []
  for (let index = 0; index < positions.length && index < ADDRESS_POSITIONS.length; index++) {
    if (extended && REPEATED.includes(index)) continue
    for (const value of positions[index]!)
      if (value !== '') parts.push({ kind: ADDRESS_POSITIONS[index]!, value })
  }
  // nothing there that the old positions could not say: in their order, then
  if (extended && !parts.some(part => EXTENDED_KINDS.has(part.kind)))
    parts.sort((a, b) => ADDRESS_POSITIONS.indexOf(a.kind) - ADDRESS_POSITIONS.indexOf(b.kind))
  if (parts.length > 0) item.components = parts
  // a comma splits the label of those who forget the quotes
  const full = header.parameters?.label?.join(', ')
  if (parts.length === 0 && full === undefined) return
  builder.add('addresses', item, header)
  const kept = item.vCardParams
  if (kept === undefined) return
  if (full !== undefined) item.full = unescapeText(full)
  if (typeof kept.geo === 'string') item.coordinates = kept.geo
  if (typeof kept.tz === 'string') item.timeZone = kept.tz
  if (typeof kept.cc === 'string') item.countryCode = kept.cc
  delete kept.label
  for (const name of ['geo', 'tz', 'cc']) if (typeof kept[name] === 'string') delete kept[name]
  if (Object.keys(kept).length === 0) delete item.vCardParams
}

/** LABEL of vCard 2.1 and 3.0: the ADR with the same types as it is printed. */
export const addressLabel: Handler = (builder, raw, header) => {
  const text = unescapeText(raw)
  if (text.trim() === '') return
  builder.atEnd(() => {
    const { contexts, rest } = planTypes(header)
    const plain = rest.every(type => POSTAL_DEFAULTS.has(type))
    const bare = header.parameters === undefined && header.group === ''
    const match = plain && bare ? nextUnlabelled(builder, contextKey(contexts)) : undefined
    if (match === undefined) builder.keep(raw, header)
    else match.full = text
  })
}

/** The first address with these contexts that has no label yet; each is given out once. */
function nextUnlabelled(builder: CardBuilder, key: string): Address | undefined {
  builder.unlabelled ??= unlabelled(builder.card.addresses ?? {})
  return builder.unlabelled.get(key)?.pop()
}

function unlabelled(addresses: Record<string, Address>): Map<string, Address[]> {
  const waiting = new Map<string, Address[]>()
  for (const one of Object.values(addresses).reverse()) {
    if (one.full !== undefined) continue
    const key = contextKey(Object.keys(one.contexts ?? {}))
    const others = waiting.get(key)
    if (others === undefined) waiting.set(key, [one])
    else others.push(one)
  }
  return waiting
}

export function contextKey(contexts: string[]): string {
  return [...contexts].sort().join()
}

/** Types of LABEL that are understood when none is given (RFC 2426 §3.2.2). */
const POSTAL_DEFAULTS = new Set(['intl', 'postal', 'parcel', 'dom'])
