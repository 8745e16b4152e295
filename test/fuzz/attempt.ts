import { DatomspaceError, ERROR_CODES } from '../../src-main/error'
import { Random } from './random'
import type { Target } from './target'

/**
 * Milliseconds of the processor that one input may take; one that takes more is tried again before it is
 * called slow. Not of the clock: other programs may have had the processor.
 */
const SLOW = 1_000
/** Bytes by which one input may raise the most that the process ever held. */
const MEMORY = 512 * 1024 * 1024

export type FindKind = 'error' | 'slow' | 'memory' | 'pollution' | 'rejection' | 'hang' | 'crash'

export interface Find {
  target: string
  kind: FindKind
  message: string
  seed: number
  index: number
}

const PROTOTYPES = [Object.prototype, Array.prototype, Function.prototype, String.prototype]
const known = PROTOTYPES.map(prototype => Reflect.ownKeys(prototype).length)

/** How often inputs ended in what: `result`, or the code of a refusal. */
export type Outcomes = Record<string, number>

/** Gives one input to a target, and says what it found. `outcomes` is added to. */
export async function attempt(
  target: Target,
  seed: number,
  index: number,
  outcomes: Outcomes = {}
): Promise<Find | null> {
  const find = (kind: FindKind, message: string): Find => ({
    target: target.name,
    kind,
    message,
    seed,
    index
  })
  const input = target.input(new Random(seed, index))
  const held = process.resourceUsage().maxRSS
  const from = process.cpuUsage()
  const { fault, end } = await outcome(target, input)
  const took = busy(from)
  if (fault !== undefined) return find('error', fault)
  outcomes[end] = (outcomes[end] ?? 0) + 1
  if (isPolluted()) return find('pollution', 'A prototype of the engine has another member')
  const more = (process.resourceUsage().maxRSS - held) * 1024
  if (more > MEMORY) return find('memory', `One input took ${Math.round(more / 1e6)} MB`)
  if (took <= SLOW) return null
  // The first time compiles, and may collect the garbage of others: only one that is slow again is slow.
  const again = await fastest(target, seed, index)
  return again > SLOW ? find('slow', `${Math.round(again)} ms at the best of three`) : null
}

interface Outcome {
  /** `result`, or the code of the refusal. */
  end: string
  /** What was thrown, if it is no refusal by name. */
  fault?: string
}

async function outcome(target: Target, input: unknown): Promise<Outcome> {
  try {
    await target.run(input)
    return { end: 'result' }
  } catch (thrown) {
    if (!(thrown instanceof DatomspaceError)) return { end: '', fault: described(thrown) }
    const { code } = thrown
    if (ERROR_CODES.includes(code) && code !== 'INTERNAL') return { end: code }
    return { end: code, fault: described(thrown) }
  }
}

async function fastest(target: Target, seed: number, index: number): Promise<number> {
  let best = Infinity
  for (let time = 0; time < 2; time++) {
    const input = target.input(new Random(seed, index))
    const from = process.cpuUsage()
    await outcome(target, input)
    best = Math.min(best, busy(from))
  }
  return best
}

/** Milliseconds that this process worked since then. */
function busy(from: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(from)
  return (user + system) / 1000
}

function described(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}

function isPolluted(): boolean {
  return PROTOTYPES.some((prototype, at) => Reflect.ownKeys(prototype).length !== known[at])
}
