/**
 * A CSV file, pushed in pieces of decoded text → events, synchronously, so that it fits a worker. The
 * grammar is papaparse's; memory holds one piece and one unfinished row.
 *
 * @example
 * const layout = detectLayout(text)
 * if (layout.ask) layout = confirmLayout(layout, columnsThatThePersonChose)
 * const reader = new CsvReader({ layout })
 * for (const piece of pieces) handle(reader.push(piece))
 * handle(reader.end())
 */
import Papa from 'papaparse'
import { DatomspaceError } from '../../error'
import { DEFAULT_READ_LIMITS, type ProblemCode, type ReadEvent, type ReadLimits } from '../read'
import type { ColumnMapping, CsvLayout } from './field'
import { undoNeutralise } from './formula'
import { RowMapping } from './row'

export interface CsvReaderOptions {
  /** Must not `ask` any more: see `confirmLayout`. */
  layout: CsvLayout
  limits?: Partial<ReadLimits>
}

/** The layout as a person has confirmed it, with their mapping of the columns. */
export function confirmLayout(
  layout: CsvLayout,
  columns: ColumnMapping[] = layout.columns
): CsvLayout {
  const unmapped = columns.filter(({ field }) => field === 'keep').map(({ header }) => header)
  return { ...layout, columns, unmapped, ask: false }
}

/** Raw text of a problem is cut here: enough to recognise the place by. */
const RAW_LENGTH = 10_000
/** So many broken quotes are repaired one by one; then the rest of the file is one problem. */
const MOST_REPAIRS = 100

interface ParsedRow {
  data: string[][]
  errors: { code?: string }[]
  meta: { cursor: number }
}

export class CsvReader {
  private readonly layout: CsvLayout
  private readonly limits: ReadLimits
  private readonly mapping: RowMapping
  private rest = ''
  private line = 1
  private row = 0
  private records = 0
  private repairs = 0
  private started = false
  private full = false
  private skipping = false
  private nextAttempt = 0
  private seen = false

  /** @throws DatomspaceError LAYOUT_UNKNOWN while the layout still has to be confirmed by a person */
  constructor(options: CsvReaderOptions) {
    if (options.layout.ask) {
      throw new DatomspaceError(
        'LAYOUT_UNKNOWN',
        'The columns of this CSV file are not known: choose what each one means first'
      )
    }
    this.layout = options.layout
    this.limits = { ...DEFAULT_READ_LIMITS, ...options.limits }
    this.mapping = new RowMapping(options.layout)
  }

  push(text: string): ReadEvent[] {
    const events: ReadEvent[] = []
    if (this.full) return events
    if (!this.started && text !== '') {
      this.started = true
      if (text.charCodeAt(0) === 0xfeff) text = text.slice(1)
    }
    this.rest += text
    if (this.skipping && !this.skipLine()) return events
    // A row that does not end is not parsed again until the text has doubled.
    if (this.rest.length < this.nextAttempt) return events
    const consumed = this.parse(events, true)
    this.nextAttempt = consumed === 0 ? this.rest.length * 2 : 0
    while (this.rest.length > this.limits.recordBytes && !this.full) this.tooLarge(events)
    return events
  }

  end(): ReadEvent[] {
    const events: ReadEvent[] = []
    if (!this.full && !this.skipping && this.rest !== '') this.parse(events, false)
    this.rest = ''
    if (!this.seen) {
      events.push(problem(1, 'file-empty', 'There is no row in this file', ''))
    }
    return events
  }

  /** Parses whole rows off the front of the rest; how many characters that was. */
  private parse(events: ReadEvent[], more: boolean): number {
    const text = this.rest
    let start = 0
    let broken = -1
    const parser = new Papa.Parser({
      delimiter: this.layout.delimiter,
      newline: this.layout.newline,
      step: (parsed: ParsedRow) => {
        const end = parsed.meta.cursor
        if (broken >= 0 || this.full) return
        if (parsed.errors.some(({ code }) => code === 'MissingQuotes')) broken = start
        else this.readRow(parsed.data[0]!, text.slice(start, end), events)
        if (broken < 0) start = end
      }
    } as never)
    parser.parse(text, 0, more)
    this.rest = text.slice(start)
    if (broken >= 0) this.repair(events)
    return start
  }

  /** A quote that is never closed: its line is the problem, and reading goes on after that line. */
  private repair(events: ReadEvent[]): void {
    const end = this.rest.indexOf(this.layout.newline)
    const last = end < 0 || ++this.repairs > MOST_REPAIRS
    const raw = last ? this.rest : this.rest.slice(0, end + 1)
    this.seen = true
    events.push(
      problem(this.line, 'quote-unterminated', 'A quote in this row is never closed', raw)
    )
    this.row++
    if (last) {
      this.rest = ''
      return
    }
    this.rest = this.rest.slice(end + 1)
    this.line++
    if (this.rest !== '') this.parse(events, false)
  }

  private readRow(cells: string[], raw: string, events: ReadEvent[]): void {
    const { line } = this
    const last = cells.length - 1
    if (cells[last]!.endsWith('\r')) cells[last] = cells[last]!.slice(0, -1)
    this.line += count(raw, this.layout.newline)
    const row = this.row++
    if (cells.every(cell => cell.trim() === '')) return
    this.seen = true
    if (row <= this.layout.headerRow || this.isHeader(cells)) return
    if (++this.records > this.limits.cards) {
      this.full = true
      const message = `More than ${this.limits.cards} rows: the rest of the file was not read`
      events.push(problem(line, 'too-many-cards', message, raw))
      return
    }
    const card = this.mapping.card(this.layout.neutralised ? cells.map(undoNeutralise) : cells)
    if (card) events.push({ type: 'record', line, card, blobs: [], raw })
    else {
      const message = 'No column of this row that is mapped to a field says anything'
      events.push(problem(line, 'row-without-contact', message, raw))
    }
  }

  /** Files put together from several exports repeat the header. */
  private isHeader(cells: string[]): boolean {
    const { columns, headerRow } = this.layout
    if (headerRow < 0) return false
    return columns.every(({ column, header }) => (cells[column] ?? '').trim() === header)
  }

  private tooLarge(events: ReadEvent[]): void {
    const message = `A row is longer than ${this.limits.recordBytes} characters`
    this.seen = true
    this.row++
    events.push(problem(this.line, 'record-too-large', message, this.rest))
    this.skipping = true
    if (this.skipLine()) this.parse(events, true)
  }

  /** Drops text up to the end of the line; false if the line is not over yet. */
  private skipLine(): boolean {
    const end = this.rest.indexOf(this.layout.newline)
    this.rest = end < 0 ? '' : this.rest.slice(end + 1)
    if (end < 0) return false
    this.line++
    this.skipping = false
    this.nextAttempt = 0
    return true
  }
}

function problem(line: number, reason: ProblemCode, message: string, raw: string): ReadEvent {
  return { type: 'problem', line, reason, message, raw: raw.slice(0, RAW_LENGTH) }
}

function count(text: string, newline: string): number {
  let found = 0
  for (let at = text.indexOf(newline); at >= 0; at = text.indexOf(newline, at + 1)) found++
  return found
}
