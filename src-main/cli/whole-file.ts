import { open, writeFile } from 'node:fs/promises'
import { DatomspaceError } from '../error'

/** How large a file may be, in bytes, and what is never larger. */
export interface Largest {
  bytes: number
  of: string
}

/** The bytes of a file that somebody names. Throws `FILE_UNREADABLE` or `FILE_TOO_LARGE`. */
export async function bytesOf(path: string, largest: Largest): Promise<Buffer> {
  const file = await open(path).catch(cause => {
    throw new DatomspaceError('FILE_UNREADABLE', `${path} is not there or cannot be read`, {
      cause
    })
  })
  try {
    const facts = await file.stat()
    if (!facts.isFile()) throw new DatomspaceError('FILE_UNREADABLE', `${path} is not a file`)
    if (facts.size > largest.bytes) {
      throw new DatomspaceError('FILE_TOO_LARGE', `${path} is larger than any ${largest.of}`)
    }
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/**
 * Writes what tells of other people: for the eyes of whoever exports it only. Throws `FILE_UNREADABLE`.
 */
export async function writePrivately(path: string, text: string): Promise<void> {
  await writeFile(path, text, { mode: 0o600 }).catch(cause => {
    throw unwritable(path, cause)
  })
}

export function unwritable(path: string, cause: Error): DatomspaceError {
  const message = `${path} cannot be written: ${cause.message}`
  return new DatomspaceError('FILE_UNREADABLE', message, { cause, details: { path } })
}
