import type { Enforcement, TermLabel, Terms } from '../contract'
import { hasText, locale, t, tCode } from '../locale'
import { formatDate, formatTime, shorten } from '../locale/format'

export interface TermLine {
  key: string
  text: string
  /** Absent for a sentence that only says that something is not limited. */
  enforcement?: Enforcement
  why?: string
}

export interface TermGroup {
  name: 'conditions' | 'may' | 'mayNot'
  lines: TermLine[]
}

const CONDITIONS = ['holder', 'from', 'until', 'fields']

/** The terms as sentences in groups, each with how far it is held up. Nothing is left out. */
export function termGroups(terms: Terms, now = Date.now()): TermGroup[] {
  const of = (wanted: (term: string) => boolean) =>
    terms.labels.filter(label => wanted(label.term)).map((label, index) => line(label, index, now))
  const has = (term: string) => terms.labels.some(label => label.term === term)
  const conditions = of(term => CONDITIONS.includes(term))
  if (!has('fields')) {
    const text = terms.fields === 'all' ? t('terms.allFields') : onlyFields(terms.fields)
    conditions.push({ key: 'fields', text })
  }
  if (!has('until')) {
    const text = terms.until ? untilText(terms.until, now) : t('terms.noEnd')
    conditions.push({ key: 'until', text })
  }
  const groups: TermGroup[] = [
    { name: 'conditions', lines: conditions },
    {
      name: 'may',
      lines: joined(of(term => !CONDITIONS.includes(term) && !term.startsWith('no-')))
    },
    { name: 'mayNot', lines: joined(of(term => term.startsWith('no-'))) }
  ]
  return groups.filter(group => group.lines.length > 0)
}

/** Neighbours that are held up in the same way, for the same reason, share a line. */
function joined(lines: TermLine[]): TermLine[] {
  const result: TermLine[] = []
  for (const next of lines) {
    const last = result[result.length - 1]
    if (last && last.enforcement === next.enforcement && last.why === next.why) {
      result[result.length - 1] = { ...last, text: `${last.text} · ${next.text}` }
    } else result.push(next)
  }
  return result
}

function line(label: TermLabel, index: number, now: number): TermLine {
  return {
    key: `${label.term} ${index}`,
    text: sentence(label, now),
    enforcement: label.enforcement,
    why: hasText(`terms.why.${label.why}`) ? tCode('terms.why', label.why) : label.why
  }
}

function sentence({ term, value }: TermLabel, now: number): string {
  if (term === 'until' && value) return untilText(value, now)
  if (term === 'from' && value) return tCode('terms.term', term, { date: formatTime(value) })
  if (term === 'fields' && value) return onlyFields(value.split(/\s+/))
  if (term === 'holder' && value) return t('terms.term.holderPerson', { value: shorten(value, 12) })
  const what = tCode('terms.term', term)
  return value ? t('terms.forPurpose', { what, purpose: purposeName(value) }) : what
}

function untilText(iso: string, now: number): string {
  const past = Date.parse(iso) <= now
  return t(past ? 'terms.untilPast' : 'terms.until', {
    date: past ? formatDate(iso) : formatTime(iso)
  })
}

function onlyFields(fields: readonly string[]): string {
  const names = fields.map(field => tCode('terms.fieldGroups', field))
  const list = new Intl.ListFormat(locale(), { type: 'conjunction' }).format(names)
  return t('terms.term.fields', { fields: list })
}

/** The purposes of the Data Privacy Vocabulary are named by the end of their IRI. */
function purposeName(value: string): string {
  return value
    .split(/\s+/)
    .map(iri => tCode('terms.purposes', iri.split(/[#/]/).pop() ?? iri))
    .join(', ')
}
