import { Menu, nativeImage, Tray } from 'electron'
import { execFile } from 'node:child_process'
import type { SyncState } from '../space/shapes'
import { textOf, type Language, type TextKey } from './texts'

export interface TrayActions {
  show: () => void
  importFiles: () => void
  pasteKey: () => void
  pause: (paused: boolean) => void
  quit: () => void
  /** Files dropped on the icon, where the system has that (macOS). */
  drop: (paths: string[]) => void
}

const WORDS: Record<SyncState, TextKey> = {
  idle: 'syncIdle',
  syncing: 'syncSyncing',
  paused: 'syncPaused',
  offline: 'syncOffline',
  attention: 'syncAttention'
}

/** The icon in the tray: says in words how syncing goes, and holds the few things done from there. */
export class SpaceTray {
  private readonly tray: Tray
  private shown = ''

  constructor(
    icon: string,
    private readonly actions: TrayActions
  ) {
    const image = nativeImage.createFromPath(icon).resize({ width: 22, height: 22 })
    if (process.platform === 'darwin') image.setTemplateImage(true)
    this.tray = new Tray(image)
    this.tray.on('click', actions.show)
    this.tray.on('drop-files', (_event, paths) => actions.drop(paths))
  }

  update(language: Language, sync: SyncState): void {
    const state = `${language} ${sync}`
    // Rebuilding an unchanged menu would close it under the person's pointer.
    if (state === this.shown) return
    this.shown = state
    const t = (key: TextKey): string => textOf(language, key)
    this.tray.setToolTip(`datomspace: ${t(WORDS[sync])}`)
    const paused = sync === 'paused'
    this.tray.setContextMenu(
      Menu.buildFromTemplate([
        { label: t(WORDS[sync]), enabled: false },
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
