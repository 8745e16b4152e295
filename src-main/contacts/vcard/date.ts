import type { Anniversary, PartialDate } from '../card'
import { type Handler } from './builder'
import { parseDate, parseInstant, unescapeText } from './value'

/** BDAY, DEATHDATE, ANNIVERSARY and their older names. What is no date is kept as it is. */
export function anniversary(kind: Anniversary['kind'], standardName: string): Handler {
  return (builder, raw, header) => {
    const text = unescapeText(raw).trim()
    if (text === '') return
    const date = header.value === 'text' ? undefined : (parseDate(text) ?? parseInstant(text))
    if (date === undefined) {
      builder.keep(raw, header)
      return
    }
    const item: Anniversary = { kind, date: withoutYear(date, header.parameters) }
    const name = header.name.toLowerCase()
    if (name !== standardName) item.vCardName = name
    builder.add('anniversaries', item, header)
  }
}

/** Apple writes a year that means "none": `BDAY;X-APPLE-OMIT-YEAR=1604:1604-05-12`. */
function withoutYear(
  date: Anniversary['date'],
  parameters: Record<string, string[]> | undefined
): Anniversary['date'] {
  const omitted = parameters?.['x-apple-omit-year']?.[0]
  const partial = date as PartialDate
  if (omitted === undefined || String(partial.year) !== omitted) return date
  const { year: _, ...rest } = partial
  return rest
}

export const revision: Handler = (builder, raw, header) => {
  const instant = parseInstant(raw.trim())
  if (instant !== undefined && builder.card.updated === undefined)
    builder.card.updated = instant.utc
  else if (raw.trim() !== '') builder.keep(raw, header)
}

export const created: Handler = (builder, raw, header) => {
  const instant = parseInstant(raw.trim())
  if (instant !== undefined && builder.card.created === undefined)
    builder.card.created = instant.utc
  else if (raw.trim() !== '') builder.keep(raw, header)
}
