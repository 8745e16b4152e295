import { once } from 'node:events'
import type { Writable } from 'node:stream'
import type { DatomspaceError } from '../error'
import { escaped, printable, printableText } from './text'

type Stream = Writable & { isTTY?: boolean }

export interface OutputOptions {
  /** `json`: one value or JSON lines on stdout and nothing else there; stderr is JSON lines too. */
  mode: 'json' | 'text'
  stdout: Stream
  stderr: Stream
}

/** Where a command says what it found. Progress, questions and errors go to stderr in both modes. */
export class Output {
  readonly mode: OutputOptions['mode']
  private readonly stdout: Stream
  private readonly stderr: Stream
  /** The progress that is on the last line of the terminal, or was said last. */
  private shown = ''

  constructor(options: OutputOptions) {
    this.mode = options.mode
    this.stdout = options.stdout
    this.stderr = options.stderr
  }

  /** The result of a command, or one of many: JSON, or for people what `text` makes of it. */
  async value<Value>(value: Value, text: (value: Value) => string): Promise<void> {
    const line = this.mode === 'json' ? escaped(JSON.stringify(value)) : text(value)
    if (line !== '') await this.write(`${line}\n`)
  }

  /** Text as it is, e.g. an export; a terminal gets it without what would steer it. */
  async raw(text: string): Promise<void> {
    await this.write(this.stdout.isTTY ? printableText(text) : text)
  }

  /** A sentence for people while a command works. */
  note(text: string): void {
    this.clear()
    this.say(this.mode === 'json' ? escaped(JSON.stringify({ note: text })) : printableText(text))
  }

  /** How far something is: in place at a terminal, else a line at each new `phase`. */
  progress(phase: string, done: number, total: number): void {
    if (this.mode === 'json') {
      const line = JSON.stringify({ progress: { phase, done, total } })
      if (line !== this.shown) this.say(line)
      this.shown = line
      return
    }
    const line = this.stderr.isTTY && total > 0 ? `${phase} ${done}/${total}` : phase
    if (line === this.shown) return
    this.clear()
    this.shown = line
    if (this.stderr.isTTY) this.stderr.write(line)
    else this.say(line)
  }

  error(error: DatomspaceError): void {
    this.clear()
    const { code, message, details } = error
    if (this.mode === 'json')
      this.say(escaped(JSON.stringify({ error: { code, message, details } })))
    else this.say(`datomspace: ${printable(message)} (${code})`)
  }

  /** Resolves when the reader has taken it, so that a slow one costs no memory. */
  private async write(text: string): Promise<void> {
    this.clear()
    if (this.stdout.destroyed || this.stdout.write(text)) return
    await Promise.race([once(this.stdout, 'drain'), once(this.stdout, 'close')])
  }

  private say(line: string): void {
    this.stderr.write(`${line}\n`)
  }

  private clear(): void {
    if (this.mode === 'json' || this.shown === '') return
    this.shown = ''
    if (this.stderr.isTTY) this.stderr.write('\r\u001b[K')
  }
}
