import type { Blob, Card } from '../../contacts/card'
import { applyMerge, proposeMerge } from '../../contacts/duplicate'
import { changeDatom, encodedDatom, mintDatom, type Datom } from '../../datom'
import { DatomspaceError } from '../../error'
import type { Projection } from '../contacts/projection'
import { prepareRow } from '../contacts/row'
import type { ContactSource } from '../contacts/source'
import type { SecurityLevel } from '../shapes'
import { saving } from '../store'
import type { Journal, JournalEntry } from './journal'
import { ROW, type Plan, type PlanStep } from './review'

export interface WritingOptions {
  id: string
  journal: Journal
  /** Where the contacts of the space are. */
  projection: Projection
  /** Where new ones go. */
  source: ContactSource
  level?: SecurityLevel
  tags?: string[]
  region?: string
  now: () => number
  /** Slices that the journal has of this import already. */
  written?: number
}

export interface WriteCounts {
  created: number
  updated: number
  merged: number
}

export interface WriteFailure {
  row: number
  error: DatomspaceError
  card: Card
}

/** A step with the datom that the worker made for it. */
type Step = PlanStep & { datom: Datom | undefined }

interface Staged {
  source: ContactSource
  datom: Datom
  blobs: Blob[]
  entry: JournalEntry
  step: PlanStep
}

const OUTCOMES = { create: 'created', update: 'updated', merge: 'merged' } as const
const SLICE = 250

/** Does what a plan says, slice by slice, each first in the journal and then in its set. */
export class Writing {
  readonly counts: WriteCounts = { created: 0, updated: 0, merged: 0 }
  readonly failures: WriteFailure[] = []
  /** Row → the contact that it became. */
  private readonly became = new Map<number, string>()
  /** Ids of datoms that are not in their set yet. */
  private readonly unwritten = new Set<string>()
  private inFlight: { slice: Staged[]; done: Promise<void> } | null = null
  private readonly journaled = new WeakSet<Staged[]>()
  private readonly steps: Step[] = []
  private staged: Staged[] = []
  /** Slices that are to be written, each of one source. */
  private readonly ready: Staged[][] = []
  private left: JournalEntry[] = []
  private slices: number

  constructor(private readonly options: WritingOptions) {
    this.slices = options.written ?? 0
  }

  /**
   * Carries out one part of the plan; the last of it may still be on its way until `land`. Throws what
   * the storage throws: nothing of a slice is there then, and `resume` goes on with it.
   */
  async write(plan: Plan): Promise<void> {
    for (const step of plan.steps) this.steps.push({ ...step, datom: madeOf(step, plan.bytes) })
    await this.resume()
  }

  /** Photos of the contacts to come. */
  async writeBlobs(blobs: readonly Blob[]): Promise<void> {
    await saving(this.options.source.put([], blobs))
  }

  async resume(): Promise<void> {
    await this.flush()
    for (let step = this.steps[0]; step; step = this.steps[0]) {
      const id = this.resolve(step.target)
      // Two rows may be about one contact: the second builds on what the first has written.
      if (id !== undefined && this.unwritten.has(id)) await this.land()
      await this.stage(step, id)
      this.steps.shift()
      if (this.staged.length === SLICE) await this.flush()
    }
    await this.flush()
  }

  private async stage(step: Step, id: string | undefined): Promise<void> {
    if (step.action === 'skip') {
      if (id !== undefined) this.left.push({ datomId: id, before: 0, after: 0, hash: step.hash })
      return
    }
    const changes = step.action !== 'create' && id !== undefined
    const current = changes ? await this.current(id) : null
    if (!current) this.create(step)
    else this.change(step, current.source, current.datom)
  }

  private create(step: Step): void {
    const { source, level, tags, now } = this.options
    const content = step.card ?? NO_CARD
    const datom =
      step.datom ??
      mintDatom({ content, ...(level && { level }), ...(tags && { tags: [...tags] }) }, now())
    this.add({ ...step, action: 'create' }, source, datom, 0)
  }

  private change(step: PlanStep, source: ContactSource, current: Datom): void {
    const { region, now } = this.options
    const fresh = step.card!
    const content =
      step.action === 'update'
        ? updatedCard(current.content, fresh)
        : applyMerge(proposeMerge([current.content, fresh], region ? { region } : {}))
    const added = (this.options.tags ?? []).filter(tag => !current.tags.includes(tag))
    const changes = { content, tags: [...current.tags, ...added] }
    this.add(step, source, changeDatom(current, changes, now()), current.version)
  }

