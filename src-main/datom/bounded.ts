import Hyperbee from 'hyperbee2'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import { DatomspaceError } from '../error'

// A lookup in a healthy tree takes some tens of steps, an entry of a scan some hundreds.
const MAX_STEPS = 100_000

/**
 * A hyperbee over a core that a hostile owner may have written. Its tree cannot name other cores (which
 * would be opened in the reader's own store), and a tree with a loop ends in `STORAGE_CORRUPT` instead
 * of running for ever: every step of the library through the tree is a `bump`, and `progressed()` says
 * that an entry came of the last ones.
 */
export class BoundedBee {
  readonly bee: Hyperbee
  #steps = 0

  constructor(core: Hypercore, options: { writable: boolean }) {
    this.bee = this.#bound(new Hyperbee(onlyCore, { core, autoUpdate: false, ...options }))
  }

  progressed(): void {
    this.#steps = 0
  }

  /** The tree as it was when the core had `length` blocks. */
  at(length: number): Hyperbee {
    return this.#bound(this.bee.checkout({ length }))
  }

  #bound(bee: Hyperbee): Hyperbee {
    const tree = bee as Hyperbee & { bump(pointer: unknown): unknown }
    const bump = tree.bump.bind(bee)
    tree.bump = pointer => {
      if (++this.#steps > MAX_STEPS)
        throw new DatomspaceError('STORAGE_CORRUPT', 'The tree has a loop')
      return bump(pointer)
    }
    return bee
  }
}

const onlyCore = {
  get() {
    throw new DatomspaceError('STORAGE_CORRUPT', 'The set refers to another core')
  }
} as unknown as Corestore
