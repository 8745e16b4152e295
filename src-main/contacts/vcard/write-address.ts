import type { Address, AddressKind, Card } from '../card'
import { ADDRESS_POSITIONS, contextKey, EXTENDED_KINDS } from './address'
import { escapeText, type Parameters } from './line'
import { typesOf } from './types'
import type { CardWriter } from './write'

/** ADR, and LABEL where vCard 3.0 has it as a property. */
export function writeAddresses(writer: CardWriter, card: Card): void {
  /** Contexts of addresses before this one that a LABEL would be taken for. */
  const unlabelled = new Set<string>()
  for (const [id, address] of Object.entries(card.addresses ?? {})) {
    const contexts = contextKey(Object.keys(address.contexts ?? {}))
    const parts = address.components ?? []
    const apart =
      writer.is3 &&
      parts.length > 0 &&
      (address.full ?? '').trim() !== '' &&
      !unlabelled.has(contexts)
    const more: Parameters = {}
    if (address.full !== undefined && !apart) more.label = labelParameter(address.full)
    if (address.coordinates !== undefined) more.geo = address.coordinates
    if (address.timeZone !== undefined) more.tz = address.timeZone
    if (address.countryCode !== undefined) more.cc = address.countryCode
    writer.item('ADR', address, addressValue(address), more, id)
    if (apart) {
      const types = typesOf(address.contexts).map(type => type.toUpperCase())
      writer.line('LABEL', types.length > 0 ? { type: types } : {}, escapeText(address.full!))
    } else if (address.full === undefined) unlabelled.add(contexts)
  }
}

/** The LABEL parameter may hold `\\n` for a line break (RFC 6350 §6.3.1), so a true backslash is doubled. */
function labelParameter(full: string): string {
  return full.replace(/\\(?=[nN\\,;:])/g, '\\\\')
}

function addressValue(address: Address): string {
  const parts = address.components ?? []
  const of = (...kinds: AddressKind[]): string[] =>
    parts.filter(part => kinds.includes(part.kind)).map(part => part.value)
  const extended = parts.some(part => EXTENDED_KINDS.has(part.kind))
  const positions = ADDRESS_POSITIONS.slice(0, extended ? 18 : 7).map(kind => of(kind))
  if (extended) {
    // RFC 9554 §2.1: the old positions repeat it for programs that do not know the new ones
    positions[1] = of('room', 'apartment', 'floor', 'building')
    positions[2] = of('number', 'name', 'block', 'direction')
  }
  return positions.map(values => values.map(escapeText).join(',')).join(';')
}
