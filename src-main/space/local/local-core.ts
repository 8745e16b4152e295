import type { KeyPair } from 'hypercore/declared'
import { DatomspaceError } from '../../error'
import type { BackendInfo, BackendListener, CoreBackend, WaitOptions } from '../backend'
import { closedError } from '../core-error'
import {
  isAppend,
  settle,
  takeBatch,
  type Append,
  type Appended,
  type Change,
  type Truncation
} from './changes'
import { LinkLost, type LocalLink, type Reply } from './link'
import type { WireHeader, WireState } from './wire'

/** What a local client opens: one of its own making, one by name, one by key, or a snapshot of another. */
export type LocalOpen =
  | { kind: 'mint'; keyPair: KeyPair; key: Buffer }
  | { kind: 'name'; namespace: string; name: string }
  | { kind: 'key'; key: Buffer }
  | { kind: 'snapshot'; of: LocalCore }

const AHEAD = 64
const MAX_AHEAD_KEPT = 512

let handles = 0

/**
 * A core on the other end of the local socket. Appends of one tick leave as one; reading in order makes
 * it read ahead. After the server was restarted it is opened again and what was under way is asked again;
 * an append whose answer was lost is looked for in the core first, so that it is not made twice.
 */
export class LocalCore implements CoreBackend {
  key = Buffer.alloc(0)
  writable = false
  readonly #link: LocalLink
  readonly #open: LocalOpen
  readonly #listeners = new Set<BackendListener>()
  #handle = 0
  #opening: Promise<void> | null = null
  #state: WireState = { length: 0, byteLength: 0, fork: 0 }
  readonly #changes: Change[] = []
  #changing: Promise<void> | null = null
  #ahead = new Map<number, Promise<Buffer | null>>()
  #next = -1
  #run = 0
  #closed = false

