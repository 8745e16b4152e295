import { EventEmitter } from 'node:events'
import type { Socket } from 'node:net'
import { DatomspaceError } from '../../error'
import type { WireHeader } from './wire'

/** A frame: a small JSON header and any number of byte strings, `null` for one that is not there. */
export interface Frame {
  header: WireHeader
  parts: (Buffer | null)[]
}

/** Largest frame, and so the largest append in one call. */
export const MAX_FRAME = 64 * 1024 * 1024
/** Bytes that the other end may leave unread. */
const MOST_UNREAD = 16 * 1024 * 1024
const NONE = 0xffffffff
const EMPTY = Buffer.alloc(0)

/**
 * Frames on a socket, all integers 32-bit big-endian: length of the rest; length of the header, the
 * header as JSON; for each part its length (0xffffffff for null) and bytes. Frames sent in one tick
 * leave in one write. Events: `frame` (Frame), `close`.
 */
export class FrameSocket extends EventEmitter {
  readonly #socket: Socket
  #pending: Buffer[] = []
  #pendingBytes = 0
  #wanted = 4
  #corked = false
  #holds = false

  constructor(socket: Socket) {
    super()
    this.#socket = socket
    socket.setNoDelay?.(true)
    // The close event, which follows, is what is acted on.
    socket.on('error', () => {})
    socket.on('data', (chunk: Buffer) => this.#read(chunk))
    socket.on('close', () => this.emit('close'))
  }

  get destroyed(): boolean {
    return this.#socket.destroyed
  }

  /**
   * Takes in nothing more while the other end has not read what it was sent: whoever asks and does not read
   * would fill our memory. Of two ends only one may do this, or they could wait for each other.
   */
  holdWhileUnread(): void {
    this.#holds = true
    this.#socket.on('drain', () => this.#socket.resume())
  }

  /** Resolves when the other end has taken enough that more may be sent. */
  drained(): Promise<void> {
    if (!this.#socket.writableNeedDrain || this.#socket.destroyed) return Promise.resolve()
    return new Promise(resolve => {
      const done = (): void => {
        this.#socket.off('drain', done)
        this.#socket.off('close', done)
        resolve()
      }
      this.#socket.on('drain', done)
      this.#socket.on('close', done)
    })
  }

  /** False when the socket is gone. Throws `LIMIT_EXCEEDED` over 64 MiB. */
  send(header: WireHeader, parts: (Buffer | null)[] = []): boolean {
    if (this.#socket.destroyed) return false
    if (!this.#corked) {
      this.#corked = true
      this.#socket.cork()
      process.nextTick(() => {
        this.#corked = false
        this.#socket.uncork()
      })
    }
    this.#socket.write(encodeFrame(header, parts))
    if (this.#holds && this.#socket.writableLength > MOST_UNREAD) this.#socket.pause()
    return true
  }

  end(): void {
    this.#socket.end()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  #read(chunk: Buffer): void {
    this.#pending.push(chunk)
    this.#pendingBytes += chunk.byteLength
    if (this.#pendingBytes < this.#wanted) return
    let bytes = this.#pending.length === 1 ? chunk : Buffer.concat(this.#pending)
    try {
      for (;;) {
        this.#wanted = 4
        if (bytes.byteLength < 4) break
        const length = bytes.readUInt32BE(0)
        if (length > MAX_FRAME) throw new Error('The frame is too large')
        this.#wanted = 4 + length
        if (bytes.byteLength < this.#wanted) break
        const frame = decodeFrame(bytes.subarray(4, this.#wanted))
        bytes = bytes.subarray(this.#wanted)
        this.emit('frame', frame)
        if (this.#socket.destroyed) return
      }
    } catch {
      // What does not parse is not from one of our programs.
      this.#socket.destroy()
      return
    }
    this.#pending = bytes.byteLength > 0 ? [bytes] : []
    this.#pendingBytes = bytes.byteLength
  }
}

function encodeFrame(header: WireHeader, parts: (Buffer | null)[]): Buffer {
  const json = Buffer.from(JSON.stringify(header))
  const body = parts.reduce((sum, part) => sum + 4 + (part?.byteLength ?? 0), 0)
  const length = 4 + json.byteLength + body
  if (length > MAX_FRAME) {
    throw new DatomspaceError('LIMIT_EXCEEDED', 'One append or call carries at most 64 MiB')
  }
  return encodeWhole(json, parts, length)
}

function encodeWhole(json: Buffer, parts: (Buffer | null)[], length: number): Buffer {
  const bytes = Buffer.allocUnsafe(4 + length)
  bytes.writeUInt32BE(length, 0)
  bytes.writeUInt32BE(json.byteLength, 4)
  let at = 8 + json.copy(bytes, 8)
  for (const part of parts) {
    bytes.writeUInt32BE(part ? part.byteLength : NONE, at)
    at += 4
    if (part) at += part.copy(bytes, at)
  }
  return bytes
}

function decodeFrame(bytes: Buffer): Frame {
  const size = bytes.readUInt32BE(0)
  let at = 4 + size
  if (at > bytes.byteLength) throw new Error('The header is cut off')
  const header: unknown = JSON.parse(bytes.toString('utf8', 4, at))
  if (typeof header !== 'object' || header === null || Array.isArray(header)) {
    throw new Error('The header is no object')
  }
  const parts: (Buffer | null)[] = []
  while (at < bytes.byteLength) {
    const length = bytes.readUInt32BE(at)
    at += 4
    if (length === NONE) {
      parts.push(null)
      continue
    }
    if (at + length > bytes.byteLength) throw new Error('A part is cut off')
    parts.push(length === 0 ? EMPTY : bytes.subarray(at, at + length))
    at += length
  }
  return { header: header as WireHeader, parts }
}
