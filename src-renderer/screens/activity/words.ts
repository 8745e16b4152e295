import {
  ArrowLeftRight,
  Ban,
  CirclePlus,
  Clock,
  FileUp,
  Flag,
  Hand,
  HandHelping,
  Inbox,
  Mail,
  Megaphone,
  Pause,
  Pencil,
  Play,
  Scissors,
  Share2,
  Trash2
} from '@lucide/vue'
import type { Component } from 'vue'
import type { AuditRow, Registration, TrailEvent, TrailFault } from '../../contract'
import { hasText, locale, t, tCode, type MessageKey } from '../../locale'
import { formatTime, shorten } from '../../locale/format'

type Tone = 'plain' | 'accent' | 'success' | 'warning' | 'danger' | 'info' | 'violet'

const TONES: Record<Registration, Tone> = {
  first: 'success',
  license: 'accent',
  change: 'info',
  transfer: 'violet',
  cancellation: 'plain',
  objection: 'warning'
}

export const REGISTRATIONS = Object.keys(TONES) as Registration[]

export function toneOf({ registration }: AuditRow): Tone {
  return registration ? TONES[registration] : 'plain'
}

const ICONS: Record<TrailEvent, Component> = {
  mint: CirclePlus,
  change: Pencil,
  delete: Trash2,
  grant: Share2,
  accept: Inbox,
  renew: Clock,
  narrow: Scissors,
  suspend: Pause,
  resume: Play,
  declare: Megaphone,
  revoke: Ban,
  expire: Clock,
  end: Ban,
  delegate: HandHelping,
  request: Mail,
  consent: Hand,
  transfer: ArrowLeftRight,
  receive: ArrowLeftRight,
  retire: Ban,
  dispute: Flag,
  export: FileUp
}

export function iconOf({ event }: AuditRow): Component {
  return ICONS[event]
}

/** What happened, as a sentence. */
export function sentenceOf(row: AuditRow): string {
  const { event, facts, subjectName, subjectKind } = row
  const gone = t(goneKey(event, subjectKind))
  return t(`activity.events.${event}.${variantOf(row)}` as MessageKey, {
    ...plain(facts),
    // A request is the only event whose subject may have no name of its own.
    subject: event === 'request' && subjectName ? `“${subjectName}”` : subjectName || gone,
    person: personOf(row)
  })
}

function goneKey(event: TrailEvent, kind: AuditRow['subjectKind']): MessageKey {
  if (event === 'request') return 'activity.something'
  return kind === 'datom' ? 'activity.gone' : 'activity.goneOther'
}

/** Which of the sentences of an event fits; each event has one for `one`. */
function variantOf(row: AuditRow): string {
  const { event, facts, subjectKind, person } = row
  const wanted = [
    ...consentVariants(row),
    event === 'request' && (String(facts['state']) || undefined),
    event === 'request' && facts['direction'] === 'in' && 'in',
    'was' in facts && 'renamed',
    'undone' in facts && 'undone',
    'held' in facts && 'held',
    'refused' in facts && 'refused',
    event === 'declare' && facts['phase'] === 'ends' && `${String(facts['declared'])}Over`,
    event === 'declare' && String(facts['declared']),
    'count' in facts && subjectKind !== 'grant' && facts['type'] !== 'set' && 'many',
    subjectKind === 'set' && 'set',
    ...['restored', 'merged', 'unmerged', 'photo', 'level', 'status', 'leftOut'].map(
      name => name in facts && name
    ),
    event === 'accept' && subjectKind === 'grant' && 'own',
    person !== undefined && 'person',
    subjectKind === 'datom' && row.subjectName === '' && 'gone'
  ]
  const found = wanted.find(name => name && hasText(`activity.events.${event}.${name}`))
  return found || 'one'
}

/** Whoever asks for consent asks under a share; what becomes of it changes what the share permits. */
function consentVariants({ event, facts }: AuditRow): (string | false)[] {
  const { state, direction } = facts
  if (event === 'consent') {
    const isBack = state === 'withdrawn'
    return ['held' in facts ? (isBack ? 'heldWithdrawn' : 'held') : isBack && 'withdrawn']
  }
  if (event !== 'request' || !('consent' in facts)) return []
  if (state === 'declined') return ['consentDeclined']
  if (state === 'taken-back') return ['consentBack']
  return [direction === 'in' ? 'consentIn' : 'consent']
}

export function personOf({ person, personName }: AuditRow): string {
  return personName || (person ? shorten(person, 10) : t('activity.somebody'))
}

export function registrationOf({ registration }: AuditRow): string {
  return t(`activity.registration.${registration ?? 'none'}`)
}

const COPIED = new Set(['root', 'set', 'import', 'digest', 'transfer'])

/**
 * Facts that the sentence does not say already, in words where there are any.
 *
 * @param setName the name of a set by its URN, undefined for one that is gone or another's
 */
export function factsOf(
  { facts }: AuditRow,
  setName: (urn: string) => string | undefined = () => undefined
): { label: string; value: string; copy: boolean }[] {
  return Object.entries(facts)
    .filter(([name]) => name !== 'type' && name !== 'held')
    .map(([name, value]) => {
      const known = name === 'set' ? setName(String(value)) : undefined
      return {
        label: tCode('activity.facts', name),
        value: known ?? valueOf(name, value),
        copy: known === undefined && COPIED.has(name)
      }
    })
}

const CODES: Partial<Record<string, string>> = {
  level: 'levels',
  status: 'datomStatus',
  selection: 'activity.values',
  direction: 'activity.values',
  state: 'activity.values'
}

function valueOf(name: string, value: unknown): string {
  if (value === null) return t('words.noEnd')
  if (value === true) return '✓'
  if (typeof value === 'number') return new Intl.NumberFormat(locale()).format(value)
  if (Array.isArray(value))
    return value.map(part => tCode('terms.fieldGroups', String(part))).join(', ')
  if (typeof value === 'object') return JSON.stringify(value)
  const text = String(value)
  if (name === 'until' || name === 'told') return formatTime(text)
  const group = CODES[name]
  return group ? tCode(group, text) : text
}

function plain(facts: AuditRow['facts']): Record<string, string | number | boolean | null> {
  return Object.fromEntries(
    Object.entries(facts).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null ? [] : [[name, value as string | number]]
    )
  )
}

/** To the second: entries are compared by it. */
export function exactTime(iso: string): string {
  const options = { dateStyle: 'long', timeStyle: 'medium' } as const
  return new Intl.DateTimeFormat(locale(), options).format(new Date(iso))
}

/** What is wrong with a trail, in the person's language. */
export function faultText({ kind, number = 0, count = 1 }: TrailFault): string {
  return t(`activity.faults.${kind}`, { number, count })
}
