/**
 * One file of an import, as the worker reads it: what it is, and its records in order. Runs in the
 * worker; the only I/O is reading that file.
 */
import { open, readFile, stat } from 'node:fs/promises'
import {
  charsetDecoder,
  CHARSET_CANDIDATES,
  decode,
  detectCharset,
  detectFormat,
  UNICODE_CHARSETS,
  VCardReader,
  type ReadEvent,
  type ReadLimits
} from '../../contacts'
import { openArchive, readArchive, type ArchiveProblem } from '../../contacts/archive'
import {
  confirmLayout,
  CONTACT_FIELDS,
  CsvReader,
  detectLayout,
  type ColumnMapping,
  type ContactField,
  type CsvLayout
} from '../../contacts/csv'
import { split } from '../../contacts/csv/layout'
import { DatomspaceError } from '../../error'
import type { ColumnChoice, ImportFile } from '../shapes'

/** Where the bytes are: a file, or a file inside a zip archive. */
export interface FilePlace {
  path: string
  /** Shown to people. */
  name: string
  /** Path inside the archive. */
  entry?: string
}

export interface FileLimits extends ReadLimits {
  /** Bytes of one file. */
  fileBytes: number
}

export interface FileChoices {
  charset?: string
  /** Header → field id, `keep` or `ignore`. */
  mapping?: Record<string, string>
}

/** What is known of a file before its records are read. */
export interface Inspection {
  format: ImportFile['format']
  bytes: number
  charset: string
  charsetFound: string
  charsets: { charset: string; confidence: number }[]
  layout?: CsvLayout
  columns?: ColumnChoice[]
  /** Labels of columns whose cells are dropped. */
  ignored: string[]
}

const SAMPLE = 256 * 1024
const CHUNK = 256 * 1024
const SAMPLES_SHOWN = 3

/** Throws `FILE_UNREADABLE`, `FILE_TOO_LARGE`. */
export async function inspectFile(
  place: FilePlace,
  choices: FileChoices,
  options: { limits: FileLimits; locale?: string }
): Promise<Inspection> {
  const bytes = await sizeOf(place, options.limits)
  const sample = await head(place, options.limits)
  const found = detectFormat(sample, place.entry ?? place.name, { locale: options.locale })
  const detected = found.charset.source === 'ascii' ? found.charset : detectCharset(sample, options)
  const charset = choices.charset ?? detected.charset
  const inspection: Inspection = {
    format: found.format,
    bytes,
    charset,
    charsetFound: choices.charset === undefined ? detected.source : 'chosen',
    charsets: offered(detected.charset, detected.alternatives),
    ignored: []
  }
  if (found.format !== 'csv') return inspection
  const text = decode(sample, charset)
  return { ...inspection, ...mapColumns(text, detectLayout(text), choices.mapping) }
}

/** All records of the file, a batch for each chunk. */
export async function* readRecords(
  place: FilePlace,
  inspection: Inspection,
  options: { limits: FileLimits; locale?: string }
): AsyncGenerator<{ events: ReadEvent[]; bytes: number }> {
  const { push, end } = readerOf(inspection, options)
  for await (const chunk of chunks(place, options.limits)) {
    yield { events: push(chunk), bytes: chunk.length }
  }
  yield { events: end(), bytes: 0 }
}

/** One record as text, as a person has mended it. */
export function readText(
  text: string,
  inspection: Inspection,
  options: { limits: FileLimits; locale?: string }
): ReadEvent[] {
  const { layout } = inspection
  const { push, end } = readerOf(
    { ...inspection, charset: 'utf-8', ...(layout && { layout: { ...layout, headerRow: -1 } }) },
    options
  )
  const newline = layout?.newline ?? '\n'
  return [...push(Buffer.from(text.endsWith(newline) ? text : text + newline)), ...end()]
}

/** The contact files inside a zip archive, and what else is in it. */
export async function listArchive(
  place: FilePlace,
  options: { limits: FileLimits; locale?: string }
): Promise<{ entries: FilePlace[]; problems: ArchiveProblem[] }> {
  const { entries, problems } = readArchive(await readFile(place.path), archiveOptions(options))
  return {
    entries: entries.map(({ path }) => ({
      path: place.path,
      name: `${place.name}/${path}`,
      entry: path
    })),
    problems: problems.filter(({ reason }) => reason !== 'not-contacts')
  }
}

function archiveOptions(options: { limits: FileLimits; locale?: string }) {
  const { limits, locale } = options
  return { limits: { entryBytes: limits.fileBytes }, ...(locale !== undefined && { locale }) }
}

function readerOf(inspection: Inspection, options: { limits: FileLimits; locale?: string }) {
  const { limits, locale } = options
  if (inspection.format === 'vcard') {
    const reader = new VCardReader({
      limits,
      ...(locale !== undefined && { locale }),
      ...(inspection.charsetFound === 'chosen' && { charset: inspection.charset })
    })
    return {
      push: (chunk: Uint8Array) => reader.push(chunk),
      end: () => reader.end()
    }
  }
  const reader = new CsvReader({ layout: confirmLayout(inspection.layout!), limits })
  const decoder = charsetDecoder(inspection.charset)
  const dropped = (events: ReadEvent[]) => dropIgnored(events, inspection.ignored)
  return {
    push: (chunk: Uint8Array) => dropped(reader.push(decoder.write(chunk))),
    end: () => dropped([...reader.push(decoder.end()), ...reader.end()])
  }
}

function dropIgnored(events: ReadEvent[], ignored: readonly string[]): ReadEvent[] {
  if (ignored.length === 0) return events
  for (const event of events) {
    const kept = event.type === 'record' && event.card['datomspace:csv']
    if (!kept) continue
    for (const label of ignored) delete kept[label]
    if (Object.keys(kept).length === 0) delete event.card['datomspace:csv']
  }
  return events
}

