import type { Failure } from '../shapes'
import type { SessionEvents, SessionOptions } from './session'

/** What crosses between main and the worker. */
export type Request = { id: number; method: string; params: unknown[] }

export type Response =
  | { id: number; ok: true; value: unknown }
  | { id: number; ok: false; error: Failure }
  | { event: keyof SessionEvents; body: SessionEvents[keyof SessionEvents] }

/** `workerData` of the worker. */
export interface WorkerData {
  session: SessionOptions
}
