/** The surface of hyperbee2 2.14 that datomspace uses. Keys and values are bytes. */
declare module 'hyperbee2' {
  import { EventEmitter } from 'node:events'
  import type Corestore from 'corestore'
  import type Hypercore from 'hypercore'
  import type { Readable } from 'streamx'

  class Hyperbee extends EventEmitter {
    constructor(store: Corestore, options?: Hyperbee.Options)

    readonly store: Corestore
    readonly core: Hypercore
    readonly writable: boolean
    readonly view: boolean
    readonly opened: boolean

    /** Length and key of the version this bee is at, null before `ready()`. */
    head(): { length: number; key: Buffer } | null
    ready(): Promise<void>
    /** Closes the Corestore it was given too, unless it is a snapshot or a checkout. */
    close(): Promise<void>
    get(key: Buffer, options?: Hyperbee.ReadOptions): Promise<Hyperbee.Entry | null>
    peek(range?: Hyperbee.Range): Promise<Hyperbee.Entry | null>
    write(options?: Hyperbee.WriteOptions): Hyperbee.WriteBatch
    snapshot(): Hyperbee
    checkout(options?: { length?: number; key?: Buffer; writable?: boolean }): Hyperbee
    move(options?: { length?: number; key?: Buffer; writable?: boolean }): void
    update(root?: unknown): void
    download(range?: Hyperbee.Range): Promise<void>
    createReadStream(range?: Hyperbee.Range): Readable & AsyncIterable<Hyperbee.Entry>
    createDiffStream(
      right: Hyperbee,
      range?: Hyperbee.Range
    ): Readable & AsyncIterable<{ left: Hyperbee.Entry | null; right: Hyperbee.Entry | null }>
    createChangesStream(options?: {
      head?: { length: number; key: Buffer } | null
      highWaterMark?: number
    }): Readable & AsyncIterable<Hyperbee.Change>
  }

  namespace Hyperbee {
    interface Options {
      key?: Buffer | null
      core?: Hypercore
      t?: number
      encryption?: unknown
      getEncryptionProvider?: (key: Buffer | null) => unknown
      maxCacheSize?: number
      timeout?: number
      wait?: boolean
      writable?: boolean
      autoUpdate?: boolean
      activeRequests?: unknown[]
      trace?: unknown
    }

    interface ReadOptions {
      timeout?: number
      wait?: boolean
      activeRequests?: unknown[]
    }

    interface Range extends ReadOptions {
      gt?: Buffer
      gte?: Buffer
      lt?: Buffer
      lte?: Buffer
      limit?: number
      reverse?: boolean
      prefetch?: boolean
      highWaterMark?: number
    }

    interface Entry {
      core: Hypercore
      seq: number
      offset: number
      key: Buffer
      value: Buffer
    }

    interface Change {
      head: { length: number; key: Buffer }
      tail: { length: number; key: Buffer } | null
      batch: unknown[]
    }

    interface WriteOptions extends ReadOptions {
      length?: number
      key?: Buffer
      autoUpdate?: boolean
      inlineValueSize?: number
      preferredBlockSize?: number
    }

    interface WriteBatch {
      readonly applied: number
      tryPut(key: Buffer, value: Buffer): void
      tryDelete(key: Buffer): void
      tryClear(): void
      lock(): Promise<void>
      flush(): Promise<void>
      close(): Promise<void>
    }
  }

  export = Hyperbee
}
