import type { Card } from '../contacts/card'
import { writeCsv } from '../contacts/csv'
import { writeVCard } from '../contacts/vcard/write'
import { urnOf } from '../datom'
import { DatomspaceError } from '../error'
import { unrecorded, type RecordEvent } from '../meter'
import type { Contacts, ContactSource } from './contacts'
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
  /** Contacts that are written. */
  count: number
  /** Received contacts of a filter whose terms do not let them be written to a file. */
  leftOut: number
  /** The file in pieces, read as they are asked for. */
  pieces: AsyncGenerator<string>
}

/** What the terms of received shares say about writing their contacts to a file. */
export interface ExportTerms {
  extractable(receivedId: string): boolean
  /** Signs that these datoms are written to a file. Throws what `Received.use` does. */
  extract(receivedId: string, datoms: string[]): Promise<void>
}

/** Contacts as files of other programs. What a Card kept of the file it came from goes back into it. */
export class Exports {
  /** @param record tells the audit trail */
  constructor(
    private readonly contacts: Contacts,
    private readonly terms: ExportTerms,
    private readonly record: RecordEvent = unrecorded
  ) {}

  /** Answers `contacts.export`. `without`: received shares in which a filter does not look. */
  async text(
    params: ExportParams,
    without?: ReadonlySet<string>
  ): Promise<{ text: string; count: number; leftOut: number }> {
    const { count, leftOut, pieces } = await this.stream(params, without)
    const texts: string[] = []
    for await (const piece of pieces) texts.push(piece)
    return { text: texts.join(''), count, leftOut }
  }

  /**
   * Throws `NOT_FOUND` when a selected contact is not there, `POLICY_DENIED` when the terms of a received
   * one do not let it be written to a file; those deleted meanwhile are left out.
   */
  async stream(
    { selection, format }: ExportParams,
    without?: ReadonlySet<string>
  ): Promise<ExportStream> {
    const { projection } = this.contacts
    await projection.settled()
    const ids =
      selection.kind === 'ids'
        ? [...new Set(selection.ids)]
        : await projection.ids(selection.filter, 'name', without)
    const missing = ids.find(id => !projection.locate(id))
    if (missing !== undefined) {
      throw new DatomspaceError('NOT_FOUND', `There is no contact ${missing}`, {
        details: { id: missing }
      })
    }
    const allowed = ids.filter(id => this.allowed(id))
    const leftOut = ids.length - allowed.length
    if (leftOut > 0 && (selection.kind === 'ids' || allowed.length === 0)) {
      throw new DatomspaceError(
        'POLICY_DENIED',
        `The terms of ${leftOut} received contacts do not let them be written to a file: ask their owner for a share that does`,
        { details: { count: leftOut } }
      )
    }
    await this.signed(allowed)
    await this.recorded(allowed, format)
    const pieces = format === 'csv' ? this.csv(allowed) : this.vcards(allowed, VERSIONS[format])
    return { count: allowed.length, leftOut, pieces }
  }

  /** Before the first contact leaves: one use of each received share that they came by. */
  private async signed(ids: string[]): Promise<void> {
    const datoms = new Map<string, string[]>()
    for (const id of ids) {
      const place = this.contacts.projection.locate(id)
      const receivedId = place?.source.receivedId
      if (receivedId === undefined) continue
      const of = datoms.get(receivedId)
      if (of) of.push(place!.datomId)
      else datoms.set(receivedId, [place!.datomId])
    }
    for (const [receivedId, of] of datoms) await this.terms.extract(receivedId, of)
  }

  /** Before the first contact leaves; one entry for each set that they are of. */
  private async recorded(ids: string[], format: ExportFormat): Promise<void> {
    const counts = new Map<ContactSource, number>()
    for (const id of ids) {
      const source = this.contacts.projection.locate(id)?.source
      if (source) counts.set(source, (counts.get(source) ?? 0) + 1)
    }
    for (const [source, count] of counts) {
      const { setId, receivedId, owner, setName } = source
      const held = receivedId !== undefined
      await this.record({
        event: 'export',
        subject: urnOf(setId),
        ...(held && { person: owner }),
        facts: { type: 'contact', count, format, ...(held && { held, name: setName }) }
      })
    }
  }

  private allowed(id: string): boolean {
    const receivedId = this.contacts.projection.locate(id)?.source.receivedId
    return receivedId === undefined || this.terms.extractable(receivedId)
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
