import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import crypto from 'hypercore-crypto'
import Hypercore from 'hypercore'
import { DatomspaceError } from '../error'
import type { ClientOptions, Core, CoreOptions, CorestoreClient } from './api'
import type { CoreBackend } from './backend'
import { ClientCore, SharedBackend } from './core'
import { closedError } from './core-error'
import { parseHost, parseKey, type HostAddress } from './host'
import { LinkLost, LocalLink } from './local/link'
import { LocalCore, type LocalOpen } from './local/local-core'
import { RemoteLink } from './remote/remote-link'
import { ReplicaCore } from './remote/replica-core'
import { manifestOf } from './store'

const TIMEOUT = 30_000
const LOCAL_STEP = 50
/** After this long a person wants to know what they are waiting for. */
const SAY_WAITING = 2_000

/**
 * A program's way to a data space: the one called `host` on this machine, else on the network.
 * Everything waits for a space that is starting, at most `timeout`, and goes on after a restart of it.
 *
 * Events: `event` (what the space published, after `listen()`), `waiting` (host name, where it is looked
 * for) when nobody was there for two seconds; without a listener that is said on stderr.
 *
 * @example
 * const client = new Client({ host: 'alice_dataspace' })
 * const datom = client.corestore().get({ valueEncoding: 'json' })
 * console.log(datom.key.toString('hex'))
 * await datom.append({ hello: 'world' })
 */
export class Client extends EventEmitter {
  readonly options: Readonly<ClientOptions>
  readonly #host: HostAddress
  readonly #timeout: number
  readonly #stores = new Set<ClientStore>()
  readonly #cancel = new AbortController()
  #opening: Promise<void> | null = null
  #closing: Promise<void> | null = null
  #local: LocalLink | null = null
  #remote: RemoteLink | null = null

  constructor(options: ClientOptions) {
    super()
    this.options = options
    this.#host = parseHost(options?.host)
    this.#timeout = options.timeout ?? TIMEOUT
    this.ready().catch(() => {})
  }

