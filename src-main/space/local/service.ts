import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import type Hypercore from 'hypercore'
import { DatomspaceError } from '../../error'
import type { RawCores } from '../raw-cores'
import { coreError } from '../core-error'
import { FrameSocket, type Frame } from './frames'
import { readAhead } from './read-ahead'
import { inTurn } from './turns'
import {
  CHUNK,
  toWire,
  WIRE_VERSION,
  type WireHeader,
  type WireHello,
  type WireState
} from './wire'

/** Where a call comes from, and how to tell its caller of progress. */
export interface CallContext {
  remote: false
  /** Sends progress to this caller; at most 64 MiB of JSON. */
  progress(event: unknown): void
  /** Aborted when the caller goes away. */
  signal: AbortSignal
}

/** Answers calls by name; `params` come from another process and have to be checked. Results are JSON. */
export type CallHandler = (name: string, params: unknown, context: CallContext) => Promise<unknown>

export interface ServiceHost {
  hello(): WireHello
  readonly cores: RawCores
  handle(): CallHandler | null
}

interface OpenCore {
  core: Hypercore
  stop(): void
}

/** Cores that one program may have open at once. */
const MOST_OPEN = 2 ** 14
/** Milliseconds; a timer that is to take longer takes none at all. */
const LONGEST = 2 ** 31 - 1
/**
 * No core has so many blocks. Hypercore counts several times as far, in its tree, and fails beyond what a
 * number holds exactly.
 */
const MAX_INDEX = 2 ** 40

/** The server's end of one local client: its open cores and its calls. Events: `hello`, `close`. */
export class LocalService extends EventEmitter {
  readonly #host: ServiceHost
  readonly #frames: FrameSocket
  readonly #cores = new Map<number, Promise<OpenCore>>()
  readonly #gone = new AbortController()
  #listening = false

  constructor(socket: Socket, host: ServiceHost) {
    super()
    this.#host = host
    this.#frames = new FrameSocket(socket)
    this.#frames.holdWhileUnread()
    this.#frames.on('frame', (frame: Frame) => void this.#answer(frame))
    this.#frames.on('close', () => void this.#end())
  }

  /** Sends an event to a client that listens. */
  publish(event: unknown): void {
    if (this.#listening) this.#frames.send({ e: 'event', event })
  }

  close(): void {
    this.#frames.destroy()
  }

  async #answer({ header, parts }: Frame): Promise<void> {
    const { i = 0, m } = header
    if (m === 'call') return this.#call(header)
    try {
      const { result, parts: out } = await this.#do(textIn(m), header, parts)
      this.#frames.send({ i, r: result ?? null }, out)
    } catch (error) {
      this.#fail(i, coreError(error))
    }
  }

