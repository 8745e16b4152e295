/**
 * Which program wrote this CSV file, in which language, with which delimiter, and what each column
 * means. A known or plainly readable header is used as it is; anything else is a proposal with
 * `ask` set, for a person to confirm.
 */
import Papa from 'papaparse'
import {
  KEPT_SUFFIX,
  SINGLE_FIELDS,
  UID_HEADER,
  type ColumnMapping,
  type ContactField,
  type CsvLayout,
  type DateOrder
} from './field'
import { undoNeutralise } from './formula'
import { normalHeader, recogniseHeader, type HeaderMeaning } from './header'
import { proposeByName, proposeByValues } from './proposal'
import { getOwn } from '../own'
import { SIGNATURES } from './signature'
import type { OpenField } from './word'

export interface LayoutOptions {
  /** Skips the search for the delimiter. */
  delimiter?: string
  /** Decides dates such as 6/3/2005 that the file itself does not decide. */
  dateOrder?: DateOrder
}

const DELIMITERS = [',', ';', '\t', '|']
const SAMPLE_ROWS = 60
const SAMPLE_LENGTH = 200_000
const HEADER_SEARCH = 12

/**
 * Finds the layout from the beginning of the decoded text (64 KiB is plenty), or from rows already
 * split. Never throws: an empty or unreadable text has layout `unknown`, no columns and `ask`.
 */
export function detectLayout(sample: string | string[][], options: LayoutOptions = {}): CsvLayout {
  const delimiters = options.delimiter === undefined ? DELIMITERS : [options.delimiter]
  const candidates = Array.isArray(sample)
    ? [candidate(sample, options.delimiter ?? ',')]
    : delimiters.map(delimiter => candidate(split(sample, delimiter), delimiter))
  const best = candidates.reduce((left, right) => (right.score > left.score ? right : left))
  const newline = typeof sample === 'string' ? lineEnd(sample) : '\n'
  return { ...describe(best, options), newline }
}

interface Candidate {
  delimiter: string
  rows: string[][]
  headerRow: number
  meanings: (HeaderMeaning | undefined)[]
  score: number
}

/** The text's rows, whatever its line ends; the byte order mark is not part of the first cell. */
export function split(text: string, delimiter: string): string[][] {
  const body = text.slice(text.charCodeAt(0) === 0xfeff ? 1 : 0, SAMPLE_LENGTH)
  const newline = lineEnd(body)
  const parsed = Papa.parse<string[]>(body, { delimiter, newline, preview: SAMPLE_ROWS })
  for (const row of parsed.data) row[row.length - 1] = row[row.length - 1]!.replace(/\r$/, '')
  return parsed.data
}

/** CR only for files that have no LF at all; of CR LF the CR is cut off the last cell. */
export function lineEnd(text: string): '\n' | '\r' {
  return text.includes('\n') || !text.includes('\r') ? '\n' : '\r'
}

/** The header is the row, among the first few, of which most cells are known words. */
function candidate(rows: string[][], delimiter: string): Candidate {
  let best: Candidate = { delimiter, rows, headerRow: -1, meanings: [], score: 0 }
  rows.slice(0, HEADER_SEARCH).forEach((row, headerRow) => {
    const meanings = row.map(cell => recogniseHeader(cell))
    let score = 0
    row.forEach((cell, column) => {
      if (looksLikeValue(cell)) score -= 2
      else if (meanings[column])
        score += meanings[column].field === 'keep' ? 0.5 : meanings[column].confidence
    })
    if (score > best.score) best = { delimiter, rows, headerRow, meanings, score }
  })
  return best
}

function looksLikeValue(cell: string): boolean {
  return /@|^https?:|^\+?[\d\s()./-]{5,}$/.test(cell)
}

type Described = Omit<CsvLayout, 'newline'>

function describe(found: Candidate, options: LayoutOptions): Described {
  const written = found.rows[found.headerRow]
  const ours = written?.includes(UID_HEADER)
  const header = ours ? written?.map(undoNeutralise) : written
  const body = found.rows.slice(found.headerRow + 1).filter(row => row.some(cell => cell !== ''))
  if (header === undefined) return unknown(found, body)
  const names = new Set(header.map(cell => cell.trim().toLowerCase()))
  const signature = SIGNATURES.find(({ headers }) => headers.every(name => names.has(name)))
  const columns = settle(header, found.meanings, signature?.fields ?? {})
  for (const column of columns) {
    if (signature && column.field !== 'keep') column.confidence = 1
  }
  const confidence = signature ? 1 : trust(columns)
  const ask = confidence < 0.5
  if (ask) proposeByName(columns)
  if (!signature) doubtByValues(columns, body)
  return {
    id: signature?.id ?? (ask ? 'unknown' : 'guessed'),
    name: signature?.name ?? (ask ? 'Unknown layout' : 'Recognised by its headers'),
    delimiter: found.delimiter,
    headerRow: found.headerRow,
    columns,
    confidence,
    unmapped: columns.filter(({ field }) => field === 'keep').map(({ header: name }) => name),
    ask,
    ...dates(columns, body, options),
    ...(ours && { neutralised: true })
  }
}

/** No header: the values alone may show e-mail and phone columns; if not, the first row may be one. */
function unknown(found: Candidate, body: string[][]): Described {
  const proposal = proposeByValues(body)
  const headless = proposal.some(({ field }) => field !== 'keep')
  const header = found.rows.find(row => row.some(cell => cell.trim() !== '')) ?? []
  const columns = headless ? proposal : header.map((name, column) => keep(column, name))
  if (!headless) proposeByName(columns)
  return {
    id: 'unknown',
    name: 'Unknown layout',
    delimiter: found.delimiter,
    headerRow: headless ? -1 : found.rows.indexOf(header),
    columns,
    confidence: columns.some(({ field }) => field !== 'keep') ? 0.2 : 0,
    unmapped: columns.filter(({ field }) => field === 'keep').map(({ header: name }) => name),
    ask: true
  }
}

