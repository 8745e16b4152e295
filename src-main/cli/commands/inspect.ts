import { readFile, stat } from 'node:fs/promises'
import {
  decode,
  detectFormat,
  displayName,
  readVCards,
  summary,
  type CardSummary,
  type ReadEvent
} from '../../contacts'
import { readArchive } from '../../contacts/archive'
import { confirmLayout, CsvReader, detectLayout } from '../../contacts/csv'
import { DatomspaceError } from '../../error'
import { EXIT } from '../exit'
import { printable, type Output } from '../output'

export interface InspectOptions {
  charset?: string
  /** BCP 47 tag that helps to guess a charset. */
  locale?: string
  /** Megabytes that a file may have. */
  limit: number
}

export type Inspected =
  | { path: string; contacts: CardSummary[]; problems: InspectedProblem[] }
  | { path: string; error: string }

export interface InspectedProblem {
  line: number
  reason: string
  raw: string
}

/**
 * `datomspace inspect FILE…`: what is in the files, without a space. A line per file, and for an archive
 * a line per file in it.
 *
 * @returns the exit status: 3 when a file could not be read or something in one
 */
export async function inspect(
  output: Output,
  paths: string[],
  options: InspectOptions
): Promise<number> {
  let status: number = EXIT.ok
  for (const path of paths) {
    for (const result of await inspectFile(path, options)) {
      if ('error' in result || result.problems.length > 0) status = EXIT.partly
      output.line(result, describe)
    }
  }
  return status
}

async function inspectFile(path: string, options: InspectOptions): Promise<Inspected[]> {
  try {
    const { size } = await stat(path)
    if (size > options.limit * 1_000_000) {
      throw new DatomspaceError(
        'FILE_TOO_LARGE',
        `${path} has ${Math.ceil(size / 1_000_000)} MB; allow more with --limit`
      )
    }
    const bytes = await readFile(path)
    const { format } = detectFormat(bytes, path)
    if (format !== 'zip') return [inspectBytes(path, bytes, options)]
    const archive = readArchive(bytes)
    return [
      ...archive.entries.map(entry => inspectBytes(`${path}:${entry.path}`, entry.bytes, options)),
      ...archive.problems.map(problem => ({
        path: `${path}:${problem.path}`,
        error: problem.message
      }))
    ]
  } catch (error) {
    return [{ path, error: DatomspaceError.from(error).message }]
  }
}

/** What one file says. Never throws: hostile bytes are what this command is for. */
export function inspectBytes(path: string, bytes: Uint8Array, options: InspectOptions): Inspected {
  try {
    const contacts: CardSummary[] = []
    const problems: InspectedProblem[] = []
    for (const event of eventsOf(path, bytes, options)) {
      if (event.type === 'problem') {
        problems.push({ line: event.line, reason: event.reason, raw: event.raw })
        continue
      }
      const found = summary(event.card)
      contacts.push({ ...found, fn: found.fn || displayName(event.card) })
      for (const warning of event.warnings ?? []) {
        problems.push({ line: warning.line, reason: warning.reason, raw: warning.raw })
      }
    }
    return { path, contacts, problems }
  } catch (error) {
    return { path, error: DatomspaceError.from(error).message }
  }
}

function* eventsOf(
  path: string,
  bytes: Uint8Array,
  { charset, locale }: InspectOptions
): Iterable<ReadEvent> {
  const hints = locale ? { locale } : {}
  const found = detectFormat(bytes, path, hints)
  if (found.format === 'unknown') {
    throw new DatomspaceError('FORMAT_UNKNOWN', 'This is neither vCard nor CSV')
  }
  if (found.format === 'vcard') {
    yield* readVCards(bytes, { ...hints, ...(charset ? { charset } : {}) })
    return
  }
  const text = decode(bytes, charset ?? found.charset.charset)
  const layout = detectLayout(text)
  if (layout.ask && !layout.columns.some(column => column.field !== 'keep')) {
    throw new DatomspaceError('LAYOUT_UNKNOWN', 'The columns of this CSV file are not known')
  }
  // Nothing is written here, so the best proposal is worth showing.
  const reader = new CsvReader({ layout: layout.ask ? confirmLayout(layout) : layout })
  yield* reader.push(text)
  yield* reader.end()
}

function describe(result: Inspected): string {
  if ('error' in result) return `${result.path}: ${result.error}`
  const lines = [`${result.path}: ${result.contacts.length} contacts`]
  for (const contact of result.contacts) {
    const cells = [contact.fn, ...contact.tel, ...contact.email, ...contact.org.flat()]
    lines.push(`  ${cells.filter(Boolean).map(printable).join('  ')}`)
  }
  for (const problem of result.problems) {
    lines.push(`  line ${problem.line}: ${problem.reason}: ${printable(problem.raw.slice(0, 120))}`)
  }
  return lines.join('\n')
}
