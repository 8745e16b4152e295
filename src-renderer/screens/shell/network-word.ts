import type { SpaceStatus } from '../../contract'

export type NetworkWord = 'online' | 'connecting' | 'offline' | 'syncing' | 'paused' | 'attention'

/** One honest word for the state of the space. What a person decided goes before what the network does. */
export function networkWord(status: SpaceStatus | null): NetworkWord {
  if (!status) return 'offline'
  if (status.sync === 'paused' || status.network === 'suspended') return 'paused'
  if (status.network === 'offline') return 'offline'
  if (status.sync === 'attention') return 'attention'
  if (status.network === 'connecting') return 'connecting'
  return status.sync === 'syncing' ? 'syncing' : 'online'
}
