import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decode, detectCharset } from '../../src-main/contacts/charset'
import { CsvReader, detectLayout } from '../../src-main/contacts/csv'
import type { ReadEvent } from '../../src-main/contacts/read'
import { CORPUS, corpusFiles, hasCorpus, readCorpus } from './corpus'

/** Small, so that rows and quotes are cut at every place. */
const PIECE = 97

function layoutOf(bytes: Uint8Array) {
  const text = decode(bytes, detectCharset(bytes).charset)
  return { text, layout: detectLayout(text) }
}

/** Reads a file as the app does; a layout that has to be asked for gives no record. */
function* read(bytes: Uint8Array): Iterable<ReadEvent> {
  const { text, layout } = layoutOf(bytes)
  if (layout.ask) return
  const reader = new CsvReader({ layout })
  for (let at = 0; at < text.length; at += PIECE) yield* reader.push(text.slice(at, at + PIECE))
  yield* reader.end()
}

describe.skipIf(!hasCorpus)('the CSV files that programs in the world really wrote', () => {
  const asking = hasCorpus
    ? corpusFiles('csv').filter(
        file => file.class === 'unknown-layout' || file.class === 'malformed'
      )
    : []

  it('are all read right, and none crashes the reader', () => {
    const directory = mkdtempSync(join(tmpdir(), 'corpus-csv-'))
    try {
      const results = readCorpus('csv', read)
      const all = JSON.parse(readFileSync(join(CORPUS, 'expected.json'), 'utf8')) as object
      const expected = Object.entries(all).filter(([path]) => results.some(r => r.path === path))
      const answers = join(directory, 'results.jsonl')
      writeFileSync(answers, results.map(result => JSON.stringify(result)).join('\n') + '\n')
      writeFileSync(join(directory, 'expected.json'), JSON.stringify(Object.fromEntries(expected)))
      writeFileSync(join(directory, 'MANIFEST.tsv'), readFileSync(join(CORPUS, 'MANIFEST.tsv')))
      const score = execFileSync(
        process.execPath,
        [join(CORPUS, 'score.mjs'), directory, answers, '--fail'],
        { encoding: 'utf8' }
      )
      const [summary, ...failures] = score.trim().split('\n')
      console.log(summary!.replace(directory, 'csv'))
      expect(results.length).toBeGreaterThan(30)
      expect(failures).toEqual([])
    } finally {
      rmSync(directory, { recursive: true })
    }
  })

  it.each(asking.map(({ path }) => path))('asks what the columns of %s mean', path => {
    expect(layoutOf(readFileSync(join(CORPUS, path))).layout.ask).toBe(true)
  })
})
