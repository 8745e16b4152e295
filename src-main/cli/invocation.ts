import type { Command } from 'commander'
import { DatomspaceError } from '../error'
import type { Core } from '../space/api'
import type { SpaceChoice } from './choice'
import type { Connection } from './connection'
import { EXIT } from './exit'
import type { Output } from './output'
import type { Terminal } from './terminal'

export interface Signals {
  /** Aborted when the person presses Ctrl-C, or the system asks to end. */
  interrupted: AbortSignal
  /** Aborted when nobody reads stdout any more. */
  unread: AbortSignal
}

type Use = (connection: Connection, output: Output) => Promise<number | void>

/** One run of the program: what the actions of all commands share. */
export class Invocation {
  status: number = EXIT.ok
  /** Aborted by either of the signals. */
  readonly stopped: AbortSignal

  constructor(
    readonly output: Output,
    readonly terminal: Terminal,
    readonly signals: Signals
  ) {
    const stop = new AbortController()
    for (const signal of [signals.interrupted, signals.unread]) {
      signal.addEventListener('abort', () => stop.abort(), { once: true })
    }
    this.stopped = stop.signal
  }

  choiceOf(command: Command): SpaceChoice {
    return command.optsWithGlobals<SpaceChoice>()
  }

  /** Runs with a connection that is closed whatever happens; a signal ends the command at once. */
  withSpace(command: Command, use: Use): Promise<void> {
    return this.withSpaceToTheEnd(command, (connection, output) => {
      const using = use(connection, output)
      // When the signal wins, how it would have ended does not matter any more.
      using.catch(() => {})
      return Promise.race([using, this.#interruption()])
    })
  }

  /** The same for what a signal must not cut off in the middle. */
  async withSpaceToTheEnd(command: Command, use: Use): Promise<void> {
    const { connect } = await import('./open')
    const { terminal, output, signals } = this
    const connection = await connect(this.choiceOf(command), terminal, output)
    try {
      if (signals.interrupted.aborted) throw interruption()
      this.status = (await use(connection, output)) ?? EXIT.ok
    } finally {
      await connection.close()
    }
  }

  /** Runs with a raw core, of the space that was named with `at`, else of the one that is here. */
  async withCore(
    command: Command,
    key: Buffer,
    { at, live, timeout }: { at?: string; live?: boolean; timeout: number },
    use: (core: Core<Buffer>, output: Output) => Promise<void>
  ): Promise<void> {
    const reading = async (core: Core<Buffer>): Promise<void> => {
      await use(core, this.output)
      if (!live && this.signals.interrupted.aborted) throw interruption()
    }
    if (at === undefined) {
      return this.withSpaceToTheEnd(command, connection => reading(connection.core(key)))
    }
    const { Client } = await import('../space/client')
    const { bootstrap } = this.choiceOf(command)
    const client = new Client({ host: at, timeout: timeout * 1_000, bootstrap })
    client.on('waiting', (name, where) =>
      this.output.note(`Waiting for a space named "${name}" ${where}…`)
    )
    try {
      await Promise.race([client.ready(), this.#interruption()])
      await reading(client.corestore().get<Buffer>({ key, valueEncoding: 'binary' }))
    } finally {
      await client.close()
    }
  }

  #interruption(): Promise<never> {
    return new Promise((_, reject) => {
      if (this.stopped.aborted) reject(interruption())
      this.stopped.addEventListener('abort', () => reject(interruption()), { once: true })
    })
  }
}

function interruption(): DatomspaceError {
  return new DatomspaceError('CANCELLED', 'Interrupted')
}
