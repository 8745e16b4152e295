import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Duplex } from 'node:stream'
import { Server } from '../../../src-main/contract/served-server'
import { DatomspaceError, ERROR_CODES } from '../../../src-main/error'
import { formatKey } from '../../../src-main/grant'
import { createSeed, deriveKeys, type Json } from '../../../src-main/identity'
import type { MessageHandler } from '../../../src-main/space/gate'
import { encodeLetter } from '../../../src-main/space/letters/letter'
import { Parcel, PART, TAKEN } from '../../../src-main/space/letters/message'
import { LocalService } from '../../../src-main/space/local/service'
import { FrameSocket, type Frame } from '../../../src-main/space/local/frames'
import { openModules, type Modules } from '../../../src-main/space/modules'
import type { Peer } from '../../../src-main/space/peer'
import { Space } from '../../../src-main/space/space'
import { alice as giver, handed, minted, revealed } from '../../datom/deeds'
import { twist } from '../json'
import { Random } from '../random'
import { insist, target } from '../target'

const id = '01900000-0000-7000-8000-000000000001'
const owned = handed(minted(), deriveKeys(Buffer.alloc(32, 2)))
const key = formatKey({
  kind: 'ticket',
  space: Buffer.alloc(32, 1),
  grant: Buffer.alloc(32, 2),
  secret: Buffer.alloc(32, 3)
})
/** What each kind of letter says when it is well meant. */
const LETTERS: Record<string, unknown[]> = {
  'people.ask': [{ name: 'Bob' }],
  'people.yes': [{ name: 'Bob' }],
  'grant.offer': [{ label: 'Friends', key }],
  'request.ask': [{ request: id, message: 'May I?', fields: ['name'] }],
  'request.granted': [{ request: id, key, message: 'yes' }],
  'request.declined': [{ request: id, message: 'no' }],
  'request.withdrawn': [{ request: id }],
  'transfer.offer': [{ id, subject: 'C', category: 'contacts', level: 'personal', name: 'B' }],
  'transfer.accept': [{ id }],
  'transfer.decline': [{ id, reason: 'no' }],
  'transfer.withdraw': [{ id }],
  'transfer.parcel': [
    {
      id,
      transfer: owned.documents[1],
      documents: owned.documents.slice(0, 1),
      opening: revealed(minted().datom),
      blobs: []
    }
  ],
  'transfer.saved': [{ id, transfer: owned.documents[1], deed: owned.documents[2] }],
  'ownership.dispute': [owned.documents[0]],
  'no.such.kind': [{}]
}
const KINDS = Object.keys(LETTERS)
const BODIES = Object.values(LETTERS).flat()
/** A space takes so many letters of strangers in an hour: then there is a new one. */
const AFRESH = 900

/** A whole space off the network, whose gate is spoken to as if by peers. */
class Home {
  readonly handlers = new Map<string, MessageHandler>()
  readonly faults: unknown[] = []
  modules!: Modules
  #space!: Space
  #folder = ''

