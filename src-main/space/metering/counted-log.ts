import ReadyResource from 'ready-resource'
import type Hypercore from 'hypercore'
import z32 from 'z32'
import { receiptEncryption } from '../../grant'
import {
  parseReceipt,
  ReceiptChain,
  tellsUse,
  type ChainHead,
  type JudgedReceipt,
  type UseCounts
} from '../../meter'
import type { DatabaseOp } from '../database'
import type { Follow } from '../gate'
import type { ReceiptState } from '../shapes'
import { CLOCK_SKEW } from '../sharing/clock'
import type { Space } from '../space'
import { RECEIPT_ROWS, rowKey, type ReceiptRecord, type ReceiptRows } from './receipt-rows'

export const LOGS = 'receipt-logs'
/** Beyond this nobody uses anything by hand: the log is no longer read, and shown as faulty. */
const MAX_RECEIPTS = 100_000
const MAX_BYTES = 64 * 1024 * 1024
/** Receipts that were shown and taken back: each is kept, so nobody may do that for ever. */
const MAX_DROPPED = 1_000
const SLICE = 200

/** What the receipts in one log came to. */
export interface LogSummary {
  /** did:key of who signs them. */
  did: string
  /** Network key of the space that has it, z-base-32. */
  spaceKey: string
  since: string
  /** Blocks that were judged. */
  read: number
  receipts: number
  uses: UseCounts
  firstUse: number | null
  lastUse: number | null
  /** Numbers that are missing before the head. */
  missing: number
  faults: Partial<Record<Exclude<ReceiptState, 'ok' | 'gap' | 'too-much'>, number>>
  head: ChainHead | null
  /** The last number for which a counter-signature was given. */
  signed: number
  /** Bytes that came, also those that were taken back. */
  bytes: number
  /** Why it is no longer read: it is too long, or all logs of the share together are. */
  stopped?: 'too-much' | 'share-full'
}

export interface CountedLogOptions {
  space: Space
  shareId: string
  /** Key of the grant core, and its secret. */
  grant: Buffer
  secret: Buffer
  core: Buffer
  summary: LogSummary
  rows: ReceiptRows
  /** How many bytes this one may have, by what the others of the share have. */
  room: () => number
  /** When the share was made, in milliseconds since 1970. */
  since: number
  now: () => number
}

/**
 * A log of receipts of one holder's device, as the owner follows it: each is verified, judged by those
 * before it and kept, whatever becomes of the log.
 *
 * Events: `change` when something was judged, `fault` (Error).
 */
export class CountedLog extends ReadyResource {
  readonly name: string
  summary: LogSummary
  readonly #options: CountedLogOptions
  readonly #core: Hypercore
  readonly #chain: ReceiptChain
  readonly #following: Follow
  #download: Hypercore.Download | null = null
  #running: Promise<void> | null = null
  #again = false
  readonly #onblock = () => this.#resume()
  readonly #ondownload = (_index: number, byteLength: number) => this.#came(byteLength)
  readonly #ontruncate = (length: number) => this.#truncated(length)
  readonly #truncations: number[] = []

