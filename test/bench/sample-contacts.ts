import { VCardReader } from '../../src-main/contacts/vcard/reader'
import { mintDatom, type Datom } from '../../src-main/datom'
import { sampleVCard } from './sample'

/** The people of the sample file, from number `from` on, as datoms. */
export function sampleContacts(from: number, count: number): Datom[] {
  const reader = new VCardReader({ limits: { cards: Infinity } })
  const text = Array.from({ length: count }, (_, at) => sampleVCard(from + at)).join('')
  const events = [...reader.push(Buffer.from(text)), ...reader.end()]
  return events.flatMap(event =>
    event.type === 'record' ? [mintDatom({ content: event.card }, Date.now())] : []
  )
}
