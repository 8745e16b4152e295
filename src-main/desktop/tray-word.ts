import type { SyncState, Trouble } from '../space/shapes'
import type { TextKey } from './texts'

const WORDS: Record<SyncState, TextKey> = {
  idle: 'syncIdle',
  syncing: 'syncSyncing',
  paused: 'syncPaused',
  offline: 'syncOffline',
  attention: 'syncAttention'
}

const TROUBLES: Record<Trouble, TextKey> = {
  received: 'syncAttention',
  merge: 'mergeRefused',
  'trail-broken': 'trailBroken',
  'trail-unwritten': 'trailUnwritten'
}

/** What the tray says of the space: what is wrong goes before how syncing goes. */
export function trayWord(sync: SyncState, trouble?: Trouble): TextKey {
  return trouble && sync === 'attention' ? TROUBLES[trouble] : WORDS[sync]
}
