import { readFile } from 'node:fs/promises'
import { DatomspaceError } from '../../error'
import type { Files } from '../files'

const LARGEST = 64_000_000

/** The text of an exported trail that a person dropped or chose. Throws `NOT_FOUND`, `FILE_TOO_LARGE`, `FILE_UNREADABLE`. */
export async function auditText(files: Files, token: string): Promise<string> {
  const { path, name, bytes } = files.take(token)
  if (bytes > LARGEST) {
    throw new DatomspaceError(
      'FILE_TOO_LARGE',
      `${name} is too large to be checked here: use "datomspace audit --verify"`
    )
  }
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    throw new DatomspaceError('FILE_UNREADABLE', `${name} cannot be read`, { cause })
  }
}
