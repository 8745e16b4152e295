import type { ReviewAction, ReviewKind, ReviewRow } from '../../contract'

/**
 * What can happen with a row. The first is what happens to it when it is ticked: nothing is merged
 * unless a person says so.
 */
export const ACTIONS: Record<ReviewKind, ReviewAction[]> = {
  new: ['create', 'skip'],
  update: ['update', 'create', 'skip'],
  duplicate: ['create', 'merge', 'update', 'skip'],
  same: ['skip'],
  problem: ['skip']
}

/** Rows of these kinds have nothing to decide. */
export function isFixed(kind: ReviewKind): boolean {
  return ACTIONS[kind].length === 1
}

/** What ticking or unticking a row means. */
export function toggled(row: Pick<ReviewRow, 'kind' | 'action'>): ReviewAction {
  return row.action === 'skip' ? (ACTIONS[row.kind][0] ?? 'skip') : 'skip'
}

/** The rows by what ticking each of them means, in as few groups as there are such actions. */
export function tickGroups(rows: Pick<ReviewRow, 'index' | 'kind'>[]): Map<ReviewAction, number[]> {
  const groups = new Map<ReviewAction, number[]>()
  for (const row of rows) {
    const action = ACTIONS[row.kind][0]
    if (action === undefined || action === 'skip') continue
    const group = groups.get(action) ?? []
    group.push(row.index)
    groups.set(action, group)
  }
  return groups
}

/** The number of the earlier row of the same import that a row is matched with; null for a contact. */
export function earlierRow(match: NonNullable<ReviewRow['match']>): number | null {
  return match.id.startsWith('row:') ? Number(match.id.slice('row:'.length)) : null
}