  async open(): Promise<void> {
    this.#folder = await mkdtemp(join(tmpdir(), 'datomspace-fuzz-'))
    const seed = createSeed()
    this.#space = new Space({ storage: this.#folder, host: 'alice', seed, network: 'off' })
    await this.#space.ready()
    const { gate } = this.#space
    const handle = gate.handle.bind(gate)
    gate.handle = (type, handler) => {
      this.handlers.set(type, handler)
      return handle(type, handler)
    }
    this.modules = await openModules(this.#space)
    this.modules.letters.on('fault', fault => this.faults.push(fault))
  }

  async close(): Promise<void> {
    await this.modules.close()
    await this.#space.close()
    await rm(this.#folder, { recursive: true, force: true })
  }

  get did(): string {
    return this.#space.identity
  }
}

let home: Home | null = null
let used = 0

async function visit(): Promise<Home> {
  if (home && ++used % AFRESH === 0) await leave()
  if (!home) {
    home = new Home()
    await home.open()
  }
  return home
}

async function leave(): Promise<void> {
  await home?.close()
  home = null
}

interface Sent {
  type: string
  body: unknown
}

/** As the gate has it once a connection was greeted. */
function peerOf(keys: ReturnType<typeof deriveKeys>): { peer: Peer; sent: Sent[] } {
  const sent: Sent[] = []
  const peer = {
    did: keys.did,
    publicKey: keys.network.publicKey,
    id: keys.network.publicKey.toString('hex'),
    handshakeHash: Buffer.alloc(64, 7),
    ignored: { malformed: 0, unknown: 0 },
    closed: false,
    hello: { role: 'space', did: keys.did },
    greeted: () => Promise.resolve(),
    send: (type: string, body: unknown) => sent.push({ type, body }) > 0
  }
  return { peer: peer as unknown as Peer, sent }
}

function isNamed(fault: unknown): boolean {
  return fault instanceof DatomspaceError && fault.code !== 'INTERNAL'
}

const writers = Array.from({ length: 64 }, (_, n) => deriveKeys(Buffer.alloc(32, 100 + n)))

export const mail = target({
  name: 'mail',
  what: 'letters of every kind, well signed, to a whole space',
  input: (random: Random) => ({
    kind: random.pick(KINDS),
    body: random.chance(3) ? twist(BODIES, random) : null,
    own: random.bits(),
    writer: random.chance(8) ? giver : random.pick(writers)
  }),
  close: leave,
  run: async ({ kind, body, own, writer }) => {
    const { handlers, faults, did } = await visit()
    const said = (body ?? twist(LETTERS[kind]!, pickedBy(own))) as Json
    const number = randomBytes(8).toString('hex')
    const at = '2026-01-01T00:00:00Z'
    const letter = encodeLetter({ id: number, kind, to: did, at, body: said }, writer)
    const { peer, sent } = peerOf(writer)
    for (const part of Parcel.split(number, letter)) await handlers.get(PART)!(peer, part)
    for (let turn = 0; turn < 5_000 && sent.length === 0 && faults.length === 0; turn++) {
      await new Promise(resolve => setTimeout(resolve, 1))
    }
    const [fault] = faults.splice(0)
    if (fault) throw fault
    const answer = sent.find(({ type }) => type === TAKEN)?.body as { refused?: string } | undefined
    insist(answer !== undefined, 'an answer to a letter')
    const { refused } = answer
    if (refused === undefined) return
    insist((ERROR_CODES as readonly string[]).includes(refused) && refused !== 'INTERNAL', refused)
  }
})

/** The same numbers for the body that belongs to the kind. */
function pickedBy(bits: number): Random {
  return new Random(bits)
}

const MESSAGES: unknown[] = [
  { grant: 'ab'.repeat(32), proof: 'AAAA' },
  { grant: 'ab'.repeat(32), state: 'active' },
  { grant: 'ab'.repeat(32), proof: 'AAAA', core: 'cd'.repeat(32) },
  { id, part: 0, parts: 2, data: 'AAAA' },
  { id, refused: 'UNSUPPORTED' },
  { discoveryKey: 'ab'.repeat(32) },
  {}
]

export const peers = target({
  name: 'peer',
  what: 'control messages of every type to a whole space',
  input: (random: Random) => ({
    which: random.bits(),
    body: twist(MESSAGES, random),
    writer: random.pick(writers)
  }),
  close: leave,
  run: async ({ which, body, writer }) => {
    const { handlers, faults } = await visit()
    const types = [...handlers.keys()].sort()
    const { peer } = peerOf(writer)
    await handlers.get(types[which % types.length]!)!(peer, body)
    const [fault] = faults.splice(0)
    if (fault && !isNamed(fault)) throw fault
  }
})

let server: Server | null = null
let storage = ''
let asked = 0
const CORE = Buffer.alloc(32, 7)
const HEADERS: unknown[] = [
  { m: 'hello', version: 1 },
  { m: 'listen' },
  { m: 'open', h: 1, name: 'x', namespace: '' },
  { m: 'open', h: 2 },
  { m: 'open', h: 3, of: 1 },
  { m: 'append', h: 1 },
  { m: 'append', h: 3 },
  { m: 'get', h: 1, n: 0, wait: false, timeout: 20 },
  { m: 'ahead', h: 1, n: 0, end: 10 },
  { m: 'has', h: 1, n: 0, end: 4 },
  { m: 'seek', h: 1, n: 3, wait: false, timeout: 20 },
  { m: 'update', h: 1, wait: false },
  { m: 'truncate', h: 1, n: 0, fork: 1 },
  { m: 'clear', h: 1, n: 0, end: 2 },
  { m: 'clear', h: 3, n: 0, end: 2 },
  { m: 'info', h: 1 },
  { m: 'close', h: 1 },
  { m: 'call', name: 'space.status', params: {} },
  { m: 'call', name: 'sets.create', params: { name: 'x' } },
  { m: 'call', name: 'contacts.page', params: { limit: 10 } },
  {
    m: 'call',
    name: 'shares.create',
    params: { label: 'x', selection: { kind: 'set', setId: 'x' } }
  }
]

const WAITING = new Set<unknown>(['get', 'seek', 'update'])
/** Milliseconds. */
const PATIENCE = 20_000

interface Asking {
  header: Record<string, unknown>
  parts: (Buffer | null)[]
}

/** Two ends of a socket in this process. */
function sockets(): [Duplex, Duplex] {
  const ends: Duplex[] = []
  for (let at = 0; at < 2; at++) {
    const end: Duplex = new Duplex({
      read: () => {},
      write: (bytes, _encoding, done) => {
        ends[1 - at]!.push(bytes)
        done()
      },
      final: done => {
        ends[1 - at]!.push(null)
        done()
      }
    })
    ends.push(end)
  }
  return ends as [Duplex, Duplex]
}

let served = 0

async function openServer(): Promise<void> {
  storage = await mkdtemp(join(tmpdir(), 'datomspace-fuzz-'))
  const host = `fuzz-${process.pid}`
  server = new Server({ storage, host, keychain: 'memory', network: 'off' })
  await server.ready()
}

async function closeServer(): Promise<void> {
  await server?.close()
  server = null
  await rm(storage, { recursive: true, force: true })
}

export const service = target({
  name: 'service',
  what: 'what a program says on the local socket, to a whole server',
  input: (random: Random): Asking[] =>
    Array.from({ length: random.few(8) }, () => {
      const made = random.chance(2) ? random.pick(HEADERS) : twist(HEADERS, random)
      const isObject = typeof made === 'object' && made !== null && !Array.isArray(made)
      const parts = [null, CORE, Buffer.alloc(0), random.bytes(random.few(64)), random.bytes(32)]
      return {
        header: isObject ? ({ ...made } as Record<string, unknown>) : { m: made },
        parts: Array.from({ length: random.below(4) }, () => random.pick(parts))
      }
    }),
  ready: openServer,
  close: closeServer,
  run: async messages => {
    // What programs made is let go of now and then: a space holds as much as was put into it.
    if (++served % 5_000 === 0) {
      await closeServer()
      await openServer()
    }
    const [ours, theirs] = sockets()
    const { cores, served: space } = server!
    const made = new LocalService(theirs as never, {
      hello: () => ({ version: 1, host: 'x', did: 'x', spaceKey: 'x' }),
      cores,
      handle: () => async (name, params) => {
        const answer = await space.router.answer(name, params, 'socket')
        if (answer.ok) return answer.value
        throw new DatomspaceError(answer.error.code, answer.error.message)
      }
    })
    const answers = new Map<number, Frame>()
    const client = new FrameSocket(ours as never)
    client.on('frame', (frame: Frame) => {
      if (typeof frame.header.i === 'number') answers.set(frame.header.i, frame)
    })
    const first = asked + 1
    for (const { header, parts } of messages) {
      client.send({ ...header, i: ++asked } as never, parts)
    }
    const silent = () =>
      messages.filter(({ header }, at) => {
        // One that is told to wait for a block waits.
        return !WAITING.has(header['m']) && !answers.has(first + at)
      })
    for (let turn = 0; turn < 300 && answers.size < messages.length; turn++) {
      await new Promise(resolve => setTimeout(resolve, 1))
    }
    // A call that writes takes as long as the disk does.
    const end = Date.now() + PATIENCE
    while (silent().length > 0 && Date.now() < end) {
      await new Promise(resolve => setTimeout(resolve, 10))
    }
    const [missing] = silent()
    made.close()
    client.destroy()
    for (const { header } of answers.values()) {
      const { error } = header
      const isGood =
        !error ||
        ((ERROR_CODES as readonly string[]).includes(error.code) && error.code !== 'INTERNAL')
      insist(isGood, `${error?.code} ${error?.message}`)
    }
    insist(!missing, `no answer to ${JSON.stringify(missing?.header)?.slice(0, 300)}`)
  }
})
