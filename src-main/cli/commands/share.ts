import type { FieldGroup, Selection, ShareRow } from '../../space/shapes'
import type { Connection } from '../connection'
import { untilOf } from '../duration'
import { lookup } from '../lookup'
import { printable, table, type Output } from '../output'

export interface ShareOptions {
  set?: string
  id?: string[]
  tag?: string
  fields?: string
  until?: string
  label?: string
}

/** `datomspace share`: grants, and prints the key to copy. */
export async function share(
  connection: Connection,
  output: Output,
  options: ShareOptions,
  now: number
): Promise<void> {
  const sets = await connection.call('sets.list', {})
  const set = options.set
    ? lookup(sets, options.set, row => row.name, 'set')
    : lookup(sets, sets[0]?.id ?? '', row => row.name, 'set')
  const selection = selectionOf(set.id, options)
  const row = await connection.call('shares.create', {
    label: options.label ?? set.name,
    selection,
    fields: options.fields ? (options.fields.split(',') as FieldGroup[]) : 'all',
    ...(options.until === undefined ? {} : { until: untilOf(options.until, now) })
  })
  const key = await connection.call('shares.key', { id: row.id })
  output.value({ ...row, ...key }, value => [describeTerms(value), '', value.key].join('\n'))
}

function selectionOf(setId: string, options: ShareOptions): Selection {
  if (options.id?.length) return { kind: 'datoms', setId, ids: options.id }
  if (options.tag) return { kind: 'tag', setId, tag: options.tag }
  return { kind: 'set', setId }
}

function describeTerms(row: Pick<ShareRow, 'label' | 'count' | 'terms' | 'setName'>): string {
  const { terms } = row
  return table([
    ['share', printable(row.label)],
    ['contacts', String(row.count)],
    ['fields', terms.fields === 'all' ? 'all' : terms.fields.join(', ')],
    ['until', terms.until ?? 'no end'],
    ['may', terms.actions.join(', ')],
    ['may not', terms.prohibitions.join(', ')]
  ])
}

/** `datomspace revoke SHARE`. */
export async function revoke(
  connection: Connection,
  output: Output,
  wanted: string
): Promise<void> {
  const shares = await connection.call('shares.list', {})
  const row = lookup(shares, wanted, one => one.label, 'share')
  const report = await connection.call('shares.revoke', { id: row.id })
  output.value(
    report,
    value =>
      `Revoked "${printable(row.label)}": ${value.detached} connections cut, later versions use epoch ${value.epoch}. What was already read cannot be taken back.`
  )
}
