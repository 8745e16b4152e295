import { once } from 'node:events'
import { Server } from '../../contract/served-server'
import type { ClientInfo } from '../../space/api'
import type { SpaceChoice } from '../choice'
import { EXIT } from '../exit'
import { serverOptions } from '../open'
import type { Output } from '../output'
import type { Terminal } from '../terminal'
import { table } from '../text'

/**
 * `datomspace serve`: the headless space of a server or a NAS. Says that it is ready (with `--json` as
 * one line), then who comes and goes, and runs until it is told to stop.
 *
 * @returns the exit status once everything is on the disk
 */
export async function serve(
  choice: SpaceChoice,
  options: { name?: string },
  terminal: Terminal,
  output: Output,
  signal: AbortSignal
): Promise<number> {
  const server = new Server({ ...serverOptions(choice, terminal), create: 'never' })
  await server.ready()
  try {
    if (options.name) await server.served.modules.profile.rename(options.name)
    const { did, spaceKey, host } = server.served.status()
    const { storage } = server.options
    const say = (event: string) => (client: ClientInfo) =>
      // A space does not stop because nobody reads what it says.
      void output.value({ event, ...plain(client) }, describeClient).catch(() => {})
    server.on('client-open', say('client-open'))
    server.on('client-close', say('client-close'))
    const ready = { ready: true, host, did, spaceKey, address: server.address, storage }
    await output.value(ready, value =>
      table([
        ['ready', ''],
        ['host', value.host],
        ['identity', value.did],
        ['address', value.address],
        ['storage', value.storage]
      ])
    )
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    await server.close()
  }
  return EXIT.ok
}

function plain({ remote, publicKey }: ClientInfo): { remote: boolean; publicKey?: string } {
  return publicKey ? { remote, publicKey: publicKey.toString('hex') } : { remote }
}

function describeClient(client: { event: string; remote: boolean; publicKey?: string }): string {
  return `${client.event}  ${client.remote ? `remote ${client.publicKey ?? ''}` : 'local'}`
}
