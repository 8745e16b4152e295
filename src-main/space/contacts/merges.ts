import type { Blob, Card, JCardProperty } from '../../contacts/card'
import {
  applyMerge,
  proposeMerge,
  type MergeField as ProposedField,
  type MergeProposal,
  type MergeValue
} from '../../contacts/duplicate'
import { canonicalJson, ID_MAPS } from '../../contacts/uid'
import { changeDatom, type Datom, type StoredDatom } from '../../datom'
import { DatomspaceError } from '../../error'
import { strictest } from '../../rights'
import type { SpaceDatabase } from '../database'
import type { MergeField, MergeView, SecurityLevel } from '../shapes'
import type { Projection } from './projection'
import { nameOf } from './row'
import type { ContactSource } from './source'

/** One contact that went into a merge, as it was. */
interface Part {
  id: string
  setId: string
  version: number
}

interface MergeRecord {
  /** The first is the one that became the merged contact. */
  parts: Part[]
  /** `writing` and `undoing` end only when all of it is in the sets. */
  state: 'writing' | 'done' | 'undoing'
  card: Card
  tags: string[]
  /** The most sensitive of its parts; absent in records of older versions. */
  level?: SecurityLevel
  /** Version of the merged contact. */
  version: number
  /** Why taking it back could not be completed at a start. */
  refused?: Refused
}

/** A datom that is about to be written. */
interface Write {
  source: ContactSource
  datom: StoredDatom
}

/** An error as the database keeps it. */
type Refused = Pick<DatomspaceError, 'code' | 'message' | 'details'>

/** What was cut off, and a set did not let through at the next start. */
interface RefusedMerge {
  /** The merged contact. */
  id: string
  setId: string
  error: DatomspaceError
}

interface Found {
  source: ContactSource
  datom: Datom
}

const TABLE = 'merges'

/**
 * Merging contacts and taking it back. The originals stay in the history of their sets, and the record
 * of a merge says which versions they are. It is written before the sets are, so a merge that was cut
 * off is completed at the next start. What the sets would refuse is asked before, so that all is written
 * or nothing; where a set came to refuse it between a crash and the next start, a merge is dropped and a
 * taking back is left for the person to ask for again.
 */
export class Merges {
  /** Merged contacts, by id, of which something was refused at a start. */
  private readonly refusals = new Set<string>()

  constructor(
    private readonly projection: Projection,
    private readonly database: SpaceDatabase,
    private readonly now: () => number,
    private readonly region: () => string | undefined | Promise<string | undefined>
  ) {}

  async view(ids: string[]): Promise<MergeView> {
    const found = await this.findAll(ids)
    const names = found.map(({ datom }) => nameOf(datom.content))
    const proposal = await this.propose(found)
    const fields = proposal.fields
      .filter(field => field.values.length > 1 || field.holds === 'many')
      .map(field => shownField(field, names))
    return { ids, names, fields }
  }

  /** Returns the id of the merged contact: the first of `ids`. */
  async merge(ids: string[], choices: Record<string, string[]>): Promise<string> {
    const found = await this.findAll(ids)
    const card = applyMerge(await this.propose(found), choices)
    card.updated = new Date(this.now()).toISOString()
    const [kept] = found
    const record: MergeRecord = {
      parts: found.map(({ source, datom }) => ({
        id: datom.id,
        setId: source.setId,
        version: datom.version
      })),
      state: 'writing',
      card,
      tags: [...new Set(found.flatMap(({ datom }) => datom.tags))],
      level: strictest(kept!.datom.level, ...found.map(levelOf)),
      version: kept!.datom.version + 1
    }
    const write = await this.merged(record)
    if (write) admit([write])
    const key = await this.nextKey(kept!.datom.id)
    await this.database.put(TABLE, key, record)
    await this.write(key, record)
    return kept!.datom.id
  }

