import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import crypto from 'hypercore-crypto'
import ReadyResource from 'ready-resource'
import type { BootstrapNode } from '../swarm'
import { Gate, REFUSED, type Refusal } from '../gate'
import type { HostAddress } from '../host'
import type { Peer } from '../peer'
import { openStore, type SpaceStore } from '../store'
import { SpaceSwarm } from '../swarm'

export interface RemoteOptions {
  bootstrap?: (string | BootstrapNode)[]
  /** Keeps what was read; default a temporary folder. */
  storage?: string
}

/**
 * A client's end of the network: a reader's store, and connections to the spaces that answer for a
 * host. Nothing is served that was not read from them. Events: `host` (Peer) for each that
 * answers, `refused` (Peer, discovery key, Refusal) for a core that one does not serve.
 */
export class RemoteLink extends ReadyResource {
  readonly host: HostAddress
  store!: SpaceStore
  gate!: Gate
  swarm!: SpaceSwarm
  readonly #options: RemoteOptions
  #temporary: string | null = null

  constructor(host: HostAddress, options: RemoteOptions) {
    super()
    this.host = host
    this.#options = options
  }

  /** Whether a space that answers for the host is connected. */
  get connected(): boolean {
    return this.hosts.length > 0
  }

  /** Key of the space that is connected, `null` when none is. */
  get spaceKey(): Buffer | null {
    return this.hosts[0]?.publicKey ?? null
  }

  /** Peers whose cores we read: the one space asked for, else all that announce the name. */
  get sources(): { from?: Buffer[] } {
    return this.host.spaceKey ? { from: [this.host.spaceKey] } : {}
  }

  protected override async _open(): Promise<void> {
    const storage = this.#options.storage ?? (await this.#makeTemporary())
    try {
      this.store = await openStore(storage)
      this.gate = new Gate({ role: 'client' })
      this.gate.on('hello', (peer: Peer) => {
        if (this.#answers(peer)) this.emit('host', peer)
      })
      this.gate.handle(REFUSED, (peer, body) => this.#refused(peer, body))
      const { bootstrap } = this.#options
      this.swarm = new SpaceSwarm(
        { keyPair: crypto.keyPair(), bootstrap, listen: 'no' },
        (stream, info) => this.gate.onconnection(stream, info)
      )
      await this.swarm.ready()
      if (this.host.spaceKey) this.swarm.joinPeer(this.host.spaceKey)
      else void this.swarm.rendezvous(this.host.name, 'client')
    } catch (error) {
      await this._close()
      throw error
    }
  }

  protected override async _close(): Promise<void> {
    await this.gate?.close()
    await this.swarm?.close()
    await this.store?.close()
    if (this.#temporary) await rm(this.#temporary, { recursive: true, force: true })
  }

  async #makeTemporary(): Promise<string> {
    this.#temporary = await mkdtemp(join(tmpdir(), 'datomspace-client-'))
    return this.#temporary
  }

  #refused(peer: Peer, body: unknown): void {
    const { discoveryKey: hex, why } = (body ?? {}) as { discoveryKey?: unknown; why?: unknown }
    if (typeof hex !== 'string') return
    const refusal: Refusal = why === 'not-shared' ? why : 'unknown'
    this.emit('refused', peer, Buffer.from(hex, 'hex'), refusal)
  }

  /** Connections of spaces that answer for the host. */
  get hosts(): Peer[] {
    return this.gate ? [...this.gate.peers].filter(peer => this.#answers(peer)) : []
  }

  #answers(peer: Peer): boolean {
    if (peer.closed || peer.hello?.role !== 'space') return false
    return this.host.spaceKey === null || peer.publicKey.equals(this.host.spaceKey)
  }
}
