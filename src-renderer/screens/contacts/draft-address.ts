import type { Address, AddressKind } from '../../contract'
import { withKind } from './draft-rows'
import type { DraftAddress } from './draft-shapes'

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

export function addressParts(address: Address): Omit<DraftAddress, 'key' | 'kind'> {
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

export function changedAddress(
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
