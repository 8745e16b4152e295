import type { ReadEvent } from '../../contacts'
import type { Blob, Card } from '../../contacts/card'
import { DuplicateIndex, type DuplicateMatch } from '../../contacts/duplicate'
import { DatomspaceError } from '../../error'
import { fold } from '../contacts/text'
import type {
  ImportCounts,
  ImportJob,
  MatchDegree,
  Page,
  ReviewAction,
  ReviewKind,
  ReviewRow
} from '../shapes'
import { Arena } from './arena'
import { PlanDraft, type MakeOptions, type Plan } from './plan'
import { cardOf, possible, reviewRow, searched, type Row } from './review-row'

/** A row of another than the contacts of the space: an earlier row of the same import. */
export const ROW = 'row:'

const DEFAULTS: Record<ReviewKind, ReviewAction> = {
  new: 'create',
  update: 'update',
  same: 'skip',
  duplicate: 'create',
  problem: 'skip'
}

/**
 * All records of an import, held against the contacts of the space and against each other. Only what is
 * the same is decided by itself; likely duplicates are created unless a person says otherwise.
 *
 * Files are numbered from 0, rows from 0 over all files in order.
 */
export class Review {
  private files: Row[][] = []
  private flat: Row[] | null = null
  private readonly index: DuplicateIndex
  private readonly known = new Map<string, string>()
  private readonly blobs = new Map<string, Blob>()
  private readonly arena = new Arena()
  private indexed = 0
  private created: string[] = []

  constructor(options: { region?: string } = {}) {
    this.index = new DuplicateIndex(options)
  }

  /** Contacts that are in the space. */
  addExisting(cards: Iterable<readonly [id: string, card: Card]>): void {
    for (const [id, card] of cards) this.index.add(id, card)
  }

  /** Records of earlier imports and the contacts that they became. */
  addKnown(records: readonly (readonly [hash: string, id: string])[]): void {
    for (const [hash, id] of records) this.known.set(hash, id)
  }

  /** Records of a file, after those of it that are here, and files in order. */
  add(file: number, events: readonly ReadEvent[]): void {
    const rows = (this.files[file] ??= [])
    for (const event of events) {
      const row = this.rowOf(file, event)
      rows.push(row)
      const number = this.indexed++
      if (event.type === 'record' && row.kind !== 'problem') this.place(row, number, event.card)
    }
    this.flat = null
  }

  /** Forgets the rows of a file, to read it anew; call `settle` when it has been read. */
  drop(file: number): void {
    this.files[file] = []
    this.flat = null
  }

  /** Numbers rows and finds all matches again, after files were read out of order or anew. */
  async settle(pace: () => Promise<void> | undefined): Promise<void> {
    for (let number = 0; number < this.indexed; number++) this.index.remove(ROW + number)
    this.indexed = 0
    for (const row of this.rows()) {
      const number = this.indexed++
      const card = cardOf(row)
      if (card) this.place(row, number, card)
      await pace()
    }
  }

  get count(): number {
    return this.rows().length
  }

  countOf(file: number): { records: number; problems: number } {
    const rows = this.files[file] ?? []
    const problems = rows.filter(row => row.kind === 'problem').length
    return { records: rows.length - problems, problems }
  }

  summary(): { counts: ImportCounts; kinds: ImportJob['kinds'] } {
    const kinds = { new: 0, update: 0, same: 0, duplicate: 0, problem: 0 }
    const counts = { total: 0, created: 0, updated: 0, merged: 0, skipped: 0, failed: 0 }
    for (const row of this.rows()) {
      kinds[row.kind]++
      counts.total++
      counts[row.kind === 'problem' ? 'failed' : OUTCOMES[row.action]]++
    }
    return { counts, kinds }
  }

  page(params: {
    kind?: ReviewKind | 'all'
    query?: string
    offset?: number
    limit?: number
    names: readonly string[]
  }): Page<ReviewRow> {
    const { kind = 'all', query = '', offset = 0, limit = 100, names } = params
    const words = fold(query).split(/\s+/)
    const found: number[] = []
    this.rows().forEach((row, number) => {
      if (kind !== 'all' && row.kind !== kind) return
      if (query === '' || words.every(word => searched(row).includes(word))) found.push(number)
    })
    const rows = found.slice(offset, offset + limit).map(number => this.shown(number, names))
    return { rows, total: found.length, offset }
  }

  /** Rows for which the action is not possible stay as they are. */
  choose(params: {
    rows?: readonly number[]
    kind?: ReviewKind | 'all'
    action: ReviewAction
  }): void {
    const all = this.rows()
    const { rows, kind = rows ? 'all' : undefined, action } = params
    if (kind === undefined) {
      throw new DatomspaceError('INVALID_ARGUMENT', 'Say which rows, or which kind of rows')
    }
    const chosen = rows ?? all.keys()
    for (const number of chosen) {
      const row = all[number]
      if (!row) throw noRow(number)
      if ((kind === 'all' || row.kind === kind) && possible(row, action)) row.action = action
    }
  }

