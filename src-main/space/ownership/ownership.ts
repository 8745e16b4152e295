import { EventEmitter } from 'node:events'
import { readFile } from 'node:fs/promises'
import {
  changeDatom,
  digestOf,
  handOverOf,
  signDispute,
  signRetirement,
  urnOf,
  verifyOwnership,
  type Datom,
  type OwnershipVerdict,
  type StoredDatom
} from '../../datom'
import { DatomspaceError } from '../../error'
import type { Json, JsonObject } from '../../identity'
import type { Contacts } from '../contacts'
import type { DatabaseOp } from '../database'
import type { Files } from '../files'
import type { ReceivedLetter } from '../letters'
import type { OwnershipHistory, OwnerRow, RecordRow, Verdict } from '../shapes'
import { Deeds, type OwnDatom } from './deeds'
import { Transfers } from './transfers'
import type { TransfersOptions } from './transfers-options'

export interface OwnershipOptions extends Omit<TransfersOptions, 'deeds'> {
  contacts: Contacts
  files: Files
}

/** Disputes by others that are kept of one datom. */
const MOST_DISPUTES = 20
/** A title with its content and all owners is far smaller. */
const LARGEST_FILE = 16 * 1024 * 1024
const DISPUTE_KIND = 'ownership.dispute'

/**
 * Whose the datoms of this space are, and how that is shown: answers the calls `ownership.*`.
 *
 * Events: `change` with `{ id? }`, of a datom or a transfer; `fault` (DatomspaceError).
 */
export class Ownership extends EventEmitter {
  readonly transfers: Transfers
  readonly #options: OwnershipOptions
  readonly #deeds: Deeds
  readonly #stops: (() => unknown)[] = []

