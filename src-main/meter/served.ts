import type Hypercore from 'hypercore'

export interface Served {
  blocks: number
  bytes: number
  /** Milliseconds since 1970. */
  first?: number
  last?: number
}

/** What was sent since the last time, by grant, connection and day. */
export interface ServedPart {
  grant: string
  /** Network key, hex. */
  peer: string
  /** `YYYY-MM-DD`, UTC. */
  day: string
  blocks: number
  bytes: number
  last: number
}

/** The grant under which a peer (network key, hex) is served a core, or null if it is under none. */
export type Attribution = (peer: string) => string | null

/**
 * Counts blocks and bytes that were sent, by grant and by connection, from upload events. Counts what
 * left this machine: a block that is fetched twice counts twice. In memory; `changed()` says what to save.
 */
export class ServedMeter {
  readonly #grants = new Map<string, Served>()
  readonly #connections = new Map<string, Map<string, Served>>()
  readonly #changed = new Set<string>()
  readonly #parts = new Map<string, ServedPart>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Counts what is sent of a core; the function returned stops that. */
  watch(core: Hypercore, attribute: Attribution): () => void {
    const onupload = (
      _index: number,
      bytes: number,
      peer: { remotePublicKey?: Buffer } | null | undefined
    ) => {
      const key = peer?.remotePublicKey?.toString('hex')
      const grant = key && attribute(key)
      if (key && grant) this.#count(grant, key, bytes)
    }
    core.on('upload', onupload)
    return () => void core.off('upload', onupload)
  }

  /** Continues from what was saved. */
  load(grant: string, served: Served): void {
    this.#grants.set(grant, { ...served })
  }

  of(grant: string): Served {
    return { ...(this.#grants.get(grant) ?? { blocks: 0, bytes: 0 }) }
  }

  /** By network key (hex) of the peers that were served since the start. */
  connectionsOf(grant: string): Map<string, Served> {
    return new Map(this.#connections.get(grant) ?? [])
  }

  /** The grants whose counts grew since the last call. */
  changed(): string[] {
    const changed = [...this.#changed]
    this.#changed.clear()
    return changed
  }

  /** What was counted since the last call. */
  drain(): ServedPart[] {
    const parts = [...this.#parts.values()]
    this.#parts.clear()
    return parts
  }

  forget(grant: string): void {
    this.#grants.delete(grant)
    this.#connections.delete(grant)
    this.#changed.delete(grant)
  }

  #count(grant: string, peer: string, bytes: number): void {
    let connections = this.#connections.get(grant)
    if (!connections) this.#connections.set(grant, (connections = new Map()))
    const now = this.#now()
    add(this.#grants, grant, bytes, now)
    add(connections, peer, bytes, now)
    this.#addPart(grant, peer, bytes, now)
    this.#changed.add(grant)
  }

  #addPart(grant: string, peer: string, bytes: number, last: number): void {
    const name = `${grant} ${peer}`
    const part = this.#parts.get(name)
    if (part && last - (last % DAY) === part.last - (part.last % DAY)) {
      part.blocks++
      part.bytes += bytes
      part.last = last
      return
    }
    const day = new Date(last).toISOString().slice(0, 10)
    // Midnight has passed: what was counted before it stays a part of its own.
    if (part) this.#parts.set(`${name} ${part.day}`, part)
    this.#parts.set(name, { grant, peer, day, blocks: 1, bytes, last })
  }
}

const DAY = 86_400_000

function add(counts: Map<string, Served>, key: string, bytes: number, now: number): void {
  let served = counts.get(key)
  if (!served) counts.set(key, (served = { blocks: 0, bytes: 0 }))
  served.blocks++
  served.bytes += bytes
  served.first ??= now
  served.last = now
}
