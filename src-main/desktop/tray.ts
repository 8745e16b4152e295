import { Menu, nativeImage, Tray, type NativeImage } from 'electron'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import type { SpaceStatus, SyncState } from '../space/shapes'
import { textOf, type Language, type TextKey } from './texts'
import { trayWord } from './tray-word'

export interface TrayActions {
  show: () => void
  importFiles: () => void
  pasteKey: () => void
  pause: (paused: boolean) => void
  quit: () => void
  /** Files dropped on the icon, where the system has that (macOS). */
  drop: (paths: string[]) => void
}

const ICONS: Record<SyncState, string> = {
  idle: 'tray-idle',
  syncing: 'tray-syncing',
  paused: 'tray-paused',
  offline: 'tray-paused',
  attention: 'tray-attention'
}

/** The icon in the tray: says in words how syncing goes, and holds the few things done from there. */
export class SpaceTray {
  private readonly tray: Tray
  private shown = ''

  /** @param icons folder of the tray's icons, one for each state */
  constructor(
    private readonly icons: string,
    private readonly actions: TrayActions
  ) {
    this.tray = new Tray(this.image('idle'))
    this.tray.on('click', actions.show)
    this.tray.on('drop-files', (_event, paths) => actions.drop(paths))
  }

  update(language: Language, { sync, trouble }: Pick<SpaceStatus, 'sync' | 'trouble'>): void {
    const state = `${language} ${sync} ${trouble}`
    // Rebuilding an unchanged menu would close it under the person's pointer.
    if (state === this.shown) return
    this.shown = state
    const t = (key: TextKey): string => textOf(language, key)
    const word = t(trayWord(sync, trouble))
    this.tray.setImage(this.image(sync))
    this.tray.setToolTip(`datomspace: ${word}`)
    const paused = sync === 'paused'
    this.tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: word, enabled: false },
        { type: 'separator' },
        { label: t('open'), click: this.actions.show },
        { label: t('importFiles'), click: this.actions.importFiles },
        { label: t('pasteKey'), click: this.actions.pasteKey },
        { type: 'separator' },
        { label: t(paused ? 'resume' : 'pause'), click: () => this.actions.pause(!paused) },
        { label: t('quit'), click: this.actions.quit }
      ])
    )
  }

  close(): void {
    this.tray.destroy()
  }

  /** macOS draws one template in the colour of its menu bar; elsewhere the icon shows the state. */
  private image(sync: SyncState): NativeImage {
    const name = process.platform === 'darwin' ? 'trayTemplate' : ICONS[sync]
    return nativeImage.createFromPath(join(this.icons, `${name}.png`))
  }
}

/**
 * Whether something shows tray icons. On Linux a window that closes to a tray that nobody draws would
 * be gone for good, so we ask the session bus first.
 */
export async function trayHostExists(): Promise<boolean> {
  if (process.platform !== 'linux') return true
  const question = [
    '--session',
    '--print-reply',
    '--dest=org.freedesktop.DBus',
    '/org/freedesktop/DBus',
    'org.freedesktop.DBus.NameHasOwner',
    'string:org.kde.StatusNotifierWatcher'
  ]
  return new Promise(resolve => {
    execFile('dbus-send', question, { timeout: 2_000 }, (error, stdout) =>
      resolve(!error && stdout.includes('boolean true'))
    )
  })
}
