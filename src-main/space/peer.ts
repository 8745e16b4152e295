import c from 'compact-encoding'
import Protomux from 'protomux'
import type { NoiseStream } from '@hyperswarm/secret-stream'
import { DatomspaceError } from '../error'
import { publicKeyOf, verifySignature } from '../identity'

/** Whose connection it is; a remote client without an identity has no `did`. */
export interface Hello {
  role: 'space' | 'client'
  did?: string
}

/** Signs for this end: `sign` is over the bytes given, by the key of `did`. */
export interface LocalIdentity {
  role: 'space' | 'client'
  did?: string
  sign?: (message: Buffer) => Buffer
}

const PROTOCOL = 'datomspace/1'
const MAX_MESSAGE = 64 * 1024
const MAX_JSON_DEPTH = 64
const MAX_FAULTS = 16
/** Messages a second, and how many may come at once. */
const RATE = { steady: 200, burst: 2_000 }
const ASKS = { steady: 200, burst: 5_000 }
const TYPE = /^[a-z][a-z0-9.-]{0,63}$/

export interface PeerEvents {
  hello(peer: Peer): void
  message(peer: Peer, type: string, body: unknown): void
}

/**
 * One connection to another space or a remote client, with our control channel on it: JSON messages
 * of at most 64 KiB. Everything that comes is hostile until proved: what is too large, too much,
 * malformed too often or badly signed closes the connection (`PEER_PROTOCOL`), unknown types are
 * counted and ignored.
 */
export class Peer {
  readonly stream: NoiseStream
  readonly mux: Protomux
  /** The Noise key of the other end, proved by the handshake. */
  readonly publicKey: Buffer
  readonly id: string
  readonly handshakeHash: Buffer
  /** Who dialled. */
  readonly direction: 'in' | 'out'
  /** `null` until the other end said who it is; for ever with one that does not speak our protocol. */
  hello: Hello | null = null
  /** The other end's identity, proved by a signature over this connection's handshake. */
  did: string | undefined
  closed = false
  /** Messages that were ignored, by why. */
  readonly ignored = { malformed: 0, unknown: 0 }
  readonly #channel: Protomux.Channel | null
  readonly #message: Protomux.Message<Buffer> | null
  readonly #events: PeerEvents
  readonly #messages = new Bucket(RATE)
  readonly #asks = new Bucket(ASKS)
  #helloDone: (() => void)[] = []

