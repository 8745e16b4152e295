import ReadyResource from 'ready-resource'
import Hypercore from 'hypercore'
import type Corestore from 'corestore'
import type { KeyPair } from 'hypercore/declared'
import { decodeValue, encodeValue, type ExportedRing } from '../datom'
import { DatomspaceError } from '../error'
import { openFrom, sealTo, sealToPerson } from '../identity'
import { addEvent, parseEvent, type DeclaredEvents, type EventEntry } from './declared-event'
import { addCounted, parseCounted, type Counted, type CountedEntry } from './counted'
import { lastPart, sameFields } from '../rights'
import { ensureMove } from './move'
import { readOffer, type Offer } from './offer'
import { deriveGrantKey, grantEncryption } from './secret'
import { stepBetween, type GrantStep } from './step'

export type EndReason = 'revoked' | 'expired'

/**
 * What the owner writes, in order. A later offer replaces the one before: that is how a grant is renewed.
 * `moved`: from here on it is on another core, with all keys of that one so far.
 */
export type GrantEntry =
  | { type: 'offer'; statement: object }
  | { type: 'epochs'; ring: ExportedRing }
  | { type: 'moved'; statement: object; ring: ExportedRing }
  | { type: 'suspended' | 'resumed'; at: string }
  | { type: 'ended'; at: string; reason: EndReason }
  | CountedEntry
  | EventEntry

export interface GrantState {
  /** The latest offer; null until it has arrived. */
  offer: Offer | null
  status: 'active' | 'suspended' | 'ended'
  reason: EndReason | null
  /** When the status began. */
  since: string | null
  /** All epoch keys given so far, of the core that it is on now. */
  epochs: ExportedRing
  /** Keys of the cores that it was on before. */
  left: readonly Buffer[]
  /** What the owner has counted; null as long as nothing was. */
  counted: Counted | null
  /** What the owner said to have happened. */
  events: DeclaredEvents
  steps: readonly GrantStep[]
}

/** Which end of a grant this is. */
interface Side {
  secret: Buffer
  space?: Buffer
  assignee?: string
  open?: (sealed: Buffer) => Buffer
}

const MAX_ENTRIES = 10_000
const MAX_EPOCHS = 100_000
const MAX_BYTES = 16 * 1024 * 1024
/** Kept for pauses and the end, which must find room whatever came before. */
const RESERVED_ENTRIES = 4
const RESERVED_BYTES = 1024 * 1024
const EPOCHS = 'datomspace/1/grant/epochs'

/**
 * The grant core: a small log, written by the owner and encrypted with a key from the grant's secret,
 * from which the holder learns the terms, the keys and every later change of them.
 *
 * `write` is the owner's side, `follow` the holder's: what it reads is hostile until parsed. An entry
 * that is wrong ends the reading with an error, for what comes after it cannot be told from a lie.
 */
