/** The surface of hypercore 11.37 that datomspace uses. */
declare module 'hypercore' {
  import { EventEmitter } from 'node:events'
  import type { Readable, Writable } from 'streamx'
  import type { Manifest, KeyPair, CoreEncryption } from 'hypercore/declared'
  import type { NoiseStream } from '@hyperswarm/secret-stream'
  import type Protomux from 'protomux'

  class Hypercore extends EventEmitter {
    constructor(storage: unknown, key?: Buffer | null, options?: Record<string, unknown>)

    readonly core: Hypercore.Core
    readonly sessions: Hypercore[]
    readonly key: Buffer
    readonly discoveryKey: Buffer
    readonly id: string
    readonly manifest: Manifest | null
    readonly keyPair: KeyPair | null
    readonly encryption: CoreEncryption | null
    readonly length: number
    readonly signedLength: number
    readonly contiguousLength: number
    readonly remoteContiguousLength: number
    readonly byteLength: number
    readonly fork: number
    readonly padding: number
    readonly writable: boolean
    readonly readable: boolean
    readonly opened: boolean
    readonly closed: boolean
    readonly closing: Promise<void> | null
    readonly snapshotted: boolean
    readonly peers: Hypercore.ReplicationPeer[]
    readonly activeRequests: unknown[]
    valueEncoding: unknown

    ready(): Promise<void>
    close(options?: { error?: Error }): Promise<void>
    session(options?: Hypercore.SessionOptions): Hypercore
    snapshot(options?: Hypercore.SessionOptions): Hypercore
    append(
      blocks: unknown,
      options?: { maxLength?: number; keyPair?: KeyPair }
    ): Promise<{ length: number; byteLength: number }>
    get(index: number, options?: Hypercore.GetOptions): Promise<any>
    has(start: number, end?: number): Promise<boolean>
    seek(
      bytes: number,
      options?: { wait?: boolean; timeout?: number }
    ): Promise<[number, number] | null>
    update(options?: { wait?: boolean; force?: boolean }): Promise<boolean>
    truncate(
      newLength?: number,
      options?: { fork?: number; keyPair?: KeyPair } | number
    ): Promise<void>
    clear(
      start: number,
      end?: number,
      options?: { diff?: boolean }
    ): Promise<{ blocks: number } | null>
    purge(): Promise<void>
    info(options?: { storage?: boolean }): Promise<Hypercore.Info>
    treeHash(length?: number): Promise<Buffer>
    createReadStream(options?: Hypercore.ReadStreamOptions): Readable
    createWriteStream(): Writable
    createByteStream(options?: Hypercore.ByteStreamOptions): Readable
    download(range?: Hypercore.DownloadRange): Hypercore.Download
    replicate(stream: unknown, options?: Record<string, unknown>): NoiseStream
    findingPeers(): () => void
    clearRequests(activeRequests: unknown[], error: Error | null): void
    setKeyPair(keyPair: KeyPair | null): void
    setEncryption(encryption: CoreEncryption | null): Promise<void>
    setActive(active: boolean): void
    setUserData(key: string, value: Buffer | string): Promise<void>
    getUserData(key: string): Promise<Buffer | null>

    static key(manifest: Manifest | Buffer, options?: { version?: number }): Buffer
    static discoveryKey(key: Buffer): Buffer
    static parseManifest(manifest: Buffer, key?: Buffer): Manifest | null
    static destroyRequests(session: unknown[], error: Error | null): void
    static createProtocolStream(
      stream: unknown,
      options?: { ondiscoverykey?: (discoveryKey: Buffer) => unknown; keepAlive?: boolean }
    ): NoiseStream
  }

  namespace Hypercore {
    interface SessionOptions {
      keyPair?: KeyPair | null
      encryption?: CoreEncryption | null
      valueEncoding?: unknown
      encodeBatch?: (blocks: Buffer[]) => Buffer[]
      snapshot?: boolean
      writable?: boolean
      wait?: boolean
      timeout?: number
      weak?: boolean
      active?: boolean
      exclusive?: boolean
      name?: string
      checkout?: number
      onwait?: ((index: number, session: Hypercore) => void) | null
    }

    interface GetOptions {
      wait?: boolean
      timeout?: number
      valueEncoding?: unknown
      decrypt?: boolean
      raw?: boolean
      onwait?: (index: number, session: Hypercore) => void
      activeRequests?: unknown[]
    }

    interface ReadStreamOptions {
      start?: number
      end?: number
      live?: boolean
      snapshot?: boolean
      wait?: boolean
      timeout?: number
    }

    interface ByteStreamOptions {
      byteOffset?: number
      byteLength?: number
      prefetch?: number
    }

    interface DownloadRange {
      start?: number
      end?: number
      blocks?: number[]
      linear?: boolean
    }

    interface Download {
      done(): Promise<void>
      destroy(error?: Error | null): void
    }

