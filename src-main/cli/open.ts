import { Feed, type CallName, type EventMessage, type Params, type Result } from '../contract'
import { Server } from '../contract/served-server'
import { DatomspaceError } from '../error'
import { readPassphraseFile } from '../keychain'
import type { Core, ServerOptions } from '../space/api'
import { Client } from '../space/client'
import { defaultHost, defaultStorage } from '../space/place'
import { readSpaceRecord } from '../space/store'
import type { SpaceChoice } from './choice'
import type { Connection } from './connection'
import type { Output } from './output'
import type { Terminal } from './terminal'

/** Long enough for a space of this machine that is busy, short enough to go on without one. */
const ATTACH_PATIENCE = 300

/** A connection to the space that runs under this host name, else to one opened for this command. */
export async function connect(
  choice: SpaceChoice,
  terminal: Terminal,
  output: Output
): Promise<Connection> {
  const host = choice.host ?? defaultHost()
  const attached = await attach(host)
  if (attached) return isMeant(attached, host, choice)
  const options = serverOptions(choice, terminal)
  if (!(await readSpaceRecord(options.storage))) {
    throw new DatomspaceError(
      'SEED_MISSING',
      `There is no space in ${options.storage} yet: make one with "datomspace init", or name another folder with --storage`,
      { details: { path: options.storage } }
    )
  }
  try {
    return await opened(options)
  } catch (error) {
    const { code, details } = DatomspaceError.from(error)
    // It runs under another name: the folder says which.
    if (code !== 'STORAGE_LOCKED' || typeof details['host'] !== 'string') throw error
    const elsewhere = choice.host === undefined ? await attach(details['host']) : undefined
    if (!elsewhere) throw error
    output.note(`Attached to the space "${details['host']}", which has this folder open`)
    return elsewhere
  }
}

/** What a server needs to know, from options, environment and defaults. */
export function serverOptions(choice: SpaceChoice, terminal: Terminal): ServerOptions {
  return {
    storage: choice.storage ?? defaultStorage(),
    host: choice.host ?? defaultHost(),
    ...(choice.keychain ? { keychain: choice.keychain } : {}),
    ...(choice.bootstrap ? { bootstrap: choice.bootstrap } : {}),
    ...passphraseOption(choice, terminal)
  }
}

/** From the file that was named, else from the person; else the server looks in its own places. */
function passphraseOption(
  { passphraseFile }: SpaceChoice,
  terminal: Terminal
): Pick<ServerOptions, 'passphrase'> {
  if (passphraseFile !== undefined) return { passphrase: () => readPassphraseFile(passphraseFile) }
  if (!terminal.interactive || process.env.DATOMSPACE_PASSPHRASE_FILE) return {}
  return { passphrase: () => terminal.ask('Passphrase: ', 'hidden') }
}

/** A folder that was named must be the one of the space that runs: nobody writes into another's. */
async function isMeant(
  connection: Connection,
  host: string,
  { storage }: SpaceChoice
): Promise<Connection> {
  const folder = storage ?? process.env.DATOMSPACE_STORAGE
  if (folder === undefined) return connection
  const record = await readSpaceRecord(folder)
  const { did } = await connection.call('space.status', {})
  if (record?.did === did) return connection
  await connection.close()
  throw new DatomspaceError(
    'HOST_TAKEN',
    `The space that runs as "${host}" is not the one in ${folder}: give that one a name of its own with --host`,
    { details: { host, path: folder } }
  )
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
    core: key => coreOf(client, key),
    close: () => client.close()
  }
}

async function opened(options: ServerOptions): Promise<Connection> {
  const server = new Server({ ...options, create: 'never' })
  server.feed = new Feed()
  await server.ready()
  let client: Client | undefined
  return {
    kind: 'opened',
    async call<Name extends CallName>(name: Name, params: Params<Name>): Promise<Result<Name>> {
      const answer = await server.served.router.answer(name, params, 'socket')
      if (answer.ok) return answer.value as Result<Name>
      const { code, message, details } = answer.error
      throw new DatomspaceError(code, message, { details })
    },
    listen: listener => server.served.feed.listen(listener),
    core(key) {
      client ??= new Client({ host: options.host, via: 'local' })
      return coreOf(client, key)
    },
    async close() {
      await client?.close()
      await server.close()
    }
  }
}

function coreOf(client: Client, key: Buffer): Core<Buffer> {
  return client.corestore().get<Buffer>({ key, valueEncoding: 'binary' })
}
