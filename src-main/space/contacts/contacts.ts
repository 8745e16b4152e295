import { EventEmitter } from 'node:events'
import { dirname, join } from 'node:path'
import type { Blob, Card } from '../../contacts/card'
import { canonicalJson } from '../../contacts/uid'
import { changeDatom, mintDatom, urnOf, type Datom, type DatomVersion } from '../../datom'
import { DatomspaceError } from '../../error'
import type { JsonObject } from '../../identity'
import { strictest } from '../../rights'
import { unrecorded, type RecordEvent, type TrailEvent } from '../../meter'
import type { SpaceDatabase } from '../database'
import type {
  ContactDetail,
  ContactRow,
  DatomStatus,
  DuplicateRow,
  MergeView,
  Page,
  SecurityLevel,
  VersionRow
} from '../shapes'
import { Duplicates } from './duplicates'
import { Merges } from './merges'
import { Projection, type ContactFilter } from './projection'
import { RowReader } from './reader'
import { nameOf } from './row'
import { labelFacts, recordContacts } from './recorded'
import type { SortName } from './rows'
import type { ContactSource } from './source'

export interface ContactsOptions {
  database: SpaceDatabase
  /** ISO 3166 region for phone numbers without a country code. */
  region?: () => string | undefined | Promise<string | undefined>
  /** Another place of `import.worker.js`, and of the other workers, than beside the bundle. */
  workerFile?: string
  /** Milliseconds since 1970. */
  now?: () => number
  /** Tells the audit trail. */
  record?: RecordEvent
}

export interface Photo {
  bytes: Uint8Array
  mediaType: string
}

const SLICE = 250

/**
 * All contacts that this person has and was given, as one list. Answers the calls `contacts.*`.
 *
 * Events: `change` with `{ count, receivedId? }`; `fault` (DatomspaceError) when a source cannot be read.
 */
export class Contacts extends EventEmitter {
  readonly projection = new Projection()
  /** What the sources of large sets are read with. */
  readonly reader: RowReader
  private readonly database: SpaceDatabase
  private readonly now: () => number
  private readonly record: RecordEvent
  private readonly merges: Merges
  private readonly found: Duplicates

  constructor(options: ContactsOptions) {
    super()
    this.database = options.database
    this.reader = new RowReader(
      options.workerFile && join(dirname(options.workerFile), 'rows.worker.js')
    )
    this.now = options.now ?? Date.now
    this.record = options.record ?? unrecorded
    const region = options.region ?? (() => undefined)
    this.merges = new Merges(this.projection, this.database, this.now, region)
    this.found = new Duplicates({
      projection: this.projection,
      region,
      ...(options.workerFile && { workerFile: options.workerFile })
    })
    this.projection.on('change', body => this.emit('change', body))
    this.projection.on('fault', error => this.emit('fault', DatomspaceError.from(error)))
  }

  /** Completes merges that were cut off; the sets must be attached. What a set refuses is told. */
  async ready(): Promise<void> {
    for (const { id, setId, error } of await this.merges.recover()) {
      const facts = { refused: error.code }
      const entry = { event: 'change' as const, setId, ids: [id], facts }
      await recordContacts(this.record, entry)
      this.emit('fault', error)
    }
  }

  async close(): Promise<void> {
    this.projection.close()
    await this.reader.close()
  }

  /** Shows a source; its rows come as they are read. */
  attach(source: ContactSource): void {
    this.projection.attach(source)
  }

  /** Stops to show the source of that set. */
  detach(setId: string): void {
    this.projection.detach(setId)
  }

  /** How many merges a set refused to complete or to take back at a start. */
  get refused(): number {
    return this.merges.refused
  }

  get count(): number {
    return this.projection.count
  }

