import ReadyResource from 'ready-resource'
import z32 from 'z32'
import { DatomspaceError } from '../../error'
import type { DatabaseOp } from '../database'
import type { Letters, ReceivedLetter } from '../letters'
import type { Peer } from '../peer'
import type { Me, Pairing, PersonRow } from '../shapes'
import type { Space } from '../space'
import { formatPersonKey, formatPersonLink, parsePersonKey } from './person-key'

const TABLE = 'people'
const ASK = 'people.ask'
const YES = 'people.yes'
/** People who asked and were not answered; more are not remembered. */
const MAX_ASKING = 500
const MAX_NAME = 200
// Line ends, escape sequences and marks that turn the direction of writing.
const STEERING = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g

interface PersonRecord {
  /** As the owner of this space calls them; empty for as they call themselves. */
  name: string
  /** As they call themselves. */
  theirName: string
  /** z-base-32. */
  spaceKey: string
  added: string
  verified: string | null
  /** That this space asked, and that they did. */
  asked: boolean
  asks: boolean
}

export interface PeopleOptions {
  space: Space
  letters: Letters
  /** The name that the owner of this space goes by. */
  ownerName: () => string
  now?: () => number
}

/**
 * The address book: people by their identity, and where their space is. A pasted key says who somebody
 * claims to be; they are verified once a connection to that space has proved that identity. Two who have
 * each other in their address books are paired. Answers the calls `people.*`.
 *
 * Events: `change`.
 */
export class People extends ReadyResource {
  readonly #space: Space
  readonly #letters: Letters
  readonly #ownerName: () => string
  readonly #now: () => number
  readonly #people = new Map<string, PersonRecord>()
  readonly #stops: (() => unknown)[] = []

  constructor(options: PeopleOptions) {
    super()
    this.#space = options.space
    this.#letters = options.letters
    this.#ownerName = options.ownerName
    this.#now = options.now ?? Date.now
    this.#letters.handle(ASK, letter => this.#asked(letter))
    this.#letters.handle(YES, letter => this.#accepted(letter))
  }

  me(): Me {
    const { identity: did, networkKey: spaceKey } = this.#space
    return {
      did,
      name: this.#ownerName(),
      spaceKey: z32.encode(spaceKey),
      key: formatPersonKey({ did, spaceKey }),
      link: formatPersonLink({ did, spaceKey })
    }
  }

