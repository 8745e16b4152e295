import type Hypercore from 'hypercore'

const turns = new WeakMap<Hypercore.Core, Promise<unknown>>()

/**
 * What changes a core, one after the other, whichever program asks, in the order in which it is asked.
 * Hypercore counts the forks when it is asked to truncate and not when it does so: two truncations at once
 * would be one fork, and what is signed after the one and after the other contradicts itself to readers,
 * who then close the core for good.
 */
export function inTurn<Result>(
  { core }: Hypercore,
  change: () => Promise<Result>
): Promise<Result> {
  const turn = (turns.get(core) ?? Promise.resolve()).then(change, change)
  turns.set(core, turn)
  return turn
}
