import type Hypercore from 'hypercore'
import { DatomspaceError } from '../../error'
import type { BackendInfo, BackendListener, CoreBackend, WaitOptions } from '../backend'
import { keepTree } from '../clearing'
import { closedError } from '../core-error'
import type { Follow } from '../gate'
import { notSharedError, Refusals } from './refusals'
import type { RemoteLink } from './remote-link'

/** How long opening waits for the host to say how long the core is, and `update` for news. */
const FIRST_SYNC = 3_000

/**
 * A core of somebody else, copied block by block as it is read, so that every block is verified
 * against the key. Reading only.
 */
export class ReplicaCore implements CoreBackend {
  readonly writable = false
  readonly #core: Hypercore
  readonly #follow: Follow | null
  readonly #link: RemoteLink
  readonly #refusals: Refusals

  private constructor(
    core: Hypercore,
    link: RemoteLink,
    how: { follow: Follow | null; refusals: Refusals }
  ) {
    this.#core = core
    this.#link = link
    this.#follow = how.follow
    this.#refusals = how.refusals
  }

  /** Throws `CORE_NOT_SHARED` for one of which nothing is here and that its owner does not serve. */
  static async open(link: RemoteLink, key: Buffer): Promise<ReplicaCore> {
    const core = link.store.get({ key })
    await core.ready()
    keepTree(core.core)
    const refusals = new Refusals(link, core)
    const follow = link.gate.follow(core, link.sources)
    const replica = new ReplicaCore(core, link, { follow, refusals })
    try {
      if (link.connected) await replica.update({})
    } catch (error) {
      await replica.close()
      throw error
    }
    return replica
  }

  get key(): Buffer {
    return this.#core.key
  }

  get length(): number {
    return this.#core.length
  }

  get byteLength(): number {
    return this.#core.byteLength
  }

  get fork(): number {
    return this.#core.fork
  }

  async append(): Promise<never> {
    throw unsupported('append to')
  }

  async truncate(): Promise<never> {
    throw unsupported('truncate')
  }

  async get(index: number, { wait, timeout, signal }: WaitOptions): Promise<Buffer | null> {
    if (signal?.aborted) throw closedError()
    const activeRequests: unknown[] = []
    const abort = (): void => void this.#core.clearRequests(activeRequests, closedError())
    signal?.addEventListener('abort', abort, { once: true })
    try {
      const block = this.#core.get(index, { wait, timeout, activeRequests })
      block.catch(() => {}) // reported below
      if (wait === false || (await this.#core.has(index))) return await block
      return await this.#refusals.outlast(
        block,
        () => void this.#core.clearRequests(activeRequests, notSharedError())
      )
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  has(start: number, end: number): Promise<boolean> {
    return this.#core.has(start, end)
  }

  seek(byteOffset: number, { wait, timeout }: WaitOptions): Promise<[number, number] | null> {
    const found = this.#core.seek(byteOffset, { wait, timeout })
    return wait === false || this.#core.length > 0 ? found : this.#refusals.outlast(found)
  }

  /** Asks the host, unless `wait` is false or no host is there. */
  async update({ wait = true }: { wait?: boolean }): Promise<boolean> {
    const before = this.#core.length
    if (!wait || !this.#link.connected) return this.#core.update({ wait: false })
    // Without a deadline a host that does not serve the core would be waited for without end.
    const late = new Promise<false>(resolve => {
      const timer = setTimeout(() => resolve(false), FIRST_SYNC)
      timer.unref()
    })
    await this.#attached(late)
    await Promise.race([this.#core.update({ wait: true }), late])
    if (this.#core.length === 0 && this.#refusals.withheld) throw notSharedError()
    return this.#core.length > before
  }

  async clear(start: number, end: number): Promise<{ blocks: number }> {
    return (await this.#core.clear(start, end, { diff: true })) ?? { blocks: 0 }
  }

  async info(): Promise<BackendInfo> {
    const { length, contiguousLength, byteLength, fork, padding } = await this.#core.info()
    return { length, contiguousLength, byteLength, fork, padding }
  }

  async snapshot(): Promise<CoreBackend> {
    const snapshot = this.#core.snapshot()
    await snapshot.ready()
    return new ReplicaCore(snapshot, this.#link, { follow: null, refusals: this.#refusals })
  }

  listen(listener: BackendListener): () => void {
    const core = this.#core
    const append = (): void => listener.append?.()
    const truncate = (length: number, fork: number): void => listener.truncate?.(length, fork)
    const close = (): void => listener.close?.()
    core.on('append', append).on('truncate', truncate).on('close', close)
    return () => void core.off('append', append).off('truncate', truncate).off('close', close)
  }

  async close(): Promise<void> {
    if (this.#follow) this.#refusals.close()
    await this.#follow?.stop()
    await this.#core.close()
  }

  /** Until a host serves the core, or refused it, or it is late. */
  async #attached(late: Promise<unknown>): Promise<void> {
    if (this.#core.peers.length > 0) return
    let stop: () => void = () => {}
    const added = new Promise<void>(resolve => {
      const done = (): void => resolve()
      this.#core.once('peer-add', done)
      const refused = (_peer: unknown, discoveryKey: Buffer): void => {
        if (discoveryKey.equals(this.#core.discoveryKey)) resolve()
      }
      this.#link.on('refused', refused)
      stop = () => {
        this.#core.off('peer-add', done)
        this.#link.off('refused', refused)
      }
    })
    await Promise.race([added, late])
    stop()
  }
}

function unsupported(verb: string): DatomspaceError {
  return new DatomspaceError(
    'REMOTE_UNSUPPORTED',
    `A client on the network cannot ${verb} a core: only programs on the machine of the space can`
  )
}
