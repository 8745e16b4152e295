import { EventEmitter } from 'node:events'
import Hypercore from 'hypercore'
import type { NoiseStream } from '@hyperswarm/secret-stream'
import { DatomspaceError } from '../error'
import { Peer, type LocalIdentity } from './peer'
import { attach, detach, isAttached } from './replication'

/** Handles one type of control message. What it throws is reported as `problem` and ends nothing. */
export type MessageHandler = (peer: Peer, body: unknown) => unknown

/** Says which core a peer that asks for this discovery key may have, if any. Asked at every opening. */
export type Rule = (
  peer: Peer,
  discoveryKey: Buffer
) => Promise<Hypercore | null> | Hypercore | null

/** Message that tells a peer that it is not served a core: `{ discoveryKey: hex, why: Refusal }`. */
export const REFUSED = 'core.refused'

/** `unknown`: it is not here, and may be made yet. `not-shared`: it is its owner's who is asked. */
export type Refusal = 'unknown' | 'not-shared'

/** Connections beyond this are closed, unless we dialled them. */
const MAX_PEERS = 1_024

interface Followed {
  core: Hypercore
  from: Set<string> | null
}

export interface Follow {
  /** Stops reading it from anybody; resolves when no block of it flows any more. */
  stop(): Promise<void>
}

/**
 * Who gets which core. A connection is served exactly the cores that a rule allows it or that were
 * served to it explicitly; never the whole store. Cores that we read are followed.
 *
 * Events: `peer` (Peer) when connected, `hello` (Peer) when it said who it is, `peer-close` (Peer),
 * `refused` (Peer, discovery key) when no rule gave what was asked, `problem` (Error, Peer) when a rule or a handler failed; the connection goes on, refusing.
 */
export class Gate extends EventEmitter {
  readonly peers = new Set<Peer>()
  readonly #local: LocalIdentity
  readonly #handlers = new Map<string, MessageHandler>()
  readonly #rules = new Set<Rule>()
  readonly #keepers = new Set<(discoveryKey: Buffer) => boolean>()
  readonly #followed = new Set<Followed>()
  /** Counts refusals: a rule's answer that was given before one is asked for again. */
  #refusals = 0
  #closed = false

  constructor(local: LocalIdentity) {
    super()
    this.setMaxListeners(0)
    this.#local = local
  }

  /** Takes over a connection of the swarm. */
  onconnection(stream: NoiseStream, _info?: unknown): Peer | null {
    if (this.#closed || (!stream.isInitiator && this.peers.size >= MAX_PEERS)) {
      stream.on('error', () => {})
      stream.destroy()
      return null
    }
    Hypercore.createProtocolStream(stream, {
      ondiscoverykey: discoveryKey => this.#ask(peer, discoveryKey)
    })
    const peer = new Peer(stream, this.#local, {
      hello: peer => this.emit('hello', peer),
      message: (peer, type, body) => void this.#message(peer, type, body)
    })
    this.peers.add(peer)
    stream.once('close', () => {
      this.peers.delete(peer)
      this.emit('peer-close', peer)
    })
    for (const followed of this.#followed) this.#read(followed, peer)
    this.emit('peer', peer)
    return peer
  }

  /** Registers the one handler of a message type; the function returned takes it away. */
  handle(type: string, handler: MessageHandler): () => void {
    if (this.#handlers.has(type)) {
      throw new DatomspaceError('CONFLICT', `Messages of type "${type}" have a handler already`)
    }
    this.#handlers.set(type, handler)
    return () => this.#handlers.delete(type)
  }

  /** Adds a source of what a peer may have: the first rule that names a core decides. */
  rule(rule: Rule): () => void {
    this.#rules.add(rule)
    return () => this.#rules.delete(rule)
  }

  /**
   * Adds a source of what belongs to this space and is not for everybody: who asks for that in vain is
   * told so. What is received from others is none of it, since whoever has its key could find out who has it.
   */
  keep(keeper: (discoveryKey: Buffer) => boolean): () => void {
    this.#keepers.add(keeper)
    return () => this.#keepers.delete(keeper)
  }

