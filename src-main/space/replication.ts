import type Hypercore from 'hypercore'
import Protomux from 'protomux'
import type { NoiseStream } from '@hyperswarm/secret-stream'
import { DatomspaceError } from '../error'

/**
 * The only file that touches internals of hypercore's replicator (pinned at 11.37.1; see
 * `test/space/replication.test.ts`). Everything else goes through `Gate`.
 */

const PROTOCOL = 'hypercore/alpha'
/** A peer that says to have blocks beyond this, and beyond the core's own end, is not believed. */
const FARTHEST_BLOCK = 2 ** 24

/**
 * Lets the other end of `stream` read `core` (and us from it) from now on. Does nothing when it
 * already may. The core has to be ready: with a wait in here a refusal could slip in between.
 */
export function attach(core: Hypercore, stream: NoiseStream): void {
  if (stream.destroyed || core.closing || !core.opened) return
  boundPeers(core)
  core.replicate(stream)
}

const bounded = new WeakSet<object>()

/**
 * What a peer says to have is marked bit by bit as far as it says, whatever that is: a few bytes of
 * `range` would keep the process busy until its memory is used up. So that is looked at first.
 */
function boundPeers(core: Hypercore): void {
  const { replicator, state } = core.core
  if (bounded.has(replicator)) return
  bounded.add(replicator)
  const bound = (peer: Hypercore.ReplicatorPeer) => {
    const guard = <Message>(handle: (message: Message) => unknown, endOf: (m: Message) => number) =>
      function (message: Message): unknown {
        if (endOf(message) <= Math.max(state.length, FARTHEST_BLOCK)) {
          return handle.call(peer, message)
        }
        const why = 'A peer was cut off: it says to have more blocks than there can be'
        peer.protomux.stream.destroy(new DatomspaceError('PEER_PROTOCOL', why))
        return undefined
      }
    // From the beginning it is one number, and nothing is marked.
    const isContiguous = ({ start, drop }: { start: number; drop: boolean }) => start === 0 && !drop
    peer.onrange = guard(peer.onrange, range =>
      isContiguous(range) ? range.start : range.start + range.length
    )
    peer.onbitfield = guard(peer.onbitfield, ({ start }) => start)
  }
  const add = replicator._addPeer.bind(replicator)
  replicator._addPeer = peer => {
    bound(peer)
    add(peer)
  }
  for (const peer of replicator.peers) bound(peer)
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
