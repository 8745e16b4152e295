import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import ICAL from 'ical.js'
import { VCardReader } from '../../src-main/contacts/vcard/reader'
import type { Measurement } from './measurement'
import { withFolder } from './folder'
import { writeSample } from './sample'
import { collectGarbage, median, timed } from './statistics'

const COUNT = 100_000
const ROUNDS = 5

/** Parses a vCard file to Cards, against ical.js on the same file in the same run. */
export async function measureParse(): Promise<Measurement[]> {
  return withFolder(async folder => {
    const file = join(folder, '100k.vcf')
    writeSample(file, COUNT)
    const bytes = statSync(file).size
    // Before ical.js, which takes more: the peak of this process streaming the file once.
    parse(file)
    const memory = peakMemory()
    parseByPeer(file)
    const ours: number[] = []
    const peers: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      collectGarbage()
      peers.push(await timed(() => parseByPeer(file)))
      collectGarbage()
      ours.push(await timed(() => parse(file)))
    }
    const work = `parse 100k vCards, ${(bytes / 1e6).toFixed(1)} MB`
    const ratio = median(ours.map((time, round) => time / peers[round]!))
    return [
      { work, value: median(ours) / 1000, unit: 's' },
      { work: `${work}, by ical.js`, value: median(peers) / 1000, unit: 's' },
      { work: `${work}, of ical.js`, value: ratio, unit: '×', target: 0.35 },
      { work: `${work}, memory of its size`, value: memory / bytes, unit: '×', target: 5 }
    ]
  })
}

function parse(file: string): void {
  const reader = new VCardReader({ limits: { cards: Infinity } })
  const descriptor = openSync(file, 'r')
  const chunk = Buffer.allocUnsafe(1 << 18)
  let contacts = 0
  for (;;) {
    const read = readSync(descriptor, chunk)
    const events = read === 0 ? reader.end() : reader.push(chunk.subarray(0, read))
    for (const event of events) if (event.type === 'record') contacts++
    if (read === 0) break
  }
  closeSync(descriptor)
  if (contacts !== COUNT) throw new Error(`${contacts} contacts were read of ${COUNT}`)
}

function parseByPeer(file: string): void {
  ICAL.parse(readFileSync(file, 'utf8'))
}

/** Bytes. On Linux not `maxRSS`, which begins with what the process that started this one had. */
function peakMemory(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS * 1024
  const status = readFileSync('/proc/self/status', 'utf8')
  return Number(/^VmHWM:\s+(\d+) kB/m.exec(status)![1]) * 1024
}
