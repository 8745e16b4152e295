import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { DatomspaceError } from '../error'

/** Questions to the person at the terminal. They go to stderr, so that stdout stays the result. */
export class Terminal {
  constructor(
    private readonly input: Readable & { isTTY?: boolean; setRawMode?: (raw: boolean) => void },
    private readonly output: Writable & { isTTY?: boolean }
  ) {}

  /** Whether a person reads what is asked and can answer. */
  get interactive(): boolean {
    return this.input.isTTY === true && this.output.isTTY === true
  }

  /** Yes only when the person says so. */
  async confirm(question: string): Promise<boolean> {
    const answer = await this.ask(`${question} [y/N] `, 'shown')
    return /^(y|yes|是|好)$/i.test(answer.trim())
  }

  /** A line that the person types; `hidden` does not show it. */
  async ask(question: string, echo: 'shown' | 'hidden'): Promise<string> {
    if (!this.interactive) {
      throw new DatomspaceError(
        'INVALID_ARGUMENT',
        `"${question.trim()}" needs an answer from a person, and there is no terminal`
      )
    }
    const lines = createInterface({ input: this.input, output: this.output, terminal: true })
    const typed = lines as unknown as { _writeToOutput?: (text: string) => void }
    const write = typed._writeToOutput?.bind(lines)
    if (echo === 'hidden' && write) {
      typed._writeToOutput = text => {
        // The question and the line's end are shown, what is typed is not.
        if (text.startsWith(question) || text === '\r\n') write(text.slice(0, question.length))
      }
    }
    try {
      return await new Promise<string>((resolve, reject) => {
        lines.once('close', () => reject(new DatomspaceError('CANCELLED', 'No answer was given')))
        lines.question(question, resolve)
      })
    } finally {
      lines.removeAllListeners('close')
      lines.close()
      if (echo === 'hidden') this.output.write('\n')
    }
  }

  /** Everything that is piped in. */
  async rest(): Promise<string> {
    const chunks: Buffer[] = []
    for await (const chunk of this.input) chunks.push(Buffer.from(chunk as Buffer))
    return Buffer.concat(chunks).toString('utf8').trim()
  }
}
