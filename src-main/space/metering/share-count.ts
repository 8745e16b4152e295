import Hypercore from 'hypercore'
import z32 from 'z32'
import { DatomspaceError } from '../../error'
import type { CountedEntry } from '../../grant'
import { counterSign, type UseCounts } from '../../meter'
import { countedUses, isSpent, type CountedUses, type State } from '../../rights'
import type { Share } from '../sharing/share'
import type { Space } from '../space'
import { CountedLog, LOGS, type LogSummary } from './counted-log'
import { ReceiptRows } from './receipt-rows'

/** Devices of one person under one share, and logs under a share at all. */
const MAX_LOGS_OF_ONE = 32
const MAX_LOGS = 2_000
/** Of all logs under one share: whoever has a ticket can come under any number of names. */
export const MAX_RECEIPT_BYTES = 64 * 1024 * 1024
/** Milliseconds before what came is counter-signed: soon at first; later less often, as the log is kept. */
const SIGN_AFTER = { soon: 250, late: 60 * 60 * 1000, until: 1_000 }

export interface ShareCountOptions {
  space: Space
  share: Share
  now: () => number
  /** Default: `MAX_RECEIPT_BYTES`. */
  maxBytes?: number
  onchange: (count: ShareCount) => void
  onfault: (error: DatomspaceError) => void
}

/** What was used under one share that this space gave, by all who hold it. */
export class ShareCount {
  readonly share: Share
  readonly rows: ReceiptRows
  readonly #options: ShareCountOptions
  readonly #summaries = new Map<string, LogSummary>()
  readonly #logs = new Map<string, CountedLog>()
  /** Asked for one after the other: a holder may say the same twice at once. */
  #queue: Promise<unknown> = Promise.resolve()
  #signatures = 0
  #signing: NodeJS.Timeout | null = null
  #closed = false

  constructor(options: ShareCountOptions) {
    this.#options = options
    this.share = options.share
    this.rows = new ReceiptRows(options.space.database, options.share.id)
  }

  async load(): Promise<void> {
    const { database } = this.#options.space
    const prefix = `${this.share.id}/`
    for (const { key, value } of await database.list<LogSummary>(LOGS, { prefix })) {
      this.#summaries.set(key.slice(prefix.length), value)
    }
    await this.rows.load()
  }

