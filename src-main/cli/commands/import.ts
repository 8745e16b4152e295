import { resolve } from 'node:path'
import { DatomspaceError } from '../../error'
import type { ImportJob, ReviewAction } from '../../space/shapes'
import { waitFor, type Connection } from '../connection'
import { EXIT } from '../exit'
import { lookup } from '../lookup'
import type { Output } from '../output'

export interface ImportOptions {
  set?: string
  level?: ImportJob['setName'] & string
  tag?: string[]
  charset?: string
  duplicates?: 'create' | 'merge' | 'skip'
  dryRun?: boolean
}

/**
 * `datomspace import FILE…`: reads, compares, writes what is new or changed, and says what became of
 * every record.
 *
 * @returns the exit status: 3 when some records failed
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
  const settle = async (waiting: ImportJob['phase'][]): Promise<ImportJob> => {
    let said = ''
    return waitFor(
      connection,
      () => connection.call('imports.get', { id }),
      job => {
        const line = `${job.phase} ${job.progress.done}/${job.progress.total}`
        if (line !== said) output.note((said = line))
        return !waiting.includes(job.phase)
      },
      signal
    )
  }
  try {
    let job = await settle(['reading'])
    job = await configure(connection, job, options, settle)
    if (job.phase === 'failed') throw failureOf(job)
    if (signal.aborted) throw new DatomspaceError('CANCELLED', 'The import was cancelled')
    await connection.call('imports.choose', {
      id,
      kind: 'duplicate',
      action: (options.duplicates ?? 'skip') satisfies ReviewAction
    })
    if (options.dryRun) {
      job = await connection.call('imports.get', { id })
      await connection.call('imports.cancel', { id })
      output.value(job, describe)
      return EXIT.ok
    }
    const target = await targetOf(connection, options.set)
    await connection.call('imports.commit', {
      id,
      ...target,
      ...(options.level ? { level: options.level as 'personal' } : {}),
      tags: options.tag ?? []
    })
    job = await settle(['writing', 'paused'])
    if (signal.aborted) throw new DatomspaceError('CANCELLED', 'The import was cancelled')
    if (job.phase === 'failed') throw failureOf(job)
    output.value(job, describe)
    if (job.counts.failed > 0) await sayFailures(connection, output, id)
    return job.counts.failed > 0 ? EXIT.partly : EXIT.ok
  } catch (error) {
    // Half an import is worse than none: what was written so far is taken back.
    await connection.call('imports.cancel', { id }).catch(() => undefined)
    throw error
  }
}

async function configure(
  connection: Connection,
  job: ImportJob,
  options: ImportOptions,
  settle: (waiting: ImportJob['phase'][]) => Promise<ImportJob>
): Promise<ImportJob> {
  if (options.charset) {
    for (const file of job.files) {
      await connection.call('imports.configure', {
        id: job.id,
        file: file.index,
        charset: options.charset
      })
    }
    job = await settle(['reading'])
  }
  if (job.phase !== 'mapping') return job
  const unsure = job.files.filter(file => file.layout && file.layout.confidence < 1)
  throw new DatomspaceError(
    'LAYOUT_UNKNOWN',
    `The columns of ${unsure.map(file => file.name).join(', ')} are not known: import it in the app, which asks what each column means`
  )
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

async function sayFailures(connection: Connection, output: Output, id: string): Promise<void> {
  for (let offset = 0; ; offset += 500) {
    const page = await connection.call('imports.failures', { id, offset, limit: 500 })
    for (const row of page.rows) {
      output.note(`${row.file}:${row.line}: ${row.problem?.message ?? ''}`)
    }
    if (offset + page.rows.length >= page.total || page.rows.length === 0) return
  }
}

function failureOf(job: ImportJob): DatomspaceError {
  const failure = job.failure ?? job.files.find(file => file.failure)?.failure
  return new DatomspaceError(
    failure?.code ?? 'INTERNAL',
    failure?.message ?? 'The import failed for a reason that was not recorded'
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
