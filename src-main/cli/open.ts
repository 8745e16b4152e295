import { readFile } from 'node:fs/promises'
import { Feed, type CallName, type EventMessage, type Params, type Result } from '../contract'
import { Server } from '../contract/served-server'
import { DatomspaceError } from '../error'
import type { KeychainKind } from '../keychain'
import type { ServerOptions } from '../space/api'
import { Client } from '../space/client'
import { defaultHost, defaultStorage } from '../space/place'
import { readSpaceRecord } from '../space/store'
import type { Connection } from './connection'
import type { Output } from './output'
import type { Terminal } from './terminal'

export interface SpaceChoice {
  storage?: string
  host?: string
  keychain?: KeychainKind
  passphraseFile?: string
  /** `host:port,host:port` */
  bootstrap?: string
}

/** Long enough for a space of this machine that is busy, short enough to go on without one. */
const ATTACH_PATIENCE = 300

/** A connection to the space that runs under this host name, else to one opened for this command. */
export async function connect(
  choice: SpaceChoice,
  terminal: Terminal,
  output: Output
): Promise<Connection> {
  const attached = await attach(choice.host ?? defaultHost())
  if (attached) return attached
  const options = serverOptions(choice, terminal)
  if (!(await readSpaceRecord(options.storage))) {
    throw new DatomspaceError(
      'SEED_MISSING',
      `There is no space in ${options.storage} yet: make one with "datomspace init", or name another folder with --storage`,
      { details: { path: options.storage } }
    )
  }
  output.note('No space is running here: opening it for this command')
  return opened(options)
}

/** What a server needs to know, from options, environment and defaults. */
export function serverOptions(choice: SpaceChoice, terminal: Terminal): ServerOptions {
  return {
    storage: choice.storage ?? defaultStorage(),
    host: choice.host ?? defaultHost(),
    ...(choice.keychain ? { keychain: choice.keychain } : {}),
    ...(choice.bootstrap ? { bootstrap: choice.bootstrap.split(',') } : {}),
    ...passphraseOption(choice, terminal)
  }
}

/** From the file that was named, else from the person; else the server looks in its own places. */
function passphraseOption(
  { passphraseFile }: SpaceChoice,
  terminal: Terminal
): Pick<ServerOptions, 'passphrase'> {
  if (passphraseFile !== undefined) {
    return {
      passphrase: async () => (await readFile(passphraseFile, 'utf8')).replace(/\r?\n$/, '')
    }
  }
  if (!terminal.interactive || process.env.DATOMSPACE_PASSPHRASE_FILE) return {}
  return { passphrase: () => terminal.ask('Passphrase: ', 'hidden') }
}

async function attach(host: string): Promise<Connection | undefined> {
  const client = new Client({ host, via: 'local', timeout: ATTACH_PATIENCE })
  try {
    await client.ready()
  } catch (error) {
    await client.close()
    if (DatomspaceError.from(error).code === 'HOST_NOT_FOUND') return undefined
    throw error
  }
  let listening: Promise<void> | undefined
  return {
    kind: 'attached',
    call: <Name extends CallName>(name: Name, params: Params<Name>) =>
      client.call(name, params) as Promise<Result<Name>>,
    listen(listener) {
      listening ??= client.listen()
      // Without events a command still sees each change, a second later.
      listening.catch(() => undefined)
      client.on('event', listener as (message: EventMessage) => void)
      return () => client.off('event', listener)
    },
    close: () => client.close()
  }
}

async function opened(options: ServerOptions): Promise<Connection> {
  const server = new Server(options)
  server.feed = new Feed()
  await server.ready()
  return {
    kind: 'opened',
    async call<Name extends CallName>(name: Name, params: Params<Name>): Promise<Result<Name>> {
      const answer = await server.served.router.answer(name, params, 'socket')
      if (answer.ok) return answer.value as Result<Name>
      const { code, message, details } = answer.error
      throw new DatomspaceError(code, message, { details })
    },
    listen: listener => server.served.feed.listen(listener),
    close: () => server.close()
  }
}
