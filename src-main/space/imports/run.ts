import { DatomspaceError } from '../../error'
import { endJob, failureOf, recordOf, writeFailure, type LiveJob } from './job'
import type { Journal } from './journal'
import type { MakeOptions, Plan } from './plan'
import type { Writing } from './writing'

export interface RunOptions {
  journal: Journal
  writing: Writing
  /** What new contacts are given, now. */
  make: () => MakeOptions
  now: () => number
  /** True when the program ends: what was written is taken back at the next start. */
  isClosing: () => boolean
  /** Takes back what was written. */
  undo: () => Promise<unknown>
  /** Everything is in the set and counted; awaited before the job is closed. */
  onwritten: () => Promise<unknown>
  onchange: () => void
}

const UNDO_DAYS = 30
const DAY = 86_400_000
/** Rows that are asked for, and failures that are kept, at once. */
const SLICE = 1_000
const BLOB_BYTES = 256 * 1024

/** The writing of one import, from the first slice to the report; can be paused, resumed and stopped. */
export class Run {
  constructor(
    private readonly live: LiveJob,
    private readonly options: RunOptions
  ) {}

  /** Settles when the job is over, well or not; never rejects. */
  async finish(): Promise<void> {
    try {
      await this.writeAll()
      if (await this.stopped()) return await this.abandon('cancelled')
      await this.settle()
    } catch (error) {
      await this.abandon(this.live.stop ? 'cancelled' : 'failed', error)
    }
  }

  private async writeAll(): Promise<void> {
    const { job } = this.live
    const { total } = job.counts
    await this.writeBlobs()
    let coming = this.plan(0)
    for (let done = 0; done < total;) {
      if (await this.stopped()) return
      const plan = await coming
      // The worker prepares the next part while this one is written.
      if (plan.next < total) coming = this.plan(plan.next)
      await this.write(plan)
      done = plan.next
      job.progress = { done, total }
      this.options.onchange()
    }
    await this.holding(() => this.options.writing.land())
  }

  private async writeBlobs(): Promise<void> {
    const { live, options } = this
    for (let after = ''; ;) {
      const blobs = await live.reading.call('newBlobs', after, BLOB_BYTES)
      if (blobs.length === 0 || (await this.stopped())) return
      await this.holding(() => options.writing.writeBlobs(blobs))
      after = blobs.at(-1)!.hash
    }
  }

  private plan(from: number): Promise<Plan> {
    const plan = this.live.reading.call('plan', from, SLICE, this.options.make())
    plan.catch(() => {}) // seen by whoever awaits it, and of no interest when nobody does
    return plan
  }

  private async write(plan: Plan): Promise<void> {
    const { writing } = this.options
    await this.holding(
      () => writing.write(plan),
      () => writing.resume()
    )
  }

  /** A full disk pauses the job, so that a person can make room and go on. */
  private async holding(work: () => Promise<void>, again = work): Promise<void> {
    const { job } = this.live
    for (let next = work; ; next = again) {
      try {
        return await next()
      } catch (thrown) {
        const error = DatomspaceError.from(thrown)
        if (error.code !== 'STORAGE_FULL') throw error
        job.phase = 'paused'
        job.failure = failureOf(error)
        this.options.onchange()
        if (await this.stopped()) throw error
      }
    }
  }

  /** True when the job is to end; waits while it is paused. */
  private async stopped(): Promise<boolean> {
    const { live } = this
    while (live.job.phase === 'paused' && !live.stop) {
      await new Promise<void>(resolve => {
        live.resume = resolve
      })
      live.resume = null
    }
    return live.stop
  }

  /** Everything is written: makes it safe, then says so. */
  private async settle(): Promise<void> {
    const { live, options } = this
    const { job } = live
    const { journal, writing } = options
    await this.keepFailures()
    await journal.flush()
    const { created, updated, merged } = writing.counts
    const { total } = job.counts
    const failed = job.counts.failed + writing.failures.length
    const skipped = total - created - updated - merged - failed
    job.counts = { total, created, updated, merged, skipped, failed }
    await options.onwritten()
    const now = options.now()
    job.finished = new Date(now).toISOString()
    job.undoUntil = new Date(now + UNDO_DAYS * DAY).toISOString()
    const finished = { ...job, phase: 'done' as const }
    await journal.put(recordOf(live, finished, 'closed'))
    await journal.flush()
    job.phase = 'done'
  }

  private async keepFailures(): Promise<void> {
    const { live, options } = this
    const { id } = live.job
    for (let offset = 0; ; offset += SLICE) {
      const params = { kind: 'problem' as const, offset, limit: SLICE }
      const { rows, total } = await live.reading.call('page', params)
      await options.journal.addFailures(id, rows)
      if (offset + SLICE >= total) break
    }
    for (const { row, error, card } of options.writing.failures) {
      const shown = await live.reading.call('row', row)
      await options.journal.addFailures(id, [writeFailure(shown, error.message, card)])
    }
  }

  /** Takes back what was written, and ends the job. */
  private async abandon(phase: 'cancelled' | 'failed', thrown?: unknown): Promise<void> {
    const { live, options } = this
    const { job } = live
    // What is on its way arrives, or fails, before anything is taken back.
    await options.writing.settled()
    if (options.isClosing()) return
    try {
      await options.undo()
      endJob(job, phase, options.now(), phase === 'failed' ? failureOf(thrown) : undefined)
      await options.journal.put({ job, state: 'closed', inspections: [] })
      await options.journal.flush()
    } catch (error) {
      // The record stays open: the next start takes back what this one could not.
      endJob(job, 'failed', options.now(), failureOf(error))
    }
  }
}
