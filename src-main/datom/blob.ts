import { createHash } from 'node:crypto'
import type Hyperbee from 'hyperbee2'
import type { Blob } from '../contacts/card'
import { DatomspaceError } from '../error'
import { decodeValue, encodeValue } from './datom'

// A block is at most some MB on the wire, and a part of a photo should not hold up the contacts.
const PART_BYTES = 64 * 1024
const MAX_BLOB_BYTES = 64 * 1024 * 1024
const HASH = /^[0-9a-f]{64}$/
const FORMAT = Buffer.of(1)

const headKey = (hash: string) => Buffer.from(`b/${hash}`)
const partKey = (hash: string, part: number) =>
  Buffer.from(`b/${hash}/${String(part).padStart(4, '0')}`)

/** The entries that hold a blob: a head with type and size, then the bytes in parts. */
export function blobEntries(blob: Blob): { key: Buffer; value: Buffer }[] {
  assertHash(blob.hash)
  const bytes = Buffer.from(blob.bytes.buffer, blob.bytes.byteOffset, blob.bytes.byteLength)
  if (bytes.byteLength > MAX_BLOB_BYTES) {
    throw new DatomspaceError('LIMIT_EXCEEDED', `A file of ${bytes.byteLength} bytes is too large`)
  }
  const head = { mediaType: blob.mediaType, bytes: bytes.byteLength }
  const entries = [{ key: headKey(blob.hash), value: encodeValue(head) }]
  for (let start = 0, part = 0; start < bytes.byteLength; start += PART_BYTES, part++) {
    const slice = bytes.subarray(start, start + PART_BYTES)
    entries.push({ key: partKey(blob.hash, part), value: Buffer.concat([FORMAT, slice]) })
  }
  return entries
}

/** The keys of a blob that is there: its head, and its parts. */
export async function blobKeys(bee: Hyperbee, hash: string): Promise<Buffer[]> {
  const entry = HASH.test(hash) ? await bee.get(headKey(hash)) : null
  if (!entry) return []
  const { bytes } = decodeValue(entry.value, `The file ${hash}`)
  const parts = typeof bytes === 'number' ? Math.ceil(bytes / PART_BYTES) : 0
  return [headKey(hash), ...Array.from({ length: parts }, (_, part) => partKey(hash, part))]
}

export async function hasBlob(bee: Hyperbee, hash: string): Promise<boolean> {
  return HASH.test(hash) && (await bee.get(headKey(hash))) !== null
}

/** The blob with that SHA-256, checked against it, or null. Throws `STORAGE_CORRUPT`. */
export async function readBlob(bee: Hyperbee, hash: string): Promise<Blob | null> {
  if (!HASH.test(hash)) return null
  const entry = await bee.get(headKey(hash))
  if (!entry) return null
  const { mediaType, bytes: size } = decodeValue(entry.value, `The file ${hash}`)
  if (typeof mediaType !== 'string' || typeof size !== 'number' || size > MAX_BLOB_BYTES) {
    throw corrupt(hash)
  }
  const parts: Buffer[] = []
  for (let part = 0; part * PART_BYTES < size; part++) {
    const piece = await bee.get(partKey(hash, part))
    if (!piece || piece.value[0] !== FORMAT[0]) throw corrupt(hash)
    parts.push(piece.value.subarray(1))
  }
  const bytes = Buffer.concat(parts)
  const actual = createHash('sha256').update(bytes).digest('hex')
  if (bytes.byteLength !== size || actual !== hash) throw corrupt(hash)
  return { hash, mediaType, bytes }
}

function assertHash(hash: string): void {
  if (HASH.test(hash)) return
  throw new DatomspaceError('INVALID_ARGUMENT', 'A file is named by its SHA-256, 64 hex digits')
}

function corrupt(hash: string): DatomspaceError {
  return new DatomspaceError('STORAGE_CORRUPT', `The file ${hash} is not what its name says`)
}
