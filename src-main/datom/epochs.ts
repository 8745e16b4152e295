import { randomFillSync } from 'node:crypto'
import HypercoreEncryption from 'hypercore-encryption'
import type { CoreEncryption } from 'hypercore/declared'
import sodium from 'sodium-native'
import { DatomspaceError } from '../error'

const KEY_BYTES = 32
const MAX_EPOCHS = 0xffffffff
const LATEST = -1

/** A key ring as plain data: for sealing and for the space's encrypted database, never for a screen. */
export interface ExportedRing {
  /** `[epoch, key]`, the key in base64, epochs ascending. */
  epochs: [number, string][]
}

/**
 * The keys that a set's blocks are encrypted with: one per epoch, the latest for what is written now.
 * A revocation starts a new epoch; who does not get its key reads nothing that is written from then on.
 */
export class EpochRing {
  readonly #keys = new Map<number, Buffer>()
  #latest = 0
  readonly #encryption = new HypercoreEncryption(async id => this.#find(id))

  /** A ring with one fresh random key, epoch 1. */
  static create(): EpochRing {
    const ring = new EpochRing()
    ring.rotate()
    return ring
  }

  /** The ring in `exported`, which may come from a hostile peer. Throws `STORAGE_CORRUPT`. */
  static from(exported: unknown): EpochRing {
    const ring = new EpochRing()
    ring.merge(exported)
    return ring
  }

  /** The epoch that is written with, 0 for a ring without keys. */
  get latest(): number {
    return this.#latest
  }

  has(epoch: number): boolean {
    return this.#keys.has(epoch)
  }

  /**
   * A next epoch with a fresh random key, not yet in use: save it, then `merge` it. The other way round,
   * a crash in between would leave blocks that nobody can read.
   */
  successor(): ExportedRing {
    const key = Buffer.alloc(KEY_BYTES)
    randomFillSync(key)
    return { epochs: [[this.#latest + 1, key.toString('base64')]] }
  }

  /** Starts the next epoch at once and returns its number. */
  rotate(): number {
    this.merge(this.successor())
    return this.#latest
  }

  /**
   * Adds the epochs of `exported` that are not here yet. A key once known is never replaced: blocks of
   * that epoch exist. Returns how many are new. Throws `STORAGE_CORRUPT` and adds none if one is wrong.
   */
  merge(exported: unknown): number {
    const epochs = parse(exported)
    let added = 0
    for (const [epoch, key] of epochs) {
      if (this.#keys.has(epoch)) continue
      this.#keys.set(epoch, key)
      this.#latest = Math.max(this.#latest, epoch)
      added++
    }
    return added
  }

  export(): ExportedRing {
    const epochs = [...this.#keys].sort(([a], [b]) => a - b)
    return { epochs: epochs.map(([epoch, key]) => [epoch, key.toString('base64')]) }
  }

  /** What Hypercore encrypts and decrypts blocks with. Follows every later change of the ring. */
  encryption(): CoreEncryption {
    return this.#encryption.createEncryptionProvider({})
  }

  /** Overwrites all keys. */
  close(): void {
    this.#encryption.clear()
    for (const key of this.#keys.values()) sodium.sodium_memzero(key)
    this.#keys.clear()
    this.#latest = 0
  }

  #find(id: number): { id: number; encryptionKey: Buffer } {
    const epoch = id === LATEST ? this.#latest : id
    const encryptionKey = this.#keys.get(epoch)
    if (encryptionKey) return { id: epoch, encryptionKey }
    throw new DatomspaceError(
      'EPOCH_KEY_MISSING',
      `This version is encrypted with the key of epoch ${epoch}, which was not given to you`,
      { details: { epoch } }
    )
  }
}

function parse(exported: unknown): [number, Buffer][] {
  const epochs = (exported as Partial<ExportedRing> | null)?.epochs
  if (!Array.isArray(epochs) || epochs.length > 100_000) throw malformed()
  return epochs.map(entry => {
    if (!Array.isArray(entry) || entry.length !== 2) throw malformed()
    const [epoch, text] = entry as unknown[]
    if (!Number.isSafeInteger(epoch) || (epoch as number) < 1 || (epoch as number) > MAX_EPOCHS) {
      throw malformed()
    }
    if (typeof text !== 'string') throw malformed()
    const key = Buffer.alloc(KEY_BYTES)
    const bytes = Buffer.from(text, 'base64')
    if (bytes.byteLength !== KEY_BYTES) throw malformed()
    bytes.copy(key)
    return [epoch as number, key]
  })
}

function malformed(): DatomspaceError {
  return new DatomspaceError('STORAGE_CORRUPT', 'A ring of epoch keys is malformed')
}
