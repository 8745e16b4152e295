import type { Action } from '../../rights'
import type { ConsentRow } from '../../space/shapes'
import type { Connection } from '../connection'
import { untilOf } from '../duration'
import { lookup } from '../lookup'
import type { Output } from '../output'
import { printable, table } from '../text'

export interface ConsentOptions {
  until?: string
  uses?: number
  message?: string
}

/** `datomspace consent`: what was asked before it is done, both ways. */
export async function consents(connection: Connection, output: Output): Promise<void> {
  const rows = await connection.call('consents.list', {})
  if (output.mode === 'text') return output.value(rows, () => table(rows.map(lineOf)))
  for (const row of rows) await output.value(row, () => '')
}

export async function askConsent(
  connection: Connection,
  output: Output,
  asked: { what: string; action: Action; purpose?: string; message?: string }
): Promise<void> {
  const { what, action, purpose, message } = asked
  const held = await connection.call('received.list', {})
  const { id: receivedId } = lookup(held, what, row => row.label, 'received share')
  const row = await connection.call('consents.ask', {
    receivedId,
    action,
    ...(purpose !== undefined && { purpose }),
    ...(message !== undefined && { message })
  })
  await output.value(row, told)
}

export async function giveConsent(
  connection: Connection,
  output: Output,
  wanted: string,
  { until, uses, message }: ConsentOptions,
  now: number
): Promise<void> {
  const row = await connection.call('consents.give', {
    id: await idOf(connection, wanted),
    ...(until !== undefined && { until: untilOf(until, now) }),
    ...(uses !== undefined && { uses }),
    ...(message !== undefined && { message })
  })
  await output.value(row, told)
}

export async function changeConsent(
  connection: Connection,
  output: Output,
  wanted: string,
  how: { action: 'decline' | 'withdraw' | 'take-back'; message?: string }
): Promise<void> {
  const id = await idOf(connection, wanted)
  const said = { id, ...(how.message !== undefined && { message: how.message }) }
  const row =
    how.action === 'decline'
      ? await connection.call('consents.decline', said)
      : how.action === 'withdraw'
        ? await connection.call('consents.withdraw', said)
        : await connection.call('consents.takeBack', { id })
  await output.value(row, told)
}

async function idOf(connection: Connection, wanted: string): Promise<string> {
  const rows = await connection.call('consents.list', {})
  return lookup(rows, wanted, row => row.label, 'consent').id
}

function told(row: ConsentRow): string {
  return table([lineOf(row)])
}

function lineOf(row: ConsentRow): string[] {
  const limits = [
    ...(row.uses === undefined ? [] : [`${row.uses} times`]),
    ...(row.until === undefined ? [] : [`until ${row.until}`])
  ]
  return [
    row.id,
    row.direction === 'in' ? 'from' : 'to',
    printable(row.theirName ? `${row.name} (${row.theirName})` : row.name),
    row.state,
    row.action,
    printable(row.label),
    printable(limits.join(', ')),
    printable(row.message.replace(/\s+/g, ' '))
  ]
}
