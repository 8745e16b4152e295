import ReadyResource from 'ready-resource'
import Hypercore from 'hypercore'
import type { KeyPair } from 'hypercore/declared'
import crypto from 'hypercore-crypto'
import { DatomspaceError } from '../error'
import { keepTree } from './clearing'
import type { Follow } from './gate'
import type { Peer } from './peer'
import type { Space } from './space'
import { manifestOf, openOwned } from './store'

const TABLE = 'raw-core'
const REMEMBERED = 1_000
const KEPT_OPEN = 128

interface RawCoreRecord {
  /** Absent for the core of somebody else, which is only read. */
  publicKey?: string
  /** Ed25519 secret key of one that a client made; absent where it derives from the seed by name. */
  secretKey?: string
  namespace?: string
  name?: string
  created: string
}

interface OpenCore {
  opening: Promise<Hypercore>
  /** Once it is open. */
  core: Hypercore | null
}

export interface RawCoreRow {
  key: Buffer
  name?: string
  created: string
}

/**
 * Cores that programs make through a `Client`. Whoever knows the key of one may read it, here and over
 * the network; only local clients may write. Their secret keys are in the encrypted database, nowhere
 * else. The blocks themselves are as plain on this disk as any Hypercore's; data that has to be
 * sealed belongs into a set of datoms.
 *
 * Events: `change`, `owned` (session that has become writable), `problem`.
 */
export class RawCores extends ReadyResource {
  readonly #space: Space
  readonly #known = new Map<string, string>()
  readonly #cores = new Map<string, OpenCore>()
  /** Cores of others, and how they are asked for from peers. */
  readonly #followed = new WeakMap<Hypercore, Follow>()
  /** Sessions that can only read: they can write once the key pair of their core is known. */
  readonly #readers = new Set<Hypercore>()
  /** What is under way with the record of a key: a claim must not overwrite a key pair. */
  readonly #turns = new Map<string, Promise<unknown>>()
  /** Discovery keys that peers asked for in vain: a core may be made just after its key was told. */
  readonly #missed = new Map<Peer, Set<string>>()

  constructor(space: Space) {
    super()
    this.setMaxListeners(0)
    this.#space = space
  }

