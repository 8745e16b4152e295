import type { Card } from '../../contacts/card'
import { DuplicateIndex } from '../../contacts/duplicate'
import { decodeDatom } from '../../datom/datom'
import type { StoredCards } from './existing'

/** Records of an import, by the numbers of their rows, as JSON texts of Cards one after the other. */
export interface CardBatch {
  rows: number[]
  bytes: Uint8Array
  /** Where each ends. */
  ends: number[]
}

/** What each of a batch is most like: the number of an earlier row or the id of a contact. */
export interface Matches {
  likes: (number | string)[]
  /** For `likenessOf`; 0 for what is like nothing. */
  found: number[]
}

/** Holds records against the contacts of the space and against those before them. */
export class Matcher {
  private readonly index: DuplicateIndex<number | string>
  private readonly rows = new Set<number>()

  /** @param region ISO 3166 code of the numbering plan of phone numbers without a country */
  constructor(region?: string) {
    this.index = new DuplicateIndex(region === undefined ? {} : { region })
  }

  /** Throws `STORAGE_CORRUPT`. */
  addExisting(cards: StoredCards): void {
    cards.ids.forEach((id, at) => {
      const read = () => storedCard(cards, at)
      this.index.add(id, read(), read)
    })
  }

  match({ rows, bytes, ends }: CardBatch): Matches {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    const likes: Matches['likes'] = []
    const found: number[] = []
    for (let at = 0; at < rows.length; at++) {
      const number = rows[at]!
      const read = () =>
        JSON.parse(text.toString('utf8', at === 0 ? 0 : ends[at - 1], ends[at])) as Card
      const closest = this.index.addAndMatch(number, read(), read)
      this.rows.add(number)
      likes.push(closest?.id ?? '')
      found.push(closest?.found ?? 0)
    }
    return { likes, found }
  }

  /** Only the contacts of the space stay. */
  forgetRows(): void {
    for (const number of this.rows) this.index.remove(number)
    this.rows.clear()
  }
}

/** One of the contacts of the space. Throws `STORAGE_CORRUPT`. */
export function storedCard({ ids, bytes, ends }: StoredCards, at: number): Card {
  const start = at === 0 ? 0 : ends[at - 1]
  return decodeDatom(bytes.subarray(start, ends[at]), ids[at]!).content
}
