import { describe, expect, it } from 'vitest'
import fc from 'fast-check'
import { deriveKeys, type KeyRing } from '../../src-main/identity'
import {
  hashOf,
  registrationOf,
  REGISTRATIONS,
  signEntry,
  signHead,
  TRAIL_EVENTS,
  TRAIL_FORMAT,
  verifyTrail,
  type SignedEntry,
  type TrailEvent
} from '../../src-main/meter'

const NOW = Date.UTC(2026, 10, 22)
const alice = (): KeyRing => deriveKeys(Buffer.alloc(32, 1))
const mallory = (): KeyRing => deriveKeys(Buffer.alloc(32, 2))
const TRAIL = 'ab'.repeat(32)

interface Exported {
  format: string
  owner: string
  head: object
  entries: SignedEntry[]
}

function chain(count: number, keys = alice(), trail = TRAIL): SignedEntry[] {
  const entries: SignedEntry[] = []
  let previous = trail
  for (let number = 0; number < count; number++) {
    const event = TRAIL_EVENTS[number % TRAIL_EVENTS.length] as TrailEvent
    const at = new Date(NOW + number * 1000).toISOString()
    const subject = `urn:uuid:00000000-0000-7000-8000-${String(number).padStart(12, '0')}`
    const entry = signEntry({ event, subject, facts: { number } }, { number, previous, at }, keys)
    previous = hashOf(entry)
    entries.push(entry)
  }
  return entries
}

function exported(count: number, keys = alice()): Exported {
  const entries = chain(count, keys)
  const hash = entries.length > 0 ? hashOf(entries.at(-1)!) : TRAIL
  const head = signHead({ trail: TRAIL, entries: count, hash }, keys, NOW)
  return { format: TRAIL_FORMAT, owner: keys.did, head, entries }
}

const kinds = (document: object) => verifyTrail(document).faults.map(fault => fault.kind)

