import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import DHT from 'hyperdht'
import Hyperswarm from 'hyperswarm'
import ReadyResource from 'ready-resource'
import type { KeyPair } from 'hypercore/declared'
import type { NoiseStream } from '@hyperswarm/secret-stream'
import { DatomspaceError } from '../error'
import type { NetworkState } from './shapes'

export interface BootstrapNode {
  host: string
  port: number
}

export interface SwarmOptions {
  /** The key pair that peers know this end by. */
  keyPair: KeyPair
  /** Own bootstrap nodes, `host:port`; else the environment's; else the public DHT. */
  bootstrap?: (string | BootstrapNode)[]
  /** Whether others can dial us by our key. */
  listen: 'yes' | 'no'
}

export type OnConnection = (stream: NoiseStream, info: Hyperswarm.PeerInfo) => void

const ENVIRONMENT = 'DATOMSPACE_BOOTSTRAP'
const CONNECTING_GRACE = 8_000
const TICK = 500
/** Milliseconds that closing spends on telling the network. */
const FAREWELL = 3_000
/** Milliseconds between two dials of a peer that does not answer: near nodes cost nothing, others do. */
const REDIAL = { near: { first: 500, most: 1_500 }, far: { first: 1_000, most: 30_000 } }
/** A silent connection is dead after this long; keep-alives flow at a third of it. */
const SILENCE = { near: 6_000, far: 18_000 }

interface Wanted {
  publicKey: Buffer
  /** How many want it. */
  times: number
  wait: number
  next: number
}

/**
 * The space on the network: one Noise key, dialled peers that are dialled again until they are no
 * longer wanted, and at most one topic (the rendezvous of a host's name). No network is no error:
 * `ready()` never waits for it, `state` says how it is and `state` events when that changes.
 */
export class SpaceSwarm extends ReadyResource {
  readonly publicKey: Buffer
  readonly #options: SwarmOptions
  readonly #bootstrap: BootstrapNode[] | null
  readonly #near: boolean
  readonly #wanted = new Map<string, Wanted>()
  readonly #topics = new Map<string, { topic: Buffer; as: 'server' | 'client' }>()
  #swarm: Hyperswarm | null = null
  #onconnection: OnConnection
  #state: NetworkState = 'connecting'
  #since = 0
  #timer: NodeJS.Timeout | null = null
  #suspended = false
  #changing: Promise<void> = Promise.resolve()

  constructor(options: SwarmOptions, onconnection: OnConnection) {
    super()
    this.#options = options
    this.#onconnection = onconnection
    this.#bootstrap = bootstrapNodes(options.bootstrap)
    this.#near = this.#bootstrap !== null && this.#bootstrap.every(node => isLoopback(node.host))
    this.publicKey = options.keyPair.publicKey
  }

  get state(): NetworkState {
    return this.#state
  }

  get connections(): ReadonlySet<NoiseStream> {
    return this.#swarm?.connections ?? new Set()
  }

  /**
   * Dials the space with this key (32 bytes), and again whenever it is lost, until `leavePeer` was called
   * as often as this.
   */
  joinPeer(publicKey: Buffer): void {
    if (publicKey.equals(this.publicKey)) return
    const id = publicKey.toString('hex')
    const wanted = this.#wanted.get(id)
    if (wanted) {
      wanted.times++
      return
    }
    this.#wanted.set(id, { publicKey, times: 1, wait: this.#redial.first, next: Date.now() })
    this.#dial()
  }

  leavePeer(publicKey: Buffer): void {
    const id = publicKey.toString('hex')
    const wanted = this.#wanted.get(id)
    if (!wanted || --wanted.times > 0) return
    this.#wanted.delete(id)
    this.#swarm?.leavePeer(publicKey)
  }

  /** Announces a host's name, or looks it up: where spaces and remote clients find each other. */
  async rendezvous(host: string, as: 'server' | 'client'): Promise<void> {
    const topic = hostTopic(host)
    this.#topics.set(topic.toString('hex'), { topic, as })
    await this.#join(topic, as)
  }

  /** Tries everything at once again, e.g. because a person asked or the machine woke up. */
  hurry(): void {
    for (const wanted of this.#wanted.values()) {
      wanted.next = 0
      wanted.wait = this.#redial.first
    }
    this.#dial()
  }

