import type { Registration, TrailEvent } from '../../meter'
import type { AuditRow } from '../shapes/audit'
import type { TrailNote } from './catalogue'

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

/** Whether anything is left out by a filter. */
export function isFilter({ query = '', ...conditions }: TrailFilter): boolean {
  return query.trim() !== '' || Object.values(conditions).some(value => value !== undefined)
}

/** Whether a link is one of those that a filter asks for; names are looked up only when they matter. */
export function asking(filter: TrailFilter): (note: TrailNote, names: () => Names) => boolean {
  const { event, registration, subject, person } = filter
  const from = filter.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(filter.from)
  const to = filter.to === undefined ? Number.POSITIVE_INFINITY : Date.parse(filter.to)
  const query = (filter.query ?? '').trim().toLocaleLowerCase()
  return (note, names) => {
    if (event !== undefined && note.event !== event) return false
    if (registration !== undefined && note.registration !== registration) return false
    if (person !== undefined && note.person !== person) return false
    if (subject !== undefined && note.subject !== subject && note.grant !== subject) return false
    if (note.at < from || note.at > to) return false
    return query === '' || textOf(note, names()).includes(query)
  }
}

function textOf({ event, subject, person, grant, facts }: TrailNote, names: Names): string {
  const parts = [event, subject, person, grant, names.subjectName, names.personName, facts]
  return parts.join('\n').toLocaleLowerCase()
}