  private constructor(link: LocalLink, open: LocalOpen) {
    this.#link = link
    this.#open = open
    link.on('core', this.#onevent)
    link.on('restored', this.#onrestored)
  }

  static async open(link: LocalLink, open: LocalOpen): Promise<LocalCore> {
    const core = new LocalCore(link, open)
    try {
      await core.#retry(() => core.#ensure())
      return core
    } catch (error) {
      await core.close()
      throw error
    }
  }

  get length(): number {
    return this.#state.length
  }

  get byteLength(): number {
    return this.#state.byteLength
  }

  get fork(): number {
    return this.#state.fork
  }

  append(blocks: Buffer[]): Promise<{ length: number; byteLength: number }> {
    return new Promise((resolve, reject) => this.#add({ blocks, resolve, reject }))
  }

  async get(index: number, options: WaitOptions): Promise<Buffer | null> {
    const early = this.#takeAhead(index)
    if (early) {
      const block = await early
      if (block) return block
    }
    return this.#get(index, options)
  }

  async has(start: number, end: number): Promise<boolean> {
    return (await this.#ask<boolean>('has', { n: start, end })).result
  }

  async seek(byteOffset: number, options: WaitOptions): Promise<[number, number] | null> {
    const { wait, timeout, signal } = options
    const asked = this.#ask<[number, number] | null>('seek', { n: byteOffset, wait, timeout })
    return (await abortable(asked, signal)).result
  }

  async update(options: { wait?: boolean }): Promise<boolean> {
    const { wait } = options
    const { result } = await this.#ask<WireState & { updated: boolean }>('update', { wait })
    this.#take(result)
    return result.updated
  }

  truncate(length: number, fork: number | undefined): Promise<void> {
    return new Promise((resolve, reject) => this.#add({ length, fork, resolve, reject }))
  }

  async clear(start: number, end: number): Promise<{ blocks: number }> {
    this.#forget()
    return (await this.#ask<{ blocks: number }>('clear', { n: start, end })).result
  }

  async info(): Promise<BackendInfo> {
    return (await this.#ask<BackendInfo>('info', {})).result
  }

  async snapshot(): Promise<CoreBackend> {
    await this.#changing
    return LocalCore.open(this.#link, { kind: 'snapshot', of: this })
  }

  /** The number by which the server knows it on the present connection. */
  async handle(): Promise<number> {
    await this.#ensure()
    return this.#handle
  }

  listen(listener: BackendListener): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  async close(): Promise<void> {
    if (this.#closed) return
    // What was appended before the close is appended.
    await this.#changing
    this.#closed = true
    this.#link.off('core', this.#onevent)
    this.#link.off('restored', this.#onrestored)
    if (!this.#opening) return
    // A connection that is lost has closed it already.
    await this.#link.request('close', { h: this.#handle }).catch(() => {})
  }

  readonly #onevent = (header: WireHeader): void => {
    if (header.h !== this.#handle) return
    if (header.e === 'close') {
      for (const listener of this.#listeners) listener.close?.()
      return
    }
    if (header.e === 'writable') {
      this.writable = this.#open.kind !== 'snapshot'
      return
    }
    if (header.e === 'truncate') this.#forget()
    this.#take(header as WireState)
    for (const listener of this.#listeners) {
      if (header.e === 'append') listener.append?.()
      else listener.truncate?.(header.to ?? 0, header.fork ?? 0)
    }
  }

  readonly #onrestored = (): void => {
    this.#opening = null
    this.#forget()
    // Opened again at once, for the sake of those who only wait for events.
    const before = this.#state.length
    this.#retry(() => this.#ensure()).then(
      () => {
        if (this.#state.length > before) for (const listener of this.#listeners) listener.append?.()
      },
      () => {
        // The next call reports it.
        this.#opening = null
      }
    )
  }

  #take(state: WireState): void {
    if (this.#open.kind === 'snapshot' && this.key.byteLength > 0) return
    const { length, byteLength, fork } = state
    this.#state = { length, byteLength, fork }
  }

  #ensure(): Promise<void> {
    this.#opening ??= this.#start()
    return this.#opening
  }

  async #start(): Promise<void> {
    const handle = ++handles
    const open = this.#open
    this.#handle = handle
    const { params, parts } = await openRequest(open)
    const header = { ...params, h: handle }
    const opened = await this.#link.request<WireState & { writable: boolean }>(
      'open',
      header,
      parts
    )
    const { result, parts: answer } = opened
    if (open.kind === 'snapshot' && this.key.byteLength > 0) this.#assertSame(result)
    else this.#take(result)
    this.writable = result.writable && open.kind !== 'snapshot'
    this.key = Buffer.from(answer[0]!)
  }

  /** A snapshot that is taken again after a restart has to hold what it held. */
  #assertSame(state: WireState): void {
    if (state.fork === this.#state.fork && state.length >= this.#state.length) return
    throw new DatomspaceError('NOT_FOUND', 'The core was truncated under this snapshot', {
      details: { hypercore: 'SNAPSHOT_NOT_AVAILABLE' }
    })
  }

  /** Until it succeeds or fails for another reason than a lost connection. */
  async #retry<T>(work: () => Promise<T>): Promise<T> {
    for (;;) {
      if (this.#closed) throw closedError()
      await this.#link.restored()
      try {
        return await work()
      } catch (error) {
        if (!(error instanceof LinkLost)) throw error
        this.#opening = null
      }
    }
  }

  async #ask<Result = unknown>(method: string, params: WireHeader): Promise<Reply<Result>> {
    // Nothing overtakes what was appended or truncated before it.
    if (this.#changing) await this.#changing
    return this.#request(method, params)
  }

  #request<Result>(method: string, params: WireHeader): Promise<Reply<Result>> {
    return this.#retry(async () => {
      await this.#ensure()
      return this.#link.request<Result>(method, { ...params, h: this.#handle })
    })
  }

  async #get(index: number, { wait, timeout, signal }: WaitOptions): Promise<Buffer | null> {
    if (this.#open.kind === 'snapshot' && index >= this.length) {
      throw new DatomspaceError('NOT_FOUND', `Block ${index} is not in this snapshot`, {
        details: { hypercore: 'SNAPSHOT_NOT_AVAILABLE' }
      })
    }
    this.#noteRead(index)
    const { parts } = await abortable(this.#ask('get', { n: index, wait, timeout }), signal)
    return parts[0] ?? null
  }

  /** After some reads in a row, asks for the blocks that will be read next. */
  #noteRead(index: number): void {
    this.#run = index === this.#next ? this.#run + 1 : 0
    this.#next = index + 1
    if (this.#run >= 2) this.#readAhead(index + 1)
  }

  #takeAhead(index: number): Promise<Buffer | null> | undefined {
    const early = this.#ahead.get(index)
    if (!early) return undefined
    this.#ahead.delete(index)
    this.#next = index + 1
    // Half way through, the next ones are asked for, so that reading never waits.
    if (!this.#ahead.has(index + AHEAD / 2)) this.#readAhead(index + 1)
    return early
  }

  #readAhead(from: number): void {
    let start = from
    while (this.#ahead.has(start)) start++
    const end = Math.min(start + AHEAD, this.length)
    if (start >= end) return
    if (this.#ahead.size > MAX_AHEAD_KEPT) this.#forget()
    const blocks = this.#ask('ahead', { n: start, end }).then(
      ({ parts }) => parts,
      // The read itself asks again, and reports.
      () => []
    )
    for (let index = start; index < end; index++) {
      this.#ahead.set(
        index,
        blocks.then(parts => parts[index - start] ?? null)
      )
    }
  }

  #forget(): void {
    this.#ahead.clear()
    this.#run = 0
    this.#next = -1
  }

  #add(change: Change): void {
    this.#changes.push(change)
    // Whatever else is appended in this tick goes along.
    this.#changing ??= new Promise<void>(done => process.nextTick(done)).then(() => this.#drain())
  }

  async #drain(): Promise<void> {
    while (this.#changes.length > 0) {
      const [first] = this.#changes
      if (isAppend(first!)) await this.#appendBatch(takeBatch(this.#changes))
      else await this.#truncateOnce(this.#changes.shift() as Truncation)
    }
    this.#changing = null
  }