  /** What to do with the rows from `from` on, for `most` of them; others change nothing and tell nothing. */
  plan(from: number, most: number, options: MakeOptions): Plan {
    const rows = this.rows()
    const draft = new PlanDraft(options)
    let next = from
    for (; next < rows.length && draft.size < most; next++) {
      const row = rows[next]!
      const { kind, action } = row
      if (kind === 'problem' || (action === 'create' && draft.make(next, row))) continue
      const target = this.targetOf(row)
      // Only what the space has as it is counts as known: what was left out may be wanted another time.
      if (action === 'skip' && (kind !== 'same' || !target || this.known.has(row.hash))) continue
      const blobs = action === 'skip' ? [] : row.blobs.map(blob => this.blobs.get(blob)!)
      draft.step(next, row, target, blobs)
    }
    return draft.finish(next)
  }

  /**
   * Photos of the contacts that are to be created, in the order of their hashes, after one of them and
   * about so many bytes. A tree takes many at once, in order, far more easily than one now and then.
   */
  newBlobs(after: string, bytes: number): Blob[] {
    if (after === '') {
      const created = this.rows().filter(row => row.action === 'create')
      this.created = [...new Set(created.flatMap(row => row.blobs))].sort()
    }
    const blobs: Blob[] = []
    let size = 0
    for (const hash of this.created) {
      if (hash <= after) continue
      const blob = this.blobs.get(hash)!
      blobs.push(blob)
      size += blob.bytes.byteLength
      if (size >= bytes) break
    }
    return blobs
  }

  /** The contact, or the row that becomes one: a row that is skipped stands for what it matches. */
  private targetOf(row: Row): string | undefined {
    let { target } = row
    while (target?.startsWith(ROW)) {
      const other: Row = this.rows()[Number(target.slice(ROW.length))]!
      if (other.action !== 'skip') break
      target = other.target
    }
    return target
  }

  /** A problem read again; it may still be one. */
  replace(number: number, events: readonly ReadEvent[]): void {
    const row = this.rows()[number]
    if (row?.kind !== 'problem') throw noRow(number)
    const event = events.find(each => each.type === 'record') ?? events[0]
    if (!event) throw new DatomspaceError('INVALID_ARGUMENT', 'There is no contact in this text')
    const fresh = this.rowOf(row.file, { ...event, line: row.line })
    Object.assign(row, fresh)
    const card = cardOf(row)
    if (card) this.place(row, number, card)
  }

  fileOf(number: number): number {
    const row = this.rows()[number]
    if (!row) throw noRow(number)
    return row.file
  }

  /** The whole contact of a row, as the file has it. Throws `NOT_FOUND` for what is none. */
  card(number: number): Card {
    const row = this.rows()[number]
    const card = row && cardOf(row)
    if (!card) throw noRow(number)
    return card
  }

  /** The row as screens see it. Throws `NOT_FOUND`. */
  shown(number: number, names: readonly string[]): ReviewRow {
    const row = this.rows()[number]
    if (!row) throw noRow(number)
    const { kind, action, line, problem, warnings } = row
    const { name, email, tel, org } = row.shown
    const match = row.target !== undefined && {
      id: row.target,
      name: row.target.startsWith(ROW)
        ? (this.rows()[Number(row.target.slice(ROW.length))]?.shown.name ?? '')
        : '',
      degree: row.degree!,
      reasons: row.reasons!
    }
    return {
      index: number,
      kind,
      action,
      file: names[row.file] ?? '',
      line,
      name,
      email,
      tel,
      org,
      ...(match && { match }),
      ...(problem && { problem }),
      ...(warnings && { warnings })
    }
  }

  private rows(): Row[] {
    return (this.flat ??= this.files.filter(rows => rows !== undefined).flat())
  }

  private rowOf(file: number, event: ReadEvent): Row {
    if (event.type === 'record') {
      for (const blob of event.blobs)
        if (!this.blobs.has(blob.hash)) this.blobs.set(blob.hash, blob)
    }
    return reviewRow(file, event, this.arena)
  }

  /** Finds what the row matches and what is to be done with it, unless a person has said so. */
  private place(row: Row, number: number, card: Card): void {
    const chosen = row.action !== DEFAULTS[row.kind]
    const before = this.known.get(row.hash)
    let match: DuplicateMatch | undefined
    if (before === undefined) {
      this.index.add(ROW + number, card, () => cardOf(row)!)
      match = this.index.bestOf(ROW + number)
    }
    if (before !== undefined) this.settleRow(row, before, 'same', ['content'])
    else if (match) this.settleRow(row, match.id, match.degree, match.reasons)
    else this.settleRow(row, undefined, undefined, undefined)
    if (!chosen || !possible(row, row.action)) row.action = DEFAULTS[row.kind]
  }

  private settleRow(
    row: Row,
    target: string | undefined,
    degree: MatchDegree | undefined,
    reasons: string[] | undefined
  ): void {
    row.target = target
    row.degree = degree
    row.reasons = reasons
    if (degree === undefined) row.kind = 'new'
    else if (degree !== 'same') row.kind = 'duplicate'
    else row.kind = reasons!.includes('content') ? 'same' : 'update'
  }
}

const OUTCOMES = { create: 'created', update: 'updated', merge: 'merged', skip: 'skipped' } as const

function noRow(number: number): DatomspaceError {
  return new DatomspaceError('NOT_FOUND', `This import has no such row: ${number}`)
}
