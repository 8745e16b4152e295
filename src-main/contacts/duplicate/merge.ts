/**
 * Merging n cards of one person, field by field. `proposeMerge` lists every value of every card with
 * where it came from and what is chosen by default; `applyMerge` makes the card of the choices.
 * Nothing is lost: what is not chosen is still in the proposal, and the caller keeps the original
 * cards, which are all that unmerging needs.
 */
import type { Card, JCardProperty, Name } from '../card'
import { DatomspaceError } from '../../error'
import { getOwn, setOwn } from '../own'
import { phoneKey } from '../phone'
import { canonicalJson, ID_MAPS, isDerivedUid } from '../uid'
import { normalEmail } from './prints'

export interface MergeValue {
  /** Stable within the proposal: what `choices` name. */
  id: string
  /** The value, of several cards joined where they only add to each other (contexts, features). */
  value: unknown
  /** Which cards have it: their place in the proposal, and its map id there. */
  from: { card: number; key: string }[]
}

export interface MergeField {
  /** Member of the Card, or `member.key` for a part that is chosen by itself, such as `anniversaries.birth`. */
  id: string
  member: string
  /** `one` value or none can be chosen, or `many`. */
  holds: 'one' | 'many'
  values: MergeValue[]
  /** Ids of the values chosen by default. */
  chosen: string[]
}

export interface MergeProposal {
  fields: MergeField[]
}

/** Field id → ids of the values wanted. A field left out keeps its default. */
export type MergeChoices = Record<string, string[]>

export interface MergeOptions {
  /** ISO 3166-1 code: by its numbering plan two writings of a phone number are known as one. */
  region?: string
}

/** Members whose keys mean something: each key is a value of its own. */
const KEYED: ReadonlySet<string> = new Set(['keywords', 'members', 'relatedTo', 'datomspace:csv'])
/** Kinds of anniversary that a person has once. */
const ONCE = new Set(['birth', 'death'])
const SAME_FOR_ALL = new Set(['@type', 'version', 'updated'])

/** @throws DatomspaceError INVALID_ARGUMENT for less than one card */
export function proposeMerge(cards: Card[], options: MergeOptions = {}): MergeProposal {
  if (cards.length === 0) throw new DatomspaceError('INVALID_ARGUMENT', 'No card to merge')
  const members = new Set(cards.flatMap(card => Object.keys(card)))
  const fields: MergeField[] = []
  for (const member of [...members].sort()) {
    if (SAME_FOR_ALL.has(member)) continue
    if (member === 'anniversaries') fields.push(...anniversaries(cards))
    else if (member === 'vCardProps') fields.push(properties(cards))
    else if (ID_MAPS.has(member)) fields.push(...mapped(cards, member, options))
    else if (KEYED.has(member)) fields.push(...keyed(cards, member))
    else fields.push(single(cards, member))
  }
  return { fields: fields.filter(({ values }) => values.length > 0) }
}

/**
 * The merged card. Its `updated` is the caller's to set.
 *
 * @throws DatomspaceError INVALID_ARGUMENT for a choice that the proposal does not have
 */
export function applyMerge(proposal: MergeProposal, choices: MergeChoices = {}): Card {
  const unknown = Object.keys(choices).find(id => !proposal.fields.some(field => field.id === id))
  if (unknown !== undefined) throw refused(`The merge has no field "${unknown}"`)
  const card: Card = { '@type': 'Card', version: '1.0', uid: '' }
  const keys = new Map<string, string>()
  for (const field of proposal.fields) {
    for (const value of chosenValues(field, getOwn(choices, field.id) ?? field.chosen)) {
      put(card, field, value, keys)
    }
  }
  pointTitles(card, proposal, keys)
  return card
}

function chosenValues(field: MergeField, ids: string[]): MergeValue[] {
  if (field.holds === 'one' && ids.length > 1) throw refused(`"${field.id}" holds one value only`)
  return [...new Set(ids)].map(id => {
    const value = field.values.find(candidate => candidate.id === id)
    if (value === undefined) throw refused(`"${field.id}" has no value "${id}"`)
    return value
  })
}

function refused(message: string): DatomspaceError {
  return new DatomspaceError('INVALID_ARGUMENT', message)
}

/** Puts a value into its member; `keys` remembers where a value with a map id went. */
function put(
  card: Card,
  field: MergeField,
  { value, from }: MergeValue,
  keys: Map<string, string>
): void {
  const { member } = field
  if (member === 'vCardProps') {
    ;(card.vCardProps ??= []).push(value as JCardProperty)
  } else if (ID_MAPS.has(member)) {
    const map = (card[member] ??= {}) as Record<string, unknown>
    const wanted = from[0]!.key
    let key = wanted
    for (let number = 2; Object.hasOwn(map, key); number++) key = `${wanted}-${number}`
    setOwn(map, key, value)
    for (const source of from) keys.set(`${member} ${source.card} ${source.key}`, key)
  } else if (KEYED.has(member)) {
    const map = (card[member] ??= {}) as Record<string, unknown>
    setOwn(map, from[0]!.key, value)
  } else setOwn(card, member, value)
}

/** A title follows its organization to the id that it has in the merged card, or stands alone. */
function pointTitles(card: Card, { fields }: MergeProposal, keys: Map<string, string>): void {
  const sources = fields.filter(({ member }) => member === 'titles').flatMap(({ values }) => values)
  for (const { from } of sources) {
    const key = keys.get(`titles ${from[0]!.card} ${from[0]!.key}`)
    const title = key === undefined ? undefined : card.titles?.[key]
    if (title?.organizationId === undefined) continue
    const organization = keys.get(`organizations ${from[0]!.card} ${title.organizationId}`)
    const { organizationId: _, ...alone } = title
    card.titles![key!] =
      organization === undefined ? alone : { ...alone, organizationId: organization }
  }
}

