import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { failureOf, type Feed, type Handlers } from '../contract'
import { Server } from '../contract/served-server'
import { DatomspaceError } from '../error'
import { createSeed, deriveKeys } from '../identity'
import { openKeychain, type Keychain, type PassphraseRequest } from '../keychain'
import { FreshSeed } from './fresh-seed'
import type { PassphraseUse } from './secret-window'
import type { Failure, KeychainKind, Settings, SpacePhase, SpaceStatus } from '../space/shapes'
import { readSpaceRecord, writeSpaceRecord } from '../space/store'

export interface HomeOptions {
  storage: string
  host: string
  version: string
  feed: Feed
  /** `host:port` of own DHT nodes; empty for the public network. */
  bootstrap: () => string[]
  settings: () => Promise<Settings>
  /** Asks the person, in a window of its own that says what for. Undefined when they went away. */
  passphrase: (request: PassphraseRequest, use: PassphraseUse) => Promise<string | undefined>
  /** Name of a space that is made without asking and forgotten at the end. */
  demonstration?: string
  /** Set for tests and demonstrations: use this keychain and offer no other. */
  keychain?: KeychainKind
}

/**
 * The one space of this app and how far it is open: none yet, locked, opening, open, failed. Everything
 * above asks it for the status; calls that need an open space find its handlers here.
 */
export class Home extends EventEmitter {
  phase: SpacePhase = 'opening'
  failure: Failure | undefined
  server: Server | undefined
  private keychain: Keychain | undefined
  private readonly fresh = new FreshSeed()
  /** Where the key of the space that is here is kept, as far as that is known before it is opened. */
  private kind: KeychainKind | undefined
  private keychains: SpaceStatus['keychains'] = []
  private paused = false

  constructor(readonly options: HomeOptions) {
    super()
  }

  get served(): Server['served'] | undefined {
    return this.server?.served
  }

  /** Opens the space that is in the folder, or finds that there is none yet. Never rejects. */
  async start(): Promise<void> {
    this.keychains = await this.probe()
    try {
      const record = await readSpaceRecord(this.options.storage)
      if (!record) return await this.startNew()
      this.kind = record.keychain ?? 'keytar'
      // A passphrase is asked for when the person is there to type it.
      if (record.keychain === 'file') return this.turn('locked')
      await this.open({ kind: this.kind })
    } catch (error) {
      this.fail(error)
    }
  }

  /** Nobody has to set up a demonstration; everybody else is asked. */
  private async startNew(): Promise<void> {
    const { demonstration } = this.options
    this.turn('setup')
    if (demonstration) await this.create('memory', demonstration)
  }

  /** Makes a space with a new seed. */
  async create(kind: KeychainKind, name: string): Promise<void> {
    if (this.phase !== 'setup') {
      throw new DatomspaceError('CONFLICT', 'There is a space on this computer already')
    }
    const seed = createSeed()
    try {
      await this.open({ kind, seed })
      if (kind === 'file') this.fresh.keep(seed)
    } finally {
      seed.fill(0)
    }
    await this.served?.modules.profile.rename(name)
  }

  /**
   * Brings an identity back from its seed: a new space with it, or the key of the space that is here
   * and whose keychain lost it or is no longer opened. Throws `SEED_MISMATCH` for the words of another.
   */
  async restore(kind: KeychainKind, name: string, seed: Buffer): Promise<void> {
    this.mustBeClosed()
    const { storage } = this.options
    const record = await readSpaceRecord(storage)
    if (record) {
      const keys = deriveKeys(seed)
      const own = keys.did === record.did
      keys.close()
      if (!own) {
        throw new DatomspaceError(
          'SEED_MISMATCH',
          'These words belong to another space than the one on this computer'
        )
      }
      const keychain = await this.keychainOf(kind, 'unlock')
      await keychain.write(record.did, seed)
      await writeSpaceRecord(storage, { ...record, keychain: kind })
    }
    await this.open({ kind, seed })
    if (!record) await this.served?.modules.profile.rename(name)
    await this.served?.modules.profile.confirmPhrase()
  }

  async unlock(): Promise<void> {
    this.mustBeClosed()
    const record = await readSpaceRecord(this.options.storage)
    if (!record) return this.turn('setup')
    await this.open({ kind: record.keychain ?? 'keytar' })
  }

  /** Opening twice would end in a fight over the storage, and close the space that is open. */
  mustBeClosed(): void {
    if (this.phase !== 'open' && this.phase !== 'opening') return
    throw new DatomspaceError('CONFLICT', 'The space is open already')
  }

  /** Looks again for a keychain that was missing, while there is still a choice to make. */
  async recheck(): Promise<void> {
    if (this.phase !== 'setup' || this.keychains.every(one => one.available)) return
    this.keychains = await this.probe()
  }

