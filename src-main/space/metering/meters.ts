import ReadyResource from 'ready-resource'
import z32 from 'z32'
import { DatomspaceError } from '../../error'
import { verifyTicket } from '../../grant'
import { codeOf } from '../../rights'
import {
  askedBy,
  overviewOf,
  parseReceipt,
  verifyReport,
  writeReport,
  type CountedFacts,
  type CountedPerson,
  type ReportSource
} from '../../meter'
import type { Peer } from '../peer'
import type {
  MeterFilter,
  MeterOverview,
  Page,
  ReceiptRow,
  ReceiptState,
  ReportVerdict
} from '../shapes'
import type { Shares } from '../shares'
import { READY } from '../sharing/message'
import type { Share } from '../sharing/share'
import type { Space } from '../space'
import { parseReceipts, RECEIPTS } from './message'
import type { PlacedRecord, PlacedUse } from './receipt-rows'
import { ServedBook } from './served-book'
import { ShareCount } from './share-count'

const SAVE_EVERY = 5_000

export interface MetersOptions {
  space: Space
  shares: Shares
  ownerName?: () => string
  /** What the address book calls somebody. */
  nameOf?: (did: string) => string | undefined
  /** Milliseconds since 1970. */
  now?: () => number
  /** Of all receipts under one share; default: `MAX_RECEIPT_BYTES`. */
  maxReceiptBytes?: number
}

interface PlacedFacts extends CountedFacts {
  uses: PlacedUse[]
}

export type ReportFormat = 'json' | 'csv' | 'html'

/**
 * What was used and served under the shares that this space gave. Follows the receipts of all who hold
 * them, counts, signs for what came, and shuts the gate of a share whose counted uses are used up.
 * Answers the calls `meter.*` and `receipts.list`.
 *
 * Events: `change` ({ id }), `fault` (DatomspaceError).
 */
export class Meters extends ReadyResource {
  readonly #options: MetersOptions
  readonly #now: () => number
  readonly #served: ServedBook
  readonly #counts = new Map<string, ShareCount>()
  readonly #stops: (() => unknown)[] = []

  constructor(options: MetersOptions) {
    super()
    this.#options = options
    this.#now = options.now ?? Date.now
    this.#served = new ServedBook(options.space, options.shares.meter)
  }

