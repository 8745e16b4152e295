import { DatomspaceError } from '../error'
import { replaceFile } from '../keychain'
import { diskFullError, isDiskFull } from './full-disk'

/**
 * Writes a file of the space so that it has its old text or the new one, whenever the machine stops.
 * Throws `STORAGE_FULL` and `NOT_WRITABLE`; then the old text is there.
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  try {
    await replaceFile(path, text)
  } catch (cause) {
    const details = { path }
    if (isDiskFull(cause)) throw diskFullError(cause, details)
    const { code } = cause as NodeJS.ErrnoException
    throw new DatomspaceError(
      'NOT_WRITABLE',
      `${path} cannot be written (${code ?? 'unknown error'}): check the permissions of its folder`,
      { cause, details }
    )
  }
}
