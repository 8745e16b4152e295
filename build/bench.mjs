import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { bundleApp, bundleNode } from './bundle.mjs'
import { runWithElectron } from './e2e.mjs'
import { prepareElectron } from './electron-runtime.mjs'
import { preparePackages } from './packages.mjs'
import { capture, root, run, runScript, say, StepError } from './step.mjs'
import { prepareSystem } from './system.mjs'

const folder = join(root, '.bench')
const program = join(folder, 'main.js')
const kept = join(root, 'docs/performance.json')
const page = join(root, 'docs/performance.md')
const MARKS = ['<!-- results: written by npm run bench -- --write -->', '<!-- end of results -->']

/**
 * `npm run bench`: what `test/bench/main.ts` lists, one after the other, each in a process of its own,
 * then a table, and the same in `.bench/results.json`. `npm run bench -- parse` runs only that;
 * `--write` puts the results into `docs/performance.json` and `docs/performance.md`, in place of the
 * older ones of the same benches.
 */
await runScript(async () => {
  const named = process.argv.slice(2).filter(argument => !argument.startsWith('--'))
  await preparePackages()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const sources = {
    main: join(root, 'test/bench/main.ts'),
    person: join(root, 'test/bench/person.ts')
  }
  await bundleNode(sources, folder, ['playwright-core'])
  const benches = await list(named)
  const electron = benches.some(({ needs }) => needs === 'electron')
    ? await prepareApp()
    : undefined
  const rows = []
  let failed = 0
  for (const { name, needs } of benches) {
    say('bench', name)
    const answer = join(folder, `${name}.json`)
    const args = ['--expose-gc', program, name, answer]
    // A measurement that fails does not stop the others.
    const code = await (needs === 'electron'
      ? runWithElectron(electron.program, args)
      : run(process.execPath, args))
    if (code !== 0) failed++
    else
      rows.push(...JSON.parse(readFileSync(answer, 'utf8')).map(row => ({ bench: name, ...row })))
  }
  const results = { machine: machine(electron?.version), rows: rows.map(judged) }
  writeFileSync(join(folder, 'results.json'), toJson(results))
  console.log()
  console.table(results.rows.map(({ bench, ...row }) => ({ bench, ...cells(row) })))
  say('bench', 'as JSON in .bench/results.json')
  if (process.argv.includes('--write')) keep(results)
  return failed > 0 ? 1 : 0
})

async function list(named) {
  const { code, output } = await capture(process.execPath, [program])
  if (code !== 0) throw new StepError(`The benches could not be listed:\n${output}`)
  const all = JSON.parse(output)
  const unknown = named.filter(name => !all.some(bench => bench.name === name))
  if (unknown.length === 0) return named.length > 0 ? all.filter(b => named.includes(b.name)) : all
  const names = all.map(bench => bench.name).join(', ')
  throw new StepError(`There is no bench named ${unknown.join(', ')}. There are: ${names}`)
}

async function prepareApp() {
  await prepareSystem({ essential: ['window', 'headless', 'keyring'], wanted: ['keytar'] })
  const electron = await prepareElectron()
  await bundleApp()
  return { program: electron, version: await versionOf(electron) }
}

/** An Electron from another place has another version than the package says. */
async function versionOf(electron) {
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
  const script = 'console.log(process.versions.electron)'
  const { output } = await capture(electron, ['-e', script], { env })
  return output.trim().split('\n').at(-1)
}

function machine(electron) {
  return {
    date: new Date().toISOString().slice(0, 10),
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform} ${process.arch}`,
    node: process.version,
    ...(electron && { electron })
  }
}

function judged(row) {
  return row.target === undefined ? row : { ...row, met: row.value <= row.target }
}

function cells({ work, value, unit, target, met }) {
  return {
    work,
    measured: `${round(value)} ${unit}`,
    target: target === undefined ? '' : `≤ ${round(target)} ${unit}`,
    met: met === undefined ? '' : met ? 'yes' : 'NO'
  }
}

function round(value) {
  return Math.abs(value) >= 100 ? Math.round(value) : Number(value.toPrecision(3))
}

/** Each row remembers the day and the machine that it comes from. */
function keep({ machine, rows }) {
  const before = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : { rows: [] }
  const renewed = new Set(rows.map(row => row.bench))
  const older = before.rows.filter(row => !renewed.has(row.bench))
  const all = [...older, ...rows.map(row => ({ ...row, date: machine.date }))]
  const electron = machine.electron ?? before.machine?.electron
  const results = { machine: { ...machine, ...(electron && { electron }) }, rows: all }
  writeFileSync(kept, toJson(results))
  const text = readFileSync(page, 'utf8')
  const [from, to] = [text.indexOf(MARKS[0]), text.indexOf(MARKS[1])]
  if (from < 0 || to < from) throw new StepError('docs/performance.md has lost its marks')
  writeFileSync(
    page,
    text.slice(0, from + MARKS[0].length) + '\n\n' + table(results) + '\n' + text.slice(to)
  )
  say('bench', 'kept in docs/performance.json and docs/performance.md')
}

function table({ machine, rows }) {
  const facts = [
    `${machine.processor}, ${machine.cores} cores, ${machine.memoryGiB} GiB, ${machine.platform}`,
    `Node ${machine.node}`,
    ...(machine.electron ? [`Electron ${machine.electron}`] : []),
    machine.date
  ]
  const lines = rows.map(({ bench, ...row }) => [bench, ...Object.values(cells(row))])
  const all = [['bench', 'work', 'measured', 'target', 'met'], ...lines]
  const widths = all[0].map((_, column) => Math.max(...all.map(line => line[column].length)))
  const line = parts =>
    `| ${parts.map((part, column) => part.padEnd(widths[column])).join(' | ')} |`
  const rule = line(widths.map(width => '-'.repeat(width)))
  return [facts.join('; ') + '.', '', line(all[0]), rule, ...all.slice(1).map(line), ''].join('\n')
}

function toJson(value) {
  return JSON.stringify(value, null, 2) + '\n'
}
