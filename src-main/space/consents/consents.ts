import { randomUUID } from 'node:crypto'
import ReadyResource from 'ready-resource'
import z32 from 'z32'
import { newDatomId } from '../../datom'
import { DatomspaceError } from '../../error'
import { proveAsking, signAcknowledgement, signWithdrawal, type GrantKey } from '../../grant'
import type { JsonObject } from '../../identity'
import { unrecorded, type RecordEvent } from '../../meter'
import { asksFirst, covers, isPurpose, type Action, type Policy } from '../../rights'
import type { DatabaseOp } from '../database'
import type { Letters, ReceivedLetter } from '../letters'
import type { People } from '../people'
import type { ConsentRow } from '../shapes'
import { endIn } from '../sharing/draft'
import { endedError, type Share } from '../sharing/share'
import type { Space } from '../space'
import { admitted, taken, type Crowd } from './arriving'
import { ASK, DECLINED, GIVEN, MAX_MESSAGE, TAKEN_BACK, WITHDRAWN } from './message'
import { rowOf, type ConsentRecord, type HeldConsent } from './record'
import { trailOf } from './recorded'

const TABLE = 'consents'
/** The end of a consent is looked for this often at least: a clock may jump. */
const MAX_TIMER = 5_000

/** A received share whose terms can be asked about. */
export interface Askable {
  key: GrantKey
  policy: Policy
  label: string
  /** As whoever gave it calls themselves. */
  giverName: string
}

export interface ConsentsOptions {
  space: Space
  letters: Letters
  people: Pick<People, 'knows' | 'nameOf'>
  /** The grants that this space gives. */
  shares: { of(id: string): Share; byDiscoveryKey(discoveryKey: string): Share | undefined }
  /** The grants that it holds. */
  received: {
    /** Throws `NOT_FOUND`, and for one that has ended `GRANT_REVOKED` or `GRANT_EXPIRED`. */
    askable(id: string): Askable
    /** How often that was signed for under a grant; 0 where it is not followed any more. */
    timesOf(grant: Buffer, action: Action): number
  }
  ownerName: () => string
  now?: () => number
  record?: RecordEvent
}

export interface AskConsent {
  receivedId: string
  action: Action
  purpose?: string
  message?: string
}

/**
 * Consent that the terms of a share demand before an action (`obtainConsent`): its holder asks by letter,
 * and whoever gave it consents by a signed statement, to one action under one share, until that ends,
 * until a moment, for a number of uses, or until they withdraw it. Answers the calls `consents.*`.
 *
 * Events: `change`.
 */
export class Consents extends ReadyResource {
  readonly #options: ConsentsOptions
  readonly #now: () => number
  readonly #record: RecordEvent
  readonly #consents = new Map<string, ConsentRecord>()
  readonly #stops: (() => unknown)[] = []
  #timer: NodeJS.Timeout | null = null

