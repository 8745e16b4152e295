import type {
  Bridge,
  CallName,
  ErrorCode,
  ErrorDetails,
  EventName,
  Events,
  Failure,
  Params,
  Result
} from '../contract'

/** A refusal that came over the bridge. Screens translate `code` and `details`, never `message`. */
export class CallError extends Error implements Failure {
  readonly code: ErrorCode
  readonly details: ErrorDetails

  constructor(failure: Failure) {
    super(failure.message)
    this.name = 'CallError'
    this.code = failure.code
    this.details = failure.details
  }

  static from(thrown: unknown): CallError {
    if (thrown instanceof CallError) return thrown
    const message = thrown instanceof Error ? thrown.message : String(thrown)
    return new CallError({ code: 'INTERNAL', message, details: {} })
  }
}

function bridge(): Bridge {
  return window.datomspace
}

/** Makes a call and returns its value; throws a {@link CallError} when it is refused. */
export async function call<Name extends CallName>(
  name: Name,
  params?: Params<Name>
): Promise<Result<Name>> {
  // Vue's proxies cannot be cloned across processes, and keys that are undefined are not wanted there.
  const plain = JSON.parse(JSON.stringify(params ?? {})) as Params<Name>
  const answer = await bridge().call(name, plain)
  if (!answer.ok) throw new CallError(answer.error)
  return answer.value
}

/** One-time tokens for files that a person dropped or chose. */
export function fileTokens(files: Iterable<File>): Promise<string[]> {
  return Promise.all(
    [...files].map(async file => {
      const answer = await bridge().fileToken(file)
      if (!answer.ok) throw new CallError(answer.error)
      return answer.value
    })
  )
}

export function platform(): Bridge['platform'] {
  return bridge().platform
}

export function systemLocale(): string {
  return bridge().locale
}

/** Hears an event. `body` is undefined when events were lost: then anything may have changed. */
type Listener<Name extends EventName> = (body: Events[Name] | undefined) => void

const listeners = new Map<EventName, Set<Listener<EventName>>>()
let stop: (() => void) | undefined
let last: number | undefined

export function onEvent<Name extends EventName>(name: Name, listener: Listener<Name>): () => void {
  const known = listeners.get(name) ?? new Set()
  known.add(listener as Listener<EventName>)
  listeners.set(name, known)
  return () => known.delete(listener as Listener<EventName>)
}

/** Starts to hear the bridge; returns the function that ends it and forgets all listeners. */
export function listen(): () => void {
  stop?.()
  last = undefined
  stop = bridge().on(message => {
    const lost = last !== undefined && message.sequence > last + 1
    last = message.sequence
    if (lost) return announceGap(message.name, message.body)
    for (const listener of listeners.get(message.name) ?? []) listener(message.body)
  })
  return () => {
    stop?.()
    stop = undefined
    listeners.clear()
  }
}

function announceGap(name: EventName, body: Events[EventName]): void {
  for (const [heard, known] of listeners) {
    // A request for a screen is no state that can be asked for again: it counts only as itself.
    if (heard === 'window.open' && name !== heard) continue
    for (const listener of known) listener(heard === name ? body : undefined)
  }
}
