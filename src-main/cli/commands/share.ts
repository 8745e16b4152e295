import { DatomspaceError } from '../../error'
import { FIELD_GROUPS, type FieldGroup } from '../../rights'
import type { Selection, SetRow, ShareRow } from '../../space/shapes'
import type { Connection } from '../connection'
import { untilOf } from '../duration'
import { ambiguous, lookup } from '../lookup'
import type { Output } from '../output'
import { prohibitionWords } from '../terms'
import { printable, table } from '../text'

export interface ShareOptions {
  set?: string
  id?: string[]
  tag?: string
  fields?: string[]
  until?: string
  label?: string
}

/** `datomspace share`: grants, and prints the key to send. */
export async function share(
  connection: Connection,
  output: Output,
  options: ShareOptions,
  now: number
): Promise<void> {
  const set = setOf(await connection.call('sets.list', {}), options.set)
  const row = await connection.call('shares.create', {
    label: options.label ?? set.name,
    selection: selectionOf(set.id, options),
    fields: fieldsOf(options.fields),
    ...(options.until === undefined ? {} : { until: untilOf(options.until, now) })
  })
  const key = await connection.call('shares.key', { id: row.id })
  if (connection.kind === 'opened') {
    output.note('Who has the key can read while your space runs: the app, or "datomspace serve"')
  }
  await output.value({ ...row, ...key }, value => [describe(value), '', value.key].join('\n'))
}

/** The only set there is may go unnamed; among several nothing is shared by a guess. */
function setOf(sets: readonly SetRow[], wanted: string | undefined): SetRow {
  if (wanted !== undefined) return lookup(sets, wanted, row => row.name, 'set')
  if (sets.length === 1) return sets[0] as SetRow
  if (sets.length === 0) {
    throw new DatomspaceError('NOT_FOUND', 'There is nothing to share yet: import contacts first')
  }
  const names = sets.map(({ name }) => `"${name}"`).join(', ')
  throw new DatomspaceError('INVALID_ARGUMENT', `Say which set to share with --set: ${names}`)
}

function fieldsOf(names: readonly string[] | undefined): 'all' | FieldGroup[] {
  if (!names?.length) return 'all'
  return names.map(name => {
    const group = FIELD_GROUPS.find(one => one === name)
    if (group) return group
    const known = FIELD_GROUPS.join(', ')
    throw new DatomspaceError('INVALID_ARGUMENT', `"${name}" is no field: write some of ${known}`)
  })
}

function selectionOf(setId: string, options: ShareOptions): Selection {
  if (options.id?.length) return { kind: 'datoms', setId, ids: options.id }
  if (options.tag) return { kind: 'tag', setId, tag: options.tag }
  return { kind: 'set', setId }
}

function describe(row: Pick<ShareRow, 'id' | 'label' | 'count' | 'terms' | 'setName'>): string {
  const { terms } = row
  return table([
    ['share', printable(row.label)],
    ['id', row.id],
    ['contacts', String(row.count)],
    ['fields', terms.fields === 'all' ? 'all' : terms.fields.join(', ')],
    ['until', terms.until ?? 'no end'],
    ['may', terms.actions.join(', ')],
    ['may not', prohibitionWords(terms)]
  ])
}

/** `datomspace revoke SHARE`. */
export async function revoke(
  connection: Connection,
  output: Output,
  wanted: string
): Promise<void> {
  const row = shareOf(await connection.call('shares.list', {}), wanted)
  const report = await connection.call('shares.revoke', { id: row.id })
  await output.value(
    report,
    value =>
      `Revoked "${printable(row.label)}": ${value.detached} connections cut, later versions use epoch ${value.epoch}. What was already read cannot be taken back.`
  )
}

/** A label may have been used before: what can still be ended is meant. */
function shareOf(shares: readonly ShareRow[], wanted: string): ShareRow {
  const live = shares.filter(row => row.state === 'active' || row.state === 'suspended')
  const named = live.filter(row => row.label === wanted)
  if (named.length === 1) return named[0] as ShareRow
  if (named.length > 1) throw ambiguous(named, wanted, 'share')
  return lookup(shares, wanted, row => row.label, 'share')
}
