import { closeSync, openSync, readFileSync, readSync, statSync } from 'node:fs'
import ICAL from 'ical.js'
import { VCardReader } from '../../src-main/contacts/vcard/reader'

export interface ParseMeasure {
  contacts: number
  bytes: number
  /** Medians of the rounds, in seconds. */
  seconds: number
  peerSeconds: number
  /** Ours over ical.js, the median of the rounds; at most 0.35 is the aim. */
  ratio: number
  /** Peak of the memory of this process while streaming, over the size of the file; at most 5. */
  memory: number
}

const ROUNDS = 5

/** Parse a vCard file to Cards, against ical.js on the same file in the same run. */
export async function measureParse(file: string): Promise<ParseMeasure> {
  const bytes = statSync(file).size
  const first = ourSeconds(file)
  const memory = process.resourceUsage().maxRSS * 1024
  const ours: number[] = []
  const peers: number[] = []
  for (let round = 0; round < ROUNDS; round++) {
    peers.push(peerSeconds(file))
    ours.push(ourSeconds(file).seconds)
    await new Promise(resolve => setImmediate(resolve))
  }
  return {
    contacts: first.contacts,
    bytes,
    seconds: median(ours),
    peerSeconds: median(peers),
    ratio: median(ours.map((seconds, round) => seconds / peers[round]!)),
    memory: memory / bytes
  }
}

function ourSeconds(file: string): { seconds: number; contacts: number } {
  const from = performance.now()
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
  return { seconds: (performance.now() - from) / 1000, contacts }
}

function peerSeconds(file: string): number {
  const from = performance.now()
  ICAL.parse(readFileSync(file, 'utf8'))
  return (performance.now() - from) / 1000
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!
}