  /** Takes over a key pair that a client made, and keeps it safe before it resolves. */
  async mint(publicKey: Buffer, secretKey: Buffer): Promise<Buffer> {
    if (!isPair(publicKey, secretKey)) {
      throw new DatomspaceError('INVALID_ARGUMENT', 'That is not an Ed25519 key pair')
    }
    const key = Hypercore.key(manifestOf(publicKey))
    if (this.#known.has(key.toString('hex'))) return key
    await this.#remember(key, {
      publicKey: publicKey.toString('hex'),
      secretKey: secretKey.toString('hex'),
      created: new Date().toISOString()
    })
    return key
  }

  /** The core of a name in a namespace, made when there is none. Its keys derive from the seed. */
  async named(namespace: string, name: string): Promise<Buffer> {
    const { publicKey } = this.#space.keys.signer(signerOf(namespace, name))
    const key = Hypercore.key(manifestOf(publicKey))
    if (this.#known.has(key.toString('hex'))) return key
    await this.#remember(key, {
      publicKey: publicKey.toString('hex'),
      namespace,
      name,
      created: new Date().toISOString()
    })
    return key
  }

  /**
   * A session of one's own, binary: writable when the space owns the core, else read from any peer
   * that serves it. A session of a core whose key was told before its maker told us of it becomes
   * writable when that happens; then `owned` is emitted. The caller closes it.
   */
  async session(key: Buffer, options: { snapshot?: boolean } = {}): Promise<Hypercore> {
    const core = await this.#core(key)
    const session = core.session({ snapshot: options.snapshot === true })
    await session.ready()
    if (!session.writable && !options.snapshot) await this.#awaitOwner(session)
    return session
  }

  async list(): Promise<RawCoreRow[]> {
    const rows = await this.#space.database.list<RawCoreRecord>(TABLE)
    const owned = rows.filter(({ value }) => value.publicKey !== undefined)
    return owned.map(({ key, value }) => ({
      key: Buffer.from(key, 'hex'),
      name: value.name,
      created: value.created
    }))
  }

  protected override async _open(): Promise<void> {
    const { database, gate } = this.#space
    for await (const { key, value } of database.entries<RawCoreRecord>(TABLE)) {
      if (value.publicKey) this.#index(key)
    }
    gate.rule((_, discoveryKey) => this.#ruled(discoveryKey))
    gate.on('refused', (peer: Peer, discoveryKey: Buffer) => this.#miss(peer, discoveryKey))
    gate.on('peer-close', (peer: Peer) => this.#missed.delete(peer))
  }

  protected override async _close(): Promise<void> {
    const open = await Promise.allSettled([...this.#cores.values()].map(({ opening }) => opening))
    this.#cores.clear()
    this.#readers.clear()
    for (const one of open) if (one.status === 'fulfilled') await one.value.close()
  }

  #index(keyHex: string): void {
    const discoveryKey = crypto.discoveryKey(Buffer.from(keyHex, 'hex')).toString('hex')
    this.#known.set(keyHex, keyHex)
    this.#known.set(discoveryKey, keyHex)
  }

  async #remember(key: Buffer, record: RawCoreRecord): Promise<void> {
    const { database, gate } = this.#space
    const keyHex = key.toString('hex')
    await this.#inTurn(keyHex, async () => {
      await database.put(TABLE, keyHex, record)
      // A secret key that is lost is a core that can never be written again.
      await database.flush()
    })
    this.#index(keyHex)
    await this.#own(key, this.#keyPairOf(record)!)
    this.emit('change')
    const discoveryKey = crypto.discoveryKey(key).toString('hex')
    for (const [peer, missed] of this.#missed) {
      if (!missed.delete(discoveryKey)) continue
      await gate.serve(peer, await this.#core(key))
    }
  }

  /** Turns what was opened to be read, before the key pair was known, into what it is. */
  async #own(key: Buffer, keyPair: KeyPair): Promise<void> {
    const keyHex = key.toString('hex')
    const reader = await this.#cores.get(keyHex)?.opening.catch(() => null)
    if (!reader || reader.writable) return
    this.#cores.delete(keyHex)
    await this.#core(key)
    const sessions = [...this.#readers].filter(session => session.key?.equals(key))
    for (const session of sessions) this.#makeWritable(session, keyPair)
    await this.#followed.get(reader)?.stop()
    await reader.close()
  }

  async #awaitOwner(session: Hypercore): Promise<void> {
    this.#readers.add(session)
    session.once('close', () => this.#readers.delete(session))
    // The key pair may have come while the session was opened.
    const record = await this.#space.database.get<RawCoreRecord>(
      TABLE,
      session.key!.toString('hex')
    )
    const keyPair = record && this.#keyPairOf(record)
    if (keyPair) this.#makeWritable(session, keyPair)
  }

  #makeWritable(session: Hypercore, keyPair: KeyPair): void {
    if (!this.#readers.delete(session)) return
    session.setKeyPair(keyPair)
    this.emit('owned', session)
  }

  /** One after the other for each key. */
  async #inTurn<Value>(keyHex: string, work: () => Promise<Value>): Promise<Value> {
    const before = this.#turns.get(keyHex) ?? Promise.resolve()
    const turn = before.catch(() => {}).then(work)
    this.#turns.set(keyHex, turn)
    try {
      return await turn
    } finally {
      if (this.#turns.get(keyHex) === turn) this.#turns.delete(keyHex)
    }
  }

  async #ruled(discoveryKey: Buffer): Promise<Hypercore | null> {
    const keyHex = this.#known.get(discoveryKey.toString('hex'))
    return keyHex === undefined ? null : this.#core(Buffer.from(keyHex, 'hex'))
  }

  /**
   * Notes that a core of somebody else is read as a raw one. What is in the store for another reason (a
   * set, a grant, the database) is not: read as a raw core it would be offered to every peer.
   */
  async #claim(key: Buffer): Promise<void> {
    const { store, database } = this.#space
    if (await store.storage.hasCore(crypto.discoveryKey(key))) {
      throw new DatomspaceError(
        'NOT_FOUND',
        'This key belongs to a set of datoms and not to a raw core; read it by its contacts or export it'
      )
    }
    const record: RawCoreRecord = { created: new Date().toISOString() }
    await database.put(TABLE, key.toString('hex'), record)
  }

  #miss(peer: Peer, discoveryKey: Buffer): void {
    let missed = this.#missed.get(peer)
    if (!missed) this.#missed.set(peer, (missed = new Set()))
    if (missed.size < REMEMBERED) missed.add(discoveryKey.toString('hex'))
  }

  async #core(key: Buffer): Promise<Hypercore> {
    const keyHex = key.toString('hex')
    for (;;) {
      let open = this.#cores.get(keyHex)
      if (!open) this.#cores.set(keyHex, (open = this.#start(key, keyHex)))
      const core = await open.opening
      // It may have been let go since it was asked for.
      if (!core.closing || this.closing) return core
    }
  }

  #start(key: Buffer, keyHex: string): OpenCore {
    const open: OpenCore = { opening: this.#openCore(key), core: null }
    open.opening.then(
      core => {
        open.core = core
        this.#letGo(keyHex)
      },
      () => this.#cores.delete(keyHex)
    )
    return open
  }

  /** An open core costs memory: of our own, those that nobody uses are closed, the oldest first. */
  #letGo(except: string): void {
    let surplus = this.#cores.size - KEPT_OPEN
    for (const [keyHex, { core }] of this.#cores) {
      if (surplus <= 0 || this.closing) return
      if (!core?.writable || keyHex === except) continue
      if (core.sessions.length > 1 || core.peers.length > 0) continue
      surplus--
      this.#cores.delete(keyHex)
      core.close().catch(error => this.emit('problem', error))
    }
  }

  async #openCore(key: Buffer): Promise<Hypercore> {
    const { store, database, gate } = this.#space
    const keyHex = key.toString('hex')
    const record = await this.#inTurn(keyHex, async () => {
      const known = await database.get<RawCoreRecord>(TABLE, keyHex)
      if (!known) await this.#claim(key)
      return known
    })
    const keyPair = record && this.#keyPairOf(record)
    if (!keyPair) {
      const core = store.get({ key })
      await core.ready()
      keepTree(core.core)
      this.#followed.set(core, gate.follow(core))
      return core
    }
    const core = await openOwned(store, { keyPair })
    keepTree(core.core)
    core.on('append', () => this.emit('change'))
    return core
  }

  /** Null for the core of somebody else. */
  #keyPairOf({ publicKey, secretKey, namespace, name }: RawCoreRecord): KeyPair | null {
    if (!publicKey) return null
    if (!secretKey) return this.#space.keys.signer(signerOf(namespace ?? '', name ?? ''))
    return { publicKey: Buffer.from(publicKey, 'hex'), secretKey: Buffer.from(secretKey, 'hex') }
  }
}

function signerOf(namespace: string, name: string): string {
  return `raw/${JSON.stringify([namespace, name])}`
}

function isPair(publicKey: Buffer, secretKey: Buffer): boolean {
  if (publicKey.byteLength !== 32 || secretKey.byteLength !== 64) return false
  return crypto.validateKeyPair({ publicKey, secretKey })
}
