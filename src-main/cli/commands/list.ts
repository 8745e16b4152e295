import type { ContactDetail, ContactRow, SpaceStatus } from '../../space/shapes'
import type { Connection } from '../connection'
import { lookup } from '../lookup'
import { printable, table, type Output } from '../output'

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
      return listContacts(connection, output, options)
    case 'sets':
      return rows(output, await connection.call('sets.list', {}), set => [
        set.id,
        set.name,
        String(set.count),
        set.coreKey
      ])
    case 'shares':
      return rows(output, await connection.call('shares.list', {}), share => [
        share.id,
        share.label,
        share.state,
        share.terms.until ?? 'no end',
        share.setName
      ])
    case 'received':
      return rows(output, await connection.call('received.list', {}), share => [
        share.id,
        share.label,
        share.state,
        share.terms.until ?? 'no end',
        share.ownerName
      ])
    case 'imports':
      return rows(output, await connection.call('imports.list', {}), job => [
        job.id,
        job.phase,
        job.started,
        job.files.map(file => file.name).join(', ')
      ])
  }
}

/** All contacts that a filter shows, page by page, so that a pipe may stop early. */
export async function* contactRows(
  connection: Connection,
  options: ListOptions & { origin?: string }
): AsyncGenerator<ContactRow> {
  const sets = options.set ? await connection.call('sets.list', {}) : []
  const filter = {
    query: options.query ?? '',
    ...(options.set ? { setId: lookup(sets, options.set, set => set.name, 'set').id } : {}),
    ...(options.tag ? { tag: options.tag } : {}),
    origin: options.origin ?? (options.received ? 'received' : 'all')
  }
  for (let offset = 0; ;) {
    const page = await connection.call('contacts.page', { filter, offset, limit: 500 })
    yield* page.rows
    offset += page.rows.length
    if (page.rows.length === 0 || offset >= page.total) return
  }
}

async function listContacts(
  connection: Connection,
  output: Output,
  options: ListOptions
): Promise<void> {
  for await (const row of contactRows(connection, options)) {
    output.line(row, contact =>
      [contact.id, contact.name, contact.tel, contact.email, contact.org].map(printable).join('\t')
    )
  }
}

/** `datomspace show ID`: one contact, whole. */
export async function show(connection: Connection, output: Output, id: string): Promise<void> {
  const detail = await connection.call('contacts.get', { id })
  output.value(detail, describeContact)
}

function describeContact({ row, card, datom }: ContactDetail): string {
  const lines: string[][] = [['name', row.name]]
  for (const phone of Object.values(card.phones ?? {})) lines.push(['phone', phone.number])
  for (const email of Object.values(card.emails ?? {})) lines.push(['e-mail', email.address])
  for (const org of Object.values(card.organizations ?? {})) {
    lines.push(['work', [org.name, ...(org.units ?? []).map(unit => unit.name)].join(', ')])
  }
  for (const note of Object.values(card.notes ?? {})) lines.push(['note', note.note])
  lines.push(['urn', datom.urn], ['set', `${datom.setName} (${datom.coreKey})`])
  lines.push(['owner', datom.owner], ['level', datom.level], ['version', String(datom.version)])
  if (datom.tags.length > 0) lines.push(['tags', datom.tags.join(', ')])
  return table(lines.map(line => line.map(printable)))
}

function rows<Row>(output: Output, list: readonly Row[], cells: (row: Row) => string[]): void {
  if (output.mode === 'json') {
    for (const row of list) output.line(row, () => '')
    return
  }
  if (list.length > 0) output.raw(`${table(list.map(row => cells(row).map(printable)))}\n`)
}

/** `datomspace status`. */
export async function status(connection: Connection, output: Output): Promise<void> {
  const state = await connection.call('space.status', {})
  const facts = await connection.call('storage.facts', {})
  output.value({ ...state, running: connection.kind === 'attached', storage: facts }, value =>
    describeStatus(value, facts.path)
  )
}

function describeStatus(state: SpaceStatus & { running: boolean }, path: string): string {
  return table([
    ['space', state.name],
    ['host', `${state.host}${state.running ? '' : ' (not running: opened for this command)'}`],
    ['identity', state.did],
    ['space key', state.spaceKey],
    ['keychain', state.keychain ?? 'none'],
    ['network', `${state.network}, ${state.peers} peers`],
    ['contacts', String(state.counts.contacts)],
    ['sets', String(state.counts.sets)],
    ['shares given', String(state.counts.given)],
    ['shares received', String(state.counts.received)],
    ['storage', path]
  ])
}
