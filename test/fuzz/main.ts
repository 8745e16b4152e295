import { existsSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs'
import { attempt, type Find, type Outcomes } from './attempt'
import { TARGETS } from './targets'

/** Finds that are kept of one target: enough to mend by. */
const MAX_FINDS = 20
/** The heap may have grown by so much in the end, without garbage. */
const LEAK = 128 * 1024 * 1024

export interface FuzzReport {
  name: string
  what: string
  seed: number
  executions: number
  milliseconds: number
  /** Of these, milliseconds that the processor spent on it. */
  busy: number
  /** Most bytes that the process held. */
  memory: number
  /** How often inputs ended in a result, and in which refusals. */
  outcomes: Outcomes
  finds: Find[]
}

/**
 * `main.js NAME SEED MILLISECONDS FILE PLACE`: fuzzes one target for so long, by the processor's time, and
 * writes its report to FILE. The number of the input under way is kept in PLACE, for whoever watches: an
 * input that hangs cannot say so.
 * `main.js NAME SEED INDEX` runs one input again, and throws what it finds. Without a name: a list.
 */
async function main([name, seed, amount, file, place]: string[]): Promise<void> {
  if (name === undefined) {
    return void process.stdout.write(JSON.stringify(TARGETS.map(each => each.name)))
  }
  const found = TARGETS.find(each => each.name === name)
  if (!found) throw new Error(`Nothing named ${name} is fuzzed`)
  await found.ready?.()
  if (file === undefined) {
    const find = await attempt(found, Number(seed), Number(amount))
    console.log(find ?? 'Nothing wrong with this one')
    process.exit(find ? 1 : 0)
  }
  const report = await fuzz(found, Number(seed), Number(amount), openSync(place!, 'w'))
  await found.close?.()
  writeFileSync(file, JSON.stringify(report))
  process.exit(0)
}

async function fuzz(
  target: (typeof TARGETS)[number],
  seed: number,
  milliseconds: number,
  place: number
): Promise<FuzzReport> {
  const finds: Find[] = []
  const outcomes: Outcomes = {}
  let index = 0
  const loose = (thrown: unknown) => {
    const message = thrown instanceof Error ? (thrown.stack ?? '') : String(thrown)
    finds.push({ target: target.name, kind: 'rejection', message, seed, index })
  }
  process.on('unhandledRejection', loose)
  process.on('uncaughtException', loose)
  const marked = Buffer.alloc(8)
  const from = performance.now()
  let grown = 0
  while (worked() < milliseconds && finds.length < MAX_FINDS) {
    marked.writeDoubleLE(index)
    writeSync(place, marked, 0, 8, 0)
    const find = await attempt(target, seed, index, outcomes)
    if (find) finds.push(find)
    // The first ones fill the tables that are made once.
    if (++index === 1_000) grown = heap()
    if (index % 256 === 0) await new Promise(resolve => setImmediate(resolve))
  }
  const more = index > 1_000 ? heap() - grown : 0
  if (more > LEAK) {
    const message = `The heap grew by ${Math.round(more / 1e6)} MB over the run`
    finds.push({ target: target.name, kind: 'memory', message, seed, index })
  }
  return {
    name: target.name,
    what: target.what,
    seed,
    executions: index,
    milliseconds: Math.round(performance.now() - from),
    busy: Math.round(worked()),
    memory: mostHeld(),
    outcomes,
    finds
  }
}

/** Milliseconds that the processor spent on this process: other programs do not take away from the time. */
function worked(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** The most that this process held; what a system says may be of the one that started it. */
function mostHeld(): number {
  const status = existsSync('/proc/self/status') ? readFileSync('/proc/self/status', 'utf8') : ''
  const kilobytes = /VmHWM:\s*(\d+)/.exec(status)?.[1]
  return kilobytes ? Number(kilobytes) * 1024 : process.resourceUsage().maxRSS * 1024
}

function heap(): number {
  ;(globalThis as { gc?: () => void }).gc?.()
  return process.memoryUsage().heapUsed
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error)
  process.exit(1)
})
