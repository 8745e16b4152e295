import type { ContactRow } from '../../space/shapes'
import type { Connection } from '../connection'
import { lookup } from '../lookup'
import type { Output } from '../output'
import { clipped, printable, table } from '../text'

export type Listed = 'contacts' | 'sets' | 'shares' | 'received' | 'imports'

export interface ListOptions {
  query?: string
  set?: string
  tag?: string
  /** Only those of others. */
  received?: boolean
}

/** `datomspace list [WHAT]`: JSON lines, or a table. */
export async function list(
  connection: Connection,
  output: Output,
  what: Listed,
  options: ListOptions
): Promise<void> {
  switch (what) {
    case 'contacts':
      return listContacts(output, contactPages(connection, options))
    case 'sets':
      return rows(
        output,
        ['NAME', 'CONTACTS', 'LEVEL', 'SHARES', 'ID', 'CORE'],
        await connection.call('sets.list', {}),
        set => [set.name, String(set.count), set.level, String(set.shares), set.id, set.coreKey]
      )
    case 'shares':
      return rows(
        output,
        ['LABEL', 'STATE', 'UNTIL', 'CONTACTS', 'SET', 'CONNECTED', 'ID'],
        await connection.call('shares.list', {}),
        share => [
          share.label,
          share.state,
          share.terms.until ?? 'no end',
          String(share.count),
          share.setName,
          String(share.connected),
          share.id
        ]
      )
    case 'received':
      return rows(
        output,
        ['LABEL', 'FROM', 'STATE', 'UNTIL', 'CONTACTS', 'ID'],
        await connection.call('received.list', {}),
        share => [
          share.label,
          share.ownerName,
          share.state,
          share.terms.until ?? 'no end',
          String(share.count),
          share.id
        ]
      )
    case 'imports':
      return rows(
        output,
        ['STARTED', 'PHASE', 'CREATED', 'UPDATED', 'SKIPPED', 'FAILED', 'FILES', 'ID'],
        await connection.call('imports.list', {}),
        job => [
          job.started,
          job.phase,
          String(job.counts.created),
          String(job.counts.updated + job.counts.merged),
          String(job.counts.skipped),
          String(job.counts.failed),
          job.files.map(file => file.name).join(', '),
          job.id
        ]
      )
  }
}

/** All contacts that a filter shows, page by page, so that a pipe may stop early. */
export async function* contactPages(
  connection: Connection,
  options: ListOptions & { origin?: string }
): AsyncGenerator<ContactRow[]> {
  const sets = options.set ? await connection.call('sets.list', {}) : []
  const filter = {
    query: options.query ?? '',
    ...(options.set ? { setId: lookup(sets, options.set, set => set.name, 'set').id } : {}),
    ...(options.tag ? { tag: options.tag } : {}),
    origin: options.origin ?? (options.received ? 'received' : 'all')
  }
  for (let offset = 0; ;) {
    const page = await connection.call('contacts.page', { filter, offset, limit: 500 })
    if (page.rows.length > 0) yield page.rows
    offset += page.rows.length
    if (page.rows.length === 0 || offset >= page.total) return
  }
}

async function listContacts(output: Output, pages: AsyncIterable<ContactRow[]>): Promise<void> {
  let header = [['NAME', 'PHONE', 'E-MAIL', 'WORK', 'SET', 'ID']]
  for await (const page of pages) {
    if (output.mode === 'json') {
      for (const row of page) await output.value(row, () => '')
      continue
    }
    await output.raw(`${table([...header, ...page.map(contactCells)])}\n`)
    header = []
  }
  if (header.length > 0 && output.mode === 'text') output.note('There is no contact')
}

function contactCells(row: ContactRow): string[] {
  const { name, tel, email, org, setName, id } = row
  return [...[name, tel, email, org, setName].map(cell => clipped(printable(cell), 32)), id]
}

async function rows<Row>(
  output: Output,
  header: string[],
  found: readonly Row[],
  cells: (row: Row) => string[]
): Promise<void> {
  if (output.mode === 'json') {
    for (const row of found) await output.value(row, () => '')
    return
  }
  if (found.length === 0) return output.note('There is none')
  await output.raw(`${table([header, ...found.map(row => cells(row).map(printable))])}\n`)
}
