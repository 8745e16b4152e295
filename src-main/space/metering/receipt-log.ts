import { randomBytes } from 'node:crypto'
import ReadyResource from 'ready-resource'
import type Hypercore from 'hypercore'
import z32 from 'z32'
import { DatomspaceError } from '../../error'
import { receiptEncryption, type Counted, type GrantKey } from '../../grant'
import {
  parseReceipt,
  signReceipt,
  type Receipt,
  type ReceiptOrigin,
  type UseCounts,
  type Use
} from '../../meter'
import { scopeOf, type Action, type State } from '../../rights'
import type { Space } from '../space'
import { openOwned } from '../store'

const TABLE = 'uses'

/** What is known of a log without reading it, in the encrypted database. */
interface LogRecord {
  /** Random: a space that is restored elsewhere begins a log of its own, and never forks this one. */
  device: string
  number: number
  hash: string
  at: number
  uses: UseCounts
  /** Milliseconds since 1970; null as long as there is none. */
  firstUse: number | null
  /** `uid` of the duties that are fulfilled. */
  fulfilled: string[]
  /** ISO time at which the copy was deleted as the terms demand. */
  deleted?: string
}

/**
 * The receipts that this device signs for one grant that it holds: a core of its own, which only the owner
 * of the grant is served. Kept when the share is stopped, so that to accept it again begins nothing anew.
 *
 * A receipt is on the disk before `append` resolves, and whatever it is for comes after that: if the
 * power fails in between, the use counts though nothing was seen.
 */
export class ReceiptLog extends ReadyResource {
  readonly #space: Space
  readonly #key: GrantKey
  #record!: LogRecord
  #core!: Hypercore
  #origin!: ReceiptOrigin

  constructor(space: Space, key: GrantKey) {
    super()
    this.#space = space
    this.#key = key
  }

  get core(): Hypercore {
    return this.#core
  }

  /** Key of the core, z-base-32. */
  get name(): string {
    return this.#origin.log
  }

  /** Of the last receipt; empty as long as there is none. */
  get hash(): string {
    return this.#record.hash
  }

  /** Number of the last receipt. */
  get number(): number {
    return this.#record.number
  }

  get fulfilled(): string[] {
    return this.#record.fulfilled
  }

  get deleted(): string | undefined {
    return this.#record?.deleted
  }

  /**
   * What was used so far: here, and on other devices as far as the owner has counted them. `counted`:
   * what the grant core says.
   */
  state(counted: Counted | null): State {
    const { uses: own, firstUse, fulfilled } = this.#record
    const seen = counted?.heads.get(this.#origin.log)?.uses ?? {}
    const uses: UseCounts = { ...own }
    for (const [action, times] of Object.entries(counted?.uses ?? {})) {
      uses[action] = (own[action] ?? 0) + Math.max(0, times - (seen[action] ?? 0))
    }
    const elsewhere = counted?.firstUse ? Date.parse(counted.firstUse) : null
    const firsts = [firstUse, elsewhere].filter(time => time !== null)
    return {
      uses: uses as State['uses'],
      firstUse: firsts.length === 0 ? null : Math.min(...firsts),
      fulfilled
    }
  }

  /** How often an action, or what is included in it, was signed for here. */
  timesOf(action: Action): number {
    const { uses } = this.#record
    return scopeOf(action).reduce((sum, each) => sum + (uses[each] ?? 0), 0)
  }

  /** Signs a use. It is on the disk when this resolves. One at a time. */
  async append(use: Use, at: number): Promise<Receipt> {
    const { number, hash } = this.#record
    const after = number === 0 ? null : { number, hash }
    const signed = signReceipt(use, { origin: this.#origin, after, at }, this.#space.keys)
    await this.#core.append(signed.block)
    this.#add(signed.receipt, signed.hash)
    await this.#save()
    return signed.receipt
  }

  /** Notes duties as done, and since when there is no copy any more. */
  async fulfil(uids: string[], deleted?: string): Promise<void> {
    const { deleted: _, ...record } = this.#record
    this.#record = { ...record, fulfilled: uids, ...(deleted !== undefined && { deleted }) }
    await this.#save()
  }

  protected override async _open(): Promise<void> {
    const { database, store, keys, identity } = this.#space
    const grant = z32.encode(this.#key.grant)
    const saved = await database.get<LogRecord>(TABLE, grant)
    this.#record = saved ?? {
      device: randomBytes(16).toString('hex'),
      number: 0,
      hash: '',
      at: 0,
      uses: {},
      firstUse: null,
      fulfilled: []
    }
    if (!saved) await database.put(TABLE, grant, this.#record)
    this.#core = await openOwned(store, {
      keyPair: keys.signer(`receipts/${grant}/${this.#record.device}`),
      encryption: receiptEncryption(this.#key.secret)
    })
    this.#origin = { grant, holder: identity, log: z32.encode(this.#core.key) }
    // A crash may have come between a receipt and the note of it.
    while (this.#record.number < this.#core.length) await this.#readNext()
  }

  protected override async _close(): Promise<void> {
    await this.#core.close()
  }

  async #readNext(): Promise<void> {
    const block = (await this.#core.get(this.#record.number)) as Buffer | null
    const parsed = block && parseReceipt(block)
    if (!parsed) {
      throw new DatomspaceError('STORAGE_CORRUPT', 'The receipts of this share cannot be read')
    }
    this.#add(parsed.receipt, parsed.hash)
  }

  #add({ action, at, number }: Receipt, hash: string): void {
    const { uses, firstUse } = this.#record
    const isUse = action !== 'delete'
    this.#record = {
      ...this.#record,
      number,
      hash,
      at,
      uses: isUse ? { ...uses, [action]: (uses[action] ?? 0) + 1 } : uses,
      firstUse: isUse ? Math.min(firstUse ?? at, at) : firstUse
    }
  }

  async #save(): Promise<void> {
    await this.#space.database.put(TABLE, z32.encode(this.#key.grant), this.#record)
    await this.#space.database.flush()
  }
}
