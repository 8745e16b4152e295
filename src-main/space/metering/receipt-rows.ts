import { parseReceipt, type CountedUse } from '../../meter'
import { pacer } from '../contacts/pace'
import type { ListRange, SpaceDatabase } from '../database'
import type { ReceiptState } from '../shapes'

export const RECEIPT_ROWS = 'receipts'
/** States of receipts that do not tell of a use. */
const NO_USE: readonly ReceiptState[] = ['repeated', 'foreign', 'invalid']
const READ_AHEAD = 200

/** A block of a log, as it was judged when it came. */
export interface ReceiptRecord {
  log: string
  /** Of the block in its core. */
  index: number
  state: ReceiptState
  /** For `dropped`: as what it was judged before its holder took it back. */
  was?: ReceiptState
  /** For `gap`: how many were missing before it when it came. */
  missing?: number
  received: string
  /** Base64; empty for what was no receipt. */
  block: string
}

/** A receipt and its place in the order in which those of its share came, from 0. */
export interface PlacedRecord {
  place: number
  record: ReceiptRecord
}

export type PlacedUse = CountedUse & { place: number }

export interface NewestReceipts {
  /** Only those in these logs; all when left out. */
  logs?: readonly string[]
  /** Only those that came before the one of this place. */
  before?: number
  offset: number
  limit: number
}

type Range = Pick<ListRange, 'gte' | 'lt' | 'reverse' | 'limit'>

/**
 * The receipts that came under one share, in the order in which they came: on the disk, and what sums and
 * lists ask of them in memory, from the first time that it is asked for. Each is read for that once: what is
 * there is never taken away, and whether it tells of a use does not change.
 */
export class ReceiptRows {
  readonly #database: SpaceDatabase
  readonly #shareId: string
  readonly #uses: PlacedUse[] = []
  /** Places by log. */
  readonly #places = new Map<string, number[]>()
  /** The same words occur in many receipts, and are kept once. */
  readonly #words = new Map<string, string>()
  #next = 0
  /** Up to which place they are in memory. */
  #known = 0
  #knowing: Promise<void> = Promise.resolve()

  constructor(database: SpaceDatabase, shareId: string) {
    this.#database = database
    this.#shareId = shareId
  }

  async load(): Promise<void> {
    const [last] = await this.#list({ reverse: true, limit: 1 })
    if (last) this.#next = last.place + 1
  }

  /** The place of the next one that comes. */
  next(): number {
    return this.#next++
  }

  /** All that somebody signed for, deletions with them; oldest first. */
  async uses(): Promise<readonly PlacedUse[]> {
    await this.#knowAll()
    return this.#uses
  }

  /** Newest first. */
  async newest({ logs, before, offset, limit }: NewestReceipts): Promise<PlacedRecord[]> {
    if (logs === undefined && offset === 0) {
      const lt = before === undefined ? undefined : rowKey(this.#shareId, before)
      return this.#list({ reverse: true, limit, ...(lt !== undefined && { lt }) })
    }
    await this.#knowAll()
    const places = (logs ?? [...this.#places.keys()]).flatMap(log => this.#places.get(log) ?? [])
    const asked = before === undefined ? places : places.filter(place => place < before)
    return this.read(asked.sort((a, b) => b - a).slice(offset, offset + limit))
  }

  /** Those in one log, oldest first. */
  async inLog(log: string): Promise<PlacedRecord[]> {
    await this.#knowAll()
    return this.read(this.#places.get(log) ?? [])
  }

  /** Those of these places, in that order. */
  async read(places: readonly number[]): Promise<PlacedRecord[]> {
    const records: PlacedRecord[] = []
    for (let from = 0; from < places.length; from += READ_AHEAD) {
      const some = await Promise.all(
        places.slice(from, from + READ_AHEAD).map(async place => {
          const key = rowKey(this.#shareId, place)
          return { place, record: await this.#database.get<ReceiptRecord>(RECEIPT_ROWS, key) }
        })
      )
      for (const { place, record } of some) if (record) records.push({ place, record })
    }
    return records
  }

  #knowAll(): Promise<void> {
    const before = this.#knowing.catch(() => {}) // whoever waited for it was told
    this.#knowing = before.then(() => this.#knowRest())
    return this.#knowing
  }

  async #knowRest(): Promise<void> {
    if (this.#known === this.#next) return
    const gte = rowKey(this.#shareId, this.#known)
    const pace = pacer()
    for await (const { key, value } of this.#entries({ gte })) {
      this.#know(placeIn(key), value)
      await pace()
    }
  }

  #know(place: number, record: ReceiptRecord): void {
    const use = this.#useOf(place, record)
    if (use) this.#uses.push(use)
    const places = this.#places.get(record.log)
    if (places) places.push(place)
    else this.#places.set(record.log, [place])
    this.#known = place + 1
  }

  #useOf(place: number, record: ReceiptRecord): PlacedUse | null {
    const use = useOf(this.#shareId, record)
    if (!use) return null
    const { did, ids, purpose, ...others } = use
    return {
      ...others,
      place,
      did: this.#once(did),
      ids: ids && ids.map(id => this.#once(id)),
      ...(purpose !== undefined && { purpose: this.#once(purpose) })
    }
  }

  #once(word: string): string {
    const known = this.#words.get(word)
    if (known === undefined) this.#words.set(word, word)
    return known ?? word
  }

  #entries(range: Range) {
    const prefix = `${this.#shareId}/`
    return this.#database.entries<ReceiptRecord>(RECEIPT_ROWS, { prefix, ...range })
  }

  async #list(range: Range): Promise<PlacedRecord[]> {
    const records: PlacedRecord[] = []
    for await (const { key, value } of this.#entries(range)) {
      records.push({ place: placeIn(key), record: value })
    }
    return records
  }
}

/** Rows of a share in the order in which they came. */
export function rowKey(shareId: string, place: number): string {
  return `${shareId}/${String(place).padStart(10, '0')}`
}

function placeIn(key: string): number {
  return Number(key.slice(key.lastIndexOf('/') + 1))
}

/**
 * The use that a receipt tells of; null where it tells of none that is not told by another. One that was
 * taken back counts as it did before: it was signed, and nobody gets a use back by hiding it.
 */
export function useOf(shareId: string, record: ReceiptRecord): CountedUse | null {
  const { state, was = state, block } = record
  if (NO_USE.includes(was) || block === '') return null
  const receipt = parseReceipt(Buffer.from(block, 'base64'))?.receipt
  if (!receipt) return null
  const { holder: did, action, at, purpose, subject } = receipt
  return {
    shareId,
    did,
    action,
    at,
    ids: Array.isArray(subject) ? subject : null,
    ...(purpose && { purpose })
  }
}
