import { EventEmitter } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatomspaceError } from '../../error'
import { closedError } from '../core-error'
import { FrameSocket, type Frame } from './frames'
import { connectSocket, socketPath } from './socket'
import { fromWire, WIRE_VERSION, type WireHeader, type WireHello } from './wire'

export interface Reply<Result = unknown> {
  result: Result
  parts: (Buffer | null)[]
}

interface Waiting {
  resolve(reply: Reply): void
  reject(error: unknown): void
  progress?: (event: unknown) => void
  chunks: Buffer[]
}

/** The connection went away before the answer came; whether the request was carried out is not known. */
export class LinkLost extends Error {
  override readonly name = 'LinkLost'
}

const RETRY = { first: 20, most: 500 }
const HELLO_PATIENCE = 5_000

/**
 * The client's end of the local socket. When the server goes away it is looked for again until
 * `close()`; requests that were under way are rejected with `LinkLost`.
 *
 * Events: `restored` after a reconnection, `event` (what the server published), `core` (header of a
 * core's event).
 */
export class LocalLink extends EventEmitter {
  hello: WireHello
  readonly #path: string
  readonly #patience: number
  #frames: FrameSocket
  #waiting = new Map<number, Waiting>()
  #last = 0
  #closed = false
  #listens = false
  #back: Promise<void> | null = null

  private constructor(path: string, patience: number, frames: FrameSocket, hello: WireHello) {
    super()
    this.setMaxListeners(0)
    this.#path = path
    this.#patience = patience
    this.#frames = frames
    this.hello = hello
    this.#attach(frames)
  }

  /**
   * Attaches to the space called `host` on this machine, `null` when there is none. `patience` is how
   * many milliseconds later requests wait for a server that went away.
   */
  static async connect(host: string, patience: number): Promise<LocalLink | null> {
    const path = socketPath(host)
    const met = await meet(path)
    return met && new LocalLink(path, patience, met.frames, met.hello)
  }

  get connected(): boolean {
    return this.#back === null && !this.#closed
  }

  /** Waits for the server to be back, at most the patience given. Throws `HOST_NOT_FOUND`, `CLOSED`. */
  async restored(): Promise<void> {
    if (this.#closed) throw closedError('client')
    if (!this.#back) return
    const timer = new AbortController()
    const late = sleep(this.#patience, 'late' as const, { signal: timer.signal }).catch(() => null)
    const first = await Promise.race([this.#back, late])
    timer.abort()
    if (this.#closed) throw closedError('client')
    if (first === 'late') {
      throw new DatomspaceError(
        'HOST_NOT_FOUND',
        `The space "${this.hello.host}" stopped and did not come back within ${this.#patience} ms`,
        { details: { host: this.hello.host } }
      )
    }
  }

  /** One request; `parts` are bytes. Rejects with `LinkLost` when the connection goes away. */
  request<Result = unknown>(
    method: string,
    params: WireHeader,
    parts: (Buffer | null)[] = [],
    progress?: (event: unknown) => void
  ): Promise<Reply<Result>> {
    return new Promise((resolve, reject) => {
      const i = ++this.#last
      if (!this.connected || !this.#frames.send({ ...params, m: method, i }, parts)) {
        return reject(new LinkLost('Not connected'))
      }
      this.#waiting.set(i, { resolve: resolve as Waiting['resolve'], reject, progress, chunks: [] })
    })
  }

  /** Asks for the server's events, now and after every reconnection. */
  async listen(): Promise<void> {
    this.#listens = true
    await this.request('listen', {})
  }

  close(): void {
    this.#closed = true
    this.#frames.destroy()
    this.#lose()
  }

  #attach(frames: FrameSocket): void {
    frames.on('frame', (frame: Frame) => this.#receive(frame))
    frames.on('close', () => {
      if (frames !== this.#frames) return
      this.#back ??= this.#reconnect()
      this.#lose()
    })
    if (frames.destroyed) this.#back ??= this.#reconnect()
  }

  #receive({ header, parts }: Frame): void {
    if (header.e === 'event') return void this.emit('event', header.event)
    if (header.e !== undefined) return void this.emit('core', header)
    const i = header.i ?? -1
    const waiting = this.#waiting.get(i)
    if (!waiting) return
    if (header.event !== undefined) return waiting.progress?.(header.event)
    if (header.more) return void waiting.chunks.push(Buffer.from(parts[0]!))
    this.#waiting.delete(i)
    if (header.error) return waiting.reject(fromWire(header.error))
    if (!header.json) return waiting.resolve({ result: header.r, parts })
    try {
      const json = Buffer.concat([...waiting.chunks, parts[0]!]).toString()
      waiting.resolve({ result: JSON.parse(json), parts: [] })
    } catch (cause) {
      waiting.reject(new DatomspaceError('INTERNAL', 'The answer cannot be read', { cause }))
    }
  }

  #lose(): void {
    const waiting = this.#waiting
    this.#waiting = new Map()
    const error = this.#closed ? closedError('client') : new LinkLost('The connection was lost')
    for (const { reject } of waiting.values()) reject(error)
  }

  async #reconnect(): Promise<void> {
    for (let wait = RETRY.first; !this.#closed; wait = Math.min(wait * 2, RETRY.most)) {
      const met = await meet(this.#path).catch(() => null)
      if (met && this.#closed) return met.frames.destroy()
      if (met) {
        this.hello = met.hello
        this.#frames = met.frames
        this.#back = null
        this.#attach(met.frames)
        if (this.#listens) this.request('listen', {}).catch(() => {})
        this.emit('restored')
        return
      }
      await sleep(wait)
    }
  }
}

async function meet(path: string): Promise<{ frames: FrameSocket; hello: WireHello } | null> {
  const socket = await connectSocket(path)
  if (!socket) return null
  const frames = new FrameSocket(socket)
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => frames.destroy(), HELLO_PATIENCE)
    frames.once('close', () => {
      clearTimeout(timer)
      resolve(null)
    })
    frames.once('frame', ({ header }: Frame) => {
      clearTimeout(timer)
      frames.removeAllListeners('close')
      if (!header.error) return resolve({ frames, hello: header.r as WireHello })
      frames.destroy()
      reject(fromWire(header.error))
    })
    frames.send({ m: 'hello', i: 0, version: WIRE_VERSION })
  })
}