  async #do(
    method: string,
    header: WireHeader,
    parts: (Buffer | null)[]
  ): Promise<{ result?: unknown; parts?: (Buffer | null)[] }> {
    switch (method) {
      case 'hello':
        return { result: this.#hello(header.version) }
      case 'listen':
        this.#listening = true
        return {}
      case 'open':
        return this.#openCore(header, parts)
      case 'close':
        return { result: await this.#closeCore(header.h) }
    }
    const { core } = await this.#core(header.h)
    const { n, end, wait } = header
    switch (method) {
      case 'append':
        return { result: await change(core, () => core.append(parts.map(bytesIn))) }
      case 'get':
        return { parts: [await core.get(index(n), waiting(header))] }
      case 'ahead':
        return { parts: await readAhead(core, index(n), index(end)) }
      case 'has':
        return { result: await core.has(index(n), index(end)) }
      case 'seek':
        return { result: await core.seek(index(n), waiting(header)) }
      case 'update':
        return { result: { updated: await core.update({ wait }), ...stateOf(core) } }
      case 'truncate':
        await change(core, () => truncate(core, header))
        return { result: stateOf(core) }
      case 'clear':
        return { result: await change(core, () => clear(core, header)) }
      case 'info':
        return { result: infoOf(await core.info()) }
    }
    throw new DatomspaceError('CALL_UNKNOWN', `There is no call "${method}"`)
  }

  #hello(version: unknown): WireHello {
    if (version === WIRE_VERSION) {
      this.emit('hello')
      return this.#host.hello()
    }
    throw new DatomspaceError(
      'UNSUPPORTED',
      'This program and the running space are of versions that do not understand each other; update the older one'
    )
  }

  async #openCore(header: WireHeader, parts: (Buffer | null)[]) {
    const { h } = header
    if (typeof h !== 'number' || this.#cores.has(h)) {
      throw new DatomspaceError('INVALID_ARGUMENT', 'The handle is in use')
    }
    if (this.#cores.size >= MOST_OPEN) {
      throw new DatomspaceError(
        'LIMIT_EXCEEDED',
        `A program has at most ${MOST_OPEN} cores and snapshots open; close those that it is done with`
      )
    }
    const opening = this.#start(h, header, parts)
    this.#cores.set(h, opening)
    try {
      const { core } = await opening
      return { result: { ...stateOf(core), writable: isWritable(core) }, parts: [core.key] }
    } catch (error) {
      // It may have been closed meanwhile, and another one opened under this handle.
      if (this.#cores.get(h) === opening) this.#cores.delete(h)
      throw error
    }
  }

  async #start(
    handle: number,
    header: WireHeader,
    [publicKey, secretKey, key]: (Buffer | null)[]
  ): Promise<OpenCore> {
    if (header.of !== undefined) {
      const { core } = await this.#core(header.of)
      const snapshot = core.snapshot()
      await snapshot.ready()
      return { core: snapshot, stop: () => {} }
    }
    const { cores } = this.#host
    const core = await cores.session(await this.#keyOf(header, publicKey, secretKey, key))
    const append = (): void => void this.#frames.send({ e: 'append', h: handle, ...stateOf(core) })
    const truncate = (length: number): void =>
      void this.#frames.send({ e: 'truncate', h: handle, to: length, ...stateOf(core) })
    const close = (): void => void this.#frames.send({ e: 'close', h: handle })
    const owned = (session: Hypercore): void => {
      if (session === core) this.#frames.send({ e: 'writable', h: handle, ...stateOf(core) })
    }
    core.on('append', append).on('truncate', truncate).on('close', close)
    if (!core.keyPair?.secretKey) cores.on('owned', owned)
    const stop = (): void => {
      core.off('append', append).off('truncate', truncate).off('close', close)
      cores.off('owned', owned)
    }
    return { core, stop }
  }

  async #keyOf(
    header: WireHeader,
    publicKey: Buffer | null | undefined,
    secretKey: Buffer | null | undefined,
    key: Buffer | null | undefined
  ): Promise<Buffer> {
    const { cores } = this.#host
    if (typeof header.name === 'string') {
      return cores.named(textIn(header.namespace), header.name)
    }
    if (publicKey && secretKey) return cores.mint(Buffer.from(publicKey), Buffer.from(secretKey))
    if (key?.byteLength === 32) return Buffer.from(key)
    throw new DatomspaceError('INVALID_ARGUMENT', 'A core is opened by a name or a key of 32 bytes')
  }

  #core(handle: unknown): Promise<OpenCore> {
    const open = this.#cores.get(handle as number)
    if (open) return open
    throw new DatomspaceError('CLOSED', 'The core is not open')
  }

  async #closeCore(handle: unknown): Promise<void> {
    const open = this.#cores.get(handle as number)
    this.#cores.delete(handle as number)
    if (!open) return
    const { core, stop } = await open
    stop()
    // What was asked of it before it was closed is done.
    await inTurn(core, () => core.close())
  }

  async #call(header: WireHeader): Promise<void> {
    const { i = 0, name, params } = header
    const handle = this.#host.handle()
    try {
      if (!handle) {
        throw new DatomspaceError('CALL_UNKNOWN', `This space does not answer "${textIn(name)}"`)
      }
      const result = await handle(textIn(name), params, {
        remote: false,
        signal: this.#gone.signal,
        progress: event => void this.#frames.send({ i, event })
      })
      await this.#sendResult(i, Buffer.from(JSON.stringify(result ?? null)))
    } catch (error) {
      this.#fail(i, DatomspaceError.from(error))
    }
  }

  /** Large results go in pieces, so that they neither meet the frame's limit nor hold up the rest. */
  async #sendResult(i: number, json: Buffer): Promise<void> {
    let at = 0
    for (; json.byteLength - at > CHUNK; at += CHUNK) {
      this.#frames.send({ i, more: true }, [json.subarray(at, at + CHUNK)])
      await this.#frames.drained()
    }
    this.#frames.send({ i, json: true }, [json.subarray(at)])
  }

  #fail(i: number, error: DatomspaceError): void {
    this.#frames.send({ i, error: toWire(error) })
  }

  async #end(): Promise<void> {
    this.#gone.abort()
    for (const handle of [...this.#cores.keys()]) {
      // One that failed to open was reported when it did.
      await this.#closeCore(handle).catch(() => {})
    }
    this.emit('close')
  }
}

/** The key pair of a session may come after it was opened; the property `writable` is as of then. */
function isWritable({ writable, keyPair, snapshotted }: Hypercore): boolean {
  return writable || (!snapshotted && !!keyPair?.secretKey)
}

/** Empty for what is no text: an object may hold anything under the names by which it would become one. */
function textIn(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function bytesIn(part: Buffer | null): Buffer {
  if (part) return part
  throw new DatomspaceError('INVALID_ARGUMENT', 'A block that is appended consists of bytes')
}

/** Throws `INVALID_ARGUMENT` for what is no index, or one that is greater than `most`. */
function index(value: unknown, most = MAX_INDEX): number {
  if (Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= most) {
    return value as number
  }
  throw new DatomspaceError('INVALID_ARGUMENT', 'This is no index of a block of the core')
}

function change<Result>(core: Hypercore, work: () => Promise<Result>): Promise<Result> {
  if (!core.snapshotted) return inTurn(core, work)
  throw new DatomspaceError('NOT_WRITABLE', 'A snapshot stays as it is; change the core it is of')
}

async function truncate(core: Hypercore, { n, fork }: WireHeader): Promise<void> {
  // Hypercore takes a length that is none, or is beyond the end, at its word, and ends the process.
  const length = index(n, core.length)
  if (fork === undefined) return core.truncate(length)
  if (index(fork) > core.fork) return core.truncate(length, { fork })
  throw new DatomspaceError(
    'INVALID_ARGUMENT',
    `A truncation begins a fork beyond ${core.fork}: readers close a core that contradicts itself`
  )
}

function clear(core: Hypercore, { n, end }: WireHeader): Promise<unknown> {
  return core.clear(index(n), Math.min(index(end), core.length), { diff: true })
}

function waiting(header: WireHeader): { wait: boolean; timeout: number } {
  const { timeout } = header
  const isTime = Number.isFinite(timeout)
  return { wait: header.wait !== false, timeout: isTime ? Math.min(timeout!, LONGEST) : 0 }
}

function stateOf(core: Hypercore): WireState {
  return { length: core.length, byteLength: core.byteLength, fork: core.fork }
}

function infoOf(info: Hypercore.Info) {
  const { length, contiguousLength, byteLength, fork, padding } = info
  return { length, contiguousLength, byteLength, fork, padding }
}
