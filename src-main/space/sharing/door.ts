import type Hypercore from 'hypercore'
import z32 from 'z32'
import { verifyTicket } from '../../grant'
import type { Peer } from '../peer'
import type { ShareState } from '../shapes'
import type { Space } from '../space'
import type { ShareBook } from './book'
import type { Granted, GrantedCores } from './granted'
import { parseProve, PROVE, READY, STATE, type GrantWord } from './message'
import type { Share } from './share'

export interface DoorOptions {
  space: Space
  book: ShareBook
  cores: GrantedCores
  now: () => number
  /** Somebody came or went. */
  onchange: (share: Share) => void
  /** A grant was used whose last moment has passed: ends it. */
  onoverdue: (share: Share) => Promise<unknown>
  /** Somebody new came to a core that holds what became too sensitive for it: moves the shares on it. */
  onstained: (name: string) => Promise<unknown>
  /** A holder came: keys that were put off are given now. */
  onholder: (share: Share) => Promise<unknown>
}

/**
 * Who is let in. A grant core is served to whoever asks for it, since it is ciphertext and to ask takes its
 * key; a granted core only to a connection that proved to hold a grant on it, while that is in force.
 */
export class Door {
  readonly #options: DoorOptions
  readonly #stops: (() => unknown)[] = []

  constructor(options: DoorOptions) {
    this.#options = options
  }

  open(): void {
    const { cores, space } = this.#options
    const { gate } = space
    const onclose = (peer: Peer) => this.#gone(peer)
    gate.on('peer-close', onclose)
    this.#stops.push(
      () => gate.off('peer-close', onclose),
      gate.rule((peer, discoveryKey) => this.#rule(peer, discoveryKey)),
      gate.keep(discoveryKey => cores.byDiscoveryKey(discoveryKey)?.view != null),
      gate.handle(PROVE, (peer, body) => this.#prove(peer, body))
    )
    for (const peer of gate.peers) peer.send(READY, {})
  }

  close(): void {
    for (const stop of this.#stops.splice(0)) stop()
  }

  /** The grant in force that lets this connection have that core. */
  holds(peer: Peer, granted: Granted): Share | undefined {
    const now = this.#options.now()
    return this.#options.book
      .on(granted.name)
      .find(share => share.holders.has(peer) && share.live(now))
  }

  async serve(share: Share, peer: Peer): Promise<void> {
    const { space, cores, now } = this.#options
    const granted = cores.get(share.record.granted)
    if (granted && share.live(now())) await space.gate.serve(peer, granted.set.core)
  }

  /**
   * Stops serving all who have it by this grant and by no other that is in force. When it resolves no
   * further block is sent. Returns those connections.
   */
  async withdraw(share: Share, granted: Granted): Promise<Peer[]> {
    const { gate } = this.#options.space
    const cut = [...share.holders].filter(peer => !this.holds(peer, granted))
    await Promise.all(cut.map(peer => gate.refuse(peer, granted.set.core)))
    return cut
  }

  /** Stops serving that core to all who have it by grants of that name, whether those are in force or not. */
  async shut({ name, set }: Granted): Promise<void> {
    const { book, space } = this.#options
    const peers = new Set(book.on(name).flatMap(share => [...share.holders]))
    await Promise.all([...peers].map(peer => space.gate.refuse(peer, set.core)))
  }

  /** Says how it stands. Returns those who could be told. */
  tell(share: Share, peers: Iterable<Peer>): Peer[] {
    const state = wordOf(share.state(this.#options.now()))
    return [...peers].filter(peer => peer.send(STATE, { grant: share.discoveryKey, state }))
  }

  async #rule(peer: Peer, discoveryKey: Buffer): Promise<Hypercore | null> {
    const { book, cores } = this.#options
    const share = book.byDiscoveryKey(discoveryKey.toString('hex'))
    if (share) return (await share.log()).core
    const granted = cores.byDiscoveryKey(discoveryKey)
    return granted && this.holds(peer, granted) ? granted.set.core : null
  }

  async #prove(peer: Peer, body: unknown): Promise<void> {
    const message = parseProve(body)
    if (!message) {
      peer.ignored.malformed++
      return
    }
    const { book, now, onoverdue, onholder, onchange } = this.#options
    const answer = (state: GrantWord) => peer.send(STATE, { grant: message.grant, state })
    const share = book.byDiscoveryKey(message.grant)
    if (!share) return void answer('unknown')
    const context = { handshakeHash: peer.handshakeHash, prover: peer.publicKey, grant: share.key }
    const isHolder = verifyTicket(share.secret, context, message.proof)
    // For one person, the string is not enough: who is there has to be that person.
    if (!isHolder || (share.assignee !== undefined && share.assignee !== peer.did)) {
      return void answer('refused')
    }
    if (share.overdue(now())) await onoverdue(share)
    // To whoever is new it has ended: they need another key.
    if (await this.#comesTooLate(share, peer)) return void answer('revoked')
    // It may have asked for it in vain, before there was a rule.
    await this.#options.space.gate.serve(peer, (await share.log()).core)
    if (peer.closed) return
    if (share.record.status !== 'ended') {
      share.holders.add(peer)
      await onholder(share)
      await this.serve(share, peer)
    }
    // Somebody to whom it was never served is not listed among those who had it.
    if (share.record.status !== 'ended' || z32.encode(peer.publicKey) in share.record.holders) {
      share.saw(peer, now())
    }
    onchange(share)
    answer(wordOf(share.state(now())))
  }

  /**
   * Whether somebody who never had it comes to a core with earlier versions of what became too sensitive for
   * it since, and that it could not leave. Who had it before could read them then.
   */
  async #comesTooLate(share: Share, peer: Peer): Promise<boolean> {
    const { cores, onstained } = this.#options
    const granted = cores.get(share.record.granted)
    if (!granted?.view || z32.encode(peer.publicKey) in share.record.holders) return false
    await granted.view.sync()
    if (!granted.stained) return false
    await onstained(granted.name)
    return cores.get(share.record.granted)?.stained ?? false
  }

  #gone(peer: Peer): void {
    const { book, now, onchange } = this.#options
    for (const share of book.all()) {
      if (!share.holders.delete(peer)) continue
      share.saw(peer, now())
      onchange(share)
    }
  }
}

/** What is used up is in force: the holder counts for themselves, from the grant core. */
function wordOf(state: ShareState): GrantWord {
  return state === 'used-up' ? 'active' : state
}
