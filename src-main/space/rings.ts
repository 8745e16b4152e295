import { EpochRing, type ExportedRing } from '../datom'
import { DatomspaceError } from '../error'
import type { DatabaseOp, SpaceDatabase } from './database'

const TABLE = 'rings'

/** The epoch keys of all cores that this space encrypts, kept in its encrypted database. */
export class Rings {
  readonly #database: SpaceDatabase

  constructor(database: SpaceDatabase) {
    this.#database = database
  }

  /** A new ring, and the change that saves it: apply it together with what the ring is for. */
  create(name: string): { ring: EpochRing; save: DatabaseOp } {
    const ring = EpochRing.create()
    return { ring, save: put(name, ring.export()) }
  }

  /** Throws `STORAGE_CORRUPT` if there is none: what it encrypted cannot be read. */
  async open(name: string): Promise<EpochRing> {
    const exported = await this.#database.get<ExportedRing>(TABLE, name)
    if (exported) return EpochRing.from(exported)
    throw new DatomspaceError('STORAGE_CORRUPT', `The keys of ${name} are missing`, {
      details: { name }
    })
  }

  /** Starts a new epoch, which is on the disk before anything is written in it. */
  async rotate(name: string, ring: EpochRing): Promise<ExportedRing> {
    const next = ring.successor()
    const epochs = [...ring.export().epochs, ...next.epochs]
    await this.#database.batch([put(name, { epochs })])
    await this.#database.flush()
    ring.merge(next)
    return next
  }

  drop(name: string): DatabaseOp {
    return { type: 'delete', table: TABLE, key: name }
  }
}

function put(name: string, exported: ExportedRing): DatabaseOp {
  return { type: 'put', table: TABLE, key: name, value: exported }
}
