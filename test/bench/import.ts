import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay, type IntervalHistogram } from 'node:perf_hooks'
import ICAL from 'ical.js'
import { Home } from '../space/home'
import type { Measurement } from './measurement'
import { withFolder } from './folder'
import { writeSample } from './sample'
import { clock, collectGarbage, median, timed } from './statistics'

const COUNT = 100_000
const ROUNDS = 3
/** Milliseconds between two looks at the event loop; what it is late beyond that is its delay. */
const RESOLUTION = 5

interface Round {
  /** Milliseconds from the dropped file to its review, and from there to saved and listed. */
  review: number
  write: number
  /** ical.js parsing the same file, just before. */
  peer: number
  /** Milliseconds that the main loop was late during the import. */
  p99: number
  max: number
  /** The same file once more, and the first one taken back. */
  again: number
  undo: number
}

/** Imports a file as a person does, with the real worker, imports it again, and takes it back. */
export async function measureImport(): Promise<Measurement[]> {
  return withFolder(async folder => {
    const file = join(folder, 'sample.vcf')
    writeSample(file, COUNT)
    const rounds: Round[] = []
    for (let round = 0; round < ROUNDS; round++) {
      rounds.push(await measureRound(file, join(folder, String(round))))
    }
    return rows(rounds)
  })
}

function rows(rounds: Round[]): Measurement[] {
  const seconds = (name: 'review' | 'write' | 'peer' | 'again' | 'undo') =>
    median(rounds.map(round => round[name])) / 1000
  const ratio = median(rounds.map(({ review, write, peer }) => (review + write) / peer))
  const p99 = median(rounds.map(round => round.p99))
  return [
    { work: '100k vCards parsed by ical.js', value: seconds('peer'), unit: 's' },
    { work: 'import 100k, dropped file to review', value: seconds('review'), unit: 's' },
    { work: 'import 100k, review to saved and listed', value: seconds('write'), unit: 's' },
    { work: 'import 100k in all, of ical.js parsing', value: ratio, unit: '×', target: 1 },
    { work: 'main loop late during the import, p99', value: p99, unit: 'ms', target: 50 },
    {
      work: 'main loop late during the import, longest',
      value: median(rounds.map(round => round.max)),
      unit: 'ms'
    },
    { work: 'a second import of the same 100k', value: seconds('again'), unit: 's' },
    { work: 'undo of 100k', value: seconds('undo'), unit: 's' }
  ]
}

async function measureRound(file: string, storage: string): Promise<Round> {
  const peer = await timed(() => ICAL.parse(readFileSync(file, 'utf8')))
  collectGarbage()
  const home = await Home.open({ storage })
  const delay = monitorEventLoopDelay({ resolution: RESOLUTION })
  delay.enable()
  const from = clock()
  const id = await review(home, file)
  const at = clock()
  const counts = await commit(home, id)
  const listed = await home.contacts.page({})
  const to = clock()
  const late = lateness(delay)
  if (listed.total !== COUNT || counts.created !== COUNT) throw new Error('Not all were imported')
  const again = await timed(async () => {
    const { created } = await commit(home, await review(home, file))
    if (created !== 0) throw new Error('A second import created something')
  })
  const undo = await timed(() => home.imports.undo({ id }))
  if (home.contacts.count !== 0) throw new Error('Not all contacts were taken back')
  await home.close()
  return { review: at - from, write: to - at, peer, ...late, again, undo }
}

async function review(home: Home, path: string): Promise<string> {
  const { token } = await home.files.offer({ path })
  const { id } = await home.imports.open({ tokens: [token] })
  const { phase } = await home.past(id, 'reading')
  if (phase !== 'review') throw new Error(`The import did not come to its review: ${phase}`)
  return id
}

async function commit(home: Home, id: string): Promise<{ created: number }> {
  await home.imports.commit({ id })
  return (await home.past(id, 'writing')).counts
}

function lateness(histogram: IntervalHistogram): { p99: number; max: number } {
  histogram.disable()
  const milliseconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION)
  return { p99: milliseconds(histogram.percentile(99)), max: milliseconds(histogram.max) }
}
