import { resolve } from 'node:path'
import { DatomspaceError } from '../../error'
import type { ImportJob, ReviewAction, ReviewRow } from '../../space/shapes'
import { waitFor, type Connection } from '../connection'
import { EXIT } from '../exit'
import { lookup } from '../lookup'
import type { Output } from '../output'
import { clipped } from '../text'
import { readColumns } from './columns'

export interface ImportOptions {
  set?: string
  level?: string
  tag?: string[]
  charset?: string
  /** `HEADER=FIELD` each. */
  map?: string[]
  /** Takes the proposed meaning of columns that are not known for certain. */
  guess?: boolean
  duplicates?: 'create' | 'merge' | 'skip'
  dryRun?: boolean
}

type Settle = (waiting: (job: ImportJob) => boolean) => Promise<ImportJob>

/**
 * `datomspace import FILE…`: reads, compares, writes what is new or changed, and says what became of
 * every record. Interrupted, it takes back what it wrote.
 *
 * @returns the exit status: 3 when some records or files failed
 */
export async function importFiles(
  connection: Connection,
  output: Output,
  files: string[],
  options: ImportOptions,
  signal: AbortSignal
): Promise<number> {
  const tokens: string[] = []
  for (const file of files) {
    const { token } = await connection.call('files.offer', { path: resolve(file) })
    tokens.push(token)
  }
  const { id } = await connection.call('imports.open', { tokens })
  const settle: Settle = async waiting => {
    const job = await waitFor(
      connection,
      () => connection.call('imports.get', { id }),
      now => {
        output.progress(now.phase, now.progress.done, now.progress.total)
        return !waiting(now)
      },
      signal
    )
    if (signal.aborted && job.phase !== 'done') {
      throw new DatomspaceError('CANCELLED', 'Interrupted: nothing of this import stays')
    }
    if (job.phase === 'failed' || (job.phase === 'paused' && job.failure)) throw failureOf(job)
    if (job.phase === 'cancelled') {
      throw new DatomspaceError('CANCELLED', 'The import was cancelled; nothing of it stays')
    }
    return job
  }
  try {
    await settle(isReading)
    await configure(connection, id, options, output)
    const leftOut = await decide(connection, id, options.duplicates ?? 'skip')
    if (options.dryRun) return await dryRun(connection, output, await settle(isReading), leftOut)
    const target = await targetOf(connection, options.set)
    await connection.call('imports.commit', {
      id,
      ...target,
      ...(options.level ? { level: options.level as 'personal' } : {}),
      tags: options.tag ?? []
    })
    return await report(connection, output, await settle(isWriting), leftOut, describe)
  } catch (error) {
    // Half an import is worse than none: what was written so far is taken back.
    await cancel(connection, id)
    throw error
  }
}

const isReading = ({ phase }: ImportJob): boolean => phase === 'reading'

/** Also while somebody else has paused it; without room on the disk it pauses by itself. */
const isWriting = ({ phase, failure }: ImportJob): boolean =>
  phase === 'writing' || (phase === 'paused' && !failure)

/** Reads files anew as the options say. */
async function configure(
  connection: Connection,
  id: string,
  options: ImportOptions,
  output: Output
): Promise<void> {
  const { charset } = options
  let job = await connection.call('imports.get', { id })
  for (const file of charset ? job.files : []) {
    if (file.failure || file.format === 'zip') continue
    job = await connection.call('imports.configure', { id, file: file.index, charset })
  }
  if (job.phase === 'mapping') await readColumns(connection, output, job, options)
}

/** A record that is not written because a contact is likely the same person. */
interface LeftOut {
  file: string
  line: number
  name: string
  /** The contact: its id, its name, and what speaks for it. */
  match: NonNullable<ReviewRow['match']>
}

const PAGE = 500