  /**
   * The seed, read from the keychain for the moment that the person looks at the words. Right after it was
   * made no passphrase is asked for.
   */
  async withSeed<Value>(
    purpose: PassphraseUse,
    use: (seed: Buffer) => Promise<Value>
  ): Promise<Value> {
    const did = this.server?.space.identity
    const seed = did ? (this.fresh.copy() ?? (await this.readSeed(did, purpose))) : undefined
    if (!seed) {
      throw new DatomspaceError('SEED_MISSING', 'The seed of this space is not in its keychain')
    }
    try {
      return await use(seed)
    } finally {
      seed.fill(0)
    }
  }

  /** The words were written down, or put off: from now on the passphrase is asked for. */
  forgetFreshSeed(): void {
    this.fresh.forget()
  }

  async pause(paused: boolean): Promise<void> {
    if (!this.server || this.paused === paused) return
    this.paused = paused
    await (paused ? this.server.suspend() : this.server.resume())
    this.changed()
  }

  /** The machine goes to sleep; a pause that the person chose stays one. */
  async sleep(): Promise<void> {
    this.fresh.forget()
    if (!this.paused) await this.server?.suspend()
  }

  async wake(): Promise<void> {
    if (!this.paused) await this.server?.resume()
  }

  handlers(): Handlers {
    return this.served?.handlers ?? {}
  }

  status(): SpaceStatus {
    const base = this.served?.status()
    return {
      ...(base ?? emptyStatus(this.options.host)),
      phase: this.phase,
      failure: this.failure,
      keychain: this.keychain?.kind ?? this.kind,
      keychains: this.keychains,
      version: this.options.version,
      ...(this.paused ? { sync: 'paused' as const } : {})
    }
  }

  async close(): Promise<void> {
    this.fresh.forget()
    const server = this.server
    this.server = undefined
    await server?.close()
  }

  private async open({ kind, seed }: { kind: KeychainKind; seed?: Buffer }): Promise<void> {
    const before = this.phase
    this.turn('opening')
    try {
      this.keychain = await this.keychainOf(kind, 'unlock')
      const server = new Server({
        storage: this.options.storage,
        host: this.options.host,
        keychain: this.keychain,
        ...(seed ? { seed } : {}),
        bootstrap: bootstrapOf(this.options.bootstrap())
      })
      server.feed = this.options.feed
      server.modulesOptions = { settings: this.options.settings }
      await server.ready()
      this.server = server
      this.failure = undefined
      this.turn('open')
    } catch (error) {
      await this.close().catch(() => undefined)
      const failure = failureOf(error)
      // A wrong passphrase or a closed window leaves things as they were: the person tries again.
      if (before === 'setup' || isRetried(failure.code)) {
        this.turn(before === 'opening' ? 'locked' : before)
        this.failure = failure
        this.changed()
        throw error
      }
      this.fail(error)
      throw error
    }
  }

  private async readSeed(did: string, purpose: PassphraseUse): Promise<Buffer | null | undefined> {
    const asks = this.keychain?.kind === 'file'
    const keychain = asks ? await this.keychainOf('file', purpose) : this.keychain
    return keychain?.read(did)
  }

  /** @param use what a passphrase is asked for, where one is */
  private async keychainOf(kind: KeychainKind, use: PassphraseUse): Promise<Keychain> {
    // A memory keychain forgets at close; within one run it has to stay the same one.
    if (kind === 'memory' && this.keychain?.kind === 'memory') return this.keychain
    return openKeychain({
      prefer: kind,
      directory: join(this.options.storage, 'keychain'),
      passphrase: async request => {
        const text = await this.options.passphrase(request, use)
        if (text === undefined) {
          throw new DatomspaceError('CANCELLED', 'No passphrase was given')
        }
        return text
      }
    })
  }

  /** Which keychains work here; the reason why not is shown, never worked around. */
  private async probe(): Promise<SpaceStatus['keychains']> {
    const only = this.options.keychain
    if (only) return [{ kind: only, available: true }]
    try {
      await openKeychain({ prefer: 'keytar' })
      return [
        { kind: 'keytar', available: true },
        { kind: 'file', available: true }
      ]
    } catch (error) {
      return [
        { kind: 'keytar', available: false, reason: failureOf(error).code },
        { kind: 'file', available: true }
      ]
    }
  }

  private fail(error: unknown): void {
    this.failure = failureOf(error)
    this.turn(isRetried(this.failure.code) ? 'locked' : 'failed')
  }

  private turn(phase: SpacePhase): void {
    this.phase = phase
    this.changed()
  }

  private changed(): void {
    this.options.feed.emit('status.changed', {})
    this.emit('change')
  }
}

function isRetried(code: string): boolean {
  return ['PASSPHRASE_WRONG', 'CANCELLED', 'KEYCHAIN_LOCKED', 'KEYCHAIN_DENIED'].includes(code)
}

function bootstrapOf(nodes: string[]): string[] | undefined {
  return nodes.length > 0 ? nodes : undefined
}

function emptyStatus(host: string): SpaceStatus {
  return {
    phase: 'opening',
    name: '',
    host,
    did: '',
    spaceKey: '',
    phraseConfirmed: false,
    country: '',
    keychains: [],
    network: 'offline',
    peers: 0,
    sync: 'offline',
    counts: { contacts: 0, sets: 0, given: 0, received: 0 },
    version: ''
  }
}
