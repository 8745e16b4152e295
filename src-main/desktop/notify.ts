import { Notification } from 'electron'
import type { Feed } from '../contract'
import type { ReceivedRow, ReceivedState } from '../space/shapes'
import type { Home } from './home'
import { textOf, type Language } from './texts'

export interface NotifyOptions {
  feed: Feed
  home: Home
  language: () => Language
  /** Whether the person wants to hear now: allowed in the settings, and not looking anyway. */
  wanted: () => boolean
  show: () => void
}

const ENDED: ReadonlySet<ReceivedState> = new Set(['revoked', 'expired'])

/** New data of others and ends of shares, said by the system while the window is away. */
export function notifyChanges({ feed, home, language, wanted, show }: NotifyOptions): void {
  const known = new Map<string, ReceivedState>()
  const look = async (): Promise<void> => {
    const rows = (await home.served?.modules.received.list()) ?? []
    for (const row of rows) {
      const before = known.get(row.id)
      known.set(row.id, row.state)
      if (before && before !== row.state && wanted()) say(row, before)
    }
  }
  const say = (row: ReceivedRow, before: ReceivedState): void => {
    if (!Notification.isSupported()) return
    const ended = ENDED.has(row.state) && !ENDED.has(before)
    const arrived = before === 'syncing' && row.state === 'live'
    if (!ended && !arrived) return
    const notification = new Notification({
      title: textOf(language(), ended ? 'shareEnded' : 'newData', {
        name: ended ? row.label : row.ownerName
      })
    })
    notification.on('click', show)
    notification.show()
  }
  feed.listen(({ name }) => {
    if (name !== 'received.changed') return
    look().catch(error => console.error('datomspace: cannot look at received shares:', error))
  })
}