/** Collects equal values under one key, in the order of the cards. */
class Values {
  private readonly found = new Map<string, MergeValue>()

  add(identity: string, value: unknown, card: number, key: string, join?: Join): void {
    const known = this.found.get(identity)
    if (known === undefined) {
      this.found.set(identity, { id: `v${this.found.size + 1}`, value, from: [{ card, key }] })
      return
    }
    known.from.push({ card, key })
    if (join) known.value = join(known.value as object, value as object)
  }

  list(): MergeValue[] {
    return [...this.found.values()]
  }
}

type Join = (left: object, right: object) => object

/** A member with one value: the name of most parts, a UID of the file's own, else the first card's. */
function single(cards: Card[], member: string): MergeField {
  const values = new Values()
  cards.forEach((card, index) => {
    const value = getOwn(card, member)
    if (value !== undefined) values.add(canonicalJson(value, '@type'), value, index, member)
  })
  const list = values.list()
  const best = list.reduce((left, right) =>
    weight(member, right) > weight(member, left) ? right : left
  )
  return { id: member, member, holds: 'one', values: list, chosen: [best.id] }
}

function weight(member: string, { value }: MergeValue): number {
  if (member === 'uid') return isDerivedUid(value as string) ? 0 : 1
  // The oldest of the dates of creation; ISO 8601, so text order is time order.
  if (member === 'created') return -Date.parse(value as string) || -Infinity
  if (member !== 'name') return 0
  const { components, full } = value as Name
  return (components?.length ?? 0) * 1000 + (full?.length ?? 0)
}

function mapped(cards: Card[], member: string, options: MergeOptions): MergeField[] {
  const values = new Values()
  cards.forEach((card, index) => {
    const map = card[member] as Record<string, object> | undefined
    for (const [key, value] of Object.entries(map ?? {})) {
      const identity = identityOf(member, value as Record<string, unknown>, card, options)
      values.add(identity, value, index, key, joinLabelled)
    }
  })
  const list = values.list()
  return [{ id: member, member, holds: 'many', values: list, chosen: list.map(({ id }) => id) }]
}

/** What makes two values of a map one: the address or number for those that can be joined. */
function identityOf(
  member: string,
  value: Record<string, unknown>,
  card: Card,
  options: MergeOptions
): string {
  const { contexts: _, features: __, pref: ___, ...rest } = value
  if (member === 'emails')
    return canonicalJson(
      { ...rest, address: normalEmail(String(value.address)) ?? value.address },
      '@type'
    )
  if (member === 'phones') {
    const number = phoneKey(String(value.number), options.region) ?? value.number
    return canonicalJson({ ...rest, number }, '@type')
  }
  const id = value.organizationId
  const organization = typeof id === 'string' ? card.organizations?.[id] : undefined
  return canonicalJson(organization ? { ...rest, organizationId: organization } : rest, '@type')
}

/** Contexts and features of both; the stronger preference. */
function joinLabelled(left: object, right: object): object {
  const joined: Record<string, unknown> = { ...left }
  for (const [name, value] of Object.entries(right)) {
    if (name === 'contexts' || name === 'features')
      joined[name] = { ...(joined[name] as object), ...value }
    else if (name === 'pref') joined.pref = Math.min(Number(joined.pref ?? 100), Number(value))
  }
  return joined
}

function keyed(cards: Card[], member: string): MergeField[] {
  const keys = new Map<string, Values>()
  cards.forEach((card, index) => {
    const map = card[member] as Record<string, object> | undefined
    for (const [key, value] of Object.entries(map ?? {})) {
      if (!keys.has(key)) keys.set(key, new Values())
      keys.get(key)!.add(canonicalJson(value), value, index, key)
    }
  })
  return [...keys].map(([key, values]) => {
    const list = values.list()
    return {
      id: `${member}.${key}`,
      member,
      holds: 'one' as const,
      values: list,
      chosen: [list[0]!.id]
    }
  })
}

function anniversaries(cards: Card[]): MergeField[] {
  const kinds = new Map<string, Values>()
  cards.forEach((card, index) => {
    for (const [key, value] of Object.entries(card.anniversaries ?? {})) {
      const kind = ONCE.has(value.kind) ? value.kind : ''
      if (!kinds.has(kind)) kinds.set(kind, new Values())
      kinds.get(kind)!.add(canonicalJson(value, '@type'), value, index, key)
    }
  })
  return [...kinds].map(([kind, values]) => {
    const list = values.list()
    return kind === ''
      ? {
          id: 'anniversaries',
          member: 'anniversaries',
          holds: 'many',
          values: list,
          chosen: list.map(({ id }) => id)
        }
      : {
          id: `anniversaries.${kind}`,
          member: 'anniversaries',
          holds: 'one',
          values: list,
          chosen: [list[0]!.id]
        }
  })
}

function properties(cards: Card[]): MergeField {
  const values = new Values()
  cards.forEach((card, index) => {
    // The same line twice in one card is kept twice.
    const seen = new Map<string, number>()
    card.vCardProps?.forEach((property, place) => {
      const said = canonicalJson(property)
      const before = seen.get(said) ?? 0
      seen.set(said, before + 1)
      values.add(`${before} ${said}`, property, index, String(place))
    })
  })
  const list = values.list()
  return {
    id: 'vCardProps',
    member: 'vCardProps',
    holds: 'many',
    values: list,
    chosen: list.map(({ id }) => id)
  }
}
