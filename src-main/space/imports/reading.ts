import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { DatomspaceError } from '../../error'
import type { StoredCards } from './existing'
import type { Request, Response, WorkerData } from './rpc'
import type { duplicatesAmong, ImportSession, SessionEvents, SessionOptions } from './session'

/** The methods of the worker, as main calls them. */
type Remote = {
  [
    Method in
      | 'addExisting'
      | 'addKnown'
      | 'open'
      | 'adopt'
      | 'configure'
      | 'preview'
      | 'page'
      | 'choose'
      | 'card'
      | 'row'
      | 'plan'
      | 'newBlobs'
      | 'retry'
      | 'readAgain'
      | 'inspectionOf'
  ]: ImportSession[Method]
} & {
  addCards(cards: StoredCards): void
  duplicates(): ReturnType<typeof duplicatesAmong>
}

interface Waiting {
  resolve(value: unknown): void
  reject(error: unknown): void
}

/** The bundle puts the worker beside the code that starts it. */
const WORKER = join(__dirname, 'import.worker.js')

export interface ReadingOptions {
  session: SessionOptions
  /** Another place of the worker's file. */
  workerFile?: string
  onevent?: <Name extends keyof SessionEvents>(name: Name, body: SessionEvents[Name]) => void
}

/** Main's side of one worker thread. */
export class Reading {
  private readonly worker: Worker
  private readonly waiting = new Map<number, Waiting>()
  private requests = 0
  private ended: DatomspaceError | null = null

  constructor(options: ReadingOptions) {
    const file = options.workerFile ?? WORKER
    if (!existsSync(file)) {
      throw new DatomspaceError('INTERNAL', `The program is incomplete: ${file} is missing`)
    }
    const workerData: WorkerData = { session: options.session }
    this.worker = new Worker(file, { workerData })
    this.worker.on('message', (message: Response) => {
      if ('event' in message) options.onevent?.(message.event, message.body)
      else this.answer(message)
    })
    this.worker.on('error', cause => {
      this.end(new DatomspaceError('INTERNAL', `Reading stopped: ${cause.message}`, { cause }))
    })
    this.worker.on('exit', () => this.end(new DatomspaceError('CANCELLED', 'Reading was stopped')))
  }

  call<Method extends keyof Remote>(
    method: Method,
    ...params: Parameters<Remote[Method]>
  ): Promise<Awaited<ReturnType<Remote[Method]>>> {
    if (this.ended) return Promise.reject(this.ended)
    return new Promise((resolve, reject) => {
      const id = ++this.requests
      this.waiting.set(id, { resolve: resolve as (value: unknown) => void, reject })
      this.worker.postMessage({ id, method, params } satisfies Request)
    })
  }

  /** Ends the thread, whatever it is doing; calls that wait are rejected with `CANCELLED`. */
  async close(): Promise<void> {
    this.end(new DatomspaceError('CANCELLED', 'Reading was stopped'))
    await this.worker.terminate()
  }

  private answer(message: Exclude<Response, { event: unknown }>): void {
    const waiting = this.waiting.get(message.id)
    this.waiting.delete(message.id)
    if (message.ok) waiting?.resolve(message.value)
    else {
      const { code, message: text, details } = message.error
      waiting?.reject(new DatomspaceError(code, text, { details }))
    }
  }

  private end(error: DatomspaceError): void {
    this.ended ??= error
    for (const { reject } of this.waiting.values()) reject(error)
    this.waiting.clear()
  }
}
