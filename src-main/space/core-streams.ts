import { Readable, Writable, type ReadableOptions } from 'node:stream'
import type { Core, ReadStreamOptions } from './api'

/** How many blocks of a stream are asked for before they are read. */
const AHEAD = 32

/** Blocks in order, decoded as the core does. Closing the core ends a live stream with an error. */
export function readStream(core: Core, options: ReadStreamOptions): Readable {
  return fromGenerator(blocks(core, options), { objectMode: true, highWaterMark: AHEAD })
}

// Not `Readable.from`: its `destroy` waits for the generator, and a live one may wait for ever.
function fromGenerator(generator: AsyncGenerator<unknown>, options: ReadableOptions): Readable {
  return new Readable({
    ...options,
    read() {
      generator.next().then(
        ({ done, value }) => this.push(done ? null : value),
        error => this.destroy(error)
      )
    },
    destroy(error, done) {
      generator.return(undefined).catch(() => {})
      done(error)
    }
  })
}

async function* blocks(core: Core, options: ReadStreamOptions): AsyncGenerator<unknown> {
  const { start = 0, reverse = false, wait, timeout } = options
  const bounded = typeof options.end === 'number' && options.end >= 0
  const live = options.live === true && !bounded && !reverse
  if (bounded) await core.ready()
  else await core.update()
  const atStart = bounded ? options.end! : core.length
  const limit = (): number => {
    if (live) return Infinity
    return bounded || reverse || options.snapshot !== false ? atStart : core.length
  }
  const get = (index: number) => {
    const block = core.get(index, { wait, timeout })
    block.catch(() => {})
    return block
  }
  const ahead: Promise<unknown>[] = []
  let asked = 0
  const next = (): number | null => {
    const index = reverse ? atStart - 1 - asked : start + asked
    if (reverse ? index < start : index >= limit()) return null
    // A live stream asks one block beyond the end, which answers when it is appended.
    if (live && ahead.length > 0 && index > core.length) return null
    return index
  }
  for (;;) {
    for (let index = next(); index !== null && ahead.length < AHEAD; index = next()) {
      ahead.push(get(index))
      asked++
    }
    const block = ahead.shift()
    if (!block) return
    const value = await block
    if (value === null) return
    yield value
  }
}

/** The bytes of the core, in chunks of no particular size. */
export function byteStream(
  core: Core,
  options: { byteOffset?: number; byteLength?: number; prefetch?: number }
): Readable {
  return fromGenerator(bytes(core, options), { objectMode: false })
}

async function* bytes(
  core: Core,
  { byteOffset = 0, byteLength, prefetch = AHEAD }: Parameters<typeof byteStream>[1]
): AsyncGenerator<Buffer> {
  if (byteLength === undefined) await core.update()
  else await core.ready()
  let left = byteLength ?? Math.max(core.byteLength - byteOffset, 0)
  if (left === 0) return
  const place = byteOffset > 0 ? await core.seek(byteOffset) : ([0, 0] as [number, number])
  if (!place) return
  let [index, offset] = place
  const ahead: Promise<Buffer | null>[] = []
  const ask = (at: number) => {
    const block = core.get(at, { valueEncoding: 'binary' }) as Promise<Buffer | null>
    block.catch(() => {})
    return block
  }
  while (left > 0) {
    while (ahead.length < Math.max(1, prefetch) && (ahead.length === 0 || index < core.length)) {
      ahead.push(ask(index++))
    }
    const block = await ahead.shift()!
    if (block === null) return
    const part = block.subarray(offset, offset + left)
    offset = 0
    left -= part.byteLength
    yield part
  }
}

/** Appends what is written to it; what is written at once is appended at once. */
export function writeStream(core: Core): Writable {
  return new Writable({
    objectMode: true,
    writev: (chunks, done) => {
      core.append(chunks.map(({ chunk }) => chunk)).then(() => done(), done)
    },
    write: (chunk, _encoding, done) => {
      core.append(chunk).then(() => done(), done)
    }
  })
}