/** Does with likely duplicates as it is told; what only may be one is a contact of its own. */
async function decide(
  connection: Connection,
  id: string,
  action: ReviewAction
): Promise<LeftOut[]> {
  const leftOut: LeftOut[] = []
  for (let offset = 0; ; offset += PAGE) {
    const params = { id, kind: 'duplicate' as const, offset, limit: PAGE }
    const { rows, total } = await connection.call('imports.review', params)
    const likely = rows.filter(row => row.match?.degree === 'likely')
    if (likely.length > 0 && action !== 'create') {
      await connection.call('imports.choose', { id, rows: likely.map(row => row.index), action })
    }
    for (const { file, line, name, match } of action === 'skip' ? likely : []) {
      leftOut.push({ file, line, name, match: match! })
    }
    if (rows.length === 0 || offset + rows.length >= total) return leftOut
  }
}

async function dryRun(
  connection: Connection,
  output: Output,
  job: ImportJob,
  leftOut: LeftOut[]
): Promise<number> {
  const text = (value: ImportJob) => `Would be:\n${describe(value)}`
  const status = await report(connection, output, job, leftOut, text)
  await connection.call('imports.cancel', { id: job.id })
  return status
}

async function targetOf(
  connection: Connection,
  name: string | undefined
): Promise<{ setId?: string; newSet?: string }> {
  if (name === undefined) return {}
  const sets = await connection.call('sets.list', {})
  const known = sets.some(set => set.id === name || set.name === name)
  return known ? { setId: lookup(sets, name, set => set.name, 'set').id } : { newSet: name }
}

/** What became of everything: counts, each record that failed or was left out, each file that could not be read. */
async function report(
  connection: Connection,
  output: Output,
  job: ImportJob,
  leftOut: LeftOut[],
  text: (job: ImportJob) => string
): Promise<number> {
  const failures: { file: string; line: number; reason: string; message: string; raw: string }[] =
    []
  for await (const row of failedRows(connection, job)) {
    const { reason = '', message = '', raw = '' } = row.problem ?? {}
    failures.push({ file: row.file, line: row.line, reason, message, raw })
  }
  await output.value({ ...job, failures, leftOut }, text)
  if (output.mode === 'text') {
    for (const { file, line, name, match } of leftOut) {
      const why = `${match.name || 'a record before it'} is likely the same (${match.reasons.join(', ')})`
      output.note(
        `${file}:${line}: ${clipped(name, 80)} left out, as ${clipped(why, 200)}  ${match.id}`
      )
    }
    for (const { file, line, message, raw } of failures) {
      output.note(`${file}:${line}: ${message}  ${clipped(raw.split(/\r?\n/)[0] ?? '', 80)}`)
    }
    for (const { name, failure } of job.files)
      if (failure) output.note(`${name}: ${failure.message}`)
  }
  const refused = job.files.some(file => file.failure)
  return failures.length > 0 || refused ? EXIT.partly : EXIT.ok
}

async function* failedRows(connection: Connection, job: ImportJob): AsyncGenerator<ReviewRow> {
  if (job.counts.failed === 0) return
  for (let offset = 0; ; offset += 500) {
    const { id } = job
    const page = await connection.call('imports.failures', { id, offset, limit: 500 })
    yield* page.rows
    if (page.rows.length === 0 || offset + page.rows.length >= page.total) return
  }
}

async function cancel(connection: Connection, id: string): Promise<void> {
  try {
    await connection.call('imports.cancel', { id })
  } catch (error) {
    // Over already: it failed by itself, or the space has ended and takes it back when it starts.
    if (!['CONFLICT', 'CLOSED'].includes(DatomspaceError.from(error).code)) throw error
  }
}

function failureOf(job: ImportJob): DatomspaceError {
  const failure = job.failure ?? job.files.find(file => file.failure)?.failure
  return new DatomspaceError(
    failure?.code ?? 'INTERNAL',
    failure?.message ?? 'The import failed for a reason that was not recorded',
    { details: failure?.details ?? {} }
  )
}

function describe(job: ImportJob): string {
  const { counts } = job
  const where = job.setName ? ` into "${job.setName}"` : ''
  return [
    `${counts.total} records${where}`,
    `  created ${counts.created}`,
    `  updated ${counts.updated}`,
    `  merged  ${counts.merged}`,
    `  skipped ${counts.skipped}`,
    `  failed  ${counts.failed}`
  ].join('\n')
}
