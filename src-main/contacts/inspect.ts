import { detectCharset, decode, type DetectedCharset, type DetectOptions } from './charset'
import type { Card } from './card'

export type FileFormat = 'vcard' | 'csv' | 'zip' | 'unknown'

/** What a list or a script wants to know of a contact; values as they stood in the file. */
export interface CardSummary {
  fn: string
  email: string[]
  tel: string[]
  /** One list per organization: its name, then its units. */
  org: string[][]
}

export function summary(card: Card): CardSummary {
  return {
    // a row of CSV often has the parts only
    fn: card.name?.full ?? nameFromParts(card),
    email: Object.values(card.emails ?? {}).map(email => email.address),
    tel: Object.values(card.phones ?? {}).map(phone => phone.number),
    org: Object.values(card.organizations ?? {}).map(organization => [
      organization.name ?? '',
      ...(organization.units ?? []).map(unit => unit.name)
    ])
  }
}

const HAN = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]/

/**
 * A name to show: FN, else the parts of N in the order of their language, else what else there is;
 * '' for a card that says nothing.
 */
export function displayName(card: Card): string {
  const full = card.name?.full?.trim()
  if (full) return full
  const named = nameFromParts(card)
  if (named !== '') return named
  const others = [
    Object.values(card.nicknames ?? {})[0]?.name,
    Object.values(card.organizations ?? {})[0]?.name,
    Object.values(card.emails ?? {})[0]?.address,
    Object.values(card.phones ?? {})[0]?.number.replace(/^tel:/i, ''),
    Object.values(card.onlineServices ?? {})[0]?.user,
    Object.values(card.onlineServices ?? {})[0]?.uri
  ]
  return others.find(other => other !== undefined && other.trim() !== '')?.trim() ?? ''
}

/** Members that tell nothing of a contact by themselves. */
const SILENT = new Set(['@type', 'version', 'uid', 'created', 'updated', 'prodId', 'kind'])

/** Whether there is no name in the card, and nothing else. */
export function saysNothing(card: Card): boolean {
  return Object.keys(card).every(member => {
    if (member !== 'name') return SILENT.has(member)
    const { full = '', components = [] } = card.name!
    return full.trim() === '' && components.every(({ value }) => value.trim() === '')
  })
}

function nameFromParts(card: Card): string {
  const parts = card.name?.components ?? []
  const of = (kind: string): string[] =>
    parts
      .filter(part => part.kind === kind && part.value.trim() !== '')
      .map(part => part.value.trim())
  const family = [...of('surname'), ...of('surname2')]
  const given = [...of('given'), ...of('given2')]
  if ([...family, ...given].some(value => HAN.test(value))) return [...family, ...given].join('')
  const words = [...of('title'), ...given, ...family, ...of('generation'), ...of('credential')]
  return words.join(' ')
}

/**
 * What kind of file this is, by its first bytes (64 KiB are enough); the name only decides between
 * CSV and unknown text.
 */
export function detectFormat(
  bytes: Uint8Array,
  fileName = '',
  options: DetectOptions = {}
): { format: FileFormat; charset: DetectedCharset } {
  const charset = detectCharset(bytes, options)
  if (bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5))
    return { format: 'zip', charset }
  const text = decode(bytes.subarray(0, 65_536), charset.charset)
  if (/^\ufeff?[ \t]*begin[ \t]*:[ \t]*vcard[ \t]*$/im.test(text))
    return { format: 'vcard', charset }
  if (text.includes('\0')) return { format: 'unknown', charset }
  const extension = /\.([^./\\]+)$/.exec(fileName)?.[1]?.toLowerCase()
  if (extension === 'vcf' || extension === 'vcard') return { format: 'vcard', charset }
  if (extension === 'csv' || extension === 'tsv') return { format: 'csv', charset }
  return { format: looksTabular(text) ? 'csv' : 'unknown', charset }
}

/** Several lines with the same separators, several of them. */
function looksTabular(text: string): boolean {
  const lines = text.split(/\r\n|\r|\n/, 8).filter(line => line.trim() !== '')
  if (lines.length < 2) return false
  return [',', ';', '\t'].some(separator => {
    const counts = lines.slice(0, 4).map(line => line.split(separator).length)
    return counts[0]! >= 3 && counts.every(count => count >= 2)
  })
}
