import type { Anniversary, Card } from '../../contract'
import { partialDate } from './card-sections'
import { freeKey } from './draft-rows'
import type { CardDraft, DraftDate } from './draft-shapes'

export function dateOf(card: Card, kind: string): DraftDate {
  const found = Object.values(card.anniversaries ?? {}).find(one => one.kind === kind)
  const date = found ? partialDate(found) : undefined
  return {
    year: date?.year ? String(date.year) : '',
    month: date?.month ? String(date.month) : '',
    day: date?.day ? String(date.day) : ''
  }
}

export function changedDates(draft: CardDraft, before: CardDraft, original: Card) {
  let result = original.anniversaries
  for (const [field, kind] of [
    ['birthday', 'birth'],
    ['wedding', 'wedding']
  ] as const) {
    if (JSON.stringify(draft[field]) === JSON.stringify(before[field])) continue
    const key =
      Object.entries(result ?? {}).find(([, one]) => one.kind === kind)?.[0] ?? freeKey(result, 'd')
    const { [key]: old, ...rest } = result ?? {}
    const date = numbers(draft[field])
    result = rest
    if (Object.keys(date).length) {
      const anniversary: Anniversary = { ...old, kind, date: { '@type': 'PartialDate', ...date } }
      result = { ...rest, [key]: anniversary }
    }
  }
  return result
}

function numbers(date: DraftDate): { year?: number; month?: number; day?: number } {
  const result: { year?: number; month?: number; day?: number } = {}
  for (const part of ['year', 'month', 'day'] as const) {
    const value = Number.parseInt(date[part], 10)
    if (Number.isInteger(value) && value > 0) result[part] = value
  }
  return result
}
