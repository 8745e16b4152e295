import type { CallName, EventMessage, Params, Result } from '../contract'
import type { Core } from '../space/api'

/** A space that a command talks to: one that runs already, or one opened for this command alone. */
export interface Connection {
  /** `attached` to a running space, or `opened` here and closed with the command. */
  readonly kind: 'attached' | 'opened'
  /** Throws a DatomspaceError when the space refuses. */
  call<Name extends CallName>(name: Name, params: Params<Name>): Promise<Result<Name>>
  listen(listener: (message: EventMessage) => void): () => void
  /** The raw core of a key, in blocks of bytes. */
  core(key: Buffer): Core<Buffer>
  close(): Promise<void>
}

/** Resolves when `done` says so, asking again at each event of the space, and at least each second. */
export async function waitFor<Value>(
  connection: Connection,
  ask: () => Promise<Value>,
  done: (value: Value) => boolean,
  signal: AbortSignal
): Promise<Value> {
  let asked = false
  let wake: () => void = () => {}
  const again = (): void => {
    asked = true
    wake()
  }
  const stop = connection.listen(again)
  signal.addEventListener('abort', again)
  try {
    for (;;) {
      asked = false
      const value = await ask()
      if (done(value) || signal.aborted) return value
      // What was said while the answer was on its way may have made it stale.
      if (!asked) await new Promise<void>(resolve => waken(resolve))
    }
  } finally {
    stop()
    signal.removeEventListener('abort', again)
  }

  function waken(resolve: () => void): void {
    const timer = setTimeout(resolve, 1_000)
    wake = () => {
      clearTimeout(timer)
      resolve()
    }
  }
}
