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
  private matcher: Matcher | MatchingThread | null = null
  /** Contacts of the space, until there is something to hold against them: a file may hold nothing new. */
  private existing: StoredCards[] = []
  private bytes = 0

  constructor(private readonly region?: string) {}

  addExisting(cards: StoredCards): void {
    this.existing.push(cards)
    this.bytes += cards.bytes.length
  }

  /** So many more bytes are to come. */
  expect(bytes: number): void {
    this.bytes += bytes
  }

  /** Rejects with `STORAGE_CORRUPT` when a contact of the space cannot be read. */
  match(batch: CardBatch): Answer<Matches> {
    const matcher = (this.matcher ??= this.begin())
    if (this.existing.length === 0) return matcher.match(batch)
    const existing = this.existing.splice(0)
    if (matcher instanceof MatchingThread) {
      const added = existing.map(cards => matcher.addExisting(cards))
      return Promise.all([matcher.match(batch), ...added]).then(([matches]) => matches)
    }
    try {
      for (const cards of existing) matcher.addExisting(cards)
      return matcher.match(batch)
    } catch (error) {
      return Promise.reject(error) // to be told where that of a thread is told
    }
  }

  forgetRows(): Answer<void> {
    return this.matcher?.forgetRows()
  }

  private begin(): Matcher | MatchingThread {
    const large = this.bytes >= LARGE && existsSync(WORKER)
    return large ? new MatchingThread(this.region) : new Matcher(this.region)
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
