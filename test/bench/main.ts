import { writeFileSync } from 'node:fs'
import type { Bench } from './measurement'

/**
 * What `npm run bench` measures; each runs in a process of its own, which `build/bench.mjs` starts, and
 * loads only what it needs: its memory is measured too.
 */
const BENCHES: Record<string, Bench> = {
  parse: { run: async () => (await import('./parse')).measureParse() },
  import: { run: async () => (await import('./import')).measureImport() },
  search: { run: async () => (await import('./search')).measureSearch() },
  share: { run: async () => (await import('./share')).measureShare() },
  live: { run: async () => (await import('./live')).measureLive() },
  revoke: { run: async () => (await import('./revoke')).measureRevoke(100) },
  'revoke-1000': { run: async () => (await import('./revoke')).measureRevoke(1_000) },
  policy: { run: async () => (await import('./policy')).measurePolicy() },
  receipts: { run: async () => (await import('./receipts')).measureReceipts() },
  trail: { run: async () => (await import('./trail')).measureTrail() },
  view: { run: async () => (await import('./view')).measureView() },
  meter: { run: async () => (await import('./meter')).measureMeter() },
  local: { run: async () => (await import('./local')).measureLocal() },
  server: { run: async () => (await import('./server')).measureServer() },
  app: { run: async () => (await import('./app')).measureApp(), needs: 'electron' },
  idle: { run: async () => (await import('./idle')).measureIdle(), needs: 'electron' }
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
