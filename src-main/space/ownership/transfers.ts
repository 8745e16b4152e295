import { EventEmitter } from 'node:events'
import { digestOf, isHandedOver, newDatomId, urnOf } from '../../datom'
import { DatomspaceError } from '../../error'
import type { Json, JsonObject } from '../../identity'
import type { DatabaseOp } from '../database'
import type { ReceivedLetter } from '../letters'
import type { TransferRow } from '../shapes'
import { packParcel, retireGiven } from './giving'
import {
  parseAcknowledgement,
  parseOffer,
  parseParcel,
  parseWord,
  type Acknowledgement,
  type Parcel
} from './parcel'
import { openSealedText, sealText } from './sealed-file'
import { admitTransfer, takeParcel } from './taking'
import { conflict, ENDED, keyText, malformed, rowOf, type TransferRecord } from './transfer-record'
import type { TransfersOptions } from './transfers-options'

const TABLE = 'transfers'
/** Offers that may wait for an answer, of one person and of all. */
const MOST_OF_ONE = 50
const MOST = 500

/**
 * Datoms that change hands. The giver offers; the taker accepts; the giver signs the transfer and sends it
 * with the datom; the taker checks it, signs, saves the datom as his own, and says so; only then is the
 * giver's retired. Each step is on the disk before the next is asked for, so either side can stop and
 * go on at any point, and the datom is never with nobody.
 *
 * Events: `change` (id).
 */
export class Transfers extends EventEmitter {
  readonly #options: TransfersOptions
  readonly #records = new Map<string, TransferRecord>()
  readonly #stops: (() => unknown)[] = []
  #turn: Promise<unknown> = Promise.resolve()
  #closed = false

  constructor(options: TransfersOptions) {
    super()
    this.#options = options
  }

