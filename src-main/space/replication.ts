import type Hypercore from 'hypercore'
import Protomux from 'protomux'
import type { NoiseStream } from '@hyperswarm/secret-stream'
import { DatomspaceError } from '../error'
import { lookUpTogether } from './missing-nodes'

/**
 * The only file, with `missing-nodes.ts`, that touches internals of hypercore's replicator (pinned at 11.37.1;
 * see \`test/space/replication.test.ts\`). Everything else goes through \`Gate\`.
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
  guardPeers(core)
  core.replicate(stream)
}

const guarded = new WeakSet<object>()

/** Looks at what peers say about this core before Hypercore does. */
function guardPeers(core: Hypercore): void {
  const { replicator, state } = core.core
  if (guarded.has(replicator)) return
  guarded.add(replicator)
  lookUpTogether(core.core)
  const guard = (peer: Hypercore.ReplicatorPeer) => {
    boundRanges(peer, () => Math.max(state.length, FARTHEST_BLOCK))
    boundRequests(peer, state)
    containFaults(peer)
  }
  const add = replicator._addPeer.bind(replicator)
  replicator._addPeer = peer => {
    guard(peer)
    add(peer)
  }
  for (const peer of replicator.peers) guard(peer)
  replicator._onreorgdata = asRefusal(replicator._onreorgdata.bind(replicator))
  core.core.verify = asRefusal(core.core.verify.bind(core.core))
}

/**
 * What does not verify is refused; but where a proof makes the code that verifies it stumble, Hypercore
 * throws that error past everybody. As an error of no special kind it is a refusal like the others.
 */
function asRefusal<Args extends unknown[], Result>(
  verify: (...args: Args) => Promise<Result>
): (...args: Args) => Promise<Result> {
  return async (...args) => {
    try {
      return await verify(...args)
    } catch (error) {
      if (!(error instanceof TypeError || error instanceof RangeError)) throw error
      throw new Error(`A proof is malformed: ${error.message}`, { cause: error })
    }
  }
}

/**
 * What a peer says to have is marked bit by bit as far as it says, whatever that is: a few bytes of
 * `range` would keep the process busy until its memory is used up.
 */
function boundRanges(peer: Hypercore.ReplicatorPeer, farthest: () => number): void {
  const bound = <Message>(handle: (message: Message) => unknown, endOf: (m: Message) => number) =>
    function (message: Message): unknown {
      if (endOf(message) <= farthest()) return handle.call(peer, message)
      return cutOff(peer, 'says to have more blocks than there can be')
    }
  // From the beginning it is one number, and nothing is marked.
  const isContiguous = ({ start, drop }: { start: number; drop: boolean }) => start === 0 && !drop
  peer.onrange = bound(peer.onrange, range =>
    isContiguous(range) ? range.start : range.start + range.length
  )
  peer.onbitfield = bound(peer.onbitfield, ({ start }) => start)
}

/**
 * Who asks for what is not there, of a core as it is, has not heard so from us. Hypercore looks for it
 * all the same, and what it opened to look is never closed: the storage could not be closed any more.
 */
function boundRequests(peer: Hypercore.ReplicatorPeer, state: Hypercore.Core['state']): void {
  const { onrequest } = peer
  peer.onrequest = request => {
    if (request.fork !== state.fork || isOfThis(request, state))
      return onrequest.call(peer, request)
    return cutOff(peer, 'asks for what there cannot be')
  }
}

function isOfThis(
  { block, hash, seek, upgrade }: Hypercore.ReplicatorRequest,
  { length, byteLength }: Hypercore.Core['state']
): boolean {
  return (
    (!block || block.index < length) &&
    (!hash || hash.index < 2 * length) &&
    (!seek || seek.bytes <= byteLength) &&
    (!upgrade || (upgrade.length > 0 && upgrade.start + upgrade.length <= length))
  )
}

/**
 * Hypercore takes an error at what a peer says for one of the program: it throws it where nobody catches
 * it, or rejects where nobody listens, and either ends the process. Here it ends the connection.
 */
function containFaults(peer: Hypercore.ReplicatorPeer): void {
  const fail = (cause: unknown) => {
    if (!peer.replicator.destroyed) cutOff(peer, 'says what Hypercore cannot take', cause)
  }
  const contain = <Args extends unknown[]>(run: (...args: Args) => unknown) =>
    function (...args: Args): unknown {
      try {
        const done = run(...args)
        return done instanceof Promise ? done.catch(fail) : done
      } catch (error) {
        return fail(error)
      }
    }
  for (const message of peer.channel.messages) {
    message.recv = contain(message.recv.bind(message))
    // The muxer listens to what this gives, and throws it on.
    message.onmessage = contain(message.onmessage)
  }
  peer.ondrain = contain(peer.ondrain.bind(peer))
}

function cutOff({ protomux }: Hypercore.ReplicatorPeer, why: string, cause?: unknown): void {
  protomux.stream.destroy(
    new DatomspaceError('PEER_PROTOCOL', `A peer was cut off: it ${why}`, { cause })
  )
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
