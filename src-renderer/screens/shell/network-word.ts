import type { SpaceStatus } from '../../contract'
import type { MessageKey } from '../../locale'

export type NetworkWord = 'online' | 'connecting' | 'offline' | 'syncing' | 'paused' | 'attention'

/**
 * One honest word for the state of the space. What a person decided goes before what the network does, and
 * a trail that does not hold before everything.
 */
export function networkWord(status: SpaceStatus | null): NetworkWord {
  if (!status) return 'offline'
  if (status.trouble?.startsWith('trail-')) return 'attention'
  if (isPaused(status)) return 'paused'
  if (status.network === 'offline') return 'offline'
  if (status.sync === 'attention') return 'attention'
  if (status.network === 'connecting') return 'connecting'
  return status.sync === 'syncing' ? 'syncing' : 'online'
}

export function isPaused(status: SpaceStatus | null): boolean {
  return status?.sync === 'paused' || status?.network === 'suspended'
}

/** What to do next, where something needs attention; else what the word means. */
export function hintKey(status: SpaceStatus | null): MessageKey {
  const word = networkWord(status)
  const trouble = word === 'attention' && status?.trouble
  return trouble ? `status.troubles.${trouble}` : `status.${word}Hint`
}