  /** Takes back the last merge into this contact; returns the ids of all that went into it. */
  async unmerge(id: string): Promise<string[]> {
    const last = await this.last(id)
    if (!last) {
      throw new DatomspaceError('NOT_FOUND', 'This contact is not the result of a merge', {
        details: { id }
      })
    }
    const { key, value: record } = last
    const writes = await this.restorations(record)
    admit(writes)
    await this.database.put(TABLE, key, { ...record, state: 'undoing' })
    await this.takeBack(key, writes)
    return record.parts.map(part => part.id)
  }

  /** How many contacts went into this one, undefined if it is no merge. */
  async partsOf(id: string): Promise<number | undefined> {
    return (await this.last(id))?.value.parts.length
  }

  /** Why the last merge into this contact could not be taken back at a start; undefined if it was not so. */
  async refusedOf(id: string): Promise<Refused | undefined> {
    return (await this.last(id))?.value.refused
  }

  /** How many merges a set refused to complete or to take back, at a start, and still stand so. */
  get refused(): number {
    return [...this.refusals].filter(id => this.projection.locate(id)).length
  }

  /** Completes what was cut off; returns what a set refused. Needs the sets to be attached. */
  async recover(): Promise<RefusedMerge[]> {
    const refused: RefusedMerge[] = []
    for await (const { key, value } of this.database.entries<MergeRecord>(TABLE)) {
      if (value.refused) this.refusals.add(value.parts[0]!.id)
      if (value.state === 'done') continue
      try {
        if (value.state === 'writing') await this.write(key, value)
        else await this.completeTakingBack(key, value)
      } catch (thrown) {
        const error = DatomspaceError.from(thrown)
        if (error.code !== 'LEVEL_FORBIDS') throw error
        refused.push(await this.leave(key, value, error))
      }
    }
    return refused
  }

  private async completeTakingBack(key: string, record: MergeRecord): Promise<void> {
    const writes = await this.restorations(record)
    admit(writes)
    await this.takeBack(key, writes)
  }

  /** All originals are still there, in the sets or in their history: a merge is none, the other can be asked for. */
  private async leave(
    key: string,
    record: MergeRecord,
    error: DatomspaceError
  ): Promise<RefusedMerge> {
    const { code, message, details } = error
    const [kept] = record.parts
    if (record.state === 'undoing') {
      const refused = { code, message, details }
      await this.database.put(TABLE, key, { ...record, state: 'done', refused })
    } else await this.database.delete(TABLE, key)
    this.refusals.add(kept!.id)
    return { id: kept!.id, setId: kept!.setId, error }
  }

  private async write(key: string, record: MergeRecord): Promise<void> {
    const others = record.parts.slice(1)
    const write = await this.merged(record)
    if (write) await write.source.put([write.datom], await this.blobsOf(record))
    for (const part of others) await this.sourceOf(part)?.delete([part.id], this.now())
    await this.database.put(TABLE, key, { ...record, state: 'done' })
    this.refusals.delete(record.parts[0]!.id)
  }

  /** The merged contact; undefined if it is written already. */
  private async merged(record: MergeRecord): Promise<Write | undefined> {
    const [kept] = record.parts
    const source = this.sourceOf(kept!)
    const current = await source?.get(kept!.id)
    if (!source || current?.version !== kept!.version) return undefined
    const { card: content, tags, level = current.level } = record
    return { source, datom: changeDatom(current, { content, tags, level }, this.now()) }
  }

  /** Photos of contacts of other sets go to the set of the merged one. */
  private async blobsOf({ card, parts }: MergeRecord): Promise<Blob[]> {
    const blobs: Blob[] = []
    for (const { blobId } of Object.values(card.media ?? {})) {
      if (typeof blobId !== 'string') continue
      for (const part of parts) {
        const blob = await this.sourceOf(part)?.blob(blobId)
        if (!blob) continue
        blobs.push(blob)
        break
      }
    }
    return blobs
  }

  private async takeBack(key: string, writes: Write[]): Promise<void> {
    for (const { source, datom } of writes) await source.put([datom])
    await this.database.delete(TABLE, key)
    this.refusals.delete(key.slice(0, key.indexOf('/')))
  }

