import { createHash } from 'node:crypto'
import type { Address, Blob, Card, JCardProperty, Kept, Labelled, Note } from '../card'
import type { ProblemCode, ReadLimits, ReadWarning } from '../read'
import { deriveUid } from '../uid'
import { setOwn } from '../own'
import type { Header } from './header'
import { finishAppleLabels } from './label'
import { escapeText } from './line'
import { planTypes } from './types'

/** Name of the property that keeps a line which is none. */
const UNREAD = 'x-datomspace-unread'

/** What a property does to the card; `value` is decoded but still escaped. */
export type Handler = (card: CardBuilder, value: string, header: Header) => void

type Parameters = Record<string, string | string[]>

/** Maps of a Card from an id to a value object, with the letter its ids begin with. */
export type ItemMember =
  | 'nicknames'
  | 'organizations'
  | 'titles'
  | 'emails'
  | 'phones'
  | 'onlineServices'
  | 'addresses'
  | 'anniversaries'
  | 'media'
  | 'links'
  | 'notes'
  | 'preferredLanguages'
  | 'personalInfo'
  | 'calendars'
  | 'cryptoKeys'
  | 'directories'
  | 'schedulingAddresses'

/** A value object of one of those maps. */
export type Item<M extends ItemMember> = NonNullable<Card[M]>[string]

/** A card in the making: what the handlers of the properties write into. */
export class CardBuilder {
  readonly card: Card = { '@type': 'Card', version: '1.0', uid: '' }
  readonly blobs: Blob[] = []
  readonly warnings: ReadWarning[] = []
  /** Line of the property being read. */
  line = 0
  /** Whether VERSION was read. */
  versioned = false
  /** Value objects by the group they stand in. */
  grouped: Map<string, (Kept & Labelled)[]> | undefined
  /** X-ABLabel by group, to be given to the value objects at the end. */
  labels: { group: string; raw: string; text: string; header: Header }[] | undefined
  /** The note read last: a line that is no property may belong to it. */
  lastNote: Note | undefined
  /** Addresses that may still get a LABEL, by their contexts, the first last. */
  unlabelled: Map<string, Address[]> | undefined
  /** What has to wait until all properties are read, such as LABEL for its ADR. */
  private later: (() => void)[] | undefined
  private counts: Map<string, number> | undefined
  private hashes: Map<string, Blob> | undefined

  constructor(readonly limits: ReadLimits) {}

  warn(reason: ProblemCode, message: string, raw: string): void {
    if (this.warnings.length < MOST_WARNINGS)
      this.warnings.push({ line: this.line, reason, message, raw: raw.slice(0, 4096) })
  }

  /**
   * A line that is no property stays with the contact all the same, as a property of our own that a
   * person can look at and that goes out again.
   */
  keepUnread(line: string): void {
    if (line.trim() !== '') this.keepProperty([UNREAD, {}, 'unknown', escapeText(line)])
  }

  /** Put a value object into one of the card's maps, with its contexts, preference, parameters, group. */
  add<M extends ItemMember>(member: M, item: Item<M>, header: Header): Item<M> {
    const wanted = header.parameters?.['prop-id']?.[0]
    if (wanted !== undefined || this.card[member] !== undefined) this.addMore(member, item, wanted)
    else (this.card as Card)[member] = FIRST[member](item) as Card[M]
    this.describe(item as Kept & Labelled, header)
    return item
  }

  private addMore(member: ItemMember, item: object, wanted: string | undefined): void {
    const map = (this.card[member] ??= {}) as Record<string, object>
    if (wanted !== undefined && isId(wanted) && !Object.hasOwn(map, wanted)) {
      map[wanted] = item
      return
    }
    const prefix = ID_PREFIX[member]
    const counts = (this.counts ??= new Map())
    let number: number = (counts.get(prefix) ?? 1) + 1
    while (Object.hasOwn(map, prefix + number)) number++
    counts.set(prefix, number)
    map[prefix + number] = item
  }

  /** Contexts, features, preference, other parameters and group of the property, onto its object. */
  describe(item: Kept & Labelled, header: Header): void {
    const types = header.types.length > 0 ? planTypes(header) : undefined
    if (types !== undefined) {
      if (types.contexts.length > 0) item.contexts = flags(types.contexts)
      if (types.features.length > 0) {
        const phone = item as { features?: Record<string, true> }
        phone.features = flags(types.features)
      }
    }
    if (header.pref > 0) item.pref = header.pref
    if (types !== undefined && types.rest.length > 0)
      (item.vCardParams ??= {}).type = single(types.rest)
    if (header.parameters !== undefined) this.keepParameters(item, header.parameters)
    if (header.group !== '') this.group(item, header.group)
  }

  private keepParameters(item: Kept, parameters: Record<string, string[]>): void {
    for (const name in parameters) {
      if (name === 'prop-id' || name === 'group') continue
      ;(item.vCardParams ??= {})[name] = single(parameters[name]!)
    }
  }

