import { randomBytes } from 'node:crypto'
import HypercoreEncryption from 'hypercore-encryption'
import type Hypercore from 'hypercore'
import ReadyResource from 'ready-resource'
import { decodeValue, encodeValue } from '../../datom'
import { DatomspaceError } from '../../error'
import { plainJson, type JsonObject } from '../../identity'
import {
  checkTrail,
  hashOf,
  MAX_FACTS,
  signEntry,
  signHead,
  trailDocument,
  verifyTrail,
  type SignedEntry,
  type TrailEntry,
  type TrailFault,
  type TrailHead
} from '../../meter'
import type { AuditPerson, AuditRow, AuditVerdict, Page, TrailTrouble } from '../shapes'
import type { Space } from '../space'
import { openOwned, saving } from '../store'
import { TrailCatalogue } from './catalogue'
import { isFilter, type TrailFilter } from './filter'
import { TrailLinks } from './links'
import type { Describe } from './names'

const TABLE = 'trail'
const HEAD = 'head'
/** Links that are signed and appended together, at some 70 µs each. */
const BATCH = 100
const SAVE_HEAD_AFTER = 1_000
const RETRY_AFTER = 10_000

export interface TrailOptions {
  space: Space
  now?: () => number
}

type SavedHead = Pick<TrailHead, 'entries' | 'hash'>

interface Waiting {
  entry: TrailEntry
  at: string
  told: () => void
}

/**
 * The append-only trail of everything that happened to rights in this space: a chain of signed links in an
 * encrypted core of its own, which nobody else is served. Answers the calls `audit.*`.
 *
 * Events: `change`; `trouble` when that is another than before; `fault` (DatomspaceError) when a link could
 * not be written: it is tried again.
 */
export class Trail extends ReadyResource {
  /** Set by whoever knows names; without it there are none. */
  describe: Describe = () => ({ subjectKind: 'other', subjectName: '' })
  readonly #space: Space
  readonly #now: () => number
  #core!: Hypercore
  #links!: TrailLinks
  #trail = ''
  #head: SavedHead = { entries: 0, hash: '' }
  #saved: SavedHead | null = null
  #waiting: Waiting[] = []
  #writing: Promise<void> | null = null
  #timer: NodeJS.Timeout | null = null
  #fault: TrailFault | null = null
  #isBehind = false
  readonly #catalogue = new TrailCatalogue()
  #cataloguing: Promise<void> = Promise.resolve()

  constructor(options: TrailOptions) {
    super()
    this.#space = options.space
    this.#now = options.now ?? Date.now
  }

  /** Links that are written. */
  get entries(): number {
    return this.#head.entries
  }

