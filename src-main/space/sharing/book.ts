import { DatomspaceError } from '../../error'
import type { DatabaseOp } from '../database'
import type { Space } from '../space'
import { Share, type ShareRecord } from './share'

const TABLE = 'shares'

/** All grants given, by the names under which they are asked for. */
export class ShareBook {
  readonly #space: Space
  readonly #shares = new Map<string, Share>()
  readonly #byDiscoveryKey = new Map<string, Share>()

  constructor(space: Space) {
    this.#space = space
  }

  async load(): Promise<void> {
    for (const { key, value } of await this.#space.database.list<ShareRecord>(TABLE)) {
      this.add(new Share(this.#space, key, value))
    }
  }

  add(share: Share): void {
    this.#shares.set(share.id, share)
    this.#byDiscoveryKey.set(share.discoveryKey, share)
  }

  /** Of one that could not be saved. */
  remove(share: Share): void {
    this.#shares.delete(share.id)
    this.#byDiscoveryKey.delete(share.discoveryKey)
  }

  /** In the order in which they were made. */
  all(): Share[] {
    return [...this.#shares.values()]
  }

  /** Throws `NOT_FOUND`. */
  get(id: string): Share {
    const share = this.#shares.get(id)
    if (share) return share
    throw new DatomspaceError('NOT_FOUND', 'There is no such share', { details: { id } })
  }

  /** By the discovery key (hex) of its grant core. */
  byDiscoveryKey(discoveryKey: string): Share | undefined {
    return this.#byDiscoveryKey.get(discoveryKey)
  }

  /** Those on a granted core that have not ended. */
  on(granted: string): Share[] {
    return this.all().filter(
      ({ record }) => record.granted === granted && record.status !== 'ended'
    )
  }

  /** Those on a set or a part of it that have not ended. */
  ofSet(setId: string): Share[] {
    return this.all().filter(
      ({ record }) => record.selection.setId === setId && record.status !== 'ended'
    )
  }

  async save(shares: Share[]): Promise<void> {
    const ops = shares.map<DatabaseOp>(({ id, record }) => ({
      type: 'put',
      table: TABLE,
      key: id,
      value: record
    }))
    await this.#space.database.batch(ops)
  }
}