  /** By the key of the log, z-base-32. */
  get logs(): ReadonlyMap<string, LogSummary> {
    for (const [name, log] of this.#logs) this.#summaries.set(name, log.summary)
    return this.#summaries
  }

  /** How many receipts came, of one person (did) or of all. */
  receiptsOf(did?: string): number {
    let receipts = 0
    for (const log of this.logs.values()) {
      if (did === undefined || log.did === did) receipts += log.receipts
    }
    return receipts
  }

  /** All uses that somebody signed for. */
  state(): State & { uses: UseCounts; firstUse: number | null } {
    const uses: UseCounts = {}
    let firstUse: number | null = null
    for (const summary of this.logs.values()) {
      for (const [action, times] of Object.entries(summary.uses)) {
        uses[action] = (uses[action] ?? 0) + times
      }
      if (summary.firstUse !== null) firstUse = Math.min(firstUse ?? Infinity, summary.firstUse)
    }
    return { uses, firstUse }
  }

  counted(): CountedUses {
    return countedUses(this.share.record.policy, this.state())
  }

  /**
   * Whether nothing is left of what the terms count; a receipt that is missing may be for anything, and
   * what is no longer read for any number.
   */
  isSpent(): boolean {
    const { policy } = this.share.record
    const { uses } = this.state()
    const missing = [...this.logs.values()].reduce(
      (sum, { missing, stopped }) => sum + (stopped ? Infinity : missing),
      0
    )
    if (missing > 0) {
      for (const action of new Set(policy.permission.flatMap(rule => rule.action))) {
        uses[action] = (uses[action] ?? 0) + missing
      }
    }
    return isSpent(policy, { uses })
  }

  /** Follows the log of somebody (did) who proved to hold the share, in the space of that network key. */
  follow(core: Buffer, did: string, spaceKey: Buffer): Promise<void> {
    const run = this.#queue.catch(() => {}).then(() => this.#follow(core, did, spaceKey)) // its caller was told
    this.#queue = run
    return run
  }

  async close(): Promise<void> {
    this.#closed = true
    if (this.#signing) clearTimeout(this.#signing)
    await this.#queue.catch(() => {}) // its caller was told
    for (const log of this.#logs.values()) await log.close()
  }

  async #follow(core: Buffer, did: string, spaceKey: Buffer): Promise<void> {
    const name = z32.encode(core)
    if (this.#closed || this.#logs.has(name)) return
    const known = this.#summaries.get(name)
    // Receipts are signed by one person: whoever else names that log has nothing in it.
    if (known && known.did !== did) throw notYours()
    if (!known) await this.#refuse(core, did)
    const { space, now } = this.#options
    const summary: LogSummary = {
      ...(known ?? {
        did,
        since: new Date(now()).toISOString(),
        read: 0,
        receipts: 0,
        uses: {},
        firstUse: null,
        lastUse: null,
        missing: 0,
        faults: {},
        head: null,
        signed: 0
      }),
      bytes: known?.bytes ?? 0,
      spaceKey: z32.encode(spaceKey)
    }
    if (summary.stopped) return
    await space.database.put(LOGS, `${this.share.id}/${name}`, summary)
    this.#summaries.set(name, summary)
    const log = new CountedLog({
      space,
      shareId: this.share.id,
      grant: this.share.key,
      secret: this.share.secret,
      core,
      summary,
      since: Date.parse(this.share.record.created),
      now,
      rows: this.rows,
      room: () => this.#roomFor(name)
    })
    log.on('change', () => this.#changed())
    log.on('fault', error => this.#options.onfault(DatomspaceError.from(error)))
    this.#logs.set(name, log)
    await log.ready()
    this.#changed()
  }

  /** Bytes that a log may have, by what the others of this share have. */
  #roomFor(name: string): number {
    let room = this.#options.maxBytes ?? MAX_RECEIPT_BYTES
    for (const [other, { bytes }] of this.logs) if (other !== name) room -= bytes
    return room
  }

  /** Whom we read from can read from us, so nobody may name a core that is here for another reason. */
  async #refuse(core: Buffer, did: string): Promise<void> {
    const { storage } = this.#options.space.store
    if (await storage.hasCore(Hypercore.discoveryKey(core))) throw notYours()
    const theirs = [...this.logs.values()].filter(summary => summary.did === did)
    if (theirs.length >= MAX_LOGS_OF_ONE || this.#summaries.size >= MAX_LOGS) {
      throw new DatomspaceError('LIMIT_EXCEEDED', 'A share has no more logs of receipts than that')
    }
    if (this.#roomFor('') <= 0) {
      throw new DatomspaceError('LIMIT_EXCEEDED', 'A share takes no more receipts than that')
    }
  }

  #changed(): void {
    if (this.#closed) return
    this.#options.onchange(this)
    const isBehind = [...this.logs.values()].some(
      ({ head, signed }) => (head?.number ?? 0) > signed
    )
    if (!isBehind || this.#signing) return
    const { soon, late, until } = SIGN_AFTER
    const wait = this.#signatures < until ? soon : late
    this.#signing = setTimeout(() => {
      this.#signing = null
      this.#sign().catch(error => {
        if (!this.#closed) this.#options.onfault(DatomspaceError.from(error))
      })
    }, wait)
    this.#signing.unref()
  }

  /** Gives signatures for all that came, through the grant core, where each holder finds them. */
  async #sign(): Promise<void> {
    const { space, now } = this.#options
    await space.database.flush()
    const at = new Date(now()).toISOString()
    const behind = [...this.#logs.values()].filter(
      ({ summary }) => (summary.head?.number ?? 0) > summary.signed
    )
    if (behind.length === 0 || this.#closed) return
    const heads = behind.map(({ name, summary: { head, uses } }) =>
      counterSign({ log: name, ...head!, uses, at }, z32.encode(this.share.key), space.keys)
    )
    const { uses, firstUse } = this.state()
    const entry: CountedEntry = {
      type: 'counted',
      at,
      uses,
      firstUse: firstUse === null ? null : new Date(firstUse).toISOString(),
      heads
    }
    const log = await this.share.log()
    await log.append(entry)
    // As many as the log holds: it is kept for as long as the share, over restarts too.
    this.#signatures = log.core.length
    for (const { log: name, number } of heads) await this.#logs.get(name)!.signed(number)
    this.#changed()
  }
}

function notYours(): DatomspaceError {
  return new DatomspaceError(
    'POLICY_DENIED',
    'That core does not hold the receipts of who names it'
  )
}
