import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Measurement } from './measurement'
import { measureParse } from './parse'
import { writeSample } from './sample'

/** What `npm run bench` measures; each runs in a process of its own, which `build/bench.mjs` starts. */
const BENCHES: Record<string, () => Promise<Measurement[]>> = { parse }

async function parse(): Promise<Measurement[]> {
  const folder = mkdtempSync(join(tmpdir(), 'datomspace-bench-'))
  try {
    const file = join(folder, '100k.vcf')
    writeSample(file, 100_000)
    const { contacts, bytes, seconds, peerSeconds, ratio, memory } = await measureParse(file)
    const work = `parse ${contacts} vCards, ${(bytes / 1e6).toFixed(1)} MB`
    return [
      { work, value: seconds, unit: 's' },
      { work: `${work}, by ical.js`, value: peerSeconds, unit: 's' },
      { work: `${work}, of ical.js`, value: ratio, unit: '×', target: 0.35 },
      { work: `${work}, memory of the file's size`, value: memory, unit: '×', target: 5 }
    ]
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** `main.js NAME FILE`: runs one bench and writes its rows; without a name it lists them. */
async function main([name, file]: string[]): Promise<void> {
  if (name === undefined) return void process.stdout.write(`${Object.keys(BENCHES).join('\n')}\n`)
  const bench = BENCHES[name]
  if (!bench || !file) throw new Error(`There is no bench named ${name}`)
  writeFileSync(file, JSON.stringify(await bench()))
  process.exit(0)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
