import type { Card, Phone } from '../../contract'
import type { DraftRow, DraftService, RowKind } from './draft-shapes'

export function rows<Item extends object>(
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
export function kindOf(item: Partial<Phone>): RowKind {
  const contexts = Object.keys(item.contexts ?? {})
  const features = Object.keys(item.features ?? {}).filter(feature => feature !== 'voice')
  if (item.label || contexts.length + features.length > 1) return 'keep'
  const only = contexts[0] ?? features[0] ?? 'none'
  return ['none', 'work', 'private', 'mobile', 'fax'].includes(only) ? (only as RowKind) : 'keep'
}

export function withKind<Item extends object>(row: { kind: RowKind }, old: Item | undefined) {
  if (row.kind === 'keep' || (old && kindOf(old) === row.kind)) return { ...old }
  const { contexts: _, features: __, label: ___, ...rest } = (old ?? {}) as Partial<Phone>
  if (row.kind === 'work' || row.kind === 'private') {
    return { ...rest, contexts: { [row.kind]: true as const } }
  }
  if (row.kind === 'none') return rest
  return { ...rest, features: { [row.kind]: true as const } }
}

/** Rows that did not change keep their item as it was; emptied rows go; new ones get a free key. */
export function merged<Row extends { key: string }, Item>(
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

export function freeKey(taken: object | undefined, prefix: string): string {
  for (let number = 1; ; number++) {
    if (!Object.hasOwn(taken ?? {}, `${prefix}${number}`)) return `${prefix}${number}`
  }
}

export function changedService(
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
