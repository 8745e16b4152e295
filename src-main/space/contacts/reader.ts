import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { decodeEntries, type Datom, type SetEntry } from '../../datom'
import { DatomspaceError } from '../../error'
import { ReadDatom, type Answer, type Manner, type Unread } from './reading'

/** The bundle puts the worker beside the code that starts it. */
const WORKER = join(__dirname, 'rows.worker.js')
/** Milliseconds without work after which the thread ends, and its memory is free. */
const REST = 10_000
/** Slices that wait in the thread; with more than these the main thread takes part. */
const QUEUE = 3

/**
 * Reads datoms in a worker thread: they come back with their rows. While the thread starts or has much to
 * do, and where there is no file for it, they are read here.
 */
export class RowReader {
  readonly #file: string
  #worker: Worker | null = null
  #ready = false
  #numbers = 0
  readonly #waiting = new Map<number, (answer: Answer | null) => void>()
  #rest: NodeJS.Timeout | null = null
  #closed = false

  constructor(workerFile = WORKER) {
    this.#file = workerFile
  }

  /** Starts the thread, as there will be much to read soon; resolves when it has started. */
  async warm(): Promise<void> {
    this.#start()
    const worker = this.#worker
    if (!worker || this.#ready) return
    await new Promise<void>(resolve => {
      worker.once('message', () => resolve())
      worker.once('exit', () => resolve())
    })
  }

  /** Throws `STORAGE_CORRUPT` where one of them is no datom. */
  read(entries: SetEntry[], manner: Manner): Datom[] | Promise<Datom[]> {
    this.#start()
    if (!this.#ready || this.#waiting.size >= QUEUE) return decodeEntries(entries)
    return this.#send(entries, manner)
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#stop()
  }

  #start(): void {
    if (this.#rest) clearTimeout(this.#rest)
    this.#rest = setTimeout(() => void this.#stop(), REST)
    this.#rest.unref()
    if (this.#worker || this.#closed || !existsSync(this.#file)) return
    const worker = new Worker(this.#file)
    this.#worker = worker
    worker.unref()
    worker.on('message', (message: Answer | 'ready') => {
      if (message === 'ready') this.#ready = true
      else this.#waiting.get(message.number)?.(message)
    })
    // What it has not read by then is read here, and so is all that follows.
    worker.on('error', () => (this.#closed = true))
    worker.on('exit', () => this.#ended(worker))
  }

  async #send(entries: SetEntry[], manner: Manner): Promise<Datom[]> {
    const number = ++this.#numbers
    const ids = entries.map(({ id }) => id)
    const lengths = entries.map(({ bytes }) => bytes.byteLength)
    const bytes = new Uint8Array(lengths.reduce((sum, length) => sum + length, 0))
    let at = 0
    for (const entry of entries) {
      bytes.set(entry.bytes, at)
      at += entry.bytes.byteLength
    }
    const unread: Unread = { ...manner, number, ids, bytes, lengths }
    const answer = await new Promise<Answer | null>(resolve => {
      this.#waiting.set(number, resolve)
      this.#worker!.ref() // a program must not end while this is all that it waits for
      this.#worker!.postMessage(unread, [bytes.buffer])
    })
    this.#waiting.delete(number)
    if (this.#waiting.size === 0) this.#worker?.unref()
    if (!answer) return decodeEntries(entries)
    if ('read' in answer) {
      const { read } = answer
      return entries.map(({ id, bytes }, at) => new ReadDatom(id, bytes, manner, { read, at }))
    }
    const { code, message, details } = answer.failure
    throw new DatomspaceError(code, message, { details })
  }

  #ended(worker: Worker): void {
    if (this.#worker !== worker) return
    this.#worker = null
    this.#ready = false
    for (const resolve of this.#waiting.values()) resolve(null)
  }

  async #stop(): Promise<void> {
    if (this.#rest) clearTimeout(this.#rest)
    if (this.#waiting.size > 0 && !this.#closed) return this.#start()
    await this.#worker?.terminate()
  }
}
