import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readVCards } from '../../src-main/contacts/vcard/reader'
import { writeVCard } from '../../src-main/contacts/vcard/write'
import { CORPUS, corpusFiles, hasCorpus, readCorpusVCards } from './corpus'

const directory = mkdtempSync(join(tmpdir(), 'datomspace-corpus-'))
afterAll(() => rmSync(directory, { recursive: true, force: true }))

describe.skipIf(!hasCorpus)('vCard files that programs in the world really wrote', () => {
  it('are all read right where they are well-formed or tolerable, and never crash', () => {
    const results = join(directory, 'vcard.jsonl')
    const lines = readCorpusVCards().map(result => JSON.stringify(result))
    writeFileSync(results, lines.join('\n'))
    const output = execFileSync(
      process.execPath,
      [join(CORPUS, 'score.mjs'), CORPUS, results, '--fail'],
      { encoding: 'utf8' }
    )
    const [score, ...failures] = output.trim().split('\n')
    const ours = failures.filter(line => !line.includes('not in results'))
    console.log('vCard corpus:', score)
    expect(ours).toEqual([])
    for (const kind of ['wellformed', 'tolerable', 'malformed']) {
      const [right, files] = (JSON.parse(score!)[`vcard ${kind}`] as string).split('/')
      expect(right).toBe(files)
    }
  })

  it('go out as vCard 3.0 and 4.0 and come back as the same cards', () => {
    for (const file of corpusFiles('vcard'))
      for (const event of readVCards(readFileSync(join(CORPUS, file.path)))) {
        if (event.type !== 'record') continue
        const blobs = new Map(event.blobs.map(blob => [blob.hash, blob.bytes]))
        for (const version of ['3.0', '4.0'] as const) {
          const text = writeVCard(event.card, { version, blob: hash => blobs.get(hash) })
          const again = [...readVCards(Buffer.from(text))]
          expect(again.map(one => one.type === 'record' && one.card)).toEqual([event.card])
        }
      }
  })
})
