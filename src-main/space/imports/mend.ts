import { DatomspaceError } from '../../error'
import type { RecordEvent } from '../../meter'
import type { Contacts } from '../contacts/contacts'
import type { ImportCounts } from '../shapes'
import { feed } from './existing'
import type { JobRecord, Journal } from './journal'
import type { Reading } from './reading'
import { recordImport } from './recorded'
import { levelOfNew, Writing, type WriteCounts } from './writing'

export interface Mending {
  journal: Journal
  contacts: Contacts
  startReading: () => Promise<Reading>
  now: () => number
  /** Tells the audit trail. */
  record: RecordEvent
}

/**
 * Reads a failed record of an import that is over, as a person has mended it, and writes it as part of that
 * import: its counts are in the job of the record then. Returns false if it still cannot be read. Throws
 * `CONFLICT` where that is no longer possible, and what the writing of it throws.
 */
export async function mend(
  { journal, contacts, startReading, now, record: tell }: Mending,
  { record, row, raw }: { record: JobRecord; row: number; raw: string }
): Promise<boolean> {
  const { job, inspections, labels = {} } = record
  const { id } = job
  const failure = await journal.failure(id, row)
  const file = job.files.find(each => each.name === failure.file)
  const inspection = file && inspections[file.index]
  const source = job.setId === undefined ? undefined : contacts.ownSource(job.setId)
  if (job.phase !== 'done' || !inspection || !source) {
    throw new DatomspaceError('CONFLICT', 'This record can no longer be imported by itself')
  }
  const { projection } = contacts
  const reading = await startReading()
  try {
    await feed(reading, projection, journal)
    await reading.call('adopt', failure.file, inspection)
    const { row: fresh } = await reading.call('readAgain', raw)
    if (fresh.kind === 'problem') {
      await journal.addFailures(id, [{ ...failure, problem: fresh.problem! }])
      return false
    }
    const made = { now: now(), ...labels, level: levelOfNew(source, labels.level) }
    const written = await journal.count(id)
    const writing = new Writing({ id, journal, projection, source, now, written, ...labels })
    await writing.writeBlobs(await reading.call('newBlobs', '', Infinity))
    await writing.write(await reading.call('plan', 0, 1, made))
    await writing.land()
    if (writing.failures[0]) throw writing.failures[0].error
    const { counts } = writing
    job.counts = plus(job.counts, counts)
    await recordImport(tell, { ...job, counts: { ...job.counts, ...counts } })
    await journal.put(record)
    await journal.removeFailure(id, row)
    await journal.flush()
    await projection.applied()
    return true
  } finally {
    await reading.close()
  }
}

function plus(counts: ImportCounts, added: WriteCounts): ImportCounts {
  const created = counts.created + added.created
  const updated = counts.updated + added.updated
  const merged = counts.merged + added.merged
  const failed = counts.failed - 1
  const skipped = counts.total - created - updated - merged - failed
  return { total: counts.total, created, updated, merged, skipped, failed }
}
