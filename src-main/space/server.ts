import type { Socket } from 'node:net'
import ReadyResource from 'ready-resource'
import z32 from 'z32'
import { DatomspaceError } from '../error'
import type { ClientInfo, ServerOptions } from './api'
import { assertHostName } from './host'
import { LocalService, type CallHandler, type ServiceHost } from './local/service'
import { listenSocket, type ListeningSocket } from './local/socket'
import { WIRE_VERSION, type WireHello } from './local/wire'
import type { Peer } from './peer'
import { RawCores } from './raw-cores'
import { serverKeychain } from './server-keychain'
import { Space } from './space'

/**
 * A running data space: serves programs of this machine over a local socket, and peers over the
 * network.
 *
 * Events: `client-open` and `client-close` ({@link ClientInfo}) for local and for remote clients.
 * `ready()` throws `STORAGE_LOCKED`, `HOST_TAKEN`, and what the keychain and the storage throw. It does
 * not wait for the network.
 *
 * @example
 * const server = new Server({ storage: './alice', host: 'alice_dataspace' })
 * await server.ready()
 */
export class Server extends ReadyResource {
  readonly options: Readonly<ServerOptions>
  /** The space, once ready. */
  space!: Space
  /** Cores that clients made. */
  cores!: RawCores
  /** Answers `client.call(name, params)` of local clients; none by default. */
  handle: CallHandler | null = null
  readonly #clients = new Set<LocalService>()
  readonly #early: Socket[] = []

  constructor(options: ServerOptions) {
    super()
    this.options = options
    if (typeof options?.storage !== 'string' || options.storage === '') {
      throw new DatomspaceError(
        'INVALID_ARGUMENT',
        'A server needs `storage`, the folder of its space',
        {
          details: { argument: 'storage' }
        }
      )
    }
    assertHostName(options.host)
    // Only now, when whoever builds on this class has opened too.
    this.once('ready', () => {
      for (const socket of this.#early.splice(0)) this.#serve(socket)
    })
  }

  get host(): string {
    return this.options.host
  }

  /** did:key of the owner, once ready. */
  get did(): string {
    return this.space.identity
  }

  /** The space's key on the network (32 bytes), once ready. */
  get publicKey(): Buffer {
    return this.space.networkKey
  }

  /** `name@<space key>`: for clients elsewhere that want exactly this space. */
  get address(): string {
    return `${this.host}@${z32.encode(this.publicKey)}`
  }

  /** Tells all local clients that listen; `event` is JSON. */
  publish(event: unknown): void {
    for (const client of this.#clients) client.publish(event)
  }

  /** Stops network work, e.g. before the machine sleeps; local clients are still served. */
  suspend(): Promise<void> {
    return this.space.suspend()
  }

  resume(): Promise<void> {
    return this.space.resume()
  }

  protected override async _open(): Promise<void> {
    const { storage, host, seed, create, bootstrap, network } = this.options
    const space = new Space({
      storage,
      host,
      seed,
      create,
      bootstrap,
      network,
      keychain: await serverKeychain(this.options),
      claim: () => this.#claim()
    })
    this.space = space
    this.cores = new RawCores(space)
    await space.attach(this.cores)
    await space.attach(this.#peers(space))
    await space.ready()
    // A rendezvous only, and slow where there is no network: nobody waits for it.
    if (network !== 'off') void space.swarm.rendezvous(host, 'server')
  }

  protected override async _close(): Promise<void> {
    await this.space.close()
  }

  /** Listens before the space is open, so that clients of a starting server wait instead of failing. */
  async #claim(): Promise<{ close(): Promise<void> }> {
    const listening = await listenSocket(this.host, socket => {
      if (this.opened) this.#serve(socket)
      else this.#hold(socket)
    })
    return { close: () => this.#hangUp(listening) }
  }

  #hold(socket: Socket): void {
    socket.on('error', () => {})
    socket.pause()
    this.#early.push(socket)
  }

  #serve(socket: Socket): void {
    if (socket.destroyed) return
    const host: ServiceHost = {
      hello: () => this.#hello(),
      cores: this.cores,
      handle: () => this.handle
    }
    const client = new LocalService(socket, host)
    // One that was held is paused.
    socket.resume()
    const info: ClientInfo = { remote: false }
    this.#clients.add(client)
    // A probe that only looks whether somebody listens is no client.
    client.once('hello', () => {
      client.once('close', () => this.emit('client-close', info))
      this.emit('client-open', info)
    })
    client.once('close', () => this.#clients.delete(client))
  }

  #hello(): WireHello {
    return {
      version: WIRE_VERSION,
      host: this.host,
      did: this.did,
      spaceKey: this.publicKey.toString('hex')
    }
  }

  async #hangUp(listening: ListeningSocket): Promise<void> {
    for (const socket of this.#early.splice(0)) socket.destroy()
    const closed = listening.close()
    for (const client of this.#clients) client.close()
    await closed
  }

  /** Reports peers that dialled us as remote clients. */
  #peers(space: Space) {
    const open = new Map<Peer, ClientInfo>()
    return {
      ready: async () => {
        space.gate.on('peer', (peer: Peer) => {
          if (peer.direction === 'out') return
          const info = { remote: true, publicKey: peer.publicKey }
          open.set(peer, info)
          this.emit('client-open', info)
        })
        space.gate.on('peer-close', (peer: Peer) => {
          const info = open.get(peer)
          if (open.delete(peer)) this.emit('client-close', info)
        })
      },
      close: async () => {}
    }
  }
}