  async ready(): Promise<void> {
    const { space, letters } = this.#options
    for (const { key, value } of await space.database.list<TransferRecord>(TABLE)) {
      this.#records.set(key, value)
    }
    const ondelivered = (letter: string) => void this.#later(() => this.#delivered(letter))
    const onrefused = (letter: string, code: string) =>
      void this.#later(() => this.#refused(letter, code))
    const ongivenup = (letter: string) => void this.#later(() => this.#refused(letter, 'TIMEOUT'))
    letters.on('delivered', ondelivered)
    letters.on('refused', onrefused)
    letters.on('given-up', ongivenup)
    this.#stops.push(
      () => letters.off('delivered', ondelivered),
      () => letters.off('refused', onrefused),
      () => letters.off('given-up', ongivenup),
      letters.handle('transfer.offer', letter => this.#inTurn(() => this.#offered(letter))),
      letters.handle('transfer.accept', letter => this.#inTurn(() => this.#accepted(letter))),
      letters.handle('transfer.decline', letter => this.#inTurn(() => this.#declined(letter))),
      letters.handle('transfer.withdraw', letter => this.#inTurn(() => this.#withdrawn(letter))),
      letters.handle('transfer.parcel', letter => this.#inTurn(() => this.#parcelCame(letter))),
      letters.handle('transfer.saved', letter => this.#inTurn(() => this.#savedThere(letter)))
    )
  }

  /** Goes on with what was cut off. Letters must be open. */
  resume(): void {
    for (const { id } of this.#records.values()) void this.#later(() => this.#goOn(id))
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const stop of this.#stops.splice(0)) stop()
    await this.#turn.catch(() => {}) // its caller was told
  }

  /** Newest first. */
  list(): TransferRow[] {
    return [...this.#records.values()].map(rowOf).reverse()
  }

  /** The one under way, or the last one, of one's own datom. */
  of(datomId: string): TransferRow | undefined {
    const found = [...this.#records.values()].filter(record => record.datomId === datomId).at(-1)
    return found && rowOf(found)
  }

  /** Throws `NOT_FOUND`, `CONFLICT`, and `INVALID_ARGUMENT` for who is not in the address book. */
  offer(params: { id: string; did: string; message?: string }): Promise<TransferRow> {
    return this.#inTurn(async () => {
      const record = await this.#newOut(params.id, params.did, 'letter')
      const { message } = params
      if (message !== undefined) record.message = message
      const { id, subjectName: subject, category, level } = record
      const name = this.#options.ownName().slice(0, 200)
      const body = { id, subject, category, level, name, ...(message !== undefined && { message }) }
      await this.#save(record, { kind: 'transfer.offer', body })
      return rowOf(record)
    })
  }

  /**
   * Throws `NOT_FOUND`, `CONFLICT` for what is no open offer, and `LEVEL_FORBIDS` for a set that is shared
   * in a way that its level does not allow.
   */
  accept(params: { id: string; setId?: string }): Promise<TransferRow> {
    return this.#inTurn(async () => {
      const record = this.#mustBe(params.id, 'in', ['offered'])
      const setId = this.#setFor(params.setId)
      const datomId = newDatomId(this.#options.now())
      // Refused only when it comes, the giver would have signed for nothing.
      admitTransfer(this.#options.sets.own(setId), { ...record, datomId }, this.#options.now())
      record.setId = setId
      record.datomId = datomId
      record.state = 'accepted'
      await this.#save(record, { kind: 'transfer.accept', body: { id: record.id } })
      return rowOf(record)
    })
  }

  decline(params: { id: string; reason?: string }): Promise<TransferRow> {
    return this.#inTurn(async () => {
      const record = this.#mustBe(params.id, 'in', ['offered', 'accepted'])
      return this.#end(record, 'declined', 'transfer.decline', params.reason)
    })
  }

  /** Takes an offer back. Throws `CONFLICT` once the datom was sent: the taker may have it already. */
  withdraw({ id }: { id: string }): Promise<TransferRow> {
    return this.#inTurn(async () => {
      const record = this.#mustBe(id, 'out', ['offered', 'accepted'])
      return this.#end(record, 'withdrawn', 'transfer.withdraw')
    })
  }

  /** A file with the datom in it that only `did` can open. */
  handOver(params: { id: string; did: string }): Promise<{ text: string; transfer: TransferRow }> {
    return this.#inTurn(async () => {
      const record = await this.#newOut(params.id, params.did, 'file')
      const parcel = await packParcel(this.#options, record)
      record.state = 'delivered'
      await this.#save(record)
      return {
        text: sealText('parcel', params.did, parcel as unknown as Json),
        transfer: rowOf(record)
      }
    })
  }

  /**
   * Takes the file of `handOver`, and gives the one to send back; or takes that one. Throws
   * `STATEMENT_INVALID`, `GRANT_SECRET_WRONG` for a file that is for somebody else.
   */
  takeOver(params: {
    text: string
    setId?: string
  }): Promise<{ transfer: TransferRow; answer?: string }> {
    return this.#inTurn(async () => {
      const { kind, body } = openSealedText(params.text, this.#options.space.keys)
      if (kind === 'acknowledgement') {
        const answer = parseAcknowledgement(body)
        if (!answer) throw malformed()
        const record = this.#mustBe(answer.id, 'out', ['delivered', 'failed', 'done'])
        await this.#retire(record, answer)
        await this.#save(record)
        return { transfer: rowOf(record) }
      }
      const parcel = parseParcel(body)
      if (!parcel) throw malformed()
      const record = this.#recordOf(parcel, params.setId)
      if (record.state !== 'done') {
        await this.#take(record, parcel)
        record.state = 'done'
        await this.#save(record)
      }
      const { id, transfer, deed, did } = record
      const answer = { id, transfer: transfer!, deed: deed! }
      return { transfer: rowOf(record), answer: sealText('acknowledgement', did, answer) }
    })
  }

  // ── the giver ────────────────────────────────────────────────────────────────────────────────