  private add(step: PlanStep, source: ContactSource, datom: Datom, before: number): void {
    const entry = { datomId: datom.id, before, after: datom.version, hash: step.hash }
    this.unwritten.add(datom.id)
    this.staged.push({ source, datom, blobs: step.blobs, entry, step })
    this.became.set(step.row, datom.id)
  }

  private resolve(target: string | undefined): string | undefined {
    if (!target?.startsWith(ROW)) return target
    return this.became.get(Number(target.slice(ROW.length)))
  }

  private async current(id: string): Promise<{ source: ContactSource; datom: Datom } | null> {
    const source = this.options.projection.locate(id)?.source ?? this.options.source
    const datom = source.editable ? await source.get(id) : null
    return datom && { source, datom }
  }

  private async flush(): Promise<void> {
    for (const source of new Set(this.staged.map(each => each.source))) {
      this.ready.push(this.staged.filter(each => each.source === source))
    }
    this.staged = []
    // The journal of a slice is written while the slice before it goes to its set.
    for (let slice = this.ready[0]; slice; slice = this.ready[0]) {
      await this.journal(slice)
      await this.landed()
      this.ready.shift()
      const done = this.put(slice)
      done.catch(() => {}) // `landed` throws it
      this.inFlight = { slice, done }
    }
    const { journal, id } = this.options
    if (this.left.length === 0) return
    await journal.append(id, this.slices++, { setId: '', entries: this.left })
    this.left = []
  }

  /** Waits until all that was carried out so far is in the sets. Throws as `write` does. */
  async land(): Promise<void> {
    await this.flush()
    await this.landed()
  }

  /** Waits for what is on its way, whatever becomes of it: for an import that is given up. */
  async settled(): Promise<void> {
    await this.inFlight?.done.catch(() => {})
  }

  private async landed(): Promise<void> {
    if (!this.inFlight) return
    const { slice, done } = this.inFlight
    try {
      await done
      for (const { datom } of slice) this.unwritten.delete(datom.id)
    } catch (error) {
      this.ready.unshift(slice)
      throw error
    } finally {
      this.inFlight = null
    }
  }

  private async journal(slice: Staged[]): Promise<void> {
    if (this.journaled.has(slice)) return
    const { journal, id } = this.options
    const entries = slice.map(each => each.entry)
    await journal.append(id, this.slices++, { setId: slice[0]!.source.setId, entries })
    this.journaled.add(slice)
  }

  private async put(slice: Staged[]): Promise<void> {
    const { source } = slice[0]!
    try {
      await saving(
        source.put(
          slice.map(each => each.datom),
          slice.flatMap(each => each.blobs)
        )
      )
      for (const { step } of slice) this.counts[OUTCOMES[step.action as 'create']]++
    } catch (thrown) {
      const error = DatomspaceError.from(thrown)
      if (!isOfRecord(error)) throw error
      if (slice.length > 1) for (const each of slice) await this.put([each])
      else this.fail(slice[0]!, error)
    }
  }

  private fail({ step, datom }: Staged, error: DatomspaceError): void {
    this.became.delete(step.row)
    this.failures.push({ row: step.row, error, card: step.card ?? datom.content })
  }
}

const NO_CARD: Card = { '@type': 'Card', version: '1.0', uid: '' }

function madeOf({ made }: PlanStep, bytes: Uint8Array): Datom | undefined {
  if (!made) return undefined
  const datom = encodedDatom(made.facts, bytes.subarray(made.start, made.end))
  prepareRow(datom, made.shown)
  return datom
}

/** Whether a write failed for what is in a record, not for the state of the machine. */
function isOfRecord(error: DatomspaceError): boolean {
  return ['INVALID_ARGUMENT', 'LIMIT_EXCEEDED', 'LEVEL_FORBIDS', 'CONFLICT'].includes(error.code)
}

/**
 * The contact as the file has it now. Members that the file does not have at all stay: a person may
 * have added them here.
 */
export function updatedCard(current: Card, fresh: Card): Card {
  return { ...current, ...fresh }
}
