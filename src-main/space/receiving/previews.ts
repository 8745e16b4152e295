import { DatomspaceError } from '../../error'
import { formatKey, type GrantKey, type Offer } from '../../grant'
import type { Space } from '../space'
import { outcomeOf } from './entry'
import type { Holding } from './holding'

/** How long an owner has to send the terms. */
const REACH = 15_000
/** How long what was looked at stays at hand for accepting. */
const KEPT = 2 * 60 * 1000

export interface PreviewsOptions {
  space: Space
  hold: (key: GrantKey) => Holding
  /** Before a key is followed for the first time; throws to refuse it. */
  begin: (key: GrantKey) => Promise<void>
  /** Deletes what was fetched of it. */
  purge: (key: GrantKey) => Promise<void>
}

/** Keys that are looked at and not accepted: of each the terms are fetched, and nothing else. */
export class Previews {
  readonly #options: PreviewsOptions
  readonly #open = new Map<string, { holding: Holding; timer: NodeJS.Timeout }>()

  constructor(options: PreviewsOptions) {
    this.#options = options
  }

  holdings(): Holding[] {
    return [...this.#open.values()].map(({ holding }) => holding)
  }

  /**
   * The terms, from the owner. What was fetched stays at hand for `take`. Throws what `begin` and the owner
   * say against it, `OFFLINE`, `PEER_UNREACHABLE`, `TIMEOUT` or `CANCELLED`.
   */
  async reach(key: GrantKey): Promise<Offer> {
    const name = formatKey(key)
    let preview = this.#open.get(name)
    if (!preview) {
      await this.#options.begin(key)
      preview = { holding: this.#options.hold(key), timer: setTimeout(() => {}, 0) }
      this.#open.set(name, preview)
    }
    clearTimeout(preview.timer)
    try {
      await preview.holding.ready()
      const offer = await this.#offerOf(preview.holding)
      preview.timer = setTimeout(() => void this.#forget(name), KEPT)
      preview.timer.unref()
      return offer
    } catch (error) {
      await this.#forget(name)
      throw error
    }
  }

  /** One that was reached, for who follows it from now on. */
  take(key: GrantKey): Holding {
    const name = formatKey(key)
    const { holding, timer } = this.#open.get(name)!
    clearTimeout(timer)
    this.#open.delete(name)
    return holding
  }

  async close(): Promise<void> {
    for (const { holding, timer } of this.#open.values()) {
      clearTimeout(timer)
      await holding.close()
    }
  }

  /** Waits until the owner has said what there is, or that there is nothing. */
  async #offerOf(holding: Holding): Promise<Offer> {
    let done = false
    return new Promise<Offer>((resolve, reject) => {
      const look = () => {
        const outcome = outcomeOf(holding)
        if (!outcome || done) return
        finish()
        if (outcome instanceof DatomspaceError) reject(outcome)
        else resolve(outcome)
      }
      const timer = setTimeout(() => {
        finish()
        reject(this.#unreached(holding))
      }, REACH)
      const finish = () => {
        done = true
        clearTimeout(timer)
        holding.off('change', look)
        holding.off('close', closed)
      }
      const closed = () => {
        finish()
        reject(new DatomspaceError('CANCELLED', 'Looking at this key was given up'))
      }
      holding.on('change', look)
      holding.on('close', closed)
      look()
    })
  }

  #unreached(holding: Holding): DatomspaceError {
    if (holding.connected) {
      return new DatomspaceError(
        'TIMEOUT',
        'The owner was reached but did not send the terms in time'
      )
    }
    if (this.#options.space.swarm.state !== 'online') {
      return new DatomspaceError(
        'OFFLINE',
        'You are offline, and the terms of this key are with its owner'
      )
    }
    return new DatomspaceError(
      'PEER_UNREACHABLE',
      'The owner of this key is offline now. Try again when their app is running'
    )
  }

  async #forget(name: string): Promise<void> {
    const preview = this.#open.get(name)
    if (!preview) return
    clearTimeout(preview.timer)
    this.#open.delete(name)
    const { holding } = preview
    await holding.close()
    await this.#options.purge(holding.key)
    this.#options.space.swarm.leavePeer(holding.key.space)
  }
}
