import type { Answer, CallName, Params, Result } from '../src-main/contract/calls'
import type { EventMessage } from '../src-main/contract/events'

/** All that the page can reach of the rest of the program: `window.datomspace`. */
export interface Bridge {
  /** Makes a call of the contract. Never rejects: a refusal is an answer. */
  call<Name extends CallName>(name: Name, params: Params<Name>): Promise<Answer<Result<Name>>>
  /** Hears every event; returns the function that stops it. */
  on(listener: (message: EventMessage) => void): () => void
  /**
   * A one-time token for a file that a person dropped or chose; the page never sees its path. Never
   * rejects.
   */
  fileToken(file: File): Promise<Answer<string>>
  readonly platform: 'darwin' | 'win32' | 'linux'
  /** The language of the operating system, a BCP 47 tag. */
  readonly locale: string
}

declare global {
  interface Window {
    readonly datomspace: Bridge
  }
}
