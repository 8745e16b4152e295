import { writeFileSync } from 'node:fs'
import { measureIdle } from './idle'
import { measureImport } from './import'
import { measureLive } from './live'
import { measureLocal } from './local'
import type { Bench } from './measurement'
import { measureParse } from './parse'
import { measureRevoke } from './revoke'
import { measureSearch } from './search'
import { measureShare } from './share'
import { measureApp, measureServer } from './start'

/** What `npm run bench` measures; each runs in a process of its own, which `build/bench.mjs` starts. */
const BENCHES: Record<string, Bench> = {
  parse: { run: measureParse },
  import: { run: measureImport },
  search: { run: measureSearch },
  share: { run: measureShare },
  live: { run: measureLive },
  revoke: { run: measureRevoke },
  local: { run: measureLocal },
  server: { run: measureServer },
  app: { run: measureApp, needs: 'electron' },
  idle: { run: measureIdle, needs: 'electron' }
}

/** `main.js NAME FILE`: runs one bench and writes its rows; without a name it lists them as JSON. */
async function main([name, file]: string[]): Promise<void> {
  if (name === undefined) {
    const list = Object.entries(BENCHES).map(([each, { needs }]) => ({ name: each, needs }))
    return void process.stdout.write(JSON.stringify(list))
  }
  const bench = BENCHES[name]
  if (!bench || !file) throw new Error(`There is no bench named ${name}`)
  writeFileSync(file, JSON.stringify(await bench.run()))
  process.exit(0)
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
