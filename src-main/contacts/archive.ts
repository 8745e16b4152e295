/**
 * Contact files inside a .zip. Reads the central directory, inflates one entry at a time and counts
 * while inflating, so a declared size is never trusted. Archives inside are not opened. Paths are
 * labels for people, made harmless, and must not be used to write files.
 */
import { Inflate } from 'fflate'
import { DatomspaceError } from '../error'
import { decode, detectCharset } from './charset'

export interface ArchiveLimits {
  /** Contact files that are read. */
  entries: number
  /** Bytes of one file. */
  entryBytes: number
  /** Bytes of all files together. */
  totalBytes: number
  /** Inflated to compressed bytes of one file; text of many equal lines stays far below. */
  ratio: number
}

export const DEFAULT_ARCHIVE_LIMITS: Readonly<ArchiveLimits> = {
  entries: 10_000,
  entryBytes: 50_000_000,
  totalBytes: 200_000_000,
  ratio: 200
}

export interface ArchiveEntry {
  path: string
  bytes: Uint8Array
}

export type ArchiveProblemCode =
  | 'not-contacts'
  | 'nested-archive'
  | 'encrypted'
  | 'unsupported'
  | 'damaged'
  | 'too-large'
  | 'too-many'
  | 'suspicious-ratio'

export interface ArchiveProblem {
  path: string
  reason: ArchiveProblemCode
  message: string
}

export interface ArchiveOptions {
  limits?: Partial<ArchiveLimits>
  /** BCP 47 tag by which file names of an undeclared charset are guessed. */
  locale?: string
}

interface Listed {
  path: string
  flags: number
  method: number
  crc: number
  compressed: number
  offset: number
}

const CONTACTS = /\.(?:vcf|vcard|csv|txt)$/i
const ARCHIVES = /\.(?:zip|7z|rar|tar|t?gz|bz2|xz)$/i
/** Resource forks of macOS and folder settings: no contacts, and nobody misses them. */
const CLUTTER = /(?:^|\/)(?:__MACOSX(?:\/|$)|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$)/i

const STORED = 0
const DEFLATED = 8
/** Below this an unusual ratio does no harm. */
const RATIO_FREE = 1_000_000
const INPUT_PIECE = 16_384

/**
 * The contact files of an archive, and what was left out and why.
 *
 * @throws DatomspaceError FILE_UNREADABLE if the bytes are no zip archive
 */
export function readArchive(
  bytes: Uint8Array,
  options: ArchiveOptions = {}
): { entries: ArchiveEntry[]; problems: ArchiveProblem[] } {
  const limits = { ...DEFAULT_ARCHIVE_LIMITS, ...options.limits }
  const entries: ArchiveEntry[] = []
  const problems: ArchiveProblem[] = []
  let total = 0
  for (const listed of list(bytes, options.locale)) {
    const { path } = listed
    if (path === '' || path.endsWith('/') || CLUTTER.test(path)) continue
    const refusal = refuse(listed, entries.length, limits)
    if (refusal) {
      problems.push({ path, ...refusal })
      continue
    }
    const room = Math.min(limits.entryBytes, limits.totalBytes - total)
    const read = inflate(bytes, listed, room, limits.ratio)
    if (read instanceof Uint8Array) {
      entries.push({ path, bytes: read })
      total += read.length
    } else problems.push({ path, ...read })
  }
  return { entries, problems }
}

/**
 * Reads single files of an archive, listed once: with thousands of them, each inflated anew for each
 * other one, reading would not end. Undefined for a file that `readArchive` leaves out.
 *
 * @throws DatomspaceError FILE_UNREADABLE if the bytes are no zip archive
 */
export function openArchive(
  bytes: Uint8Array,
  options: ArchiveOptions = {}
): (path: string) => Uint8Array | undefined {
  const limits = { ...DEFAULT_ARCHIVE_LIMITS, ...options.limits }
  const byPath = new Map<string, Listed[]>()
  for (const listed of list(bytes, options.locale)) {
    if (refuse(listed, 0, limits)) continue
    const same = byPath.get(listed.path)
    if (same) same.push(listed)
    else byPath.set(listed.path, [listed])
  }
  return path => {
    for (const listed of byPath.get(path) ?? []) {
      const read = inflate(bytes, listed, limits.entryBytes, limits.ratio)
      if (read instanceof Uint8Array) return read
    }
    return undefined
  }
}

type Refusal = Omit<ArchiveProblem, 'path'>

function refuse(
  { path, flags, method }: Listed,
  read: number,
  limits: ArchiveLimits
): Refusal | undefined {
  if (ARCHIVES.test(path)) {
    return { reason: 'nested-archive', message: 'An archive inside an archive is not opened' }
  }
  if (!CONTACTS.test(path)) {
    return { reason: 'not-contacts', message: 'Only .vcf, .vcard, .csv and .txt files are read' }
  }
  if (flags & 1) return { reason: 'encrypted', message: 'The file is protected by a password' }
  if (method !== STORED && method !== DEFLATED) {
    return { reason: 'unsupported', message: `Compression method ${method} is not supported` }
  }
  if (read < limits.entries) return undefined
  return { reason: 'too-many', message: `Only ${limits.entries} files of an archive are read` }
}

