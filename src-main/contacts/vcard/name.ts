import type { Name, NameComponent, NameKind } from '../card'
import { single, type CardBuilder, type Handler } from './builder'
import { components, listComponents, listOf, unescapeText } from './value'

/** Components of N by position: RFC 6350 §6.2.2, and the two that RFC 9554 §2.2 adds. */
export const NAME_POSITIONS: readonly NameKind[] = [
  'surname',
  'given',
  'given2',
  'title',
  'credential',
  'surname2',
  'generation'
]

export const fullName: Handler = (builder, raw, header) => {
  // written by a program for those that insist on FN (RFC 9554 §4.4): not what the person wrote
  if (header.parameters?.derived?.[0]?.toLowerCase() === 'true') return
  const full = unescapeText(raw)
  if (full.trim() === '') return
  const name = nameOf(builder)
  if (name.full !== undefined) {
    builder.keep(raw, header)
    return
  }
  name.full = full
  const parameters = builder.parametersOf(header)
  for (const _ in parameters) {
    name['datomspace:fullParams'] = parameters
    break
  }
}

const NOTHING: readonly string[] = []

export const structuredName: Handler = (builder, raw, header) => {
  if (builder.card.name?.components !== undefined) {
    builder.keep(raw, header)
    return
  }
  const positions = listComponents(raw)
  const parts: NameComponent[] = []
  const later = positions.length > 5 ? [...positions[5]!, ...(positions[6] ?? [])] : NOTHING
  for (let index = 0; index < positions.length && index < NAME_POSITIONS.length; index++) {
    const kind = NAME_POSITIONS[index]!
    for (const value of positions[index]!) {
      if (value === '') continue
      // RFC 9554 repeats the second surname and the generation for programs that do not know them
      if ((index === 0 || index === 4) && later.length > 0 && later.includes(value)) continue
      parts.push({ kind, value })
    }
  }
  if (positions.length > NAME_POSITIONS.length) builder.keep(raw, header)
  if (parts.length === 0) return
  const name = nameOf(builder)
  name.components = parts
  const parameters = builder.parametersOf(header)
  const sortAs = header.parameters?.['sort-as']
  if (sortAs !== undefined) {
    delete parameters['sort-as']
    name.sortAs = sortKeys(sortAs, parts)
  }
  for (const _ in parameters) {
    name.vCardParams = parameters
    break
  }
}

function sortKeys(values: string[], parts: NameComponent[]): Name['sortAs'] {
  const sortAs: Name['sortAs'] = {}
  const [surname, given] = values.length > 1 ? values : values[0]!.split(',')
  const first = parts.some(part => part.kind === 'surname') ? 'surname' : 'given'
  if (surname !== undefined && surname !== '') sortAs[first] = surname
  if (given !== undefined && given !== '') sortAs.given = given
  return sortAs
}

function nameOf(builder: CardBuilder): Name {
  return (builder.card.name ??= {})
}

/** How a part of the name is spoken: X-PHONETIC-FIRST-NAME and its like. */
export function phonetic(kind: NameKind): Handler {
  return (builder, raw, header) => {
    const text = unescapeText(raw)
    if (text === '') return
    builder.atEnd(() => {
      const parts = builder.card.name?.components?.filter(part => part.kind === kind) ?? []
      const plain = Object.keys(builder.parametersOf(header)).length === 0
      if (plain && parts.length === 1 && parts[0]!.phonetic === undefined) parts[0]!.phonetic = text
      else builder.keep(raw, header)
    })
  }
}

export const nickname: Handler = (builder, raw, header) => {
  for (const value of listOf(raw))
    if (value !== '') builder.add('nicknames', { name: value }, header)
}

export const organization: Handler = (builder, raw, header) => {
  const parts = components(raw)
  while (parts.length > 0 && parts[parts.length - 1] === '') parts.pop()
  if (parts.length === 0) return
  const sortAs = header.parameters?.['sort-as']
  const item: { name?: string; units?: { name: string; sortAs?: string }[]; sortAs?: string } = {}
  if (parts[0] !== '') item.name = parts[0]!
  if (parts.length > 1) item.units = parts.slice(1).map(name => ({ name }))
  builder.add('organizations', item, header)
  if (sortAs === undefined) return
  const keys = sortAs.length > 1 ? [...sortAs] : sortAs[0]!.split(',')
  while (keys.length > 1 && keys[keys.length - 1] === '') keys.pop()
  const kept = (item as { vCardParams?: Record<string, unknown> }).vCardParams
  if (keys.length > parts.length || kept === undefined) return
  delete kept['sort-as']
  if (Object.keys(kept).length === 0) delete (item as { vCardParams?: unknown }).vCardParams
  if (keys[0] !== undefined && keys[0] !== '') item.sortAs = keys[0]
  for (let index = 1; index < keys.length; index++)
    if (keys[index] !== '') item.units![index - 1]!.sortAs = keys[index]!
}

export function title(kind: 'title' | 'role'): Handler {
  return (builder, raw, header) => {
    const name = unescapeText(raw)
    if (name.trim() !== '') builder.add('titles', { kind, name }, header)
  }
}

export const categories: Handler = (builder, raw, header) => {
  const values = listOf(raw)
  const named = values.filter(value => value !== '' && value !== '__proto__')
  if (named.length === 0) return
  const keywords = (builder.card.keywords ??= {})
  for (const value of named) keywords[value] = true
  const parameters = builder.parametersOf(header)
  if (Object.keys(parameters).length > 0)
    builder.keepProperty(['categories', parameters, 'text', ...named.map(name => single([name]))])
}
