import { EventEmitter } from 'node:events'
import type { Card } from '../../contacts/card'
import { newDatomId } from '../../datom'
import { DatomspaceError } from '../../error'
import { unrecorded, type RecordEvent } from '../../meter'
import type { Contacts } from '../contacts/contacts'
import type {
  Failure,
  ImportJob,
  Page,
  ReviewAction,
  ReviewKind,
  ReviewRow,
  SecurityLevel
} from '../shapes'
import { feed } from './existing'
import { endJob, failureOf, newJob, readPhase, recordOf, summarise, type LiveJob } from './job'
import { Journal, type JobRecord } from './journal'
import { mend } from './mend'
import { choices, type FileChoice, type ImportsOptions } from './options'
import { failureReport } from './report'
import { Run } from './run'
import type { SessionEvents } from './session'
import { recordImport } from './recorded'
import { recover, undoWrites } from './recovery'
import { startReading } from './start-reading'
import { targetSet } from './target'
import { levelOfNew, Writing } from './writing'

const SLICE = 250

/**
 * Imports as jobs: files are read and compared in a worker, reviewed, written in slices, and can be taken
 * back for 30 days. Nothing is written before `commit`. Answers the calls `imports.*`. A job that was being
 * written when the program died is taken back at the next `ready()`: the sets are attached by then.
 *
 * Event: `change` with `{ id }`.
 */
export class Imports extends EventEmitter {
  private readonly live = new Map<string, LiveJob>()
  /** Jobs that ended before anything was written: they are known until the program ends. */
  private readonly past = new Map<string, ImportJob>()
  private readonly journal: Journal
  private readonly contacts: Contacts
  private readonly now: () => number
  private readonly tellTrail: RecordEvent
  private closed = false

  constructor(private readonly options: ImportsOptions) {
    super()
    this.journal = new Journal(options.database)
    this.contacts = options.contacts
    this.now = options.now ?? Date.now
    this.tellTrail = options.record ?? unrecorded
  }

  async ready(): Promise<void> {
    for (const record of await this.journal.all()) {
      if (record.state === 'open') await this.recover(record, 'cancelled')
      else if (record.state === 'undoing') await this.recover(record, 'undone')
    }
  }

  /** Stops all reading; what is being written is taken back at the next start. */
  async close(): Promise<void> {
    this.closed = true
    for (const live of this.live.values()) {
      live.stop = true
      live.resume?.()
      await live.writing
      await live.reading.close()
      await live.read
    }
    this.live.clear()
  }

  /** Begins to read the files of these tokens; the job tells how far it is. */
  async open({ tokens }: { tokens: string[] }): Promise<ImportJob> {
    const places = this.options.files.takeAll(tokens).map(({ path, name }) => ({ path, name }))
    const job = newJob(newDatomId(this.now()), this.now())
    const reading = await startReading(this.options, (name, body) =>
      this.onreading(job, name, body)
    )
    const live: LiveJob = {
      job,
      reading,
      read: Promise.resolve(),
      stop: false,
      resume: null,
      inspections: []
    }
    this.live.set(job.id, live)
    live.read = this.read(live, places)
    this.changed(job.id)
    return copy(job)
  }

  /** Newest first. */
  async list(): Promise<ImportJob[]> {
    const records = await this.journal.all()
    const written = records.filter(({ job }) => !this.live.has(job.id)).map(({ job }) => job)
    const live = [...this.live.values()].map(({ job }) => job)
    const jobs = [...written, ...this.past.values(), ...live]
    return jobs.sort((a, b) => (a.id < b.id ? 1 : -1)).map(job => this.present(job))
  }

  async get({ id }: { id: string }): Promise<ImportJob> {
    const job = this.live.get(id)?.job ?? this.past.get(id)
    return this.present(job ?? (await this.journal.get(id)).job)
  }

  async configure({ id, file, charset, mapping }: FileChoice): Promise<ImportJob> {
    const live = this.reviewed(id)
    const { job } = live
    job.phase = 'reading'
    this.changed(id)
    try {
      summarise(job, await live.reading.call('configure', file, choices(charset, mapping)))
    } finally {
      if (job.phase === 'reading') job.phase = readPhase(job)
      this.changed(id)
    }
    return copy(job)
  }

  async preview({ id, file, charset, mapping }: FileChoice): Promise<ReviewRow[]> {
    return this.reviewed(id).reading.call('preview', file, choices(charset, mapping))
  }

