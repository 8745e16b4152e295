import type { Blob, Card } from '../../contacts/card'
import { applyMerge, proposeMerge } from '../../contacts/duplicate'
import { changeDatom, mintDatom, type Datom } from '../../datom'
import { DatomspaceError } from '../../error'
import { strictest } from '../../rights'
import type { Projection } from '../contacts/projection'
import type { ContactSource } from '../contacts/source'
import type { SecurityLevel } from '../shapes'
import { saving } from '../store'
import type { Journal, JournalEntry, JournalSlice } from './journal'
import { MadeDatom, type MadeContacts, type Plan, type PlanStep } from './plan'
import { ROW } from './review'

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

interface Staged {
  source: ContactSource
  datom: Datom
  blobs: Blob[]
  entry: JournalEntry
  step: PlanStep
}

/** What goes to one set together. */
interface Slice {
  source: ContactSource
  datoms: Datom[]
  blobs: Blob[]
  outcomes: (keyof WriteCounts)[]
  rows: number[]
  journal: JournalSlice
}

const OUTCOMES = { create: 'created', update: 'updated', merge: 'merged' } as const
const SLICE = 1_000

/** Does what a plan says, slice by slice, each first in the journal and then in its set. */
export class Writing {
  readonly counts: WriteCounts = { created: 0, updated: 0, merged: 0 }
  readonly failures: WriteFailure[] = []
  /** Row → the contact that it became. */
  private readonly became = new Map<number, string>()
  /** Ids of datoms that are not in their set yet. */
  private readonly unwritten = new Set<string>()
  private inFlight: { slice: Slice; done: Promise<void> } | null = null
  private readonly journaled = new WeakSet<Slice>()
  private readonly steps: PlanStep[] = []
  private staged: Staged[] = []
  /** Slices that are to be written, each of one source. */
  private readonly ready: Slice[] = []
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
    if (plan.made.rows.length > 0) this.ready.push(this.sliceOfMade(plan.made))
    this.steps.push(...plan.steps)
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

  private async stage(step: PlanStep, id: string | undefined): Promise<void> {
    if (step.action === 'skip') {
      if (id !== undefined) this.left.push({ datomId: id, before: 0, after: 0, hash: step.hash })
      return
    }
    const changes = step.action !== 'create' && id !== undefined
    const current = changes ? await this.current(id) : null
    if (!current) this.create(step)
    else this.change(step, current.source, current.datom)
  }

  private create(step: PlanStep): void {
    const { source, tags, now } = this.options
    const content = step.card!
    const level = levelOfNew(source, this.options.level)
    const labels = { level, ...(tags && { tags: [...tags] }) }
    this.add({ ...step, action: 'create' }, source, mintDatom({ content, ...labels }, now()), 0)
  }

  private change(step: PlanStep, source: ContactSource, current: Datom): void {
    const { region, now } = this.options
    const fresh = step.card!
    const content =
      step.action === 'update'
        ? updatedCard(current.content, fresh)
        : applyMerge(proposeMerge([current.content, fresh], region ? { region } : {}))
    const added = (this.options.tags ?? []).filter(tag => !current.tags.includes(tag))
    const changes = {
      content,
      tags: [...current.tags, ...added],
      level: strictest(current.level, ...this.brought(source))
    }
    this.add(step, source, changeDatom(current, changes, now()), current.version)
  }

  /** What the level of a record is at least, wherever it goes: as the import says, or as the set it was for. */
  private brought(source: ContactSource): SecurityLevel[] {
    const { level, source: target } = this.options
    return [...(level ? [level] : []), ...(source === target ? [] : [target.level])]
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

  private sliceOfMade(made: MadeContacts): Slice {
    const { source } = this.options
    const { rows, ids, hashes } = made
    const datoms = ids.map((id, at) => {
      this.unwritten.add(id)
      this.became.set(rows[at]!, id)
      return new MadeDatom(made, at)
    })
    const journal = { setId: source.setId, entries: [], made: { ids, hashes } }
    const outcomes = new Array<'created'>(datoms.length).fill('created')
    return { source, datoms, blobs: [], outcomes, rows, journal }
  }

  private async flush(): Promise<void> {
    for (const source of new Set(this.staged.map(each => each.source))) {
      this.ready.push(sliceOf(this.staged.filter(each => each.source === source)))
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
      for (const { id } of slice.datoms) this.unwritten.delete(id)
    } catch (error) {
      this.ready.unshift(slice)
      throw error
    } finally {
      this.inFlight = null
    }
  }

  private async journal(slice: Slice): Promise<void> {
    if (this.journaled.has(slice)) return
    const { journal, id } = this.options
    await journal.append(id, this.slices++, slice.journal)
    this.journaled.add(slice)
  }

  private async put({ source, datoms, blobs, outcomes, rows }: Slice): Promise<void> {
    try {
      await saving(source.put(datoms, blobs))
      for (const outcome of outcomes) this.counts[outcome]++
    } catch (thrown) {
      if (!isOfRecord(DatomspaceError.from(thrown))) throw thrown
      // What of it is there already stays as it is when it is put again.
      for (let at = 0; at < datoms.length; at++) {
        await this.putAlone(source, datoms[at]!, blobs, outcomes[at]!, rows[at]!)
      }
    }
  }

  private async putAlone(
    source: ContactSource,
    datom: Datom,
    blobs: Blob[],
    outcome: keyof WriteCounts,
    row: number
  ): Promise<void> {
    try {
      await saving(source.put([datom], blobs))
      this.counts[outcome]++
    } catch (thrown) {
      const error = DatomspaceError.from(thrown)
      if (!isOfRecord(error)) throw error
      this.became.delete(row)
      this.failures.push({ row, error, card: datom.content })
    }
  }
}

/** Of what an import makes: as it says, and at least that of the set. */
export function levelOfNew(
  source: ContactSource,
  level: SecurityLevel = 'personal'
): SecurityLevel {
  return strictest(level, source.level)
}

function sliceOf(staged: Staged[]): Slice {
  const { source } = staged[0]!
  return {
    source,
    datoms: staged.map(each => each.datom),
    blobs: staged.flatMap(each => each.blobs),
    outcomes: staged.map(({ step }) => OUTCOMES[step.action as 'create']),
    rows: staged.map(({ step }) => step.row),
    journal: { setId: source.setId, entries: staged.map(each => each.entry) }
  }
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
