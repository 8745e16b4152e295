import ReadyResource from 'ready-resource'
import type { Blob } from '../contacts/card'
import {
  changeDatom,
  type DatomSet,
  encodeValue,
  isHandedOver,
  urnOf,
  type Datom,
  type DatomChange,
  type Level,
  type StoredDatom
} from '../datom'
import { DatomspaceError } from '../error'
import type { FieldGroup } from '../rights'
import { blobIdsOf, projectCard } from './field'

/** Which datoms of a set. */
export type Choice =
  { kind: 'set' } | { kind: 'datoms'; ids: string[] } | { kind: 'tag'; tag: string }

export interface ViewDefinition {
  choice: Choice
  fields: 'all' | FieldGroup[]
  /** Levels of the datoms that may be in it; left out: all but restricted. */
  levels?: Level[]
}

type Change = Pick<DatomChange, 'id' | 'datom'>

const SLICE = 250
const FOLLOWED = 'datomspace/followed'

/** Whether it gives all that a set has: then the set itself is granted, and no view is needed. */
export function isWhole(definition: ViewDefinition): boolean {
  return definition.choice.kind === 'set' && definition.fields === 'all'
}

/**
 * The datom as the definition gives it, or null if it gives nothing of it. What is restricted never
 * leaves a space by a ticket, whatever was chosen: which levels may be in it is for the caller to say.
 */
export function projectDatom(datom: Datom, definition: ViewDefinition): Datom | null {
  const { fields } = definition
  if (!mayHold(definition, datom.level) || !isChosen(definition, datom)) return null
  const { id, type, category, level, status, created, changed, version } = datom
  const content = fields === 'all' ? datom.content : projectCard(datom.content, fields, urnOf(id))
  // Tags are the owner's own notes about people.
  const tags = fields === 'all' || fields.includes('notes') ? datom.tags : []
  return { id, type, category, tags, level, status, created, changed, version, content }
}

function isChosen({ choice }: ViewDefinition, datom: Datom): boolean {
  // What is left of what was handed over is nothing to give.
  if (isHandedOver(datom)) return false
  if (choice.kind === 'datoms') return choice.ids.includes(datom.id)
  return choice.kind === 'set' || datom.tags.includes(choice.tag)
}

/** 1 for a datom that is chosen and that its level keeps out. */
function leftOutOf(definition: ViewDefinition, datom: Datom | null): number {
  return datom && !mayHold(definition, datom.level) && isChosen(definition, datom) ? 1 : 0
}

/** Refuses, as the last thing before it is written, what the levels of a view do not let in. */
export function admitToView(definition: ViewDefinition, datoms: readonly Datom[]): void {
  const wrong = datoms.find(({ level }) => !mayHold(definition, level))
  if (!wrong) return
  throw new DatomspaceError('LEVEL_FORBIDS', `What is ${wrong.level} is not given by this share`, {
    details: { id: wrong.id, level: wrong.level }
  })
}

function mayHold({ levels }: ViewDefinition, level: Level): boolean {
  return levels ? levels.includes(level) : level !== 'restricted'
}

/**
 * A set of its own that holds only what a grant gives, kept in step with the set that it is a view of:
 * what is not granted is not in the bytes. Both sets are the owner's and are opened and closed by others.
 *
 * Events: `synced` (length of the source) after each change that it took over, `fault`
 * (DatomspaceError) when that failed; it tries again at the next change.
 */
