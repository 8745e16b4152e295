import type { ReadEvent } from '../../contacts'
import type { Blob, Card } from '../../contacts/card'
import { likenessOf, type Likeness } from '../../contacts/duplicate'
import { DatomspaceError } from '../../error'
import { fold } from '../contacts/text'
import type { ImportCounts, ImportJob, Page, ReviewAction, ReviewKind, ReviewRow } from '../shapes'
import { Arena, bytesAt } from './arena'
import type { StoredCards } from './existing'
import type { CardBatch, Matches } from './matcher'
import { Matching } from './matching'
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
  private readonly matching: Matching
  private readonly known = new Map<string, string>()
  private readonly blobs = new Map<string, Blob>()
  private readonly arena = new Arena()
  private numbered = 0
  /** Rows whose matches are still being looked for, batch by batch. */
  private readonly unmatched: Promise<void>[] = []
  /** Until `settle`, after a file was dropped. */
  private unsettled = false
  private created: string[] = []
  private readonly likenesses = new Map<number, Likeness>()

  constructor(options: { region?: string } = {}) {
    this.matching = new Matching(options.region)
  }

  /** Contacts that are in the space; `matched` throws `STORAGE_CORRUPT` when one cannot be read. */
  addExisting(cards: StoredCards): void {
    this.matching.addExisting(cards)
  }

  /** So many bytes of files are to come. */
  expect(bytes: number): void {
    this.matching.expect(bytes)
  }

  /** Records of earlier imports and the contacts that they became. */
  addKnown(records: readonly (readonly [hash: string, id: string])[]): void {
    for (const [hash, id] of records) this.known.set(hash, id)
  }

  /**
   * Records of a file, after those of it that are here, and files in order. They are like nothing until
   * `matched`; a promise asks to wait before more are added.
   */
  add(file: number, events: readonly ReadEvent[]): Promise<void> | undefined {
    const rows = (this.files[file] ??= [])
    const first = this.numbered
    const added = events.map(event => this.rowOf(file, event))
    for (const row of added) rows.push(row)
    this.numbered += added.length
    this.flat = null
    if (!this.unsettled) this.place(added, first)
    return this.unmatched.length > MOST_UNMATCHED ? this.unmatched[0] : undefined
  }

  /** Forgets the rows of a file, to read it anew; call `settle` when it has been read. */
  drop(file: number): void {
    this.files[file] = []
    this.flat = null
    this.unsettled = true
  }

  /** Numbers rows and finds all matches again, after files were read out of order or anew. */
  async settle(): Promise<void> {
    await this.matched()
    await this.matching.forgetRows()
    this.unsettled = false
    const rows = this.rows()
    this.numbered = rows.length
    for (let from = 0; from < rows.length; from += SLICE) {
      this.place(rows.slice(from, from + SLICE), from)
      await new Promise(resolve => setImmediate(resolve))
    }
    await this.matched()
  }

  /** Waits until all rows are matched that were added so far. */
  async matched(): Promise<void> {
    await Promise.all(this.unmatched)
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
    // The text of a record is made when it is asked for: a copy does not have it by itself.
    const fresh = this.rowOf(row.file, { ...event, line: row.line, raw: event.raw })
    Object.assign(row, fresh)
    this.place([row], number)
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

  /** Finds what rows match, the first of which has this number, and what is to be done with them. */
  private place(rows: readonly Row[], first: number): void {
    const placed: Row[] = []
    const numbers: number[] = []
    rows.forEach((row, at) => {
      if (!row.json) return
      const known = this.known.get(row.hash)
      if (known !== undefined) return this.settleRow(row, known, KNOWN)
      placed.push(row)
      numbers.push(first + at)
    })
    if (placed.length === 0) return
    const matches = this.matching.match(batchOf(placed, numbers))
    if (!(matches instanceof Promise)) return this.settleRows(placed, matches)
    const settled = matches.then(answer => {
      this.settleRows(placed, answer)
      void this.unmatched.splice(this.unmatched.indexOf(settled), 1)
    })
    settled.catch(() => {}) // it stays in `unmatched`, for whoever waits for that
    this.unmatched.push(settled)
  }

  private settleRows(rows: readonly Row[], { likes, found }: Matches): void {
    rows.forEach((row, at) => {
      if (found[at] === 0) return this.settleRow(row, undefined, undefined)
      const like = likes[at]!
      const target = typeof like === 'number' ? ROW + like : like
      this.settleRow(row, target, this.likeness(found[at]!))
    })
  }

  /** Many rows have one in common. */
  private likeness(found: number): Likeness {
    let likeness = this.likenesses.get(found)
    if (!likeness) this.likenesses.set(found, (likeness = likenessOf(found)))
    return likeness
  }

  /** The action becomes what is proposed, unless a person has said otherwise. */
  private settleRow(row: Row, target: string | undefined, like: Likeness | undefined): void {
    const chosen = row.action !== DEFAULTS[row.kind]
    row.target = target
    row.degree = like?.degree
    row.reasons = like?.reasons
    if (!like) row.kind = 'new'
    else if (like.degree !== 'same') row.kind = 'duplicate'
    else row.kind = like.reasons.includes('content') ? 'same' : 'update'
    if (!chosen || !possible(row, row.action)) row.action = DEFAULTS[row.kind]
  }
}

function batchOf(rows: readonly Row[], numbers: number[]): CardBatch {
  let end = 0
  const texts = rows.map(({ json }) => bytesAt(json!))
  const ends = texts.map(text => (end += text.length))
  return { rows: numbers, bytes: Buffer.concat(texts), ends }
}

const KNOWN: Likeness = { degree: 'same', reasons: ['content'] }
/** Batches that may wait for their matches before reading waits for them. */
const MOST_UNMATCHED = 64
const SLICE = 500

const OUTCOMES = { create: 'created', update: 'updated', merge: 'merged', skip: 'skipped' } as const

function noRow(number: number): DatomspaceError {
  return new DatomspaceError('NOT_FOUND', `This import has no such row: ${number}`)
}
