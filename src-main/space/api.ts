/**
 * The public surface of `require('datomspace')`, in types that need no library's declarations.
 */
import type { EventEmitter } from 'node:events'
import type { Readable, Writable } from 'node:stream'
import type { Keychain, KeychainKind } from '../keychain'

export interface ServerOptions {
  /** Folder of the space; created, with a new seed in the keychain, when there is none. */
  storage: string
  /** Name by which clients find the space: on this machine, and by rendezvous on the network. */
  host: string
  /**
   * Where the seed is kept: `keytar` (default) is the operating system's keychain; `file` a file in
   * the storage folder, sealed with a passphrase, for machines without one; `memory` forgets it at exit.
   */
  keychain?: KeychainKind | Keychain
  /** For `keychain: 'file'`. Default: the file that `DATOMSPACE_PASSPHRASE_FILE` names. */
  passphrase?: () => Promise<string>
  /** The 32-byte seed itself, to restore a space from its words. */
  seed?: Uint8Array
  /** What to do in an empty folder: make a space (default), or throw `SEED_MISSING`. */
  create?: 'if-missing' | 'never'
  /** Own bootstrap nodes, `host:port`. Default: `DATOMSPACE_BOOTSTRAP`, else the public network. */
  bootstrap?: (string | { host: string; port: number })[]
  /** `off` serves programs of this machine only. */
  network?: 'on' | 'off'
}

/** A client of a `Server`: a program on this machine, or (with its Noise key) a peer on the network. */
export interface ClientInfo {
  remote: boolean
  publicKey?: Buffer
}

export interface ClientOptions {
  /**
   * `name`: the space of that name on this machine, else on the network. `name@<space key>`: exactly
   * that space, whose key is written in z-base-32 or hex.
   */
  host: string
  /** Milliseconds to wait for a space that is not there (yet). Default 30,000. */
  timeout?: number
  /** Folder that keeps what was read from the network. Default: a temporary one, deleted at close. */
  storage?: string
  /** As for the server. */
  bootstrap?: (string | { host: string; port: number })[]
  /** `local` never uses the network, `network` never the socket of this machine. Default: either. */
  via?: 'local' | 'network'
}

export type ValueEncoding = 'binary' | 'json' | 'utf-8' | Codec

/** An encoding of one's own, in the style of compact-encoding or of abstract-encoding. */
export type Codec =
  | {
      preencode(state: unknown, value: never): void
      encode(state: unknown, value: never): void
      decode(state: unknown): unknown
    }
  | { encode(value: never): Uint8Array; decode(bytes: Buffer): unknown }

export interface CoreOptions {
  /** Opens the core with this key (32 bytes, hex or z-base-32). */
  key?: Uint8Array | string
  /** Opens, or makes, the core of this name in the namespace; local clients only. */
  name?: string
  valueEncoding?: ValueEncoding
  /** Whether reads wait for blocks that are not here yet. Default true. */
  wait?: boolean
  /** Milliseconds after which a waiting read throws `TIMEOUT`. Default 0: never. */
  timeout?: number
}

export interface SessionOptions {
  valueEncoding?: ValueEncoding
  wait?: boolean
  timeout?: number
}

export type GetOptions = SessionOptions

export interface ReadStreamOptions {
  start?: number
  /** Exclusive; default: the length when the stream starts. */
  end?: number
  reverse?: boolean
  /** Never ends, and yields what is appended later. */
  live?: boolean
  /** False reads up to the length at the end instead of at the start. */
  snapshot?: boolean
  wait?: boolean
  timeout?: number
}

export interface CoreInfo {
  key: Buffer
  discoveryKey: Buffer
  length: number
  contiguousLength: number
  byteLength: number
  fork: number
  padding: number
}

/**
 * A Hypercore by way of a space: the reading and appending API of Hypercore 11.
 *
 * Events: `ready`, `append`, `truncate` (length, fork), `close`. Errors have a `code`: `NOT_WRITABLE`,
 * `TIMEOUT`, `CLOSED`, `REMOTE_UNSUPPORTED` (a call that only works on the owner's machine),
 * `HOST_NOT_FOUND`, `INVALID_ARGUMENT`; `details.hypercore` has Hypercore's own code, if any.
 */
export interface Core<T = unknown> extends EventEmitter {
  /** Known at once for a core opened by key or made without one; null until ready for one by name. */
  readonly key: Buffer
  readonly discoveryKey: Buffer
  /** z-base-32 of the key. */
  readonly id: string
  readonly length: number
  readonly byteLength: number
  readonly fork: number
  readonly writable: boolean
  readonly readable: boolean
  readonly opened: boolean
  readonly closed: boolean
  readonly snapshotted: boolean
  ready(): Promise<void>
  append(value: T | T[]): Promise<{ length: number; byteLength: number }>
  get(index: number, options?: GetOptions): Promise<T | null>
  has(start: number, end?: number): Promise<boolean>
  /** The block with this byte, and the byte's offset in it; null when it is not here and not waited for. */
  seek(
    byteOffset: number,
    options?: { wait?: boolean; timeout?: number }
  ): Promise<[number, number] | null>
  /** Asks whether the core has become longer; true if it has. */
  update(options?: { wait?: boolean }): Promise<boolean>
  truncate(length?: number, options?: { fork?: number } | number): Promise<void>
  /** Drops local copies of blocks, keeping length and proofs. */
  clear(
    start: number,
    end?: number,
    options?: { diff?: boolean }
  ): Promise<{ blocks: number } | null>
  info(): Promise<CoreInfo>
  session(options?: SessionOptions): Core
  snapshot(options?: SessionOptions): Core
  createReadStream(options?: ReadStreamOptions): Readable
  createByteStream(options?: {
    byteOffset?: number
    byteLength?: number
    prefetch?: number
  }): Readable
  createWriteStream(): Writable
  close(): Promise<void>
}

export interface CorestoreClient {
  ready(): Promise<void>
  /** Without key and name it makes a new core, whose `key` is known at once. */
  get<T = unknown>(options?: CoreOptions | Uint8Array | string): Core<T>
  /** The same space, with names of its own. */
  namespace(name: string): CorestoreClient
  /** Closes the cores that were opened through it. */
  close(): Promise<void>
}
