import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { summary, type CardSummary } from '../../src-main/contacts/inspect'
import type { ReadEvent } from '../../src-main/contacts/read'
import { readVCards } from '../../src-main/contacts/vcard/reader'

/** The collection of real contact files beside the repository (tests run in its root). */
export const CORPUS = resolve('../shared/corpus')

export const hasCorpus = existsSync(join(CORPUS, 'MANIFEST.tsv'))

export interface CorpusFile {
  path: string
  kind: string
  class: string
}

export interface CorpusResult {
  path: string
  contacts?: CardSummary[]
  problems?: { line: number; reason: string }[]
  error?: string
}

/** Files of the manifest, `vcard` or `csv`. */
export function corpusFiles(kind: 'vcard' | 'csv'): CorpusFile[] {
  const [head, ...rows] = readFileSync(join(CORPUS, 'MANIFEST.tsv'), 'utf8').trim().split('\n')
  const columns = head!.split('\t')
  const cell = (row: string[], name: string): string => row[columns.indexOf(name)] ?? ''
  return rows
    .map(row => row.split('\t'))
    .map(row => ({ path: cell(row, 'path'), kind: cell(row, 'kind'), class: cell(row, 'class') }))
    .filter(file => file.kind === kind)
}

/** Read every file of a kind with `read`; a thrown error is a crash. */
export function readCorpus(
  kind: 'vcard' | 'csv',
  read: (bytes: Uint8Array, file: CorpusFile) => Iterable<ReadEvent>
): CorpusResult[] {
  return corpusFiles(kind).map(file => {
    try {
      return collect(file, read(readFileSync(join(CORPUS, file.path)), file))
    } catch (thrown) {
      return { path: file.path, error: 'crash: ' + String(thrown) }
    }
  })
}

export function readCorpusVCards(): CorpusResult[] {
  return readCorpus('vcard', bytes => readVCards(bytes))
}

function collect(file: CorpusFile, events: Iterable<ReadEvent>): CorpusResult {
  const result = {
    path: file.path,
    contacts: [] as CardSummary[],
    problems: [] as { line: number; reason: string }[]
  }
  for (const event of events) {
    if (event.type === 'record') result.contacts.push(summary(event.card))
    else result.problems.push({ line: event.line, reason: event.reason })
  }
  return result
}