function keep(column: number, header: string): ColumnMapping {
  return { column, header, field: 'keep', slot: '', confidence: 0 }
}

type Fields = Record<string, ContactField>

/** Settles what depends on other columns, and gives each single field to one column only. */
function settle(
  header: string[],
  meanings: (HeaderMeaning | undefined)[],
  fields: Fields
): ColumnMapping[] {
  const present = new Set(meanings.map(found => found?.field))
  const inSlot = new Set(meanings.map(found => found && `${found.field} ${found.slot}`))
  const has = (...wanted: OpenField[]) => wanted.some(field => present.has(field))
  const hasIn = (slot: string, field: OpenField) => inSlot.has(`${field} ${slot}`)
  const normal = header.map(normalHeader)
  const otherCompany = normal.some(
    (word, column) => word !== 'business' && meanings[column]?.field === 'org.name'
  )
  const taken = new Set<ContactField>()

  const settled = (column: number): ContactField => {
    const found = meanings[column]
    const named = getOwn(fields, header[column]!.trim().toLowerCase())
    if (named) return named
    if (header[column]!.trim() === UID_HEADER) return 'uid'
    if (!found || header[column]!.endsWith(KEPT_SUFFIX)) return 'keep'
    switch (found.field) {
      case 'title?':
        return has('org.title') ? 'name.prefix' : 'org.title'
      case 'salutation?':
        return has('name.prefix') ? 'name.suffix' : 'name.prefix'
      case 'name?':
        return has('name.given', 'given?') && !has('name.surname') ? 'name.surname' : 'name.full'
      case 'given?':
        return has('name.surname') ? 'name.given' : 'name.full'
      case 'address?':
        if (/\d$/.test(normal[column]!)) return 'address.street'
        if (hasIn(found.slot, 'address.street')) return 'address.full'
        return hasIn(found.slot, 'address.locality') ? 'address.street' : 'address.full'
      case 'birthday':
        return has('birth.year') && has('birth.month') && !has('birth.day')
          ? 'birth.day'
          : 'birthday'
      case 'org.name':
        // "Business" names a firm only where no other column does.
        return normal[column] === 'business' && otherCompany ? 'keep' : 'org.name'
      default:
        return found.field
    }
  }

  return header.map((name, column) => {
    let field = settled(column)
    if (SINGLE_FIELDS.has(field)) {
      if (taken.has(field)) field = 'keep'
      taken.add(field)
    }
    const found = meanings[column]
    const meant = field !== 'keep' && found !== undefined
    return {
      column,
      header: name.trim(),
      field,
      slot:
        meant && found.field.split('.')[0]!.replace('?', '') === field.split('.')[0]
          ? found.slot
          : '',
      ...(meant && found.context && { context: found.context }),
      ...(meant && found.feature && { feature: found.feature }),
      ...(meant && found.label !== undefined && { label: found.label }),
      ...fixedSlot(field, name, fields),
      confidence: field === 'keep' ? 0 : (found?.confidence ?? 1)
    }
  })
}

/** A column that only a signature maps, such as Yahoo's "Work" phone, takes its context from its name. */
function fixedSlot(field: ContactField, name: string, fields: Fields): Partial<ColumnMapping> {
  const lower = name.trim().toLowerCase()
  if (getOwn(fields, lower) === undefined) return {}
  const context = lower === 'work' ? 'work' : lower === 'home' ? 'private' : undefined
  return { slot: lower, ...(field === 'phone' && context && { context }) }
}

/** A name and a way to reach it make a list of contacts; a name alone makes a list of anything. */
function trust(columns: ColumnMapping[]): number {
  const sure = new Set(
    columns.filter(({ confidence }) => confidence >= 0.8).map(({ field }) => field)
  )
  const named = sure.has('name.full') || sure.has('name.given') || sure.has('name.surname')
  const reachable = sure.has('email') || sure.has('phone')
  if (named && reachable) return 0.9
  if (sure.has('name.given') && sure.has('name.surname')) return 0.7
  if (sure.has('org.name') && reachable) return 0.6
  return named || reachable ? 0.4 : 0.2
}

/** An e-mail column without an @ in its cells is not believed. */
function doubtByValues(columns: ColumnMapping[], body: string[][]): void {
  for (const column of columns) {
    if (column.field !== 'email') continue
    const cells = body.map(row => row[column.column] ?? '').filter(cell => cell.trim() !== '')
    const plausible = cells.filter(cell => cell.includes('@')).length
    if (cells.length < 3 || plausible * 2 >= cells.length) continue
    column.field = 'keep'
    column.confidence = 0
  }
}

const DATE = /^\s*(\d{1,2})[/](\d{1,2})[/]\d{4}/

function dates(
  columns: ColumnMapping[],
  body: string[][],
  options: LayoutOptions
): { dateOrder?: DateOrder } {
  if (options.dateOrder) return { dateOrder: options.dateOrder }
  let [first, second] = [0, 0]
  for (const { column, field } of columns) {
    if (field !== 'birthday' && field !== 'anniversary' && field !== 'event') continue
    for (const row of body) {
      const match = DATE.exec(row[column] ?? '')
      if (!match) continue
      first = Math.max(first, Number(match[1]))
      second = Math.max(second, Number(match[2]))
    }
  }
  if (first > 12 && second <= 12) return { dateOrder: 'dmy' }
  return second > 12 && first <= 12 ? { dateOrder: 'mdy' } : {}
}