describe('an audit trail', () => {
  it('verifies from its text alone', () => {
    const verdict = verifyTrail(JSON.stringify(exported(40)))
    expect(verdict).toMatchObject({ valid: true, owner: alice().did, entries: 40, faults: [] })
    expect(verdict.from).toBe(new Date(NOW).toISOString())
  })

  it('verifies when nothing has happened yet', () => {
    expect(verifyTrail(exported(0))).toMatchObject({ valid: true, entries: 0 })
  })

  it('names every event by the kind of registration that it is', () => {
    const found = new Set(TRAIL_EVENTS.map(registrationOf))
    for (const registration of REGISTRATIONS) expect(found).toContain(registration)
    expect(registrationOf('mint')).toBe('first')
    expect(registrationOf('grant')).toBe('license')
    expect(registrationOf('dispute')).toBe('objection')
  })

  it('names the entry that was changed, and no other', () => {
    const document = exported(10)
    document.entries[4]!.facts = { number: 400 }
    const { valid, faults } = verifyTrail(document)
    expect(valid).toBe(false)
    expect(faults).toMatchObject([{ kind: 'changed', number: 4 }])
  })

  it('is not fooled when the number of an entry was changed', () => {
    const document = exported(10)
    document.entries[4]!.number = 7
    expect(verifyTrail(document).faults).toMatchObject([{ kind: 'changed', number: 4 }])
  })

  it('names an entry that somebody else signed', () => {
    const document = exported(10)
    const { number, previous, at, event, subject } = document.entries[3]!
    document.entries[3] = signEntry({ event, subject }, { number, previous, at }, mallory())
    expect(verifyTrail(document).faults).toMatchObject([{ kind: 'changed', number: 3 }])
  })

  it('says which entries were dropped', () => {
    const document = exported(10)
    document.entries.splice(3, 2)
    expect(verifyTrail(document).faults).toMatchObject([{ kind: 'dropped', number: 3, count: 2 }])
  })

  it('says that the first entry was dropped', () => {
    const document = exported(10)
    document.entries.shift()
    expect(verifyTrail(document).faults).toMatchObject([{ kind: 'dropped', number: 0, count: 1 }])
  })

  it('says which entry is not in its place', () => {
    const document = exported(10)
    const [moved] = document.entries.splice(2, 1)
    document.entries.splice(6, 0, moved!)
    expect(new Set(kinds(document))).toEqual(new Set(['reordered']))
  })

  it('says which entry is there twice', () => {
    const document = exported(10)
    document.entries.splice(5, 0, document.entries[4]!)
    expect(verifyTrail(document).faults).toMatchObject([{ kind: 'repeated', number: 4 }])
  })

  it('says that the end was cut off', () => {
    const document = exported(10)
    document.entries.length = 7
    expect(verifyTrail(document).faults).toMatchObject([{ kind: 'cut', number: 7, count: 3 }])
  })

  it('says that entries were added after the head was signed', () => {
    const document = exported(10)
    document.entries = chain(12)
    expect(verifyTrail(document).faults).toMatchObject([{ kind: 'added', number: 10, count: 2 }])
  })

  it('says that the owner wrote another history under an old head', () => {
    const document = exported(10)
    const { at, event, subject } = document.entries[9]!
    const previous = document.entries[9]!.previous
    const place = { number: 9, previous, at }
    document.entries[9] = signEntry({ event, subject, facts: { other: true } }, place, alice())
    expect(verifyTrail(document).faults).toMatchObject([{ kind: 'rewritten', number: 9 }])
  })

  it('says where two histories of one owner were put together', () => {
    const document = exported(10)
    const other = chain(10, alice(), 'cd'.repeat(32))
    document.entries = [...document.entries.slice(0, 5), ...other.slice(5)]
    expect(verifyTrail(document).faults[0]).toMatchObject({ kind: 'rewritten', number: 5 })
  })

  it('refuses a head that somebody else signed, or that was changed', () => {
    const foreign = { ...exported(3), head: exported(3, mallory()).head }
    expect(verifyTrail(foreign).valid).toBe(false)
    const changed = exported(3)
    const subject = (changed.head as { credentialSubject: Record<string, unknown> })
      .credentialSubject
    subject['ds:entries'] = 2
    expect(verifyTrail(changed)).toMatchObject({ valid: false, fault: { kind: 'unreadable' } })
  })

  it('is refused when it says something that nobody signed, or something twice', () => {
    const text = JSON.stringify(exported(3))
    for (const more of ['"note":"x"', '"owner":"did:key:zMallory"', '"entries":[]']) {
      const verdict = verifyTrail(text.replace('{', `{${more},`))
      expect(verdict).toMatchObject({ valid: false, fault: { kind: 'unreadable' } })
    }
    expect(verifyTrail(text.replace('"event":', '"event":"mint","event":')).valid).toBe(false)
  })

  it('is refused after any one byte of it was changed', () => {
    const text = JSON.stringify(exported(4))
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const bytes = Buffer.from(text)
        bytes[at] = bytes[at]! ^ by
        expect(verifyTrail(bytes).valid).toBe(false)
      }),
      { numRuns: 500 }
    )
  })

  it('is never accepted with entries dropped, repeated or moved', () => {
    const { entries, ...rest } = exported(6)
    const order = fc.array(fc.nat(5), { maxLength: 10 })
    fc.assert(
      fc.property(order, places => {
        const same = places.length === 6 && places.every((place, index) => place === index)
        const verdict = verifyTrail({ ...rest, entries: places.map(place => entries[place]) })
        expect(verdict.valid).toBe(same)
        if (!same) expect(verdict.faults.length).toBeGreaterThan(0)
      }),
      { numRuns: 300 }
    )
  })

  it('answers whatever it is given', () => {
    fc.assert(
      fc.property(fc.oneof(fc.anything(), fc.json(), fc.string()), value => {
        expect(verifyTrail(value as object).valid).toBe(false)
      })
    )
    const { entries: _, ...rest } = exported(3)
    fc.assert(
      fc.property(fc.array(fc.anything()), entries => {
        expect(verifyTrail({ ...rest, entries }).valid).toBe(false)
      })
    )
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
    expect(verifyTrail(`{"format":"${TRAIL_FORMAT}","entries":[${deep}]}`).valid).toBe(false)
    const far = exported(3)
    far.entries[2]!.number = Number.MAX_SAFE_INTEGER
    expect(verifyTrail(far).valid).toBe(false)
  })
})
