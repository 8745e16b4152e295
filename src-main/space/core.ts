import { EventEmitter, setMaxListeners } from 'node:events'
import c from 'compact-encoding'
import crypto from 'hypercore-crypto'
import z32 from 'z32'
import { DatomspaceError } from '../error'
import type {
  Core,
  CoreInfo,
  GetOptions,
  ReadStreamOptions,
  SessionOptions,
  ValueEncoding
} from './api'
import type { CoreBackend, WaitOptions } from './backend'
import { byteStream, readStream, writeStream } from './core-streams'
import { closedError, coreError } from './core-error'

interface Encoding {
  preencode(state: unknown, value: unknown): void
  encode(state: unknown, value: unknown): void
  decode(state: unknown): unknown
}

/** Opens the backend; called at most once for all sessions of a core. */
export type OpenBackend = () => Promise<CoreBackend>

/** A backend that several sessions share: closed with the last of them. */
export class SharedBackend {
  readonly #open: OpenBackend
  #opening: Promise<CoreBackend> | null = null
  #users = 0

  constructor(open: OpenBackend) {
    this.#open = open
  }

  open(): Promise<CoreBackend> {
    this.#opening ??= this.#open()
    return this.#opening
  }

  retain(): void {
    this.#users++
  }

  async release(): Promise<void> {
    if (--this.#users > 0 || !this.#opening) return
    const backend = await this.#opening.catch(() => null)
    await backend?.close()
  }
}

const NO_KEY = Symbol('key not known yet')

/** One session of a core: encodings, events and streams on top of a shared backend. */
export class ClientCore extends EventEmitter implements Core {
  opened = false
  closed = false
  readable = true
  readonly snapshotted: boolean
  readonly #shared: SharedBackend
  readonly #encoding: Encoding | null
  readonly #wait: boolean
  readonly #timeout: number
  readonly #closing = new AbortController()
  readonly #sessions: Set<ClientCore>
  #key: Buffer | typeof NO_KEY
  #backend: CoreBackend | null = null
  #opening: Promise<void>
  #closed: Promise<void> | null = null
  #unlisten: (() => void) | null = null