  /** By name. */
  list(): PersonRow[] {
    const rows = [...this.#people].map(([did, record]) => this.#row(did, record))
    return rows.sort((a, b) => a.name.localeCompare(b.name))
  }

  /** Whether somebody is in the address book, and not only asks to be. */
  knows(did: string): boolean {
    const record = this.#people.get(did)
    return record !== undefined && pairingOf(record) !== 'asks'
  }

  /** What they are called; undefined for who is not in the address book. */
  nameOf(did: string): string | undefined {
    const record = this.#people.get(did)
    return record && displayName(did, record)
  }

  /** Where their space is. Throws `NOT_FOUND` for who is not in the address book. */
  addressOf(did: string): { did: string; spaceKey: string } {
    return { did, spaceKey: this.#get(did).spaceKey }
  }

  /** Adds who a pasted key names, and asks them to do the same. Throws what `parsePersonKey` does, `GRANT_OWN`. */
  async add({ key, name }: { key: string; name?: string }): Promise<PersonRow> {
    const { did, spaceKey } = parsePersonKey(key)
    if (did === this.#space.identity) {
      throw new DatomspaceError('GRANT_OWN', 'This key is your own: send it to somebody else')
    }
    const address = z32.encode(spaceKey)
    const known = this.#people.get(did)
    // A key can name any space for an identity: what was proved is not given up for what is claimed.
    const keeps = known?.verified != null
    const record: PersonRecord = {
      name: name ?? known?.name ?? '',
      theirName: known?.theirName ?? '',
      spaceKey: keeps ? known.spaceKey : address,
      added: known?.added ?? this.#time(),
      verified: known?.verified ?? null,
      asked: true,
      asks: known?.asks ?? false
    }
    await this.#say(did, record, record.asks ? YES : ASK)
    this.#recognise()
    return this.#row(did, this.#people.get(did)!)
  }

  /** Says yes to somebody who asked. Throws `NOT_FOUND`. */
  async accept({ did }: { did: string }): Promise<PersonRow> {
    const record = { ...this.#get(did), asked: true }
    await this.#say(did, record, YES)
    return this.#row(did, record)
  }

  async rename({ did, name }: { did: string; name: string }): Promise<PersonRow> {
    const record = { ...this.#get(did), name }
    await this.#save(did, record)
    return this.#row(did, record)
  }

  /** Takes somebody out; what was shared with them stays as it is. */
  async remove({ did }: { did: string }): Promise<{ removed: boolean }> {
    this.#get(did)
    this.#people.delete(did)
    await this.#space.database.delete(TABLE, did)
    await this.#space.database.flush()
    this.emit('change')
    return { removed: true }
  }

  protected override async _open(): Promise<void> {
    const { database, gate } = this.#space
    for (const { key, value } of await database.list<PersonRecord>(TABLE)) {
      this.#people.set(key, value)
    }
    const onhello = () => {
      this.#recognise()
      this.emit('change')
    }
    const onclose = () => this.emit('change')
    gate.on('hello', onhello)
    gate.on('peer-close', onclose)
    this.#stops.push(
      () => gate.off('hello', onhello),
      () => gate.off('peer-close', onclose)
    )
    this.#recognise()
  }

  protected override async _close(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop()
  }

  /** Notes who has proved on a connection to be who their key says. */
  #recognise(): void {
    for (const peer of this.#space.gate.peers) {
      const record = peer.did === undefined ? undefined : this.#people.get(peer.did)
      if (!record || record.verified !== null) continue
      if (record.spaceKey !== z32.encode(peer.publicKey)) continue
      this.#save(peer.did!, { ...record, verified: this.#time() }).catch(error =>
        this.emit('fault', DatomspaceError.from(error))
      )
    }
  }

  // ── letters ──────────────────────────────────────────────────────────────────────────────────

  async #say(did: string, record: PersonRecord, kind: typeof ASK | typeof YES): Promise<void> {
    const { spaceKey } = record
    const body = { name: this.#ownerName() }
    const { id, op, outgoing } = this.#letters.prepare({ did, spaceKey, kind, body })
    await this.#space.database.batch([op, put(did, record)])
    await this.#space.database.flush()
    this.#people.set(did, record)
    this.#letters.post(id, outgoing)
    this.emit('change')
  }

  #asked(letter: ReceivedLetter): DatabaseOp[] {
    const { from } = letter
    const known = this.#people.get(from)
    if (!known && this.#asking() >= MAX_ASKING) {
      throw new DatomspaceError('LIMIT_EXCEEDED', 'Too many people ask')
    }
    const record = { ...this.#proved(letter, known), asks: true }
    // They ask because they do not know that this space has them already.
    if (record.asked && !known?.asks) {
      const { id, op, outgoing } = this.#letters.prepare({
        did: from,
        spaceKey: record.spaceKey,
        kind: YES,
        body: { name: this.#ownerName() }
      })
      setImmediate(() => this.#letters.post(id, outgoing))
      return [...this.#take(from, record), op]
    }
    return this.#take(from, record)
  }

  #accepted(letter: ReceivedLetter): DatabaseOp[] {
    const known = this.#people.get(letter.from)
    // Who says yes was asked; else it is somebody who was taken out again.
    if (!known?.asked) return []
    return this.#take(letter.from, { ...this.#proved(letter, known), asks: true })
  }

  /** The letter came from the space of that identity: both are proved. */
  #proved({ from, spaceKey, body }: ReceivedLetter, known?: PersonRecord): PersonRecord {
    return {
      name: known?.name ?? '',
      added: known?.added ?? this.#time(),
      asked: known?.asked ?? false,
      asks: known?.asks ?? false,
      theirName: nameIn(body) || known?.theirName || from.slice(-8),
      spaceKey: z32.encode(spaceKey),
      verified: known?.verified ?? this.#time()
    }
  }

  #take(did: string, record: PersonRecord): DatabaseOp[] {
    this.#people.set(did, record)
    setImmediate(() => this.emit('change'))
    return [put(did, record)]
  }

  // ── books ────────────────────────────────────────────────────────────────────────────────────

  #get(did: string): PersonRecord {
    const record = this.#people.get(did)
    if (record) return record
    throw new DatomspaceError('NOT_FOUND', 'This person is not in the address book', {
      details: { did }
    })
  }

  async #save(did: string, record: PersonRecord): Promise<void> {
    this.#people.set(did, record)
    await this.#space.database.batch([put(did, record)])
    await this.#space.database.flush()
    this.emit('change')
  }

  #asking(): number {
    return [...this.#people.values()].filter(record => pairingOf(record) === 'asks').length
  }

  #row(did: string, record: PersonRecord): PersonRow {
    const { name, theirName, spaceKey, added, verified } = record
    return {
      did,
      name: displayName(did, record),
      spaceKey,
      added,
      verified,
      online: this.#isOnline(did),
      ...(name !== '' && theirName !== '' && name !== theirName && { note: theirName }),
      pairing: pairingOf(record)
    }
  }

  #isOnline(did: string): boolean {
    return [...this.#space.gate.peers].some((peer: Peer) => peer.did === did && !peer.closed)
  }

  #time(): string {
    return new Date(this.#now()).toISOString()
  }
}

function pairingOf({ asked, asks }: PersonRecord): Pairing {
  if (asked) return asks ? 'mutual' : 'asked'
  return asks ? 'asks' : 'none'
}

/** Nobody who is not named is shown as nobody. */
function displayName(did: string, { name, theirName }: PersonRecord): string {
  return name || theirName || `…${did.slice(-8)}`
}

/** The name in a letter, which may be anything. */
function nameIn(body: unknown): string {
  const name = typeof body === 'object' && body !== null ? (body as { name?: unknown }).name : ''
  if (typeof name !== 'string') return ''
  return name.slice(0, MAX_NAME).replace(STEERING, ' ').trim()
}

function put(did: string, record: PersonRecord): DatabaseOp {
  return { type: 'put', table: TABLE, key: did, value: record }
}
