import ReadyResource from 'ready-resource'
import z32 from 'z32'
import { newDatomId, urnOf } from '../../datom'
import { DatomspaceError } from '../../error'
import { parseKey } from '../../grant'
import type { Json } from '../../identity'
import { unrecorded, type RecordEvent } from '../../meter'
import type { DatabaseOp } from '../database'
import type { Letters, ReceivedLetter } from '../letters'
import type { People } from '../people'
import type { RequestRow, RequestState, ShareKey, ShareRow } from '../shapes'
import type { CreateShare } from '../shares'
import type { Space } from '../space'
import {
  ASK,
  bodyOf,
  DECLINED,
  GRANTED,
  parseAnswer,
  parseAsked,
  WITHDRAWN,
  type Asked
} from './message'

const TABLE = 'requests'
/** Requests of one person that wait for an answer; more are refused. */
const MAX_WAITING = 20
/** Requests of people who are not in the address book, all together. */
const MAX_STRANGERS = 200

interface RequestRecord extends Asked {
  direction: 'in' | 'out'
  did: string
  /** z-base-32: the space to answer to. */
  spaceKey: string
  /** As who asks names the request. */
  request: string
  state: Exclude<RequestState, 'queued' | 'sent'> | 'open'
  created: string
  answered?: string
  answer?: string
  shareId?: string
  key?: string
  /** The letter that asks, while it may still wait. */
  letter?: string
}

export interface RequestsOptions {
  space: Space
  letters: Letters
  people: People
  /** The grants that this space gives. */
  shares: {
    create(params: CreateShare): Promise<ShareRow>
    key(id: string): Promise<ShareKey>
  }
  /** Id of the received share that came by this key. */
  acceptedAs: (key: string) => string | undefined
  now?: () => number
  record?: RecordEvent
}

export type SendRequest = Asked & { did: string }

/**
 * "May I have …": what people ask each other for, by letters, so that both may be away in between. A
 * request that is granted is answered with the key of a share for the one who asked. Answers the calls
 * `requests.*`.
 *
 * Events: `change`; `asked` (RequestRow) when somebody asks, `answered` (RequestRow).
 */
export class Requests extends ReadyResource {
  readonly #options: RequestsOptions
  readonly #now: () => number
  readonly #record: RecordEvent
  readonly #requests = new Map<string, RequestRecord>()
  readonly #stops: (() => unknown)[] = []
  readonly #granting = new Set<string>()

