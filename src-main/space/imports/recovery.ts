import type { ErrorCode } from '../../error'
import type { RecordEvent } from '../../meter'
import type { Contacts } from '../contacts/contacts'
import type { Failure } from '../shapes'
import { endJob } from './job'
import type { JobRecord, Journal } from './journal'
import { recordTakenBack } from './recorded'
import { takeBack, type TakenBack } from './take-back'

export interface Recovery {
  journal: Journal
  contacts: Contacts
  now: () => number
}

/** Takes back all that the import wrote, and forgets what it knew. */
export async function undoWrites(
  { journal, contacts, now }: Recovery,
  id: string
): Promise<TakenBack> {
  const result = await takeBack({ id, journal, projection: contacts.projection, now })
  await journal.forget(id)
  return result
}

/** Takes back a job of which only the journal is left, and closes its record. */
export async function recover(
  recovery: Recovery & { record: RecordEvent },
  record: JobRecord,
  phase: 'cancelled' | 'undone'
): Promise<void> {
  const { journal, contacts, now } = recovery
  const { job } = record
  await contacts.projection.settled()
  const { kept, undone } = await undoWrites(recovery, job.id)
  await recordTakenBack(recovery.record, job, undone)
  if (phase === 'cancelled') endJob(job, 'cancelled', now())
  else job.phase = 'undone'
  delete job.undoUntil
  if (kept > 0) job.failure = changedSince(kept)
  await journal.put({ ...record, job, state: 'closed' })
  await journal.flush()
  await contacts.projection.applied()
}

function changedSince(kept: number): Failure {
  const code: ErrorCode = 'CONFLICT'
  const message = `${kept} contacts were changed since the import and stay as they are`
  return { code, message, details: { kept } }
}
