import { randomBytes } from 'node:crypto'
import { stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { DatomspaceError } from '../error'

export interface OfferedFile {
  /** Absolute. */
  path: string
  name: string
  bytes: number
}

const LIFETIME = 10 * 60_000
const MOST = 10_000

/**
 * Files that a person dropped or chose, each as a token that is good once, for ten minutes. Pages hand
 * over tokens and never paths, so a page cannot make main read a file that nobody chose.
 */
export class Files {
  private readonly offered = new Map<string, { file: OfferedFile; until: number }>()
  private readonly now: () => number

  /** @param now milliseconds since 1970 */
  constructor(now: () => number = Date.now) {
    this.now = now
  }

  /** Throws `FILE_UNREADABLE` for what is not there or is no file, `LIMIT_EXCEEDED` for a flood. */
  async offer({ path }: { path: string }): Promise<{ token: string }> {
    const absolute = resolve(path)
    const bytes = await sizeOf(absolute)
    this.forgetOld()
    if (this.offered.size >= MOST) {
      throw new DatomspaceError('LIMIT_EXCEEDED', `More than ${MOST} files were offered at once`)
    }
    const token = randomBytes(16).toString('hex')
    const file = { path: absolute, name: basename(absolute), bytes }
    this.offered.set(token, { file, until: this.now() + LIFETIME })
    return { token }
  }

  /** The file of a token, which is spent by this. Throws `NOT_FOUND`. */
  take(token: string): OfferedFile {
    this.forgetOld()
    const held = this.offered.get(token)
    if (!held) {
      throw new DatomspaceError(
        'NOT_FOUND',
        'This file was used already or too long ago: drop it again'
      )
    }
    this.offered.delete(token)
    return held.file
  }

  /** The files of all tokens, or an error that leaves every token unspent. */
  takeAll(tokens: readonly string[]): OfferedFile[] {
    this.forgetOld()
    const unknown = tokens.find(token => !this.offered.has(token))
    if (unknown !== undefined || new Set(tokens).size < tokens.length) {
      throw new DatomspaceError(
        'NOT_FOUND',
        'A file was used already or too long ago: drop it again'
      )
    }
    return tokens.map(token => this.take(token))
  }

  private forgetOld(): void {
    const now = this.now()
    for (const [token, { until }] of this.offered) {
      if (until > now) return // tokens are in the order of their time
      this.offered.delete(token)
    }
  }
}

async function sizeOf(path: string): Promise<number> {
  const facts = await stat(path).catch((cause: unknown) => {
    throw new DatomspaceError('FILE_UNREADABLE', `${path} cannot be read`, {
      cause,
      details: { path }
    })
  })
  if (facts.isFile()) return facts.size
  const what = facts.isDirectory() ? 'a folder' : 'not a file'
  throw new DatomspaceError('FILE_UNREADABLE', `${path} is ${what}: choose the files in it`, {
    details: { path }
  })
}
