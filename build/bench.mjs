import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { bundleNode } from './bundle.mjs'
import { preparePackages } from './packages.mjs'
import { capture, root, run, runScript, say, StepError } from './step.mjs'

const folder = join(root, '.bench')
const program = join(folder, 'main.js')

/**
 * `npm run bench`: what `test/bench/main.ts` lists, one after the other, each in a process of its own,
 * then a table, and the same in `.bench/results.json`. `npm run bench -- parse` runs only that.
 */
await runScript(async () => {
  await preparePackages()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await bundleNode({ main: join(root, 'test/bench/main.ts') }, folder)
  const named = process.argv.slice(2)
  const names = named.length > 0 ? named : await list()
  const rows = []
  let failed = 0
  for (const name of names) {
    say('bench', name)
    const answer = join(folder, `${name}.json`)
    // A measurement that fails does not stop the others.
    const code = await run(process.execPath, ['--expose-gc', program, name, answer])
    if (code === 0) rows.push(...JSON.parse(readFileSync(answer, 'utf8')))
    else failed++
  }
  report(rows)
  return failed > 0 ? 1 : 0
})

async function list() {
  const { code, output } = await capture(process.execPath, [program])
  if (code !== 0) throw new StepError(`The benches could not be listed:\n${output}`)
  return output.trim().split('\n')
}

function report(rows) {
  const machine = {
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    node: process.version,
    platform: `${process.platform} ${process.arch}`
  }
  writeFileSync(join(folder, 'results.json'), JSON.stringify({ machine, rows }, null, 2) + '\n')
  const cells = rows.map(({ work, value, unit, target }) => ({
    work,
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
