import { headerKind } from './header'

/** How a piece of a logical line was joined to the one before it. */
const FOLD = 0
const SOFT_BREAK = 1

const LF = 10
const CR = 13
const TAB = 9
const SPACE = 32
const EQUALS = 61
const COLON = 58

/**
 * Bytes in, logical lines out, at byte level: a fold may fall inside a character and is taken out
 * before anything is decoded (RFC 6350 §3.2). Ends of line are CRLF, LF, CR and CR CR LF; soft breaks
 * of quoted-printable and the unindented bodies of base64 (vCard 2.1 §2.1.3) are joined too.
 *
 * After `next()` is true the line lies in `bytes[start, end)`. The window keeps everything from
 * `mark` on, so that a record can be shown as it stood; bytes once handed out are never overwritten.
 */
export class LogicalLines {
  bytes: Buffer = Buffer.alloc(0)
  start = 0
  end = 0
  /** Bits of all bytes of the line: above 0x7f when one of them is not ASCII. */
  bits = 0
  /** Whether the line lies in the window as it stood in the file, without a join. */
  whole = true
  /** Number of the line's first physical line in the file, from 1. */
  line = 1

  /** The window on the file: `[0, filled)` of `window` is what has not been forgotten. */
  private window: Buffer = Buffer.alloc(0)
  private filled = 0
  /** First byte that must be kept; -1 for none before the current line. */
  private mark = -1
  /** Where the current logical line begins in the window. */
  private first = 0
  private at = 0
  private scan = 0
  private physical = 1
  private final = false
  private pieces: number[] = []
  private joins: number[] = []
  /** What was found out about the header of the logical line that begins at `kindOf`. */
  private knownKind: ReturnType<typeof headerKind> = ''
  private kindOf = -1
  private scratch: Buffer = Buffer.alloc(0)

  push(chunk: Uint8Array): void {
    if (this.filled + chunk.length > this.window.length) this.grow(chunk.length)
    this.window.set(chunk, this.filled)
    this.filled += chunk.length
  }

  /** No more bytes will come: the last line needs no end of line. */
  finish(): void {
    this.final = true
  }

  /** Begin to keep bytes from the start of the current line on. */
  keep(): void {
    this.mark = this.first
  }

  /** Bytes kept since `keep()`, the current line included. */
  kept(): Buffer {
    return this.window.subarray(this.mark, this.at)
  }

  /** Bytes kept since `keep()`, without the current line. */
  keptBefore(): Buffer {
    return this.window.subarray(this.mark, this.first)
  }

  release(): void {
    this.mark = -1
  }

  /** Bytes held for the record and the line in progress. */
  held(): number {
    return this.filled - (this.mark >= 0 ? this.mark : this.lineStart())
  }

  /** The beginning of the unfinished line, for people. */
  beginning(length: number): string {
    const from = this.lineStart()
    return this.window.toString('latin1', from, Math.min(this.filled, from + length))
  }

  /** Forget the unfinished line but for its last bytes: nobody needs the whole of it. */
  truncate(): void {
    this.pieces.length = 0
    this.joins.length = 0
    this.at = Math.max(this.at, this.scan - 64)
    this.bits = 0
  }

  private lineStart(): number {
    return this.pieces.length > 0 ? this.pieces[0]! : this.at
  }

  private grow(needed: number): void {
    const from = this.mark >= 0 ? this.mark : this.lineStart()
    const held = this.filled - from
    const size = held === 0 ? needed : Math.max(2 * (held + needed), 1 << 16)
    const window = Buffer.allocUnsafeSlow(size)
    this.window.copy(window, 0, from, this.filled)
    this.window = window
    this.kindOf = -1
    this.filled = held
    this.at -= from
    this.scan -= from
    if (this.mark >= 0) this.mark = 0
    for (let index = 0; index < this.pieces.length; index++) this.pieces[index]! -= from
  }

  /** Go to the next logical line; false if it is not complete yet, or if there is none. */
  next(): boolean {
    if (this.pieces.length === 0) this.line = this.physical
    for (;;) {
      const stop = this.findEnd()
      if (stop < 0) return false
      const after = this.afterEnd(stop)
      if (after < 0) return false
      const join = this.joined(stop, after)
      if (join === PENDING) return false
      if (after > stop) this.physical++
      if (join === NONE && this.pieces.length === 0) {
        this.bytes = this.window
        this.start = this.first = this.at
        this.end = stop
        this.whole = true
        this.at = this.scan = after
        return true
      }
      this.pieces.push(this.at, join === SOFT_BREAK ? stop - 1 : stop)
      this.at = this.scan = join === FOLD ? after + 1 : after
      if (join === NONE) {
        this.copyPieces()
        return true
      }
      this.joins.push(join)
    }
  }

  /** Offset of the end of the physical line, -1 if more bytes are needed. */
  private findEnd(): number {
    const window = this.window
    const filled = this.filled
    let bits = this.bits
    let at = this.scan
    if (this.pieces.length === 0 && at === this.at) bits = 0
    for (; at < filled; at++) {
      const byte = window[at]!
      if (byte < 14 && (byte === LF || byte === CR)) break
      bits |= byte
    }
    this.bits = bits
    this.scan = at
    if (at < filled) return at
    if (!this.final || (at === this.at && this.pieces.length === 0)) return -1
    return at
  }

