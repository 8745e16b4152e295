import type { ImportFile, ImportJob } from '../../contract'

export const STEPS = ['files', 'review', 'terms', 'saving', 'report'] as const
export type Step = (typeof STEPS)[number]
/** Before anything is written a person goes to and fro between these. */
export type FreeStep = 'files' | 'review' | 'terms'

/** The files whose records only a person can make sense of: guessed charset, unknown columns. */
export function needsAttention(file: ImportFile): boolean {
  return needsMapping(file) || (file.charsetFound === 'guess' && file.records > 0)
}

/** Columns that nobody has given a meaning yet. */
export function needsMapping(file: ImportFile): boolean {
  return !file.failure && file.layout?.id === 'unknown'
}

/** The step that an import is at, given where the person wants to be. */
export function stepOf(job: ImportJob, wanted: FreeStep | null): Step | 'reading' {
  switch (job.phase) {
    case 'reading':
      return 'reading'
    // Files whose columns nobody confirmed are left out when one goes on all the same.
    case 'mapping':
    case 'review':
      return wanted ?? (job.files.some(needsAttention) ? 'files' : 'review')
    case 'writing':
    case 'paused':
      return 'saving'
    default:
      return 'report'
  }
}

/** Contacts that would be written with what is chosen now. */
export function chosenCount(job: ImportJob): number {
  return job.counts.created + job.counts.updated + job.counts.merged
}

/** A job that waits for the person or is being written. */
export function isUnfinished(job: ImportJob): boolean {
  return ['reading', 'mapping', 'review', 'writing', 'paused'].includes(job.phase)
}

/** The files that a person handed over, without those that came out of an archive. */
export function ownFiles(job: ImportJob): ImportFile[] {
  const archives = job.files.filter(file => file.format === 'zip').map(file => `${file.name}/`)
  return job.files.filter(file => !archives.some(archive => file.name.startsWith(archive)))
}