  constructor(options: RequestsOptions) {
    super()
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#record = options.record ?? unrecorded
    const { letters } = options
    letters.handle(ASK, letter => this.#asked(letter))
    letters.handle(GRANTED, letter => this.#answered(letter, 'granted'))
    letters.handle(DECLINED, letter => this.#answered(letter, 'declined'))
    letters.handle(WITHDRAWN, letter => this.#withdrawn(letter))
  }

  /** Newest first. */
  list(): RequestRow[] {
    return [...this.#requests].map(([id, record]) => this.#row(id, record)).reverse()
  }

  /** Asks somebody of the address book. Throws `NOT_FOUND`. */
  async send({ did, ...asked }: SendRequest): Promise<RequestRow> {
    const { people } = this.#options
    const { spaceKey } = people.addressOf(did)
    const id = newDatomId(this.#now())
    if (!parseAsked({ request: id, ...asked })) {
      throw new DatomspaceError(
        'INVALID_ARGUMENT',
        'This purpose, or another part of it, is unknown'
      )
    }
    const record: RequestRecord = {
      ...asked,
      direction: 'out',
      did,
      spaceKey,
      request: id,
      state: 'open',
      created: this.#time()
    }
    return this.#post(id, record, ASK, bodyOf({ request: id, ...asked }))
  }

  /**
   * Makes the share that was asked for, for who asked, and sends its key. Throws as `shares.create`, and
   * `CONFLICT` when it was answered already.
   */
  async grant(
    params: Omit<CreateShare, 'audience'> & { id: string; message?: string }
  ): Promise<RequestRow> {
    const { id, message, ...giving } = params
    const record = this.#waiting(id)
    if (this.#granting.has(id)) throw answeredError(id)
    this.#granting.add(id)
    try {
      const { shares } = this.#options
      const audience = { kind: 'person' as const, did: record.did }
      const share = await shares.create({ ...giving, audience })
      const { key } = await shares.key(share.id)
      const answered: RequestRecord = {
        ...this.#requests.get(id)!,
        state: 'granted',
        answered: this.#time(),
        shareId: share.id,
        ...(message !== undefined && { answer: message })
      }
      const body = bodyOf({ request: record.request, key, message })
      return await this.#post(id, answered, GRANTED, body)
    } finally {
      this.#granting.delete(id)
    }
  }

  async decline({ id, message }: { id: string; message?: string }): Promise<RequestRow> {
    const record = this.#waiting(id)
    const answered: RequestRecord = {
      ...record,
      state: 'declined',
      answered: this.#time(),
      ...(message !== undefined && { answer: message })
    }
    return this.#post(id, answered, DECLINED, bodyOf({ request: record.request, message }))
  }

  /** Takes a request back; one that was not delivered yet is never heard of. */
  async withdraw({ id }: { id: string }): Promise<RequestRow> {
    const record = this.#get(id)
    if (record.direction !== 'out' || record.state !== 'open') throw answeredError(id)
    const { letters } = this.#options
    const withdrawn: RequestRecord = { ...record, state: 'withdrawn', answered: this.#time() }
    if (record.letter !== undefined && (await letters.cancel(record.letter))) {
      await this.#save(id, withdrawn)
      return this.#row(id, withdrawn)
    }
    return this.#post(id, withdrawn, WITHDRAWN, { request: record.request })
  }

  protected override async _open(): Promise<void> {
    const { space, letters } = this.#options
    for (const { key, value } of await space.database.list<RequestRecord>(TABLE)) {
      this.#requests.set(key, value)
    }
    const onletter = () => this.emit('change')
    for (const event of ['delivered', 'refused'] as const) {
      letters.on(event, onletter)
      this.#stops.push(() => letters.off(event, onletter))
    }
  }

  protected override async _close(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop()
  }

  // ── letters ──────────────────────────────────────────────────────────────────────────────────

  /** Saves what a letter is about together with the letter. */
  async #post(id: string, record: RequestRecord, kind: string, body: Json): Promise<RequestRow> {
    const { letters, space } = this.#options
    const { did, spaceKey } = record
    const { id: letter, op, outgoing } = letters.prepare({ did, spaceKey, kind, body })
    const saved = kind === ASK ? { ...record, letter } : record
    await space.database.batch([op, put(id, saved)])
    await space.database.flush()
    this.#requests.set(id, saved)
    letters.post(letter, outgoing)
    await this.#tellTrail(id, saved)
    this.emit('change')
    return this.#row(id, saved)
  }

  #asked({ id, from, spaceKey, body }: ReceivedLetter): DatabaseOp[] {
    const parsed = parseAsked(body)
    if (!parsed) throw new DatomspaceError('STATEMENT_INVALID', 'This is no request')
    const { people } = this.#options
    const waiting = [...this.#requests.values()].filter(
      ({ direction, state }) => direction === 'in' && state === 'waiting'
    )
    const theirs = waiting.filter(({ did }) => did === from)
    const strangers = waiting.filter(({ did }) => !people.knows(did))
    const isCrowded = !people.knows(from) && strangers.length >= MAX_STRANGERS
    if (theirs.length >= MAX_WAITING || isCrowded) {
      throw new DatomspaceError('LIMIT_EXCEEDED', 'Wait for an answer before asking for more')
    }
    return this.#take(id, {
      ...parsed.asked,
      direction: 'in',
      did: from,
      spaceKey: z32.encode(spaceKey),
      request: parsed.request,
      state: 'waiting',
      created: this.#time()
    })
  }

  #answered(letter: ReceivedLetter, state: 'granted' | 'declined'): DatabaseOp[] {
    const answer = parseAnswer(letter.body)
    const record = answer ? this.#requests.get(answer.request) : undefined
    if (!answer || record?.direction !== 'out' || record.did !== letter.from) {
      throw new DatomspaceError('NOT_FOUND', 'Nothing of the kind was asked')
    }
    // An answer to what was withdrawn meanwhile changes nothing, but a key that came is kept.
    if (record.state !== 'open' && record.state !== 'withdrawn') return []
    const { key, message } = answer
    if (state === 'granted') {
      if (key === undefined || !parseKey(key).space.equals(letter.spaceKey)) {
        throw new DatomspaceError('STATEMENT_INVALID', 'This grants what is somebody else’s')
      }
    }
    return this.#take(answer.request, {
      ...record,
      state,
      answered: this.#time(),
      ...(message !== undefined && { answer: message }),
      ...(state === 'granted' && { key })
    })
  }

  #withdrawn(letter: ReceivedLetter): DatabaseOp[] {
    const answer = parseAnswer(letter.body)
    const found = [...this.#requests].find(
      ([, { direction, did, request }]) =>
        direction === 'in' && did === letter.from && request === answer?.request
    )
    if (!found) return []
    const [id, record] = found
    if (record.state !== 'waiting') return []
    return this.#take(id, { ...record, state: 'withdrawn', answered: this.#time() })
  }

