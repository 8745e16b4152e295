import type { RequestRow } from '../../space/shapes'
import type { Connection } from '../connection'
import { untilOf } from '../duration'
import { lookup } from '../lookup'
import type { Output } from '../output'
import { printable, table } from '../text'
import { draftIn, fieldsOf, personOf, selectionOf, setOf, type GrantOptions } from './grants'

export interface AskOptions {
  label?: string
  fields?: string[]
  purpose?: string
  until?: string
}

/** `datomspace request`: what was asked, both ways. */
export async function requests(connection: Connection, output: Output): Promise<void> {
  const rows = await connection.call('requests.list', {})
  if (output.mode === 'text') return output.value(rows, () => table(rows.map(lineOf)))
  for (const row of rows) await output.value(row, () => '')
}

export async function ask(
  connection: Connection,
  output: Output,
  asked: { who: string; message: string; options: AskOptions },
  now: number
): Promise<void> {
  const { who, message, options } = asked
  const { did } = await personOf(connection, who)
  const until = options.until === undefined ? null : untilOf(options.until, now)
  const row = await connection.call('requests.send', {
    did,
    message,
    ...(options.label !== undefined && { label: options.label }),
    ...(options.fields?.length && { fields: fieldsOf(options.fields) }),
    ...(options.purpose !== undefined && { purpose: options.purpose }),
    ...(until !== null && { until })
  })
  await output.value(row, told)
}

export async function answer(
  connection: Connection,
  output: Output,
  wanted: string,
  how: { action: 'decline' | 'withdraw'; message?: string }
): Promise<void> {
  const { id } = await requestOf(connection, wanted)
  const { action, message } = how
  const row =
    action === 'withdraw'
      ? await connection.call('requests.withdraw', { id })
      : await connection.call('requests.decline', { id, ...(message !== undefined && { message }) })
  await output.value(row, told)
}

export async function grantRequest(
  connection: Connection,
  output: Output,
  wanted: string,
  options: Omit<GrantOptions, 'to' | 'dryRun'> & { message?: string },
  now: number
): Promise<void> {
  const request = await requestOf(connection, wanted)
  const set = setOf(await connection.call('sets.list', {}), options.set)
  const fields = options.fields?.length ? fieldsOf(options.fields) : request.fields
  const row = await connection.call('requests.grant', {
    id: request.id,
    label: options.label ?? request.label ?? set.name,
    selection: selectionOf(set.id, options),
    ...(options.template && { template: options.template }),
    ...(options.terms && { terms: await draftIn(options.terms) }),
    ...(fields && { fields }),
    ...(options.until !== undefined && { until: untilOf(options.until, now) }),
    ...(options.aboutOthers && { aboutOthers: true as const }),
    ...(options.message !== undefined && { message: options.message })
  })
  await output.value(row, told)
}

async function requestOf(connection: Connection, wanted: string): Promise<RequestRow> {
  return lookup(await connection.call('requests.list', {}), wanted, row => row.message, 'request')
}

function told(row: RequestRow): string {
  const key = row.key === undefined ? [] : ['', row.key]
  return [table([lineOf(row)]), ...key].join('\n')
}

function lineOf(row: RequestRow): string[] {
  return [
    row.id,
    row.direction === 'in' ? 'from' : 'to',
    printable(row.name),
    row.state,
    printable(row.message.replace(/\s+/g, ' '))
  ]
}
