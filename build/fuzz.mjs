import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { bundleNode } from './bundle.mjs'
import { preparePackages } from './packages.mjs'
import { capture, root, run, runScript, say, StepError } from './step.mjs'

const folder = join(root, '.fuzz')
const program = join(folder, 'main.js')
const results = join(folder, 'results.json')
const page = join(root, 'docs/security.md')
const MARKS = ['<!-- figures: written by npm run fuzz -- --write -->', '<!-- end of figures -->']
const HEAP = '--max-old-space-size=1024'
/**
 * Milliseconds of the processor that one input may take before its process is ended: it hangs. Where these
 * cannot be known, and for an input that only waits, the clock's.
 */
const HANG = 20_000
const WAIT = 300_000
const LOOK = 1_000
/** Of `/proc/PID/stat`: clock ticks a second, on every Linux. */
const TICKS = 100

/**
 * `npm run fuzz`: throws broken and hostile input at all that decodes what others wrote, each in a process
 * of its own, two at a time. `--minutes 10` of the processor for each (default 0.2), `--jobs 2`, `--seed 7`;
 * names restrict it. What is found can be run again: `npm run fuzz -- --again name:seed:index`. The figures
 * are in `.fuzz/results.json` too; `--more` adds to those of the runs before, `--write` puts them into
 * `docs/security.md`.
 */
await runScript(async () => {
  const { names, minutes, jobs, seed, again } = parse(process.argv.slice(2))
  await preparePackages()
  const earlier = process.argv.includes('--more') ? earlierReports() : []
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  await bundleNode({ main: join(root, 'test/fuzz/main.ts') }, folder)
  if (again) return run(process.execPath, [program, ...again.split(':')])
  const targets = await list(names)
  const queue = [...targets]
  const reports = [...earlier]
  const work = async () => {
    for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
      const report = await fuzz(name, seed, minutes * 60_000)
      add(reports, report)
      writeFileSync(results, JSON.stringify(reports, null, 2) + '\n')
      say('fuzz', line(report))
    }
  }
  await Promise.all(Array.from({ length: jobs }, work))
  const all = await list([])
  reports.sort((a, b) => all.indexOf(a.name) - all.indexOf(b.name))
  if (process.argv.includes('--write')) keep(reports)
  return summarise(reports)
})

function parse(args) {
  const options = { minutes: 0.2, jobs: 2, seed: Date.now() % 2 ** 31, again: '' }
  const names = []
  for (let at = 0; at < args.length; at++) {
    const name = args[at].replace(/^--/, '')
    if (name === 'write' || name === 'more') continue
    if (!args[at].startsWith('--')) names.push(args[at])
    else if (!(name in options)) throw new StepError(`There is no option --${name}`)
    else options[name] = name === 'again' ? args[++at] : Number(args[++at])
  }
  return { names, ...options }
}

function earlierReports() {
  return existsSync(results) ? JSON.parse(readFileSync(results, 'utf8')) : []
}

/** What two runs of one target found, as one: other seeds give other inputs. */
function add(reports, report) {
  const found = reports.find(({ name }) => name === report.name)
  if (!found) return reports.push(report)
  for (const sum of ['executions', 'milliseconds', 'busy']) found[sum] += report[sum]
  for (const [outcome, count] of Object.entries(report.outcomes)) {
    found.outcomes[outcome] = (found.outcomes[outcome] ?? 0) + count
  }
  found.what ||= report.what
  found.memory = Math.max(found.memory, report.memory)
  found.finds.push(...report.finds)
}

async function list(named) {
  const { code, output } = await capture(process.execPath, [program])
  if (code !== 0) throw new StepError(`What can be fuzzed could not be listed:\n${output}`)
  const all = JSON.parse(output)
  const unknown = named.filter(name => !all.includes(name))
  if (unknown.length === 0) return named.length > 0 ? all.filter(name => named.includes(name)) : all
  throw new StepError(`Nothing named ${unknown.join(', ')} is fuzzed. There are: ${all.join(', ')}`)
}

