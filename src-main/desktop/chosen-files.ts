import { app, dialog, type BrowserWindow } from 'electron'
import { readFile, stat, writeFile } from 'node:fs/promises'
import { basename } from 'node:path'
import { DatomspaceError } from '../error'

const LARGEST_PICTURE = 30_000_000

/** Where the person wants to save it; undefined for nowhere. */
export async function askSavePath(
  window: BrowserWindow | undefined,
  title: string,
  name: string,
  extensions: string[]
): Promise<string | undefined> {
  const options = {
    title,
    defaultPath: `${app.getPath('downloads')}/${name}`,
    filters: [{ name: extensions.join(', ').toUpperCase(), extensions }]
  }
  const { canceled, filePath } = window
    ? await dialog.showSaveDialog(window, options)
    : await dialog.showSaveDialog(options)
  return canceled ? undefined : filePath
}

export async function askOpenPaths(
  window: BrowserWindow | undefined,
  title: string,
  filterName: string
): Promise<string[]> {
  const options = {
    title,
    properties: ['openFile' as const, 'multiSelections' as const],
    filters: [{ name: filterName, extensions: ['vcf', 'vcard', 'csv', 'txt', 'zip'] }]
  }
  const { canceled, filePaths } = window
    ? await dialog.showOpenDialog(window, options)
    : await dialog.showOpenDialog(options)
  return canceled ? [] : filePaths
}

/** Writes where the person chose to; what the disk says against it is theirs to read. */
export async function save(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text)
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw code === 'ENOSPC'
      ? new DatomspaceError('STORAGE_FULL', 'The disk is full: make room and save again', { cause })
      : new DatomspaceError(
          'NOT_WRITABLE',
          `${basename(path)} cannot be written there (${code}): choose another folder`,
          { cause }
        )
  }
}

/** Throws `FILE_TOO_LARGE`. */
export async function readPicture(path: string): Promise<Buffer> {
  const { size } = await stat(path)
  if (size <= LARGEST_PICTURE) return readFile(path)
  throw new DatomspaceError(
    'FILE_TOO_LARGE',
    `${basename(path)} is larger than any picture of a QR code needs to be`
  )
}
