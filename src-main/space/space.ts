import ReadyResource from 'ready-resource'
import sodium from 'sodium-native'
import { DatomspaceError } from '../error'
import { createSeed, deriveKeys, type KeyRing } from '../identity'
import type { Keychain } from '../keychain'
import { SpaceDatabase } from './database'
import { Gate } from './gate'
import {
  openStore,
  readSpaceRecord,
  removeHolder,
  writeHolder,
  writeSpaceRecord,
  type SpaceStore
} from './store'
import { SpaceSwarm, type BootstrapNode } from './swarm'

export interface SpaceOptions {
  /** Folder of the space; created when absent. */
  storage: string
  /** Name under which programs on this machine, and peers by rendezvous, find it. */
  host: string
  /** Where the seed is, or is put. May be left out when `seed` is given. */
  keychain?: Keychain
  /** The 32-byte seed itself: to restore from the 24 words, and for tests. Copied. */
  seed?: Uint8Array
  /** What to do in an empty folder: make a new space (default), or throw `SEED_MISSING`. */
  create?: 'if-missing' | 'never'
  bootstrap?: (string | BootstrapNode)[]
  /** `off` never touches the network. */
  network?: 'on' | 'off'
  /** Called when the storage is ours and nothing has been written yet; what it throws refuses the opening. */
  claim?: () => Promise<{ close(): unknown }>
}

/** A part of the space that is opened after it and closed before it. */
export interface SpaceModule {
  ready(): Promise<unknown>
  close(): Promise<unknown>
  suspend?(): Promise<unknown>
  resume?(): Promise<unknown>
}

/**
 * The composition root: seed, keys, store, database, gate and swarm of one space, opened in that
 * order and closed in the reverse. Rooms above (sets, shares, received, imports) take a `Space` and
 * `attach` themselves.
 *
 * Events: `network` (NetworkState), and those of `gate` there.
 * `ready()` throws `STORAGE_LOCKED`, `STORAGE_COPIED`, `STORAGE_FULL`, `STORAGE_CORRUPT`,
 * `SEED_MISSING` (no space here, or its seed is not in the keychain), `SEED_MISMATCH`, and what the
 * keychain throws.
 */
export class Space extends ReadyResource {
  readonly options: Readonly<SpaceOptions>
  keys!: KeyRing
  /** did:key of the owner. */
  identity!: string
  /** The Noise key (32 bytes) by which peers dial and know this space. */
  networkKey!: Buffer
  store!: SpaceStore
  database!: SpaceDatabase
  gate!: Gate
  swarm!: SpaceSwarm
  /** True when this opening made the space: its 24 words have to be shown. */
  created = false
  readonly #modules: SpaceModule[] = []
  readonly #opened: { close(): unknown }[] = []

  constructor(options: SpaceOptions) {
    super()
    this.options = options
  }

  get storage(): string {
    return this.options.storage
  }

  get host(): string {
    return this.options.host
  }

  /**
   * Adds a module. Before the space is ready it is opened with it, in order; afterwards at once.
   * Modules are closed before the space, the last one first.
   */
  async attach<Module extends SpaceModule>(module: Module): Promise<Module> {
    this.#modules.push(module)
    if (this.opened) await module.ready()
    return module
  }

  /** Stops network work and saves what was written, e.g. before the machine sleeps. */
  async suspend(): Promise<void> {
    for (const module of [...this.#modules].reverse()) await module.suspend?.()
    await this.swarm.suspend()
    await this.store.flush()
  }

  async resume(): Promise<void> {
    await this.swarm.resume()
    for (const module of this.#modules) await module.resume?.()
  }

  protected override async _open(): Promise<void> {
    try {
      await this.#openAll()
      for (const module of this.#modules) await module.ready()
    } catch (error) {
      await this.#closeAll()
      throw error
    }
  }

  protected override async _close(): Promise<void> {
    await this.#closeAll()
  }

  async #openAll(): Promise<void> {
    const { storage, host } = this.options
    // The store's lock comes first: two starters must not both make a seed.
    this.store = this.#keep(await openStore(storage))
    await writeHolder(storage, host)
    if (this.options.claim) this.#keep(await this.options.claim())
    this.keys = this.#keep(await this.#openKeys())
    this.identity = this.keys.did
    this.networkKey = this.keys.network.publicKey
    this.database = this.#keep(new SpaceDatabase(this.store, this.keys))
    await this.database.ready()
    const { did } = this.keys
    this.gate = this.#keep(
      new Gate({ role: 'space', did, sign: message => this.keys.sign(message) })
    )
    this.swarm = this.#keep(
      new SpaceSwarm(
        {
          keyPair: this.keys.network as { publicKey: Buffer; secretKey: Buffer },
          bootstrap: this.options.bootstrap,
          listen: 'yes'
        },
        (stream, info) => this.gate.onconnection(stream, info)
      )
    )
    this.swarm.on('state', state => this.emit('network', state))
    if (this.options.network !== 'off') await this.swarm.ready()
  }

  async #openKeys(): Promise<KeyRing> {
    const { storage, keychain, seed: given, create } = this.options
    const record = await readSpaceRecord(storage)
    if (!record && create === 'never' && !given) {
      throw new DatomspaceError(
        'SEED_MISSING',
        `There is no space in ${storage} yet; create one first`,
        {
          details: { path: storage }
        }
      )
    }
    const seed = given
      ? Buffer.from(given)
      : record
        ? await this.#readSeed(record.did)
        : createSeed()
    const keys = deriveKeys(seed)
    try {
      if (record) {
        if (keys.fingerprint !== record.fingerprint) throw mismatch(storage, record.did)
        return keys
      }
      await keychain?.write(keys.did, seed)
      await writeSpaceRecord(storage, {
        version: 1,
        did: keys.did,
        fingerprint: keys.fingerprint,
        created: new Date().toISOString(),
        keychain: keychain?.kind
      })
      this.created = true
      return keys
    } catch (error) {
      keys.close()
      throw error
    } finally {
      sodium.sodium_memzero(seed)
    }
  }

  async #readSeed(did: string): Promise<Buffer> {
    const { keychain, storage } = this.options
    const seed = await keychain?.read(did)
    if (seed) return seed
    const where = keychain ? `the keychain (${keychain.kind})` : 'the options'
    throw new DatomspaceError(
      'SEED_MISSING',
      `The seed of the space in ${storage} is not in ${where}; choose the keychain it is in, or restore it from its 24 words`,
      { details: { path: storage, did } }
    )
  }

  #keep<Resource extends { close(): unknown }>(resource: Resource): Resource {
    this.#opened.push(resource)
    return resource
  }

  async #closeAll(): Promise<void> {
    const failures: unknown[] = []
    const last = async (resource: { close(): unknown } | undefined): Promise<void> => {
      try {
        await resource?.close()
      } catch (error) {
        failures.push(error)
      }
    }
    for (const module of [...this.#modules].reverse()) await last(module)
    const held = this.#opened.length > 0
    while (this.#opened.length > 0) await last(this.#opened.pop())
    if (held) await removeHolder(this.options.storage)
    if (failures.length > 0) throw failures[0]
  }
}

function mismatch(storage: string, did: string): DatomspaceError {
  return new DatomspaceError(
    'SEED_MISMATCH',
    `The seed belongs to another space than the one in ${storage}; use its own 24 words`,
    { details: { path: storage, did } }
  )
}
