import { open, rm, type FileHandle } from 'node:fs/promises'
import { DatomspaceError } from '../../error'
import type { ContactRow, OwnershipHistory, TransferRow } from '../../space/shapes'
import type { Connection } from '../connection'
import { ambiguous, lookup } from '../lookup'
import type { Output } from '../output'
import { printable, table } from '../text'
import { bytesOf, unwritable, type Largest } from '../whole-file'
import { personOf } from './grants'

export interface OfferOptions {
  to?: string
  message?: string
  /** Where to write the parcel; `-` is stdout. */
  file?: string
}

export interface AcceptOptions {
  set?: string
  /** A parcel, or the answer to one. */
  file?: string
  /** Where to write the answer; stdout when left out. */
  output?: string
}

/** The same bound as the space has for what it takes. */
const LARGEST: Largest = { bytes: 16 * 1024 * 1024, of: 'such file' }

/** `datomspace transfer`: what is offered and was handed over, both ways, newest first. */
export async function transfers(connection: Connection, output: Output): Promise<void> {
  const rows = await connection.call('ownership.transfers', {})
  if (output.mode === 'text') return output.value(rows, () => table(rows.map(lineOf)))
  for (const row of rows) await output.value(row, () => '')
}

/** `datomspace transfer CONTACT --to PERSON`: by letter, or as a file that only they can open. */
export async function offer(
  connection: Connection,
  output: Output,
  wanted: string,
  { to, message, file }: OfferOptions
): Promise<void> {
  if (to === undefined) {
    throw new DatomspaceError('INVALID_ARGUMENT', 'Say whom to hand it over to with --to')
  }
  const id = await datomOf(connection, wanted)
  if (file !== undefined) {
    if (message !== undefined) {
      throw new DatomspaceError('INVALID_ARGUMENT', 'A message goes with a letter, not with --file')
    }
    // A file can be for somebody who is in no address book.
    const did = to.startsWith('did:key:') ? to : (await personOf(connection, to)).did
    const make = () => connection.call('ownership.handOver', { id, did })
    if (file === '-') return output.raw((await make()).text)
    // The parcel cannot be made a second time: the file comes first.
    const transfer = await writing(file, async target => {
      const { text, transfer: row } = await make()
      await target.writeFile(text)
      return row
    })
    return output.value({ ...transfer, file }, told)
  }
  const { did } = await personOf(connection, to)
  const row = await connection.call('ownership.transfer', {
    id,
    did,
    ...(message !== undefined && { message })
  })
  if (connection.kind === 'opened') {
    output.note('It is sent while your space runs: the app, or "datomspace serve"')
  }
  await output.value(row, told)
}

/** `datomspace transfer accept`: an offer, or a file; a parcel is answered with a file to send back. */
export async function accept(
  connection: Connection,
  output: Output,
  wanted: string | undefined,
  options: AcceptOptions
): Promise<void> {
  const { file } = options
  if ((wanted === undefined) === (file === undefined)) {
    throw new DatomspaceError('INVALID_ARGUMENT', 'Name an offer, or a file with --file')
  }
  const setId =
    options.set === undefined
      ? undefined
      : lookup(await connection.call('sets.list', {}), options.set, set => set.name, 'set').id
  const into = setId === undefined ? {} : { setId }
  if (file === undefined) {
    const { id } = await transferOf(connection, wanted!)
    return output.value(await connection.call('ownership.accept', { id, ...into }), told)
  }
  const text = (await bytesOf(file, LARGEST)).toString()
  const { transfer, answer } = await connection.call('ownership.takeOver', { text, ...into })
  if (answer === undefined) return output.value(transfer, told)
  if (options.output !== undefined && options.output !== '-') {
    await writing(options.output, target => target.writeFile(answer))
    return output.value({ ...transfer, file: options.output }, told)
  }
  if (output.mode === 'json') return output.value({ ...transfer, answer }, () => '')
  output.note('It is yours. Send what follows back, so that the giver knows')
  await output.raw(answer)
}

export async function end(
  connection: Connection,
  output: Output,
  wanted: string,
  how: { action: 'decline' | 'withdraw'; reason?: string }
): Promise<void> {
  const { id } = await transferOf(connection, wanted)
  const { action, reason } = how
  const row =
    action === 'withdraw'
      ? await connection.call('ownership.withdraw', { id })
      : await connection.call('ownership.decline', { id, ...(reason !== undefined && { reason }) })
  await output.value(row, told)
}

/** `datomspace retire` and `dispute`: signs a record with its reason. */
export async function signRecord(
  connection: Connection,
  output: Output,
  wanted: string,
  how: { action: 'retire' | 'dispute'; reason: string }
): Promise<void> {
  const { action, reason } = how
  const id = await datomOf(connection, wanted)
  const history = await connection.call(`ownership.${action}`, { id, reason })
  await output.value(history, describe)
}

/** Id of a contact, by that, its URN or its name. Asks for no more than it needs: a look may be counted. */
async function datomOf(connection: Connection, wanted: string): Promise<string> {
  try {
    const id = wanted.replace(/^urn:uuid:/, '')
    return (await connection.call('ownership.chain', { id })).id
  } catch (error) {
    if (DatomspaceError.from(error).code !== 'NOT_FOUND') throw error
    const filter = { query: wanted }
    const { rows } = await connection.call('contacts.page', { filter, limit: 500 })
    const named = rows.filter((row: ContactRow) => row.name === wanted)
    if (named.length > 1) throw ambiguous(named, wanted, 'contact')
    if (named.length === 0) throw error
    return named[0]!.id
  }
}

async function transferOf(connection: Connection, wanted: string): Promise<TransferRow> {
  const rows = await connection.call('ownership.transfers', {})
  return lookup(rows, wanted, row => row.subjectName, 'transfer')
}

/** A new file of this user's own, that is gone again when `write` fails. */
async function writing<Value>(
  path: string,
  write: (file: FileHandle) => Promise<Value>
): Promise<Value> {
  const file = await open(path, 'wx', 0o600).catch(cause => {
    throw unwritable(path, cause)
  })
  try {
    return await write(file)
  } catch (error) {
    await rm(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
}

function told(row: TransferRow & { file?: string }): string {
  const facts = table([lineOf(row)])
  return row.file === undefined ? facts : `${facts}\nWritten to ${printable(row.file)}`
}

function lineOf(row: TransferRow): string[] {
  return [
    row.id,
    row.direction === 'in' ? 'from' : 'to',
    printable(row.name || row.did),
    row.state,
    printable(row.subjectName),
    printable((row.reason ?? row.message ?? '').replace(/\s+/g, ' '))
  ]
}

function describe({ urn, status, records }: OwnershipHistory): string {
  const lines = records.map(({ kind, at, own, name, did, reason = '' }) => [
    kind,
    at,
    own ? 'you' : printable(name ?? did),
    printable(reason.replace(/\s+/g, ' '))
  ])
  return table([['datom', urn], ['status', status], ...lines])
}