  constructor(
    shared: SharedBackend,
    key: Buffer | null,
    options: SessionOptions,
    sessions: Set<ClientCore>,
    kind: 'session' | 'snapshot' = 'session'
  ) {
    super()
    this.setMaxListeners(0)
    setMaxListeners(0, this.#closing.signal)
    this.#shared = shared
    this.#key = key ?? NO_KEY
    this.#encoding = encodingOf(options.valueEncoding)
    this.#wait = options.wait ?? true
    this.#timeout = options.timeout ?? 0
    this.snapshotted = kind === 'snapshot'
    this.#sessions = sessions
    sessions.add(this)
    shared.retain()
    this.#opening = this.#open()
    // Reported by every later call; a program that only reads the key need not handle it.
    this.#opening.catch(() => {})
  }

  get key(): Buffer {
    // As with Hypercore, the key of a named core is null until it is ready.
    return this.#key === NO_KEY ? (null as unknown as Buffer) : this.#key
  }

  get discoveryKey(): Buffer {
    return this.#key === NO_KEY ? (null as unknown as Buffer) : crypto.discoveryKey(this.#key)
  }

  get id(): string {
    return this.#key === NO_KEY ? (null as unknown as string) : z32.encode(this.#key)
  }

  get length(): number {
    return this.#backend?.length ?? 0
  }

  get byteLength(): number {
    return this.#backend?.byteLength ?? 0
  }

  get fork(): number {
    return this.#backend?.fork ?? 0
  }

  get writable(): boolean {
    return !this.closed && !this.snapshotted && (this.#backend?.writable ?? false)
  }

  ready(): Promise<void> {
    return this.#opening
  }

  async append(value: unknown): Promise<{ length: number; byteLength: number }> {
    const values = Array.isArray(value) ? value : [value]
    const blocks = values.map(one => encode(this.#encoding, one))
    const backend = await this.#ready()
    if (this.snapshotted || !backend.writable) {
      throw new DatomspaceError('NOT_WRITABLE', 'This core can be read only; its owner can append')
    }
    return this.#run(backend.append(blocks))
  }

  async get(index: number, options: GetOptions = {}): Promise<unknown> {
    assertIndex(index, 'index')
    const backend = await this.#ready()
    const encoding = options.valueEncoding ? encodingOf(options.valueEncoding) : this.#encoding
    const block = await this.#run(backend.get(index, this.#waiting(options)))
    return block === null ? null : decode(encoding, block)
  }

  async has(start: number, end = start + 1): Promise<boolean> {
    assertIndex(start, 'start')
    assertIndex(end, 'end')
    const backend = await this.#ready()
    return this.#run(backend.has(start, end))
  }

  async seek(
    byteOffset: number,
    options: { wait?: boolean; timeout?: number } = {}
  ): Promise<[number, number] | null> {
    assertIndex(byteOffset, 'byteOffset')
    const backend = await this.#ready()
    return this.#run(backend.seek(byteOffset, this.#waiting(options)))
  }

  async update(options: { wait?: boolean } = {}): Promise<boolean> {
    const backend = await this.#ready()
    if (this.snapshotted) return false
    return this.#run(backend.update(options))
  }

  async truncate(length = 0, options: { fork?: number } | number = {}): Promise<void> {
    assertIndex(length, 'length')
    const backend = await this.#ready()
    const fork = typeof options === 'number' ? options : options.fork
    await this.#run(backend.truncate(length, fork))
  }

  async clear(
    start: number,
    end: number | { diff?: boolean } = start + 1,
    options: { diff?: boolean } = {}
  ): Promise<{ blocks: number } | null> {
    if (typeof end === 'object') return this.clear(start, start + 1, end)
    assertIndex(start, 'start')
    assertIndex(end, 'end')
    const backend = await this.#ready()
    const cleared = await this.#run(backend.clear(start, end))
    return options.diff ? cleared : null
  }

  async info(): Promise<CoreInfo> {
    const backend = await this.#ready()
    const info = await this.#run(backend.info())
    return { key: this.key, discoveryKey: this.discoveryKey, ...info }
  }

  session(options: SessionOptions = {}): ClientCore {
    this.#assertOpen()
    const key = this.#key === NO_KEY ? null : this.#key
    const kind = this.snapshotted ? 'snapshot' : 'session'
    return new ClientCore(this.#shared, key, this.#inherit(options), this.#sessions, kind)
  }

  snapshot(options: SessionOptions = {}): ClientCore {
    this.#assertOpen()
    const key = this.#key === NO_KEY ? null : this.#key
    // Asked for now, so that what is appended after this call is not in it.
    const taken = this.#ready().then(backend => backend.snapshot())
    taken.catch(() => {})
    const shared = new SharedBackend(() => taken)
    return new ClientCore(shared, key, this.#inherit(options), this.#sessions, 'snapshot')
  }

  createReadStream(options: ReadStreamOptions = {}) {
    return readStream(this, { wait: this.#wait, timeout: this.#timeout, ...options })
  }

  createByteStream(options: { byteOffset?: number; byteLength?: number; prefetch?: number } = {}) {
    return byteStream(this, options)
  }

  createWriteStream() {
    return writeStream(this)
  }

  close(): Promise<void> {
    this.#closed ??= this.#close()
    return this.#closed
  }

  async #open(): Promise<void> {
    let backend: CoreBackend
    try {
      backend = await this.#shared.open()
    } catch (error) {
      throw coreError(error)
    }
    if (this.#closed) return
    this.#backend = backend
    this.#key = backend.key
    if (!this.snapshotted) {
      this.#unlisten = backend.listen({
        append: () => this.emit('append'),
        truncate: (length, fork) => this.emit('truncate', length, fork),
        close: () => void this.close()
      })
    }
    this.opened = true
    this.emit('ready')
  }

  async #close(): Promise<void> {
    this.closed = true
    this.readable = false
    this.opened = false
    this.#closing.abort()
    this.#unlisten?.()
    this.#sessions.delete(this)
    await this.#shared.release()
    this.emit('close')
  }

  async #ready(): Promise<CoreBackend> {
    this.#assertOpen()
    if (!this.#backend) await this.#opening
    this.#assertOpen()
    return this.#backend!
  }

  #assertOpen(): void {
    if (this.closed) throw closedError()
  }

  #waiting(options: { wait?: boolean; timeout?: number }): WaitOptions {
    const { wait = this.#wait, timeout = this.#timeout } = options
    return { wait, timeout, signal: this.#closing.signal }
  }

  #inherit(options: SessionOptions): SessionOptions {
    return {
      wait: this.#wait,
      timeout: this.#timeout,
      valueEncoding: (this.#encoding ?? undefined) as ValueEncoding | undefined,
      ...options
    }
  }

  async #run<T>(work: Promise<T>): Promise<T> {
    try {
      return await work
    } catch (error) {
      throw this.closed ? closedError() : coreError(error)
    }
  }
}

// compact-encoding would take any other name for `binary`.
const ENCODINGS = ['binary', 'json', 'ndjson', 'utf-8', 'utf8', 'ascii', 'hex', 'base64', 'ucs2']

function encodingOf(encoding: ValueEncoding | undefined | null): Encoding | null {
  if (encoding === undefined || encoding === null) return null
  if (typeof encoding === 'string' ? ENCODINGS.includes(encoding) : 'encode' in encoding) {
    return (c as unknown as { from(encoding: unknown): Encoding }).from(encoding)
  }
  throw new DatomspaceError(
    'INVALID_ARGUMENT',
    `There is no value encoding "${String(encoding)}"`,
    {
      details: { argument: 'valueEncoding' }
    }
  )
}

// As Hypercore does: buffers pass through whatever the encoding, texts are UTF-8 without one.
function encode(encoding: Encoding | null, value: unknown): Buffer {
  if (Buffer.isBuffer(value)) return value
  if (value instanceof Uint8Array && !encoding) return Buffer.from(value)
  if (encoding) return c.encode(encoding as never, value as never) as unknown as Buffer
  if (typeof value === 'string') return Buffer.from(value)
  throw new DatomspaceError(
    'INVALID_ARGUMENT',
    'Without a value encoding only bytes and texts can be appended; pass { valueEncoding: "json" }'
  )
}

function decode(encoding: Encoding | null, block: Buffer): unknown {
  // Bytes are copied out of the frame they came in, which they would keep in memory.
  if (!encoding) return Buffer.from(block)
  try {
    const value: unknown = c.decode(encoding as never, block as never)
    const shares = Buffer.isBuffer(value) && value.buffer === block.buffer
    return shares ? Buffer.from(value) : value
  } catch (cause) {
    throw new DatomspaceError(
      'INVALID_ARGUMENT',
      'The block is not in the value encoding asked for',
      {
        cause,
        details: { hypercore: 'DECODING_ERROR' }
      }
    )
  }
}

function assertIndex(value: number, argument: string): void {
  if (Number.isInteger(value) && value >= 0) return
  throw new DatomspaceError('INVALID_ARGUMENT', `${argument} must be a whole number from 0 on`, {
    details: { argument }
  })
}
