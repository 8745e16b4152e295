import type { Projection } from '../contacts/projection'
import type { Journal } from './journal'
import type { Reading } from './reading'

/** Contacts as they lie in a set, one after the other. */
export interface StoredCards {
  ids: string[]
  bytes: Uint8Array
  /** Where each ends. */
  ends: number[]
}

const BATCH = 1_000
/** Batches that wait in the worker: with them it never waits for the next one. */
const WAITING = 3

/** Tells the worker what is in the space already, and which records became what in earlier imports. */
export async function feed(
  reading: Reading,
  projection: Projection,
  journal: Journal
): Promise<void> {
  await projection.settled()
  await giveCards(projection, cards => reading.call('addExisting', cards))
  for await (const { entries } of journal.slices()) {
    const known = entries
      .filter(({ datomId }) => projection.locate(datomId)?.source.editable)
      .map(({ hash, datomId }) => [hash, datomId] as const)
    if (known.length > 0) await reading.call('addKnown', known)
  }
}

/** Gives all of one's own contacts away, in batches, the next ones while the first are being worked on. */
export async function giveCards(
  projection: Projection,
  give: (cards: StoredCards) => Promise<void>
): Promise<void> {
  const given: Promise<void>[] = []
  for await (const cards of ownCards(projection)) {
    const giving = give(cards)
    giving.catch(() => {}) // it is awaited below, after those before it
    if (given.push(giving) > WAITING) await given.shift()
  }
  await Promise.all(given)
}

async function* ownCards(projection: Projection): AsyncGenerator<StoredCards> {
  let ids: string[] = []
  let values: Buffer[] = []
  const batch = (): StoredCards => {
    let end = 0
    const cards = {
      ids,
      bytes: Buffer.concat(values),
      ends: values.map(value => (end += value.length))
    }
    ids = []
    values = []
    return cards
  }
  for (const source of projection.sources()) {
    if (!source.editable) continue
    for await (const entries of source.entries()) {
      for (const { id, bytes } of entries) {
        values.push(bytes)
        if (ids.push(id) === BATCH) yield batch()
      }
    }
  }
  if (ids.length > 0) yield batch()
}