  /** `without`: received shares that are left out. */
  async page(
    params: {
      filter?: ContactFilter
      sort?: SortName
      offset?: number
      limit?: number
    },
    without?: ReadonlySet<string>
  ): Promise<Page<ContactRow>> {
    const { filter = {}, sort = 'name', offset = 0, limit = 100 } = params
    return this.projection.page(filter, sort, offset, limit, without)
  }

  async get({ id }: { id: string }): Promise<ContactDetail> {
    const { source, datom } = await this.find(id)
    const row = this.projection.row(id)
    if (!row) throw notFound(id)
    const merged = source.editable ? await this.merges.partsOf(id) : undefined
    const refused = source.editable ? await this.merges.refusedOf(id) : undefined
    return {
      id,
      row,
      card: datom.content,
      datom: {
        urn: urnOf(datom.id),
        type: datom.type,
        category: datom.category,
        tags: datom.tags,
        level: datom.level,
        status: datom.status,
        created: datom.created,
        changed: datom.changed,
        version: datom.version,
        setId: source.setId,
        setName: source.setName,
        coreKey: source.coreKey,
        owner: source.owner
      },
      editable: source.editable,
      ...(row.photo ? { photoUrl: `app://datomspace/photo/${encodeURIComponent(id)}` } : {}),
      ...(merged === undefined ? {} : { mergedFrom: merged }),
      ...(refused && { unmergeRefused: refused })
    }
  }

  /** Without `id` a new contact, in the first of one's own sets unless `setId` says which. */
  async save(params: {
    id?: string
    setId?: string
    card: Record<string, unknown> & { '@type': 'Card'; uid: string }
  }): Promise<{ id: string }> {
    const now = this.now()
    const card = { version: '1.0', ...params.card, updated: new Date(now).toISOString() } as Card
    const { source, datom } =
      params.id === undefined
        ? this.minted(this.ownSource(params.setId), card, now)
        : await this.changed(params.id, card, now)
    await source.put([datom])
    const { id, version } = datom
    await this.happened(version === 1 ? 'mint' : 'change', source, [id], { version })
    await this.saved()
    return { id }
  }

  async delete({ ids }: { ids: string[] }): Promise<{ deleted: number }> {
    let deleted = 0
    for (const [source, datomIds] of this.bySource(ids)) {
      deleted += await source.delete(datomIds, this.now())
      await this.happened('delete', source, datomIds)
    }
    await this.saved()
    return { deleted }
  }

  /**
   * Sets level and category, adds and takes away tags; `status` takes what was retired or disputed into use
   * again. Those that have it all already are not written. Throws `INVALID_ARGUMENT` for another status: that
   * is signed, see `Ownership`.
   */
  async label(params: {
    ids: string[]
    level?: SecurityLevel
    status?: 'active'
    category?: string
    addTags?: string[]
    removeTags?: string[]
  }): Promise<{ changed: number }> {
    const { ids: wanted, addTags = [], removeTags = [], ...set } = params
    // Programs in plain JavaScript come here too.
    if (set.status !== undefined && (set.status as DatomStatus) !== 'active') {
      throw new DatomspaceError('INVALID_ARGUMENT', 'To retire or dispute a contact is signed', {
        details: { status: String(set.status) }
      })
    }
    const gone = new Set(removeTags)
    let changed = 0
    for (const [source, ids] of this.bySource(wanted)) {
      const written: string[] = []
      for (let at = 0; at < ids.length; at += SLICE) {
        const next: Datom[] = []
        for (const id of ids.slice(at, at + SLICE)) {
          const datom = await source.get(id)
          if (!datom) continue
          const kept = datom.tags.filter(tag => !gone.has(tag))
          const labels = {
            tags: [...new Set([...kept, ...addTags])],
            level: set.level ?? datom.level,
            status: set.status ?? datom.status,
            category: set.category ?? datom.category
          }
          if (!sameLabels(datom, labels)) next.push(changeDatom(datom, labels, this.now()))
        }
        await source.put(next)
        written.push(...next.map(({ id }) => id))
      }
      changed += written.length
      await this.happened('change', source, written, labelFacts(params))
    }
    await this.saved()
    return { changed }
  }

