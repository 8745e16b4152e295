import type { Card, JCardProperty, Kept, Labelled } from '../card'
import { displayName } from '../inspect'
import { GROUP } from './header'
import { labelText } from './label'
import { escapeText, escapeUri, fold, parameterText, rawValue, type Parameters } from './line'
import { typesOf } from './types'
import { isUri } from './value'
import { writeAddresses } from './write-address'
import { writeMedia } from './write-media'
import { writeName } from './write-name'
import { writeDates, writeReach } from './write-reach'

export interface WriteOptions {
  version: '3.0' | '4.0'
  /** Bytes of a photo, logo or sound by its hash; without them it is left out. */
  blob?: (hash: string) => Uint8Array | undefined
}

/**
 * A Card as vCard, lines folded at 75 octets and ended by CRLF. What was kept when it was read goes
 * back as it was; a card without a name gets an `FN;DERIVED=TRUE`, which the reader ignores.
 *
 * @example writeVCard(card, { version: '4.0', blob: hash => blobs.get(hash) })
 */
export function writeVCard(card: Card, options: WriteOptions): string {
  const writer = new CardWriter(card, options)
  writer.line('VERSION', {}, options.version)
  if (card.prodId !== undefined) writer.line('PRODID', {}, escapeText(card.prodId))
  writer.line('UID', {}, escapeText(card.uid))
  writeKind(writer, card)
  writeName(writer, card, displayName(card))
  writeReach(writer, card)
  writeAddresses(writer, card)
  writeDates(writer, card)
  writeMedia(writer, card)
  writeKeywords(writer, card)
  writeRelations(writer, card)
  writeCsvCells(writer, card)
  if (card.created !== undefined) writer.line('CREATED', {}, basic(card.created))
  if (card.updated !== undefined) writer.line('REV', {}, basic(card.updated))
  for (const property of card.vCardProps ?? []) writer.kept(property)
  return 'BEGIN:VCARD\r\n' + writer.text() + 'END:VCARD\r\n'
}

/** Many cards, one after the other. */
export function writeVCards(cards: Iterable<Card>, options: WriteOptions): string {
  const texts: string[] = []
  for (const card of cards) texts.push(writeVCard(card, options))
  return texts.join('')
}

/** Lines in the making, with what all properties share: parameters, groups, labels. */
export class CardWriter {
  private readonly lines: string[] = []
  private readonly groups = new Set<string>()
  /** Label by group, for a group has only one. */
  private readonly labels = new Map<string, string>()

  constructor(
    card: Card,
    readonly options: WriteOptions
  ) {
    for (const property of card.vCardProps ?? []) this.useGroup(property[1].group)
    for (const value of Object.values(card)) this.useGroupsOf(value)
  }

  get is3(): boolean {
    return this.options.version === '3.0'
  }

  text(): string {
    return this.lines.join('')
  }

  line(name: string, parameters: Parameters, value: string): void {
    const { group, ...rest } = parameters
    const prefix = typeof group === 'string' && GROUP.test(group) ? group + '.' : ''
    const text = `${prefix}${propertyName(name)}${parameterText(rest)}:${value}`
    // every value is escaped where it is written; this holds even where one is not
    this.lines.push(fold(/[\r\n]/.test(text) ? text.replace(/[\r\n]+/g, ' ') : text))
  }

  /** One value object: its parameters, then its label, if it has one. */
  item(name: string, item: Kept & Labelled, value: string, more: Parameters = {}, id = ''): void {
    const parameters = this.parameters(item, more)
    if (id !== '' && !/^[a-z]\d+$/.test(id)) parameters['prop-id'] = id
    const label = item.label
    if (label === undefined) {
      this.line(name, parameters, value)
      return
    }
    const shown = item.vCardParams?.['x-ablabel']
    const text = typeof shown === 'string' && labelText(shown) === label ? shown : label
    delete parameters['x-ablabel']
    const group = this.groupFor(parameters.group, text)
    this.line(name, { ...parameters, group }, value)
    if (this.labels.has(group)) return
    this.labels.set(group, text)
    this.line('X-ABLabel', { group }, escapeText(text))
  }

  /** TYPE, PREF and whatever else was kept, for a value object. */
  parameters(
    item: Kept & Labelled & { features?: Record<string, true> },
    more: Parameters = {}
  ): Parameters {
    const { type, ...kept } = item.vCardParams ?? {}
    const { type: moreTypes, ...others } = more
    const types = [moreTypes ?? [], typesOf(item.contexts, item.features), type ?? []].flat()
    const parameters: Parameters = { ...others }
    this.setTypes(parameters, types, item.pref)
    for (const name in kept) parameters[name] ??= kept[name]!
    return parameters
  }

