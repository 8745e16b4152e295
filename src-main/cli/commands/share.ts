import type { ShareRow } from '../../space/shapes'
import type { Connection } from '../connection'
import { untilOf } from '../duration'
import type { Output } from '../output'
import { wordsText } from '../terms'
import { printable, table } from '../text'
import { fieldsOf, selectionOf, setOf, shareOf } from './grants'

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
    ...(options.fields?.length && { fields: fieldsOf(options.fields) }),
    ...(options.until === undefined ? {} : { until: untilOf(options.until, now) })
  })
  const key = await connection.call('shares.key', { id: row.id })
  if (connection.kind === 'opened') {
    output.note('Who has the key can read while your space runs: the app, or "datomspace serve"')
  }
  await output.value({ ...row, ...key }, value => [describe(value), '', value.key].join('\n'))
}

function describe(row: Pick<ShareRow, 'id' | 'label' | 'count' | 'terms'>): string {
  const facts = table([
    ['share', printable(row.label)],
    ['id', row.id],
    ['contacts', String(row.count)]
  ])
  return `${facts}\n\n${wordsText(row.terms)}`
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
