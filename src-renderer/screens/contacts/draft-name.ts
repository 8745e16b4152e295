import type { Name, NameKind } from '../../contract'
import type { CardDraft } from './draft-shapes'

const NAME_PARTS: Record<keyof CardDraft['names'], NameKind[]> = {
  prefix: ['title'],
  given: ['given'],
  given2: ['given2'],
  surname: ['surname', 'surname2'],
  suffix: ['credential', 'generation']
}
const CJK = /[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]/u

/** A full name of its parts, in the order of the language that it is written in. */
export function composeFull(names: CardDraft['names']): string {
  const { prefix, given, given2, surname, suffix } = names
  if (CJK.test(surname + given)) return [surname + given + given2, suffix].filter(Boolean).join(' ')
  return [prefix, given, given2, surname, suffix].filter(Boolean).join(' ')
}

export function namesOf(name: Name | undefined): CardDraft['names'] {
  const part = (kinds: NameKind[]) =>
    (name?.components ?? [])
      .filter(component => kinds.includes(component.kind))
      .map(component => component.value)
      .join(' ')
  return {
    surname: part(NAME_PARTS.surname),
    given: part(NAME_PARTS.given),
    given2: part(NAME_PARTS.given2),
    prefix: part(NAME_PARTS.prefix),
    suffix: part(NAME_PARTS.suffix)
  }
}

export function changedName(
  draft: CardDraft,
  before: CardDraft,
  original?: Name
): Name | undefined {
  const parts = Object.keys(NAME_PARTS) as (keyof typeof NAME_PARTS)[]
  const changed = parts.filter(part => draft.names[part].trim() !== before.names[part])
  const full = draft.full.trim()
  if (changed.length === 0 && full === before.full) return original
  const { components: _, full: __, ...rest } = original ?? {}
  const components = (original?.components ?? []).filter(
    component =>
      component.kind !== 'separator' &&
      !changed.some(part => NAME_PARTS[part].includes(component.kind))
  )
  for (const part of changed) {
    const value = draft.names[part].trim()
    const kind = NAME_PARTS[part][0]
    if (value && kind) components.push({ kind, value })
  }
  if (changed.length === 0 && original?.components) {
    return { ...rest, ...(full && { full }), components: original.components }
  }
  const order = parts.flatMap(part => NAME_PARTS[part])
  components.sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind))
  if (!full && components.length === 0) return undefined
  return { ...rest, ...(full && { full }), ...(components.length > 0 && { components }) }
}
