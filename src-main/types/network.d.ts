/** The surface of the network libraries that datomspace uses. */
declare module '@hyperswarm/secret-stream' {
  import type { Duplex } from 'streamx'
  import type { KeyPair } from 'hypercore/declared'

  class NoiseSecretStream extends Duplex {
    constructor(
      isInitiator: boolean,
      rawStream?: unknown,
      options?: { keyPair?: KeyPair; remotePublicKey?: Buffer; keepAlive?: number }
    )
    readonly isInitiator: boolean
    readonly publicKey: Buffer
    readonly remotePublicKey: Buffer
    readonly handshakeHash: Buffer
    readonly noiseStream: NoiseSecretStream
    readonly rawStream: Duplex
    readonly opened: Promise<boolean>
    readonly connected: boolean
    readonly destroyed: boolean
    readonly keepAlive: number
    readonly rawBytesRead: number
    readonly rawBytesWritten: number
    userData: unknown
    setKeepAlive(milliseconds: number): void
    setTimeout(milliseconds: number): void
    sendKeepAlive(): void
    static keyPair(seed?: Buffer): KeyPair
  }

  namespace NoiseSecretStream {
    type NoiseStream = NoiseSecretStream
  }

  export = NoiseSecretStream
}

declare module 'protomux' {
  import type { Duplex } from 'streamx'

  class Protomux {
    constructor(stream: unknown)
    readonly isProtomux: true
    readonly stream: Duplex & { remotePublicKey: Buffer; handshakeHash: Buffer; userData: unknown }
    readonly drained: boolean
    static from(stream: unknown): Protomux
    static isProtomux(value: unknown): value is Protomux
    cork(): void
    uncork(): void
    pair(
      options: { protocol: string; id?: Buffer | null },
      notify: (id: Buffer | null) => unknown
    ): void
    unpair(options: { protocol: string; id?: Buffer | null }): void
    opened(options: { protocol: string; id?: Buffer | null }): boolean
    createChannel(options: Protomux.ChannelOptions): Protomux.Channel | null
    destroy(error?: Error): void
    [Symbol.iterator](): IterableIterator<Protomux.Channel>
  }

  namespace Protomux {
    interface MessageOptions<T = any> {
      encoding?: unknown
      autoBatch?: boolean
      onmessage?: (message: T, channel: Channel) => unknown
    }

    interface Message<T = any> {
      readonly type: number
      /** Reads and handles one; only `space/replication.ts` may touch it. */
      recv(state: unknown, channel: Channel): unknown
      onmessage: (message: T, channel: Channel) => unknown
      send(message: T): boolean
    }

    interface ChannelOptions {
      protocol: string
      id?: Buffer | null
      aliases?: string[]
      unique?: boolean
      userData?: unknown
      handshake?: unknown
      messages?: MessageOptions[]
      onopen?: (handshake: any, channel: Channel) => unknown
      onclose?: (isRemote: boolean, channel: Channel) => unknown
      ondestroy?: (channel: Channel) => unknown
      ondrain?: (channel: Channel) => unknown
    }

    interface Channel {
      readonly protocol: string
      readonly id: Buffer | null
      readonly opened: boolean
      readonly closed: boolean
      readonly destroyed: boolean
      readonly drained: boolean
      readonly handshake: any
      readonly messages: Message[]
      userData: any
      open(handshake?: unknown): void
      close(): void
      cork(): void
      uncork(): void
      fullyOpened(): Promise<boolean>
      fullyClosed(): Promise<void>
      addMessage<T = any>(options?: MessageOptions<T>): Message<T>
    }
  }

  export = Protomux
}

declare module 'hyperdht' {
  import { EventEmitter } from 'node:events'
  import type { NoiseStream } from '@hyperswarm/secret-stream'
  import type { KeyPair } from 'hypercore/declared'

