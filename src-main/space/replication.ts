import type Hypercore from 'hypercore'
import Protomux from 'protomux'
import type { NoiseStream } from '@hyperswarm/secret-stream'

/**
 * The only file that touches internals of hypercore's replicator (pinned at 11.37.1; see
 * `test/space/replication.test.ts`). Everything else goes through `Gate`.
 */

const PROTOCOL = 'hypercore/alpha'

/**
 * Lets the other end of `stream` read `core` (and us from it) from now on. Does nothing when it
 * already may. The core has to be ready: with a wait in here a refusal could slip in between.
 */
export function attach(core: Hypercore, stream: NoiseStream): void {
  if (stream.destroyed || core.closing || !core.opened) return
  core.replicate(stream)
}

export function isAttached(core: Hypercore, stream: NoiseStream): boolean {
  return core.opened && core.core.replicator.attached(Protomux.from(stream))
}

/**
 * Stops serving `core` on `stream`; when it resolves, no further block is sent. Returns the number of
 * channels that were closed. Closing without detaching would leave the core paired, and the peer could
 * simply open it again; detaching alone leaves the open channels, and those that we opened and the
 * peer has not answered yet, which are in no list of the replicator but in that of the muxer.
 */
export async function detach(core: Hypercore, stream: NoiseStream): Promise<number> {
  await core.ready()
  const mux = Protomux.from(stream)
  let closed = closeChannels(core, mux)
  if (stream.destroyed) return closed.length
  // `attachTo` opens its channel in a reaction to `opened`, so one that was attached just now opens after us.
  await Promise.race([stream.opened, gone(stream)])
  await Promise.resolve()
  closed = closed.concat(closeChannels(core, mux))
  await Promise.all(closed.map(channel => channel.fullyClosed()))
  return closed.length
}

function closeChannels(core: Hypercore, mux: Protomux): Protomux.Channel[] {
  core.core.replicator.detachFrom(mux)
  const channels = [...mux].filter(
    channel => channel.protocol === PROTOCOL && channel.id?.equals(core.discoveryKey)
  )
  for (const channel of channels) channel.close()
  return channels
}

function gone(stream: NoiseStream): Promise<void> {
  return new Promise(resolve => stream.once('close', () => resolve()))
}