  constructor(options: ConsentsOptions) {
    super()
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#record = options.record ?? unrecorded
    const { letters } = options
    letters.handle(ASK, letter => this.#asked(letter))
    for (const kind of [GIVEN, DECLINED, TAKEN_BACK, WITHDRAWN] as const) {
      letters.handle(kind, letter => this.#told(letter, kind))
    }
  }

  /** Newest first. */
  list(): ConsentRow[] {
    return [...this.#consents].map(([id, record]) => this.#row(id, record)).reverse()
  }

  /** What was consented to under a grant that this space holds, and was not withdrawn. */
  under(grant: Buffer): HeldConsent[] {
    const key = z32.encode(grant)
    return [...this.#consents.values()]
      .filter(each => each.direction === 'out' && each.grant === key && each.state === 'given')
      .map(({ action, purpose, answered, until = null, uses = null, before = 0 }) => ({
        action,
        ...(purpose !== undefined && { purpose }),
        came: answered!,
        until,
        uses,
        before
      }))
  }

  /**
   * Asks whoever gave a received share. Asked again before there was an answer, it is the same question.
   * Throws as `received.askable`, and `INVALID_ARGUMENT` for what needs no consent.
   */
  async ask({ receivedId, action, purpose, message = '' }: AskConsent): Promise<ConsentRow> {
    const { space, received, ownerName } = this.#options
    const { key, policy, label, giverName } = received.askable(receivedId)
    if (!asksFirst(policy).some(wider => covers(wider, action))) {
      throw new DatomspaceError('INVALID_ARGUMENT', 'The terms ask for no consent to this')
    }
    if (message.length > MAX_MESSAGE || (purpose !== undefined && !isPurpose(purpose))) {
      throw new DatomspaceError('INVALID_ARGUMENT', 'This purpose is unknown, or there is too much')
    }
    const grant = z32.encode(key.grant)
    const same = [...this.#consents].find(
      ([, each]) =>
        each.direction === 'out' &&
        each.state === 'open' &&
        each.grant === grant &&
        each.action === action &&
        each.purpose === purpose
    )
    if (same) return this.#row(...same)
    const request = randomUUID()
    const record: ConsentRecord = {
      direction: 'out',
      did: policy.assigner,
      spaceKey: z32.encode(key.space),
      theirName: giverName,
      request,
      grant,
      policy: policy.uid,
      shareId: receivedId,
      label,
      action,
      ...(purpose !== undefined && { purpose }),
      message,
      state: 'open',
      created: this.#time()
    }
    const proof = proveAsking(key.secret, { asker: space.identity, request, grant: key.grant })
    const body = {
      request,
      grant,
      proof: proof.toString('base64'),
      action,
      ...(purpose !== undefined && { purpose }),
      message,
      name: ownerName()
    }
    return this.#post(newDatomId(this.#now()), record, ASK, body)
  }

  /**
   * Consents, by signature. `until`: ISO time, null for as long as the share lasts. Throws `CONFLICT` when
   * it was answered already, and as a change of the share does when that has ended.
   */
  async give(answer: {
    id: string
    until?: string | null
    uses?: number
    message?: string
  }): Promise<ConsentRow> {
    const { id, until = null, uses = null, message } = answer
    const record = this.#waiting(id)
    const { space, shares } = this.#options
    const now = this.#now()
    endIn(until, now)
    const share = shares.of(record.shareId)
    if (share.record.status === 'ended' || share.overdue(now)) throw endedError(share)
    const { did: holder, request, policy, action, purpose } = record
    const end = until === null ? null : new Date(until).toISOString()
    const statement = signAcknowledgement(
      {
        id: `urn:uuid:${randomUUID()}`,
        duty: 'obtainConsent',
        holder,
        grant: share.key,
        request,
        policy,
        action,
        ...(purpose !== undefined && { purpose }),
        until: end,
        uses
      },
      space.keys,
      now
    )
    const given = { ...this.#answer(record, 'given', message), until: end, uses, statement }
    return this.#post(id, given, GIVEN, { request, statement, ...said(message) } as JsonObject)
  }

  async decline({ id, message }: { id: string; message?: string }): Promise<ConsentRow> {
    const record = this.#waiting(id)
    const { request } = record
    const declined = this.#answer(record, 'declined', message)
    return this.#post(id, declined, DECLINED, { request, ...said(message) })
  }

  /** Takes a question back; one that was not delivered yet is never heard of. */
  async takeBack({ id }: { id: string }): Promise<ConsentRow> {
    const record = this.#get(id)
    if (record.direction !== 'out' || record.state !== 'open') throw answeredError(id)
    const { letters } = this.#options
    const back: ConsentRecord = { ...record, state: 'taken-back', answered: this.#time() }
    if (record.letter !== undefined && (await letters.cancel(record.letter))) {
      await this.#save(id, back)
      return this.#row(id, back)
    }
    return this.#post(id, back, TAKEN_BACK, { request: record.request })
  }

  /** Withdraws a consent, by signature: the holder's app stops as soon as it hears of it. */
  async withdraw({ id, message }: { id: string; message?: string }): Promise<ConsentRow> {
    const record = this.#get(id)
    if (record.direction !== 'in' || record.state !== 'given') {
      throw new DatomspaceError('CONFLICT', 'There is no consent of yours to withdraw', {
        details: { id }
      })
    }
    const { keys } = this.#options.space
    const { did: holder, request } = record
    const { id: name } = record.statement as { id: string }
    const grant = Buffer.from(z32.decode(record.grant))
    const withdrawal = signWithdrawal({ id: name, holder, grant }, keys, this.#now())
    const withdrawn = { ...this.#answer(record, 'withdrawn', message), withdrawal }
    const body = { request, statement: withdrawal, ...said(message) } as JsonObject
    return this.#post(id, withdrawn, WITHDRAWN, body)
  }

  protected override async _open(): Promise<void> {
    const { space, letters } = this.#options
    for (const { key, value } of await space.database.list<ConsentRecord>(TABLE)) {
      this.#consents.set(key, value)
    }
    const ondelivered = () => this.emit('change')
    const onrefused = (letter: string) => {
      this.#undelivered(letter).catch(error => this.emit('fault', DatomspaceError.from(error)))
    }
    letters.on('delivered', ondelivered)
    letters.on('refused', onrefused)
    letters.on('given-up', onrefused)
    this.#stops.push(
      () => letters.off('delivered', ondelivered),
      () => letters.off('refused', onrefused),
      () => letters.off('given-up', onrefused)
    )
    this.#schedule()
  }

  protected override async _close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    for (const stop of this.#stops.splice(0)) stop()
  }

  // ── letters ──────────────────────────────────────────────────────────────────────────────────

  /** Saves what a letter is about together with the letter. */
  async #post(
    id: string,
    record: ConsentRecord,
    kind: string,
    body: JsonObject
  ): Promise<ConsentRow> {
    const { letters, space } = this.#options
    const { did, spaceKey } = record
    const { id: letter, op, outgoing } = letters.prepare({ did, spaceKey, kind, body })
    const saved = kind === ASK ? { ...record, letter } : record
    await space.database.batch([op, put(id, saved)])
    await space.database.flush()
    this.#consents.set(id, saved)
    letters.post(letter, outgoing)
    await this.#record(trailOf(id, saved))
    this.#changed()
    return this.#row(id, saved)
  }

  #asked(letter: ReceivedLetter): DatabaseOp[] {
    const { shares, people } = this.#options
    const crowd: Crowd = { all: [...this.#consents.values()], knows: did => people.knows(did) }
    const record = admitted(letter, { shares, crowd, at: this.#time(), now: this.#now() })
    const known = [...this.#consents].find(([, each]) => each === record)
    return this.#take(known?.[0] ?? letter.id, record)
  }

  #told(letter: ReceivedLetter, kind: string): DatabaseOp[] {
    const { space, received } = this.#options
    const found = taken(letter, kind, {
      all: this.#consents,
      holder: space.identity,
      at: this.#time(),
      timesOf: ({ grant, action }) => received.timesOf(Buffer.from(z32.decode(grant)), action)
    })
    return found ? this.#take(found.id, found.record) : []
  }

  /** What came by a letter: saved together with the note that it came. */
  #take(id: string, record: ConsentRecord): DatabaseOp[] {
    const isNew = this.#consents.get(id)?.state !== record.state
    this.#consents.set(id, record)
    setImmediate(() => this.#changed())
    if (isNew) void this.#record(trailOf(id, record))
    return [put(id, record)]
  }

  async #undelivered(letter: string): Promise<void> {
    const found = [...this.#consents].find(([, each]) => each.letter === letter)
    if (found?.[1].state !== 'open') return
    await this.#save(found[0], { ...found[1], state: 'undelivered', answered: this.#time() })
  }

  // ── books ────────────────────────────────────────────────────────────────────────────────────

  #answer(record: ConsentRecord, state: ConsentRecord['state'], answer?: string): ConsentRecord {
    const { answer: _, ...rest } = record
    return { ...rest, state, answered: this.#time(), ...(answer !== undefined && { answer }) }
  }

  #get(id: string): ConsentRecord {
    const record = this.#consents.get(id)
    if (record) return record
    throw new DatomspaceError('NOT_FOUND', 'There is no such question', { details: { id } })
  }

  /** One that waits for this space's answer. */
  #waiting(id: string): ConsentRecord {
    const record = this.#get(id)
    if (record.direction === 'in' && record.state === 'open') return record
    throw answeredError(id)
  }

  async #save(id: string, record: ConsentRecord): Promise<void> {
    this.#consents.set(id, record)
    await this.#options.space.database.batch([put(id, record)])
    await this.#options.space.database.flush()
    await this.#record(trailOf(id, record))
    this.#changed()
  }

  #changed(): void {
    if (this.closing) return
    this.emit('change')
    this.#schedule()
  }

  /** Says so when a consent has come to its end. */
  #schedule(): void {
    if (this.#timer) clearTimeout(this.#timer)
    this.#timer = null
    const now = this.#now()
    const ends = [...this.#consents.values()]
      .filter(({ state }) => state === 'given')
      .flatMap(({ until }) => (until == null ? [] : [Date.parse(until) + 1]))
    const next = Math.min(...ends.filter(end => end > now))
    if (!Number.isFinite(next)) return
    this.#timer = setTimeout(
      () => (this.#now() < next ? this.#schedule() : this.#changed()),
      Math.min(next - now, MAX_TIMER)
    )
    this.#timer.unref()
  }

  #row(id: string, record: ConsentRecord): ConsentRow {
    const { people, letters } = this.#options
    return rowOf(id, record, {
      now: this.#now(),
      waits: record.letter !== undefined && letters.isWaiting(record.letter),
      name: people.nameOf(record.did)
    })
  }

  #time(): string {
    return new Date(this.#now()).toISOString()
  }
}

function put(id: string, record: ConsentRecord): DatabaseOp {
  return { type: 'put', table: TABLE, key: id, value: record }
}

function said(message: string | undefined): { message?: string } {
  return message === undefined ? {} : { message }
}

function answeredError(id: string): DatomspaceError {
  return new DatomspaceError('CONFLICT', 'This question has been answered or taken back already', {
    details: { id }
  })
}