export class GrantLog extends ReadyResource {
  readonly core: Hypercore
  readonly #secret: Buffer
  readonly #stored: Hypercore | null
  readonly #space: Buffer | undefined
  readonly #assignee: string | undefined
  readonly #open: ((sealed: Buffer) => Buffer) | undefined
  #download: Hypercore.Download | null = null
  #read = 0
  #reading: Promise<unknown> = Promise.resolve()
  #state: GrantState = {
    offer: null,
    status: 'active',
    reason: null,
    since: null,
    epochs: { epochs: [] },
    left: [],
    counted: null,
    events: {},
    steps: []
  }

  private constructor(core: Hypercore, stored: Hypercore | null, side: Side) {
    super()
    this.core = core
    this.#stored = stored
    this.#secret = side.secret
    this.#space = side.space
    this.#assignee = side.assignee
    this.#open = side.open
  }

  /**
   * `assignee`: did:key of the one person whom the grant is for. Each entry is then sealed to that
   * identity, and neither the secret nor the writer opens it.
   */
  static write(options: {
    store: Corestore
    keyPair: KeyPair
    secret: Buffer
    assignee?: string
  }): GrantLog {
    const { store, keyPair, secret, assignee } = options
    const manifest = { version: 1, signers: [{ publicKey: keyPair.publicKey }] }
    const encryption = grantEncryption(secret)
    const stored = store.get({ key: Hypercore.key(manifest), manifest, encryption })
    const side = { secret, ...(assignee !== undefined && { assignee }) }
    return new GrantLog(stored.session({ keyPair, encryption }), stored, side)
  }

  /**
   * `space`: the network key that the key string named; an offer of another is refused. `open`: opens
   * what was sealed to this holder's identity, for a grant to one person and only there.
   */
  static follow(options: {
    store: Corestore
    key: Buffer
    secret: Buffer
    space?: Buffer
    open?: (sealed: Buffer) => Buffer
  }): GrantLog {
    const { store, key, ...side } = options
    return new GrantLog(store.get({ key, encryption: grantEncryption(side.secret) }), null, side)
  }

  get key(): Buffer {
    return this.core.key
  }

  override async _open(): Promise<void> {
    await this.core.ready()
    if (!this.core.writable) this.#download = this.core.download({ start: 0, end: -1 })
  }

  override async _close(): Promise<void> {
    this.#download?.destroy()
    await this.core.close()
    await this.#stored?.close()
  }

  /**
   * Entries written together are seen together. Throws `GRANT_FULL` where no holder would read them any
   * more; pauses find room beyond that, and an end always does.
   */
  async append(...entries: GrantEntry[]): Promise<void> {
    if (!this.opened) await this.ready()
    const blocks = entries.map(entry => this.#encode(entry))
    this.#ensureRoom(entries, Buffer.concat(blocks).byteLength)
    await this.core.append(blocks)
  }

  /** Throws `GRANT_FULL` where `append` would for a change of the terms: ask before anything is done. */
  async ensureRoom(): Promise<void> {
    if (!this.opened) await this.ready()
    this.#ensureRoom([{ type: 'counted' }], 0)
  }

  #ensureRoom(entries: Pick<GrantEntry, 'type'>[], bytes: number): void {
    const has = (...types: GrantEntry['type'][]) =>
      entries.every(({ type }) => types.includes(type))
    if (has('ended')) return
    const isPause = has('suspended', 'resumed')
    const room = MAX_ENTRIES - (isPause ? 1 : RESERVED_ENTRIES) - this.core.length
    const left = MAX_BYTES - (isPause ? 0 : RESERVED_BYTES) - this.core.byteLength
    if (entries.length <= room && bytes <= left) return
    throw new DatomspaceError(
      'GRANT_FULL',
      'This share was changed as often as its holders read: make a new share, and revoke this one'
    )
  }

  /**
   * The state after all entries that are here. With `wait`, at least the offer is waited for (until the
   * log is closed). Throws what is wrong with the first entry that is wrong.
   */
  state(options: { wait?: boolean } = {}): Promise<GrantState> {
    const run = this.#reading.catch(() => {}).then(() => this.#catchUp(options.wait ?? false)) // its caller was told
    this.#reading = run
    return run
  }

  async #catchUp(wait: boolean): Promise<GrantState> {
    if (!this.opened) await this.ready()
    if (this.core.fork > 0) {
      throw new DatomspaceError('STATEMENT_INVALID', 'The owner rewrote the history of this grant')
    }
    if (this.core.byteLength > MAX_BYTES) {
      this.#download?.destroy()
      throw new DatomspaceError('LIMIT_EXCEEDED', 'The log of this grant is too large to be read')
    }
    while (this.#read < this.core.length || (wait && this.#state.offer === null)) {
      if (this.#read >= MAX_ENTRIES) {
        throw new DatomspaceError(
          'LIMIT_EXCEEDED',
          'This grant was changed more often than is possible'
        )
      }
      const bytes: Buffer | null = await this.core.get(this.#read, { wait })
      if (bytes === null) break
      this.#state = this.#apply(this.#decode(bytes), this.#state)
      this.#read++
    }
    return this.#state
  }

  #encode(entry: GrantEntry): Buffer {
    const bytes = this.#plain(entry)
    return this.#assignee === undefined ? bytes : sealToPerson(this.#assignee, bytes)
  }

  #plain(entry: GrantEntry): Buffer {
    if (entry.type !== 'epochs' && entry.type !== 'moved') return encodeValue(entry)
    const { ring, ...rest } = entry
    const key = deriveGrantKey(this.#secret, 'epochs')
    const sealed = sealTo(key, Buffer.from(JSON.stringify(ring)), EPOCHS)
    return encodeValue({ ...rest, sealed: sealed.toString('base64') })
  }

  #decode(bytes: Buffer): GrantEntry {
    let value: Record<string, unknown>
    try {
      value = decodeValue(this.#unsealed(bytes), 'An entry of this grant')
    } catch (cause) {
      if (cause instanceof DatomspaceError && cause.code === 'POLICY_DENIED') throw cause
      throw new DatomspaceError(
        'GRANT_SECRET_WRONG',
        'This key does not open the grant that it names',
        {
          cause
        }
      )
    }
    const { type, at, reason, statement, sealed } = value
    if (typeof statement === 'object' && statement !== null) {
      if (type === 'offer') return { type, statement }
      if (type === 'moved' && typeof sealed === 'string') {
        return { type, statement, ring: this.#unseal(sealed) }
      }
    }
    if (type === 'epochs' && typeof sealed === 'string') return { type, ring: this.#unseal(sealed) }
    if (typeof at === 'string' && Number.isFinite(Date.parse(at))) {
      if (type === 'suspended' || type === 'resumed') return { type, at }
      if (type === 'ended' && (reason === 'revoked' || reason === 'expired'))
        return { type, at, reason }
    }
    const known = parseCounted(value) ?? parseEvent(value)
    if (known) return known
    // Left out, an entry of a newer version could be the very end of the grant.
    throw new DatomspaceError(
      'POLICY_NOT_UNDERSTOOD',
      'This grant says something that this version does not understand'
    )
  }

  #unsealed(bytes: Buffer): Buffer {
    if (!this.#open) return bytes
    try {
      return this.#open(bytes)
    } catch (cause) {
      throw new DatomspaceError(
        'POLICY_DENIED',
        'This share was made for somebody else: its key is of use to nobody but them',
        { cause }
      )
    }
  }

  #unseal(sealed: string): ExportedRing {
    const key = deriveGrantKey(this.#secret, 'epochs')
    const text = openFrom(key, Buffer.from(sealed, 'base64'), EPOCHS).toString()
    try {
      return JSON.parse(text) as ExportedRing
    } catch (cause) {
      throw new DatomspaceError('STATEMENT_INVALID', 'The keys in this grant are malformed', {
        cause
      })
    }
  }

  #apply(entry: GrantEntry, state: GrantState): GrantState {
    if (state.status === 'ended') return state
    switch (entry.type) {
      case 'offer': {
        const offer = readOffer(entry.statement, { grant: this.key, space: this.#space })
        const { offer: before } = state
        // Other fields are other bytes, and a core that was left is not come back to by a renewal.
        if (before && !(before.set.equals(offer.set) && sameFields(before.policy, offer.policy))) {
          throw new DatomspaceError(
            'STATEMENT_INVALID',
            'This grant was turned into one for something else'
          )
        }
        return offered(state, offer)
      }
      case 'epochs':
        return { ...state, epochs: together(state.epochs, entry.ring) }
      case 'moved': {
        const offer = readOffer(entry.statement, { grant: this.key, space: this.#space })
        const { offer: before, left, epochs } = state
        if (!before) throw new DatomspaceError('STATEMENT_INVALID', 'This grant moves from nowhere')
        ensureMove(before, offer, left)
        const next = offered(state, offer)
        if (before.set.equals(offer.set)) return { ...next, epochs: together(epochs, entry.ring) }
        const fresh = together({ epochs: [] }, entry.ring)
        return { ...next, epochs: fresh, left: [...left, before.set] }
      }
      case 'counted':
        return { ...state, counted: addCounted(state.counted, entry) }
      case 'event':
        return declared(state, entry)
      case 'suspended':
        return stepped({ ...state, status: 'suspended' }, 'suspend', entry.at)
      case 'resumed':
        return stepped({ ...state, status: 'active' }, 'resume', entry.at)
      case 'ended':
        return { ...state, status: 'ended', reason: entry.reason, since: entry.at }
    }
  }
}

function offered(state: GrantState, offer: Offer): GrantState {
  const step = state.offer && stepBetween(state.offer.policy, offer.policy, offer.created)
  if (!step) return { ...state, offer }
  return { ...state, offer, steps: [...state.steps, step] }
}

function together(known: ExportedRing, ring: ExportedRing | undefined): ExportedRing {
  if (!Array.isArray(ring?.epochs)) {
    throw new DatomspaceError('STATEMENT_INVALID', 'The keys in this grant are malformed')
  }
  const epochs = known.epochs.concat(ring.epochs)
  if (epochs.length <= MAX_EPOCHS) return { epochs }
  throw new DatomspaceError('LIMIT_EXCEEDED', 'This grant has more keys than is possible')
}

function stepped(state: GrantState, event: GrantStep['event'], at: string): GrantState {
  return { ...state, since: at, steps: [...state.steps, { event, at }] }
}

function declared(state: GrantState, entry: EventEntry): GrantState {
  const events = addEvent(state.events, entry)
  if (events === state.events) return state
  const { event, phase, at } = entry
  const step: GrantStep = { event: 'declare', at, declared: lastPart(event), phase }
  return { ...state, events, steps: [...state.steps, step] }
}
