import { readFile } from 'node:fs/promises'
import { DatomspaceError } from '../error'

/**
 * The passphrase in a file, such as a credential of the service manager, without the end of its line.
 * Throws `FILE_UNREADABLE`.
 */
export async function readPassphraseFile(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).replace(/\r?\n$/, '')
  } catch (cause) {
    throw new DatomspaceError('FILE_UNREADABLE', `The passphrase file ${path} cannot be read`, {
      cause,
      details: { path }
    })
  }
}
