import { isUtf8 } from 'node:buffer'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatomspaceError } from '../../error'
import type { Core } from '../../space/api'
import { parseKey } from '../../space/host'
import type { ReceivedRow } from '../../space/shapes'
import type { Connection } from '../connection'
import { lookup } from '../lookup'
import type { Output } from '../output'
import { clipped, printable } from '../text'
import { writeText } from './export'
import { contactPages } from './list'
import { mustBeServed } from './receive'

/** `datomspace read SHARE`: what came by a received share, as JSON lines, vCard or CSV. */
export async function readReceived(
  connection: Connection,
  output: Output,
  wanted: string,
  format: ReadOptions['format']
): Promise<void> {
  const row = await knownState(connection, wanted)
  mustStillHold(row)
  if (row.needsUse && row.lookUntil === undefined) {
    const { left } = await connection.call('received.use', { id: row.id, action: 'display' })
    output.note(`Its terms count each look: this was one${left === null ? '' : `, ${left} left`}`)
  }
  if (format !== 'json') {
    const { text, count } = await connection.call('contacts.export', {
      selection: { kind: 'filter', filter: { origin: row.id } },
      format
    })
    return writeText(output, text, count)
  }
  let shown = 0
  for await (const page of contactPages(connection, { origin: row.id })) {
    for (const contact of page) {
      const { card, datom } = await connection.call('contacts.get', { id: contact.id })
      await output.value({ id: contact.id, card, datom }, JSON.stringify)
      shown++
    }
  }
  // Nothing may be nothing, or a share whose end was heard just now.
  if (shown === 0) mustStillHold(await receivedRow(connection, row.id))
}

/** How long the owner has to say how it stands; after that the copy on this machine is read. */
const PATIENCE = 3_000
const STEP = 100

async function receivedRow(connection: Connection, wanted: string): Promise<ReceivedRow> {
  const shares = await connection.call('received.list', {})
  return lookup<ReceivedRow>(shares, wanted, one => one.label, 'received share')
}

/** The share, once the owner was heard or it is clear that it takes long. */
async function knownState(connection: Connection, wanted: string): Promise<ReceivedRow> {
  for (let waited = 0; ; waited += STEP) {
    const row = await receivedRow(connection, wanted)
    if (row.state !== 'connecting' || waited >= PATIENCE) return row
    await sleep(STEP)
  }
}

/** A space that knows nothing of us takes nothing back: what came before is still ours to read. */
function mustStillHold(row: ReceivedRow): void {
  if (row.state !== 'refused') mustBeServed(row)
}

export interface ReadOptions {
  format: 'json' | 'vcard3' | 'vcard4' | 'csv'
  from?: number
  /** Exclusive. */
  to?: number
  /** Goes on with what is appended, until it is stopped. */
  live?: boolean
  /** Another space, that has the core. */
  at?: string
  /** Seconds to wait for somebody who has the core. */
  timeout: number
}

/** The key that `what` is, or undefined for a received share. Throws when the options fit neither. */
export function coreKeyOf(what: string, options: ReadOptions): Buffer | undefined {
  const isKey = /^[0-9a-f]{64}$/i.test(what) || /^[a-km-uw-z13-9]{52}$/.test(what)
  if (isKey) return parseKey(what)
  const { from, to, live, at } = options
  if (from === undefined && to === undefined && !live && at === undefined) return undefined
  throw new DatomspaceError(
    'INVALID_ARGUMENT',
    '--from, --to, --live and --at are for raw cores, and this is not the key of one: 64 hex digits, or 52 characters of z-base-32'
  )
}

/** `datomspace read KEY`: the blocks of a raw core, a line of JSON each. */
export async function readCore(
  core: Core<Buffer>,
  output: Output,
  { from = 0, to, live, timeout }: ReadOptions,
  signal: AbortSignal
): Promise<void> {
  await core.ready()
  if (core.length === 0 && !core.writable && !live) await reached(core, timeout, signal)
  const end = live ? undefined : Math.min(to ?? core.length, core.length)
  if (end !== undefined && end <= from) return
  const stream = core.createReadStream({ start: from, ...(live ? { live } : { end }) })
  const stop = (): void => void stream.destroy()
  signal.addEventListener('abort', stop)
  let index = from
  try {
    for await (const block of stream as AsyncIterable<Buffer>) {
      await output.value({ index, ...decoded(block) }, value => describe(value))
      index++
      if (signal.aborted || (to !== undefined && index >= to)) return
    }
  } catch (error) {
    // Destroyed by the signal: that is how a live reading ends.
    if (!signal.aborted) throw error
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/** Waits until somebody has told how long the core is. */
async function reached(core: Core<Buffer>, patience: number, signal: AbortSignal): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<'late'>(resolve => {
    timer = setTimeout(resolve, patience * 1_000, 'late')
    signal.addEventListener('abort', () => resolve('late'), { once: true })
  })
  const grown = new Promise<void>(resolve => core.once('append', () => resolve()))
  const told = core.update({ wait: true })
  told.catch(() => {})
  const outcome = await Promise.race([
    told.then(longer => (longer ? undefined : grown)),
    grown,
    late
  ])
  clearTimeout(timer)
  if (outcome !== 'late' || core.length > 0 || signal.aborted) return
  throw new DatomspaceError(
    'PEER_UNREACHABLE',
    `Nobody who has this core was reached in ${patience} s; name the space that has it with --at`
  )
}

type Decoded = { value: unknown } | { text: string } | { base64: string }

/** What a block is: JSON, text, or bytes. */
function decoded(block: Buffer): Decoded {
  if (!isUtf8(block)) return { base64: block.toString('base64') }
  const text = block.toString('utf8')
  try {
    return { value: JSON.parse(text) }
  } catch {
    return { text }
  }
}

function describe(line: { index: number } & Decoded): string {
  const content =
    'value' in line ? JSON.stringify(line.value) : 'text' in line ? line.text : line.base64
  return `${String(line.index).padStart(6)}  ${clipped(printable(content), 2_000)}`
}
