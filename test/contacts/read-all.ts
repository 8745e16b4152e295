import type { Card } from '../../src-main/contacts/card'
import type { ReadEvent } from '../../src-main/contacts/read'
import { readVCards, type VCardReaderOptions } from '../../src-main/contacts/vcard/reader'

export type RecordEvent = Extract<ReadEvent, { type: 'record' }>

export function readAll(input: Uint8Array | string, options?: VCardReaderOptions): ReadEvent[] {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input
  return [...readVCards(bytes, options)]
}

export function records(input: Uint8Array | string, options?: VCardReaderOptions): RecordEvent[] {
  return readAll(input, options).filter(event => event.type === 'record')
}

/** The only card of a file. */
export function readCard(input: Uint8Array | string, options?: VCardReaderOptions): Card {
  const found = records(input, options)
  if (found.length !== 1) throw new Error(`${found.length} cards`)
  return found[0]!.card
}

/** A card with these lines in it. */
export function vcard(...lines: string[]): string {
  return ['BEGIN:VCARD', ...lines, 'END:VCARD', ''].join('\r\n')
}

/** An event as plain data, its raw text read. */
export function plain(event: ReadEvent): unknown {
  if (event.type === 'problem') return event
  const { line, card, blobs, raw, warnings } = event
  return {
    line,
    card,
    raw,
    warnings,
    blobs: blobs.map(blob => ({ ...blob, bytes: [...blob.bytes] }))
  }
}
