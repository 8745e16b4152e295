import { HANDLERS } from './handlers'
import { findColon, parseHeader, type Header } from './header'

interface Known {
  hash: number
  bytes: Uint8Array
  header: Header
}

const SLOTS = 2048
const LONGEST = 256
/** A header longer than this is no header: its parameters would fill the memory. */
const LONGEST_SENSIBLE = 1 << 16

/**
 * The headers of a file, parsed once each: an address book repeats a few dozen of them for ever. Looked
 * up by their bytes, so that a known header costs no string. A fixed number of slots bounds the memory.
 */
export class Headers {
  /** Offset of the colon of the line last looked at. */
  colon = -1
  private readonly slots: (Known | undefined)[] = new Array<Known | undefined>(SLOTS).fill(
    undefined
  )

  constructor(private readonly decode: (bytes: Buffer) => string) {}

  /** The header of the line in `bytes[start, end)`; undefined if it has no colon. */
  find(bytes: Buffer, start: number, end: number): Header | undefined {
    let hash = 0
    let bits = 0
    let quoted = false
    let at = start
    for (; at < end; at++) {
      const byte = bytes[at]!
      if (byte === 0x3a && !quoted) break
      if (byte === 0x22) quoted = !quoted
      bits |= byte
      hash = (Math.imul(hash, 31) + byte) | 0
    }
    if (at === end) return this.unbalanced(bytes, start, end)
    this.colon = at
    const length = at - start
    if (bits >= 0x80 || length > LONGEST) return this.parse(bytes, start, at)
    const slot = hash & (SLOTS - 1)
    const known = this.slots[slot]
    if (known !== undefined && known.hash === hash && same(known.bytes, bytes, start, length))
      return known.header
    const header = this.parse(bytes, start, at)
    this.slots[slot] = { hash, bytes: Uint8Array.prototype.slice.call(bytes, start, at), header }
    return header
  }

  private parse(bytes: Buffer, start: number, end: number): Header {
    if (end - start > LONGEST_SENSIBLE) return { ...parseHeader('', HANDLERS), valid: false }
    return parseHeader(this.decode(bytes.subarray(start, end)), HANDLERS)
  }

  /** A quote that is never closed does not hide the colon. */
  private unbalanced(bytes: Buffer, start: number, end: number): Header | undefined {
    const colon = findColon(bytes.toString('latin1', start, end))
    this.colon = colon < 0 ? -1 : start + colon
    return colon < 0 ? undefined : this.parse(bytes, start, this.colon)
  }
}

function same(known: Uint8Array, bytes: Uint8Array, start: number, length: number): boolean {
  if (known.length !== length) return false
  for (let index = 0; index < length; index++)
    if (known[index] !== bytes[start + index]) return false
  return true
}
