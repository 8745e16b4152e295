import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { StorageFacts } from './shapes'

/** Where the space is, how much it takes, and what it runs on. */
export async function storageFacts(storage: string): Promise<StorageFacts> {
  return {
    path: storage,
    bytes: await bytesOf(storage),
    electron: process.versions.electron ?? '',
    node: process.versions.node
  }
}

async function bytesOf(folder: string): Promise<number> {
  let bytes = 0
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) bytes += await bytesOf(path)
    else if (entry.isFile()) bytes += await sizeOf(path)
  }
  return bytes
}

/** The store removes files of its own while we count; a file that is gone takes no room. */
async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0
    throw error
  }
}