  /** After the import has been written only what failed is left to see. */
  async review(params: {
    id: string
    kind?: ReviewKind | 'all'
    query?: string
    offset?: number
    limit?: number
  }): Promise<Page<ReviewRow>> {
    const { id, ...rest } = params
    const live = this.live.get(id)
    if (!live) return this.failures(params)
    const page = await live.reading.call('page', rest)
    for (const { match } of page.rows) {
      if (match && match.name === '') match.name = this.contacts.projection.nameOf(match.id) ?? ''
    }
    return page
  }

  /** Everything that a row of the review holds. Once the import is written, the contacts do. */
  async record({ id, row }: { id: string; row: number }): Promise<{ card: Card }> {
    return { card: await this.reviewed(id).reading.call('card', row) }
  }

  async choose(params: {
    id: string
    rows?: number[]
    kind?: ReviewKind | 'all'
    action: ReviewAction
  }): Promise<ImportJob> {
    const { id, ...rest } = params
    const live = this.reviewed(id)
    summarise(live.job, await live.reading.call('choose', rest))
    this.changed(id)
    return copy(live.job)
  }

  /** Begins to write what was chosen; the job tells how far it is. */
  async commit(params: {
    id: string
    setId?: string
    newSet?: string
    level?: SecurityLevel
    tags?: string[]
  }): Promise<ImportJob> {
    const live = this.reviewed(params.id)
    const { job } = live
    if (job.counts.total === 0) {
      throw new DatomspaceError('LAYOUT_UNKNOWN', 'Say what the columns of the file mean first')
    }
    const before = job.phase
    job.phase = 'writing' // before anything is awaited: a second call must not write it too
    try {
      live.source = await targetSet(this.options, params)
      live.inspections = await Promise.all(
        job.files.map(async ({ index }) => (await live.reading.call('inspectionOf', index)) ?? null)
      )
      job.setId = live.source.setId
      job.setName = live.source.setName
      job.progress = { done: 0, total: job.counts.total }
      const { level, tags } = params
      live.labels = { ...(level && { level }), ...(tags && { tags }) }
      if (live.stop) throw new DatomspaceError('CANCELLED', 'This import was cancelled')
      await this.journal.put(recordOf(live, job, 'open'))
    } catch (error) {
      job.phase = before
      throw error
    }
    live.writing = this.write(live)
    this.changed(job.id)
    return copy(job)
  }

  async pause({ id }: { id: string }): Promise<ImportJob> {
    const live = this.alive(id)
    if (live.job.phase === 'writing' && live.writing) live.job.phase = 'paused'
    this.changed(id)
    return copy(live.job)
  }

  async resume({ id }: { id: string }): Promise<ImportJob> {
    const live = this.alive(id)
    if (live.job.phase === 'paused') {
      live.job.phase = 'writing'
      delete live.job.failure
    }
    live.resume?.()
    this.changed(id)
    return copy(live.job)
  }

  /** Ends a job; what it has written already is taken back. */
  async cancel({ id }: { id: string }): Promise<ImportJob> {
    const live = this.alive(id)
    live.stop = true
    live.resume?.()
    if (live.writing) await live.writing
    else await this.finish(live, 'cancelled')
    await live.read
    return copy(live.job)
  }

  /** Deletes what the import created and sets back what it changed, but for what was changed since. */
  async undo({ id }: { id: string }): Promise<ImportJob> {
    const record = await this.journal.get(id)
    if (this.live.has(id) || this.present(record.job).undoUntil === undefined) {
      throw new DatomspaceError('CONFLICT', 'This import cannot be taken back (any more)', {
        details: { id }
      })
    }
    await this.journal.put({ ...record, state: 'undoing' })
    return this.recover(record, 'undone')
  }

  async failures(params: {
    id: string
    offset?: number
    limit?: number
  }): Promise<Page<ReviewRow>> {
    const { id, offset = 0, limit = 100 } = params
    const live = this.live.get(id)
    if (live) return live.reading.call('page', { kind: 'problem', offset, limit })
    await this.get({ id })
    return this.journal.failures(id, offset, limit)
  }

  /** Reads a failed record again; after the import has been written, writes it as well. */
  async retry({ id, row, raw }: { id: string; row: number; raw: string }): Promise<ImportJob> {
    const live = this.live.get(id)
    if (!live) return this.retryWritten(id, row, raw)
    this.reviewed(id)
    summarise(live.job, await live.reading.call('retry', row, raw))
    this.changed(id)
    return copy(live.job)
  }

