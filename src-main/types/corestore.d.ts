/** The surface of corestore 7.12 that datomspace uses. */
declare module 'corestore' {
  import type Hypercore from 'hypercore'
  import type ReadyResource from 'ready-resource'
  import type { Readable } from 'streamx'
  import type { CoreEncryption, KeyPair, Manifest } from 'hypercore/declared'

  class Corestore extends ReadyResource {
    constructor(storage: unknown, options?: Corestore.Options)

    readonly root: Corestore | null
    readonly storage: Corestore.Storage
    /** Open sessions by core. */
    readonly sessions: { readonly size: number }
    readonly cores: { get(discoveryKey: Buffer | string): unknown; readonly size: number }
    readonly primaryKey: Buffer | null
    readonly ns: Buffer
    readonly opened: boolean
    readonly closed: boolean
    readonly closing: Promise<void> | null

    ready(): Promise<void>
    close(): Promise<void>
    suspend(options?: { log?: (message: string) => void }): Promise<void>
    resume(): Promise<void>
    session(options?: Record<string, unknown>): Corestore
    namespace(name: string | Buffer, options?: Record<string, unknown>): Corestore
    get(options: Corestore.GetOptions | Buffer | string): Hypercore
    list(namespace?: Buffer): Readable
    replicate(stream: unknown, options?: Record<string, unknown>): unknown
    protected _getOrSetSeed(): Promise<Buffer>
    protected _open(): Promise<void>
    protected _close(): Promise<void>
  }

  namespace Corestore {
    interface Options {
      primaryKey?: Buffer
      unsafe?: boolean
      allowBackup?: boolean
      readOnly?: boolean
      wait?: boolean
      active?: boolean
    }

    interface Storage {
      readonly db: { flush(): Promise<void> }
      hasCore(discoveryKey: Buffer): Promise<boolean>
      suspend(): Promise<void>
      resume(): Promise<void>
    }

    interface GetOptions {
      key?: Buffer | string
      discoveryKey?: Buffer
      name?: string
      manifest?: Manifest
      keyPair?: KeyPair | null
      encryption?: CoreEncryption | null
      valueEncoding?: unknown
      inflightRange?: [number, number]
      writable?: boolean
      active?: boolean
      wait?: boolean
      timeout?: number
      exclusive?: boolean
      createIfMissing?: boolean
    }
  }

  export = Corestore
}
