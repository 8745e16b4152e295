import { canonicalCharset, charsetDecoder, isValidUtf8, type DetectedCharset } from '../charset'
import type { Blob, Card } from '../card'
import {
  DEFAULT_READ_LIMITS,
  type ProblemCode,
  type ReadEvent,
  type ReadLimits,
  type ReadWarning
} from '../read'
import { saysNothing } from '../inspect'
import { CardBuilder } from './builder'
import type { Header } from './header'
import { Headers } from './headers'
import { LogicalLines } from './lines'
import { AsciiText, TextDecoding } from './text'
import { decodeQuotedPrintable, unescapeText } from './value'

export interface VCardReaderOptions {
  /** Charset chosen by a person; without it the charset is found (see `detectCharset`). */
  charset?: string
  /** BCP 47 tag that helps to guess the charset, such as `zh-CN`. */
  locale?: string
  limits?: Partial<ReadLimits>
}

const SAMPLE_BYTES = 1 << 18
const RAW_SHOWN = 4096
/** Lines of one card; a group of everybody has one for each member. */
const MOST_PROPERTIES = 110_000

/**
 * vCard 2.1, 3.0 and 4.0 as a stream: bytes in, events out, nothing kept but the record in progress.
 * It never throws on what is in the file: what cannot be read becomes a `problem`, what was read with a
 * guess a warning of its record. Events come in the order of the file; `raw` of a record is decoded
 * when it is asked for and holds on to the bytes of its part of the file as long as the event lives.
 *
 * @example
 * const reader = new VCardReader({ locale: 'zh-CN' })
 * for (const chunk of chunks) for (const event of reader.push(chunk)) take(event)
 * for (const event of reader.end()) take(event)
 */
export class VCardReader {
  private readonly limits: ReadLimits
  private readonly lines = new LogicalLines()
  private readonly text: TextDecoding
  private readonly headers: Headers
  private readonly ascii = new AsciiText()
  private sample: Uint8Array[] = []
  private sampled = 0
  private started = false
  private stopped = false
  private transcode: ReturnType<typeof charsetDecoder> | undefined
  private builder: CardBuilder | undefined
  private recordLine = 0
  private cards = 0
  private properties = 0
  private skipping = false
  private previous = ''
  private agent: { header: Header; depth: number; lines: string[] } | undefined
  private outside: { line: number; text: string } | undefined
  private events: ReadEvent[] = []

  constructor(private readonly options: VCardReaderOptions = {}) {
    this.limits = { ...DEFAULT_READ_LIMITS, ...options.limits }
    this.text = new TextDecoding(options.locale)
    this.headers = new Headers(bytes => this.text.decode(bytes, ''))
  }

  /** How the charset was found; undefined until enough of the file was seen. */
  get charset(): DetectedCharset | undefined {
    return this.text.detected
  }

  push(chunk: Uint8Array): ReadEvent[] {
    if (this.stopped || chunk.length === 0) return []
    if (this.started) {
      this.feed(chunk)
      return this.take()
    }
    this.sample.push(Uint8Array.prototype.slice.call(chunk))
    this.sampled += chunk.length
    if (this.sampled < SAMPLE_BYTES) return []
    this.start()
    return this.take()
  }

  end(): ReadEvent[] {
    if (this.stopped) return this.take()
    if (!this.started) this.start()
    const rest = this.transcode?.end()
    if (rest) this.lines.push(Buffer.from(rest, 'utf8'))
    this.lines.finish()
    this.drain()
    if (this.builder !== undefined) this.unterminated(this.lines.kept())
    this.reportOutside()
    this.stopped = true
    return this.take()
  }

  private take(): ReadEvent[] {
    const events = this.events
    this.events = []
    return events
  }

  private start(): void {
    this.started = true
    const sample = Buffer.concat(this.sample)
    this.sample = []
    this.text.begin(sample, this.options.charset)
    const { charset } = this.text.detected!
    if (/^utf-?(16|32)/.test(charset)) {
      this.transcode = charsetDecoder(charset)
      this.text.transcoded()
    }
    const marked = sample[0] === 0xef && sample[1] === 0xbb && sample[2] === 0xbf
    this.feed(marked ? sample.subarray(3) : sample)
  }

  private feed(chunk: Uint8Array): void {
    this.ascii.reset()
    if (this.transcode === undefined) this.lines.push(chunk)
    else this.lines.push(Buffer.from(this.transcode.write(chunk), 'utf8'))
    this.drain()
    if (this.lines.held() > this.limits.recordBytes) this.skipTooLarge()
  }

  private drain(): void {
    while (!this.stopped && this.lines.next()) {
      this.readLine()
      if (++this.properties > MOST_PROPERTIES && this.builder !== undefined) this.skipTooLarge()
    }
  }

