import ReadyResource from 'ready-resource'
import type Hyperbee from 'hyperbee2'
import Hypercore from 'hypercore'
import type Corestore from 'corestore'
import type { KeyPair } from 'hypercore/declared'
import type { Readable } from 'streamx'
import type { Blob } from '../contacts/card'
import { DatomspaceError } from '../error'
import { strictest } from '../rights'
import { Batch, blobSlices, slices } from './batch'
import { BoundedBee } from './bounded'
import { blobEntries, blobKeys, hasBlob, readBlob } from './blob'
import {
  changeDatom,
  decodeDatom,
  decodeValue,
  encodeDatom,
  encodeValue,
  type Datom,
  type StoredDatom
} from './datom'
import { encodedVersion } from './encoded-version'
import type { EpochRing } from './epochs'
import { packBlock, packedBlocks } from './packed'
import { purgeCore } from './purge'
import { entriesOf, recentChanges } from './recent'
import { isHandedOver } from './transfer'
import { Scan, type SetEntry } from './scan'
import {
  datomKey,
  isTombstone,
  stateOf,
  tombstoneKey,
  versionsOf,
  type DatomVersion
} from './version'

const INFLIGHT: [number, number] = [256, 512]
const MANIFEST = Buffer.from('m')
const DATOMS = { gte: Buffer.from('d/'), lt: Buffer.from('d0') }

export interface SetChange {
  /** Lengths of the core before and after. */
  from: number
  to: number
  put: StoredDatom[]
  removed: string[]
}

/** A datom that differs between two versions of a set: as it is, null if it is gone. */
export interface DatomChange {
  id: string
  datom: StoredDatom | null
  /** As it was, null if it is new. */
  before: StoredDatom | null
}

export interface ListOptions {
  /** Ids greater than this. */
  after?: string
  limit?: number
  /** Version of the whole set: a length of its core. Default: now. */
  at?: number
}

/** Asked before datoms are written; throws to refuse all of them. */
export type Admission = (datoms: readonly Datom[]) => void

export interface PutOptions {
  blobs?: Iterable<Blob>
  /** Called after each slice with the number of datoms written so far. */
  onprogress?: (done: number) => void
  signal?: AbortSignal
}

/**
 * Many datoms in one Hypercore: a hyperbee2 whose blocks are encrypted by epochs. `m` holds the
 * manifest, `d/<id>` a datom, `x/<id>` what is left of a deleted one, `b/<hash>` a binary.
 *
 * `open` is the owner's side. The signing key stays in memory: without it the stored core cannot be
 * written. `follow` is a reader's; everything it reads is hostile until it has been parsed.
 *
 * Events: `change` (SetChange) after each slice that was written here; a reader's come from `Replay`.
 */
export class DatomSet extends ReadyResource {
  readonly ring: EpochRing
  readonly core: Hypercore
  /** Throws as `put` would, if one of these may not be written as things are; writes nothing. */
  readonly admit: Admission
  /** @internal */
  readonly tree: BoundedBee
  readonly #keyPair: KeyPair | null
  readonly #stored: Hypercore | null
  readonly #before: (datoms: readonly Datom[]) => Promise<void>
  readonly #readers = new Set<{ destroy(error: Error): void }>()
  #writing: Promise<unknown> = Promise.resolve()

  private constructor(
    ring: EpochRing,
    core: Hypercore,
    stored: Hypercore | null,
    keyPair: KeyPair | null,
    admit: Admission,
    before: (datoms: readonly Datom[]) => Promise<void> = async () => {}
  ) {
    super()
    this.ring = ring
    this.core = core
    this.admit = admit
    this.#before = before
    this.#stored = stored
    this.#keyPair = keyPair
    this.tree = new BoundedBee(core, { writable: keyPair !== null })
  }

  /** The key of the set that `publicKey` signs. */
  static keyOf(publicKey: Buffer): Buffer {
    return Hypercore.key({ version: 1, signers: [{ publicKey }] })
  }

