import { DatomspaceError, type ErrorCode } from '../../error'
import type { ReceivedRow, ReceivedState, SharePreview } from '../../space/shapes'
import { waitFor, type Connection } from '../connection'
import { EXIT } from '../exit'
import type { Output } from '../output'
import { wordsText } from '../terms'
import { printable, table } from '../text'

export interface ReceiveOptions {
  /** Accepts the terms without asking. */
  accept?: boolean
  /** Seconds without any progress after which the rest is left for later. */
  patience: number
  /** Absent where nobody is at the terminal. */
  ask?: (question: string) => Promise<boolean>
}

/**
 * `datomspace receive KEY`: shows the terms, and follows the share once they are accepted. Ends when the
 * first copy is complete; a space that goes on running keeps it up to date.
 *
 * @returns the exit status: 5 when the terms were not accepted, 7 when the copy is not complete yet
 */
export async function receive(
  connection: Connection,
  output: Output,
  key: string,
  options: ReceiveOptions,
  signal: AbortSignal
): Promise<number> {
  const preview = await connection.call('received.preview', { key })
  if (signal.aborted) throw new DatomspaceError('CANCELLED', 'Interrupted; nothing was fetched')
  const { ask } = options
  if (!options.accept && !ask) {
    await output.value({ ...preview, accepted: false }, describePreview)
    output.note('Nothing was fetched. Who accepts these terms says so with --accept')
    return EXIT.refused
  }
  if (!options.accept) {
    output.note(describePreview(preview))
    if (!(await ask!('Accept these terms?'))) {
      output.note('The terms were not accepted; nothing was fetched')
      return EXIT.refused
    }
  }
  const accepted = await connection.call('received.accept', { key })
  const row = await copied(connection, output, accepted, { ...options, signal })
  await output.value({ ...row, preview }, value =>
    options.accept ? `${describePreview(preview)}\n${describeRow(value)}` : describeRow(value)
  )
  return outcomeOf(row, output, signal)
}

/** Waits until the first copy is whole, or until it is clear that it will not be now. */
async function copied(
  connection: Connection,
  output: Output,
  accepted: ReceivedRow,
  { patience, signal }: { patience: number; signal: AbortSignal }
): Promise<ReceivedRow> {
  let last = ''
  let moved = Date.now()
  return waitFor(
    connection,
    async () => {
      const all = await connection.call('received.list', {})
      return all.find(row => row.id === accepted.id) ?? accepted
    },
    row => {
      const { blocks, total } = row.progress
      output.progress(row.state, blocks, total)
      if (`${row.state} ${blocks}` !== last) moved = Date.now()
      last = `${row.state} ${blocks}`
      return isOver(row) || Date.now() - moved > patience * 1_000
    },
    signal
  )
}

/** Every block is here, or the owner has said the last word. */
function isOver({ state, progress }: ReceivedRow): boolean {
  if (state === 'live') return progress.blocks >= progress.total
  return !WAITING.has(state)
}

/** The owner may come back any moment. */
const WAITING = new Set<ReceivedState>(['connecting', 'syncing', 'owner-offline', 'offline'])

const ENDED: Partial<Record<ReceivedState, ErrorCode>> = {
  suspended: 'GRANT_SUSPENDED',
  'used-up': 'COUNT_USED_UP',
  expired: 'GRANT_EXPIRED',
  revoked: 'GRANT_REVOKED',
  refused: 'GRANT_SECRET_WRONG'
}

/** Throws when the owner has ended or suspended the share, so that its contacts are no longer shown. */
export function mustBeServed({ state }: ReceivedRow): void {
  const code = ENDED[state]
  if (code === 'COUNT_USED_UP') {
    throw new DatomspaceError(
      code,
      'This share is used up: it was used as often as its terms allow. Ask its owner for more'
    )
  }
  if (code) throw new DatomspaceError(code, `The owner does not serve this share: ${state}`)
}

function outcomeOf(row: ReceivedRow, output: Output, signal: AbortSignal): number {
  if (row.state === 'live' && isOver(row)) return EXIT.ok
  if (row.failure) {
    const { code, message, details } = row.failure
    throw new DatomspaceError(code, message, { details })
  }
  mustBeServed(row)
  output.note('The first copy is not complete yet; it goes on while your space runs')
  return signal.aborted ? EXIT.interrupted : EXIT.network
}

function describePreview(preview: SharePreview): string {
  const { terms, passedOnFrom } = preview
  const facts = table([
    ['from', `${printable(preview.ownerName)} (${preview.owner})`],
    ...(passedOnFrom === undefined ? [] : [['whose data it is', passedOnFrom]]),
    ['share', printable(preview.label)],
    ['contacts', String(preview.count)]
  ])
  return `${facts}\n\n${wordsText(terms)}`
}

function describeRow(row: ReceivedRow): string {
  return table([
    ['id', row.id],
    ['state', row.state],
    ['received', `${row.count} contacts`]
  ])
}