  /** Each part as it was, at no laxer level than it has now; the merged contact stays in its history, with all later changes. */
  private async restorations(record: MergeRecord): Promise<Write[]> {
    const writes: Write[] = []
    for (const part of record.parts) {
      const source = this.sourceOf(part)
      if (!source) continue
      const versions = await source.history(part.id)
      const now = versions[0]
      const old = versions.find(each => each.version === part.version)?.datom
      if (!now || !old) continue
      const last = versions.find(({ datom }) => datom !== null)!.datom!
      const level = strictest(last.level, old.level)
      const { content, tags, status } = old
      if (now.datom && same(now.datom, { ...old, level })) continue
      const base: StoredDatom = { ...old, version: now.version }
      const restored: StoredDatom = {
        ...changeDatom(base, { content, tags, level, status }, this.now()),
        restored: part.version
      }
      writes.push({ source, datom: restored })
    }
    return writes
  }

  private sourceOf(part: Part): ContactSource | undefined {
    const source = this.projection.source(part.setId)
    return source?.editable ? source : undefined
  }

  private async propose(found: Found[]): Promise<MergeProposal> {
    const region = await this.region()
    const cards = found.map(({ datom }) => datom.content)
    return proposeMerge(cards, region === undefined ? {} : { region })
  }

  private async findAll(ids: string[]): Promise<Found[]> {
    if (new Set(ids).size < Math.max(2, ids.length)) {
      throw new DatomspaceError('INVALID_ARGUMENT', 'Name at least two different contacts')
    }
    return Promise.all(ids.map(id => this.find(id)))
  }

  private async find(id: string): Promise<Found> {
    const place = this.projection.locate(id)
    if (place && !place.source.editable) {
      throw new DatomspaceError('NOT_WRITABLE', 'Only your own contacts can be merged', {
        details: { id }
      })
    }
    const datom = await place?.source.get(place.datomId)
    if (place && datom) return { source: place.source, datom }
    throw new DatomspaceError('NOT_FOUND', `There is no contact ${id}`, { details: { id } })
  }

  private async last(id: string): Promise<{ key: string; value: MergeRecord } | undefined> {
    const range = { prefix: `${id}/`, reverse: true, limit: 1 }
    return (await this.database.list<MergeRecord>(TABLE, range))[0]
  }

  private async nextKey(id: string): Promise<string> {
    const last = await this.last(id)
    const number = last ? Number(last.key.slice(id.length + 1)) + 1 : 0
    return `${id}/${String(number).padStart(6, '0')}`
  }
}

/** What a part takes with it: also what its set says of all that is in it. */
function levelOf({ source, datom }: Found): SecurityLevel {
  return strictest(datom.level, source.level)
}

/** Throws if a set would refuse one of them. */
function admit(writes: readonly Write[]): void {
  for (const { source, datom } of writes) source.admit([datom])
}

function same(a: Datom, b: Datom): boolean {
  return (
    canonicalJson([a.content, a.tags, a.level, a.status]) ===
    canonicalJson([b.content, b.tags, b.level, b.status])
  )
}

function shownField(field: ProposedField, names: string[]): MergeField {
  return {
    field: field.id,
    member: field.member,
    kind: field.holds,
    values: field.values.map(value => ({
      key: value.id,
      part: partOf(field, value),
      from: [...new Set(value.from.map(({ card }) => names[card] ?? ''))],
      chosen: field.chosen.includes(value.id)
    }))
  }
}

/** A value in its place in a Card, so that it is shown as the Card would be. */
function partOf({ id, member }: ProposedField, { value, from }: MergeValue): Partial<Card> {
  if (member === 'vCardProps') return { vCardProps: [value as JCardProperty] }
  const inMap = ID_MAPS.has(member) || id.startsWith(`${member}.`)
  return { [member]: inMap ? { [from[0]!.key]: value } : value }
}
