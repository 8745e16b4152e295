import { EventEmitter } from 'node:events'
import z32 from 'z32'
import { newDatomId } from '../datom'
import { DatomspaceError } from '../error'
import { publicKeyOf, verifySignature, type Json } from '../identity'
import type { DatabaseOp } from './database'
import { encodeLetter, MAX_LETTER, parseLetter, signedPart, type Letter } from './letters/letter'
import { HourlyCount } from './letters/hourly-count'
import { parseAnswer, parsePart, PART, PARTS_READY, TAKEN, Parcel } from './letters/message'
import type { Peer } from './peer'
import type { Space } from './space'

const OUT = 'letters'
const TAKEN_IDS = 'letters-taken'
/** Ids of letters that are remembered of each sender: a lost acknowledgement is all that repeats one. */
const REMEMBERED = 1_000
/** A letter that could not be delivered for so long is given up. */
const KEPT = 90 * 24 * 60 * 60 * 1000
/** Milliseconds that the other space has to take a letter, before it is sent again. */
const PATIENCE = 30_000
/** What a stranger may send at once; people of the address book may send `MAX_LETTER`. */
const STRANGER = 256 * 1024

export interface SendLetter {
  /** did:key of the person. */
  did: string
  /** Network key of their space: 32 bytes, or z-base-32. */
  spaceKey: Buffer | string
  /** Lower case with dots, such as `request.ask`. */
  kind: string
  body: Json
}

/** A letter that came: its sender proved, on the connection and by signature, to be `from`. */
export interface ReceivedLetter {
  id: string
  /** did:key. */
  from: string
  /** Network key of the space that it came from. */
  spaceKey: Buffer
  /** Hostile until parsed. */
  body: unknown
  /** When it was written, by the sender's clock. */
  at: string
}

/**
 * What to do with a letter. The changes that it returns are applied together with the note that the
 * letter was taken, so that it is taken once even if the power fails. A DatomspaceError refuses the
 * letter for good, except `INTERNAL`, `CLOSED` and `STORAGE_FULL`, after which it will come again.
 */
export type LetterHandler = (
  letter: ReceivedLetter
) => Promise<DatabaseOp[] | void> | DatabaseOp[] | void

interface Outgoing {
  did: string
  /** z-base-32. */
  spaceKey: string
  kind: string
  at: string
  letter: Letter
}

const AGAIN = new Set(['INTERNAL', 'CLOSED', 'STORAGE_FULL'])

/**
 * Letters between spaces: small signed messages that wait until the other space is there. Kept in the
 * database until the other space has taken them, in the order in which they were written; each is taken
 * at most once.
 *
 * Events: `delivered` (id), `refused` (id, code) when the other space will not have it, `given-up` (id)
 * after 90 days, `fault` (DatomspaceError). Register handlers before `ready()`.
 */
export class Letters extends EventEmitter {
  readonly #space: Space
  readonly #now: () => number
  readonly #knows: (did: string) => boolean
  readonly #expects: (did: string) => boolean
  readonly #handlers = new Map<string, LetterHandler>()
  /** By network key (z-base-32), oldest first. */
  readonly #waiting = new Map<string, Map<string, Outgoing>>()
  readonly #sending = new Map<Peer, { id: string; timer: NodeJS.Timeout }>()
  /** Those who were sent again what was on its way. */
  readonly #repeated = new WeakSet<Peer>()
  readonly #parcels = new Map<Peer, Parcel>()
  readonly #taken = new Map<string, string[]>()
  readonly #hourly: HourlyCount
  readonly #stops: (() => unknown)[] = []
  #taking: Promise<unknown> = Promise.resolve()
  #open = false

  /**
   * `knows`: whether somebody is in the address book. `expects`: whether as many letters are taken from
   * them as if they were.
   */
  constructor(options: {
    space: Space
    now?: () => number
    knows?: (did: string) => boolean
    expects?: (did: string) => boolean
  }) {
    super()
    this.setMaxListeners(0)
    this.#space = options.space
    this.#now = options.now ?? Date.now
    this.#knows = options.knows ?? (() => false)
    this.#expects = options.expects ?? (() => false)
    this.#hourly = new HourlyCount(this.#now)
  }

  /** Registers the one handler of a kind; the function returned takes it away. */
  handle(kind: string, handler: LetterHandler): () => void {
    if (this.#handlers.has(kind)) {
      throw new DatomspaceError('CONFLICT', `Letters of the kind "${kind}" have a handler already`)
    }
    this.#handlers.set(kind, handler)
    return () => this.#handlers.delete(kind)
  }