  /**
   * `admit` is asked from the first write on: there is no moment at which a set takes anything. `before` is
   * awaited between that and the write, for what has to be on the disk before the datoms are.
   */
  static open(options: {
    store: Corestore
    keyPair: KeyPair
    ring: EpochRing
    admit: Admission
    before?: (datoms: readonly Datom[]) => Promise<void>
  }): DatomSet {
    const { store, keyPair, ring, admit, before } = options
    const manifest = { version: 1, signers: [{ publicKey: keyPair.publicKey }] }
    const key = Hypercore.key(manifest)
    const encryption = ring.encryption()
    // Given to `get`, the key pair would be written to the disk; a session only keeps it in memory.
    const stored = store.get({ key, manifest, encryption, inflightRange: INFLIGHT })
    const core = stored.session({
      keyPair,
      encryption,
      valueEncoding: packedBlocks,
      encodeBatch: blocks => blocks.map(block => packBlock(block, core.padding))
    })
    return new DatomSet(ring, core, stored, keyPair, admit, before)
  }

  static follow(options: { store: Corestore; key: Buffer; ring: EpochRing }): DatomSet {
    const { store, key, ring } = options
    const core = store.get({
      key,
      encryption: ring.encryption(),
      valueEncoding: packedBlocks,
      inflightRange: INFLIGHT
    })
    return new DatomSet(ring, core, null, null, refuseAll)
  }

  get key(): Buffer {
    return this.core.key
  }

  get discoveryKey(): Buffer {
    return this.core.discoveryKey
  }

  get length(): number {
    return this.core.length
  }

  get byteLength(): number {
    return this.core.byteLength
  }

  get writable(): boolean {
    return this.#keyPair !== null
  }

  override async _open(): Promise<void> {
    await this.core.ready()
    await this.tree.bee.ready()
  }

