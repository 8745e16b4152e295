import { DatomspaceError } from '../../error'
import type { SpaceDatabase } from '../database'
import type { ImportJob, Page, ReviewRow } from '../shapes'
import type { Inspection } from './file'
import type { ImportLabels } from './job'
import { HASH_LENGTH } from './hash'

/**
 * What an import did to one datom. `before` and `after` are versions of it: 0 before it was there, both
 * 0 for a record that was left out because the contact is there already.
 */
export interface JournalEntry {
  datomId: string
  before: number
  after: number
  hash: string
}

/** Entries of one atomic write. */
export interface JournalSlice {
  setId: string
  entries: JournalEntry[]
  /** Of datoms that the import made, for fewer bytes: id and hash of each; versions are 0 and 1. */
  made?: { ids: string[]; hashes: string[] }
}

/** `open`: being written; `undoing`: being taken back; `closed`: neither. */
export interface JobRecord {
  job: ImportJob
  state: 'open' | 'undoing' | 'closed'
  /** How the files were read, to read a mended record in the same way. */
  inspections: (Inspection | null)[]
  /** What its contacts were given, for mended records too. */
  labels?: ImportLabels
}

const JOBS = 'imports'
const WRITES = 'import-writes'
const FAILURES = 'import-failures'

type Packed = {
  setId: string
  entries: [string, number, number, string][]
  /** Ids and hashes, each of one length. */
  made?: [ids: string, hashes: string]
}

const ID_LENGTH = 36

/**
 * What imports did, in the database of the space. A slice is written here before it is written to its
 * set, and both lie in one write-ahead log: whenever the machine stops, what is in a set is here too.
 */
export class Journal {
  constructor(private readonly database: SpaceDatabase) {}

  put(record: JobRecord): Promise<void> {
    return this.database.put(JOBS, record.job.id, record)
  }

  async get(id: string): Promise<JobRecord> {
    const record = await this.database.get<JobRecord>(JOBS, id)
    if (record) return record
    throw new DatomspaceError('NOT_FOUND', `There is no import ${id}`, { details: { id } })
  }

  async all(): Promise<JobRecord[]> {
    const entries = await this.database.list<JobRecord>(JOBS)
    return entries.map(entry => entry.value)
  }

  append(id: string, number: number, slice: JournalSlice): Promise<void> {
    const entries = slice.entries.map(
      ({ datomId, before, after, hash }): Packed['entries'][number] => [
        datomId,
        before,
        after,
        hash
      ]
    )
    const { setId, made } = slice
    const packed: Packed = {
      setId,
      entries,
      ...(made && { made: [made.ids.join(''), made.hashes.join('')] })
    }
    return this.database.put(WRITES, `${id}/${padded(number)}`, packed)
  }

  /** Of one import in the order of writing, or of all. */
  async *slices(id?: string): AsyncGenerator<JournalSlice> {
    const range = id === undefined ? {} : { prefix: `${id}/` }
    for await (const { value } of this.database.entries<Packed>(WRITES, range)) {
      const entries = value.entries.map(([datomId, before, after, hash]) => ({
        datomId,
        before,
        after,
        hash
      }))
      yield { setId: value.setId, entries: [...entries, ...madeOf(value)] }
    }
  }

  async count(id: string): Promise<number> {
    let count = 0
    for await (const _slice of this.slices(id)) count++
    return count
  }

  /** Forgets what an import wrote, once it has been taken back: its records are unknown again. */
  async forget(id: string): Promise<void> {
    const keys: string[] = []
    for await (const { key } of this.database.entries(WRITES, { prefix: `${id}/` })) keys.push(key)
    await this.database.batch(keys.map(key => ({ type: 'delete', table: WRITES, key })))
  }

  async addFailures(id: string, rows: readonly ReviewRow[]): Promise<void> {
    await this.database.batch(
      rows.map(row => ({
        type: 'put',
        table: FAILURES,
        key: `${id}/${padded(row.index)}`,
        value: row
      }))
    )
  }

  async failure(id: string, row: number): Promise<ReviewRow> {
    const failure = await this.database.get<ReviewRow>(FAILURES, `${id}/${padded(row)}`)
    if (failure) return failure
    throw new DatomspaceError('NOT_FOUND', `Row ${row} of this import did not fail`, {
      details: { id, row }
    })
  }

  removeFailure(id: string, row: number): Promise<void> {
    return this.database.delete(FAILURES, `${id}/${padded(row)}`)
  }

  async failures(id: string, offset: number, limit: number): Promise<Page<ReviewRow>> {
    const entries = await this.database.list<ReviewRow>(FAILURES, { prefix: `${id}/` })
    const rows = entries.slice(offset, offset + limit).map(entry => entry.value)
    return { rows, total: entries.length, offset }
  }

  async *allFailures(id: string): AsyncGenerator<ReviewRow> {
    for await (const { value } of this.database.entries<ReviewRow>(FAILURES, {
      prefix: `${id}/`
    })) {
      yield value
    }
  }

  /** Makes all that was written so far, here and in the sets, safe against power loss. */
  flush(): Promise<void> {
    return this.database.flush()
  }
}

function madeOf({ made: [ids, hashes] = ['', ''] }: Packed): JournalEntry[] {
  return Array.from({ length: ids.length / ID_LENGTH }, (_, at) => ({
    datomId: ids.slice(at * ID_LENGTH, (at + 1) * ID_LENGTH),
    before: 0,
    after: 1,
    hash: hashes.slice(at * HASH_LENGTH, (at + 1) * HASH_LENGTH)
  }))
}

function padded(number: number): string {
  return String(number).padStart(8, '0')
}
