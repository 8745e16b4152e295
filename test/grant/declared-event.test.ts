import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addEvent,
  eventEntries,
  parseEvent,
  type DeclaredEvents,
  type EventEntry
} from '../../src-main/grant/declared-event'
import { DECLARED_EVENTS, GRANT_END } from '../../src-main/rights'

const [REQUEST, BREACH] = DECLARED_EVENTS
const at = (day: number) => new Date(Date.UTC(2026, 0, day)).toISOString()
const entry: EventEntry = { type: 'event', event: BREACH, phase: 'begins', at: at(1) }
/** Later and later. */
const entries = fc
  .array(fc.record({ event: fc.constantFrom(...DECLARED_EVENTS), ends: fc.boolean() }))
  .map(list =>
    list.map(({ event, ends }, index): EventEntry => {
      return { type: 'event', event, phase: ends ? 'ends' : 'begins', at: at(index + 1) }
    })
  )
const after = (list: EventEntry[], from: DeclaredEvents = {}) => list.reduce(addEvent, from)

describe('what is said of events', () => {
  it.each<[string, Record<string, unknown>]>([
    ['an event that the grant knows by itself', { ...entry, event: GRANT_END }],
    ['an unknown event', { ...entry, event: 'constructor' }],
    ['an unknown phase', { ...entry, phase: 'over' }],
    ['no time', { ...entry, at: 'soon' }],
    ['a time without end', { ...entry, at: `${at(1)}${' '.repeat(100)}` }],
    ['another entry', { ...entry, type: 'counted' }]
  ])('is not read with %s', (_, value) => {
    expect(parseEvent({ ...entry })).toEqual(entry)
    expect(parseEvent(value)).toBeNull()
  })

  it('begins once, and is over only after it began', () => {
    const begun = addEvent({}, entry)
    expect(begun).toEqual({ [BREACH]: { start: at(1), end: null } })
    expect(addEvent(begun, { ...entry, at: at(2) })).toBe(begun)
    const over = addEvent(begun, { ...entry, phase: 'ends', at: at(3) })
    expect(over).toEqual({ [BREACH]: { start: at(1), end: at(3) } })
    expect(addEvent(over, { ...entry, phase: 'ends', at: at(4) })).toBe(over)
    expect(addEvent({}, { ...entry, phase: 'ends' })).toEqual({})
    expect(addEvent(over, { ...entry, at: at(5) })).toEqual({
      [BREACH]: { start: at(5), end: null }
    })
  })

  it('is caught up with from whatever was heard of it before, and of what is asked for alone', () => {
    fc.assert(
      fc.property(entries, fc.nat(), (list, cut) => {
        const heard = after(list.slice(0, cut % (list.length + 1)))
        const said = after(list)
        expect(after(eventEntries(heard, said, DECLARED_EVENTS), heard)).toEqual(said)
        const half = after(eventEntries({}, said, [REQUEST]))
        expect(half).toEqual(said[REQUEST] ? { [REQUEST]: said[REQUEST] } : {})
        expect(eventEntries(said, said, DECLARED_EVENTS)).toEqual([])
      })
    )
  })
})
