import type { Card } from '../../contacts/card'
import type { Projection } from '../contacts/projection'
import type { Journal } from './journal'
import type { Reading } from './reading'

const BATCH = 250

/** Tells the worker what is in the space already, and which records became what in earlier imports. */
export async function feed(
  reading: Reading,
  projection: Projection,
  journal: Journal
): Promise<void> {
  await projection.settled()
  for await (const cards of ownCards(projection)) await reading.call('addExisting', cards)
  for await (const { entries } of journal.slices()) {
    const known = entries
      .filter(({ datomId }) => projection.locate(datomId)?.source.editable)
      .map(({ hash, datomId }) => [hash, datomId] as const)
    await reading.call('addKnown', known)
  }
}

/** All of one's own contacts, some at a time. */
export async function* ownCards(
  projection: Projection
): AsyncGenerator<(readonly [id: string, card: Card])[]> {
  let batch: (readonly [string, Card])[] = []
  for (const source of projection.sources()) {
    if (!source.editable) continue
    for await (const { id, content } of source.list()) {
      if (batch.push([id, content]) < BATCH) continue
      yield batch
      batch = []
    }
  }
  if (batch.length > 0) yield batch
}
