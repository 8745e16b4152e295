import { decodeDatom } from './datom'

const END = /,"version":([1-9]\d{0,14})\}$/
/** Bytes at the end that hold it, at the most. */
const LENGTH = 32

/**
 * The version of a datom of one's own, from its encoding: it is the last member of canonical JSON, so the
 * content need not be read. Throws `STORAGE_CORRUPT` for what is no datom.
 */
export function encodedVersion(bytes: Uint8Array, id: string): number {
  const start = Math.max(0, bytes.byteLength - LENGTH)
  const end = Buffer.from(bytes.buffer, bytes.byteOffset + start, bytes.byteLength - start)
  const found = END.exec(end.toString('latin1'))
  return found ? Number(found[1]) : decodeDatom(bytes, id).version
}
