import type { ServedMeter } from '../../meter'
import type { DatabaseOp } from '../database'
import type { Space } from '../space'

const TABLE = 'served'

/** What was served to one space under one share on one day. */
export interface ServedRecord {
  shareId: string
  /** Network key, hex. */
  peer: string
  /** `YYYY-MM-DD`, UTC. */
  day: string
  /** did:key, if they said who they are. */
  did?: string
  blocks: number
  bytes: number
  /** Milliseconds since 1970. */
  last: number
}

/** What was served, by share, by connection and by day; kept in the database. */
export class ServedBook {
  readonly #space: Space
  readonly #meter: ServedMeter
  readonly #records = new Map<string, ServedRecord>()

  constructor(space: Space, meter: ServedMeter) {
    this.#space = space
    this.#meter = meter
  }

  async load(): Promise<void> {
    for (const { key, value } of await this.#space.database.list<ServedRecord>(TABLE)) {
      this.#records.set(key, value)
    }
  }

  /** All that is known, what was counted a moment ago too. */
  all(): ServedRecord[] {
    this.#take()
    return [...this.#records.values()]
  }

  /** Saves what was counted since the last time. Returns the shares that it was under. */
  async save(): Promise<Set<string>> {
    const changed = this.#take()
    const keys = [...this.#unsaved]
    const ops = keys.map<DatabaseOp>(key => ({
      type: 'put',
      table: TABLE,
      key,
      value: this.#records.get(key)
    }))
    this.#unsaved.clear()
    try {
      await this.#space.database.batch(ops)
    } catch (error) {
      // They are saved with the next ones.
      for (const key of keys) this.#unsaved.add(key)
      throw error
    }
    return changed
  }

  readonly #unsaved = new Set<string>()

  #take(): Set<string> {
    const changed = new Set<string>()
    for (const { grant, peer, day, blocks, bytes, last } of this.#meter.drain()) {
      const key = `${grant}/${peer}/${day}`
      const known = this.#records.get(key)
      const did = this.#space.gate.peersOf(Buffer.from(peer, 'hex'))[0]?.did ?? known?.did
      this.#records.set(key, {
        shareId: grant,
        peer,
        day,
        ...(did !== undefined && { did }),
        blocks: (known?.blocks ?? 0) + blocks,
        bytes: (known?.bytes ?? 0) + bytes,
        last
      })
      this.#unsaved.add(key)
      changed.add(grant)
    }
    return changed
  }
}
