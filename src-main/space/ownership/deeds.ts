import type { Card } from '../../contacts/card'
import {
  digestOf,
  handOverOf,
  openingOf,
  placementOf,
  signDatomOwnership,
  signSetOwnership,
  titleOf,
  urnOf,
  type Opening,
  type StoredDatom
} from '../../datom'
import { DatomspaceError } from '../../error'
import type { JsonObject } from '../../identity'
import type { DatabaseOp } from '../database'
import type { OwnSet, Sets } from '../sets'
import type { Space } from '../space'

const TABLE = 'ownership'

/** What is kept of a datom's past: the documents before its own credential, and who objected. */
export interface Past {
  /** Credentials and transfers of the owners before; for a datom that was handed over, of all. */
  documents: JsonObject[]
  /** Disputes that others signed. */
  disputes: JsonObject[]
}

export interface OwnDatom {
  own: OwnSet
  datom: StoredDatom
}

/** What this space can prove about its own sets and datoms. */
export class Deeds {
  readonly #space: Space
  readonly #sets: Sets
  readonly #now: () => number

  constructor(options: { space: Space; sets: Sets; now: () => number }) {
    this.#space = options.space
    this.#sets = options.sets
    this.#now = options.now
  }

  /** One's own datom of that id, also when it was handed over; null for another's. */
  async find(id: string): Promise<OwnDatom | null> {
    for (const own of this.#sets.all()) {
      const datom = await own.set.get(id)
      if (datom) return { own, datom }
    }
    return null
  }

  /** Throws `NOT_FOUND`. */
  async mustFind(id: string): Promise<OwnDatom> {
    const found = await this.find(id)
    if (found) return found
    throw new DatomspaceError('NOT_FOUND', `There is no datom ${id} of one's own`, {
      details: { id }
    })
  }

  async past(id: string): Promise<Past> {
    const past = await this.#space.database.get<Past>(TABLE, id)
    return past ?? { documents: [], disputes: [] }
  }

  keepPast(id: string, past: Past): DatabaseOp {
    return { type: 'put', table: TABLE, key: id, value: past }
  }

  /** The credential of a set as it is now. Throws `NOT_FOUND`. */
  async ofSet(id: string): Promise<{ document: JsonObject; name: string }> {
    const own = this.#sets.own(id)
    const { category, level } = own
    const facts = { id, type: 'contact' as const, category, level }
    const placement = await this.#placement(own)
    const document = signSetOwnership(facts, placement, this.#space.keys, this.#now())
    return { document, name: own.name }
  }

  /** The credential of a datom as it is now, by itself. */
  async ofDatom({ own, datom }: OwnDatom): Promise<JsonObject> {
    const past = await this.past(datom.id)
    const transfer = past.documents.at(-1)
    const subject = transfer?.['credentialSubject'] as JsonObject | undefined
    return signDatomOwnership(
      datom,
      this.#salt(datom),
      await this.#placement(own),
      this.#space.keys,
      this.#now(),
      transfer && { datom: subject!['ds:datom'] as string, transfer: digestOf(transfer) }
    )
  }

  /** All that proves whose the datom is: one credential, or a title where there is more to say. */
  async title(id: string, { reveal }: { reveal: boolean }): Promise<JsonObject> {
    const found = await this.mustFind(id)
    const { documents, disputes } = await this.past(id)
    if (handOverOf(found.datom)) return titleOf([...documents, ...disputes])
    const records = await this.records(found)
    const all = [
      ...documents,
      await this.ofDatom(found),
      ...disputes,
      // A retirement that was taken back by using the datom again is history, not its state.
      ...(found.datom.record ? records.slice(0, 1) : [])
    ]
    if (all.length === 1 && !reveal) return all[0]!
    return titleOf(all, reveal ? this.opening(found.datom) : undefined)
  }

  /** Records that versions of the datom carry, newest first. */
  async records({ own, datom }: OwnDatom): Promise<JsonObject[]> {
    const versions = await own.set.history(datom.id)
    return versions.flatMap(({ datom: version }) => {
      const record = version?.record
      return record && !isTransferTo(record, datom.id) ? [record] : []
    })
  }

  opening(datom: StoredDatom): Opening {
    return openingOf(datom, this.#salt(datom))
  }

  /** What the datom is called, for a person. */
  nameOf({ content }: { content: Card }): string {
    const { name, organizations } = content
    const full = name?.full ?? (name?.components ?? []).map(part => part.value).join(' ')
    return (full || Object.values(organizations ?? {})[0]?.name || '').slice(0, 200)
  }

  /** Another one for each version, so that showing one shows no other. Needs no place to be kept. */
  #salt({ id, version }: StoredDatom): Buffer {
    return this.#space.keys.encryption(`ownership/${id}/${version}`)
  }

  #placement(own: OwnSet) {
    return placementOf(own.set, this.#space.keys.signer(own.ringName))
  }
}

/** The first version of what was taken over carries the transfer, which is told with the owners. */
function isTransferTo(record: JsonObject, id: string): boolean {
  const subject = record['credentialSubject'] as JsonObject | undefined
  const about = subject?.['ds:datom']
  return about !== undefined && about !== urnOf(id)
}
