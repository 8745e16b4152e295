import { readFile, stat } from 'node:fs/promises'
import { decode } from '../../contacts/charset'
import { confirmLayout, CsvReader } from '../../contacts/csv/reader'
import { detectLayout } from '../../contacts/csv/layout'
import { detectFormat, displayName, summary, type CardSummary } from '../../contacts/inspect'
import type { ReadEvent } from '../../contacts/read'
import { readVCards } from '../../contacts/vcard/reader'
import { DatomspaceError } from '../../error'
import { EXIT } from '../exit'
import type { Output } from '../output'
import { clipped, printable, table } from '../text'

export interface InspectOptions {
  charset?: string
  /** BCP 47 tag that helps to guess a charset. */
  locale?: string
  /** Megabytes that a file may have. */
  limit: number
}

/** A line of the output. */
type Inspected =
  | { path: string; contacts: CardSummary[]; problems: InspectedProblem[] }
  | { path: string; error: string }

/** `lost`: how many of the problems cost a record; the others were read in spite of them. */
type Result = Inspected & { lost?: number }

interface InspectedProblem {
  line: number
  reason: string
  raw: string
}

/**
 * `datomspace inspect FILE…`: what is in the files, without a space. A line per file, and for an archive
 * a line per file in it.
 *
 * @returns the exit status: 9 when no file could be read, 3 when some could not, or something in one
 */
export async function inspect(
  output: Output,
  paths: string[],
  options: InspectOptions,
  signal: AbortSignal
): Promise<number> {
  let read = 0
  let faults = 0
  for (const path of paths) {
    for (const result of await inspectFile(path, options)) {
      if ('error' in result) faults++
      else read++
      if (result.lost) faults++
      await output.value(shapeOf(result), describe)
      if (signal.aborted) throw new DatomspaceError('CANCELLED', 'Interrupted')
    }
  }
  if (read === 0 && faults > 0) return EXIT.input
  return faults > 0 ? EXIT.partly : EXIT.ok
}

async function inspectFile(path: string, options: InspectOptions): Promise<Result[]> {
  try {
    const bytes = await bytesOf(path, options.limit)
    if (detectFormat(bytes, path).format !== 'zip') return [inspectBytes(path, bytes, options)]
    const { readArchive } = await import('../../contacts/archive')
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

async function bytesOf(path: string, megabytes: number): Promise<Buffer> {
  const { size } = await stat(path).catch(cause => {
    throw new DatomspaceError('FILE_UNREADABLE', `${path} is not there or cannot be read`, {
      cause
    })
  })
  if (size > megabytes * 1_000_000) {
    throw new DatomspaceError(
      'FILE_TOO_LARGE',
      `${path} has ${Math.ceil(size / 1_000_000)} MB; allow more with --limit`
    )
  }
  try {
    return await readFile(path)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    const why = code === 'EISDIR' ? 'is a folder: name the files in it' : 'cannot be read'
    throw new DatomspaceError('FILE_UNREADABLE', `${path} ${why}`, { cause })
  }
}

/** What one file says. Never throws: hostile bytes are what this command is for. */
function inspectBytes(path: string, bytes: Uint8Array, options: InspectOptions): Result {
  try {
    let lost = 0
    const contacts: CardSummary[] = []
    const problems: InspectedProblem[] = []
    for (const event of eventsOf(path, bytes, options)) {
      if (event.type === 'problem') {
        lost++
        problems.push({ line: event.line, reason: event.reason, raw: event.raw })
        continue
      }
      const found = summary(event.card)
      contacts.push({ ...found, fn: found.fn || displayName(event.card) })
      for (const warning of event.warnings ?? []) {
        problems.push({ line: warning.line, reason: warning.reason, raw: warning.raw })
      }
    }
    return { path, contacts, problems, lost }
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

function shapeOf({ lost: _, ...line }: Result): Inspected {
  return line
}

function describe(result: Inspected): string {
  const path = printable(result.path)
  if ('error' in result) return `${path}: ${printable(result.error)}`
  const { contacts, problems } = result
  const lines = [`${path}: ${contacts.length} ${contacts.length === 1 ? 'contact' : 'contacts'}`]
  const rows = contacts.map(({ fn, tel, email, org }) =>
    [fn, tel.join(', '), email.join(', '), org.map(units => units.join(', ')).join('; ')].map(
      cell => clipped(printable(cell), 40)
    )
  )
  if (rows.length > 0) lines.push(table(rows.map(([fn, ...rest]) => [`  ${fn}`, ...rest])))
  for (const { line, reason, raw } of problems) {
    lines.push(`  line ${line}: ${reason}: ${clipped(printable(raw), 100)}`)
  }
  return lines.join('\n')
}
