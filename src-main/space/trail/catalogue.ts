import { hashOf, type Registration, type SignedEntry, type TrailEvent } from '../../meter'
import { pacer } from '../contacts/pace'
import type { AuditPerson } from '../shapes'
import { asking, type TrailFilter } from './filter'
import type { Describe } from './names'

/** What a link is about. Its chain, signature and hash stay on the disk. */
export interface TrailNote {
  /** Its place in the trail, from 0. */
  number: number
  /** Milliseconds since 1970. */
  at: number
  event: TrailEvent
  registration: Registration | null
  /** URN. */
  subject: string
  /** did:key. */
  person?: string
  /** URN. */
  grant?: string
  /** As JSON: most of them are never looked at. */
  facts: string
}

/**
 * What every link of the trail is about, in memory: filters are applied here, and only the links that
 * somebody is shown are read. Some 250 bytes a link.
 */
export class TrailCatalogue {
  readonly #notes: TrailNote[] = []
  /** The same words occur in many links, and are kept once. */
  readonly #words = new Map<string, string>()
  #links = 0
  /** Hash that the next link has to name. */
  #previous = ''

  /** How many it has taken up, those that could not be read with them. */
  get links(): number {
    return this.#links
  }

  /** Before the first link. `trail`: what that one names as the one before it. */
  begin(trail: string): void {
    this.#previous = trail
  }

  /** The next link, null if it cannot be read. False if it does not go on from the one before it. */
  add(link: SignedEntry | null): boolean {
    const number = this.#links++
    if (!link) return false
    const { at, event, registration, subject, person, grant, facts = {}, previous } = link
    const goesOn = previous === this.#previous
    this.#previous = hashOf(link)
    this.#notes.push({
      number,
      at: Date.parse(at),
      event,
      registration,
      subject: this.#once(subject),
      ...(person !== undefined && { person: this.#once(person) }),
      ...(grant !== undefined && { grant: this.#once(grant) }),
      facts: JSON.stringify(facts)
    })
    return goesOn
  }

  /** Numbers of the links that a filter asks for, newest first. */
  async find(filter: TrailFilter, describe: Describe): Promise<number[]> {
    const isAsked = asking(filter)
    const found: number[] = []
    const pace = pacer()
    for (let at = this.#notes.length - 1; at >= 0; at--) {
      await pace()
      const note = this.#notes[at]!
      if (isAsked(note, () => describe(describedOf(note)))) found.push(note.number)
    }
    return found
  }

  /** Who occurs in it, each with the name of the last time, by name. */
  async people(describe: Describe): Promise<AuditPerson[]> {
    const names = new Map<string, string>()
    const pace = pacer()
    for (let at = this.#notes.length - 1; at >= 0; at--) {
      const note = this.#notes[at]!
      if (note.person === undefined || names.get(note.person)) continue
      names.set(note.person, describe(describedOf(note)).personName ?? '')
      await pace()
    }
    const people = [...names].map(([did, name]) => ({ did, name }))
    return people.sort((a, b) => a.name.localeCompare(b.name))
  }

  #once(word: string): string {
    const known = this.#words.get(word)
    if (known === undefined) this.#words.set(word, word)
    return known ?? word
  }
}

function describedOf({ event, subject, person, facts }: TrailNote): Parameters<Describe>[0] {
  return { event, subject, facts: JSON.parse(facts), ...(person !== undefined && { person }) }
}
