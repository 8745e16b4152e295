import ReadyResource from 'ready-resource'
import type Hypercore from 'hypercore'
import { DatomspaceError } from '../error'
import { decodeEntries, decoded, type Decode } from './decoding'
import type { DatomSet, SetChange } from './set'
import { isLeftover } from './transfer'

const SLICE = 500
const DOWNLOAD_AFTER = 1_000
const SYNCED = 'datomspace/synced'

/** Notes that all blocks of a set are here, which came without being told by a `Replay`. */
export async function noteWhole(core: Hypercore): Promise<void> {
  await core.setUserData(SYNCED, String(core.length))
}
/** What a reader is ready to store of one set. */
const MAX_SET_BYTES = 8 * 1024 * 1024 * 1024

export interface ReplayProgress {
  /** Blocks that are here, and blocks in all. */
  blocks: number
  total: number
}

/**
 * Tells a reader of a set what is in it and what changes: first everything that is there, as it
 * arrives, then every edit. Downloads the whole set in the background.
 *
 * Events: `change` (SetChange, at most 500 datoms), `synced` (length) when everything up to a version
 * is here, `progress` (ReplayProgress), `locked` (epoch) when a version needs the key of an epoch that
 * is missing (call `resume()` after adding it to the ring), `fault` (DatomspaceError) when the set is
 * not what a set should be; it stops there.
 */
