import { decodeDatom, type StoredDatom } from './datom'
import type { SetEntry } from './scan'

/** Makes datoms of entries, in their order; throws `STORAGE_CORRUPT` where one is none. */
export type Decode = (entries: SetEntry[]) => StoredDatom[] | Promise<StoredDatom[]>

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
): AsyncGenerator<StoredDatom[]> {
  const underWay: Promise<StoredDatom[]>[] = []
  let slice: SetEntry[] = []
  let next: Promise<IteratorResult<SetEntry[]>> | null = null
  let ended = false
  const begin = () => {
    const datoms = Promise.resolve(slice).then(decode)
    datoms.catch(() => {}) // it is awaited below, after those before it
    underWay.push(datoms)
    slice = []
  }
  try {
    while (!ended || underWay.length > 0) {
      if (!ended && underWay.length < UNDER_WAY) {
        next ??= entries.next()
        const read = next.then(result => ({ result }))
        const step = await Promise.race([read, ...underWay.slice(0, 1)])
        if ('result' in step) {
          next = null
          ended = step.result.done === true
          for (const entry of step.result.done ? [] : step.result.value) {
            if (slice.push(entry) >= SLICE) begin()
          }
          // What comes slowly is not held back until there is more.
          if (slice.length > 0 && (ended || underWay.length === 0)) begin()
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