class Refused extends Error {
  constructor(readonly refusal: Refusal) {
    super(refusal.message)
  }
}

function inflate(
  bytes: Uint8Array,
  listed: Listed,
  room: number,
  ratio: number
): Uint8Array | Refusal {
  const data = dataOf(bytes, listed)
  if (data === undefined) return damaged()
  const pieces: Uint8Array[] = []
  let length = 0
  const take = (piece: Uint8Array) => {
    length += piece.length
    if (length > room) {
      throw new Refused({ reason: 'too-large', message: `The file has more than ${room} bytes` })
    }
    if (length > RATIO_FREE && length > data.length * ratio) {
      const message = `The file grows to more than ${ratio} times its compressed size`
      throw new Refused({ reason: 'suspicious-ratio', message })
    }
    pieces.push(piece)
  }
  try {
    if (listed.method === STORED) take(data)
    else inflateInto(data, take)
  } catch (error) {
    // fflate's own errors say how the stream is broken, which helps nobody.
    return error instanceof Refused ? error.refusal : damaged()
  }
  const joined = join(pieces, length)
  return crc32(joined) === listed.crc ? joined : damaged()
}

/** Small pieces in, so that what one of them can grow to stays small too (at most 1032 times). */
function inflateInto(data: Uint8Array, take: (piece: Uint8Array) => void): void {
  const stream = new Inflate(piece => take(piece))
  for (let at = 0; at < data.length; at += INPUT_PIECE) {
    const end = Math.min(at + INPUT_PIECE, data.length)
    stream.push(data.subarray(at, end), end === data.length)
  }
}

function damaged(): Refusal {
  return { reason: 'damaged', message: 'The file inside the archive is damaged' }
}

function join(pieces: Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

// APPNOTE.TXT 6.3.10, §4.3.7, §4.3.12, §4.3.16
const END = 0x06054b50
const CENTRAL = 0x02014b50
const LOCAL = 0x04034b50
const END_LENGTH = 22
const LONGEST_COMMENT = 65_535
const UTF8_NAME = 0x0800

function list(bytes: Uint8Array, locale: string | undefined): Listed[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endOf(view)
  if (end === undefined) {
    throw new DatomspaceError('FILE_UNREADABLE', 'This is not a zip archive, or it is cut off')
  }
  const listed: (Listed & { name: Uint8Array })[] = []
  let at = view.getUint32(end + 16, true)
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL) break
    const nameLength = view.getUint16(at + 28, true)
    listed.push({
      path: '',
      name: bytes.subarray(at + 46, at + 46 + nameLength),
      flags: view.getUint16(at + 8, true),
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      compressed: view.getUint32(at + 20, true),
      offset: view.getUint32(at + 42, true)
    })
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  // One guess for all names: a single one is too short to tell charsets apart.
  const undeclared = listed.filter(({ flags }) => !(flags & UTF8_NAME)).map(({ name }) => name)
  const sample = Buffer.concat(undeclared.flatMap(name => [name, Buffer.from('\n')]))
  const { charset } = detectCharset(sample, { ...(locale !== undefined && { locale }) })
  for (const entry of listed) {
    entry.path = harmless(decode(entry.name, entry.flags & UTF8_NAME ? 'utf-8' : charset))
  }
  return listed
}

function endOf(view: DataView): number | undefined {
  const first = Math.max(0, view.byteLength - END_LENGTH - LONGEST_COMMENT)
  for (let at = view.byteLength - END_LENGTH; at >= first; at--) {
    if (view.getUint32(at, true) === END) return at
  }
  return undefined
}

/** The compressed bytes, behind a local header whose own lengths of name and extra field count. */
function dataOf(bytes: Uint8Array, { offset, compressed }: Listed): Uint8Array | undefined {
  if (offset + 30 > bytes.length) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(offset, true) !== LOCAL) return undefined
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true)
  return start + compressed > bytes.length ? undefined : bytes.subarray(start, start + compressed)
}

/** No drive, no root, no way up, no control or direction characters, not endless. */
function harmless(path: string): string {
  const folder = /[\\/]$/.test(path) ? '/' : ''
  const parts = path
    .replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')
    .split(/[\\/]+/)
    .map(part => part.replace(/^[a-z]:/i, '').trim())
    .filter(part => part !== '' && part !== '.' && part !== '..')
  return parts.join('/').slice(-255) + folder
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1
  return value
})

function crc32(bytes: Uint8Array): number {
  let value = 0xffffffff
  for (let at = 0; at < bytes.length; at++)
    value = CRC_TABLE[(value ^ bytes[at]!) & 0xff]! ^ (value >>> 8)
  return (value ^ 0xffffffff) >>> 0
}