  /** Serves a core to a peer from now on, without its asking (a grant made while it is connected). */
  async serve(peer: Peer, core: Hypercore): Promise<void> {
    await core.ready()
    if (!peer.closed) attach(core, peer.stream)
  }

  /** Stops serving; after it resolves no further block is sent. Returns how many channels were open. */
  async refuse(peer: Peer, core: Hypercore): Promise<number> {
    this.#refusals++
    return detach(core, peer.stream)
  }

  serves(peer: Peer, core: Hypercore): boolean {
    return !peer.closed && isAttached(core, peer.stream)
  }

  /** Connections of the space with this network key (32 bytes). */
  peersOf(publicKey: Buffer): Peer[] {
    const id = publicKey.toString('hex')
    return [...this.peers].filter(peer => peer.id === id)
  }

  /**
   * Reads a core from peers, now and whenever one connects: from those with the network keys in
   * `from`, or from any. A peer that we read from can read the same core from us if it knows its key,
   * so name the peers of whatever is not for everybody.
   */
  follow(core: Hypercore, options: { from?: Buffer[] } = {}): Follow {
    const from = options.from ? new Set(options.from.map(key => key.toString('hex'))) : null
    const followed = { core, from }
    this.#followed.add(followed)
    for (const peer of this.peers) this.#read(followed, peer)
    return {
      stop: async () => {
        this.#followed.delete(followed)
        if (core.closing) return
        const peers = [...this.peers].filter(peer => matches(followed, peer))
        await Promise.all(peers.map(peer => detach(core, peer.stream)))
      }
    }
  }

  /** Ends all connections and takes no new one. */
  async close(): Promise<void> {
    this.#closed = true
    const ends = [...this.peers].map(
      peer => new Promise<void>(resolve => peer.stream.once('close', () => resolve()))
    )
    for (const peer of this.peers) peer.close()
    await Promise.all(ends)
  }

  #read(followed: Followed, peer: Peer): void {
    if (!matches(followed, peer)) return
    const { core } = followed
    core.ready().then(
      () => {
        if (this.#followed.has(followed) && !peer.closed) attach(core, peer.stream)
      },
      error => this.#problem(error, peer)
    )
  }

  async #ask(peer: Peer, discoveryKey: Buffer): Promise<void> {
    if (peer.closed || !peer.mayAsk()) return
    for (const rule of this.#rules) {
      try {
        const core = await this.#decide(rule, peer, discoveryKey)
        if (!core) continue
        attach(core, peer.stream)
        return
      } catch (error) {
        this.#problem(error, peer)
      }
    }
    // Hypercore tells a refused peer nothing, and it would wait for ever.
    const why: Refusal = [...this.#keepers].some(keeps => keeps(discoveryKey))
      ? 'not-shared'
      : 'unknown'
    peer.send(REFUSED, { discoveryKey: discoveryKey.toString('hex'), why })
    this.emit('refused', peer, discoveryKey)
  }

  async #decide(rule: Rule, peer: Peer, discoveryKey: Buffer): Promise<Hypercore | null> {
    for (;;) {
      const refusals = this.#refusals
      const core = await rule(peer, discoveryKey)
      if (!core || peer.closed) return null
      await core.ready()
      if (refusals === this.#refusals) return core
    }
  }

  async #message(peer: Peer, type: string, body: unknown): Promise<void> {
    const handler = this.#handlers.get(type)
    if (!handler) {
      peer.ignored.unknown++
      return
    }
    try {
      await handler(peer, body)
    } catch (error) {
      this.#problem(error, peer)
    }
  }

  #problem(error: unknown, peer: Peer): void {
    this.emit('problem', DatomspaceError.from(error), peer)
  }
}

function matches(followed: Followed, peer: Peer): boolean {
  return followed.from === null || followed.from.has(peer.id)
}