  async tags(): Promise<{ tag: string; count: number }[]> {
    return this.projection.tags()
  }

  /** Newest first. Also of one's own contacts that were deleted. */
  async history({ id }: { id: string }): Promise<VersionRow[]> {
    const { versions } = await this.past(id)
    return versions.map((version, at) => ({
      version: version.version,
      at: version.at,
      name: version.datom ? nameOf(version.datom.content) : '',
      kind: version.kind,
      fields: differing(version, versions[at + 1])
    }))
  }

  async restore({ id, version }: { id: string; version: number }): Promise<{ id: string }> {
    const { source, datomId, versions } = await this.past(id)
    if (!source.editable) throw notWritable(source)
    const before = versions.find(({ datom }) => datom !== null)?.datom?.level
    const { level } = await source.restore(datomId, version, this.now())
    const facts = { restored: version, ...(level !== before && { level }) }
    await this.happened('change', source, [datomId], facts)
    await this.saved()
    return { id }
  }

  duplicates({
    offset = 0,
    limit = 100
  }: {
    offset?: number
    limit?: number
  }): Promise<Page<DuplicateRow>> {
    return this.found.page(offset, limit)
  }

  mergeView({ ids }: { ids: string[] }): Promise<MergeView> {
    return this.merges.view(ids)
  }

  /** Makes one contact of several, the first of them. `unmerge` brings the others back. */
  async merge(params: {
    ids: string[]
    choices?: Record<string, string[]>
  }): Promise<{ id: string }> {
    const [kept] = params.ids
    const before = kept === undefined ? undefined : this.projection.row(kept)?.level
    const id = await this.merges.merge(params.ids, params.choices ?? {})
    const { source, datom } = await this.find(id)
    const { level } = datom
    const facts = { merged: params.ids.length, ...(level !== before && { level }) }
    await this.happened('change', source, [datom.id], facts)
    await this.saved()
    return { id }
  }

  async unmerge({ id }: { id: string }): Promise<{ ids: string[] }> {
    const ids = await this.merges.unmerge(id)
    const { source, datom } = await this.find(id)
    await this.happened('change', source, [datom.id], { unmerged: ids.length })
    await this.saved()
    return { ids }
  }

  /** Replaces the photo of a contact of one's own. */
  async setPhoto({ id, photo }: { id: string; photo: Blob }): Promise<{ id: string }> {
    const now = this.now()
    const { source, datom } = await this.find(id)
    if (!source.editable) throw notWritable(source)
    const others = Object.entries(datom.content.media ?? {}).filter(
      ([, medium]) => medium.kind !== 'photo'
    )
    const { hash, mediaType } = photo
    const media = {
      ...Object.fromEntries(others),
      photo: { kind: 'photo', blobId: hash, mediaType }
    }
    const content = { ...datom.content, media, updated: new Date(now).toISOString() } as Card
    await source.put([changeDatom(datom, { content }, now)], [photo])
    await this.happened('change', source, [datom.id], { photo: true })
    await this.saved()
    return { id }
  }

  /** The photo of a contact, for the protocol handler of the app. */
  async photo(id: string): Promise<Photo | undefined> {
    const { source, datom } = await this.find(id)
    for (const medium of Object.values(datom.content.media ?? {})) {
      if (medium?.kind !== 'photo' || typeof medium.blobId !== 'string') continue
      const blob = await source.blob(medium.blobId)
      if (blob) return { bytes: blob.bytes, mediaType: blob.mediaType }
    }
    return undefined
  }

  /** One's own set of that id, or the first. Throws `NOT_FOUND`, `NOT_WRITABLE`. */
  ownSource(setId?: string): ContactSource {
    const source =
      setId === undefined
        ? this.projection.sources().find(each => each.editable)
        : this.projection.source(setId)
    if (!source) throw new DatomspaceError('NOT_FOUND', 'There is no such set; make one first')
    if (!source.editable) throw notWritable(source)
    return source
  }

