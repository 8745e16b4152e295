import { randomBytes } from 'node:crypto'
import { createInterface } from 'node:readline'
import Hypercore from 'hypercore'
import Protomux from 'protomux'
import z32 from 'z32'
import { DatomSet, EpochRing } from '../../src-main/datom'
import { DatomspaceError } from '../../src-main/error'
import {
  GrantLog,
  parseKey,
  proveTicket,
  receiptEncryption,
  type GrantKey
} from '../../src-main/grant'
import { signReceipt, type Use } from '../../src-main/meter'
import { encodeLetter } from '../../src-main/space/letters/letter'
import { Parcel, PART, TAKEN } from '../../src-main/space/letters/message'
import { RECEIPTS } from '../../src-main/space/metering/message'
import type { Peer } from '../../src-main/space/peer'
import { PROVE, STATE } from '../../src-main/space/sharing/message'
import { Space } from '../../src-main/space/space'
import { openOwned } from '../../src-main/space/store'

/**
 * The app of somebody who changed it to take what she can: it keeps every key that it was ever given, asks
 * no terms before it reads, signs for nothing unless it is told what, and serves on what it has. Reads
 * `{ call, number, …params }` a line and answers `{ reply<number>: value }`. Arguments: storage, seed
 * (hex), name.
 */
const [storage, seed, host] = process.argv.slice(2) as [string, string, string]
const space = new Space({ storage, host, seed: Buffer.from(seed, 'hex') })
const words = new Map<string, string>()
const answers: { id: string; refused?: string }[] = []

interface Held {
  key: GrantKey
  log: GrantLog
  proof: string
  set: DatomSet | null
}
const ring = EpochRing.from({ epochs: [] })
const held = new Map<string, Held>()
let receipts: Hypercore | null = null
let last: { number: number; hash: string } | null = null

const pause = (milliseconds: number) => new Promise(resolve => setTimeout(resolve, milliseconds))

async function until(condition: () => boolean, milliseconds = 15_000): Promise<boolean> {
  const end = Date.now() + milliseconds
  while (!condition() && Date.now() < end) await pause(10)
  return condition()
}

async function meet(publicKey: Buffer): Promise<Peer> {
  space.swarm.joinPeer(publicKey)
  await until(() => space.gate.peersOf(publicKey).length > 0)
  const [peer] = space.gate.peersOf(publicKey)
  if (!peer) throw new DatomspaceError('PEER_UNREACHABLE', 'Nobody is there')
  await peer.greeted()
  return peer
}

function nameOf(key: GrantKey): string {
  return Hypercore.discoveryKey(key.grant).toString('hex')
}

async function wordOn(grant: string): Promise<string | null> {
  await until(() => words.has(grant), 5_000)
  return words.get(grant) ?? null
}

function proofOn(peer: Peer, { secret, grant }: GrantKey): string {
  const context = { handshakeHash: peer.handshakeHash, prover: space.networkKey, grant }
  return proveTicket(secret, context).toString('base64')
}

/** Everything that can be read with all keys that there ever were, up to where it cannot. */
async function readable(
  set: DatomSet
): Promise<{ names: string[]; length: number; code?: string }> {
  const names: string[] = []
  const { length } = set.core
  try {
    for await (const datom of set.list({})) names.push(datom.content.name?.full ?? '')
  } catch (error) {
    return { names, length, code: DatomspaceError.from(error).code }
  }
  return { names: names.sort(), length }
}

function setOf(key: Buffer): DatomSet {
  return DatomSet.follow({ store: space.store, key, ring })
}