  /** Every failure as CSV text. */
  async report({ id }: { id: string }): Promise<{ text: string }> {
    await this.get({ id })
    return { text: await failureReport(this.everyFailure(id)) }
  }

  private async *everyFailure(id: string): AsyncGenerator<ReviewRow> {
    if (!this.live.has(id)) return yield* this.journal.allFailures(id)
    for (let offset = 0; ; offset += SLICE) {
      const { rows, total } = await this.failures({ id, offset, limit: SLICE })
      yield* rows
      if (offset + SLICE >= total) return
    }
  }

  private onreading<Name extends keyof SessionEvents>(
    job: ImportJob,
    name: Name,
    body: SessionEvents[Name]
  ): void {
    if (name === 'file') {
      const file = body as SessionEvents['file']
      job.files[file.index] = file
    } else if (job.phase === 'reading') {
      job.progress = body as SessionEvents['progress']
    }
    this.changed(job.id)
  }

  private async read(live: LiveJob, places: { path: string; name: string }[]): Promise<void> {
    const { job, reading } = live
    try {
      await feed(reading, this.contacts.projection, this.journal)
      summarise(job, await reading.call('open', places))
      job.phase = readPhase(job)
      if (job.phase !== 'failed') return this.changed(job.id)
      const failure = job.files.find(file => file.failure)?.failure
      await this.finish(live, 'failed', failure)
    } catch (error) {
      if (!live.stop) await this.finish(live, 'failed', failureOf(error))
    }
  }

  /** Ends a job that wrote nothing. */
  private async finish(
    live: LiveJob,
    phase: 'cancelled' | 'failed',
    failure?: Failure
  ): Promise<void> {
    endJob(live.job, phase, this.now(), failure)
    this.live.delete(live.job.id)
    this.past.set(live.job.id, live.job)
    await live.reading.close()
    this.changed(live.job.id)
  }

  /** Takes back a job of which only the journal is left. */
  private async recover(record: JobRecord, phase: 'cancelled' | 'undone'): Promise<ImportJob> {
    const { journal, contacts, now, tellTrail } = this
    await recover({ journal, contacts, now, record: tellTrail }, record, phase)
    this.changed(record.job.id)
    return copy(record.job)
  }

  private async write(live: LiveJob): Promise<void> {
    const region = await this.options.region?.()
    const { id } = live.job
    const { journal, contacts, now } = this
    const { labels = {} } = live
    const level = levelOfNew(live.source!, labels.level)
    await new Run(live, {
      journal,
      writing: new Writing({
        id,
        journal,
        projection: contacts.projection,
        source: live.source!,
        now,
        ...labels,
        ...(region && { region })
      }),
      make: () => ({ now: now(), ...labels, level }),
      now,
      isClosing: () => this.closed,
      undo: () => undoWrites({ journal, contacts, now }, id),
      onwritten: () => recordImport(this.tellTrail, live.job),
      onchange: () => this.changed(id)
    }).finish()
    await contacts.projection.applied()
    this.live.delete(id)
    await live.reading.close()
    this.changed(id)
  }

  private async retryWritten(id: string, row: number, raw: string): Promise<ImportJob> {
    const { journal, contacts, now, tellTrail } = this
    const record = await journal.get(id)
    const mended = await mend(
      { journal, contacts, now, startReading: () => startReading(this.options), record: tellTrail },
      { record, row, raw }
    )
    if (mended) this.changed(id)
    return this.present(record.job)
  }

  private alive(id: string): LiveJob {
    const live = this.live.get(id)
    if (live && !OVER.has(live.job.phase)) return live
    throw new DatomspaceError('CONFLICT', 'This import is over', { details: { id } })
  }

  private reviewed(id: string): LiveJob {
    const live = this.alive(id)
    if (live.job.phase === 'review' || live.job.phase === 'mapping') return live
    throw new DatomspaceError('CONFLICT', `This import is not under review: ${live.job.phase}`, {
      details: { id, phase: live.job.phase }
    })
  }

  private present(job: ImportJob): ImportJob {
    const shown = copy(job)
    if (shown.undoUntil && Date.parse(shown.undoUntil) <= this.now()) delete shown.undoUntil
    return shown
  }

  private changed(id: string): void {
    if (!this.closed) this.emit('change', { id })
  }
}

const OVER: ReadonlySet<string> = new Set(['done', 'cancelled', 'undone', 'failed'])

function copy(job: ImportJob): ImportJob {
  return structuredClone(job)
}
