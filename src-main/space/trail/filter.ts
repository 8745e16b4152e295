import type { Registration, SignedEntry, TrailEvent } from '../../meter'
import type { AuditRow } from '../shapes/audit'

export interface TrailFilter {
  event?: TrailEvent
  registration?: Registration
  /** URN. */
  subject?: string
  /** did:key. */
  person?: string
  /** ISO times, both inclusive. */
  from?: string
  to?: string
  query?: string
}

type Names = Pick<AuditRow, 'subjectName' | 'personName'>

/** Whether a link is one of those that a filter asks for; names are looked up only when they matter. */
export function matches(entry: SignedEntry, filter: TrailFilter, names: () => Names): boolean {
  const { event, registration, subject, person, from, to } = filter
  if (event !== undefined && entry.event !== event) return false
  if (registration !== undefined && entry.registration !== registration) return false
  if (person !== undefined && entry.person !== person) return false
  if (subject !== undefined && entry.subject !== subject && entry.grant !== subject) return false
  if (from !== undefined && Date.parse(entry.at) < Date.parse(from)) return false
  if (to !== undefined && Date.parse(entry.at) > Date.parse(to)) return false
  const query = (filter.query ?? '').trim().toLocaleLowerCase()
  return query === '' || textOf(entry, names()).includes(query)
}

function textOf(entry: SignedEntry, names: Names): string {
  const { event, subject, person, grant, facts } = entry
  const parts = [event, subject, person, grant, names.subjectName, names.personName]
  return [...parts, JSON.stringify(facts ?? {})].join('\n').toLocaleLowerCase()
}