  private group(item: Kept & Labelled, group: string): void {
    ;(item.vCardParams ??= {}).group = group
    const lower = group.toLowerCase()
    const grouped = (this.grouped ??= new Map())
    const members = grouped.get(lower)
    if (members === undefined) grouped.set(lower, [item])
    else members.push(item)
  }

  /** Keep a property as it is (RFC 9555 §2.15.1), its value raw, of jCard type `unknown`. */
  keep(raw: string, header: Header): void {
    const value = /[\r\n]/.test(raw) ? raw.replace(/\r\n?|\n/g, '\\n') : raw
    const parameters = this.parametersOf(header)
    const typed = header.value !== '' && header.value !== 'text' && header.value !== 'unknown'
    if (header.value === 'text') parameters.value = 'text'
    this.keepProperty([
      header.name.toLowerCase(),
      parameters,
      typed ? header.value : 'unknown',
      value
    ])
  }

  keepProperty(property: JCardProperty): void {
    ;(this.card.vCardProps ??= []).push(property)
  }

  /** All parameters of a property that is kept or whose parameters are kept apart. */
  parametersOf(header: Header): Parameters {
    const parameters: Parameters = {}
    if (header.types.length > 0) parameters.type = single(header.types)
    if (header.pref > 0) parameters.pref = String(header.pref)
    if (header.encoding === 'base64') parameters.encoding = 'b'
    if (header.group !== '') parameters.group = header.group
    for (const name in header.parameters)
      if (name !== 'group') parameters[name] = single(header.parameters[name]!)
    return parameters
  }

  /** Store bytes once under their hash; undefined if they are more than the limit allows. */
  blob(bytes: Uint8Array, mediaType: string): Blob | undefined {
    if (bytes.length > this.limits.photoBytes) return undefined
    const hash = createHash('sha256').update(bytes).digest('hex')
    const hashes = (this.hashes ??= new Map())
    const known = hashes.get(hash)
    if (known !== undefined) return known
    const blob = { hash, mediaType, bytes }
    hashes.set(hash, blob)
    this.blobs.push(blob)
    return blob
  }

  /** Do this when all properties of the card have been read. */
  atEnd(finish: () => void): void {
    ;(this.later ??= []).push(finish)
  }

  /** The finished card. A card without UID gets one that follows from its content. */
  finish(): Card {
    for (const finish of this.later ?? []) finish()
    if (this.labels !== undefined) finishAppleLabels(this, this.labels)
    if (this.card.uid === '') this.card.uid = deriveUid(this.card)
    return this.card
  }
}

const MOST_WARNINGS = 1000

const ID_PREFIX: Record<ItemMember, string> = {
  nicknames: 'k',
  organizations: 'o',
  titles: 't',
  emails: 'e',
  phones: 'p',
  onlineServices: 's',
  addresses: 'a',
  anniversaries: 'd',
  media: 'm',
  links: 'l',
  notes: 'n',
  preferredLanguages: 'g',
  personalInfo: 'i',
  calendars: 'c',
  cryptoKeys: 'y',
  directories: 'r',
  schedulingAddresses: 'h'
}

/** The first object of a map, by literals: these maps are made by the hundred thousand. */
const FIRST: Record<ItemMember, (item: object) => object> = {
  nicknames: k1 => ({ k1 }),
  organizations: o1 => ({ o1 }),
  titles: t1 => ({ t1 }),
  emails: e1 => ({ e1 }),
  phones: p1 => ({ p1 }),
  onlineServices: s1 => ({ s1 }),
  addresses: a1 => ({ a1 }),
  anniversaries: d1 => ({ d1 }),
  media: m1 => ({ m1 }),
  links: l1 => ({ l1 }),
  notes: n1 => ({ n1 }),
  preferredLanguages: g1 => ({ g1 }),
  personalInfo: i1 => ({ i1 }),
  calendars: c1 => ({ c1 }),
  cryptoKeys: y1 => ({ y1 }),
  directories: r1 => ({ r1 }),
  schedulingAddresses: h1 => ({ h1 })
}

/** An id of RFC 8620 §1.2, and none that JavaScript gives a meaning of its own. */
function isId(text: string): boolean {
  return /^[A-Za-z0-9_-]{1,255}$/.test(text) && text !== '__proto__'
}

export function flags(names: readonly string[]): Record<string, true> {
  if (names.length === 1) {
    if (names[0] === 'work') return { work: true }
    if (names[0] === 'private') return { private: true }
    if (names[0] === 'mobile') return { mobile: true }
    if (names[0] === 'voice') return { voice: true }
  }
  const set: Record<string, true> = {}
  for (const name of names) setOwn(set, name, true)
  return set
}

export function single(values: readonly string[]): string | string[] {
  return values.length === 1 ? values[0]! : [...values]
}
