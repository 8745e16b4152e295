import { findDuplicates } from '../../contacts/duplicate'
import type { Blob, Card } from '../../contacts/card'
import { DatomspaceError } from '../../error'
import type {
  DuplicateRow,
  Failure,
  ImportCounts,
  ImportFile,
  ImportJob,
  Page,
  ReviewRow
} from '../shapes'
import type { StoredCards } from './existing'
import {
  inspectFile,
  listArchive,
  readRecords,
  readText,
  type FileChoices,
  type FileLimits,
  type FilePlace,
  type Inspection
} from './file'
import { storedCard } from './matcher'
import type { MakeOptions, Plan } from './plan'
import { Review } from './review'

export interface SessionOptions {
  limits: FileLimits
  /** Bytes of all files together. */
  totalBytes: number
  region?: string
  locale?: string
}

/** What main hears while files are read. */
export interface SessionEvents {
  file: ImportFile
  progress: { done: number; total: number }
}

export interface Summary {
  counts: ImportCounts
  kinds: ImportJob['kinds']
}

interface OpenFile {
  place: FilePlace
  choices: FileChoices
  inspection?: Inspection
  facts: ImportFile
}

/** Most records that a preview reads. */
const PREVIEWED = 20

/**
 * One import as the worker has it: files, records, review. Its methods are the calls that main makes;
 * parameters and results cross threads, so they are plain data.
 */
export class ImportSession {
  private readonly review: Review
  private readonly files: OpenFile[] = []
  private done = 0
  private total = 0

  constructor(
    private readonly options: SessionOptions,
    private readonly emit: <Name extends keyof SessionEvents>(
      name: Name,
      body: SessionEvents[Name]
    ) => void
  ) {
    this.review = new Review({ ...(options.region && { region: options.region }) })
  }

  addExisting(cards: StoredCards): void {
    this.review.addExisting(cards)
  }

  addKnown(records: (readonly [hash: string, id: string])[]): void {
    this.review.addKnown(records)
  }

  /** Reads all files; those whose columns have to be mapped first are left for `configure`. */
  async open(places: FilePlace[]): Promise<Summary> {
    for (const place of places) this.list(place, {})
    for (let index = 0; index < this.files.length; index++) {
      await this.inspect(index)
      const { inspection, facts } = this.files[index]!
      this.total += inspection?.bytes ?? 0
      if (this.total > this.options.totalBytes) this.refuse(index, tooMuch(this.options))
      if (inspection?.format === 'zip' && !facts.failure) await this.unpack(index)
    }
    this.review.expect(this.total)
    for (let index = 0; index < this.files.length; index++) await this.read(index)
    await this.review.matched()
    return this.review.summary()
  }

  /** A file whose records were read before, with nothing but what readers need to know. */
  adopt(name: string, inspection: Inspection): void {
    this.list({ path: '', name }, {})
    this.files.at(-1)!.inspection = inspection
  }

  /** Reads a file again in another way. Throws when it cannot be read so; then all is as it was. */
  async configure(index: number, choices: FileChoices): Promise<Summary> {
    const file = this.file(index)
    const before = { ...file }
    try {
      file.choices = { ...file.choices, ...choices }
      file.inspection = await inspectFile(file.place, file.choices, this.options)
    } catch (error) {
      Object.assign(file, before)
      throw error
    }
    this.describe(index)
    this.review.drop(index)
    await this.read(index)
    await this.review.settle()
    this.describe(index)
    return this.review.summary()
  }

  async preview(index: number, choices: FileChoices): Promise<ReviewRow[]> {
    const file = this.file(index)
    const inspection = await inspectFile(file.place, { ...file.choices, ...choices }, this.options)
    const review = new Review()
    const readable = inspection.format === 'vcard' || inspection.format === 'csv'
    if (!readable) return []
    for await (const { events } of readRecords(file.place, confirmed(inspection), this.options)) {
      void review.add(0, events.slice(0, PREVIEWED))
      if (review.count >= PREVIEWED) break
    }
    return review.page({ names: [file.place.name], limit: PREVIEWED }).rows
  }

  async page(params: {
    kind?: ReviewRow['kind'] | 'all'
    query?: string
    offset?: number
    limit?: number
  }): Promise<Page<ReviewRow>> {
    await this.review.matched()
    return this.review.page({ ...params, names: this.names() })
  }

  choose(params: Parameters<Review['choose']>[0]): Summary {
    this.review.choose(params)
    return this.review.summary()
  }

  card(number: number): Card {
    return this.review.card(number)
  }

  row(number: number): ReviewRow {
    return this.review.shown(number, this.names())
  }

  plan(from: number, most: number, options: MakeOptions): Plan {
    return this.review.plan(from, most, options)
  }

  newBlobs(after: string, bytes: number): Blob[] {
    return this.review.newBlobs(after, bytes)
  }

  async retry(row: number, text: string): Promise<{ row: ReviewRow } & Summary> {
    const index = this.review.fileOf(row)
    const { inspection } = this.file(index)
    if (!inspection || (inspection.format !== 'vcard' && inspection.format !== 'csv')) {
      throw new DatomspaceError('INVALID_ARGUMENT', 'This is not a record of a contact file')
    }
    this.review.replace(row, readText(text, inspection, this.options))
    await this.review.matched()
    if (this.files[index]!.place.path !== '') this.describe(index)
    return { row: this.review.shown(row, this.names()), ...this.review.summary() }
  }

