import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import Corestore from 'corestore'
import crypto from 'hypercore-crypto'
import Hypercore from 'hypercore'
import type { CoreEncryption, KeyPair, Manifest } from 'hypercore/declared'
import { DatomspaceError } from '../error'
import { diskFullError, isDiskFull } from './full-disk'
import { writeWhole } from './whole-file'

/** What a storage folder says about the space in it. Nothing here is secret. */
export interface SpaceRecord {
  version: 1
  /** did:key of the owner: also the account under which the keychain has the seed. */
  did: string
  /** Fingerprint of the seed, so that a wrong one is noticed before anything is written. */
  fingerprint: string
  created: string
  /** Where the seed was put, so that the next start looks there. */
  keychain?: 'keytar' | 'file' | 'memory'
}

const RECORD = 'space.json'
const HOLDER = 'holder.json'

/**
 * A Corestore whose seed never reaches the disk. Corestore writes its primary key into the store and
 * would derive the keys of named cores from it; ours is random, forgotten at exit and unused: cores are
 * opened by key and manifest, and written through sessions that have the key pair (`openOwned`).
 */
export class SpaceStore extends Corestore {
  protected override async _getOrSetSeed(): Promise<Buffer> {
    // Opens the database, so that a locked or copied store is reported by `ready()`.
    await (this.storage as unknown as { getSeed(): Promise<Buffer | null> }).getSeed()
    return crypto.randomBytes(32)
  }

  #flushing: Promise<void> | null = null
  #next: Promise<void> | null = null

  /**
   * Until this resolves, a power loss may undo what was appended; then it is saved. 16–20 ms, shared by
   * all who ask while one is under way: it began too early for them, so they wait for the next.
   */
  flush(): Promise<void> {
    this.#next ??= (this.#flushing ?? Promise.resolve())
      .catch(() => {})
      .then(() => {
        this.#next = null
        this.#flushing = saving(this.storage.db.flush())
        return this.#flushing
      })
    return this.#next
  }
}

/**
 * Opens the cores of the space in `storage` (a folder, created when absent).
 *
 * Throws `STORAGE_LOCKED` when another process has it (`details` name its pid and host),
 * `STORAGE_COPIED` when the folder is a copy, `STORAGE_CORRUPT`, `STORAGE_FULL`.
 */
export async function openStore(storage: string): Promise<SpaceStore> {
  await mkdir(storage, { recursive: true, mode: 0o700 })
  let store: SpaceStore | null = null
  try {
    store = new SpaceStore(join(storage, 'cores'))
    await store.ready()
  } catch (cause) {
    await store?.close().catch(() => {})
    throw await storageError(cause, storage)
  }
  return store
}

/** A small file beside the store that says who has it open. */
export async function writeHolder(storage: string, host: string): Promise<void> {
  const holder = { pid: process.pid, machine: hostname(), host, since: new Date().toISOString() }
  await writeFile(join(storage, HOLDER), JSON.stringify(holder), { mode: 0o600 })
}

export async function removeHolder(storage: string): Promise<void> {
  await rm(join(storage, HOLDER), { force: true })
}

export interface OwnedCoreOptions {
  keyPair: KeyPair
  encryption?: CoreEncryption | null
  valueEncoding?: unknown
  inflightRange?: [number, number]
  manifest?: Manifest
}

/** The manifest of a core that one key pair signs; `Hypercore.key(manifest)` is the core's key. */
export function manifestOf(publicKey: Buffer): Manifest {
  return { version: 1, signers: [{ publicKey }] }
}

/** Opens (or starts) a core that this space signs, without its secret key reaching the disk. */
export async function openOwned(store: Corestore, options: OwnedCoreOptions): Promise<Hypercore> {
  const manifest = options.manifest ?? manifestOf(options.keyPair.publicKey)
  const encryption = options.encryption ?? null
  const base = store.get({
    key: Hypercore.key(manifest),
    manifest,
    encryption,
    inflightRange: options.inflightRange
  })
  await base.ready()
  const writer = base.session({
    keyPair: options.keyPair,
    encryption,
    valueEncoding: options.valueEncoding
  })
  await writer.ready()
  await base.close()
  return writer
}

/** What the folder says about its space, `null` when there is none in it. Throws `STORAGE_CORRUPT`. */
export async function readSpaceRecord(storage: string): Promise<SpaceRecord | null> {
  const path = join(storage, RECORD)
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw new DatomspaceError('FILE_UNREADABLE', `Cannot read ${path}`, {
      cause,
      details: { path }
    })
  }
  const record = parseRecord(text)
  if (record) return record
  throw new DatomspaceError(
    'STORAGE_CORRUPT',
    `${path} is damaged; restore it from a backup, or restore the space from its 24 words into a new folder`,
    { details: { path } }
  )
}

/** Whole or not there. */
export async function writeSpaceRecord(storage: string, record: SpaceRecord): Promise<void> {
  await writeWhole(join(storage, RECORD), JSON.stringify(record, null, 2))
}

function parseRecord(text: string): SpaceRecord | null {
  try {
    const value = JSON.parse(text) as Partial<SpaceRecord>
    const whole =
      value?.version === 1 &&
      typeof value.did === 'string' &&
      typeof value.fingerprint === 'string' &&
      typeof value.created === 'string'
    return whole ? (value as SpaceRecord) : null
  } catch {
    return null
  }
}

/** Maps what the storage engine throws; it has messages and no codes. */
export async function storageError(thrown: unknown, storage: string): Promise<DatomspaceError> {
  const cause = thrown as { message?: string; code?: string }
  const message = String(cause?.message ?? thrown)
  const details = { path: storage }
  if (message.includes('could not be locked') || cause?.code === 'ELOCKED') {
    const holder = await readHolder(storage)
    const who = holder ? ` by process ${holder.pid} on ${holder.machine}` : ''
    return new DatomspaceError(
      'STORAGE_LOCKED',
      `The space in ${storage} is already open${who}; close it there, or use a Client to attach to it`,
      { cause: thrown, details: { ...details, ...holder } }
    )
  }
  if (cause?.code === 'DEVICE_FILE') {
    return new DatomspaceError(
      'STORAGE_COPIED',
      `${storage} is a copy of a space and must not be written to, since two copies would contradict each other; use the original, or restore from the 24 words into a new folder`,
      { cause: thrown, details }
    )
  }
  if (isDiskFull(thrown)) return diskFullError(thrown, details)
  if (/corruption|checksum/i.test(message)) {
    return new DatomspaceError(
      'STORAGE_CORRUPT',
      `The store in ${storage} is damaged: ${message}`,
      {
        cause: thrown,
        details
      }
    )
  }
  return DatomspaceError.from(thrown)
}

/** Awaits a write and turns a full disk into `STORAGE_FULL`. */
export async function saving<T>(write: Promise<T>): Promise<T> {
  try {
    return await write
  } catch (cause) {
    throw isDiskFull(cause) ? diskFullError(cause) : cause
  }
}

async function readHolder(storage: string): Promise<{ pid: number; machine: string } | null> {
  try {
    const value = JSON.parse(await readFile(join(storage, HOLDER), 'utf8'))
    return { pid: Number(value.pid), machine: String(value.machine) }
  } catch {
    // Only names the holder in a message; without it the message is still right.
    return null
  }
}
