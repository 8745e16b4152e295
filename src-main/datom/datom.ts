import { randomFillSync } from 'node:crypto'
import type { Card } from '../contacts/card'
import { DatomspaceError } from '../error'
import type { JsonObject } from '../identity'
import { canonicalText } from './canonical'

export const LEVELS = ['public', 'internal', 'personal', 'confidential', 'restricted'] as const
export type Level = (typeof LEVELS)[number]

export const STATUSES = ['active', 'retired', 'disputed'] as const
export type Status = (typeof STATUSES)[number]

/** The smallest data asset. Plain data; `content` is a JSContact Card for contacts. */
export interface Datom {
  /** UUID; `urnOf` writes it as a URN. */
  id: string
  type: 'contact'
  category: string
  tags: string[]
  level: Level
  status: Status
  /** ISO 8601, UTC. */
  created: string
  changed: string
  /** 1 for the first. */
  version: number
  content: Card
}

/** A datom as it lies in a set. */
export interface StoredDatom extends Datom {
  /** Length of the set's core just before this version was written; absent for the first version. */
  prior?: number
  /** The version whose content this one brought back. */
  restored?: number
  /** The signed transfer, retirement or dispute that this version came of; not verified. */
  record?: JsonObject
}

export interface NewDatom {
  content: Card
  category?: string
  tags?: string[]
  level?: Level
  /** Default: a new one. */
  id?: string
}

// The first byte of every value: a wrong key gives garbage without an error, and this notices it.
const FORMAT = 1
/** One datom, encoded; binaries are blobs and lie beside it. */
export const MAX_DATOM_BYTES = 4 * 1024 * 1024
const MAX_DEPTH = 64
const MAX_TAGS = 200
const MAX_TEXT = 1000
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
const URN = 'urn:uuid:'
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/
// A millisecond holds as many ids as were minted in it, and they still sort in the order of minting.
let lastMilliseconds = 0
let sequence = 0

// One call for many ids: each call costs as much as all the rest of an id.
const pool = Buffer.alloc(4096)
let pooled = pool.length

/** Fills the last 8 of 16 bytes. */
function randomBits(bytes: Buffer): void {
  if (pooled === pool.length) {
    randomFillSync(pool)
    pooled = 0
  }
  pool.copy(bytes, 8, pooled, (pooled += 8))
}

/** A UUID of version 7 (RFC 9562 §5.7): ids sort by the time at which they were made. */
export function newDatomId(now: number): string {
  const bytes = Buffer.alloc(16)
  randomBits(bytes)
  if (now > lastMilliseconds) {
    lastMilliseconds = now
    sequence = 0
  } else if (++sequence > 0xfff) {
    lastMilliseconds++
    sequence = 0
  }
  bytes.writeUIntBE(lastMilliseconds, 0, 6)
  bytes.writeUInt16BE(0x7000 | sequence, 6)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** Version 1 of a contact datom: `personal` unless said otherwise. `now`: milliseconds since 1970. */
export function mintDatom(fresh: NewDatom, now: number): Datom {
  const time = new Date(now).toISOString()
  return {
    id: fresh.id ?? newDatomId(now),
    type: 'contact',
    category: fresh.category ?? 'contacts',
    tags: fresh.tags ?? [],
    level: fresh.level ?? 'personal',
    status: 'active',
    created: time,
    changed: time,
    version: 1,
    content: fresh.content
  }
}

/** The next version of `datom` with `changes` made to it. */
export function changeDatom(
  datom: Datom,
  changes: Partial<Pick<Datom, 'content' | 'category' | 'tags' | 'level' | 'status'>>,
  now: number
): Datom {
  const changed = new Date(now).toISOString()
  const whole: StoredDatom = datom instanceof EncodedDatom ? datom.plain() : datom
  const { prior: _, restored: _restored, record: _record, ...current } = whole
  return { ...current, ...changes, changed, version: datom.version + 1 }
}

/** `urn:uuid:…` of a datom's or a set's id (RFC 9562 §4). */
export function urnOf(id: string): string {
  return URN + id
}

/** The id in a URN. Throws `INVALID_ARGUMENT`. */
export function idOf(urn: string): string {
  const id = urn.startsWith(URN) ? urn.slice(URN.length) : ''
  if (!isDatomId(id)) throw new DatomspaceError('INVALID_ARGUMENT', `Not a datom: ${urn}`)
  return id
}

export function isDatomId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value)
}