  /** What the owner should look at: links that are not as they were written, or that cannot be written now. */
  get trouble(): TrailTrouble | null {
    if (this.#fault) return 'trail-broken'
    return this.#isBehind ? 'trail-unwritten' : null
  }

  /**
   * Adds what happened, at the time of the call. Those of one moment are written together. Resolves when
   * it is in the store; a flush of the space makes it safe against power loss.
   */
  readonly record = (entry: TrailEntry): Promise<void> =>
    new Promise(told => {
      if (this.closing) return told()
      this.#waiting.push({ entry: checked(entry), at: this.#time(), told })
      this.#write()
    })

  /** Newest first. */
  async page(params: TrailFilter & { offset?: number; limit?: number }): Promise<Page<AuditRow>> {
    const { offset = 0, limit = 100, ...filter } = params
    if (!this.opened) await this.ready()
    if (!isFilter(filter)) {
      const total = this.entries
      this.#follow()
      const rows = await this.#rows(numbersDown(total - offset, limit))
      // What cannot be read is named by `verify`; a list shows what is there.
      if (!rows.includes(null)) return { rows: rows as AuditRow[], total, offset }
    }
    const catalogue = await this.#upToDate()
    const found = await catalogue.find(filter, this.describe)
    const rows = await this.#rows(found.slice(offset, offset + limit))
    return { rows: rows.filter(row => row !== null), total: found.length, offset }
  }

  /** Who occurs in it, each with the name of the last time, by name. */
  async people(): Promise<AuditPerson[]> {
    const catalogue = await this.#upToDate()
    return catalogue.people(this.describe)
  }

  /** Checks the trail of this space as it is on the disk, or an exported one. */
  async verify({ text }: { text?: string } = {}): Promise<AuditVerdict> {
    if (text !== undefined) return this.#against(verifyTrail(text))
    await this.flush()
    const links: unknown[] = []
    for await (const link of this.#links.between(0, this.entries)) links.push(link)
    const saved = this.#saved
    const cut = saved !== null && saved.entries > links.length
    const verdict = checkTrail(links, this.#headOf(cut ? saved : this.#head))
    const fault =
      verdict.fault ?? faultBySaved(saved, links.length, links.at((saved?.entries ?? 0) - 1))
    this.#found(fault)
    if (verdict.valid && fault) return { ...verdict, valid: false, fault, faults: [fault] }
    return verdict
  }

  /** The whole trail with a head signed now, in pieces: a file that verifies offline. */
  async export(): Promise<{ entries: number; pieces: AsyncGenerator<string> }> {
    await this.flush()
    const { entries, hash } = this.#head
    const { keys } = this.#space
    const head = signHead({ trail: this.#trail, entries, hash }, keys, this.#now())
    const links = this.#links.between(0, entries) as AsyncIterable<object>
    return { entries, pieces: trailDocument(head, links) }
  }

  async exportText(): Promise<{ entries: number; text: string }> {
    const { entries, pieces } = await this.export()
    const texts: string[] = []
    for await (const piece of pieces) texts.push(piece)
    return { entries, text: texts.join('') }
  }

  /** Waits for what is being written, and makes it safe against power loss. */
  async flush(): Promise<void> {
    while (this.#writing) await this.#writing
    await this.#saveHead()
    await this.#space.database.flush()
  }

  protected override async _open(): Promise<void> {
    const { store, keys, database } = this.#space
    const encryptionKey = keys.encryption('trail')
    const ring = new HypercoreEncryption(async id => {
      if (id === -1 || id === 1) return { id: 1, encryptionKey }
      throw new DatomspaceError('STORAGE_CORRUPT', `The audit trail names an unknown key ${id}`)
    })
    const keyPair = keys.signer('trail')
    this.#core = await openOwned(store, { keyPair, encryption: ring.createEncryptionProvider() })
    this.#saved = await database.get<SavedHead>(TABLE, HEAD)
    if (this.#core.length === 0) {
      this.#trail = randomBytes(32).toString('hex')
      await saving(this.#core.append(encodeValue({ trail: this.#trail })))
    } else {
      const header = decodeValue((await this.#core.get(0))!, 'The audit trail')
      this.#trail = String(header['trail'])
    }
    this.#links = new TrailLinks(this.#core)
    const entries = this.#core.length - 1
    const last = entries === 0 ? null : await this.#links.get(entries - 1)
    this.#head = { entries, hash: last ? hashOf(last as unknown as SignedEntry) : this.#trail }
    const saved = this.#saved?.entries ?? 0
    const kept = saved > 0 && saved <= entries ? await this.#links.get(saved - 1) : undefined
    this.#found(faultBySaved(this.#saved, entries, kept))
  }

  protected override async _close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    while (this.#writing) await this.#writing
    await this.#cataloguing.catch(() => {}) // whoever waited for it was told
    await this.#saveHead()
    await this.#core.close()
  }

  // ── writing ──────────────────────────────────────────────────────────────────────────────────

  #write(): void {
    this.#writing ??= this.#writeAll()
  }

  async #writeAll(): Promise<void> {
    // What is recorded in the same moment goes into the same batch.
    await Promise.resolve()
    try {
      if (!this.opened) await this.ready()
      while (this.#waiting.length > 0) {
        const batch = this.#waiting.slice(0, BATCH)
        await this.#append(batch)
        this.#waiting.splice(0, batch.length)
        for (const { told } of batch) told()
        this.emit('change')
      }
      this.#turn(() => (this.#isBehind = false))
      this.#later(() => void this.#saveHead(), SAVE_HEAD_AFTER)
    } catch (error) {
      // They stay in line, in memory; what they tell of has happened, so nobody is held up.
      for (const { told } of this.#waiting) told()
      this.#turn(() => (this.#isBehind = true))
      this.emit('fault', DatomspaceError.from(error))
      this.#later(() => this.#write(), RETRY_AFTER)
    }
    // In the turn that found nothing waiting: what comes now starts anew.
    this.#writing = null
  }

  async #append(batch: Waiting[]): Promise<void> {
    const links: SignedEntry[] = []
    let { entries: number, hash: previous } = this.#head
    for (const { entry: told, at } of batch) {
      const link = signEntry(told, { number, previous, at }, this.#space.keys)
      links.push(link)
      previous = hashOf(link)
      number++
    }
    await saving(this.#core.append(links.map(encodeValue)))
    this.#head = { entries: number, hash: previous }
  }

  #later(run: () => void, milliseconds: number): void {
    if (this.#timer) clearTimeout(this.#timer)
    if (this.closing) return
    this.#timer = setTimeout(run, milliseconds)
    this.#timer.unref()
  }

  /** A second place that knows how long the trail is, so that a cut is noticed. */
  async #saveHead(): Promise<void> {
    const head = this.#head
    // What is wrong stays to be seen: the head that says so is not written over.
    if (this.#fault || head.entries <= (this.#saved?.entries ?? 0)) return
    try {
      await this.#space.database.put(TABLE, HEAD, head)
      this.#saved = head
    } catch (error) {
      this.emit('fault', DatomspaceError.from(error))
    }
  }

  // ── reading ──────────────────────────────────────────────────────────────────────────────────

  /** The catalogue with all that is written; the first time this reads the whole trail. */
  async #upToDate(): Promise<TrailCatalogue> {
    if (!this.opened) await this.ready()
    const before = this.#cataloguing.catch(() => {}) // whoever waited for it was told
    this.#cataloguing = before.then(() => this.#catalogueRest())
    await this.#cataloguing
    return this.#catalogue
  }

  /** Takes up what is new, and sees whether each link goes on from the one before. */
  async #catalogueRest(): Promise<void> {
    const from = this.#catalogue.links
    if (from === 0) this.#catalogue.begin(this.#trail)
    let isWhole = true
    for await (const link of this.#links.between(from, this.entries)) {
      // What cannot be read is named by `verify`; a list shows what is there.
      isWhole = this.#catalogue.add(link as SignedEntry | null) && isWhole
      if (this.closing) return
    }
    if (!isWhole) await this.verify()
  }

  /** The first time that somebody looks, all links are followed, though one page is shown. */
  #follow(): void {
    if (this.#catalogue.links > 0) return
    this.#upToDate().catch((error: unknown) => this.emit('fault', DatomspaceError.from(error)))
  }

  #found(fault: TrailFault | null): void {
    this.#turn(() => (this.#fault = fault))
  }

  #turn(change: () => void): void {
    const before = this.trouble
    change()
    if (this.trouble !== before) this.emit('trouble')
  }

  #rows(numbers: number[]): Promise<(AuditRow | null)[]> {
    return Promise.all(
      numbers.map(async number => {
        const link = await this.#links.get(number)
        return link && this.#row(link as unknown as SignedEntry)
      })
    )
  }

  #headOf(head: SavedHead): TrailHead {
    const signed = new Date(this.#now()).toISOString()
    return { owner: this.#space.identity, trail: this.#trail, ...head, signed }
  }

  /** Whether this trail goes on from an exported one. */
  async #against(verdict: AuditVerdict): Promise<AuditVerdict> {
    if (!this.opened) await this.ready()
    if (verdict.owner === null) return verdict
    if (verdict.owner !== this.#space.identity || verdict.trail !== this.#trail) {
      return { ...verdict, against: 'foreign' }
    }
    const count = verdict.signedEntries ?? 0
    const last = count === 0 ? null : await this.#links.get(count - 1)
    const same = count === 0 || (last && hashOf(last as unknown as SignedEntry)) === verdict.head
    return { ...verdict, against: same ? 'continues' : 'contradicts' }
  }

  #row(link: SignedEntry): AuditRow {
    const { number, at, event, registration, subject, person, grant, facts = {} } = link
    return {
      number,
      at,
      event,
      registration,
      subject,
      ...this.describe(link),
      ...(person !== undefined && { person }),
      ...(grant !== undefined && { grant }),
      facts,
      hash: hashOf(link)
    }
  }

  #time(): string {
    return new Date(this.#now()).toISOString()
  }
}

/** Numbers below one, the highest first. */
function numbersDown(below: number, count: number): number[] {
  return Array.from({ length: Math.max(0, Math.min(count, below)) }, (_, at) => below - 1 - at)
}

/** What the head that was saved says against the links that are there. `kept`: the one that was last then. */
function faultBySaved(saved: SavedHead | null, entries: number, kept: unknown): TrailFault | null {
  if (saved === null || saved.entries === 0) return null
  if (saved.entries > entries) {
    const count = saved.entries - entries
    const message = `The last ${count} entries are missing`
    return { kind: 'cut', number: entries, count, message }
  }
  if (kept && hashOf(kept as SignedEntry) === saved.hash) return null
  const number = saved.entries - 1
  const message = `Entry ${number} is not the one that this space wrote`
  return { kind: 'rewritten', number, message }
}

/** A plain copy, so that a later change of the caller's object does not slip in; facts that cannot be kept are not. */
function checked({ facts, ...entry }: TrailEntry): TrailEntry {
  if (facts === undefined) return entry
  try {
    const plain = plainJson(facts) as JsonObject
    const size = JSON.stringify(plain).length
    return { ...entry, facts: size <= MAX_FACTS ? plain : { tooLarge: size } }
  } catch {
    return { ...entry, facts: { unreadable: true } }
  }
}