  constructor(options: OwnershipOptions) {
    super()
    this.#options = options
    const { space, sets, now } = options
    this.#deeds = new Deeds({ space, sets, now })
    this.transfers = new Transfers({ ...options, deeds: this.#deeds })
    this.transfers.on('change', (id: string) => this.emit('change', { id }))
    this.transfers.on('fault', error => this.emit('fault', error))
  }

  /** Before the letters are opened, so that none comes too early. */
  async ready(): Promise<void> {
    await this.transfers.ready()
    const { letters } = this.#options
    this.#stops.push(letters.handle(DISPUTE_KIND, letter => this.#disputeCame(letter)))
  }

  /** Goes on with transfers that were cut off; once the letters are open. */
  resume(): void {
    this.transfers.resume()
  }

  async close(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop()
    await this.transfers.close()
  }

  /** The file that proves whose a set or a datom is, and a name for it. Throws `NOT_FOUND`. */
  async credential(params: {
    kind: 'set' | 'datom'
    id: string
    reveal?: boolean
  }): Promise<{ text: string; name: string }> {
    const { kind, id, reveal = false } = params
    const document =
      kind === 'set'
        ? (await this.#deeds.ofSet(id)).document
        : await this.#deeds.title(id, { reveal })
    return {
      text: `${JSON.stringify(document, null, 2)}\n`,
      name: `${kind}-${id.slice(-12)}.ownership.json`
    }
  }

  /** What a file proves, and what this space knows about it. Never throws for what is in the file. */
  async verify({ text }: { text: string }): Promise<Verdict> {
    return this.#known(verifyOwnership(text))
  }

  /** The same of a file that a person chose or dropped. */
  async verifyFile({ token }: { token: string }): Promise<Verdict> {
    return this.#known(verifyOwnership(await this.bytesOf(token)))
  }

  /** A file that a person chose or dropped. Throws `NOT_FOUND`, `FILE_TOO_LARGE`, `FILE_UNREADABLE`. */
  async bytesOf(token: string): Promise<Buffer> {
    const { path, name, bytes } = this.#options.files.take(token)
    if (bytes > LARGEST_FILE) {
      throw new DatomspaceError('FILE_TOO_LARGE', `${name} is larger than any such file`)
    }
    try {
      return await readFile(path)
    } catch (cause) {
      throw new DatomspaceError('FILE_UNREADABLE', `${name} cannot be read`, { cause })
    }
  }

  /** Throws `NOT_FOUND`. */
  async chain({ id }: { id: string }): Promise<OwnershipHistory> {
    const found = await this.#deeds.find(id)
    return found ? this.#historyOf(found) : this.#foreign(id)
  }

  /** Throws `NOT_FOUND`, `NOT_WRITABLE` for another's, `CONFLICT` while it is handed over. */
  async retire({ id, reason }: { id: string; reason: string }): Promise<OwnershipHistory> {
    const { own, datom } = await this.#mustOwn(id)
    const { space, now, record } = this.#options
    const under = this.transfers.of(id)
    // What is offered is not to be had any more.
    if (under?.direction === 'out' && (under.state === 'offered' || under.state === 'accepted')) {
      await this.transfers.withdraw({ id: under.id })
    }
    const claim = { datom: urnOf(id), core: own.coreKey, reason }
    const signed = signRetirement(claim, space.keys, now())
    await this.#put(own, { ...changeDatom(datom, { status: 'retired' }, now()), record: signed })
    void record({
      event: 'retire',
      subject: urnOf(id),
      facts: { reason, digest: digestOf(signed) }
    })
    return this.chain({ id })
  }

  /** Of one's own datom it says so in its history; of another's its owner is told, if he is known. */
  async dispute({ id, reason }: { id: string; reason: string }): Promise<OwnershipHistory> {
    const { space, now, record, letters, personOf } = this.#options
    const found = await this.#deeds.find(id)
    if (found) {
      const { own, datom } = await this.#mustOwn(id)
      const claim = { datom: urnOf(id), core: own.coreKey, reason }
      const signed = signDispute(claim, space.keys, now())
      await this.#put(own, { ...changeDatom(datom, { status: 'disputed' }, now()), record: signed })
      this.#tellDispute(id, signed, reason)
      return this.chain({ id })
    }
    const { owner, coreKey, datom } = await this.#received(id)
    const claim = { datom: urnOf(datom.id), core: coreKey, reason }
    const signed = signDispute(claim, space.keys, now())
    const past = await this.#deeds.past(aside(datom.id))
    const disputes = [...past.disputes, signed].slice(-MOST_DISPUTES)
    await space.database.batch([this.#deeds.keepPast(aside(datom.id), { ...past, disputes })])
    const person = personOf(owner)
    if (person) {
      const { spaceKey } = person
      await letters.send({ did: owner, spaceKey, kind: DISPUTE_KIND, body: { record: signed } })
    }
    await space.database.flush()
    const facts = { reason, digest: digestOf(signed) }
    void record({ event: 'dispute', subject: urnOf(datom.id), person: owner, facts })
    this.emit('change', { id })
    return this.chain({ id })
  }

  async #put(own: OwnDatom['own'], datom: StoredDatom): Promise<void> {
    await own.set.put([datom])
    await this.#options.space.database.flush()
    await this.#options.contacts.projection.applied()
    this.emit('change', { id: datom.id })
  }

  async #mustOwn(id: string): Promise<OwnDatom> {
    const found = await this.#deeds.mustFind(id)
    if (handOverOf(found.datom)) {
      throw new DatomspaceError('NOT_WRITABLE', "It was handed over: it is another's now")
    }
    const under = this.transfers.of(id)
    if (under?.state === 'delivered') {
      throw new DatomspaceError('CONFLICT', 'It is being handed over: the taker has it already')
    }
    return found
  }

  /** Somebody objects to a datom of ours: kept and shown, changing nothing. */
  async #disputeCame({ from, body }: ReceivedLetter): Promise<DatabaseOp[]> {
    const record = (body as { record?: Json } | null)?.record
    const { valid, records } = verifyOwnership(record)
    const [claim] = records
    if (!valid || claim?.kind !== 'dispute' || claim.did !== from) {
      throw new DatomspaceError('STATEMENT_INVALID', 'This is no dispute by who sent it')
    }
    const id = claim.about.slice('urn:uuid:'.length)
    if (!(await this.#deeds.find(id))) {
      throw new DatomspaceError('NOT_FOUND', 'There is no such datom here')
    }
    const past = await this.#deeds.past(id)
    if (past.disputes.length >= MOST_DISPUTES) {
      throw new DatomspaceError('LIMIT_EXCEEDED', 'Enough was said against this datom')
    }
    const signed = record as JsonObject
    const digest = digestOf(signed)
    if (past.disputes.some(each => digestOf(each) === digest)) return []
    this.#tellDispute(id, signed, claim.reason ?? '', from)
    setImmediate(() => this.emit('change', { id }))
    return [this.#deeds.keepPast(id, { ...past, disputes: [...past.disputes, signed] })]
  }

  #tellDispute(id: string, signed: JsonObject, reason: string, person?: string): void {
    const facts = { reason, digest: digestOf(signed) }
    const entry = { event: 'dispute' as const, subject: urnOf(id), facts }
    void this.#options.record(person === undefined ? entry : { ...entry, person })
  }

  async #historyOf(found: OwnDatom): Promise<OwnershipHistory> {
    const { datom } = found
    const { identity } = this.#options.space
    const { documents, disputes } = await this.#deeds.past(datom.id)
    const records = await found.own.set.history(datom.id)
    const carried = records.flatMap(({ version, datom: each }) => {
      const signed = each?.record
      // What it was taken over by is told with its owners.
      if (!signed || (version === 1 && documents.length > 0)) return []
      return [this.#recordRow(signed, version)]
    })
    const said = disputes.map(signed => this.#recordRow(signed)).reverse()
    const title = verifyOwnership(
      documents.length > 0 ? await this.#deeds.title(datom.id, { reveal: false }) : null
    )
    const owners: OwnerRow[] =
      title.owners.length > 0
        ? title.owners.map(({ did, datom: urn, since }) => ({
            ...this.#who(did),
            datom: urn,
            since
          }))
        : [{ ...this.#who(identity), datom: urnOf(datom.id), since: datom.created }]
    const transfer = this.transfers.of(datom.id)
    const away = handOverOf(datom)
    const to = away && (away['credentialSubject'] as JsonObject)['id']
    return {
      id: datom.id,
      urn: urnOf(datom.id),
      status: datom.status,
      own: away === null,
      owners,
      records: [...said, ...carried],
      ...(typeof to === 'string' && {
        transferred: { to, ...nameOnly(this.#who(to)), at: datom.changed }
      }),
      ...(transfer && { transfer })
    }
  }

  /** Of a datom that was received: its owner as far as he is known, and what we said ourselves. */
  async #foreign(id: string): Promise<OwnershipHistory> {
    const { owner, ownerName, datom } = await this.#received(id)
    const { disputes } = await this.#deeds.past(aside(datom.id))
    const signed = datom.record ? [this.#recordRow(datom.record, datom.version)] : []
    const who = this.#who(owner)
    return {
      id,
      urn: urnOf(datom.id),
      status: datom.status,
      own: false,
      owners: [
        { ...who, name: who.name ?? ownerName, datom: urnOf(datom.id), since: datom.created }
      ],
      records: [...disputes.map(each => this.#recordRow(each)).reverse(), ...signed]
    }
  }

  async #received(
    id: string
  ): Promise<{ owner: string; ownerName: string; coreKey: string; datom: StoredDatom }> {
    const place = this.#options.contacts.projection.locate(id)
    const datom: Datom | null = (place && (await place.source.get(place.datomId))) ?? null
    if (!place || !datom) {
      throw new DatomspaceError('NOT_FOUND', `There is no contact ${id}`, { details: { id } })
    }
    const { owner, ownerName, coreKey } = place.source
    return { owner, ownerName, coreKey, datom }
  }

  #recordRow(signed: JsonObject, version?: number): RecordRow {
    const { valid, records } = verifyOwnership(signed)
    const [said] = records
    const { kind = 'dispute', did = '', at = '', reason, to } = said ?? {}
    return {
      kind,
      ...this.#who(did),
      at,
      valid,
      text: JSON.stringify(signed),
      ...(reason !== undefined && { reason }),
      ...(version !== undefined && { version }),
      ...(to !== undefined && { to, ...named('toName', this.#who(to).name) })
    }
  }

  async #known(verdict: OwnershipVerdict): Promise<Verdict> {
    const { owner, facts } = verdict
    const { own, name } = this.#who(owner)
    const copy = await this.#copyOf(facts.core, facts.length, facts.treeHash)
    return { ...verdict, own, ...named('ownerName', name), ...(copy && { copy }) }
  }

  /** Whether the core of that name here is, as far as the file tells of it, the one it tells of. */
  async #copyOf(
    core: string | undefined,
    length: number | undefined,
    treeHash: string | undefined
  ): Promise<Verdict['copy']> {
    const own = this.#options.sets.all().find(({ coreKey }) => coreKey === core)
    if (!own || length === undefined || length > own.set.length) return undefined
    const here = await own.set.core.treeHash(length)
    return here.toString('hex') === treeHash ? 'same' : 'differs'
  }

  #who(did: string): { did: string; own: boolean; name?: string } {
    const { space, personOf, ownName } = this.#options
    const own = did === space.identity
    return { did, own, ...named('name', own ? ownName() : personOf(did)?.name) }
  }
}

function named<Key extends string>(key: Key, name: string | undefined): { [K in Key]?: string } {
  return name ? ({ [key]: name } as { [K in Key]?: string }) : {}
}

function nameOnly({ name }: { name?: string }): { name?: string } {
  return named('name', name)
}

/** Where the past of another's datom is kept: he may have called it as one of ours is called. */
function aside(id: string): string {
  return `received/${id}`
}