/** JSON in its one canonical form (RFC 8785) after a format byte: equal values give equal bytes. */
export function encodeValue(value: object): Buffer {
  return encodeText(canonicalText(value))
}

function encodeText(text: string): Buffer {
  const bytes = Buffer.allocUnsafe(1 + Buffer.byteLength(text))
  bytes[0] = FORMAT
  bytes.write(text, 1)
  return bytes
}

/** The object in bytes of `encodeValue`. Throws `STORAGE_CORRUPT` for anything else. */
export function decodeValue(bytes: Uint8Array | null, what: string): Record<string, unknown> {
  // A tree of somebody else's making can have a key without a value.
  if (!bytes) throw corrupt(what, 'it has no value')
  if (bytes.byteLength > MAX_DATOM_BYTES) throw corrupt(what, 'it is too large')
  if (bytes[0] !== FORMAT)
    throw corrupt(what, 'it was written by a newer version or with another key')
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + 1, bytes.byteLength - 1).toString()
  if (isDeep(text, bytes)) throw corrupt(what, 'it is nested too deeply')
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw corrupt(what, 'it is not JSON', cause)
  }
  if (!isObject(value)) throw corrupt(what, 'it is not an object')
  return value
}

/** What many new datoms have in common. */
export type SharedFacts = Omit<Datom, 'content' | 'id'>

/**
 * A datom that a worker has encoded: taken at its word, and its content is read out of the bytes only when
 * somebody asks for it. There are many thousands of these for a moment, so it is little more than where to
 * look: it has its members, but a copy by `...` has not. The bytes must not be changed.
 */
export class EncodedDatom implements Datom {
  readonly id: string
  readonly #facts: SharedFacts
  readonly #encoding: Buffer
  #content: Card | undefined

  constructor(id: string, facts: SharedFacts, encoding: Buffer) {
    this.id = id
    this.#facts = facts
    this.#encoding = encoding
  }

  /** Undefined for a datom that is none of these. */
  static encodingOf(datom: Datom): Buffer | undefined {
    return #encoding in datom ? datom.#encoding : undefined
  }

