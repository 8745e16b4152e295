import {
  canonicalCharset,
  decode,
  detectCharset,
  isValidUtf8,
  type DetectedCharset
} from '../charset'
import { rankCharsets } from '../charset/guess'

const SUSPECT_BYTES = 1 << 14

/**
 * Which charset each value of one file is in. What a property declares wins; then what a person chose;
 * then UTF-8 where it is valid; then the file's charset; then a guess that learns from every value
 * that needed one.
 */
export class TextDecoding {
  detected: DetectedCharset | undefined
  /** Whether lines may be tried as UTF-8 first. */
  isUtf8 = true
  private chosen = false
  private suspects: Buffer = Buffer.alloc(0)
  private guessedAt = 0
  private guess = 'windows-1252'

  constructor(private readonly locale: string | undefined) {}

  begin(sample: Uint8Array, chosen: string | undefined): void {
    const options = this.locale === undefined ? {} : { locale: this.locale }
    this.detected = detectCharset(sample, options)
    const charset = chosen === undefined ? undefined : canonicalCharset(chosen)
    if (charset !== undefined && charset !== this.detected.charset) {
      this.detected = { charset, source: 'declared', alternatives: this.detected.alternatives }
      this.chosen = true
    }
    this.isUtf8 = this.detected.charset === 'utf-8'
  }

  /** The bytes are UTF-8 from here on, whatever the file was in. */
  transcoded(): void {
    this.isUtf8 = true
    this.chosen = false
  }

  isUtf8Name(charset: string): boolean {
    return (canonicalCharset(charset) ?? 'utf-8') === 'utf-8'
  }

  decode(bytes: Buffer, declared: string): string {
    const named = declared === '' ? undefined : canonicalCharset(declared)
    if (named !== undefined && named !== 'utf-8') return decode(bytes, named)
    const valid = isValidUtf8(bytes)
    if (valid && (this.isUtf8 || named === 'utf-8' || this.surelyUtf8(bytes)))
      return bytes.toString('utf8')
    if (!this.isUtf8) return decode(bytes, this.detected!.charset)
    return decode(bytes, this.guessFor(bytes))
  }

  /** Bytes of a record as text, for people; at most `limit` bytes of it. */
  shown(bytes: Buffer, limit: number): string {
    return this.decode(bytes.length > limit ? bytes.subarray(0, limit) : bytes, '')
  }

  /** In a file that is not UTF-8 a value may be: sure only if it cannot be a coincidence. */
  private surelyUtf8(bytes: Buffer): boolean {
    if (this.chosen) return false
    const single = /^(windows|iso|koi|mac)/.test(this.detected!.charset)
    return single || bytes.some(byte => byte >= 0xe0)
  }

  private guessFor(bytes: Buffer): string {
    if (this.suspects.length < SUSPECT_BYTES) {
      const room = SUSPECT_BYTES - this.suspects.length
      this.suspects = Buffer.concat([this.suspects, bytes.subarray(0, room), Buffer.from(' ')])
    }
    if (this.suspects.length >= 1.5 * this.guessedAt || this.guessedAt === 0) {
      this.guess = rankCharsets(this.suspects, this.locale)[0]!.charset
      this.guessedAt = this.suspects.length
      if (this.guess === 'utf-8') this.guess = 'windows-1252'
    }
    return this.guess
  }
}

const RUN_BYTES = 2048
const LONG_VALUE = 256

/**
 * Short ASCII values of one buffer as slices of larger pieces of text: a slice of a string costs a
 * tenth of a conversion. A kept value keeps its piece of 2 KiB, of which the rest of its card is most.
 */
export class AsciiText {
  private bytes: Buffer | undefined
  private from = 0
  private to = 0
  private text = ''

  /** The buffer has grown or changed. */
  reset(): void {
    this.bytes = undefined
  }

  slice(bytes: Buffer, from: number, to: number): string {
    if (to - from > LONG_VALUE) return bytes.toString('latin1', from, to)
    if (bytes !== this.bytes || from < this.from || to > this.to) {
      this.bytes = bytes
      this.from = from
      this.to = Math.min(bytes.length, from + RUN_BYTES)
      this.text = bytes.toString('latin1', from, this.to)
    }
    return this.text.slice(from - this.from, to - this.from)
  }
}