  private async find(id: string): Promise<{ source: ContactSource; datom: Datom }> {
    const place = this.projection.locate(id)
    const datom = place && (await place.source.get(place.datomId))
    if (!place || !datom) throw notFound(id)
    return { source: place.source, datom }
  }

  private minted(
    source: ContactSource,
    content: Card,
    now: number
  ): { source: ContactSource; datom: Datom } {
    const datom = mintDatom({ content }, now)
    return { source, datom: { ...datom, level: strictest(datom.level, source.level) } }
  }

  private async changed(
    id: string,
    card: Card,
    now: number
  ): Promise<{ source: ContactSource; datom: Datom }> {
    const { source, datom } = await this.find(id)
    if (!source.editable) throw notWritable(source)
    return { source, datom: changeDatom(datom, { content: card }, now) }
  }

  /** All versions, wherever they are: what was deleted is in no list any more. */
  private async past(
    id: string
  ): Promise<{ source: ContactSource; datomId: string; versions: DatomVersion[] }> {
    const place = this.projection.locate(id)
    const places = place
      ? [place]
      : this.projection
          .sources()
          .filter(source => source.editable)
          .map(source => ({ source, datomId: id }))
    for (const { source, datomId } of places) {
      const versions = await source.history(datomId)
      if (versions.length > 0) return { source, datomId, versions }
    }
    throw notFound(id)
  }

  /** Nothing is written when one of them is unknown or somebody else's. */
  private bySource(ids: string[]): Map<ContactSource, string[]> {
    const groups = new Map<ContactSource, string[]>()
    for (const id of new Set(ids)) {
      const place = this.projection.locate(id)
      if (!place) throw notFound(id)
      if (!place.source.editable) throw notWritable(place.source)
      const group = groups.get(place.source)
      if (group) group.push(place.datomId)
      else groups.set(place.source, [place.datomId])
    }
    return groups
  }

  private happened(
    event: TrailEvent,
    source: ContactSource,
    ids: readonly string[],
    facts: JsonObject = {}
  ): Promise<void> {
    return recordContacts(this.record, { event, setId: source.setId, ids, facts })
  }

  /** On the disk, and in the rows. */
  private async saved(): Promise<void> {
    await this.database.flush()
    await this.projection.applied()
  }
}

function differing(version: DatomVersion, before: DatomVersion | undefined): string[] {
  const current: Record<string, unknown> = facts(version.datom)
  const previous: Record<string, unknown> = facts(before?.datom ?? null)
  const names = new Set([...Object.keys(current), ...Object.keys(previous)])
  names.delete('updated')
  return [...names]
    .filter(name => canonicalJson(current[name]) !== canonicalJson(previous[name]))
    .sort()
}

function facts(datom: Datom | null): Record<string, unknown> {
  if (!datom) return {}
  const { '@type': _type, version: _version, ...members } = datom.content
  const { tags, level, status, category } = datom
  return { ...members, ...(tags.length > 0 && { tags }), level, status, category }
}

type Labels = Pick<Datom, 'tags' | 'level' | 'status' | 'category'>

function sameLabels(a: Labels, b: Labels): boolean {
  const tags = a.tags.length === b.tags.length && a.tags.every((tag, at) => tag === b.tags[at])
  return tags && a.level === b.level && a.status === b.status && a.category === b.category
}

function notFound(id: string): DatomspaceError {
  return new DatomspaceError('NOT_FOUND', `There is no contact ${id}`, { details: { id } })
}

function notWritable(source: ContactSource): DatomspaceError {
  return new DatomspaceError(
    'NOT_WRITABLE',
    `This contact belongs to ${source.ownerName || source.owner}: only they can change it`,
    { details: { owner: source.owner } }
  )
}
