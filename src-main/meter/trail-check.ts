import { isDid, plainJson, publicKeyOf, readJsonText, verify, verifySignature } from '../identity'
import type { Json, JsonObject } from '../identity'
import { DatomspaceError } from '../error'
import { hashOf, MAX_FACTS, signedText, type SignedEntry } from './trail'
import { headFacts, TRAIL_FORMAT, type TrailHead } from './trail-document'
import { REGISTRATIONS, TRAIL_EVENTS, type Registration, type TrailEvent } from './trail-event'
import type { TrailFault, TrailVerdict } from './trail-verdict'

const MAX_TEXT = 256 * 1024 * 1024
const MAX_ENTRIES = 1_000_000
const MAX_FAULTS = 100
const MAX_URN = 300
const HASH = /^[0-9a-f]{64}$/
const SIGNATURE = /^[A-Za-z0-9+/]{86}==$/
const MEMBERS = new Set(
  'number at event registration subject person grant facts previous signature'.split(' ')
)

/**
 * Checks an exported trail, offline: its text, bytes, or the parsed document. Never throws, whatever it is
 * given; says which link was changed, dropped, moved, repeated or replaced, and whether the end was cut off
 * against the signed head.
 */
export function verifyTrail(source: string | Uint8Array | object): TrailVerdict {
  try {
    return checkDocument(readDocument(source))
  } catch (thrown) {
    const message = thrown instanceof DatomspaceError ? thrown.message : 'It cannot be read'
    return failed({ kind: 'unreadable', message })
  }
}

/**
 * Checks links against the head that their owner signed. Where chain and head agree, the head's signature
 * vouches for every link and no other is looked at: that takes some 15 µs a link. Only where they do not,
 * each link is asked whether it is genuine.
 */
export function checkTrail(links: readonly unknown[], head: TrailHead): TrailVerdict {
  const told = {
    owner: head.owner,
    trail: head.trail,
    entries: links.length,
    signedEntries: head.entries,
    signed: head.signed,
    head: head.hash,
    ...timesOf(links)
  }
  const quick = chainHolds(links, head)
  const faults = quick ? [] : faultsOf(links, head)
  const [fault] = faults
  return { valid: quick, ...told, ...(fault && { fault }), faults }
}

interface TrailDocument {
  head: TrailHead
  links: unknown[]
}

function readDocument(source: string | Uint8Array | object): TrailDocument {
  const document =
    typeof source === 'string' || source instanceof Uint8Array ? parse(source) : source
  const { format, owner, entries, head, ...more } = document as Record<string, unknown>
  if (format !== TRAIL_FORMAT) throw invalid('This is no audit trail of a data space')
  const [unsigned] = Object.keys(more)
  if (unsigned !== undefined) throw invalid(`Nobody signed what it says in "${unsigned}"`)
  if (!Array.isArray(entries)) throw invalid('The entries are missing')
  if (entries.length > MAX_ENTRIES) throw invalid(`More than ${MAX_ENTRIES} entries`)
  const statement = plainJson(head)
  const verdict = verify(statement)
  if (!verdict.verified) throw invalid(`The signed head is wrong: ${verdict.message}`)
  if (owner !== verdict.issuer) throw invalid('It was signed by somebody else than it says')
  return { head: headFacts(statement as JsonObject, verdict.issuer), links: entries }
}

function parse(source: string | Uint8Array): object {
  if (source.length > MAX_TEXT) throw invalid('It is too large')
  const read = readJsonText(source)
  if ('fault' in read) {
    throw invalid(
      read.fault === 'ambiguous'
        ? 'An object in it has two members of one name'
        : 'Its text is no JSON'
    )
  }
  const { value } = read
  if (typeof value === 'object' && value !== null) return value
  throw invalid('It is no JSON object')
}

function checkDocument({ head, links }: TrailDocument): TrailVerdict {
  return checkTrail(links, head)
}

/** Whether every link is what the signed head says it is. */
function chainHolds(links: readonly unknown[], head: TrailHead): boolean {
  if (links.length !== head.entries) return false
  let previous = head.trail
  for (let number = 0; number < links.length; number++) {
    const link = readLink(links[number])
    if (!link || link.number !== number || link.previous !== previous) return false
    previous = hashOf(link)
  }
  return previous === head.hash
}