  /** Offset after the end of line at `stop`, -1 if more bytes are needed to know. */
  private afterEnd(stop: number): number {
    const filled = this.filled
    if (stop === filled) return stop
    let after = stop + 1
    if (this.window[stop] === CR) {
      if (stop + 2 >= filled && !this.final) return -1
      const second = after < filled ? this.window[after]! : 0
      const third = after + 1 < filled ? this.window[after + 1]! : 0
      if (second === LF) after += 1
      else if (second === CR && third === LF) after += 2
    }
    return after >= filled && !this.final ? -1 : after
  }

  private joined(stop: number, after: number): number {
    if (after >= this.filled) return NONE
    const window = this.window
    const first = window[after]!
    if (stop > this.at && window[stop - 1] === EQUALS && this.kind(stop) === 'quoted-printable') {
      if (this.filled - after < 10 && !this.final) return PENDING
      return this.endsCard(after) ? NONE : SOFT_BREAK
    }
    if (first === SPACE || first === TAB) return this.isBegin(stop) ? NONE : FOLD
    if (stop - this.at < 40 && !(stop > this.at && window[stop - 1] === COLON)) return NONE
    if (first === LF || first === CR || !this.endsAsBase64(stop)) return NONE
    return this.kind(stop) === 'base64' ? this.isBase64Line(after) : NONE
  }

  /** What the header of the line in progress says about its value. */
  private kind(stop: number): ReturnType<typeof headerKind> {
    const from = this.lineStart()
    if (from !== this.kindOf) {
      this.knownKind = this.findKind(stop)
      this.kindOf = this.pieces.length > 2 ? from : -1
    }
    return this.knownKind
  }

  private findKind(stop: number): ReturnType<typeof headerKind> {
    let header = ''
    for (let index = 0; index <= this.pieces.length && header.length < 2000; index += 2) {
      const from = this.pieces[index] ?? this.at
      const to = Math.min(this.pieces[index + 1] ?? stop, from + 2000)
      header += this.window.toString('latin1', from, to)
      const colon = header.indexOf(':')
      if (colon >= 0) return headerKind(header.slice(0, colon))
    }
    return ''
  }

  /** A quoted-printable value cut short must not swallow the end of its card. */
  private endsCard(after: number): boolean {
    const next = this.window.toString('latin1', after, Math.min(after + 10, this.filled))
    return /^(end|begin):vcar/i.test(next)
  }

  /** `BEGIN:VCARD` is never folded; an indented line after it belongs to the card. */
  private isBegin(stop: number): boolean {
    if (this.pieces.length > 0 || stop - this.at !== 11) return false
    return this.window.toString('latin1', this.at, stop).toUpperCase() === 'BEGIN:VCARD'
  }

  /** Quick test that spares most lines the look at their header. */
  private endsAsBase64(stop: number): boolean {
    if (this.window[stop - 1] === COLON) return true
    for (let at = stop - 4; at < stop; at++) if (BASE64[this.window[at]!] === 0) return false
    return true
  }

  private isBase64Line(from: number): number {
    const most = Math.min(this.filled, from + LONG_ENOUGH)
    for (let at = from; at < most; at++) {
      const byte = this.window[at]!
      if (byte === LF || byte === CR) return at > from ? CONTINUES : NONE
      if (BASE64[byte] === 0) return NONE
    }
    return this.final || most < this.filled ? CONTINUES : PENDING
  }

  private copyPieces(): void {
    const { pieces, joins, window } = this
    this.first = pieces[0]!
    const total = pieces[pieces.length - 1]! - pieces[0]!
    if (this.scratch.length < total || this.scratch.length > (1 << 20) + 4 * total)
      this.scratch = Buffer.allocUnsafeSlow(Math.max(1 << 12, total))
    const stripped = this.foldsAfterSoftBreaks()
    let length = 0
    for (let index = 0; index < pieces.length; index += 2) {
      let from = pieces[index]!
      const to = pieces[index + 1]!
      if (index > 0 && joins[index / 2 - 1] === SOFT_BREAK && from < to && isBlank(window[from]!))
        if (stripped || cutInside(this.scratch, length)) from++
      window.copy(this.scratch, length, from, to)
      length += to - from
    }
    this.bytes = this.scratch
    this.whole = false
    this.start = 0
    this.end = length
    this.pieces = []
    this.joins = []
    this.kindOf = -1
  }

  /** Some programs fold after a soft break as well: then every continuation begins with a space. */
  private foldsAfterSoftBreaks(): boolean {
    let soft = 0
    for (let index = 0; index < this.joins.length; index++) {
      if (this.joins[index] !== SOFT_BREAK) continue
      const from = this.pieces[2 * index + 2]!
      if (from >= this.pieces[2 * index + 3]! || !isBlank(this.window[from]!)) return false
      soft++
    }
    return soft > 1
  }
}

const NONE = -1
const PENDING = -2
const CONTINUES = 2
/** So many characters of base64 without an end of line are no property. */
const LONG_ENOUGH = 1 << 14

const BASE64 = new Uint8Array(256)
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=')
  BASE64[character.charCodeAt(0)] = 1

function isBlank(byte: number): boolean {
  return byte === SPACE || byte === TAB
}

/** Whether quoted-printable text ends within `=XX` or within a UTF-8 character. */
function cutInside(bytes: Buffer, length: number): boolean {
  const tail = bytes.toString('latin1', Math.max(0, length - 12), length)
  if (/=[0-9A-F]?$/i.test(tail)) return true
  const lead = /=([C-F][0-9A-F])((?:=[89AB][0-9A-F])*)$/i.exec(tail)
  if (lead === null) return false
  const byte = parseInt(lead[1]!, 16)
  const size = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
  return lead[2]!.length / 3 < size - 1
}