  async #appendBatch(batch: Append[]): Promise<void> {
    try {
      settle(batch, await this.#appendOnce(batch.flatMap(({ blocks }) => blocks)))
    } catch (error) {
      for (const { reject } of batch) reject(error)
    }
  }

  async #truncateOnce({ length, fork, resolve, reject }: Truncation): Promise<void> {
    try {
      const { result } = await this.#request<WireState>('truncate', { n: length, fork })
      this.#forget()
      this.#take(result)
      resolve()
    } catch (error) {
      reject(error)
    }
  }

  async #appendOnce(blocks: Buffer[]): Promise<{ length: number; byteLength: number }> {
    let before: number | null = null
    return this.#retry(async () => {
      await this.#ensure()
      if (before !== null) {
        const done = await this.#find(blocks, before)
        if (done) return done
      }
      before = this.length
      const { result } = await this.#link.request<Appended>('append', { h: this.#handle }, blocks)
      this.#take({ ...result, fork: this.fork })
      return result
    })
  }

  /** Whether blocks whose append was not answered are in the core after all, from `before` on. */
  async #find(blocks: Buffer[], before: number) {
    const { length } = this.#state
    const added: (Buffer | null)[] = []
    for (let index = before; index < length; index++) {
      const params = { n: index, wait: false, h: this.#handle }
      added.push((await this.#link.request('get', params)).parts[0] ?? null)
    }
    for (let at = 0; at + blocks.length <= added.length; at++) {
      if (blocks.every((block, n) => added[at + n]?.equals(block))) {
        return { length: before + at + blocks.length, byteLength: this.byteLength }
      }
    }
    return null
  }
}

async function openRequest(open: LocalOpen) {
  switch (open.kind) {
    case 'mint':
      return { params: {}, parts: [open.keyPair.publicKey, open.keyPair.secretKey] }
    case 'name':
      return { params: { namespace: open.namespace, name: open.name }, parts: [] }
    case 'key':
      return { params: {}, parts: [null, null, open.key] }
    case 'snapshot':
      return { params: { of: await open.of.handle() }, parts: [] }
  }
}

/** Rejects as soon as the session that waits is closed. */
function abortable<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return work
  if (signal.aborted) return Promise.reject(closedError())
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(closedError())
    signal.addEventListener('abort', abort, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort))
  })
}