  /** What came by a letter: saved together with the note that it came. */
  #take(id: string, record: RequestRecord): DatabaseOp[] {
    this.#requests.set(id, record)
    setImmediate(() => {
      this.emit('change')
      this.emit(record.state === 'waiting' ? 'asked' : 'answered', this.#row(id, record))
    })
    void this.#tellTrail(id, record)
    return [put(id, record)]
  }

  // ── books ────────────────────────────────────────────────────────────────────────────────────

  #get(id: string): RequestRecord {
    const record = this.#requests.get(id)
    if (record) return record
    throw new DatomspaceError('NOT_FOUND', 'There is no such request', { details: { id } })
  }

  /** One that waits for this space's answer. */
  #waiting(id: string): RequestRecord {
    const record = this.#get(id)
    if (record.direction === 'in' && record.state === 'waiting') return record
    throw answeredError(id)
  }

  async #save(id: string, record: RequestRecord): Promise<void> {
    this.#requests.set(id, record)
    await this.#options.space.database.batch([put(id, record)])
    await this.#options.space.database.flush()
    this.emit('change')
  }

  #tellTrail(id: string, record: RequestRecord): Promise<void> {
    const { direction, did, state, label } = record
    return this.#record({
      event: 'request',
      subject: urnOf(id),
      person: did,
      facts: { direction, state, ...(label !== undefined && { label }) }
    })
  }

  #row(id: string, record: RequestRecord): RequestRow {
    const { people, acceptedAs } = this.#options
    const { spaceKey: _, request: __, letter, state, ...facts } = record
    const receivedId = record.key === undefined ? undefined : acceptedAs(record.key)
    return {
      id,
      ...facts,
      name: people.nameOf(record.did) ?? `…${record.did.slice(-8)}`,
      state: state === 'open' ? this.#sending(letter) : state,
      ...(receivedId !== undefined && { receivedId })
    }
  }

  #sending(letter: string | undefined): RequestState {
    return letter !== undefined && this.#options.letters.isWaiting(letter) ? 'queued' : 'sent'
  }

  #time(): string {
    return new Date(this.#now()).toISOString()
  }
}

function put(id: string, record: RequestRecord): DatabaseOp {
  return { type: 'put', table: TABLE, key: id, value: record }
}

function answeredError(id: string): DatomspaceError {
  return new DatomspaceError('CONFLICT', 'This request has been answered or withdrawn already', {
    details: { id }
  })
}