function floodCores(peer: Peer, times: number): void {
  const mux = Protomux.from(peer.stream)
  for (let at = 0; at < times && !peer.closed; at++) {
    const channel = mux.createChannel({ protocol: 'hypercore/alpha', id: randomBytes(32) })
    channel?.open()
  }
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the test says
type Params = Record<string, any>
const calls: Record<string, (params: Params) => unknown> = {
  meet: async ({ to }) => void (await meet(Buffer.from(to, 'hex'))),

  hold: async ({ key: text }) => {
    const key = parseKey(text)
    const open = (sealed: Buffer) => space.keys.openSealed(sealed)
    const log = GrantLog.follow({
      store: space.store,
      key: key.grant,
      secret: key.secret,
      space: key.space,
      ...(key.kind === 'agreement' && { open })
    })
    await log.ready()
    space.gate.follow(log.core, { from: [key.space] })
    const peer = await meet(key.space)
    const grant = nameOf(key)
    const proof = proofOn(peer, key)
    const holding: Held = { key, log, proof, set: null }
    held.set(grant, holding)
    peer.send(PROVE, { grant, proof })
    const word = await wordOn(grant)
    if (word !== 'active') return { grant, proof, word }
    const learn = async () => ring.merge((await log.state()).epochs)
    log.core.on('append', () => void learn().catch(() => {})) // a log that ends here teaches nothing more
    const { offer } = await log.state({ wait: true })
    await learn()
    const set = setOf(offer!.set)
    await set.ready()
    holding.set = set
    space.gate.follow(set.core, { from: [key.space] })
    set.core.download({ start: 0, end: -1 })
    return { grant, proof, word, set: offer!.set.toString('hex'), policy: offer!.policy.uid }
  },

  /** Does not look at what was offered, allowed, counted or ended. */
  read: ({ grant }) => readable(held.get(grant)!.set!),
  state: ({ grant }) => held.get(grant)!.log.state(),
  epochs: () => ring.export().epochs.map(([epoch]) => epoch),
  keys: () => ring.export(),

  /** Somebody else's proof, or one of another connection. */
  prove: async ({ to, grant, proof }) => {
    const peer = await meet(Buffer.from(to, 'hex'))
    words.delete(grant)
    peer.send(PROVE, { grant, proof })
    return wordOn(grant)
  },

  /** A proof on this connection for another grant than the secret is of. */
  cross: async ({ key: text, grant }) => {
    const key = parseKey(text)
    const peer = await meet(key.space)
    words.delete(grant)
    peer.send(PROVE, { grant, proof: proofOn(peer, key) })
    return wordOn(grant)
  },

  serveOn: ({ grant }) => {
    const { set } = held.get(grant)!
    space.gate.rule((_, asked) => (asked.equals(set!.core.discoveryKey) ? set!.core : null))
  },

  /** Takes a set from somebody who is not its owner, with keys that came another way. */
  take: async ({ from, set: text, keys, milliseconds = 1_500 }) => {
    await meet(Buffer.from(from, 'hex'))
    if (keys) ring.merge(keys)
    const set = setOf(Buffer.from(text, 'hex'))
    await set.ready()
    const follow = space.gate.follow(set.core, { from: [Buffer.from(from, 'hex')] })
    const download = set.core.download({ start: 0, end: -1 })
    await pause(milliseconds)
    const found = await Promise.race([readable(set), pause(3_000)])
    download.destroy()
    await follow.stop()
    const { length, contiguousLength } = set.core
    await set.close()
    return { length, contiguousLength, ...(found ?? { names: [] }) }
  },

  /** Signs for uses: as many as told, at times as told, perhaps with some left out. */
  sign: async ({ grant, times, at = Date.now(), skip = 0, policy = 'urn:uuid:1' }) => {
    const { key } = held.get(grant)!
    if (!receipts) {
      const keyPair = space.keys.signer(`own receipts ${grant}`)
      receipts = await openOwned(space.store, {
        keyPair,
        encryption: receiptEncryption(key.secret)
      })
      const { discoveryKey } = receipts
      space.gate.rule((_, asked) => (asked.equals(discoveryKey) ? receipts : null))
    }
    const origin = {
      grant: z32.encode(key.grant),
      holder: space.identity,
      log: z32.encode(receipts.key)
    }
    const use: Use = { action: 'display', policy, subject: ['a-datom'] }
    for (let made = 0; made < times; made++) {
      const after = last && { ...last, number: last.number + skip }
      const signed = signReceipt(use, { origin, after, at }, space.keys)
      last = { number: signed.receipt.number, hash: signed.hash }
      await receipts.append(signed.block)
    }
    const peer = await meet(key.space)
    const proof = proofOn(peer, key)
    peer.send(RECEIPTS, { grant, proof, core: receipts.key.toString('hex') })
    return { log: origin.log }
  },

  /** Names cores as her receipts that are none. */
  announce: async ({ grant, times }) => {
    const { key } = held.get(grant)!
    const peer = await meet(key.space)
    const proof = proofOn(peer, key)
    for (let at = 0; at < times; at++) {
      peer.send(RECEIPTS, { grant, proof, core: randomBytes(32).toString('hex') })
    }
  },

  takeBack: async ({ length, times = 1 }) => {
    for (let at = 0; at < times; at++) {
      const block = (await receipts!.get(length)) as Buffer
      await receipts!.truncate(length)
      await receipts!.append(block)
    }
    return receipts!.length
  },

  letters: async ({ to, did, kind, bodies }) => {
    const peer = await meet(Buffer.from(to, 'hex'))
    const before = answers.length
    for (const [at, body] of (bodies as never[]).entries()) {
      const id = `${process.pid}-${before + at}`
      const time = new Date().toISOString()
      const letter = encodeLetter({ id, kind, to: did, at: time, body }, space.keys)
      for (const part of Parcel.split(id, letter)) peer.send(PART, part)
    }
    await until(() => answers.length >= before + bodies.length || peer.closed, 20_000)
    return { closed: peer.closed, answers: answers.slice(before) }
  },

  flood: async ({ to, what, times }) => {
    const peer = await meet(Buffer.from(to, 'hex'))
    if (what === 'cores') floodCores(peer, times)
    else {
      for (let at = 0; at < times && !peer.closed; at++) {
        if (!peer.send(PROVE, { grant: randomBytes(32).toString('hex'), proof: 'AAAA' })) break
        if (at % 100 === 0) await pause(0)
      }
    }
    await until(() => peer.closed, 10_000)
    return { closed: peer.closed }
  }
}

function say(message: object): void {
  process.stdout.write(JSON.stringify(message) + '\n')
}

async function answer({ call, number, ...params }: Params): Promise<void> {
  try {
    say({ [`reply${number}`]: (await calls[call]!(params)) ?? null })
  } catch (thrown) {
    const { code, message } = DatomspaceError.from(thrown)
    say({ [`reply${number}`]: { error: code, message } })
  }
}

async function main(): Promise<void> {
  await space.ready()
  space.gate.handle(STATE, (_, body) => {
    const { grant, state } = body as { grant: string; state: string }
    words.set(grant, state)
  })
  space.gate.handle(TAKEN, (_, body) => void answers.push(body as (typeof answers)[number]))
  createInterface({ input: process.stdin }).on('line', line => void answer(JSON.parse(line)))
  say({ ready: true, did: space.identity, space: space.networkKey.toString('hex') })
}

main().catch(error => {
  console.error(error)
  process.exit(1)
})