  /**
   * Writes a letter and returns its id. When it resolves the letter is on the disk and on its way.
   * Throws `LIMIT_EXCEEDED` for a body over 16 MiB; one over 256 KiB reaches only those who have this
   * space's owner in their address book.
   */
  async send(options: SendLetter): Promise<string> {
    const { id, op, outgoing } = this.prepare(options)
    await this.#space.database.batch([op])
    await this.#space.database.flush()
    this.post(id, outgoing)
    return id
  }

  /** A letter, and the change that saves it: apply it together with what it is about, then `post`. */
  prepare(options: SendLetter): { id: string; op: DatabaseOp; outgoing: Outgoing } {
    const { did, kind, body } = options
    publicKeyOf(did)
    const id = newDatomId(this.#now())
    const at = new Date(this.#now()).toISOString()
    const letter = encodeLetter({ id, kind, to: did, at, body }, this.#space.keys)
    const spaceKey =
      typeof options.spaceKey === 'string' ? options.spaceKey : z32.encode(options.spaceKey)
    const outgoing = { did, spaceKey, kind, at, letter }
    return { id, op: { type: 'put', table: OUT, key: id, value: outgoing }, outgoing }
  }

  /** Sends what was prepared and saved. */
  post(id: string, outgoing: Outgoing): void {
    this.#add(id, outgoing)
    for (const peer of this.#space.gate.peersOf(z32.decode(outgoing.spaceKey))) this.#next(peer)
  }

  /** Takes a letter back; false when it is on its way already, or gone. */
  async cancel(id: string): Promise<boolean> {
    const isOnItsWay = [...this.#sending.values()].some(sent => sent.id === id)
    if (isOnItsWay || !this.#find(id)) return false
    await this.#drop(id)
    return true
  }

  /** Whether it still waits to be taken. */
  isWaiting(id: string): boolean {
    return this.#find(id) !== undefined
  }

  async ready(): Promise<void> {
    const { database, gate } = this.#space
    for (const { key, value } of await database.list<string[]>(TAKEN_IDS)) {
      this.#taken.set(key, value)
    }
    const onhello = (peer: Peer) => this.#next(peer)
    const onclose = (peer: Peer) => this.#gone(peer)
    gate.on('hello', onhello)
    gate.on('peer-close', onclose)
    this.#stops.push(
      () => gate.off('hello', onhello),
      () => gate.off('peer-close', onclose),
      gate.handle(PART, (peer, body) => this.#part(peer, body)),
      gate.handle(TAKEN, (peer, body) => this.#answered(peer, body)),
      gate.handle(PARTS_READY, peer => this.#again(peer))
    )
    this.#open = true
    const tooOld = this.#now() - KEPT
    for (const { key, value } of await database.list<Outgoing>(OUT)) {
      if (Date.parse(value.at) > tooOld) this.#add(key, value)
      else {
        await database.delete(OUT, key)
        this.emit('given-up', key)
      }
    }
    for (const peer of gate.peers) {
      // What came before there was anybody to take it has to come again.
      peer.send(PARTS_READY, {})
      this.#next(peer)
    }
  }

  async close(): Promise<void> {
    this.#open = false
    for (const stop of this.#stops.splice(0)) stop()
    for (const peer of [...this.#sending.keys()]) this.#gone(peer)
    for (const spaceKey of this.#waiting.keys()) {
      this.#space.swarm.leavePeer(z32.decode(spaceKey))
    }
    this.#waiting.clear()
    await this.#taking.catch(() => {}) // `fault` said so
  }

  // ── sending ──────────────────────────────────────────────────────────────────────────────────

  #add(id: string, outgoing: Outgoing): void {
    const { spaceKey } = outgoing
    let letters = this.#waiting.get(spaceKey)
    if (!letters) {
      this.#waiting.set(spaceKey, (letters = new Map()))
      this.#space.swarm.joinPeer(z32.decode(spaceKey))
    }
    letters.set(id, outgoing)
  }

  #find(id: string): Outgoing | undefined {
    for (const letters of this.#waiting.values()) {
      const outgoing = letters.get(id)
      if (outgoing) return outgoing
    }
    return undefined
  }

  /** Sends the oldest letter for that space, if none is on its way. */
  #next(peer: Peer): void {
    if (!this.#open || peer.closed || peer.did === undefined || this.#sending.has(peer)) return
    const letters = this.#waiting.get(z32.encode(peer.publicKey))
    // A key in the address book may name another person than the one who is there.
    const found = [...(letters ?? [])].find(([, { did }]) => did === peer.did)
    if (!found) return
    const [id, { letter }] = found
    const timer = setTimeout(() => {
      this.#sending.delete(peer)
      this.#next(peer)
    }, PATIENCE)
    timer.unref()
    this.#sending.set(peer, { id, timer })
    for (const part of Parcel.split(id, letter)) if (!peer.send(PART, part)) return
  }

  /** What was sent before the other space could take it was lost. It can say so once in a connection. */
  #again(peer: Peer): void {
    const sent = this.#sending.get(peer)
    if (sent && !this.#repeated.has(peer)) {
      this.#repeated.add(peer)
      clearTimeout(sent.timer)
      this.#sending.delete(peer)
    }
    this.#next(peer)
  }

  async #answered(peer: Peer, body: unknown): Promise<void> {
    const answer = parseAnswer(body)
    const sent = this.#sending.get(peer)
    if (!answer || sent?.id !== answer.id) {
      peer.ignored.malformed++
      return
    }
    clearTimeout(sent.timer)
    this.#sending.delete(peer)
    await this.#drop(answer.id)
    if (answer.refused === undefined) this.emit('delivered', answer.id)
    else this.emit('refused', answer.id, answer.refused)
    this.#next(peer)
  }

  async #drop(id: string): Promise<void> {
    for (const [spaceKey, letters] of this.#waiting) {
      if (!letters.delete(id) || letters.size > 0) continue
      this.#waiting.delete(spaceKey)
      this.#space.swarm.leavePeer(z32.decode(spaceKey))
    }
    await this.#space.database.delete(OUT, id)
  }

  #gone(peer: Peer): void {
    clearTimeout(this.#sending.get(peer)?.timer)
    this.#sending.delete(peer)
    this.#parcels.delete(peer)
  }

  // ── taking ───────────────────────────────────────────────────────────────────────────────────

  #part(peer: Peer, body: unknown): void {
    const part = parsePart(body)
    if (!part || peer.did === undefined) {
      peer.ignored.malformed++
      return
    }
    const limit = this.#knows(peer.did) ? MAX_LETTER : STRANGER
    let parcel = this.#parcels.get(peer)
    // The rest of one that was refused, or began before this end could take letters: that comes again.
    if (!parcel && part.part > 0) return
    if (!parcel || part.part === 0) this.#parcels.set(peer, (parcel = new Parcel(part.id, limit)))
    const whole = parcel.add(part)
    if (whole === 'incomplete') return
    this.#parcels.delete(peer)
    if (whole === 'refused') {
      peer.send(TAKEN, { id: part.id, refused: 'LIMIT_EXCEEDED' })
      return
    }
    // One at a time, so that what one letter saved is there for the next.
    const done = this.#taking.catch(() => {}).then(() => this.#take(peer, part.id, whole)) // `fault` said so
    this.#taking = done
    done.catch(error => this.emit('fault', DatomspaceError.from(error)))
  }

  async #take(peer: Peer, id: string, bytes: Buffer): Promise<void> {
    const from = peer.did!
    if (!this.#open) return
    const answer = (refused?: string) =>
      peer.send(TAKEN, { id, ...(refused !== undefined && { refused }) })
    const letter = parseLetter(bytes)
    if (!letter || letter.id !== id || letter.to !== this.#space.identity) {
      return void answer('STATEMENT_INVALID')
    }
    const signature = Buffer.from(letter.signature, 'base64')
    if (!verifySignature(signedPart(letter), signature, publicKeyOf(from))) {
      return void answer('STATEMENT_INVALID')
    }
    const taken = this.#taken.get(from) ?? []
    if (taken.includes(id)) return void answer()
    const handler = this.#handlers.get(letter.kind)
    if (!handler) return void answer('UNSUPPORTED')
    if (!this.#hourly.take(from, this.#knows(from) || this.#expects(from)))
      return void answer('LIMIT_EXCEEDED')
    const { body, at } = letter
    try {
      const ops = await handler({ id, from, spaceKey: peer.publicKey, body, at })
      const ids = [...taken, id].slice(-REMEMBERED)
      await this.#space.database.batch([
        ...(ops ?? []),
        { type: 'put', table: TAKEN_IDS, key: from, value: ids }
      ])
      await this.#space.database.flush()
      this.#taken.set(from, ids)
      answer()
    } catch (thrown) {
      const { code } = DatomspaceError.from(thrown)
      if (AGAIN.has(code)) throw thrown
      answer(code)
    }
  }
}
