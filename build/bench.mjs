import { cpus, totalmem } from 'node:os'
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { externals, flatOutput } from './entries.mjs'
import { preparePackages } from './packages.mjs'
import { bundleSdk } from './bundle.mjs'
import { capture, root, runScript, say } from './step.mjs'

const work = join(root, '.bench')

/**
 * `npm run bench`: every `test/bench/NAME.ts`, one after the other, each in a process of its own, then
 * a table and `.bench/results.json`. `npm run bench -- parse share` runs only those.
 *
 * A bench file exports one or more functions whose names begin with `measure`; each gives rows, see
 * `test/bench/measurement.ts`.
 */
await runScript(async () => {
  await preparePackages()
  await bundleSdk()
  const wanted = process.argv.slice(2)
  const files = readdirSync(join(root, 'test/bench'))
    .filter(name => name.endsWith('.ts') && name !== 'measurement.ts')
    .map(name => basename(name, '.ts'))
    .filter(name => wanted.length === 0 || wanted.includes(name))
  rmSync(work, { recursive: true, force: true })
  mkdirSync(work, { recursive: true })
  await bundle(files)
  const rows = []
  let failed = 0
  for (const name of files) {
    say('bench', name)
    const found = await measure(name)
    if (found) rows.push(...found)
    else failed++
  }
  report(rows)
  return failed > 0 ? 1 : 0
})

async function bundle(files) {
  const { build } = await import('vite')
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node20',
      outDir: work,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(files.map(name => [name, join(root, `test/bench/${name}.ts`)])),
        external: externals(root),
        output: flatOutput
      }
    }
  })
}

/** A measurement that fails says so and does not stop the others. */
async function measure(name) {
  const answer = join(work, `${name}.json`)
  const program = `
    const bench = require(${JSON.stringify(join(work, `${name}.js`))})
    const measures = Object.entries(bench).filter(([key]) => key.startsWith('measure'))
    ;(async () => {
      const rows = []
      for (const [, measure] of measures) rows.push(...(await measure()))
      require('node:fs').writeFileSync(${JSON.stringify(answer)}, JSON.stringify(rows))
      process.exit(0)
    })().catch(error => { console.error(error); process.exit(1) })`
  const { code, output } = await capture(process.execPath, ['--expose-gc', '-e', program])
  if (output.trim()) console.log(output.trimEnd())
  return code === 0 ? JSON.parse(readFileSync(answer, 'utf8')) : undefined
}

function report(rows) {
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`
  }
  writeFileSync(join(work, 'results.json'), JSON.stringify({ machine, rows }, null, 2) + '\n')
  const cells = rows.map(({ work: name, value, unit, target }) => ({
    work: name,
    measured: `${round(value)} ${unit}`,
    target: target === undefined ? '' : `≤ ${round(target)} ${unit}`,
    met: target === undefined ? '' : value <= target ? 'yes' : 'NO'
  }))
  console.log()
  console.table(cells)
  say('bench', 'as JSON in .bench/results.json')
}

function round(value) {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))
}
