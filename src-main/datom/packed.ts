import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { DatomspaceError } from '../error'

/** First byte of a packed block. Those of hyperbee2 begin with its type: 0, 1 or 10. */
const PACKED = 0x7a
/** That byte, and the length of the block as it was: uint24, big-endian. */
const HEADER = 4
/** Smaller blocks gain little: a single edit. */
const MIN_BYTES = 512
/** Larger blocks hold a photo, which gains nothing. A reader inflates no more than this. */
export const MAX_UNPACKED = 256 * 1024
/** How much smaller a block may become: what somebody else wrote takes no more memory than this times its size. */
const MAX_RATIO = 64

/**
 * A block as it is stored: deflated (RFC 1951) behind a header where that makes it smaller, else as it is.
 * The first `padding` bytes are left free, for its encryption.
 */
export function packBlock(block: Uint8Array, padding: number): Buffer {
  const packed = deflated(block)
  const stored = Buffer.allocUnsafe(
    padding + (packed ? HEADER + packed.byteLength : block.byteLength)
  )
  if (!packed) {
    stored.set(block, padding)
    return stored
  }
  stored[padding] = PACKED
  stored.writeUIntBE(block.byteLength, padding + 1, 3)
  stored.set(packed, padding + HEADER)
  return stored
}

function deflated(block: Uint8Array): Buffer | null {
  const length = block.byteLength
  if (length < MIN_BYTES || length > MAX_UNPACKED) return null
  const packed = deflateRawSync(block, { level: 1, memLevel: 9, chunkSize: length })
  const stored = HEADER + packed.byteLength
  return stored < length && length <= MAX_RATIO * stored ? packed : null
}

/**
 * The block that was stored, decrypted. What is not packed is given back as it is. Throws
 * `STORAGE_CORRUPT` for what does not inflate to exactly what it says, or says too much.
 */
export function unpackBlock(stored: Buffer): Buffer {
  if (stored[0] !== PACKED) return stored
  if (stored.byteLength <= HEADER) throw malformed()
  const length = stored.readUIntBE(1, 3)
  if (length > MAX_UNPACKED || length > MAX_RATIO * stored.byteLength) throw malformed()
  const block = inflated(stored.subarray(HEADER), length)
  if (block.byteLength !== length) throw malformed()
  return block
}

function inflated(packed: Buffer, length: number): Buffer {
  try {
    // With room to spare it comes in one piece.
    return inflateRawSync(packed, { maxOutputLength: length, chunkSize: length + 64 })
  } catch (cause) {
    throw malformed(cause)
  }
}

function malformed(cause?: unknown): DatomspaceError {
  return new DatomspaceError('STORAGE_CORRUPT', 'A block of the set does not unpack', { cause })
}

/** How Hypercore gives what is in a block. */
export const packedBlocks = {
  preencode: (state: State, block: Buffer) => void (state.end += block.byteLength),
  encode(state: State, block: Buffer): void {
    state.buffer.set(block, state.start)
    state.start += block.byteLength
  },
  decode(state: State): Buffer {
    const { buffer, start, end } = state
    state.start = end
    return unpackBlock(buffer.subarray(start, end))
  }
}

/** Of compact-encoding. */
interface State {
  start: number
  end: number
  buffer: Buffer
}
