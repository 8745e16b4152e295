import type Hypercore from 'hypercore'
import { noteWhole } from '../../datom'
import type { SpaceStore } from '../store'
import type { Follow, Gate } from '../gate'

/**
 * The ciphertext of a granted set that may not be listed now but may be later, as where the terms count
 * looks: kept in step with the owner so that a look needs no network.
 */
export class Copy {
  readonly core: Hypercore
  readonly #following: Follow
  readonly #onchange: () => void
  #download: Hypercore.Download | null = null
  #closed = false

  constructor(options: {
    store: SpaceStore
    gate: Gate
    key: Buffer
    from: Buffer
    onchange: () => void
  }) {
    const { store, gate, key, from, onchange } = options
    this.core = store.get({ key, inflightRange: [256, 512] })
    this.#onchange = onchange
    this.core.on('append', onchange)
    this.core.on('download', onchange)
    this.#following = gate.follow(this.core, { from: [from] })
  }

  async ready(): Promise<void> {
    await this.core.ready()
    if (!this.#closed) this.#download = this.core.download({ start: 0, end: -1, linear: true })
  }

  get isWhole(): boolean {
    const { length, contiguousLength } = this.core
    return length > 0 && contiguousLength === length
  }

  get progress(): { blocks: number; total: number } {
    const { length, contiguousLength } = this.core
    return { blocks: contiguousLength, total: length }
  }

  async close(): Promise<void> {
    this.#closed = true
    this.core.off('append', this.#onchange)
    this.core.off('download', this.#onchange)
    this.#download?.destroy()
    // Else a look would begin by telling nothing.
    if (this.core.opened && this.isWhole) await noteWhole(this.core)
    await this.#following.stop()
    await this.core.close()
  }
}