  async #newOut(datomId: string, did: string, by: 'letter' | 'file'): Promise<TransferRecord> {
    const { deeds, personOf, space, now } = this.#options
    const { datom } = await deeds.mustFind(datomId)
    if (did === space.identity) throw conflict('It is yours already')
    if (isHandedOver(datom)) throw conflict('It was handed over before')
    if (datom.status === 'retired') throw conflict('It is retired: nobody can take it over')
    const under = this.of(datomId)
    if (under && under.direction === 'out' && !ENDED.has(under.state)) {
      throw conflict('It is being handed over already')
    }
    const person = personOf(did)
    if (by === 'letter' && !person) {
      throw new DatomspaceError(
        'INVALID_ARGUMENT',
        'This person is not in your address book: add them by their key first',
        { details: { did } }
      )
    }
    const time = new Date(now()).toISOString()
    return {
      id: newDatomId(now()),
      direction: 'out',
      did,
      name: person?.name ?? '',
      subjectName: deeds.nameOf(datom),
      category: datom.category,
      level: datom.level,
      datomId,
      state: 'offered',
      by,
      created: time,
      changed: time,
      ...(person && { spaceKey: keyText(person.spaceKey) })
    }
  }

  async #accepted(letter: ReceivedLetter): Promise<DatabaseOp[]> {
    const record = this.#fromLetter(letter, 'out')
    // Withdrawn meanwhile, or said twice.
    if (record.state !== 'offered') return []
    record.state = 'accepted'
    return this.#afterwards(record)
  }

  async #retire(record: TransferRecord, answer: Acknowledgement): Promise<void> {
    await retireGiven(this.#options, record, answer)
    if (record.state !== 'done') this.#tell('transfer', record, digestOf(answer.transfer))
    record.state = 'done'
    delete record.reason
  }

  async #savedThere(letter: ReceivedLetter): Promise<DatabaseOp[]> {
    const record = this.#fromLetter(letter, 'out')
    const answer = parseAcknowledgement(letter.body)
    if (!answer) throw malformed()
    if (record.state === 'done') return []
    if (record.transfer === undefined) throw conflict('Nothing was sent yet')
    await this.#retire(record, answer)
    return this.#afterwards(record)
  }

  // ── the taker ────────────────────────────────────────────────────────────────────────────────

  async #offered(letter: ReceivedLetter): Promise<DatabaseOp[]> {
    const offer = parseOffer(letter.body)
    if (!offer) throw malformed()
    if (this.#records.has(offer.id)) return []
    const open = [...this.#records.values()].filter(({ direction, state }) => {
      return direction === 'in' && state === 'offered'
    })
    const same = open.filter(({ did }) => did === letter.from)
    if (same.length >= MOST_OF_ONE || open.length >= MOST) {
      throw new DatomspaceError('LIMIT_EXCEEDED', 'Too many offers wait for an answer')
    }
    const time = new Date(this.#options.now()).toISOString()
    const { id, subject, category, level, message, name } = offer
    const record: TransferRecord = {
      id,
      direction: 'in',
      did: letter.from,
      name: this.#options.personOf(letter.from)?.name ?? name,
      subjectName: subject,
      category,
      level,
      state: 'offered',
      by: 'letter',
      created: time,
      changed: time,
      spaceKey: keyText(letter.spaceKey),
      ...(message !== undefined && { message })
    }
    return this.#afterwards(record)
  }

  async #parcelCame(letter: ReceivedLetter): Promise<DatabaseOp[]> {
    const record = this.#fromLetter(letter, 'in')
    const parcel = parseParcel(letter.body)
    if (!parcel) throw malformed()
    // Declined meanwhile: the giver has to hear it again, since he has signed by now.
    if (record.state !== 'accepted') {
      if (record.state === 'saved' || record.state === 'done') return []
      throw new DatomspaceError('CANCELLED', 'It was not accepted')
    }
    try {
      await this.#take(record, parcel)
    } catch (error) {
      const { code } = DatomspaceError.from(error)
      if (code === 'INTERNAL' || code === 'CLOSED' || code === 'STORAGE_FULL') throw error
      record.state = 'failed'
      record.reason = code
      void this.#later(() => this.#save(record))
      // The giver hears of it as of a letter that was refused.
      throw error
    }
    record.state = 'saved'
    return this.#afterwards(record)
  }

  async #take(record: TransferRecord, parcel: Parcel): Promise<void> {
    await takeParcel(this.#options, record, parcel)
    this.#tell('receive', record, digestOf(record.transfer!))
  }

  /** The record of a parcel that came as a file, a new one the first time. */
  #recordOf(parcel: Parcel, setId?: string): TransferRecord {
    const known = this.#records.get(parcel.id)
    if (known) return this.#mustBe(parcel.id, 'in', ['offered', 'accepted', 'saved', 'done'])
    const { now, personOf } = this.#options
    const did = String(parcel.transfer['issuer'])
    const subject = parcel.documents.at(-1)?.['credentialSubject'] as JsonObject | undefined
    const time = new Date(now()).toISOString()
    return {
      id: parcel.id,
      direction: 'in',
      did,
      name: personOf(did)?.name ?? '',
      subjectName: '',
      category: String(subject?.['ds:category']),
      level: subject?.['ds:level'] as TransferRecord['level'],
      datomId: newDatomId(now()),
      setId: this.#setFor(setId),
      state: 'accepted',
      by: 'file',
      created: time,
      changed: time
    }
  }

  #setFor(setId?: string): string {
    const { sets } = this.#options
    if (setId !== undefined) return sets.own(setId).id
    const first = sets.all()[0]
    if (first) return first.id
    throw new DatomspaceError('NOT_FOUND', 'There is no set to take it into; make one first')
  }

  // ── both ─────────────────────────────────────────────────────────────────────────────────────

  async #declined(letter: ReceivedLetter): Promise<DatabaseOp[]> {
    const record = this.#fromLetter(letter, 'out')
    if (ENDED.has(record.state)) return []
    record.state = 'declined'
    const reason = parseWord(letter.body)?.reason
    if (reason !== undefined) record.reason = reason
    return this.#afterwards(record)
  }

  async #withdrawn(letter: ReceivedLetter): Promise<DatabaseOp[]> {
    const record = this.#fromLetter(letter, 'in')
    if (record.state !== 'offered' && record.state !== 'accepted') return []
    record.state = 'withdrawn'
    return this.#afterwards(record)
  }

  async #end(
    record: TransferRecord,
    state: 'declined' | 'withdrawn',
    kind: string,
    reason?: string
  ): Promise<TransferRow> {
    record.state = state
    if (reason !== undefined) record.reason = reason
    // The letter before may still wait for the other side: it would only confuse.
    if (record.letter !== undefined) await this.#options.letters.cancel(record.letter)
    const body = { id: record.id, ...(reason !== undefined && { reason }) }
    await this.#save(record, { kind, body })
    return rowOf(record)
  }

  /** The next step of our own, where it is our turn. */
  async #goOn(id: string): Promise<void> {
    const record = this.#records.get(id)
    if (!record || this.#closed || record.by === 'file') return
    // What a letter made of it is on the disk before anything follows from it.
    await this.#options.space.database.flush()
    if (record.direction === 'out' && record.state === 'accepted') {
      await this.#send(record)
    } else if (record.direction === 'in' && record.state === 'saved') {
      const { transfer, deed, letter } = record
      if (letter === undefined) {
        const body = { id, transfer: transfer!, deed: deed! }
        await this.#save(record, { kind: 'transfer.saved', body })
      } else if (!this.#options.letters.isWaiting(letter)) {
        record.state = 'done'
        await this.#save(record)
      }
    }
  }

  async #send(record: TransferRecord): Promise<void> {
    try {
      const parcel = await packParcel(this.#options, record)
      record.state = 'delivered'
      await this.#save(record, { kind: 'transfer.parcel', body: parcel as unknown as Json })
    } catch (thrown) {
      const { code, message } = DatomspaceError.from(thrown)
      if (code === 'INTERNAL' || code === 'CLOSED' || code === 'STORAGE_FULL') {
        record.state = 'accepted'
        throw thrown
      }
      record.state = 'failed'
      record.reason = message
      await this.#save(record, { kind: 'transfer.withdraw', body: { id: record.id } })
    }
  }

  async #delivered(letter: string): Promise<void> {
    const record = this.#byLetter(letter)
    if (record?.direction !== 'in' || record.state !== 'saved') return
    record.state = 'done'
    await this.#save(record)
  }

  async #refused(letter: string, code: string): Promise<void> {
    const record = this.#byLetter(letter)
    if (!record || ENDED.has(record.state)) return
    // Saved is saved: the datom is the taker's whatever the giver makes of it.
    record.state = record.direction === 'in' && record.state === 'saved' ? 'done' : 'failed'
    record.reason = code
    await this.#save(record)
  }

  #byLetter(letter: string): TransferRecord | undefined {
    return [...this.#records.values()].find(record => record.letter === letter)
  }

  /** The transfer that a letter is about. Throws `NOT_FOUND` for somebody else's. */
  #fromLetter(letter: ReceivedLetter, direction: 'in' | 'out'): TransferRecord {
    const word = parseWord(letter.body)
    if (!word) throw malformed()
    const record = this.#records.get(word.id)
    if (record?.direction === direction && record.did === letter.from) return record
    throw new DatomspaceError('NOT_FOUND', 'There is no such transfer')
  }

  #mustBe(id: string, direction: 'in' | 'out', states: TransferRow['state'][]): TransferRecord {
    const record = this.#records.get(id)
    if (record?.direction !== direction) {
      throw new DatomspaceError('NOT_FOUND', 'There is no such transfer', { details: { id } })
    }
    if (states.includes(record.state)) return record
    throw conflict(`This transfer is ${record.state}`, { id, state: record.state })
  }

  /** What a letter made of it; saved with the note that the letter was taken, then gone on with. */
  #afterwards(record: TransferRecord): DatabaseOp[] {
    this.#records.set(record.id, record)
    record.changed = new Date(this.#options.now()).toISOString()
    delete record.letter
    setImmediate(() => {
      this.emit('change', record.id)
      void this.#later(() => this.#goOn(record.id))
    })
    // The record itself, not a copy: whatever is written last is what it is then.
    return [{ type: 'put', table: TABLE, key: record.id, value: record }]
  }

  /** Saves it, with a letter that follows from it: both or neither. */
  async #save(record: TransferRecord, letter?: { kind: string; body: Json }): Promise<void> {
    const { database } = this.#options.space
    const { letters } = this.#options
    record.changed = new Date(this.#options.now()).toISOString()
    const { did, spaceKey } = record
    const prepared =
      letter && spaceKey !== undefined ? letters.prepare({ did, spaceKey, ...letter }) : undefined
    if (prepared) record.letter = prepared.id
    const put: DatabaseOp = { type: 'put', table: TABLE, key: record.id, value: record }
    await database.batch(prepared ? [put, prepared.op] : [put])
    await database.flush()
    this.#records.set(record.id, record)
    if (prepared) letters.post(prepared.id, prepared.outgoing)
    this.emit('change', record.id)
  }

  #tell(event: 'transfer' | 'receive', record: TransferRecord, digest: string): void {
    const { did, datomId, id } = record
    const facts = { transfer: urnOf(id), digest }
    void this.#options.record({ event, subject: urnOf(datomId!), person: did, facts })
  }

  /** One after the other: each reads what the one before has written. */
  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const run = this.#turn.catch(() => {}).then(work) // its caller was told
    this.#turn = run
    return run
  }

  async #later(work: () => Promise<void>): Promise<void> {
    if (this.#closed) return
    try {
      await this.#inTurn(work)
    } catch (error) {
      // It is tried again at the next start.
      this.emit('fault', DatomspaceError.from(error))
    }
  }
}
