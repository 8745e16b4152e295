import { DatomspaceError } from '../../error'
import type { ReceivedRow, SharePreview } from '../../space/shapes'
import { waitFor, type Connection } from '../connection'
import { lookup } from '../lookup'
import { printable, table, type Output } from '../output'
import { contactRows } from './list'

export interface ReceiveOptions {
  /** Accepts the terms without asking. */
  accept?: boolean
  ask: (question: string) => Promise<boolean>
}

/** `datomspace receive KEY`: shows the terms, and follows the share once they are accepted. */
export async function receive(
  connection: Connection,
  output: Output,
  key: string,
  options: ReceiveOptions,
  signal: AbortSignal
): Promise<void> {
  const preview = await connection.call('received.preview', { key })
  const shown = describePreview(preview)
  if (!options.accept) {
    output.note(shown)
    if (!(await options.ask('Accept these terms?'))) {
      throw new DatomspaceError('CANCELLED', 'The terms were not accepted; nothing was fetched')
    }
  }
  const accepted = await connection.call('received.accept', { key })
  const row = await settled(connection, output, accepted, signal)
  output.value({ ...row, preview }, value => `${shown}\n${describeRow(value)}`)
}

/** Waits until the first copy is whole, or until it is clear that it will not be now. */
async function settled(
  connection: Connection,
  output: Output,
  accepted: ReceivedRow,
  signal: AbortSignal
): Promise<ReceivedRow> {
  let said = ''
  return waitFor(
    connection,
    async () => {
      const all = await connection.call('received.list', {})
      return all.find(row => row.id === accepted.id) ?? accepted
    },
    row => {
      const line = `${row.state} ${row.progress.blocks}/${row.progress.total}`
      if (line !== said) output.note((said = line))
      return row.state !== 'connecting' && row.state !== 'syncing'
    },
    signal
  )
}

/** `datomspace read SHARE`: what came by a received share, as JSON lines, vCard or CSV. */
export async function readReceived(
  connection: Connection,
  output: Output,
  wanted: string,
  format: 'json' | 'vcard3' | 'vcard4' | 'csv'
): Promise<void> {
  const shares = await connection.call('received.list', {})
  const row = lookup(shares, wanted, one => one.label, 'received share')
  if (format !== 'json') {
    const { text } = await connection.call('contacts.export', {
      selection: { kind: 'filter', filter: { origin: row.id } },
      format
    })
    output.raw(text)
    return
  }
  for await (const contact of contactRows(connection, { origin: row.id })) {
    const { card, datom } = await connection.call('contacts.get', { id: contact.id })
    output.line({ id: contact.id, card, datom }, () =>
      [contact.name, contact.tel, contact.email, contact.org].map(printable).join('\t')
    )
  }
}

function describePreview(preview: SharePreview): string {
  const { terms } = preview
  return table([
    ['from', `${printable(preview.ownerName)} (${preview.owner})`],
    ['share', printable(preview.label)],
    ['contacts', String(preview.count)],
    ['fields', terms.fields === 'all' ? 'all' : terms.fields.join(', ')],
    ['until', terms.until ?? 'no end'],
    ['you may', terms.actions.join(', ')],
    ['you may not', terms.prohibitions.join(', ')]
  ])
}

function describeRow(row: ReceivedRow): string {
  return table([
    ['id', row.id],
    ['state', row.state],
    ['received', `${row.count} contacts`]
  ])
}