  class HyperDHT extends EventEmitter {
    constructor(options?: HyperDHT.Options)
    readonly bootstrapped: boolean
    readonly online: boolean
    readonly suspended: boolean
    readonly destroyed: boolean
    readonly defaultKeyPair: KeyPair
    readonly nodes: { readonly length: number; toArray(): unknown[] }
    ready(): Promise<void>
    fullyBootstrapped(): Promise<void>
    connect(publicKey: Buffer, options?: { keyPair?: KeyPair }): NoiseStream
    address(): { host: string; port: number } | null
    suspend(): Promise<void>
    resume(): Promise<void>
    destroy(options?: { force?: boolean }): Promise<void>
    static keyPair(seed?: Buffer): KeyPair
    static hash(data: Buffer): Buffer
  }

  namespace HyperDHT {
    interface Node {
      host: string
      port: number
    }

    interface Options {
      bootstrap?: (string | Node)[]
      host?: string
      port?: number
      keyPair?: KeyPair
      ephemeral?: boolean
      firewalled?: boolean
      connectionKeepAlive?: number | false
    }
  }

  export = HyperDHT
}

declare module 'hyperdht/testnet' {
  import type HyperDHT from 'hyperdht'

  function createTestnet(
    size?: number,
    options?: { host?: string; port?: number; teardown?: (close: () => unknown) => void }
  ): Promise<createTestnet.Testnet>

  namespace createTestnet {
    interface Testnet {
      readonly nodes: HyperDHT[]
      readonly bootstrap: { host: string; port: number }[]
      createNode(options?: HyperDHT.Options): HyperDHT
      destroy(): Promise<void>
    }
  }

  export = createTestnet
}

declare module 'hyperswarm' {
  import { EventEmitter } from 'node:events'
  import type HyperDHT from 'hyperdht'
  import type { NoiseStream } from '@hyperswarm/secret-stream'
  import type { KeyPair } from 'hypercore/declared'

  class Hyperswarm extends EventEmitter {
    constructor(options?: Hyperswarm.Options)
    readonly keyPair: KeyPair
    readonly dht: HyperDHT
    readonly connections: Set<NoiseStream>
    readonly peers: Map<string, Hyperswarm.PeerInfo>
    readonly explicitPeers: Set<Hyperswarm.PeerInfo>
    readonly connecting: number
    readonly suspended: boolean
    readonly destroyed: boolean
    join(
      topic: Buffer,
      options?: { server?: boolean; client?: boolean; limit?: number }
    ): Hyperswarm.Discovery
    leave(topic: Buffer): Promise<void>
    joinPeer(publicKey: Buffer): void
    leavePeer(publicKey: Buffer): void
    listen(): Promise<void>
    flush(): Promise<boolean>
    clear(): Promise<unknown>
    /** What is being announced or looked up under a topic; never rejects to suspend. */
    status(topic: Buffer): { suspend(): Promise<void> } | null
    suspend(options?: { log?: (message: string) => void }): Promise<void>
    resume(options?: { log?: (message: string) => void }): Promise<void>
    destroy(options?: { force?: boolean }): Promise<void>
  }

  namespace Hyperswarm {
    interface Options {
      keyPair?: KeyPair
      dht?: HyperDHT
      bootstrap?: (string | HyperDHT.Node)[]
      firewall?: (publicKey: Buffer, payload: unknown) => boolean
      maxPeers?: number
      maxParallel?: number
      backoffs?: number[]
      jitter?: number
    }

    interface PeerInfo {
      readonly publicKey: Buffer
      readonly topics: Buffer[]
      readonly client: boolean
      readonly explicit: boolean
      readonly banned: boolean
      readonly proven: boolean
      attempts: number
      ban(banned: boolean): void
      reconnect(reconnecting: boolean): void
    }

    interface Discovery {
      readonly topic: Buffer
      flushed(): Promise<unknown>
      refresh(options?: { server?: boolean; client?: boolean }): Promise<void>
      destroy(): Promise<void>
    }
  }

  export = Hyperswarm
}

declare module 'z32' {
  const z32: {
    encode(bytes: Buffer): string
    decode(text: string): Buffer
  }
  export = z32
}
