import type { ContactSource } from '../contacts/source'
import { DatomspaceError } from '../../error'
import type { Failure, ImportJob, ReviewRow, SecurityLevel } from '../shapes'
import type { Inspection } from './file'
import type { JobRecord } from './journal'
import type { Reading } from './reading'
import type { Summary } from './session'

export interface ImportLabels {
  level?: SecurityLevel
  tags?: string[]
}

/** An import that is being read, reviewed or written. */
export interface LiveJob {
  job: ImportJob
  reading: Reading
  /** Settles when the reading of all files has ended, well or not. */
  read: Promise<void>
  /** Present from `commit` on; settles when the writing has ended, well or not. */
  writing?: Promise<void>
  source?: ContactSource
  /** What its contacts are given; present from `commit` on. */
  labels?: ImportLabels
  /** Asked for by `cancel`. */
  stop: boolean
  /** Calls that wait for `resume`. */
  resume: (() => void) | null
  inspections: (Inspection | null)[]
}

/** As the journal keeps it. */
export function recordOf(
  { inspections, labels }: LiveJob,
  job: ImportJob,
  state: JobRecord['state']
): JobRecord {
  return { job, state, inspections, ...(labels && { labels }) }
}

export function newJob(id: string, now: number): ImportJob {
  return {
    id,
    phase: 'reading',
    files: [],
    started: new Date(now).toISOString(),
    progress: { done: 0, total: 0 },
    counts: { total: 0, created: 0, updated: 0, merged: 0, skipped: 0, failed: 0 },
    kinds: { new: 0, update: 0, same: 0, duplicate: 0, problem: 0 }
  }
}

/** Where a job is after its files were read. */
export function readPhase(job: ImportJob): 'mapping' | 'review' | 'failed' {
  const readable = job.files.filter(file => !file.failure)
  if (readable.length === 0) return 'failed'
  return readable.some(file => file.layout?.id === 'unknown') ? 'mapping' : 'review'
}

export function summarise(job: ImportJob, { counts, kinds }: Summary): void {
  job.counts = counts
  job.kinds = kinds
}

/** The row that tells why a record was read but could not be written. */
export function writeFailure(row: ReviewRow, message: string, card: unknown): ReviewRow {
  return {
    ...row,
    kind: 'problem',
    action: 'skip',
    problem: {
      reason: 'not-written',
      message,
      raw: JSON.stringify(card).slice(0, 100_000)
    }
  }
}

/** Ends a job of which nothing was written, or nothing is left. */
export function endJob(
  job: ImportJob,
  phase: 'cancelled' | 'failed',
  now: number,
  failure?: Failure
): void {
  const { total, failed } = job.counts
  job.phase = phase
  job.finished = new Date(now).toISOString()
  job.counts = { total, created: 0, updated: 0, merged: 0, skipped: total - failed, failed }
  if (failure) job.failure = failure
}

export function failureOf(thrown: unknown): Failure {
  const { code, message, details } = DatomspaceError.from(thrown)
  return { code, message, details }
}