  async overview(filter: MeterFilter = {}): Promise<MeterOverview> {
    return overviewOf(await this.#facts(), filter)
  }

  /**
   * Newest first. `before`: the place of the last one that is known; a list that is read on by it stays
   * whole while receipts come. Throws `NOT_FOUND`.
   */
  async receipts(params: {
    shareId: string
    did?: string
    before?: number
    offset?: number
    limit?: number
  }): Promise<Page<ReceiptRow>> {
    const { shareId, did, before, offset = 0, limit = 100 } = params
    const share = this.#options.shares.of(shareId)
    const count = this.#counts.get(share.id)
    if (!count) return { rows: [], total: 0, offset }
    const logs =
      did === undefined
        ? undefined
        : [...count.logs].flatMap(([name, log]) => (log.did === did ? name : []))
    const records = await count.rows.newest({
      offset,
      limit,
      ...(logs && { logs }),
      ...(before !== undefined && { before })
    })
    const rows = records.map(placed => this.#row(count, placed))
    return { rows, total: count.receiptsOf(did), offset }
  }

  /** A usage report as a file. */
  async export(
    params: MeterFilter & { format: ReportFormat }
  ): Promise<{ text: string; name: string; receipts: number }> {
    const { format, ...filter } = params
    const source = await this.#reportSource(filter)
    const day = new Date(this.#now()).toISOString().slice(0, 10)
    const text = writeReport(source, format, this.#options.space.keys, this.#now())
    return { text, name: `usage-${day}.${format}`, receipts: source.receipts.length }
  }

  verify(text: string): ReportVerdict {
    return verifyReport(text)
  }

  /** The counted uses of a share; undefined for one that nobody has reported on. */
  countOf(shareId: string): ShareCount | undefined {
    return this.#counts.get(shareId)
  }

  protected override async _open(): Promise<void> {
    const { space, shares } = this.#options
    await this.#served.load()
    for (const share of shares.all()) await this.#count(share)
    const onchange = ({ id }: { id: string }) => this.#judge(id)
    shares.on('change', onchange)
    const saving = setInterval(() => void this.#save(), SAVE_EVERY)
    saving.unref()
    this.#stops.push(
      () => shares.off('change', onchange),
      () => clearInterval(saving),
      space.gate.handle(RECEIPTS, (peer, body) => this.#announced(peer, body))
    )
    for (const peer of space.gate.peers) peer.send(READY, {})
  }

  protected override async _close(): Promise<void> {
    for (const stop of this.#stops.splice(0)) stop()
    for (const count of this.#counts.values()) await count.close()
    await this.#served.save()
  }

  async #count(share: Share): Promise<ShareCount> {
    const known = this.#counts.get(share.id)
    if (known) return known
    const count = new ShareCount({
      space: this.#options.space,
      share,
      now: this.#now,
      maxBytes: this.#options.maxReceiptBytes,
      onchange: ({ share: { id } }) => {
        this.#judge(id)
        this.emit('change', { id })
      },
      onfault: error => this.emit('fault', error)
    })
    this.#counts.set(share.id, count)
    await count.load()
    this.#judge(share.id)
    return count
  }

  /** Shuts the gate of a share of which nothing is left, and opens it when there is more again. */
  #judge(id: string): void {
    const count = this.#counts.get(id)
    if (!count) return
    count.share.uses = count.counted()
    const isSpent = count.isSpent()
    if (isSpent === count.share.spent || count.share.record.status === 'ended') return
    this.#options.shares.spend(id, isSpent).catch(error => {
      this.emit('fault', DatomspaceError.from(error))
    })
  }

  async #announced(peer: Peer, body: unknown): Promise<void> {
    const message = parseReceipts(body)
    if (!message) {
      peer.ignored.malformed++
      return
    }
    const share = this.#options.shares.byDiscoveryKey(message.grant)
    if (!share) return
    const context = { handshakeHash: peer.handshakeHash, prover: peer.publicKey, grant: share.key }
    if (!verifyTicket(share.secret, context, message.proof)) return
    await peer.greeted()
    const { assignee } = share.record.policy
    if (peer.did === undefined || (assignee !== undefined && assignee !== peer.did)) return
    const count = await this.#count(share)
    await count.follow(message.core, peer.did, peer.publicKey)
  }

  async #save(): Promise<void> {
    try {
      for (const id of await this.#served.save()) this.emit('change', { id })
    } catch (error) {
      this.emit('fault', DatomspaceError.from(error))
    }
  }

  #row(count: ShareCount, { place, record }: PlacedRecord): ReceiptRow {
    const parsed = record.block === '' ? null : parseReceipt(Buffer.from(record.block, 'base64'))
    const log = count.logs.get(record.log)
    const receipt = parsed?.receipt
    const did = receipt?.holder ?? log?.did ?? ''
    const subject = receipt?.subject ?? []
    const isList = Array.isArray(subject)
    const isSigned = receipt !== undefined && receipt.number <= (log?.signed ?? 0)
    return {
      place,
      number: receipt?.number ?? record.index + 1,
      log: record.log,
      did,
      name: this.#nameOf(did),
      action: receipt?.action ?? '',
      datoms: isList ? subject.length : subject.count,
      ids: isList ? subject : [],
      at: receipt ? new Date(receipt.at).toISOString() : record.received,
      received: record.received,
      ...(receipt?.purpose && { purpose: receipt.purpose }),
      ...(receipt?.spatial && { country: codeOf(receipt.spatial) }),
      state: record.state,
      ...(record.missing && { missing: record.missing }),
      counterSigned: isSigned && COUNTER_SIGNED.includes(record.state)
    }
  }

  async #facts(): Promise<PlacedFacts> {
    const uses: PlacedUse[] = []
    const people = new Map<string, CountedPerson>()
    for (const count of this.#counts.values()) {
      for (const use of await count.rows.uses()) uses.push(use)
      for (const { did, faults, missing, stopped } of count.logs.values()) {
        const key = `${count.share.id} ${did}`
        const person = people.get(key) ?? { shareId: count.share.id, did, logs: 0, faults: {} }
        person.logs++
        const sum: Partial<Record<ReceiptState, number>> = { ...person.faults }
        const all = { ...faults, gap: missing, 'too-much': stopped ? 1 : 0 }
        for (const [fault, times] of Object.entries(all) as [ReceiptState, number][]) {
          if (times > 0) sum[fault] = (sum[fault] ?? 0) + times
        }
        person.faults = sum
        people.set(key, person)
      }
    }
    const shares = this.#options.shares.all().map(({ id, record }) => {
      const counted = this.#counts.get(id)?.counted() ?? { used: 0, allowed: null, left: null }
      return { id, label: record.label, ...counted }
    })
    const blocks = this.#served.all().map(({ did = '', ...part }) => ({ ...part, did }))
    return { shares, people: [...people.values()], uses, blocks, nameOf: did => this.#nameOf(did) }
  }

  async #reportSource(filter: MeterFilter): Promise<ReportSource> {
    const facts = await this.#facts()
    const receipts: ReportSource['receipts'] = []
    for (const [id, places] of placesOf(facts.uses.filter(askedBy(filter)))) {
      for (const { record } of await this.#counts.get(id)!.rows.read(places)) {
        const { block, state, received } = record
        receipts.push({ block, state, received })
      }
    }
    const shares = this.#options.shares.all().map(share => ({
      id: share.id,
      label: share.record.label,
      grant: z32.encode(share.key),
      policy: share.record.policy.uid
    }))
    const { ownerName } = this.#options
    return {
      ownerName: ownerName?.() ?? '',
      filter: { ...filter },
      overview: overviewOf(facts, filter),
      shares,
      receipts
    }
  }

  #nameOf(did: string): string {
    return this.#options.nameOf?.(did) ?? ''
  }
}

/** States of receipts that are in the chain whose head is counter-signed. */
const COUNTER_SIGNED: readonly ReceiptState[] = ['ok', 'gap', 'reordered', 'clock', 'dropped']

/** Of uses, by share. */
function placesOf(uses: readonly PlacedUse[]): Map<string, number[]> {
  const places = new Map<string, number[]>()
  for (const { shareId, place } of uses) {
    const known = places.get(shareId)
    if (known) known.push(place)
    else places.set(shareId, [place])
  }
  return places
}