  /** Whether the space is on this machine or on the network; `null` until ready. */
  get via(): 'local' | 'network' | null {
    if (this.#local) return 'local'
    return this.#remote ? 'network' : null
  }

  /** The network key of the space, to pin it as `name@<key>`; `null` until ready. */
  get spaceKey(): Buffer | null {
    if (this.#local) return Buffer.from(this.#local.hello.spaceKey, 'hex')
    return this.#remote?.spaceKey ?? null
  }

  /** Resolves when attached. Throws `HOST_NOT_FOUND` after the timeout. */
  ready(): Promise<void> {
    this.#opening ??= this.#open()
    return this.#opening
  }

  /** The cores of the space. */
  corestore(): CorestoreClient {
    if (this.#closing) throw closedError('client')
    const store = new ClientStore(open => this.#backend(open), '', new Map())
    this.#stores.add(store)
    return store
  }

  /**
   * Asks the space on this machine to do something; which calls there are is the space's business.
   * `onprogress` gets what it tells meanwhile. A call whose connection was lost is not repeated
   * (`CLOSED`): it may have been carried out.
   */
  async call<Result = unknown>(
    name: string,
    params: unknown = null,
    onprogress?: (event: unknown) => void
  ): Promise<Result> {
    const link = await this.#localLink('make calls')
    await link.restored()
    try {
      const { result } = await link.request<Result>('call', { name, params }, [], onprogress)
      return result
    } catch (cause) {
      if (!(cause instanceof LinkLost)) throw cause
      throw new DatomspaceError(
        'CLOSED',
        `The space stopped during "${name}"; look whether it was done before asking again`,
        { cause }
      )
    }
  }

  /** From now on `event` is emitted for what the space publishes. */
  async listen(): Promise<void> {
    const link = await this.#localLink('listen to events')
    link.on('event', event => this.emit('event', event))
    await link.listen()
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #open(): Promise<void> {
    const timer = setTimeout(() => this.#sayWaiting(), SAY_WAITING)
    timer.unref()
    try {
      await this.#attach()
    } finally {
      clearTimeout(timer)
    }
  }

  #sayWaiting(): void {
    if (this.#closing) return
    const { name } = this.#host
    if (this.emit('waiting', name, this.#where())) return
    process.stderr.write(`datomspace: waiting for a space named "${name}" ${this.#where()}…\n`)
  }

  async #attach(): Promise<void> {
    const end = Date.now() + this.#timeout
    const { via } = this.options
    if (via !== 'network' && (await this.#tryLocal())) return
    if (via === 'local') return this.#waitLocal(end)
    const remote = new RemoteLink(this.#host, this.options)
    const found = new Promise<void>(resolve => remote.once('host', () => resolve()))
    try {
      await remote.ready()
      // A server that is starting on this machine is as welcome as one on the network.
      const outcome = await this.#waitBoth(remote, found, end)
      if (outcome === 'network') this.#remote = remote
      else await remote.close()
    } catch (error) {
      await remote.close()
      throw error
    }
  }

  async #waitBoth(
    remote: RemoteLink,
    found: Promise<void>,
    end: number
  ): Promise<'local' | 'network'> {
    const { via } = this.options
    for (;;) {
      if (this.#cancel.signal.aborted) throw closedError('client')
      if (remote.connected) return 'network'
      if (Date.now() >= end) throw this.#notFound()
      await Promise.race([found, this.#pause()])
      if (via !== 'network' && (await this.#tryLocal())) return 'local'
    }
  }

  async #waitLocal(end: number): Promise<void> {
    while (!(await this.#tryLocal())) {
      if (this.#cancel.signal.aborted) throw closedError('client')
      if (Date.now() >= end) throw this.#notFound()
      await this.#pause()
    }
  }

  async #tryLocal(): Promise<boolean> {
    const link = await LocalLink.connect(this.#host.name, this.#timeout)
    if (!link) return false
    const { spaceKey } = this.#host
    if (this.#closing || (spaceKey && link.hello.spaceKey !== spaceKey.toString('hex'))) {
      link.close()
      return false
    }
    this.#local = link
    return true
  }

  #pause(): Promise<void> {
    return sleep(LOCAL_STEP, undefined, { signal: this.#cancel.signal }).catch(() => {})
  }

  async #backend(open: LocalOpen): Promise<CoreBackend> {
    await this.ready()
    if (this.#closing) throw closedError('client')
    if (this.#local) return LocalCore.open(this.#local, open)
    if (open.kind === 'key') return ReplicaCore.open(this.#remote!, open.key)
    throw this.#onlyLocal(open.kind === 'mint' ? 'make cores' : 'open cores by name')
  }

  async #localLink(what: string): Promise<LocalLink> {
    await this.ready()
    if (this.#local) return this.#local
    throw this.#onlyLocal(what)
  }

  async #close(): Promise<void> {
    this.#cancel.abort()
    await this.#opening?.catch(() => {})
    for (const store of this.#stores) await store.close()
    this.#local?.close()
    await this.#remote?.close()
    this.emit('close')
  }

  #onlyLocal(what: string): DatomspaceError {
    return new DatomspaceError(
      'REMOTE_UNSUPPORTED',
      `"${this.#host.name}" is on another machine: only programs on its own can ${what}`,
      { details: { host: this.#host.name } }
    )
  }

  #where(): string {
    const where = { local: 'on this machine', network: 'on the network' }
    return this.options.via ? where[this.options.via] : 'on this machine or the network'
  }

  #notFound(): DatomspaceError {
    const { name } = this.#host
    return new DatomspaceError(
      'HOST_NOT_FOUND',
      `There is no space "${name}" ${this.#where()}; start its Server, or check the name and the connection`,
      { details: { host: name } }
    )
  }
}

type OpenWith = (open: LocalOpen) => Promise<CoreBackend>
/** Cores whose key pairs are on their way to the space, by key: who opens one by its key owns it too. */
type Minting = Map<string, LocalOpen>

class ClientStore implements CorestoreClient {
  readonly #open: OpenWith
  readonly #namespace: string
  readonly #minting: Minting
  readonly #sessions = new Set<ClientCore>()
  readonly #children = new Set<ClientStore>()
  #closed = false

  constructor(open: OpenWith, namespace: string, minting: Minting) {
    this.#open = open
    this.#namespace = namespace
    this.#minting = minting
  }

  async ready(): Promise<void> {
    if (this.#closed) throw closedError('corestore')
  }

  get<T = unknown>(options: CoreOptions | Uint8Array | string = {}): Core<T> {
    if (this.#closed) throw closedError('corestore')
    if (typeof options === 'string' || options instanceof Uint8Array)
      return this.get<T>({ key: options })
    const open = this.#what(options)
    const shared = new SharedBackend(() => this.#opened(open))
    const key = 'key' in open ? open.key : null
    return new ClientCore(shared, key, options, this.#sessions) as Core<unknown> as Core<T>
  }

  namespace(name: string): CorestoreClient {
    if (this.#closed) throw closedError('corestore')
    const child = new ClientStore(
      this.#open,
      JSON.stringify([this.#namespace, String(name)]),
      this.#minting
    )
    this.#children.add(child)
    return child
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const child of this.#children) await child.close()
    await Promise.all([...this.#sessions].map(session => session.close()))
  }

  async #opened(open: LocalOpen): Promise<CoreBackend> {
    try {
      return await this.#open(open)
    } finally {
      if (open.kind === 'mint') this.#minting.delete(open.key.toString('hex'))
    }
  }

  #what({ key, name }: CoreOptions): LocalOpen {
    if (key !== undefined) {
      const wanted = parseKey(key)
      return this.#minting.get(wanted.toString('hex')) ?? { kind: 'key', key: wanted }
    }
    if (name !== undefined) return { kind: 'name', namespace: this.#namespace, name: String(name) }
    // The key has to be known at once, so the pair is made here and handed to the space.
    const keyPair = crypto.keyPair()
    const open: LocalOpen = {
      kind: 'mint',
      keyPair,
      key: Hypercore.key(manifestOf(keyPair.publicKey))
    }
    this.#minting.set(open.key.toString('hex'), open)
    return open
  }
}