function faultsOf(links: readonly unknown[], head: TrailHead): TrailFault[] {
  const faults: TrailFault[] = []
  const publicKey = publicKeyOf(head.owner)
  const read = links.map(readLink)
  const present = new Set(read.flatMap(link => (link ? [link.number] : [])))
  const seen = new Set<number>()
  let expected = 0
  /** Null where the link before is not to be trusted, and says nothing about the next. */
  let previous: string | null = head.trail
  for (const link of read) {
    if (faults.length >= MAX_FAULTS) return faults
    const found = linkFault(link)
    if (found) faults.push(found)
    if (!link || found?.kind === 'changed') {
      // Nothing in it is to be believed, its number neither: it stands for the one that should be here.
      seen.add(expected)
      previous = null
    } else if (found?.kind === 'repeated' || found?.kind === 'reordered') {
      seen.add(link.number)
      previous = null
    } else {
      seen.add(link.number)
      expected = link.number
      previous = hashOf(link)
    }
    while (seen.has(expected)) {
      expected++
      if (link?.number !== expected - 1) previous = null
    }
  }
  return faults.concat(endFaults())

  function linkFault(link: SignedEntry | null): TrailFault | null {
    if (!link) {
      return { kind: 'malformed', number: expected, message: `Entry ${expected} is no entry` }
    }
    const { number } = link
    if (!verifySignature(signedText(link), Buffer.from(link.signature, 'base64'), publicKey)) {
      return {
        kind: 'changed',
        number: expected,
        message: `Entry ${expected} was changed after it was signed, or written by somebody else`
      }
    }
    if (seen.has(number)) {
      return { kind: 'repeated', number, message: `Entry ${number} is there twice` }
    }
    if (number < expected) {
      return { kind: 'reordered', number, message: `Entry ${number} is not in its place` }
    }
    if (number > expected) return gapFault(number)
    if (previous !== null && link.previous !== previous) {
      return {
        kind: 'rewritten',
        number,
        message: `Entry ${number} follows another history than the one that is here`
      }
    }
    return null
  }

  /** Links are missing before this one: they come later, or not at all. */
  function gapFault(number: number): TrailFault {
    let here = 0
    for (const other of present) if (other >= expected && other < number) here++
    const count = number - expected - here
    if (count === 0) {
      return { kind: 'reordered', number, message: `Entry ${number} comes before ${expected}` }
    }
    let first = expected
    while (present.has(first)) first++
    const message =
      count === 1 ? `Entry ${first} is missing` : `${count} entries from ${first} on are missing`
    return { kind: 'dropped', number: first, count, message }
  }

  function endFaults(): TrailFault[] {
    if (expected < head.entries) {
      const count = head.entries - expected
      const message = `The last ${count} entries that the owner vouched for were cut off`
      return [{ kind: 'cut', number: expected, count, message }]
    }
    if (expected > head.entries) {
      const count = expected - head.entries
      const message = `${count} entries were added after the head was signed`
      return [{ kind: 'added', number: head.entries, count, message }]
    }
    if (faults.length > 0) return []
    const message = 'The owner vouched for another history than the one that is here'
    return [{ kind: 'rewritten', number: Math.max(0, expected - 1), message }]
  }
}

/** A link of the right shape, as a plain copy; else null. Total on hostile input. */
function readLink(value: unknown): SignedEntry | null {
  let link: Json
  try {
    link = plainJson(value)
  } catch {
    return null // not JSON: the caller names it
  }
  return isLink(link) ? link : null
}

function isLink(value: Json): value is Json & SignedEntry {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { number, at, event, registration, subject, person, grant, facts, previous, signature } =
    value
  return (
    Object.keys(value).every(name => MEMBERS.has(name)) &&
    Number.isSafeInteger(number) &&
    (number as number) >= 0 &&
    typeof at === 'string' &&
    at.length <= 40 &&
    Number.isFinite(Date.parse(at)) &&
    TRAIL_EVENTS.includes(event as TrailEvent) &&
    (registration === null || REGISTRATIONS.includes(registration as Registration)) &&
    isUrn(subject) &&
    (person === undefined || isDid(person as string)) &&
    (grant === undefined || isUrn(grant)) &&
    (facts === undefined || isFacts(facts)) &&
    typeof previous === 'string' &&
    HASH.test(previous) &&
    typeof signature === 'string' &&
    SIGNATURE.test(signature)
  )
}

function isUrn(value: Json | undefined): boolean {
  return typeof value === 'string' && value.length <= MAX_URN && /^[a-z]+:/.test(value)
}

function isFacts(value: Json): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return JSON.stringify(value).length <= MAX_FACTS
}

function timesOf(links: readonly unknown[]): { from?: string; to?: string } {
  const from = readLink(links[0])?.at
  const to = readLink(links.at(-1))?.at
  return { ...(from && { from }), ...(to && { to }) }
}

function failed(fault: TrailFault): TrailVerdict {
  return { valid: false, owner: null, trail: null, entries: 0, fault, faults: [fault] }
}

function invalid(message: string): DatomspaceError {
  return new DatomspaceError('STATEMENT_INVALID', message)
}
