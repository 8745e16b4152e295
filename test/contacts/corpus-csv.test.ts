import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Card } from '../../src-main/contacts/card'
import { decode, detectCharset } from '../../src-main/contacts/charset'
import { CsvReader, detectLayout } from '../../src-main/contacts/csv'

const CORPUS = resolve(__dirname, '../../../shared/corpus')
const present = existsSync(join(CORPUS, 'expected.json'))

interface Expected {
  kind: string
  class: string
}

const LOCALES: [RegExp, string][] = [
  [/zh-CN/, 'zh-CN'],
  [/outlook-de|live-mail-de/, 'de-DE']
]

function csvFiles(): [path: string, expected: Expected][] {
  const expected = JSON.parse(readFileSync(join(CORPUS, 'expected.json'), 'utf8')) as Record<
    string,
    Expected
  >
  return Object.entries(expected).filter(([, { kind }]) => kind === 'csv')
}

/** Reads a file as the app does, in small pieces, and answers in the words of `score.mjs`. */
function read(path: string): { path: string; contacts?: unknown[]; error?: string } {
  const bytes = readFileSync(join(CORPUS, path))
  const locale = LOCALES.find(([pattern]) => pattern.test(path))?.[1]
  const { charset } = detectCharset(bytes, { ...(locale && { locale }) })
  const text = decode(bytes, charset)
  const layout = detectLayout(text)
  if (layout.ask) return { path, error: 'LAYOUT_UNKNOWN' }
  const reader = new CsvReader({ layout })
  const events = []
  for (let at = 0; at < text.length; at += 97) events.push(...reader.push(text.slice(at, at + 97)))
  events.push(...reader.end())
  const contacts = events.flatMap(event => (event.type === 'record' ? [said(event.card)] : []))
  return { path, contacts }
}

function said(card: Card) {
  const components = card.name?.components?.map(({ value }) => value).join(' ')
  return {
    fn: card.name?.full ?? components ?? '',
    email: Object.values(card.emails ?? {}).map(({ address }) => address),
    tel: Object.values(card.phones ?? {}).map(({ number }) => number),
    org: Object.values(card.organizations ?? {}).map(({ name, units }) => [
      name ?? '',
      ...(units ?? []).map(unit => unit.name)
    ])
  }
}

describe.skipIf(!present)('the CSV files that programs in the world really wrote', () => {
  const files = present ? csvFiles() : []

  it('are all read right, and none crashes the reader', () => {
    const directory = mkdtempSync(join(tmpdir(), 'corpus-csv-'))
    try {
      const expected = Object.fromEntries(files)
      const results = join(directory, 'results.jsonl')
      writeFileSync(results, files.map(([path]) => JSON.stringify(read(path))).join('\n') + '\n')
      writeFileSync(join(directory, 'expected.json'), JSON.stringify(expected))
      const manifest = readFileSync(join(CORPUS, 'MANIFEST.tsv'))
      writeFileSync(join(directory, 'MANIFEST.tsv'), manifest)
      const score = execFileSync(
        process.execPath,
        [join(CORPUS, 'score.mjs'), directory, results, '--fail'],
        { encoding: 'utf8' }
      )
      const [summary, ...failures] = score.trim().split('\n')
      console.log(summary!.replace(directory, 'csv'))
      expect(failures).toEqual([])
    } finally {
      rmSync(directory, { recursive: true })
    }
  })

  it.each(files.filter(([, { class: kind }]) => kind === 'unknown-layout').map(([path]) => path))(
    'asks what the columns of %s mean',
    path => {
      expect(read(path).error).toBe('LAYOUT_UNKNOWN')
    }
  )
})