export class Replay extends ReadyResource {
  readonly set: DatomSet
  /** Makes datoms of what is there at first; may do it elsewhere. Not to be changed later than `ready()`. */
  decode: Decode = decodeEntries
  #head = 0
  #count = 0
  #running: Promise<void> | null = null
  #again = false
  #download: Hypercore.Download | null = null
  #timer: NodeJS.Timeout | null = null
  #stopped = false
  readonly #onappend = () => this.resume()
  readonly #ondownload = () => {
    this.#arrived++
    this.#progressed()
  }
  #arrived = 0
  #reported = 0
  #wasRecalled: () => void = () => {}
  readonly #recalled = new Promise<void>(resolve => (this.#wasRecalled = resolve))

  constructor(set: DatomSet) {
    super()
    this.set = set
  }

  /** Length of the core up to which everything was told. */
  get head(): number {
    return this.#head
  }

  /** Datoms at `head`, without what is left of those that their owner handed over. */
  get count(): number {
    return this.#count
  }

  get progress(): ReplayProgress {
    const { length, contiguousLength } = this.set.core
    // The newest come first, so they are counted; what came before the program ended is only then in a row.
    const blocks = Math.max(contiguousLength, this.#arrived)
    return { blocks: Math.min(blocks, length), total: length }
  }

  /** Whether all that the owner is known to have written is here and was told. */
  get current(): boolean {
    return this.#head === this.set.core.length
  }

  /** Resolves when what was whole here at the last run has been told (or cannot be); needs no network. */
  recalled(): Promise<void> {
    return this.#recalled
  }

  override async _open(): Promise<void> {
    await this.set.ready().catch(error => {
      this.#wasRecalled()
      throw error
    })
    const { core } = this.set
    core.on('append', this.#onappend)
    core.on('download', this.#ondownload)
    this.#timer = setTimeout(() => this.#downloadAll(), DOWNLOAD_AFTER)
    this.resume()
  }

  override async _close(): Promise<void> {
    this.#stopped = true
    this.#wasRecalled()
    this.set.core.off('append', this.#onappend)
    this.set.core.off('download', this.#ondownload)
    if (this.#timer) clearTimeout(this.#timer)
    this.#download?.destroy()
    // What is still asked of the network would hold the run up for ever: closing the set ends it.
    await this.set.close()
    await this.#running
  }

  /** Once the first datoms are told: what they need would else wait behind everything. */
  #downloadAll(): void {
    if (this.#timer) clearTimeout(this.#timer)
    if (this.#stopped) return
    this.#download ??= this.set.core.download({ start: 0, end: -1, linear: true })
  }

  /** Goes on, after an epoch key was added or the core grew. */
  resume(): void {
    if (this.#stopped) return
    this.#again = true
    this.#running ??= this.#run().finally(() => {
      this.#running = null
    })
  }

  async #run(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false
      try {
        await this.#catchUp()
      } catch (error) {
        if (!this.#stopped) this.#refuse(error)
      }
    }
  }

  async #catchUp(): Promise<void> {
    const { core } = this.set
    if (core.fork > 0) {
      throw new DatomspaceError('STORAGE_CORRUPT', 'The owner rewrote the history of this set')
    }
    if (core.byteLength > MAX_SET_BYTES) {
      throw new DatomspaceError('LIMIT_EXCEEDED', 'This set is too large to be received', {
        details: { bytes: core.byteLength }
      })
    }
    // What was whole at the last run is told first: it is here even if the owner is not.
    const whole = await this.#lastWhole()
    if (this.#head < whole) await this.#tell(whole)
    this.#wasRecalled()
    if (this.#head < core.length) await this.#tell(core.length)
  }

  async #tell(to: number): Promise<void> {
    const from = this.#head
    const count = from === 0 ? await this.#tellAll(to) : await this.#tellChanges(from, to)
    if (count === null) return
    this.#downloadAll()
    this.#head = to
    this.#count = count
    await this.set.core.setUserData(SYNCED, String(to))
    this.emit('progress', this.progress)
    this.emit('synced', to)
  }

  /** How many datoms there are then, or null when it was stopped. */
  async #tellAll(to: number): Promise<number | null> {
    let count = 0
    for await (const put of decoded(this.set.entries(to), this.decode)) {
      if (this.#stopped) return null
      for (const datom of put) if (!isLeftover(datom)) count++
      this.emit('change', { from: 0, to, put, removed: [] } satisfies SetChange)
      await new Promise(resolve => setImmediate(resolve))
    }
    return count
  }

  async #tellChanges(from: number, to: number): Promise<number | null> {
    let count = this.#count
    let change: SetChange = { from, to, put: [], removed: [] }
    const emit = () => {
      if (change.put.length + change.removed.length > 0) this.emit('change', change)
      change = { from, to, put: [], removed: [] }
    }
    for await (const { id, datom, before } of this.set.diff(from, to)) {
      if (datom && !isLeftover(datom)) count++
      if (before && !isLeftover(before)) count--
      if (datom) change.put.push(datom)
      else change.removed.push(id)
      if (change.put.length + change.removed.length < SLICE) continue
      emit()
      await new Promise(resolve => setImmediate(resolve))
      if (this.#stopped) return null
    }
    emit()
    return count
  }

  async #lastWhole(): Promise<number> {
    const { core } = this.set
    const text = (await core.getUserData(SYNCED))?.toString() ?? '0'
    const whole = Number(text)
    return Number.isSafeInteger(whole) && whole <= core.length ? whole : 0
  }

  #refuse(thrown: unknown): void {
    this.#wasRecalled()
    const error = faultOf(thrown)
    if (error.code === 'EPOCH_KEY_MISSING') {
      this.emit('locked', Number(error.details['epoch'] ?? 0))
      return
    }
    this.#stopped = true
    this.#download?.destroy()
    this.emit('fault', error)
  }

  #progressed(): void {
    const now = Date.now()
    if (now - this.#reported < 100) return
    this.#reported = now
    this.emit('progress', this.progress)
  }
}

/** Whatever the libraries throw at malformed bytes is the fault of the set, not of this program. */
function faultOf(thrown: unknown): DatomspaceError {
  let error = thrown
  while (error instanceof Error) {
    if (error instanceof DatomspaceError) return error
    error = error.cause
  }
  return new DatomspaceError('STORAGE_CORRUPT', 'The set is malformed', { cause: thrown })
}
