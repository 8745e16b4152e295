import type { Card } from '../contacts/card'
import { writeCsv } from '../contacts/csv'
import { writeVCard } from '../contacts/vcard/write'
import { DatomspaceError } from '../error'
import type { Contacts } from './contacts'
import { pacer } from './contacts/pace'
import type { ContactFilter } from './contacts/projection'

export type ExportSelection =
  { kind: 'ids'; ids: string[] } | { kind: 'filter'; filter: ContactFilter }

export type ExportFormat = 'vcard3' | 'vcard4' | 'csv'

export interface ExportParams {
  selection: ExportSelection
  format: ExportFormat
}

export interface ExportStream {
  /** Contacts that were selected. */
  count: number
  /** The file in pieces, read as they are asked for. */
  pieces: AsyncGenerator<string>
}

/** Contacts as files of other programs. What a Card kept of the file it came from goes back into it. */
export class Exports {
  constructor(private readonly contacts: Contacts) {}

  /** Answers `contacts.export`. */
  async text(params: ExportParams): Promise<{ text: string; count: number }> {
    const { count, pieces } = await this.stream(params)
    const texts: string[] = []
    for await (const piece of pieces) texts.push(piece)
    return { text: texts.join(''), count }
  }

  /** Throws `NOT_FOUND` when a selected contact is not there; those deleted meanwhile are left out. */
  async stream({ selection, format }: ExportParams): Promise<ExportStream> {
    const { projection } = this.contacts
    await projection.settled()
    const ids =
      selection.kind === 'ids'
        ? [...new Set(selection.ids)]
        : await projection.ids(selection.filter)
    const missing = ids.find(id => !projection.locate(id))
    if (missing !== undefined) {
      throw new DatomspaceError('NOT_FOUND', `There is no contact ${missing}`, {
        details: { id: missing }
      })
    }
    const pieces = format === 'csv' ? this.csv(ids) : this.vcards(ids, VERSIONS[format])
    return { count: ids.length, pieces }
  }

  private async *vcards(ids: string[], version: '3.0' | '4.0'): AsyncGenerator<string> {
    for await (const { card, blobs } of this.cards(ids, 'with')) {
      yield writeVCard(card, { version, blob: hash => blobs.get(hash) })
    }
  }

  /** All cards are gone through twice, since the columns of the first line depend on all of them. */
  private async *csv(ids: string[]): AsyncGenerator<string> {
    const cards: Card[] = []
    for await (const { card } of this.cards(ids, 'without')) cards.push(card)
    const pace = pacer()
    for (const piece of writeCsv(cards)) {
      yield piece
      await pace()
    }
  }

  private async *cards(
    ids: string[],
    photos: 'with' | 'without'
  ): AsyncGenerator<{ card: Card; blobs: Map<string, Uint8Array> }> {
    const pace = pacer()
    for (const id of ids) {
      const place = this.contacts.projection.locate(id)
      const datom = await place?.source.get(place.datomId)
      if (!place || !datom) continue
      const blobs = new Map<string, Uint8Array>()
      const media = photos === 'with' ? Object.values(datom.content.media ?? {}) : []
      for (const { blobId } of media) {
        const blob = typeof blobId === 'string' ? await place.source.blob(blobId) : null
        if (blob) blobs.set(blob.hash, blob.bytes)
      }
      yield { card: datom.content, blobs }
      await pace()
    }
  }
}

const VERSIONS = { vcard3: '3.0', vcard4: '4.0' } as const
