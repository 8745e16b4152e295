import type { Writable } from 'node:stream'
import { DatomspaceError } from '../error'

export interface OutputOptions {
  /** `json`: one value or JSON lines on stdout and nothing else there. */
  mode: 'json' | 'text'
  stdout: Writable
  stderr: Writable
}

/** Where a command says what it found. Progress, questions and errors go to stderr in both modes. */
export class Output {
  readonly mode: OutputOptions['mode']
  private readonly stdout: Writable
  private readonly stderr: Writable

  constructor(options: OutputOptions) {
    this.mode = options.mode
    this.stdout = options.stdout
    this.stderr = options.stderr
  }

  /** The result of a command: JSON, or for people what `text` makes of it. */
  value<Value>(value: Value, text: (value: Value) => string): void {
    this.write(this.mode === 'json' ? JSON.stringify(value) : text(value))
  }

  /** One of many results. */
  line<Value>(value: Value, text: (value: Value) => string): void {
    this.value(value, text)
  }

  /** Text as it is, e.g. an export. */
  raw(text: string): void {
    this.stdout.write(text)
  }

  /** A sentence for people while a command works. */
  note(text: string): void {
    this.stderr.write(`${text}\n`)
  }

  error(error: DatomspaceError): void {
    if (this.mode === 'json') {
      const { code, message, details } = error
      this.stderr.write(`${JSON.stringify({ error: { code, message, details } })}\n`)
      return
    }
    this.stderr.write(`datomspace: ${error.message} (${error.code})\n`)
  }

  private write(text: string): void {
    if (text !== '') this.stdout.write(`${text}\n`)
  }
}

/** Columns padded to the widest cell, by the width that a terminal gives Chinese characters. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, width(cell))
    })
  }
  return rows
    .map(row =>
      row
        .map((cell, column) => cell + ' '.repeat((widths[column] as number) - width(cell)))
        .join('  ')
        .trimEnd()
    )
    .join('\n')
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/

function width(text: string): number {
  let columns = 0
  for (const character of text) columns += WIDE.test(character) ? 2 : 1
  return columns
}

/** Names and notes come from strangers' files: control characters must not reach a terminal. */
export function printable(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, ' ')
}