  private setTypes(parameters: Parameters, types: string[], pref: number | undefined): void {
    const all = this.is3 && pref === 1 ? [...types, 'pref'] : types
    if (all.length > 0) {
      const written = this.is3 ? all.map(type => type.toUpperCase()) : all
      parameters.type = written.length === 1 ? written[0]! : written
    }
    if (pref !== undefined && !(this.is3 && pref === 1)) parameters.pref = String(pref)
  }

  /** A property that was kept (RFC 9555 §2.15.1). */
  kept([name, parameters, type, ...values]: JCardProperty): void {
    if (!/^[a-z0-9][a-z0-9_/-]*$/i.test(name)) return
    const { pref, type: types, ...rest } = parameters
    const written: Parameters = {}
    const number = Number(pref)
    const known = Number.isInteger(number) && number >= 1 && number <= 100
    this.setTypes(written, [types ?? []].flat(), known ? number : undefined)
    if (!known && pref !== undefined) written.pref = pref
    Object.assign(written, rest)
    if (type !== 'unknown' && type !== 'text') written.value = type
    const escape = type === 'text' ? escapeText : rawValue
    this.line(name.toUpperCase(), written, values.flat().map(escape).join(','))
  }

  private groupFor(wanted: string | string[] | undefined, text: string): string {
    if (typeof wanted === 'string' && (this.labels.get(wanted) ?? text) === text) return wanted
    let number = 1
    while (this.groups.has('item' + number)) number++
    this.useGroup('item' + number)
    return 'item' + number
  }

  private useGroup(group: string | string[] | undefined): void {
    if (typeof group === 'string') this.groups.add(group.toLowerCase())
  }

  private useGroupsOf(value: unknown): void {
    if (typeof value !== 'object' || value === null) return
    this.useGroup((value as Kept).vCardParams?.group)
    for (const item of Object.values(value))
      if (typeof item === 'object' && item !== null)
        this.useGroup((item as Kept).vCardParams?.group)
  }
}

/** A kept name must not end this card and begin another. */
function propertyName(name: string): string {
  if (/^(begin|end)$/i.test(name)) return 'X-' + name
  return /^[A-Za-z0-9_/-]+$/.test(name) ? name : 'X-' + name.replace(/[^A-Za-z0-9_/-]/g, '-')
}

/** `2025-01-01T00:00:00Z` → `20250101T000000Z`. */
function basic(utc: string): string {
  return utc.replace(/[-:]/g, '')
}

function writeKind(writer: CardWriter, card: Card): void {
  if (card.kind !== undefined)
    writer.line(writer.is3 ? 'X-ADDRESSBOOKSERVER-KIND' : 'KIND', {}, escapeText(card.kind))
  if (card.language !== undefined) writer.line('LANGUAGE', {}, rawValue(card.language))
}

/** Keywords that a kept CATEGORIES with parameters carries are written by that one. */
function writeKeywords(writer: CardWriter, card: Card): void {
  const carried = new Set<unknown>()
  for (const [name, , , ...values] of card.vCardProps ?? [])
    if (name === 'categories') for (const value of values.flat()) carried.add(value)
  const keywords = Object.keys(card.keywords ?? {}).filter(keyword => !carried.has(keyword))
  if (keywords.length > 0) writer.line('CATEGORIES', {}, keywords.map(escapeText).join(','))
}

function writeRelations(writer: CardWriter, card: Card): void {
  const member = writer.is3 ? 'X-ADDRESSBOOKSERVER-MEMBER' : 'MEMBER'
  for (const uid of Object.keys(card.members ?? {})) writer.line(member, {}, escapeUri(uid))
  for (const [who, relation] of Object.entries(card.relatedTo ?? {})) {
    const types = Object.keys(relation.relation ?? {})
    const value = isUri(who) ? escapeUri(who) : escapeText(who)
    const more: Parameters = types.length > 0 ? { type: types } : {}
    writer.item('RELATED', relation, value, isUri(who) ? more : { ...more, value: 'text' })
  }
}

function writeCsvCells(writer: CardWriter, card: Card): void {
  for (const [column, text] of Object.entries(card['datomspace:csv'] ?? {}))
    writer.line('X-DATOMSPACE-CSV', { 'x-header': column }, escapeText(text))
}
