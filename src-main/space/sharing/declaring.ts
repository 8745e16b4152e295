import { DatomspaceError } from '../../error'
import { addEvent, type DeclaredEvents, type EventEntry, type EventPhase } from '../../grant'
import { DECLARED_EVENTS, eventsIn, type DeclaredEvent, type Policy } from '../../rights'
import type { EventRow, TermEvent } from '../shapes'
import type { Share } from './share'

/** The events of the profile that somebody has to say, by the last part of their IRI. */
const EVENT_OF = {
  OwnerRequest: DECLARED_EVENTS[0],
  DataBreach: DECLARED_EVENTS[1]
} as const satisfies Record<TermEvent, DeclaredEvent>

/** Of what its terms depend on: what the giver has to say when it happens. */
export function declarable(policy: Policy): DeclaredEvent[] {
  const named = eventsIn(policy)
  return DECLARED_EVENTS.filter(event => named.includes(event))
}

/**
 * The entry that says it, or `INVALID_ARGUMENT` where the terms do not depend on that event, or it lasts
 * already, or is over.
 */
export function declaration(
  { record }: Share,
  { event: name, phase }: { event: TermEvent; phase: EventPhase },
  at: string
): EventEntry {
  const event = EVENT_OF[name]
  const refused = (why: string) =>
    new DatomspaceError('INVALID_ARGUMENT', `${name} cannot be recorded for this share: ${why}`, {
      details: { event: name, phase }
    })
  if (!declarable(record.policy).includes(event)) throw refused('its terms do not depend on it')
  const before = record.events ?? {}
  const entry: EventEntry = { type: 'event', event, phase, at }
  if (addEvent(before, entry) === before) {
    throw refused(phase === 'begins' ? 'it lasts already' : 'it does not last')
  }
  return entry
}

/** What terms depend on, and what was said of it. */
export function eventRows(policy: Policy, said: DeclaredEvents): EventRow[] {
  const named = declarable(policy)
  return (Object.keys(EVENT_OF) as TermEvent[])
    .filter(event => named.includes(EVENT_OF[event]))
    .map(event => {
      const { start, end } = said[EVENT_OF[event]] ?? {}
      return { event, ...(start && { since: start }), ...(end && { until: end }) }
    })
}