export class View extends ReadyResource {
  readonly source: DatomSet
  readonly target: DatomSet
  readonly definition: ViewDefinition
  readonly #ids: Set<string> | null
  readonly #now: () => number
  readonly #onraised: () => Promise<void>
  #leftOut = 0
  #running: Promise<void> | null = null
  #again = false
  #error: DatomspaceError | null = null
  readonly #onchange = () => {
    this.sync().catch(() => {}) // `fault` said so
  }

  constructor(options: {
    source: DatomSet
    target: DatomSet
    definition: ViewDefinition
    now: () => number
    /** Awaited before what became too sensitive is taken out: earlier versions of it stay in the core. */
    onraised?: () => Promise<void>
  }) {
    super()
    this.source = options.source
    this.target = options.target
    this.definition = options.definition
    this.#now = options.now
    this.#onraised = options.onraised ?? (async () => {})
    const { choice } = options.definition
    this.#ids = choice.kind === 'datoms' ? new Set(choice.ids) : null
  }

  /** How many of the chosen datoms their level keeps out, as of the last change that it took over. */
  get leftOut(): number {
    return this.#leftOut
  }

  override async _open(): Promise<void> {
    await this.source.ready()
    await this.target.ready()
    this.#leftOut = (await this.#followed()).leftOut ?? 0
    this.source.on('change', this.#onchange)
    await this.sync()
  }

  override async _close(): Promise<void> {
    this.source.off('change', this.#onchange)
    await this.#running
  }

  /** Takes over what changed; resolves when the view is in step with the set as it is now. */
  async sync(): Promise<void> {
    this.#again = true
    this.#running ??= this.#run().finally(() => {
      this.#running = null
    })
    await this.#running
    if (this.#error) throw this.#error
  }

  async #run(): Promise<void> {
    while (this.#again && !this.closing) {
      this.#again = false
      try {
        await this.#catchUp()
        this.#error = null
      } catch (error) {
        this.#error = DatomspaceError.from(error)
        this.emit('fault', this.#error)
      }
    }
  }

  async #catchUp(): Promise<void> {
    const to = this.source.length
    const followed = await this.#followed()
    const from = followed.length
    let leftOut = followed.leftOut ?? (await this.#countLeftOut(from))
    if (from === to && followed.leftOut !== null) return
    let slice: Change[] = []
    for await (const { before, ...change } of this.#changes(from, to)) {
      leftOut += leftOutOf(this.definition, change.datom) - leftOutOf(this.definition, before)
      slice.push(change)
      if (slice.length < SLICE) continue
      await this.#take(slice)
      slice = []
      if (this.closing) return
    }
    await this.#take(slice)
    await this.target.core.setUserData(FOLLOWED, `${to} ${leftOut}`)
    this.#leftOut = leftOut
    this.emit('synced', to)
  }

  /** How far it follows its source, and what it counted on the way: null if an older version wrote that. */
  async #followed(): Promise<{ length: number; leftOut: number | null }> {
    const text = (await this.target.core.getUserData(FOLLOWED))?.toString()
    if (text === undefined) return { length: 0, leftOut: 0 }
    const [length, leftOut] = text.split(' ')
    return { length: Number(length), leftOut: leftOut === undefined ? null : Number(leftOut) }
  }

  async #countLeftOut(at: number): Promise<number> {
    let leftOut = 0
    for await (const { datom } of this.#changes(0, at)) leftOut += leftOutOf(this.definition, datom)
    return leftOut
  }

  async *#changes(from: number, to: number): AsyncGenerator<DatomChange> {
    if (to === 0) return
    if (from > 0 || this.#ids === null) {
      for await (const change of this.source.diff(from, to)) {
        if (this.#ids === null || this.#ids.has(change.id)) yield change
      }
      return
    }
    for (const id of this.#ids) {
      yield { id, datom: await this.source.get(id, { at: to }), before: null }
    }
  }

  async #take(slice: Change[]): Promise<void> {
    const put: Datom[] = []
    const removed: string[] = []
    const blobs: Blob[] = []
    const dropped = new Set<string>()
    let isRaised = false
    for (const { id, datom } of slice) {
      const given = datom && projectDatom(datom, this.definition)
      const current = await this.target.get(id)
      if (!given) {
        isRaised ||= await this.#isRaised(datom ?? (await this.source.last(id)))
        if (!current) continue
        removed.push(id)
        for (const hash of blobIdsOf(current.content)) dropped.add(hash)
        continue
      }
      const kept = new Set(blobIdsOf(given.content))
      for (const hash of current ? blobIdsOf(current.content) : []) {
        if (!kept.has(hash)) dropped.add(hash)
      }
      blobs.push(...(await this.#blobsOf(given)))
      put.push(current ? this.#next(current, given) : { ...given, version: 1 })
    }
    if (isRaised) await this.#onraised()
    if (put.length > 0) await this.target.put(put, { blobs })
    if (removed.length > 0) await this.target.delete(removed, this.#now())
    await this.#dropBlobs(dropped)
  }

  /** Whether it is too sensitive now, or was when it was deleted, and was in this view at any time. */
  async #isRaised(last: StoredDatom | null): Promise<boolean> {
    if (!last || mayHold(this.definition, last.level)) return false
    return (await this.target.last(last.id)) !== null
  }

  /** Takes out the photos that no datom names any more. */
  async #dropBlobs(hashes: Set<string>): Promise<void> {
    if (hashes.size === 0) return
    for await (const { content } of this.target.list()) {
      for (const hash of blobIdsOf(content)) hashes.delete(hash)
    }
    if (hashes.size > 0) await this.target.deleteBlobs(hashes)
  }

  /** A view numbers its own versions: the set's would tell of changes that are not given. */
  #next(current: StoredDatom, given: Datom): Datom {
    const { content, category, tags, level, status } = given
    const changed = { ...current, content, category, tags, level, status }
    if (encodeValue(changed).equals(encodeValue(current))) return current
    return changeDatom(current, { content, category, tags, level, status }, this.#now())
  }

  async #blobsOf(datom: Datom): Promise<Blob[]> {
    const blobs: Blob[] = []
    for (const hash of blobIdsOf(datom.content)) {
      if (await this.target.blob(hash)) continue
      const blob = await this.source.blob(hash)
      if (blob) blobs.push(blob)
    }
    return blobs
  }
}
