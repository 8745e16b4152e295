import type { ImportFile, ImportJob, ReviewRow } from '../../contract'
import { hasText, locale, t, tCode } from '../../locale'
import { needsMapping, ownFiles } from './steps'

/** `friends.vcf and 2 more files`. */
export function namesOf(job: ImportJob): string {
  const own = ownFiles(job)
  const name = own[0]?.name ?? ''
  return own.length > 1 ? t('imports.moreFiles', { name, count: own.length - 1 }) : name
}

/** Why something could not be read; the reader's own words when its reason has no text here. */
export function problemOf(problem: { reason: string; message: string }): string {
  const known = hasText(`imports.problems.${problem.reason}`)
  return known ? tCode('imports.problems', problem.reason) : problem.message || problem.reason
}

/** `Likely: same name, same e-mail`. */
export function reasonsOf(match: NonNullable<ReviewRow['match']>): string {
  const reasons = match.reasons.map(code => tCode('imports.reasons', code.replace(/^same-/, '')))
  if (reasons.length === 0) return t(`imports.degree.${match.degree}`)
  const list = new Intl.ListFormat(locale(), { type: 'conjunction', style: 'narrow' })
  return t('imports.review.reasonsOf', {
    degree: t(`imports.degree.${match.degree}`),
    reasons: list.format(reasons)
  })
}

export function nameOf(row: Pick<ReviewRow, 'name' | 'org' | 'email' | 'tel'>): string {
  return row.name || row.org || row.email || row.tel || t('imports.review.unnamed')
}

/** The name of a character set in the person's language, or its own where there is none. */
export function charsetName(charset: string): string {
  return tCode('imports.charsets', charset.toLowerCase())
}

/** A field of a mapping. Ids have dots, which part the keys of a dictionary. */
export function fieldName(field: string): string {
  const key = field.replace(/\./g, '-')
  return hasText(`imports.fields.${key}`) ? tCode('imports.fields', key) : field
}

export function layoutText(file: ImportFile): string {
  const { layout } = file
  if (!layout) return ''
  if (needsMapping(file)) return t('imports.files.columnsUnknown')
  if (layout.id === 'chosen') return t('imports.files.columnsChosen')
  if (layout.id === 'guessed') return t('imports.files.columnsGuessed')
  const known = hasText(`imports.layouts.${layout.id}`)
  const name = known ? tCode('imports.layouts', layout.id) : layout.name
  return t('imports.files.columnsKnown', { layout: name })
}

/** How a column is called: `#3` at the end of its label is its place, where the header is not enough. */
export function columnName(label: string): string {
  const [, header, place] = /^(.*)#(\d+)$/.exec(label) ?? []
  if (header === undefined) return label
  const number = t('imports.files.column', { number: Number(place) })
  return header ? `${header} (${number})` : number
}

/** `in 30 days`: what is left of a term is counted in days, never rounded to a month. */
export function daysLeft(iso: string, now = Date.now()): string {
  const days = Math.max(0, Math.round((Date.parse(iso) - now) / 86_400_000))
  return new Intl.RelativeTimeFormat(locale(), { numeric: 'always' }).format(days, 'day')
}
