import { DatomspaceError } from '../../error'
import type { ContactDetail } from '../../space/shapes'
import { cardLines } from '../card-lines'
import type { Connection } from '../connection'
import { ambiguous } from '../lookup'
import type { Output } from '../output'
import { printable, table } from '../text'

/** `datomspace show WHO`: one contact, whole, by its id or its name. */
export async function show(connection: Connection, output: Output, wanted: string): Promise<void> {
  await output.value(await find(connection, wanted), describe)
}

async function find(connection: Connection, wanted: string): Promise<ContactDetail> {
  try {
    return await connection.call('contacts.get', { id: wanted })
  } catch (error) {
    if (DatomspaceError.from(error).code !== 'NOT_FOUND') throw error
    const filter = { query: wanted }
    const { rows } = await connection.call('contacts.page', { filter, limit: 500 })
    const named = rows.filter(row => row.name === wanted)
    if (named.length > 1) throw ambiguous(named, wanted, 'contact')
    if (named.length === 0) throw error
    return connection.call('contacts.get', { id: named[0]!.id })
  }
}

function describe({ id, row, card, datom }: ContactDetail): string {
  const lines: string[][] = [['id', id], ['name', row.name], ...cardLines(card)]
  lines.push(['urn', datom.urn], ['set', `${datom.setName} (${datom.coreKey})`])
  lines.push(['owner', datom.owner], ['level', datom.level], ['version', String(datom.version)])
  lines.push(['changed', datom.changed])
  if (datom.tags.length > 0) lines.push(['tags', datom.tags.join(', ')])
  return table(lines.map(line => line.map(printable)))
}
