import { ServedMeter } from '../../meter'
import type { Space } from '../space'
import type { ShareBook } from './book'
import type { Door } from './door'
import type { Granted } from './granted'
import type { Share } from './share'

const SAVE_EVERY = 5_000

export interface ServedOptions {
  space: Space
  book: ShareBook
  door: Door
  now: () => number
  onchange: (share: Share) => void
  onfault: (error: Error) => void
}

/** What each share was served, counted as it goes out and saved every few seconds. */
export class Served {
  readonly meter: ServedMeter
  readonly #options: ServedOptions
  readonly #watched = new Map<string, () => void>()
  #saving: NodeJS.Timeout | undefined

  constructor(options: ServedOptions) {
    this.#options = options
    this.meter = new ServedMeter(options.now)
  }

  /** Goes on from what the books say. */
  open(): void {
    const { book, onfault } = this.#options
    for (const share of book.all()) this.meter.load(share.id, share.record.served)
    this.#saving = setInterval(() => void this.save().catch(onfault), SAVE_EVERY)
    this.#saving.unref()
  }

  watch(granted: Granted): void {
    if (this.#watched.has(granted.name)) return
    const { space, door } = this.#options
    const stop = this.meter.watch(granted.set.core, key => {
      const peer = space.gate.peersOf(Buffer.from(key, 'hex'))[0]
      return (peer && door.holds(peer, granted)?.id) ?? null
    })
    this.#watched.set(granted.name, stop)
  }

  unwatch(granted: Granted): void {
    this.#watched.get(granted.name)?.()
    this.#watched.delete(granted.name)
  }

  async save(): Promise<void> {
    const { book, onchange } = this.#options
    const shares: Share[] = []
    for (const id of this.meter.changed()) {
      const share = book.get(id)
      share.record = { ...share.record, served: this.meter.of(id) }
      shares.push(share)
    }
    await book.save(shares)
    for (const share of shares) onchange(share)
  }

  /** Counts no more; what was counted is for the last `save`. */
  close(): void {
    clearInterval(this.#saving)
    for (const stop of this.#watched.values()) stop()
    this.#watched.clear()
  }
}