    interface Info {
      key: Buffer
      discoveryKey: Buffer
      length: number
      contiguousLength: number
      byteLength: number
      fork: number
      padding: number
    }

    interface ReplicationPeer {
      readonly remotePublicKey: Buffer
      readonly remoteLength: number
      readonly remoteContiguousLength: number
      readonly stream: NoiseStream
      readonly protomux: Protomux
      readonly channel: Protomux.Channel
    }

    interface ReplicatorRequest {
      fork: number
      block: { index: number } | null
      hash: { index: number } | null
      seek: { bytes: number } | null
      upgrade: { start: number; length: number } | null
    }

    /** Internals of the replicator; only `space/replication.ts` may touch them. */
    interface ReplicatorPeer extends ReplicationPeer {
      readonly replicator: Replicator
      ondrain(): unknown
      onrequest(message: ReplicatorRequest): unknown
      onrange(message: { drop: boolean; start: number; length: number }): unknown
      onbitfield(message: { start: number; bitfield: Uint32Array }): unknown
    }

    interface Replicator {
      readonly peers: ReplicatorPeer[]
      readonly destroyed: boolean
      _addPeer(peer: ReplicatorPeer): void
      _onreorgdata(...args: unknown[]): Promise<unknown>
      attached(mux: Protomux): boolean
      attachTo(mux: Protomux): void
      detachFrom(mux: Protomux): void
    }

    /** Reads that go to the disk together, with `tryFlush`. */
    interface StorageReader {
      hasTreeNode(index: number): Promise<boolean>
      tryFlush(): void
    }

    interface Core {
      readonly replicator: Replicator
      verify(...args: unknown[]): Promise<unknown>
      readonly state: {
        readonly length: number
        readonly byteLength: number
        readonly fork: number
        readonly storage: { read(): StorageReader }
        /** Only `space/clearing.ts` may replace it. */
        clear(start: number, end: number, cleared: { blocks: number } | null): Promise<void>
      }
      readonly opened: boolean
    }
  }

  export = Hypercore
}

declare module 'hypercore/lib/merkle-tree.js' {
  import type Hypercore from 'hypercore'

  /** Internals of hypercore; only `space/missing-nodes.ts` may touch them. */
  export const MerkleTree: {
    /** How many nodes of the tree over `length` blocks a proof of the node at `index` has to bring. */
    missingNodes(state: Hypercore.Core['state'], index: number, length: number): Promise<number>
  }
}

/** Shapes shared by the declarations here; not a module that exists at run time: `import type` only. */
declare module 'hypercore/declared' {
  export interface KeyPair {
    publicKey: Buffer
    secretKey: Buffer
  }

  export interface Signer {
    publicKey: Buffer
    namespace?: Buffer
    signature?: string
  }

  export interface Manifest {
    version?: number
    hash?: string
    allowPatch?: boolean
    quorum?: number
    signers: Signer[]
    prologue?: { hash: Buffer; length: number } | null
    linked?: Buffer[] | null
    userData?: Buffer | null
  }

  /** What hypercore calls to encrypt and decrypt blocks in place. */
  export interface CoreEncryption {
    padding(context: unknown, index?: number): number
    encrypt(index: number, block: Buffer, fork: number, context: unknown): Promise<void> | void
    decrypt(index: number, block: Buffer, context: unknown): Promise<unknown> | unknown
  }
}

declare module 'hypercore-encryption' {
  import type { CoreEncryption } from 'hypercore/declared'

  class HypercoreEncryption {
    /** `id` -1 asks for the latest key, the one that new blocks are written with. */
    constructor(getEncryptionKey: (id: number) => Promise<{ id: number; encryptionKey: Buffer }>)
    static readonly PADDING: number
    clear(): void
    get(id: number): Promise<{ id: number; encryptionKey: Buffer }>
    createEncryptionProvider(options?: {
      transform?: (
        context: unknown,
        entropy: Buffer,
        compat: boolean
      ) => { block: Buffer; hash: Buffer } | Promise<{ block: Buffer; hash: Buffer }>
      compat?: (context: unknown, index: number) => boolean
    }): CoreEncryption
  }

  export = HypercoreEncryption
}

declare module 'hypercore-crypto' {
  import type { KeyPair } from 'hypercore/declared'

  const crypto: {
    keyPair(seed?: Buffer): KeyPair
    validateKeyPair(keyPair: KeyPair): boolean
    sign(message: Buffer, secretKey: Buffer): Buffer
    verify(message: Buffer, signature: Buffer, publicKey: Buffer): boolean
    data(data: Buffer): Buffer
    hash(data: Buffer | Buffer[], out?: Buffer): Buffer
    randomBytes(size: number): Buffer
    discoveryKey(key: Buffer): Buffer
    namespace(name: string | Buffer, count: number | number[]): Buffer[]
  }
  export = crypto
}
