import type Hypercore from 'hypercore'

type State = Hypercore.Core['state']

const keeping = new WeakSet<State>()

/**
 * Lets `clear` of this core drop blocks and nothing else. Hypercore (11.37.1, `lib/session-state.js`) drops
 * nodes of the Merkle tree with them, from the first block up to a root, and takes what lies to the left of
 * that block for cleared as well. Without these nodes nobody can be served the blocks that are still there,
 * and the core cannot be truncated to them. Where a truncation came in between, there is no root above the
 * block, and it counts on until its numbers have no end. A node takes less than a hundred bytes: all are kept.
 */
export function keepTree({ state }: Hypercore.Core): void {
  if (keeping.has(state)) return
  keeping.add(state)
  const { clear } = state
  state.clear = (start, end, cleared) => clear.call(rootedAt(state, start), start, end, cleared)
}

/** The state, as it looks to one who asks for its roots: the block is one, and nothing is above it. */
function rootedAt(state: State, block: number): State {
  const roots = [{ index: 2 * block }]
  return new Proxy(state, {
    get: (_, name) => {
      if (name === 'roots') return roots
      const value: unknown = Reflect.get(state, name)
      return typeof value === 'function' ? (value.bind(state) as unknown) : value
    }
  })
}
