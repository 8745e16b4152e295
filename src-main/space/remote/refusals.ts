import { EventEmitter } from 'node:events'
import type Hypercore from 'hypercore'
import { DatomspaceError } from '../../error'
import type { Peer } from '../peer'
import type { Refusal } from '../gate'
import type { RemoteLink } from './remote-link'

/**
 * What the hosts said that do not serve a core. One that nobody knows may be made yet, and is waited for;
 * one that its owner keeps to themselves is not.
 */
export class Refusals {
  readonly #link: RemoteLink
  readonly #core: Hypercore
  readonly #answers = new Map<Peer, Refusal>()
  readonly #news = new EventEmitter()
  readonly #onrefused = (peer: Peer, discoveryKey: Buffer, why: Refusal): void => {
    if (!discoveryKey.equals(this.#core.discoveryKey)) return
    this.#answers.set(peer, why)
    this.#news.emit('news')
  }
  readonly #onclose = (peer: Peer): void => {
    this.#answers.delete(peer)
    this.#news.emit('news')
  }

  /** To be made before the core is asked for. */
  constructor(link: RemoteLink, core: Hypercore) {
    this.#link = link
    this.#core = core
    this.#news.setMaxListeners(0)
    link.on('refused', this.#onrefused)
    link.gate.on('peer-close', this.#onclose)
  }

  /** Whether every host that is connected has answered, none serves it, and it belongs to one of them. */
  get withheld(): boolean {
    if (this.#core.peers.length > 0) return false
    const answers = this.#link.hosts.map(host => this.#answers.get(host))
    return !answers.includes(undefined) && answers.includes('not-shared')
  }

  /** What `work` gives; rejects with `CORE_NOT_SHARED`, and calls `giveUp`, once it is withheld. */
  async outlast<Value>(work: Promise<Value>, giveUp: () => void = () => {}): Promise<Value> {
    let look = (): void => {}
    const withheld = new Promise<never>((_resolve, reject) => {
      look = () => {
        if (!this.withheld) return
        giveUp()
        reject(notSharedError())
      }
      this.#news.on('news', look)
      look()
    })
    work.catch(() => {}) // reported by the race, or given up
    try {
      return await Promise.race([work, withheld])
    } finally {
      this.#news.off('news', look)
    }
  }

  close(): void {
    this.#link.off('refused', this.#onrefused)
    this.#link.gate.off('peer-close', this.#onclose)
  }
}

export function notSharedError(): DatomspaceError {
  return new DatomspaceError(
    'CORE_NOT_SHARED',
    'This core is not shared with you. Ask its owner for a key, and receive that in a space of your own'
  )
}
