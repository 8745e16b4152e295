import type { ReceivedRow, ReceivedState } from '../../contract'

/** Grants that are over: nothing new comes by them. */
export function isEnded(state: ReceivedState): boolean {
  return state === 'expired' || state === 'revoked' || state === 'refused'
}

/** Whether the terms let its contacts be shown now. */
export function isShown(state: ReceivedState): boolean {
  return !['waiting', 'expired', 'revoked', 'suspended', 'used-up', 'failed'].includes(state)
}

export type Tone = 'success' | 'info' | 'plain' | 'warning' | 'danger'

export const TONES: Record<ReceivedState, Tone> = {
  waiting: 'info',
  connecting: 'info',
  syncing: 'info',
  live: 'success',
  'owner-offline': 'plain',
  offline: 'plain',
  suspended: 'warning',
  'used-up': 'warning',
  expired: 'danger',
  revoked: 'danger',
  refused: 'danger',
  failed: 'danger'
}

/** Whether its contacts can be listed: the terms let them be shown and, where looks count, one is open. */
export function isListed(row: ReceivedRow, now = Date.now()): boolean {
  if (!isShown(row.state) || !row.label || row.obstacle) return false
  return !row.needsUse || (row.lookUntil !== undefined && Date.parse(row.lookUntil) > now)
}

/** Blocks that are here of those that there are, 0 to 1; null while nobody knows how many. */
export function progressOf(row: Pick<ReceivedRow, 'progress'>): number | null {
  const { blocks, total } = row.progress
  return total > 0 ? blocks / total : null
}

/** True while the first copy is on its way, when how far it is matters. */
export function isArriving(row: ReceivedRow): boolean {
  if (row.state === 'syncing') return true
  const { blocks, total } = row.progress
  const isHere = isEnded(row.state) || row.state === 'failed' || row.state === 'used-up'
  return !isHere && total > 0 && blocks < total
}
