import { once } from 'node:events'
import { Server } from '../../contract/served-server'
import { serverOptions, type SpaceChoice } from '../open'
import { EXIT } from '../exit'
import { table, type Output } from '../output'
import type { Terminal } from '../terminal'

/**
 * `datomspace serve`: the headless space of a server or a NAS. Says that it is ready (with `--json` as
 * one line), then runs until it is told to stop.
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
    const ready = { ready: true, host, did, spaceKey, address: server.address }
    output.value({ ...ready, storage: server.options.storage }, value =>
      table([
        ['host', value.host],
        ['identity', value.did],
        ['address', value.address],
        ['storage', value.storage]
      ])
    )
    server.on('client-open', client => output.note(`client-open ${JSON.stringify(plain(client))}`))
    server.on('client-close', client =>
      output.note(`client-close ${JSON.stringify(plain(client))}`)
    )
    if (!signal.aborted) await once(signal, 'abort')
  } finally {
    await server.close()
  }
  return EXIT.ok
}

function plain(client: { remote: boolean; publicKey?: Buffer }): object {
  const { remote, publicKey } = client
  return publicKey ? { remote, publicKey: publicKey.toString('hex') } : { remote }
}
