import { DatomspaceError, ERROR_CODES } from '../../src-main/error'
import { Random } from './random'
import type { Target } from './target'

/** Milliseconds that one input may take; one that takes more is tried again before it is called slow. */
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

/** Gives one input to a target, and says what it found. */
export async function attempt(target: Target, seed: number, index: number): Promise<Find | null> {
  const find = (kind: FindKind, message: string): Find => ({
    target: target.name,
    kind,
    message,
    seed,
    index
  })
  const input = target.input(new Random(seed, index))
  const held = process.resourceUsage().maxRSS
  const from = performance.now()
  const fault = await outcome(target, input)
  const took = performance.now() - from
  if (fault !== null) return find('error', fault)
  if (isPolluted()) return find('pollution', 'A prototype of the engine has another member')
  const more = (process.resourceUsage().maxRSS - held) * 1024
  if (more > MEMORY) return find('memory', `One input took ${Math.round(more / 1e6)} MB`)
  if (took <= SLOW) return null
  // Another program may have had the processor: only one that is slow again is slow.
  const again = await fastest(target, seed, index)
  return again > SLOW ? find('slow', `${Math.round(again)} ms at the best of three`) : null
}

/** Null when it answered, or refused by name. */
async function outcome(target: Target, input: unknown): Promise<string | null> {
  try {
    await target.run(input)
    return null
  } catch (thrown) {
    if (!(thrown instanceof DatomspaceError)) return described(thrown)
    const isNamed = ERROR_CODES.includes(thrown.code) && thrown.code !== 'INTERNAL'
    return isNamed ? null : described(thrown)
  }
}

async function fastest(target: Target, seed: number, index: number): Promise<number> {
  let best = Infinity
  for (let time = 0; time < 2; time++) {
    const input = target.input(new Random(seed, index))
    const from = performance.now()
    await outcome(target, input)
    best = Math.min(best, performance.now() - from)
  }
  return best
}

function described(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)
}

function isPolluted(): boolean {
  return PROTOTYPES.some((prototype, at) => Reflect.ownKeys(prototype).length !== known[at])
}