  private skipTooLarge(): void {
    if (this.builder !== undefined) this.tooLarge(this.lines.kept())
    else if (!this.skipping)
      this.outside ??= { line: this.lines.line, text: this.lines.beginning(RAW_SHOWN) }
    this.builder = undefined
    this.agent = undefined
    this.skipping = true
    this.lines.release()
    if (this.lines.held() > this.limits.recordBytes) this.lines.truncate()
  }

  private tooLarge(bytes: Buffer): void {
    const { recordBytes } = this.limits
    const message =
      bytes.length > recordBytes
        ? `The card is larger than ${recordBytes} bytes; raise the limit to read it`
        : `The card has more than ${MOST_PROPERTIES} lines`
    this.problem('record-too-large', this.recordLine, message, this.text.shown(bytes, RAW_SHOWN))
  }

  /** One logical line: the bytes before the colon are known from earlier lines nearly always. */
  private readLine(): void {
    const { bytes, start, end } = this.lines
    if (start === end) return
    const header = this.headers.find(bytes, start, end)
    if (header === undefined) this.lineWithoutColon()
    else if (header.structure === 'begin') this.begin(header)
    else if (header.structure === 'end') this.endComponent(header)
    else if (this.agent !== undefined) this.nested()
    else if (this.builder === undefined) this.outsideLine()
    else this.property(this.builder, header)
  }

  /** The value of the current line, decoded, still escaped. */
  private value(header: Header): string {
    const { bytes, end, bits } = this.lines
    const from = this.headers.colon + 1
    if (header.encoding === 'quoted-printable') return this.quotedPrintable(header)
    if (bits < 0x80 && (header.charset === '' || !isSevenBit(header.charset)))
      return this.lines.whole
        ? this.ascii.slice(bytes, from, end)
        : bytes.toString('latin1', from, end)
    if (this.text.isUtf8 && (header.charset === '' || this.text.isUtf8Name(header.charset))) {
      const text = bytes.toString('utf8', from, end)
      if (text.indexOf('\ufffd') < 0) return text
    }
    return this.decoded(bytes.subarray(from, end), header.charset)
  }

  private quotedPrintable(header: Header): string {
    const bytes = this.lines.bytes.subarray(this.headers.colon + 1, this.lines.end)
    const text = this.decoded(decodeQuotedPrintable(bytes), header.charset)
    return text.replace(/\r\n?/g, '\n')
  }

  private decoded(bytes: Buffer, charset: string): string {
    const text = this.text.decode(bytes, charset)
    if (text.indexOf('\ufffd') >= 0 && this.builder !== undefined && !isValidUtf8(bytes)) {
      this.builder.line = this.lines.line
      this.builder.warn('undecodable', 'Some characters cannot be read in any known charset', text)
    }
    return text
  }

  private property(builder: CardBuilder, header: Header): void {
    const value = this.value(header)
    builder.line = this.lines.line
    if (!header.valid) {
      this.stray(builder, this.lineText())
      return
    }
    this.previous = header.name
    if (header.structure === 'agent' && value.trim() === '') {
      this.agent = { header, depth: 0, lines: [] }
      return
    }
    if (header.handler !== undefined) header.handler(builder, value, header)
    else if (value !== '') builder.keep(value, header)
  }

  private lineText(): string {
    const { bytes, start, end } = this.lines
    return this.text.decode(bytes.subarray(start, end), '')
  }

  private lineWithoutColon(): void {
    const line = this.lineText()
    if (line.trim() === '') return
    if (this.agent !== undefined) this.nested()
    else if (this.builder === undefined) this.outsideLine()
    else {
      this.builder.line = this.lines.line
      this.stray(this.builder, line)
    }
  }

  /** A line break that somebody forgot to escape: the line goes on with the note before it. */
  private stray(builder: CardBuilder, line: string): void {
    const last = this.previous === 'NOTE' ? builder.lastNote : undefined
    if (last !== undefined) last.note += '\n' + unescapeText(line)
    else builder.keepUnread(line)
    builder.warn('line-malformed', 'This line is no property', line)
  }

  private begin(header: Header): void {
    if (!isCard(this.value(header)) || header.group !== '') {
      if (this.agent !== undefined) this.nested()
      else if (this.builder === undefined) this.outsideLine()
      return
    }
    if (this.agent !== undefined) {
      this.agent.depth++
      this.nested()
      return
    }
    if (this.builder !== undefined) this.unterminated(this.lines.keptBefore())
    this.reportOutside()
    this.skipping = false
    if (this.cards >= this.limits.cards) {
      const message = `The file holds more than ${this.limits.cards} cards; raise the limit to read all`
      this.problem('too-many-cards', this.lines.line, message, '')
      this.stopped = true
      return
    }
    this.builder = new CardBuilder(this.limits)
    this.properties = 0
    this.previous = ''
    this.recordLine = this.lines.line
    this.lines.keep()
  }

