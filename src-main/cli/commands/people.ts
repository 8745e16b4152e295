import type { PersonRow } from '../../space/shapes'
import type { Connection } from '../connection'
import type { Output } from '../output'
import { printable, table } from '../text'
import { personOf } from './grants'

/** `datomspace people`: the address book. */
export async function people(connection: Connection, output: Output): Promise<void> {
  const rows = await connection.call('people.list', {})
  if (output.mode === 'text') return output.value(rows, () => table(rows.map(lineOf)))
  for (const row of rows) await output.value(row, () => '')
}

/** `datomspace people me`: the key to give to others. */
export async function me(connection: Connection, output: Output): Promise<void> {
  await output.value(await connection.call('people.me', {}), ({ name, did, key }) =>
    [
      table([
        ['name', printable(name)],
        ['did', did]
      ]),
      '',
      key
    ].join('\n')
  )
}

export async function addPerson(
  connection: Connection,
  output: Output,
  key: string,
  name: string | undefined
): Promise<void> {
  const row = await connection.call('people.add', { key, ...(name !== undefined && { name }) })
  await output.value(row, told)
}

export async function changePerson(
  connection: Connection,
  output: Output,
  wanted: string,
  change: { action: 'accept' | 'remove' } | { action: 'rename'; name: string }
): Promise<void> {
  const { did } = await personOf(connection, wanted)
  if (change.action === 'remove') {
    return output.value(await connection.call('people.remove', { did }), () => 'Removed')
  }
  const row =
    change.action === 'rename'
      ? await connection.call('people.rename', { did, name: change.name })
      : await connection.call('people.accept', { did })
  await output.value(row, told)
}

function told(row: PersonRow): string {
  return table([lineOf(row)])
}

function lineOf(row: PersonRow): string[] {
  const { name, did, verified, pairing, online } = row
  return [
    printable(name),
    did,
    verified ? 'verified' : 'not verified yet',
    PAIRING[pairing],
    online ? 'online' : ''
  ]
}

const PAIRING = {
  mutual: 'paired',
  asked: 'waits for their answer',
  asks: 'asks to be accepted',
  none: ''
}
