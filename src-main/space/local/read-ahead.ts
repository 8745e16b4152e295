import type Hypercore from 'hypercore'

const MOST_BYTES = 1024 * 1024
const MOST_BLOCKS = 256

/**
 * The blocks from `start` on, before `end`, that are here: up to the first that is not, about 1 MiB and 256
 * blocks. Large blocks are not read to be left out.
 */
export async function readAhead(core: Hypercore, start: number, end: number): Promise<Buffer[]> {
  const last = Math.min(end, start + MOST_BLOCKS, core.length)
  const together = Math.ceil((MOST_BYTES * core.length) / Math.max(1, core.byteLength))
  const blocks: Buffer[] = []
  let bytes = 0
  for (let from = start; from < last; from += together) {
    const to = Math.min(from + together, last)
    const reads = Array.from({ length: to - from }, (_, n) => core.get(from + n, { wait: false }))
    for (const block of (await Promise.all(reads)) as (Buffer | null)[]) {
      bytes += block?.byteLength ?? 0
      if (block === null || (blocks.length > 0 && bytes > MOST_BYTES)) return blocks
      blocks.push(block)
    }
  }
  return blocks
}
