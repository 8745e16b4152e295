import { urnOf } from '../../datom'
import type { RecordEvent } from '../../meter'
import type { ImportJob } from '../shapes'

/** An import is one entry of the audit trail, however many contacts it brought. */
export async function recordImport(record: RecordEvent, job: ImportJob): Promise<void> {
  const { created, updated, merged } = job.counts
  const count = created + updated + merged
  if (job.setId === undefined || count === 0) return
  const facts = { type: 'contact', import: job.id, count, created, updated, merged }
  await record({ event: 'mint', subject: urnOf(job.setId), facts })
}

/** So is taking it back. */
export async function recordTakenBack(
  record: RecordEvent,
  job: ImportJob,
  count: number
): Promise<void> {
  if (job.setId === undefined || count === 0) return
  const facts = { type: 'contact', import: job.id, undone: true, count }
  await record({ event: 'delete', subject: urnOf(job.setId), facts })
}
