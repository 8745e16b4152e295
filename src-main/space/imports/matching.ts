import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { DatomspaceError } from '../../error'
import type { Failure } from '../shapes'
import type { StoredCards } from './existing'
import { Matcher, type CardBatch, type Matches } from './matcher'

/** What the matching thread is asked: one method of `Matcher`; it answers in the order of the questions. */
export type MatchRequest =
  | { method: 'addExisting'; param: StoredCards }
  | { method: 'match'; param: CardBatch }
  | { method: 'forgetRows'; param: undefined }

export type MatchResponse = { ok: true; value: unknown } | { ok: false; error: Failure }

/** `workerData` of the matching thread. */
export interface MatchData {
  region?: string
}

/** The bundle puts it beside the code that starts it. */
const WORKER = join(__dirname, 'match.worker.js')
/** Bytes of files or contacts that are worth a thread. */
const LARGE = 1024 * 1024

type Answer<Value> = Value | Promise<Value>

/**
 * Matches records while the next ones are read: with many in a thread of its own, with few, and where there
 * is no file for a thread, at once and here.
 */
export class Matching {
  private matcher: Matcher | MatchingThread
  /** Kept in case that a thread starts, while none of it was matched. */
  private existing: StoredCards[] | null = []
  private bytes = 0

  constructor(private readonly region?: string) {
    this.matcher = new Matcher(region)
  }

  addExisting(cards: StoredCards): Answer<void> {
    const added = this.matcher.addExisting(cards)
    this.existing?.push(cards)
    this.expect(cards.bytes.length)
    return added
  }

  /** So many more bytes are to come; a thread starts before they do. */
  expect(bytes: number): void {
    this.bytes += bytes
    if (!this.existing || this.bytes < LARGE || !existsSync(WORKER)) return
    const thread = new MatchingThread(this.region)
    this.matcher = thread
    for (const cards of this.existing) thread.addExisting(cards).catch(() => {}) // were read here
    this.existing = null
  }

  match(batch: CardBatch): Answer<Matches> {
    this.existing = null
    return this.matcher.match(batch)
  }

  forgetRows(): Answer<void> {
    return this.matcher.forgetRows()
  }
}

/** The other side of one matching thread; the thread ends with the one that started it. */
class MatchingThread {
  private readonly worker: Worker
  private readonly waiting: {
    resolve: (value: unknown) => void
    reject: (error: unknown) => void
  }[] = []
  private ended: DatomspaceError | null = null

  constructor(region?: string) {
    const workerData: MatchData = region === undefined ? {} : { region }
    this.worker = new Worker(WORKER, { workerData })
    this.worker.on('message', (response: MatchResponse) => this.answer(response))
    this.worker.on('error', cause => this.end(`Comparing stopped: ${cause.message}`, cause))
    this.worker.on('exit', () => this.end('Comparing was stopped'))
  }

  addExisting(param: StoredCards): Promise<void> {
    return this.ask({ method: 'addExisting', param }) as Promise<void>
  }

  match(param: CardBatch): Promise<Matches> {
    return this.ask({ method: 'match', param }) as Promise<Matches>
  }

  forgetRows(): Promise<void> {
    return this.ask({ method: 'forgetRows', param: undefined }) as Promise<void>
  }

  private ask(request: MatchRequest): Promise<unknown> {
    if (this.ended) return Promise.reject(this.ended)
    return new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject })
      this.worker.postMessage(request)
    })
  }

  private answer(response: MatchResponse): void {
    const { resolve, reject } = this.waiting.shift()!
    if (response.ok) return resolve(response.value)
    const { code, message, details } = response.error
    reject(new DatomspaceError(code, message, { details }))
  }

  private end(message: string, cause?: unknown): void {
    this.ended ??= new DatomspaceError('INTERNAL', message, { cause })
    for (const { reject } of this.waiting.splice(0)) reject(this.ended)
  }
}
