import type { SignedEntry } from '../../meter'
import type { AuditRow, AuditSubject } from '../shapes'

/** Who or what the URNs and dids of a link are, as people know them now. */
export type Describe = (
  link: Pick<SignedEntry, 'event' | 'subject' | 'person' | 'facts'>
) => Pick<AuditRow, 'subjectKind' | 'subjectName' | 'personName'>

export interface TrailNames {
  /** Name of one's own set, undefined if there is no such set (any more). */
  set(id: string): string | undefined
  /** Name of a contact, undefined if it is not there (any more). */
  contact(id: string): string | undefined
  /** Name by which one knows a person. */
  person(did: string): string | undefined
}

const ABOUT_GRANTS = new Set(
  'grant accept renew narrow suspend resume revoke expire end delegate request consent'.split(' ')
)

/** Puts names to the URNs of the trail: those of now, else the ones that were noted with the event. */
export function describing(names: TrailNames): Describe {
  return ({ event, subject, person, facts = {} }) => {
    const id = subject.replace(/^urn:uuid:/, '')
    const set = names.set(id)
    const subjectKind = kindOf(event, facts, set !== undefined)
    const noted = text(facts['label']) ?? text(facts['name'])
    const contact = subjectKind === 'datom' ? names.contact(id) : undefined
    const personName =
      person === undefined ? undefined : (names.person(person) ?? text(facts['from']))
    return {
      subjectKind,
      subjectName: set ?? contact ?? noted ?? '',
      ...(personName && { personName })
    }
  }
}

function kindOf(event: string, facts: Record<string, unknown>, isSet: boolean): AuditSubject {
  if (facts['held'] === true) return 'received'
  if (isSet || facts['type'] === 'set' || facts['count'] !== undefined) return 'set'
  if (ABOUT_GRANTS.has(event)) return 'grant'
  return facts['type'] === 'core' ? 'core' : 'datom'
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}