/** One target in a process of its own, which is ended if an input hangs. */
async function fuzz(name, seed, milliseconds) {
  const answer = join(folder, `${name}.json`)
  const place = join(folder, `${name}.place`)
  const args = [
    HEAP,
    '--expose-gc',
    program,
    name,
    String(seed),
    String(milliseconds),
    answer,
    place
  ]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  let output = ''
  child.stderr.on('data', piece => (output = (output + piece).slice(-4_000)))
  let last = -1
  let since = Date.now()
  let worked = 0
  let hangs = false
  const watch = setInterval(() => {
    const index = at(place)
    const busy = processorTime(child.pid)
    if (index !== last) [last, since, worked] = [index, Date.now(), busy]
    const limit = Number.isNaN(busy) ? HANG : WAIT
    if (Date.now() - since < limit && !(busy - worked > HANG)) return
    hangs = true
    child.kill('SIGKILL')
  }, LOOK)
  const [code, signal] = await new Promise(resolve => {
    child.once('close', (...ended) => resolve(ended))
  })
  clearInterval(watch)
  if (code === 0 && existsSync(answer)) return JSON.parse(readFileSync(answer, 'utf8'))
  const kind = hangs ? 'hang' : 'crash'
  const message = `It ended with ${signal ?? code}. ${output.trim()}`
  const find = { target: name, kind, message, seed, index: at(place) }
  return {
    name,
    what: '',
    seed,
    executions: find.index,
    milliseconds,
    busy: 0,
    memory: 0,
    outcomes: {},
    finds: [find]
  }
}

/** One row for each target, between the marks of the page. */
function keep(reports) {
  const rows = reports.map(({ name, what, executions, busy, memory, outcomes, finds }) => [
    `\`${name}\``,
    what,
    executions.toLocaleString('en'),
    (busy / 60_000).toFixed(1),
    `${Math.round((100 * (outcomes.result ?? 0)) / Math.max(1, executions))} %`,
    `${Math.round(memory / 1e6)} MB`,
    String(finds.length)
  ])
  const head = ['name', 'what', 'inputs', 'minutes', 'not refused', 'memory', 'found']
  const lines = [head, head.map(() => '---'), ...rows].map(row => `| ${row.join(' | ')} |`)
  const inputs = reports.reduce((sum, report) => sum + report.executions, 0)
  const busy = reports.reduce((sum, report) => sum + report.busy, 0) / 60_000
  const day = new Date().toISOString().slice(0, 10)
  const facts = `${inputs.toLocaleString('en')} inputs in ${busy.toFixed(0)} minutes of the processor, ${day}, Node ${process.version}.`
  const text = readFileSync(page, 'utf8')
  const [from, to] = [text.indexOf(MARKS[0]), text.indexOf(MARKS[1])]
  if (from < 0 || to < from) throw new StepError('docs/security.md has lost its marks')
  const before = text.slice(0, from + MARKS[0].length)
  writeFileSync(page, `${before}\n\n${facts}\n\n${lines.join('\n')}\n\n${text.slice(to)}`)
}

/** Milliseconds that the processor spent on a process; NaN where the system does not say. */
function processorTime(pid) {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return NaN
  // The second field is the program's name in brackets, which may hold anything.
  const fields = readFileSync(file, 'latin1').split(') ').at(-1).split(' ')
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / TICKS
}

function at(place) {
  if (!existsSync(place)) return -1
  const bytes = readFileSync(place)
  return bytes.byteLength < 8 ? -1 : bytes.readDoubleLE(0)
}

function line({ name, executions, busy, memory, finds }) {
  const rate = Math.round(executions / Math.max(1, busy / 1000))
  const megabytes = Math.round(memory / 1e6)
  return `${name}: ${executions} inputs, ${rate}/s, ${megabytes} MB at most, ${finds.length} found`
}

function summarise(reports) {
  console.log()
  console.table(
    reports.map(({ name, executions, busy, memory, outcomes, finds }) => ({
      name,
      inputs: executions,
      results: outcomes.result ?? 0,
      minutes: Number((busy / 60_000).toFixed(1)),
      'MB at most': Math.round(memory / 1e6),
      found: finds.length
    }))
  )
  for (const { target, kind, message, seed, index } of reports.flatMap(({ finds }) => finds)) {
    console.log(
      `\n${kind} in ${target} (again: npm run fuzz -- --again ${target}:${seed}:${index})`
    )
    console.log(message)
  }
  const finds = reports.reduce((sum, report) => sum + report.finds.length, 0)
  const inputs = reports.reduce((sum, report) => sum + report.executions, 0)
  say('fuzz', `${inputs} inputs, ${finds} found`)
  return finds > 0 ? 1 : 0
}