  private endComponent(header: Header): void {
    const value = this.value(header)
    if (this.agent !== undefined && this.agent.depth > 0) {
      this.nested()
      if (isCard(value) && --this.agent.depth === 0) this.endAgent()
      return
    }
    if (!isCard(value)) {
      if (this.builder === undefined) this.outsideLine()
      else this.builder.warn('line-malformed', 'END of something that is no card', this.lineText())
      return
    }
    this.agent = undefined
    this.skipping = false
    if (this.builder === undefined) {
      if (this.outside !== undefined) this.outsideLine()
      return
    }
    const bytes = this.lines.kept()
    if (bytes.length > this.limits.recordBytes) {
      this.tooLarge(bytes)
      this.builder = undefined
      this.lines.release()
    } else this.record(this.builder, bytes)
  }

  /** A card inside AGENT is kept as the text it is (RFC 2426 §3.5.4). */
  private nested(): void {
    const agent = this.agent!
    if (agent.depth === 0) {
      // AGENT without a value and without a card
      this.agent = undefined
      this.readLine()
      return
    }
    if (agent.depth <= this.limits.nesting) agent.lines.push(this.lineText())
    else if (agent.lines[agent.lines.length - 1] !== '') {
      agent.lines.push('')
      const message = `Cards within cards deeper than ${this.limits.nesting} are left out`
      this.builder!.line = this.lines.line
      this.builder!.warn('nested-too-deep', message, this.lineText())
    }
  }

  private endAgent(): void {
    const { header, lines } = this.agent!
    this.agent = undefined
    const builder = this.builder!
    const text = lines.filter(line => line !== '').join('\n')
    builder.keepProperty(['agent', builder.parametersOf(header), 'text', text])
  }

  private record(builder: CardBuilder, bytes: Buffer): void {
    if (this.agent !== undefined && this.agent.lines.length > 0) this.endAgent()
    this.agent = undefined
    const card = builder.finish()
    if (saysNothing(card)) {
      builder.line = this.recordLine
      const raw = this.text.shown(bytes, RAW_SHOWN)
      builder.warn('card-empty', 'There is nothing in this card', raw)
    }
    this.events.push(new VCardRecord(this.recordLine, card, builder, bytes, this.text))
    this.cards++
    this.builder = undefined
    this.lines.release()
  }

  private unterminated(bytes: Buffer): void {
    const builder = this.builder!
    builder.line = this.recordLine
    builder.warn('card-unterminated', 'The card has no END: its last properties may be missing', '')
    this.record(builder, bytes)
  }

  private outsideLine(): void {
    if (this.skipping) return
    this.outside ??= { line: this.lines.line, text: '' }
    if (this.outside.text.length < RAW_SHOWN)
      this.outside.text += this.lineText().slice(0, RAW_SHOWN) + '\n'
  }

  private reportOutside(): void {
    if (this.outside === undefined) return
    const { line, text } = this.outside
    this.outside = undefined
    this.problem('line-outside-card', line, 'This text stands outside of any card', text)
  }

  private problem(reason: ProblemCode, line: number, message: string, raw: string): void {
    this.events.push({ type: 'problem', line, reason, message, raw })
  }
}

/** A record as it was read; its raw text is decoded on demand. */
class VCardRecord {
  readonly type = 'record' as const
  readonly blobs: Blob[]
  readonly warnings?: ReadWarning[]

  constructor(
    readonly line: number,
    readonly card: Card,
    builder: CardBuilder,
    private readonly bytes: Buffer,
    private readonly text: TextDecoding
  ) {
    this.blobs = builder.blobs
    if (builder.warnings.length > 0) this.warnings = builder.warnings
  }

  get raw(): string {
    return this.text.shown(this.bytes, this.bytes.length)
  }
}

/** Whether bytes below 0x80 may be something else than ASCII in this charset. */
function isSevenBit(charset: string): boolean {
  return canonicalCharset(charset) === 'iso-2022-jp'
}

function isCard(value: string): boolean {
  return value === 'VCARD' || value.trim().toUpperCase() === 'VCARD'
}

/** All events of a file that is in memory. */
export function* readVCards(
  bytes: Uint8Array,
  options: VCardReaderOptions = {}
): Generator<ReadEvent> {
  const reader = new VCardReader(options)
  for (let at = 0; at < bytes.length; at += SAMPLE_BYTES)
    yield* reader.push(bytes.subarray(at, at + SAMPLE_BYTES))
  yield* reader.end()
}