  constructor(stream: NoiseStream, local: LocalIdentity, events: PeerEvents) {
    this.stream = stream
    this.mux = Protomux.from(stream)
    this.publicKey = stream.remotePublicKey
    this.id = this.publicKey.toString('hex')
    this.handshakeHash = stream.handshakeHash
    this.direction = stream.isInitiator ? 'out' : 'in'
    this.#events = events
    // The close event reports the end; an unhandled error event would end the process.
    stream.on('error', () => {})
    stream.once('close', () => {
      this.closed = true
      this.#settleHello()
    })
    this.#channel = this.mux.createChannel({
      protocol: PROTOCOL,
      onclose: () => this.#settleHello()
    })
    this.#message =
      this.#channel?.addMessage<Buffer>({
        encoding: c.raw,
        onmessage: bytes => this.#receive(bytes)
      }) ?? null
    this.#channel?.open()
    this.#say(local)
  }

  /**
   * Sends a message; `false` when the connection is gone. `type` is lower case with dots, `body` JSON.
   * Throws `LIMIT_EXCEEDED` for a message over 64 KiB.
   */
  send(type: string, body: unknown): boolean {
    if (!this.#message || !this.#channel || this.#channel.closed || this.closed) return false
    const bytes = Buffer.from(JSON.stringify({ type, body }))
    if (bytes.byteLength > MAX_MESSAGE) {
      throw new DatomspaceError(
        'LIMIT_EXCEEDED',
        `A message to a peer is at most ${MAX_MESSAGE} bytes`
      )
    }
    this.#message.send(bytes)
    return true
  }

  /** Resolves when the other end said hello, or when it is certain that it will not. */
  greeted(): Promise<void> {
    if (this.hello || this.closed || !this.#channel || this.#channel.closed)
      return Promise.resolve()
    return new Promise(resolve => this.#helloDone.push(resolve))
  }

  /** Whether the peer may ask for one more core; closes the connection of one that floods. */
  mayAsk(): boolean {
    if (this.#asks.take()) return true
    this.fail('asks for too many cores')
    return false
  }

  /** Closes the connection because the peer broke the protocol. */
  fail(why: string): void {
    this.closed = true
    this.stream.destroy(new DatomspaceError('PEER_PROTOCOL', `A peer was cut off: it ${why}`))
  }

  close(): void {
    this.closed = true
    this.stream.destroy()
  }

  #say(local: LocalIdentity): void {
    const { role, did, sign } = local
    const proof = did && sign ? sign(helloMessage(this.handshakeHash, this.stream.publicKey)) : null
    this.send('hello', proof ? { role, did, proof: proof.toString('base64') } : { role })
  }

  #receive(bytes: Buffer): void {
    if (this.closed) return
    if (bytes.byteLength > MAX_MESSAGE) return this.fail('sent a message that is too large')
    if (!this.#messages.take()) return this.fail('sends too many messages')
    const message = parseMessage(bytes)
    if (!message) {
      if (++this.ignored.malformed >= MAX_FAULTS) this.fail('sends nonsense')
      return
    }
    if (message.type === 'hello') return this.#greet(message.body)
    this.#events.message(this, message.type, message.body)
  }

  #greet(body: unknown): void {
    if (this.hello) return
    const hello = parseHello(body)
    if (!hello) return this.fail('said hello in a form that is not understood')
    const { role, did, proof } = hello
    if (did !== undefined) {
      const key = identityKey(did)
      const signed = helloMessage(this.handshakeHash, this.publicKey)
      if (!key || !verifySignature(signed, Buffer.from(proof ?? '', 'base64'), key)) {
        return this.fail('claims an identity that it does not prove')
      }
      this.did = did
    }
    this.hello = did === undefined ? { role } : { role, did }
    this.#settleHello()
    this.#events.hello(this)
  }

  #settleHello(): void {
    const waiting = this.#helloDone
    this.#helloDone = []
    for (const done of waiting) done()
  }
}

/** What an identity signs to own a connection: the handshake, and the key of the end that speaks. */
function helloMessage(handshakeHash: Buffer, speaker: Buffer): Buffer {
  return Buffer.concat([Buffer.from('datomspace/1/hello\0'), handshakeHash, speaker])
}

function identityKey(did: string): Buffer | null {
  try {
    return publicKeyOf(did)
  } catch {
    return null
  }
}

function parseHello(body: unknown): (Hello & { proof?: string }) | null {
  if (!isObject(body)) return null
  const { role, did, proof } = body
  if (role !== 'space' && role !== 'client') return null
  if (did !== undefined && (typeof did !== 'string' || did.length > 100)) return null
  if (proof !== undefined && (typeof proof !== 'string' || proof.length > 100)) return null
  return { role, did, proof }
}

function parseMessage(bytes: Buffer): { type: string; body: unknown } | null {
  try {
    const text = bytes.toString('utf8')
    if (depthOf(text) > MAX_JSON_DEPTH) return null
    const value: unknown = JSON.parse(text)
    if (!isObject(value) || typeof value.type !== 'string' || !TYPE.test(value.type)) return null
    return { type: value.type, body: value.body }
  } catch {
    return null
  }
}

/** An upper bound of the nesting, without parsing: brackets in texts count too. */
function depthOf(text: string): number {
  let depth = 0
  let most = 0
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code === 0x5b || code === 0x7b) most = Math.max(most, ++depth)
    else if (code === 0x5d || code === 0x7d) depth--
  }
  return most
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

class Bucket {
  readonly #rate: { steady: number; burst: number }
  #level: number
  #at = Date.now()

  constructor(rate: { steady: number; burst: number }) {
    this.#rate = rate
    this.#level = rate.burst
  }

  take(): boolean {
    const now = Date.now()
    const refill = ((now - this.#at) / 1000) * this.#rate.steady
    this.#level = Math.min(this.#rate.burst, this.#level + refill)
    this.#at = now
    if (this.#level < 1) return false
    this.#level--
    return true
  }
}
