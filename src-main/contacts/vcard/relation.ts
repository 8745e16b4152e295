import { setOwn } from '../own'
import { flags, type Handler } from './builder'
import { planTypes } from './types'
import { unescapeText } from './value'

/** What a card is and whom it belongs with: KIND, MEMBER, RELATED, UID, PRODID, LANGUAGE. */

export const kind: Handler = (builder, raw, header) => {
  const value = unescapeText(raw).trim().toLowerCase()
  if (value === '') return
  if (builder.card.kind === undefined) builder.card.kind = value === 'organization' ? 'org' : value
  else builder.keep(raw, header)
}

export const member: Handler = (builder, raw) => {
  const uid = unescapeText(raw).trim()
  if (uid !== '') setOwn((builder.card.members ??= {}), uid, true)
}

export const related: Handler = (builder, raw, header) => {
  const who = unescapeText(raw).trim()
  if (who === '') return
  const relations = (builder.card.relatedTo ??= {})
  if (header.parameters !== undefined || header.group !== '' || Object.hasOwn(relations, who)) {
    builder.keep(raw, header)
    if (Object.keys(relations).length === 0) delete builder.card.relatedTo
    return
  }
  const types = [...planTypes(header).rest, ...planTypes(header).contexts]
  const relation: { relation?: Record<string, true>; pref?: number } =
    types.length > 0 ? { relation: flags(types) } : {}
  if (header.pref > 0) relation.pref = header.pref
  setOwn(relations, who, relation)
}

export const uid: Handler = (builder, raw, header) => {
  const value = unescapeText(raw).trim()
  if (value === '') return
  if (builder.card.uid === '') builder.card.uid = value
  else if (builder.card.uid !== value) builder.keep(raw, header)
}

export const product: Handler = (builder, raw, header) => {
  const value = unescapeText(raw)
  if (value.trim() === '') return
  if (builder.card.prodId === undefined) builder.card.prodId = value
  else builder.keep(raw, header)
}

export const language: Handler = (builder, raw, header) => {
  const value = raw.trim()
  if (value === '') return
  if (builder.card.language === undefined) builder.card.language = value
  else builder.keep(raw, header)
}

export const appleLabel: Handler = (builder, raw, header) => {
  if (header.group === '') builder.keep(raw, header)
  else (builder.labels ??= []).push({ group: header.group, raw, text: unescapeText(raw), header })
}

/** A card inside AGENT, or where to find it: text, kept for the way back (RFC 2426 §3.5.4). */
export const agent: Handler = (builder, raw, header) => {
  if (raw.trim() === '') return
  if (header.value !== '' && header.value !== 'text') builder.keep(raw, header)
  else builder.keepProperty(['agent', builder.parametersOf(header), 'text', unescapeText(raw)])
}

/** A cell of a CSV row that has no member of its own, as this program writes it into a vCard. */
export const csvCell: Handler = (builder, raw, header) => {
  const column = header.parameters?.['x-header']?.[0]
  if (column === undefined) builder.keep(raw, header)
  else setOwn((builder.card['datomspace:csv'] ??= {}), column, unescapeText(raw))
}

/** VERSION says how to read, nothing about the contact. */
export const version: Handler = builder => {
  builder.versioned = true
}