  override async _close(): Promise<void> {
    await this.#writing.catch(() => {}) // its caller was told
    // What a reader asked of the network is its own: closing the core would leave it waiting for ever.
    const closed = new DatomspaceError('CLOSED', 'The set was closed while it was read')
    for (const reader of this.#readers) reader.destroy(closed)
    this.tree.close(closed)
    await this.core.close()
    await this.#stored?.close()
  }

  async get(id: string, options: { at?: number } = {}): Promise<StoredDatom | null> {
    const entry = await this.#view(options.at).get(datomKey(id))
    this.tree.progressed()
    return entry && decodeDatom(entry.value, id)
  }

  /** Datoms in the order of their ids, one at a time. */
  async *list(options: ListOptions = {}): AsyncGenerator<StoredDatom> {
    const { after, limit = -1 } = options
    const range = after ? { gt: datomKey(after), lt: DATOMS.lt, limit } : { ...DATOMS, limit }
    let last = ''
    for await (const entry of this.#reading(this.#view(options.at).createReadStream(range))) {
      this.tree.progressed()
      const id = entry.key.toString().slice(2)
      if (id <= last) throw new DatomspaceError('STORAGE_CORRUPT', 'The set is not in order')
      last = id
      yield decodeDatom(entry.value, id)
    }
  }

  /** Every datom in its latest version, not decoded, some at a time and in no order. */
  async *entries(length = this.#head()): AsyncGenerator<SetEntry[]> {
    const scan = new Scan(this.tree, length)
    this.#readers.add(scan)
    try {
      if (yield* scan.entries()) {
        // All else is found by the tree, so one that is none is no set.
        if (!this.writable && length > 0) await this.#view(length).get(MANIFEST)
        return
      }
    } finally {
      this.#readers.delete(scan)
    }
    for await (const entry of this.#reading(this.#view(length).createReadStream(DATOMS))) {
      this.tree.progressed()
      const id = entry.key.toString().slice(2)
      if (!scan.knows(id)) yield [{ id, bytes: entry.value }]
    }
  }

  /** How many datoms there are, with what is left of those that were handed over. Walks the whole set. */
  async count(): Promise<number> {
    let count = 0
    for await (const _entry of this.#reading(this.#view().createReadStream(DATOMS))) {
      this.tree.progressed()
      count++
    }
    return count
  }

  /**
   * Writes datoms: version 1 makes one, version n + 1 changes version n (`CONFLICT` if the datom is at
   * another). The same datom again changes nothing. Blobs come first, each is stored once. In slices,
   * each atomic, with the event loop free in between; an abort or error leaves whole slices.
   */
  async put(datoms: Iterable<Datom>, options: PutOptions = {}): Promise<void> {
    // With the datoms that need them: the tree pays for every write by itself, however small.
    let blobs: Blob[] = []
    for (const some of blobSlices(options.blobs ?? [])) {
      if (blobs.length > 0) await this.#putBlobs(blobs, options)
      blobs = some
    }
    let done = 0
    for (const slice of slices(datoms)) {
      options.signal?.throwIfAborted()
      const added = blobs
      blobs = []
      await this.#write(async batch => {
        await this.#stageBlobs(batch, added)
        return this.#stage(batch, slice)
      })
      done += slice.length
      options.onprogress?.(done)
      await new Promise(resolve => setImmediate(resolve))
    }
    if (blobs.length > 0) await this.#putBlobs(blobs, options)
  }

  /** Deletes datoms; their history stays. Ids that are not here are left alone. Returns how many were. */
  async delete(ids: Iterable<string>, now: number): Promise<number> {
    let deleted = 0
    for (const slice of slices(ids)) {
      await this.#write(async batch => {
        const change = emptyChange()
        for (const id of slice) {
          const entry = await this.tree.bee.get(datomKey(id))
          this.tree.progressed()
          if (!entry) continue
          batch.delete(datomKey(id))
          const version = encodedVersion(entry.value, id) + 1
          const tombstone = { deleted: new Date(now).toISOString(), version, prior: this.length }
          batch.put(tombstoneKey(id), encodeValue(tombstone))
          change.removed.push(id)
        }
        deleted += change.removed.length
        return change
      })
    }
    return deleted
  }

  /** Takes binaries out of what is there now; their bytes stay in the history of the core. */
  async deleteBlobs(hashes: Iterable<string>): Promise<void> {
    await this.#write(async batch => {
      for (const hash of hashes) {
        for (const key of await blobKeys(this.tree.bee, hash)) batch.delete(key)
      }
      return emptyChange()
    })
  }

  /** The datom as it is, or as it was last if it was deleted; null if it never was here. */
  async last(id: string): Promise<StoredDatom | null> {
    const state = await stateOf(this.#view(), id)
    this.tree.progressed()
    if (!state || !isTombstone(state)) return state
    return this.get(id, { at: state.prior })
  }

  /** Versions of one datom, newest first; the deletion of it is one. Empty if it never was here. */
  async history(id: string): Promise<DatomVersion[]> {
    try {
      return await versionsOf(this.tree, this.#head(), id)
    } finally {
      this.tree.progressed()
    }
  }

  /**
   * Brings the content of an old version back as a new one. The status stays what it was last: it follows
   * from what was signed and not from the content. The level never becomes a laxer one that way. Throws
   * `NOT_FOUND`.
   */
  async restore(id: string, version: number, now: number): Promise<StoredDatom> {
    const versions = await this.history(id)
    const old = versions.find(entry => entry.version === version)?.datom
    const current = versions[0]
    if (!old || !current) {
      throw new DatomspaceError('NOT_FOUND', `There is no version ${version} of the datom ${id}`)
    }
    const last = versions.find(({ datom }) => datom !== null)!.datom!
    const level = strictest(last.level, old.level)
    const base = { ...old, version: current.version, status: last.status, level }
    const restored: StoredDatom = {
      ...changeDatom(base, { content: old.content }, now),
      restored: version
    }
    await this.put([restored])
    return restored
  }

  /** What changed between two lengths of the core. */
  async *diff(from: number, to: number): AsyncGenerator<DatomChange> {
    const recent = await this.#recent(from, to)
    if (recent) return yield* recent
    const stream = this.tree.at(to).createDiffStream(this.tree.at(from), DATOMS)
    let last = ''
    for await (const { left, right } of this.#reading(stream)) {
      this.tree.progressed()
      const id = (left ?? right)!.key.toString().slice(2)
      if (id <= last) throw new DatomspaceError('STORAGE_CORRUPT', 'The set is not in order')
      last = id
      const change = changeOf(id, left, right)
      if (change) yield change
    }
  }

  /** The same for a few edits; null for more. */
  async #recent(from: number, to: number): Promise<DatomChange[] | null> {
    const recent = recentChanges(this.tree, from, to)
    if (!recent) return null
    const reader = { destroy: () => recent.stop() }
    this.#readers.add(reader)
    try {
      const ids = await recent.ids()
      const changes: DatomChange[] = []
      for (const id of ids ?? []) {
        const { left, right } = await entriesOf(recent, datomKey(id))
        this.tree.progressed()
        const change = changeOf(id, left, right)
        if (change) changes.push(change)
      }
      return ids && changes
    } finally {
      this.#readers.delete(reader)
    }
  }

  blob(hash: string): Promise<Blob | null> {
    return readBlob(this.#view(), hash)
  }

  /** The ownership credential, as it is stored: not verified. */
  async manifest(): Promise<Record<string, unknown> | null> {
    const entry = await this.#view().get(MANIFEST)
    return entry && decodeValue(entry.value, 'The manifest')
  }

  async putManifest(credential: object): Promise<void> {
    await this.#write(async batch => {
      batch.put(MANIFEST, encodeValue(credential))
      return emptyChange()
    })
  }

  /** Deletes the core from the disk, and closes. */
  async purge(): Promise<void> {
    await this.ready()
    await this.#writing.catch(() => {}) // its caller was told
    await purgeCore(this.core)
    await this.close()
  }

  #reading<Stream extends Readable>(stream: Stream): Stream {
    this.#readers.add(stream)
    stream.once('close', () => this.#readers.delete(stream))
    return stream
  }

  #head(): number {
    return this.writable ? (this.tree.bee.head()?.length ?? 0) : this.core.length
  }

  #view(at?: number) {
    if (at !== undefined) return this.tree.at(at)
    return this.writable ? this.tree.bee : this.tree.at(this.core.length)
  }

  async #stage(batch: Batch, datoms: Datom[]): Promise<SetChange> {
    const change = emptyChange()
    this.admit(datoms)
    await this.#before(datoms)
    for (const datom of datoms) {
      const stored = datom.version === 1 ? datom : await this.#successor(datom)
      if (stored === null) continue
      batch.put(datomKey(datom.id), encodeDatom(stored))
      if (datom.version > 1) batch.delete(tombstoneKey(datom.id))
      change.put.push(stored)
    }
    return change
  }

  /** `datom` linked to the version before it, or null if it is there already. */
  async #successor(datom: Datom): Promise<StoredDatom | null> {
    const current = await stateOf(this.tree.bee, datom.id)
    if (current && !isTombstone(current)) {
      const same = encodeDatom({ ...datom, prior: current.prior }).equals(encodeDatom(current))
      if (same) return null
    }
    if (current && !isTombstone(current) && isHandedOver(current)) {
      const message = `The datom ${datom.id} was handed over: it is another's now`
      throw new DatomspaceError('NOT_WRITABLE', message, { details: { id: datom.id } })
    }
    if (current?.version !== datom.version - 1) {
      throw new DatomspaceError('CONFLICT', `The datom ${datom.id} was changed meanwhile`, {
        details: { id: datom.id, version: current?.version ?? null }
      })
    }
    return { ...datom, prior: this.length }
  }

  async #putBlobs(blobs: Blob[], { signal }: PutOptions): Promise<void> {
    signal?.throwIfAborted()
    await this.#write(async batch => {
      await this.#stageBlobs(batch, blobs)
      return emptyChange()
    })
    await new Promise(resolve => setImmediate(resolve))
  }

  async #stageBlobs(batch: Batch, blobs: Blob[]): Promise<void> {
    for (const blob of blobs) {
      if (await hasBlob(this.tree.bee, blob.hash)) continue
      for (const { key, value } of blobEntries(blob)) batch.put(key, value)
    }
  }

  /** One atomic write, one after the other. */
  #write(stage: (batch: Batch) => Promise<SetChange>): Promise<void> {
    const run = this.#writing.catch(() => {}).then(() => this.#writeNow(stage)) // its caller was told
    this.#writing = run
    return run
  }

  async #writeNow(stage: (batch: Batch) => Promise<SetChange>): Promise<void> {
    if (!this.writable) refuseAll()
    if (this.closing) throw new DatomspaceError('CLOSED', 'The set is closed')
    if (!this.opened) await this.ready()
    const operations = new Batch()
    const change = await stage(operations)
    if (operations.empty) return
    const from = this.length
    const applied = await operations.commit(this.tree.bee)
    this.tree.progressed()
    const put = change.put.filter(({ id }) => applied.has(`d/${id}`))
    if (put.length === 0 && change.removed.length === 0) return
    this.emit('change', { ...change, put, from, to: this.length } satisfies SetChange)
  }
}

function refuseAll(): never {
  throw new DatomspaceError('NOT_WRITABLE', 'Only its owner can change this set')
}

function emptyChange(): SetChange {
  return { from: 0, to: 0, put: [], removed: [] }
}

function changeOf(
  id: string,
  left: Hyperbee.Entry | null,
  right: Hyperbee.Entry | null
): DatomChange | null {
  if (!left && !right) return null
  if (left && right && left.value.equals(right.value)) return null
  return {
    id,
    datom: left && decodeDatom(left.value, id),
    before: right && decodeDatom(right.value, id)
  }
}
