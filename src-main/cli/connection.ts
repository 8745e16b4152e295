import type { CallName, EventMessage, Params, Result } from '../contract'

/** A space that a command talks to: one that runs already, or one opened for this command alone. */
export interface Connection {
  /** `attached` to a running space, or `opened` here and closed with the command. */
  readonly kind: 'attached' | 'opened'
  /** Throws a DatomspaceError when the space refuses. */
  call<Name extends CallName>(name: Name, params: Params<Name>): Promise<Result<Name>>
  listen(listener: (message: EventMessage) => void): () => void
  close(): Promise<void>
}

/** Resolves when `done` says so, asking again at each event of the space, and at least each second. */
export async function waitFor<Value>(
  connection: Connection,
  ask: () => Promise<Value>,
  done: (value: Value) => boolean,
  signal: AbortSignal
): Promise<Value> {
  let wake: () => void = () => {}
  const stop = connection.listen(() => wake())
  try {
    for (;;) {
      const value = await ask()
      if (done(value) || signal.aborted) return value
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, 1_000)
        wake = () => {
          clearTimeout(timer)
          resolve()
        }
        signal.addEventListener('abort', wake, { once: true })
      })
    }
  } finally {
    stop()
  }
}
