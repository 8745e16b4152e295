/** Guesses for columns whose header says nothing sure. They are shown to a person, never used unasked. */
import type { ColumnMapping, ContactField } from './field'
import { normalHeader } from './header'
import { HEADER_WORDS } from './word'

const SHORTEST_WORD = 4

const LONGEST_FIRST = HEADER_WORDS.filter(([, field]) => !field.endsWith('?') && field !== 'keep')
  .map(([word, field]) => [normalHeader(word), field as ContactField] as const)
  .filter(([word]) => word.length >= SHORTEST_WORD || word.charCodeAt(0) > 0x2fff)
  .sort(([left], [right]) => right.length - left.length)

/** Proposes, in place, a field for each kept column whose header contains a known word. */
export function proposeByName(columns: ColumnMapping[]): void {
  const taken = new Set(columns.map(({ field }) => field))
  for (const column of columns) {
    if (column.field !== 'keep' || column.header.length > 40) continue
    const normal = normalHeader(column.header)
    const match = LONGEST_FIRST.find(([word]) => normal.includes(word))
    if (match === undefined || taken.has(match[1])) continue
    taken.add(match[1])
    column.field = match[1]
    column.slot = normal
    column.confidence = 0.3
  }
}

/** Proposes fields for a file without a header from what its cells look like. */
export function proposeByValues(rows: string[][]): ColumnMapping[] {
  const width = rows.reduce((most, row) => Math.max(most, row.length), 0)
  return Array.from({ length: Math.min(width, 1000) }, (_, column) => {
    const cells = rows.map(row => row[column]?.trim() ?? '').filter(cell => cell !== '')
    const field = byValues(cells)
    return {
      column,
      header: '',
      field,
      slot: String(column),
      confidence: field === 'keep' ? 0 : 0.2
    }
  })
}

function byValues(cells: string[]): ContactField {
  const most = (pattern: RegExp) =>
    cells.length > 0 && cells.filter(cell => pattern.test(cell)).length * 10 >= cells.length * 8
  if (most(/^[^\s@]+@[^\s@]+\.[^\s@]+$/)) return 'email'
  if (most(/^\+?[\d\s()./-]{7,20}$/)) return 'phone'
  if (most(/^https?:\/\//)) return 'link'
  return 'keep'
}
