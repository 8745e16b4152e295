import type Hyperbee from 'hyperbee2'
import type { Blob } from '../contacts/card'
import { DatomspaceError } from '../error'

/** Entries of one atomic write. Larger slices hold up the event loop for longer than a frame. */
const SLICE = 250
/** Bytes of blobs in one atomic write, about. */
const BLOB_SLICE_BYTES = 1024 * 1024
// An owner's program answers one request for a block after the other: with few it sends twice as fast.
const BLOCK_BYTES = 64 * 1024
// Larger values get blocks of their own: a leaf with all its values in it could grow to some MB.
const INLINE_BYTES = 1024

/** What one atomic write does; the last operation on a key counts. */
export class Batch {
  private readonly entries = new Map<string, { key: Buffer; value: Buffer | null }>()

  get empty(): boolean {
    return this.entries.size === 0
  }

  put(key: Buffer, value: Buffer): void {
    this.entries.set(key.toString(), { key, value })
  }

  delete(key: Buffer): void {
    this.entries.set(key.toString(), { key, value: null })
  }

  /** Writes it all at once; keys whose value it changed: the same datom put again is no change. */
  async commit(bee: Hyperbee): Promise<Set<string>> {
    const batch = bee.write({ preferredBlockSize: BLOCK_BYTES, inlineValueSize: INLINE_BYTES })
    for (const { key, value } of this.entries.values()) {
      if (value) batch.tryPut(key, value)
      else batch.tryDelete(key)
    }
    await flush(batch)
    return appliedOf(batch, this.entries.keys())
  }
}

export function* blobSlices(blobs: Iterable<Blob>): Generator<Blob[]> {
  let slice: Blob[] = []
  let bytes = 0
  for (const blob of blobs) {
    slice.push(blob)
    bytes += blob.bytes.byteLength
    if (bytes < BLOB_SLICE_BYTES) continue
    yield slice
    slice = []
    bytes = 0
  }
  if (slice.length > 0) yield slice
}

export function* slices<Item>(items: Iterable<Item>): Generator<Item[]> {
  let slice: Item[] = []
  for (const item of items) {
    slice.push(item)
    if (slice.length < SLICE) continue
    yield slice
    slice = []
  }
  if (slice.length > 0) yield slice
}

/** @param keys in the order in which they were put */
function appliedOf(batch: Hyperbee.WriteBatch, keys: Iterable<string>): Set<string> {
  const { ops } = batch as Hyperbee.WriteBatch & { ops: { applied: boolean }[] }
  const applied = new Set<string>()
  let at = 0
  for (const key of keys) if (ops[at++]!.applied) applied.add(key)
  return applied
}

async function flush(batch: Hyperbee.WriteBatch): Promise<void> {
  try {
    await batch.flush()
  } catch (cause) {
    // The storage engine has messages and no codes.
    if (!/batch was not applied|no space left/i.test(String(cause))) throw cause
    throw new DatomspaceError(
      'STORAGE_FULL',
      'The disk is full: nothing was lost, but the last change was not saved. Free some space and start again',
      { cause }
    )
  }
}