  constructor(options: CountedLogOptions) {
    super()
    this.#options = options
    const { space, grant, secret, core, summary } = options
    this.name = z32.encode(core)
    this.summary = summary
    this.#chain = new ReceiptChain({
      grant: z32.encode(grant),
      holder: summary.did,
      log: this.name
    })
    this.#core = space.store.get({ key: core, encryption: receiptEncryption(secret) })
    this.#following = space.gate.follow(this.#core, { from: [z32.decode(summary.spaceKey)] })
  }

  protected override async _open(): Promise<void> {
    await this.#core.ready()
    for (const { record } of await this.#options.rows.inLog(this.name)) {
      if (record.block === '') continue
      const parsed = parseReceipt(Buffer.from(record.block, 'base64'))
      if (parsed) this.#chain.addVerified(parsed.receipt, parsed.hash)
    }
    this.#core.on('append', this.#onblock)
    this.#core.on('download', this.#ondownload)
    this.#core.on('truncate', this.#ontruncate)
    this.#download = this.#core.download({ start: 0, end: -1, linear: true })
    // It may have been taken back while this space was not running.
    if (this.#core.length < this.summary.read) this.#truncations.push(this.#core.length)
    this.#resume()
  }

  protected override async _close(): Promise<void> {
    this.#core.off('append', this.#onblock)
    this.#core.off('download', this.#ondownload)
    this.#core.off('truncate', this.#ontruncate)
    this.#download?.destroy()
    await this.#following.stop()
    await this.#core.close()
    await this.#running
  }

  /** Saves up to which number a counter-signature was given. */
  async signed(number: number): Promise<void> {
    this.summary = { ...this.summary, signed: number }
    await this.#options.space.database.batch([this.#saved()])
  }

  /** Refused in the moment in which it is too much: what is judged later would be here already. */
  #came(byteLength: number): void {
    this.summary = { ...this.summary, bytes: this.summary.bytes + byteLength }
    if (this.summary.bytes > this.#options.room()) this.#download?.destroy()
    this.#resume()
  }

  #truncated(length: number): void {
    this.#truncations.push(length)
    this.#resume()
  }

  #resume(): void {
    if (this.closing) return
    this.#again = true
    this.#running ??= this.#run().finally(() => {
      this.#running = null
    })
  }

  async #run(): Promise<void> {
    while (this.#again && !this.closing) {
      this.#again = false
      try {
        for (let length = this.#truncations.shift(); length !== undefined;) {
          await this.#drop(length)
          length = this.#truncations.shift()
        }
        while (!this.closing && (await this.#judgeSome())) {
          await new Promise(resolve => setImmediate(resolve))
        }
      } catch (error) {
        if (!this.closing) this.emit('fault', error)
      }
    }
  }

  /** Judges what is there next. False when there is nothing more. */
  async #judgeSome(): Promise<boolean> {
    const core = this.#core
    const { read } = this.summary
    const { receipts, faults } = this.summary
    if (core.length > MAX_RECEIPTS || core.byteLength > MAX_BYTES) return this.#stop('too-much')
    if (receipts > 2 * MAX_RECEIPTS || (faults.dropped ?? 0) > MAX_DROPPED) {
      return this.#stop('too-much')
    }
    if (this.summary.bytes > this.#options.room()) return this.#stop('share-full')
    const judged: [JudgedReceipt, Buffer][] = []
    for (let index = read; index < core.length && judged.length < SLICE; index++) {
      const block = await this.#block(index)
      if (block === null) break
      judged.push([this.#chain.add(block), block])
    }
    if (judged.length === 0) return false
    const now = this.#options.now()
    for (const [each] of judged) if (isToCome(each, now)) each.verdict = 'clock'
    const received = new Date(now).toISOString()
    const ops = judged.map(([each, block], at) => this.#row(each, block, read + at, received))
    this.#count(
      judged.map(([each]) => each),
      now
    )
    await this.#options.space.database.batch([...ops, this.#saved()])
    this.emit('change')
    return true
  }

  /** Null while it is not here; without bytes if it cannot be decrypted. */
  async #block(index: number): Promise<Buffer | null> {
    try {
      return await this.#core.get(index, { wait: false })
    } catch (error) {
      if (this.closing || this.#core.closing) throw error
      return Buffer.alloc(0)
    }
  }

  #row(judged: JudgedReceipt, block: Buffer, index: number, received: string): DatabaseOp {
    const { shareId, rows } = this.#options
    const { verdict: state, missing, receipt } = judged
    const value: ReceiptRecord = {
      log: this.name,
      index,
      state,
      ...(missing > 0 && { missing }),
      received,
      block: receipt ? block.toString('base64') : ''
    }
    return { type: 'put', table: RECEIPT_ROWS, key: rowKey(shareId, rows.next()), value }
  }

  #count(judged: JudgedReceipt[], now: number): void {
    const since = Math.min(now, this.#options.since)
    const summary = { ...this.summary, uses: { ...this.summary.uses } }
    const faults = { ...summary.faults }
    summary.read += judged.length
    summary.receipts += judged.length
    for (const each of judged) {
      const { verdict, receipt } = each
      if (verdict !== 'ok' && verdict !== 'gap') faults[verdict] = (faults[verdict] ?? 0) + 1
      if (!receipt || !tellsUse(each) || receipt.action === 'delete') continue
      summary.uses[receipt.action] = (summary.uses[receipt.action] ?? 0) + 1
      // Nobody used it before there was anything to use, nor later than the receipt came.
      const at = Math.max(since, Math.min(now, receipt.at))
      summary.firstUse = Math.min(summary.firstUse ?? at, at)
      summary.lastUse = Math.max(summary.lastUse ?? at, at)
    }
    const { missing, head } = this.#chain
    this.summary = { ...summary, faults, missing, head }
  }

  /** The holder took back what was shown before. It is kept, counted, and called what it is. */
  async #drop(length: number): Promise<void> {
    if (length >= this.summary.read || this.summary.stopped) return
    const ops: DatabaseOp[] = []
    const { shareId, rows } = this.#options
    for (const { place, record } of await rows.inLog(this.name)) {
      if (record.index < length || record.state === 'dropped') continue
      const value: ReceiptRecord = { ...record, state: 'dropped', was: record.state }
      ops.push({ type: 'put', table: RECEIPT_ROWS, key: rowKey(shareId, place), value })
    }
    const faults = { ...this.summary.faults }
    faults.dropped = (faults.dropped ?? 0) + ops.length
    this.summary = { ...this.summary, read: length, faults }
    await this.#options.space.database.batch([...ops, this.#saved()])
    this.emit('change')
  }

  async #stop(stopped: NonNullable<LogSummary['stopped']>): Promise<false> {
    if (this.summary.stopped) return false
    this.summary = { ...this.summary, stopped }
    this.#download?.destroy()
    await this.#following.stop()
    await this.#options.space.database.batch([this.#saved()])
    this.emit('change')
    return false
  }

  #saved(): DatabaseOp {
    const key = `${this.#options.shareId}/${this.name}`
    return { type: 'put', table: LOGS, key, value: this.summary }
  }
}

/** Whether it tells of a use at a time that is still to come, by more than clocks may differ. */
function isToCome({ verdict, receipt }: JudgedReceipt, now: number): boolean {
  return verdict === 'ok' && receipt !== null && receipt.at > now + CLOCK_SKEW
}