  /** Closes all connections and stops all traffic until `resume()`. */
  suspend(): Promise<void> {
    return this.#change(async () => {
      if (this.#suspended) return
      this.#suspended = true
      await this.#swarm?.suspend()
      this.#check()
    })
  }

  resume(): Promise<void> {
    return this.#change(async () => {
      if (!this.#suspended) return
      this.#suspended = false
      this.#since = Date.now()
      await this.#swarm?.resume()
      this.#check()
      this.hurry()
    })
  }

  protected override async _open(): Promise<void> {
    const { keyPair, listen } = this.#options
    const dht = new DHT({
      ...(this.#bootstrap ? { bootstrap: this.#bootstrap } : {}),
      // Bound to all addresses it would offer a LAN address, which loopback peers cannot reach. And
      // there is nothing to punch through: a punch that fails ends the connection that did not need it.
      ...(this.#near ? { host: '127.0.0.1', firewalled: false } : {})
    })
    const swarm = new Hyperswarm({ keyPair, dht, maxPeers: 256 })
    this.#swarm = swarm
    this.#since = Date.now()
    swarm.on('connection', (stream: NoiseStream, info: Hyperswarm.PeerInfo) => {
      this.#watch(stream)
      const wanted = this.#wanted.get(stream.remotePublicKey.toString('hex'))
      if (wanted) wanted.wait = this.#redial.first
      stream.once('close', () => {
        if (wanted) wanted.next = Date.now()
        this.#check()
      })
      this.#onconnection(stream, info)
      this.#check()
    })
    dht.on('network-update', () => this.#check())
    dht.on('network-change', () => this.#check())
    // A failed announcement is retried by the library; being offline shows in `state`.
    if (listen === 'yes') void swarm.listen().catch(() => this.#check())
    for (const { topic, as } of this.#topics.values()) void this.#join(topic, as)
    this.#timer = setInterval(() => {
      this.#check()
      this.#dial()
    }, TICK)
    this.#timer.unref()
    this.#dial()
  }

  protected override async _close(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    await this.#changing
    const swarm = this.#swarm
    if (!swarm) return
    // Unannouncing needs the network; without it closing would wait for time-outs.
    const force = this.#state !== 'online'
    if (force) this.#forgetTopics(swarm)
    const ended = swarm.destroy({ force })
    ended.catch(() => {})
    await Promise.race([ended, sleep(FAREWELL, undefined, { ref: false })])
    await swarm.dht.destroy({ force: true })
  }

  /** A forced end leaves look-ups under way, each of which would set a timer for its next turn. */
  #forgetTopics(swarm: Hyperswarm): void {
    for (const { topic } of this.#topics.values()) void swarm.status(topic)?.suspend()
  }

  /** Ends a connection that is only half there, and one that falls silent, so that it is dialled again. */
  #watch(stream: NoiseStream): void {
    const silence = this.#near ? SILENCE.near : SILENCE.far
    stream.setKeepAlive(Math.floor(silence / 3))
    stream.setTimeout(silence)
    // An end that dialled is connected before the other one is, which may have given up meanwhile.
    const timer = setTimeout(() => {
      if (stream.rawBytesRead === 0) stream.destroy()
    }, silence / 4)
    timer.unref()
    stream.once('close', () => clearTimeout(timer))
  }

  get #redial(): { first: number; most: number } {
    return this.#near ? REDIAL.near : REDIAL.far
  }

  #dial(): void {
    const swarm = this.#swarm
    if (!swarm || this.#suspended || this.closing) return
    const now = Date.now()
    for (const wanted of this.#wanted.values()) {
      if (now < wanted.next) continue
      wanted.next = now + wanted.wait
      wanted.wait = Math.min(wanted.wait * 2, this.#redial.most)
      // The swarm gives up on a peer after four dials; we do not.
      const info = swarm.peers.get(wanted.publicKey.toString('hex'))
      if (info) info.attempts = 0
      swarm.joinPeer(wanted.publicKey)
    }
  }

  async #join(topic: Buffer, as: 'server' | 'client'): Promise<void> {
    if (!this.#swarm) return
    const discovery = this.#swarm.join(topic, { server: as === 'server', client: as === 'client' })
    try {
      await discovery.flushed()
    } catch {
      this.#check()
    }
  }

  #check(): void {
    const state = this.#read()
    if (state === this.#state) return
    this.#state = state
    if (state === 'online') this.hurry()
    this.emit('state', state)
  }

  #read(): NetworkState {
    if (this.#suspended) return 'suspended'
    const swarm = this.#swarm
    if (!swarm) return 'connecting'
    if (swarm.connections.size > 0) return 'online'
    const { dht } = swarm
    if (dht.bootstrapped && dht.online && dht.nodes.length > 0) return 'online'
    return Date.now() - this.#since < CONNECTING_GRACE ? 'connecting' : 'offline'
  }

  #change(step: () => Promise<void>): Promise<void> {
    const done = this.#changing.then(step)
    this.#changing = done.catch(() => {})
    return done
  }
}

/** The topic under which a host's name is announced: one for each space, a rendezvous and no secret. */
export function hostTopic(host: string): Buffer {
  return createHash('sha256').update(`datomspace/host/${host}`).digest()
}

/** Nodes from the option, else from `DATOMSPACE_BOOTSTRAP`, else `null` for the public network. */
export function bootstrapNodes(option?: (string | BootstrapNode)[]): BootstrapNode[] | null {
  const listed = option?.length ? option : (process.env[ENVIRONMENT] ?? '').split(',')
  const nodes = listed
    .map(node => (typeof node === 'string' ? node.trim() : node))
    .filter(node => node !== '')
    .map(node => (typeof node === 'string' ? parseNode(node) : node))
  return nodes.length > 0 ? nodes : null
}

function parseNode(text: string): BootstrapNode {
  const split = text.lastIndexOf(':')
  const host = text.slice(0, split)
  const port = Number(text.slice(split + 1))
  if (split > 0 && Number.isInteger(port) && port > 0 && port < 65536) return { host, port }
  throw new DatomspaceError(
    'INVALID_ARGUMENT',
    `"${text}" is not a bootstrap node: write host:port`
  )
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host.startsWith('127.')
}
