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
import { pacer } from '../contacts/pace'
import type { AuditPerson, AuditRow, AuditVerdict, Page, TrailTrouble } from '../shapes'
import type { Space } from '../space'
import { openOwned, saving } from '../store'
import { matches, type TrailFilter } from './filter'

const TABLE = 'trail'
const HEAD = 'head'
/** Links that are signed and appended together, at some 70 µs each. */
const BATCH = 100
const READ_AHEAD = 200
const SAVE_HEAD_AFTER = 1_000
const RETRY_AFTER = 10_000

/** Who or what the URNs and dids of a link are, as people know them now. */
export type Describe = (
  link: SignedEntry
) => Pick<AuditRow, 'subjectKind' | 'subjectName' | 'personName'>

export interface TrailOptions {
  space: Space
  now?: () => number
}

interface Link {
  entry: SignedEntry
  hash: string
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
  #trail = ''
  #head: SavedHead = { entries: 0, hash: '' }
  #saved: SavedHead | null = null
  #waiting: Waiting[] = []
  #writing: Promise<void> | null = null
  #timer: NodeJS.Timeout | null = null
  #fault: TrailFault | null = null
  #isBehind = false
  /** All links, oldest first, once somebody has looked. */
  #links: Promise<Link[]> | null = null

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
    const links = await this.#all()
    const rows: AuditRow[] = []
    const pace = pacer()
    let total = 0
    for (let at = links.length - 1; at >= 0; at--) {
      await pace()
      const { entry } = links[at]!
      // Names are looked for only where they are asked for or shown.
      const wanted = total >= offset && rows.length < limit
      if (!matches(entry, filter, () => this.describe(entry))) continue
      if (wanted) rows.push(this.#row(links[at]!))
      total++
    }
    return { rows, total, offset }
  }

  /** Who occurs in it, each with the name of the last time, by name. */
  async people(): Promise<AuditPerson[]> {
    const names = new Map<string, string>()
    for (const { entry } of await this.#all()) {
      if (entry.person === undefined) continue
      const name = this.describe(entry).personName
      names.set(entry.person, name ?? names.get(entry.person) ?? '')
    }
    const people = [...names].map(([did, name]) => ({ did, name }))
    return people.sort((a, b) => a.name.localeCompare(b.name))
  }

  /** Checks the trail of this space as it is on the disk, or an exported one. */
  async verify({ text }: { text?: string } = {}): Promise<AuditVerdict> {
    if (text !== undefined) return this.#against(verifyTrail(text))
    await this.flush()
    const links: unknown[] = []
    for await (const link of this.#read()) links.push(link)
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
    return { entries, pieces: trailDocument(head, this.#read(entries) as AsyncIterable<object>) }
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
    const entries = this.#core.length - 1
    const last = entries === 0 ? null : await this.#link(entries - 1)
    this.#head = { entries, hash: last ? hashOf(last as unknown as SignedEntry) : this.#trail }
    const saved = this.#saved?.entries ?? 0
    const kept = saved > 0 && saved <= entries ? await this.#link(saved - 1) : undefined
    this.#found(faultBySaved(this.#saved, entries, kept))
  }

  protected override async _close(): Promise<void> {
    if (this.#timer) clearTimeout(this.#timer)
    while (this.#writing) await this.#writing
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
    const links: Link[] = []
    let { entries: number, hash: previous } = this.#head
    for (const { entry: told, at } of batch) {
      const entry = signEntry(told, { number, previous, at }, this.#space.keys)
      const link = { entry, hash: hashOf(entry) }
      links.push(link)
      previous = link.hash
      number++
    }
    await saving(this.#core.append(links.map(({ entry }) => encodeValue(entry))))
    this.#head = { entries: number, hash: previous }
    const known = await this.#links
    known?.push(...links)
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

  async #all(): Promise<Link[]> {
    if (!this.opened) await this.ready()
    this.#links ??= this.#readAll().catch(error => {
      this.#links = null
      throw error
    })
    return this.#links
  }

  async #readAll(): Promise<Link[]> {
    const links: Link[] = []
    let isWhole = true
    for await (const value of this.#read()) {
      // What cannot be read is named by `verify`; a list shows what is there.
      const entry = value as SignedEntry | null
      isWhole &&= entry !== null && entry.previous === (links.at(-1)?.hash ?? this.#trail)
      if (entry) links.push({ entry, hash: hashOf(entry) })
    }
    if (!isWhole) await this.verify()
    return links
  }

  #found(fault: TrailFault | null): void {
    this.#turn(() => (this.#fault = fault))
  }

  #turn(change: () => void): void {
    const before = this.trouble
    change()
    if (this.trouble !== before) this.emit('trouble')
  }

  /** Links, oldest first, null where there is none that can be read. */
  async *#read(end = this.#head.entries): AsyncGenerator<JsonObject | null> {
    const pace = pacer()
    for (let from = 0; from < end; from += READ_AHEAD) {
      const count = Math.min(READ_AHEAD, end - from)
      const links = await Promise.all(
        Array.from({ length: count }, (_, index) => this.#link(from + index))
      )
      for (const link of links) {
        yield link
        await pace()
      }
    }
  }

  async #link(number: number): Promise<JsonObject | null> {
    try {
      const bytes = await this.#core.get(number + 1, { wait: false })
      return bytes && (plainJson(decodeValue(bytes, `Entry ${number}`)) as JsonObject)
    } catch {
      return null // a damaged block: `verify` says which
    }
  }

  #headOf(head: SavedHead): TrailHead {
    const signed = new Date(this.#now()).toISOString()
    return { owner: this.#space.identity, trail: this.#trail, ...head, signed }
  }

  /** Whether this trail goes on from an exported one. */
  async #against(verdict: AuditVerdict): Promise<AuditVerdict> {
    if (verdict.owner === null) return verdict
    if (verdict.owner !== this.#space.identity || verdict.trail !== this.#trail) {
      return { ...verdict, against: 'foreign' }
    }
    const links = await this.#all()
    const last = verdict.signedEntries ?? 0
    const same = last === 0 || links[last - 1]?.hash === verdict.head
    return { ...verdict, against: same ? 'continues' : 'contradicts' }
  }

  #row({ entry, hash }: Link): AuditRow {
    const { number, at, event, registration, subject, person, grant, facts = {} } = entry
    return {
      number,
      at,
      event,
      registration,
      subject,
      ...this.describe(entry),
      ...(person !== undefined && { person }),
      ...(grant !== undefined && { grant }),
      facts,
      hash
    }
  }

  #time(): string {
    return new Date(this.#now()).toISOString()
  }
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