  /** A record of an earlier import, in a file that was adopted: becomes row 0. */
  async readAgain(text: string): Promise<{ row: ReviewRow }> {
    const events = readText(text, this.file(0).inspection!, this.options)
    const record = events.find(event => event.type === 'record') ?? events[0]
    if (!record) throw new DatomspaceError('INVALID_ARGUMENT', 'There is no contact in this text')
    void this.review.add(0, [record])
    await this.review.matched()
    return { row: this.review.shown(0, this.names()) }
  }

  inspectionOf(index: number): Inspection | undefined {
    return this.file(index).inspection
  }

  private list(place: FilePlace, choices: FileChoices): void {
    const index = this.files.length
    const facts: ImportFile = {
      index,
      name: place.name,
      bytes: 0,
      format: 'unknown',
      charset: '',
      charsetFound: '',
      charsets: [],
      records: 0,
      problems: 0
    }
    this.files.push({ place, choices, facts })
  }

  private async inspect(index: number): Promise<void> {
    const file = this.files[index]!
    try {
      file.inspection = await inspectFile(file.place, file.choices, this.options)
      if (file.inspection.format === 'unknown') throw unknownFormat(file.place)
      this.describe(index)
    } catch (error) {
      this.refuse(index, error)
    }
  }

  private async unpack(index: number): Promise<void> {
    try {
      const { entries, problems } = await listArchive(this.files[index]!.place, this.options)
      for (const entry of entries) this.list(entry, {})
      void this.review.add(
        index,
        problems.map(({ path, reason, message }) => ({
          type: 'problem' as const,
          line: 0,
          // Reasons of archives are shown as those of readers are.
          reason: reason as never,
          message: `${path}: ${message}`,
          raw: path
        }))
      )
      this.describe(index)
    } catch (error) {
      this.refuse(index, error)
    }
  }

  private async read(index: number): Promise<void> {
    const { place, inspection, facts } = this.files[index]!
    const ready =
      inspection?.format === 'vcard' || (inspection?.format === 'csv' && !inspection.layout!.ask)
    if (!ready || facts.failure) return
    try {
      for await (const { events, bytes } of readRecords(place, inspection, this.options)) {
        await this.review.add(index, events)
        this.done += bytes
        this.emit('progress', {
          done: Math.min(this.done, this.total),
          total: this.total
        })
      }
      this.describe(index)
    } catch (error) {
      this.refuse(index, error)
    }
  }

  private describe(index: number): void {
    const file = this.files[index]!
    const { inspection } = file
    if (!inspection) return
    const { format, bytes, charset, charsetFound, charsets, layout, columns } = inspection
    file.facts = {
      index,
      name: file.place.name,
      bytes,
      format,
      charset,
      charsetFound,
      charsets,
      ...(layout && {
        layout: {
          id: layout.ask ? 'unknown' : layout.id === 'unknown' ? 'chosen' : layout.id,
          name: layout.name,
          confidence: layout.confidence,
          columns: columns!
        }
      }),
      ...this.review.countOf(index)
    }
    this.emit('file', file.facts)
  }

  private refuse(index: number, error: unknown): void {
    const { code, message, details } = DatomspaceError.from(error)
    const failure: Failure = { code, message, details }
    const file = this.files[index]!
    file.facts = { ...file.facts, ...this.review.countOf(index), failure }
    this.emit('file', file.facts)
  }

  private file(index: number): OpenFile {
    const file = this.files[index]
    if (file) return file
    throw new DatomspaceError('NOT_FOUND', `This import has no file ${index}`)
  }

  private names(): string[] {
    return this.files.map(file => file.place.name)
  }
}

/** The Cards of contacts of the space. Throws `STORAGE_CORRUPT`. */
export function* cardsIn(cards: StoredCards): Generator<[id: string, card: Card]> {
  for (let at = 0; at < cards.ids.length; at++) yield [cards.ids[at]!, storedCard(cards, at)]
}

/** All groups of duplicates among contacts, surest first; seconds of work at 100,000. */
export function duplicatesAmong(
  cards: (readonly [id: string, card: Card])[],
  region: string | undefined
): Omit<DuplicateRow, 'names'>[] {
  const groups = findDuplicates(cards, region === undefined ? {} : { region })
  return groups.map(({ ids, degree, pairs }) => ({
    ids,
    degree,
    reasons: [...new Set(pairs.flatMap(pair => pair.reasons))]
  }))
}

/** A preview shows what a proposed mapping would give. */
function confirmed(inspection: Inspection): Inspection {
  const { layout } = inspection
  return layout ? { ...inspection, layout: { ...layout, ask: false } } : inspection
}

function unknownFormat(place: FilePlace): DatomspaceError {
  return new DatomspaceError(
    'FORMAT_UNKNOWN',
    `${place.name} is neither vCard nor CSV, nor a zip archive of them`,
    { details: { name: place.name } }
  )
}

function tooMuch({ totalBytes }: SessionOptions): DatomspaceError {
  return new DatomspaceError(
    'FILE_TOO_LARGE',
    `These files have more than ${totalBytes} bytes together: import them in parts`,
    { details: { limit: totalBytes } }
  )
}