/** A column is named by its header, or by its place where that does not tell it from the others. */
function labelsOf(columns: readonly ColumnMapping[]): string[] {
  return columns.map(({ header, column }) => {
    const alone = columns.filter(other => other.header === header).length === 1
    return header !== '' && alone ? header : `${header}#${column + 1}`
  })
}

function mapColumns(
  text: string,
  layout: CsvLayout,
  mapping: Record<string, string> | undefined
): { layout: CsvLayout; columns: ColumnChoice[]; ignored: string[] } {
  const labels = labelsOf(layout.columns)
  const ignored: string[] = []
  const columns = layout.columns.map((column, at) => {
    const field = mapping && Object.hasOwn(mapping, labels[at]!) ? mapping[labels[at]!] : undefined
    if (field === undefined) return column
    if (field === 'ignore') ignored.push(column.header)
    return remapped(column, field === 'ignore' ? 'keep' : field)
  })
  const chosen = mapping ? confirmLayout(layout, paired(columns)) : layout
  const rows = split(text, layout.delimiter).slice(layout.headerRow + 1)
  return {
    layout: chosen,
    ignored,
    columns: chosen.columns.map((column, at) => ({
      header: labels[at]!,
      field: ignored.includes(column.header) ? 'ignore' : column.field,
      samples: rows
        .map(row => (row[column.column] ?? '').trim().slice(0, 200))
        .filter(cell => cell !== '')
        .slice(0, SAMPLES_SHOWN)
    }))
  }
}

function remapped(column: ColumnMapping, field: string): ColumnMapping {
  if (!(CONTACT_FIELDS as readonly string[]).includes(field)) {
    throw new DatomspaceError('INVALID_ARGUMENT', `A column cannot be mapped to "${field}"`)
  }
  if (column.field === field) return column
  const { column: number, header } = column
  const slot = field.startsWith('address.') ? 'chosen' : `column ${number}`
  return { column: number, header, field: field as ContactField, slot, confidence: 1 }
}

/** A label column that was chosen belongs to the value column next before it, or else after it. */
function paired(columns: ColumnMapping[]): ColumnMapping[] {
  return columns.map((column, at) => {
    const [family, part] = column.field.split('.')
    if (part !== 'label' && part !== 'service') return column
    if (!column.slot.startsWith('column ')) return column
    const isValue = (other: ColumnMapping) => other.field === family
    const value = columns.slice(0, at).reverse().find(isValue) ?? columns.slice(at).find(isValue)
    return value ? { ...column, slot: value.slot } : column
  })
}

function offered(
  found: string,
  alternatives: readonly { charset: string; confidence: number }[]
): { charset: string; confidence: number }[] {
  const ranked = new Map([[found, 1], ...alternatives.map(a => [a.charset, a.confidence] as const)])
  for (const charset of [...UNICODE_CHARSETS, ...CHARSET_CANDIDATES]) {
    if (!ranked.has(charset)) ranked.set(charset, 0)
  }
  return [...ranked].map(([charset, confidence]) => ({ charset, confidence }))
}

async function sizeOf(place: FilePlace, limits: FileLimits): Promise<number> {
  const { size } = await stat(place.path).catch(unreadable(place))
  if (size <= limits.fileBytes) return size
  throw new DatomspaceError(
    'FILE_TOO_LARGE',
    `${place.name} has ${size} bytes; ${limits.fileBytes} are read unless you raise the limit`,
    { details: { name: place.name, bytes: size, limit: limits.fileBytes } }
  )
}

async function head(place: FilePlace, limits: FileLimits): Promise<Uint8Array> {
  for await (const chunk of chunks(place, limits)) return chunk.subarray(0, SAMPLE)
  return new Uint8Array(0)
}

async function* chunks(place: FilePlace, limits: FileLimits): AsyncGenerator<Uint8Array> {
  if (place.entry !== undefined) {
    const bytes = await entryBytes(place, limits)
    for (let at = 0; at < bytes.length; at += CHUNK) {
      yield bytes.subarray(at, at + CHUNK)
      await new Promise(resolve => setImmediate(resolve))
    }
    return
  }
  const file = await open(place.path).catch(unreadable(place))
  try {
    let total = 0
    for (;;) {
      const { bytesRead, buffer } = await file
        .read(Buffer.allocUnsafe(CHUNK), 0, CHUNK)
        .catch(unreadable(place))
      if (bytesRead === 0) return
      // The file may grow while it is read.
      total += bytesRead
      if (total > limits.fileBytes) await sizeOf(place, limits)
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}

async function entryBytes(place: FilePlace, limits: FileLimits): Promise<Uint8Array> {
  const read = await archiveAt(place, limits)
  const bytes = read(place.entry!)
  if (bytes) return bytes
  throw new DatomspaceError('FILE_UNREADABLE', `${place.name} is no longer in the archive`)
}

let lastArchive: { version: string; read: ReturnType<typeof openArchive> } | null = null

/** The archive that was read last stays at hand: its files are read one after the other. */
async function archiveAt(place: FilePlace, limits: FileLimits) {
  const { size, mtimeMs } = await stat(place.path).catch(unreadable(place))
  const version = JSON.stringify([place.path, size, mtimeMs, limits.fileBytes])
  if (lastArchive?.version !== version) {
    const bytes = await readFile(place.path).catch(unreadable(place))
    lastArchive = { version, read: openArchive(bytes, archiveOptions({ limits })) }
  }
  return lastArchive.read
}

function unreadable(place: FilePlace): (cause: unknown) => never {
  return cause => {
    throw new DatomspaceError('FILE_UNREADABLE', `${place.name} cannot be read`, {
      cause,
      details: { name: place.name }
    })
  }
}
