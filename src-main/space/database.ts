import Hyperbee from 'hyperbee2'
import HypercoreEncryption from 'hypercore-encryption'
import type Corestore from 'corestore'
import type Hypercore from 'hypercore'
import ReadyResource from 'ready-resource'
import { DatomspaceError } from '../error'
import type { KeyRing } from '../identity'
import { openOwned, saving, type SpaceStore } from './store'

/** One change of a batch. */
export type DatabaseOp =
  | { type: 'put'; table: string; key: string; value: unknown }
  | { type: 'delete'; table: string; key: string }

export interface ListRange {
  /** Only keys after this one. */
  gt?: string
  gte?: string
  lt?: string
  lte?: string
  /** Only keys that begin with this. */
  prefix?: string
  limit?: number
  reverse?: boolean
}

export interface DatabaseEntry<T> {
  key: string
  value: T
}

const VERSION = 1
const BLOCK = 16384
const TABLE = /^[a-z][a-z0-9-]*$/

interface Waiting {
  ops: DatabaseOp[]
  resolve: () => void
  reject: (error: unknown) => void
}

/**
 * The space's own database: small tables of JSON values in one encrypted hyperbee2 that is never
 * replicated. A batch is applied as a whole or not at all; writes that wait for each other are
 * applied together. What is written is in the store at once and safe against power loss after `flush()`.
 *
 * Keys order by their UTF-8 bytes and may hold anything but U+0000.
 */
export class SpaceDatabase extends ReadyResource {
  readonly #store: SpaceStore
  readonly #keys: KeyRing
  #session: Corestore | null = null
  #core: Hypercore | null = null
  #bee: Hyperbee | null = null
  #waiting: Waiting[] = []
  #writing: Promise<void> | null = null

  constructor(store: SpaceStore, keys: KeyRing) {
    super()
    this.#store = store
    this.#keys = keys
  }

  /** The value, or `null` when there is none. */
  async get<T>(table: string, key: string): Promise<T | null> {
    const entry = await this.#open().get(pathOf(table, key))
    return entry ? (decode(entry.value, table, key) as T) : null
  }

  put(table: string, key: string, value: unknown): Promise<void> {
    return this.batch([{ type: 'put', table, key, value }])
  }

  delete(table: string, key: string): Promise<void> {
    return this.batch([{ type: 'delete', table, key }])
  }

  /** Applies all of them or none. */
  async batch(ops: DatabaseOp[]): Promise<void> {
    this.#open()
    if (ops.length === 0) return
    // Encoded now, so that a later change of the caller's object does not slip in.
    const encoded = ops.map(op => ({ ...op }))
    for (const op of encoded) {
      pathOf(op.table, op.key)
      if (op.type === 'put') op.value = encode(op.value)
    }
    await new Promise<void>((resolve, reject) => {
      this.#waiting.push({ ops: encoded, resolve, reject })
      this.#writing ??= this.#write()
    })
  }

  /** Entries of a table in key order, read from one consistent version. */
  async *entries<T>(table: string, range: ListRange = {}): AsyncGenerator<DatabaseEntry<T>> {
    const start = pathOf(table, '')
    const view = this.#open().snapshot()
    const { prefix } = range
    const stream = view.createReadStream({
      ...(range.gt !== undefined
        ? { gt: pathOf(table, range.gt) }
        : { gte: pathOf(table, range.gte ?? prefix ?? '') }),
      ...(range.lt !== undefined
        ? { lt: pathOf(table, range.lt) }
        : range.lte !== undefined
          ? { lte: pathOf(table, range.lte) }
          : { lt: after(prefix === undefined ? start : pathOf(table, prefix)) }),
      limit: range.limit ?? -1,
      reverse: range.reverse ?? false
    })
    for await (const entry of stream) {
      const key = entry.key.subarray(start.byteLength).toString()
      yield { key, value: decode(entry.value, table, key) as T }
    }
  }

  async list<T>(table: string, range: ListRange = {}): Promise<DatabaseEntry<T>[]> {
    const rows: DatabaseEntry<T>[] = []
    for await (const entry of this.entries<T>(table, range)) rows.push(entry)
    return rows
  }

  /** Waits for what is being written and makes all of it safe against power loss. */
  async flush(): Promise<void> {
    while (this.#writing) await this.#writing
    await this.#store.flush()
  }

  protected override async _open(): Promise<void> {
    const key = this.#keys.encryption('database')
    const ring = new HypercoreEncryption(async id => {
      if (id !== -1 && id !== 1) {
        throw new DatomspaceError('STORAGE_CORRUPT', `The database names an unknown key ${id}`)
      }
      return { id: 1, encryptionKey: key }
    })
    this.#session = this.#store.session()
    this.#core = await openOwned(this.#session, {
      keyPair: this.#keys.signer('database'),
      encryption: ring.createEncryptionProvider()
    })
    this.#bee = new Hyperbee(this.#session, { core: this.#core })
    await this.#bee.ready()
  }

  protected override async _close(): Promise<void> {
    while (this.#writing) await this.#writing
    await this.#core?.close()
    await this.#session?.close()
  }

  #open(): Hyperbee {
    if (this.#bee && !this.closing) return this.#bee
    throw new DatomspaceError('CLOSED', 'The database of the space is not open')
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting
      this.#waiting = []
      try {
        await saving(this.#apply(batch))
        for (const { resolve } of batch) resolve()
      } catch (error) {
        for (const { reject } of batch) reject(error)
      }
    }
    this.#writing = null
  }

  async #apply(batch: Waiting[]): Promise<void> {
    const write = this.#bee!.write({ preferredBlockSize: BLOCK, inlineValueSize: BLOCK })
    for (const { ops } of batch) {
      for (const op of ops) {
        if (op.type === 'put') write.tryPut(pathOf(op.table, op.key), op.value as Buffer)
        else write.tryDelete(pathOf(op.table, op.key))
      }
    }
    await write.flush()
  }
}

function pathOf(table: string, key: string): Buffer {
  if (!TABLE.test(table) || typeof key !== 'string' || key.includes('\0')) {
    throw new DatomspaceError('INVALID_ARGUMENT', `"${table}" / "${key}" cannot be a table and key`)
  }
  return Buffer.from(`${table}\0${key}`)
}

/** The first bytes that no longer begin with `prefix`; 0xff never occurs in UTF-8. */
function after(prefix: Buffer): Buffer {
  return Buffer.concat([prefix, Buffer.from([0xff])])
}

function encode(value: unknown): Buffer {
  const text = JSON.stringify(value)
  if (text === undefined) {
    throw new DatomspaceError('INVALID_ARGUMENT', 'Only JSON values can be kept in the database')
  }
  const bytes = Buffer.allocUnsafe(1 + Buffer.byteLength(text))
  bytes[0] = VERSION
  bytes.write(text, 1)
  return bytes
}

function decode(bytes: Buffer, table: string, key: string): unknown {
  // Decryption has no authentication of its own for local bytes: the version byte catches a wrong key.
  if (bytes[0] !== VERSION) {
    throw new DatomspaceError('STORAGE_CORRUPT', `The entry "${table}/${key}" cannot be read`, {
      details: { table, key }
    })
  }
  return JSON.parse(bytes.toString('utf8', 1))
}
