import type { Card } from '../../contract'
import { t, tCode } from '../../locale'
import { formatLanguage, formatPartialDate } from '../../locale/format'
import { cardSections, keptLines, type CardLine } from './card-sections'

const IDENTIFIER = /^urn:uuid:/i
const NAME_FIELDS = {
  title: 'prefix',
  given: 'given',
  given2: 'given2',
  surname: 'surname',
  surname2: 'surname',
  generation: 'suffix',
  credential: 'suffix'
} as const

/** What stands beside a value: its own label, or what it is for, in the person's language. */
export function labelOf(line: CardLine): string {
  if (line.label) return line.label
  if (line.member) return tCode('contacts.fields', line.member)
  return line.kinds.map(kind => tCode('contacts.detail.kinds', kind)).join(', ')
}

/** The value as a person reads it: dates, languages and other contacts in words. */
export function valueOf(line: CardLine): string {
  if (line.date) return formatPartialDate(line.date)
  if (line.reads === 'language') return formatLanguage(line.value)
  if (line.reads === 'people') return t('contacts.detail.people', { count: Number(line.value) })
  if (line.reads === 'card-kind') return tCode('contacts.detail.cardKinds', line.value)
  return IDENTIFIER.test(line.value) ? t('contacts.detail.someone') : line.value
}

/** The parts of a name, each with what it is. */
export function namePartsOf(card: Pick<Card, 'name'>): { label: string; value: string }[] {
  return (card.name?.components ?? [])
    .filter(part => part.kind !== 'separator' && part.value)
    .map(({ kind, value, phonetic }) => ({
      label: kind in NAME_FIELDS ? t(`contacts.edit.${NAME_FIELDS[kind as 'given']}`) : kind,
      value: phonetic ? `${value} (${phonetic})` : value
    }))
}

/** A part of a Card, such as one address or one property of a file, in words. */
export function partWords(part: Partial<Card>): string {
  const card: Card = { '@type': 'Card', version: '1.0', uid: '', ...part }
  const lines = cardSections(card).flatMap(section => section.lines)
  const words = [...(part.name ? [nameWords(part.name)] : []), ...lines.map(lineWords)]
  const kept = keptLines(card).map(line => `${labelOf(line)}: ${valueOf(line)}`)
  const photos = Object.values(part.media ?? {}).filter(({ kind }) => kind === 'photo')
  return [...words, ...kept, ...photos.map(() => tCode('contacts.fields', 'media'))].join('\n')
}

function lineWords(line: CardLine): string {
  // That a job title is one goes without saying; that it is a role does not.
  const label = line.kinds.join() === 'title' ? '' : labelOf(line)
  return label ? `${valueOf(line)} (${label})` : valueOf(line)
}

function nameWords({ full, components = [] }: NonNullable<Card['name']>): string {
  const parts = components.filter(({ kind }) => kind !== 'separator').map(({ value }) => value)
  return full || parts.join(' ')
}
