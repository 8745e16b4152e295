import z32 from 'z32'
import { DatomspaceError } from '../error'
import { parseKey } from './host'
import type { RawCores } from './raw-cores'
import type { CoreBlock, CoreRow, Page } from './shapes'

/** As much of a block as a screen shows; the whole block is for programs. */
const SHOWN = 2_000

/** The cores that programs made in this space, newest first. */
export async function coreRows(cores: RawCores): Promise<CoreRow[]> {
  const rows: CoreRow[] = []
  for (const { key, name, created } of await cores.list()) {
    const session = await cores.session(key)
    try {
      rows.push({
        key: z32.encode(key),
        keyHex: key.toString('hex'),
        ...(name === undefined ? {} : { name }),
        created,
        length: session.length,
        byteLength: session.byteLength
      })
    } finally {
      await session.close()
    }
  }
  return rows.sort((a, b) => (a.created < b.created ? 1 : -1))
}

/** Blocks of one such core as text. Throws `NOT_FOUND` for the key of anything else. */
export async function coreBlocks(
  cores: RawCores,
  params: { key: string; offset: number; limit: number }
): Promise<Page<CoreBlock>> {
  const key = parseKey(params.key)
  if (!(await cores.list()).some(row => row.key.equals(key))) {
    throw new DatomspaceError('NOT_FOUND', 'No program of this space made a core with this key')
  }
  const session = await cores.session(key)
  try {
    const end = Math.min(session.length, params.offset + params.limit)
    const rows: CoreBlock[] = []
    for (let index = params.offset; index < end; index++) {
      const bytes = (await session.get(index, { wait: false })) as Buffer | null
      if (bytes) rows.push(blockOf(index, bytes))
    }
    return { rows, total: session.length, offset: params.offset }
  } finally {
    await session.close()
  }
}

function blockOf(index: number, bytes: Buffer): CoreBlock {
  const text = bytes.subarray(0, SHOWN * 4).toString('utf8')
  // A replacement character at the very end may only be a character that the cut went through.
  const binary = text.slice(0, -1).includes('\ufffd')
  const shown = binary ? bytes.subarray(0, SHOWN / 2).toString('hex') : text.slice(0, SHOWN)
  return { index, bytes: bytes.byteLength, kind: binary ? 'binary' : 'text', text: shown }
}