  /** The same as a plain object. */
  plain(): Datom {
    return { ...this.#facts, id: this.id, content: this.content }
  }

  get type(): 'contact' {
    return this.#facts.type
  }

  get category(): string {
    return this.#facts.category
  }

  get tags(): string[] {
    return [...this.#facts.tags]
  }

  get level(): Level {
    return this.#facts.level
  }

  get status(): Status {
    return this.#facts.status
  }

  get created(): string {
    return this.#facts.created
  }

  get changed(): string {
    return this.#facts.changed
  }

  get version(): number {
    return this.#facts.version
  }

  get content(): Card {
    return (this.#content ??= decodeDatom(this.#encoding, this.id).content)
  }
}

/**
 * The encoding of a datom whose content is canonical text already: what `encodeDatom` gives, without
 * going through the content again. Throws `LIMIT_EXCEEDED`.
 */
export function encodeCanonical(facts: Omit<Datom, 'content'>, content: string): Buffer {
  const { category, changed, ...rest } = facts
  // The members in their order: what comes before `content`, and what comes after it.
  const before = canonicalText({ category, changed }).slice(0, -1)
  const after = canonicalText(rest).slice(1)
  return checkedSize(encodeText(`${before},"content":${content},${after}`), facts.id)
}

/** Throws `INVALID_ARGUMENT` or `LIMIT_EXCEEDED` for a datom that could not be read back. */
export function encodeDatom(datom: StoredDatom): Buffer {
  const known = EncodedDatom.encodingOf(datom)
  if (known) return known
  const fault = faultOf(datom as unknown as Record<string, unknown>)
  if (fault) {
    throw new DatomspaceError('INVALID_ARGUMENT', `The datom ${datom.id} cannot be kept: ${fault}`)
  }
  return checkedSize(encodeValue(datom), datom.id)
}

function checkedSize(bytes: Buffer, id: string): Buffer {
  if (bytes.byteLength <= MAX_DATOM_BYTES) return bytes
  throw new DatomspaceError(
    'LIMIT_EXCEEDED',
    `The datom ${id} has ${bytes.byteLength} bytes; ${MAX_DATOM_BYTES} are possible`,
    { details: { id, limit: MAX_DATOM_BYTES } }
  )
}

/**
 * The datom with that id, from bytes that may come from a hostile peer: checked member by member.
 * Throws `STORAGE_CORRUPT`.
 */
export function decodeDatom(bytes: Uint8Array, id: string): StoredDatom {
  const what = `The datom ${id}`
  const value = decodeValue(bytes, what)
  const fault = faultOf(value)
  if (fault) throw corrupt(what, fault)
  if (value['id'] !== id) throw corrupt(what, 'it names itself otherwise')
  return value as unknown as StoredDatom
}

/** What is wrong with a datom, or null. The content is checked only as far as this program relies on it. */
function faultOf(value: Record<string, unknown>): string | null {
  if (!isDatomId(value['id'])) return 'its id is no UUID'
  if (value['type'] !== 'contact') return 'its type is unknown'
  if (!isText(value['category'])) return 'its category is no text'
  const tags = value['tags']
  if (!Array.isArray(tags) || tags.length > MAX_TAGS || !tags.every(isText))
    return 'its tags are wrong'
  if (!LEVELS.includes(value['level'] as Level)) return 'its security level is unknown'
  if (!STATUSES.includes(value['status'] as Status)) return 'its status is unknown'
  if (!isTime(value['created']) || !isTime(value['changed'])) return 'its times are wrong'
  if (!isCount(value['version']) || value['version'] < 1) return 'its version is wrong'
  for (const member of ['prior', 'restored']) {
    if (value[member] !== undefined && !isCount(value[member])) return 'its history is wrong'
  }
  const content = value['content']
  if (!isObject(content) || content['@type'] !== 'Card') return 'its content is no contact'
  if (typeof content['uid'] !== 'string') return 'its content has no uid'
  return null
}

/** Whether brackets are open at more than `MAX_DEPTH` places: few brackets at all need no second look. */
function isDeep(text: string, bytes: Uint8Array): boolean {
  let brackets = 0
  for (const bracket of ['{', '[']) {
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1)) {
      if (++brackets > MAX_DEPTH) return depthOf(bytes) > MAX_DEPTH
    }
  }
  return false
}

/** Brackets open at the deepest place. Deep nesting would overflow the stack of whoever walks the value. */
function depthOf(bytes: Uint8Array): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  // Asked for its length at every step, an array of bytes takes five times as long to walk.
  const { length } = bytes
  for (let i = 1; i < length; i++) {
    const byte = bytes[i]
    if (quoted) {
      if (byte === 0x5c) i++
      else if (byte === 0x22) quoted = false
      continue
    }
    if (byte === 0x22) quoted = true
    else if (byte === 0x7b || byte === 0x5b) {
      if (++depth > deepest) deepest = depth
    } else if (byte === 0x7d || byte === 0x5d) depth--
  }
  return deepest
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length <= MAX_TEXT
}

/** A moment that exists: to show another would throw. */
export function isTime(value: unknown): value is string {
  return typeof value === 'string' && TIME.test(value) && Number.isFinite(Date.parse(value))
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function corrupt(what: string, why: string, cause?: unknown): DatomspaceError {
  return new DatomspaceError('STORAGE_CORRUPT', `${what} cannot be read: ${why}`, { cause })
}
