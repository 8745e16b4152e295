import { DECLARED_EVENTS, type DeclaredEvent } from '../rights'

/** Whether an event begins, and lasts until it is said to be over. */
export type EventPhase = 'begins' | 'ends'

/** That an event happened on which the terms depend, as the giver says. */
export interface EventEntry {
  type: 'event'
  event: DeclaredEvent
  phase: EventPhase
  /** ISO time. */
  at: string
}

/** ISO times; `end` is null while it lasts. */
export type DeclaredEvents = Partial<Record<DeclaredEvent, { start: string; end: string | null }>>

/** The entry in what was decoded from a grant core, which a hostile giver may have written; else null. */
export function parseEvent(value: Record<string, unknown>): EventEntry | null {
  const { type, event, phase, at } = value
  if (type !== 'event' || (phase !== 'begins' && phase !== 'ends')) return null
  if (!(DECLARED_EVENTS as readonly unknown[]).includes(event)) return null
  if (typeof at !== 'string' || at.length > 40 || !Number.isFinite(Date.parse(at))) return null
  return { type, event: event as DeclaredEvent, phase, at }
}

/** What is known after one more entry. One that lasts cannot begin, and one that does not cannot end. */
export function addEvent(
  before: DeclaredEvents,
  { event, phase, at }: Omit<EventEntry, 'type'>
): DeclaredEvents {
  const known = before[event]
  const lasts = known?.end === null
  if (lasts === (phase === 'begins')) return before
  if (phase === 'begins') return { ...before, [event]: { start: at, end: null } }
  return known ? { ...before, [event]: { ...known, end: at } } : before
}

/** The entries that lead from what is known of some events to what is said of them. */
export function eventEntries(
  known: DeclaredEvents,
  said: DeclaredEvents,
  events: readonly DeclaredEvent[]
): EventEntry[] {
  const entry = (event: DeclaredEvent, phase: EventPhase, at: string): EventEntry => ({
    type: 'event',
    event,
    phase,
    at
  })
  return events.flatMap(event => {
    const [before, now] = [known[event], said[event]]
    if (!now) return []
    const isSame = before?.start === now.start
    const closed = before?.end === null && !isSame ? [entry(event, 'ends', now.start)] : []
    return [
      ...closed,
      ...(isSame ? [] : [entry(event, 'begins', now.start)]),
      ...(now.end !== null && !(isSame && before.end === now.end)
        ? [entry(event, 'ends', now.end)]
        : [])
    ]
  })
}
