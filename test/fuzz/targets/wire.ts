import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import NoiseSecretStream from '@hyperswarm/secret-stream'
import c from 'compact-encoding'
import Corestore from 'corestore'
import Hypercore from 'hypercore'
import { attach } from '../../../src-main/space/replication'
import { mutate } from '../bytes'
import type { Random } from '../random'
import { insist, target } from '../target'

interface Encoding {
  preencode(state: { end: number }, message: unknown): void
  encode(state: { buffer: Buffer; start: number }, message: unknown): void
}

interface WireMessage {
  encoding: Encoding
  send(message: unknown): void
}

const NUMBERS = [0, 1, 2, 3, 7, 39, 40, 41, 1_000, 2 ** 24, 2 ** 31, 2 ** 32, 2 ** 40, 2 ** 52]
const NAMES = [
  ...['Sync', 'Request', 'Cancel', 'Data', 'NoData', 'Want', 'Unwant', 'Bitfield', 'Range'],
  'Extension'
]
const BLOCKS = 40
/** Milliseconds in which the honest end must have answered another reader. */
const PATIENCE = 5_000

const FRAMES = [
  Buffer.from([0, 1, 1, ...Buffer.from('\x0fhypercore/alpha'), 0, 0]),
  Buffer.from([0, 3, 1]),
  Buffer.from([0, 2, 1]),
  Buffer.from([0, 0, 1, 4, 8, 1, 2, 3]),
  Buffer.from([1, 0, 0, 3, 3]),
  Buffer.from([9, 1, 1])
]

let folder = ''
let owner: Corestore
let core: Hypercore
let other: Corestore
let copy: Hypercore
let hostile: { stream: NoiseSecretStream; wire: Record<string, WireMessage> } | null = null

/** As a peer writes them that does not care what they mean. */
function messageOf(name: string, random: Random): unknown {
  const number = () => random.pick(NUMBERS)
  const block = () => (random.chance(2) ? { index: number(), nodes: number() } : null)
  const node = () => ({ index: number(), hash: random.bytes(32), size: number() })
  const nodes = () => Array.from({ length: random.below(4) }, node)
  const flag = () => random.chance(2)
  switch (name) {
    case 'Sync':
      return {
        ...{ fork: random.below(3), length: number(), remoteLength: number() },
        ...{ canUpgrade: flag(), uploading: flag(), downloading: flag(), hasManifest: flag() }
      }
    case 'Request':
      return {
        ...{ id: number(), fork: random.below(2), block: block(), hash: block() },
        seek: random.chance(3) ? { bytes: number(), padding: random.below(2) } : null,
        upgrade: random.chance(3) ? { start: number(), length: number() } : null,
        ...{ manifest: flag(), priority: random.below(3) }
      }
    case 'Data':
      return {
        ...{ request: number(), fork: random.below(2) },
        block: flag() ? { index: number(), value: random.bytes(9), nodes: nodes() } : null,
        hash: random.chance(3) ? { index: number(), nodes: nodes() } : null,
        seek: random.chance(3) ? { bytes: number(), nodes: nodes() } : null,
        upgrade: random.chance(3)
          ? {
              ...{ start: number(), length: number(), nodes: nodes() },
              ...{ additionalNodes: nodes(), signature: random.bytes(64) }
            }
          : null,
        manifest: null
      }
    case 'Bitfield':
      return { start: number(), bitfield: new Uint32Array(random.few(1_024)) }
    case 'Range':
      return { drop: flag(), start: number(), length: number() }
    case 'Want':
    case 'Unwant':
      return { start: number(), length: number(), any: flag() }
    case 'Extension':
      return { name: 'x', message: random.bytes(4) }
    default:
      return { request: number(), reason: number() }
  }
}

/** A connection to the owner of the core, with the peer's own end of the channel in hand. */
async function connected(): Promise<NonNullable<typeof hostile>> {
  const theirs = new NoiseSecretStream(true)
  const ours = new NoiseSecretStream(false)
  for (const stream of [theirs, ours]) {
    stream.on('error', () => {})
    Hypercore.createProtocolStream(stream)
  }
  theirs.rawStream.pipe(ours.rawStream)
  ours.rawStream.pipe(theirs.rawStream)
  attach(core, theirs)
  attach(copy, ours)
  await Promise.all([theirs.opened, ours.opened])
  const peerAt = () => copy.core.replicator.peers.find(each => each.stream === ours)
  for (let turn = 0; turn < 200 && !peerAt(); turn++) await new Promise(r => setTimeout(r, 1))
  const peer = peerAt() as unknown as Record<string, WireMessage>
  return { stream: ours, wire: Object.fromEntries(NAMES.map(name => [name, peer[`wire${name}`]!])) }
}

/** The muxer writes messages by their encoding only. */
function sendBytes(message: WireMessage, bytes: Buffer): void {
  const { encoding } = message
  const { preencode, encode } = encoding
  encoding.preencode = state => void (state.end += bytes.byteLength)
  encoding.encode = state => {
    bytes.copy(state.buffer, state.start)
    state.start += bytes.byteLength
  }
  try {
    message.send(null)
  } finally {
    Object.assign(encoding, { preencode, encode })
  }
}

interface Said {
  name: string
  message: unknown
  /** What is done to its bytes. */
  spoil: Random | null
}

/** What a peer says who is served a core, or whom one is read from, below all that is ours. */
export const wire = target({
  name: 'wire',
  what: 'messages of the replication itself: what a peer has, wants, asks and gives',
  input: (random: Random): { said: Said[]; raw: Buffer | null } => ({
    said: Array.from({ length: random.few(6) }, () => {
      const name = random.pick(NAMES)
      const message = messageOf(name, random)
      return { name, message, spoil: random.chance(3) ? random : null }
    }),
    // Below the channels: what opens and closes them, and what goes to one that is not there.
    raw: random.chance(4) ? mutate(FRAMES, random, ['hypercore/alpha', 'datomspace/1']) : null
  }),
  ready: async () => {
    folder = await mkdtemp(join(tmpdir(), 'datomspace-fuzz-'))
    owner = new Corestore(join(folder, 'alice'))
    other = new Corestore(join(folder, 'mallory'))
    core = owner.get({ name: 'x' })
    await core.ready()
    copy = other.get({ key: core.key })
    await copy.ready()
    await core.append(Array.from({ length: BLOCKS }, (_, at) => `block ${at}`))
  },
  close: async () => {
    hostile?.stream.destroy()
    hostile = null
    await owner.close()
    await other.close()
    await rm(folder, { recursive: true, force: true })
  },
  run: async ({ said, raw }) => {
    if (!hostile || hostile.stream.destroyed) hostile = await connected()
    for (const { name, message, spoil } of said) {
      const made = hostile.wire[name]!
      try {
        const bytes = c.encode(made.encoding as never, message as never) as Buffer
        sendBytes(made, spoil ? mutate([bytes], spoil) : bytes)
      } catch {
        // what cannot be written as a message cannot be sent as one
      }
    }
    if (raw) hostile.stream.write(raw)
    await new Promise(resolve => setTimeout(resolve, 2))
    const from = performance.now()
    const block = await core.get(BLOCKS - 1, { timeout: PATIENCE })
    insist(block?.toString() === `block ${BLOCKS - 1}`, 'a block of its own')
    insist(core.length === BLOCKS, 'a core that grew by what nobody signed')
    insist(performance.now() - from < PATIENCE, 'a core that answers')
  }
})
