import { decodeDatom, type Datom } from './datom'
import type { SetEntry } from './scan'

/** Makes datoms of entries, in their order; throws `STORAGE_CORRUPT` where one is none. */
export type Decode = (entries: SetEntry[]) => Datom[] | Promise<Datom[]>

/** Datoms that are decoded together, about. */
const SLICE = 250
/** Slices that are being decoded at the same time. */
const UNDER_WAY = 4

export const decodeEntries: Decode = entries =>
  entries.map(({ id, bytes }) => decodeDatom(bytes, id))

/** The entries as datoms, in slices and in their order, each as soon as it is decoded. */
export async function* decoded(
  entries: AsyncGenerator<SetEntry[]>,
  decode: Decode
): AsyncGenerator<Datom[]> {
  const underWay: Promise<Datom[]>[] = []
  let slice: SetEntry[] = []
  let next: Promise<IteratorResult<SetEntry[]>> | null = null
  let ended = false
  const begin = () => {
    const datoms = Promise.resolve(slice).then(decode)
    datoms.catch(() => {}) // it is awaited below, after those before it
    underWay.push(datoms)
    slice = []
  }
  const take = (result: IteratorResult<SetEntry[]>) => {
    ended = result.done === true
    for (const entry of result.done ? [] : result.value) {
      if (slice.push(entry) >= SLICE) begin()
    }
    // What comes slowly is not held back until there is more.
    if (slice.length > 0 && (ended || underWay.length === 0)) begin()
  }
  try {
    while (!ended || underWay.length > 0) {
      if (!ended && underWay.length < UNDER_WAY) {
        next ??= entries.next()
        const decoding = underWay[0]?.then(() => null)
        const result = await (decoding ? Promise.race([next, decoding]) : next)
        if (result) {
          next = null
          take(result)
          continue
        }
      }
      yield await underWay.shift()!
    }
  } finally {
    next?.catch(() => {}) // nobody waits for it any more
    await entries.return(undefined)
  }
}
