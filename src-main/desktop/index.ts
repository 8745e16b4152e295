/**
 * desktop: the app around a space. Windows, tray, menu, links, dialogs, Electron's IPC, and the one
 * space of this person that main hosts. The only room that imports electron.
 *
 * May import `contract` and every room below it. Promises that no page reaches more than the contract,
 * that whatever gives away or destroys is confirmed by a dialog of main, and that closing the window
 * never loses anything.
 */
import { app, nativeTheme, powerMonitor, type BrowserWindow, type WebContents } from 'electron'
import { dirname, join } from 'node:path'
import { Feed, Router } from '../contract'
import { DatomspaceError } from '../error'
import { defaultHost, defaultStorage } from '../space/place'
import { DEFAULT_SETTINGS, SettingsFile } from '../space/settings'
import type { KeychainKind, Settings } from '../space/shapes'
import { requestOf, linkOf, type Request } from './deep-link'
import { desktopHandlers } from './handlers'
import { Home } from './home'
import { forwardEvents, serveIpc } from './ipc'
import { setLoginItem } from './login-item'
import { setMenu } from './menu'
import { notifyChanges } from './notify'
import { PendingRequest } from './pending'
import { registerScheme, serveApp } from './protocol'
import { askPassphrase } from './passphrase'
import { settingsHandlers } from './settings'
import { languageOf, type Language } from './texts'
import { SpaceTray, trayHostExists } from './tray'
import { openMainWindow, preloadPath } from './window'

const KEYCHAINS = ['keytar', 'file', 'memory']
const CRASH_PAUSE_MS = 10_000

/** Starts the app, or hands over to the instance that runs already. */
export function startDesktop(): void {
  if (!app.requestSingleInstanceLock()) {
    app.quit()
    return
  }
  // As root Chromium refuses to start sandboxed at all; whoever launches it that way says so with a switch.
  if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
  registerScheme()
  if (app.isPackaged) app.setAsDefaultProtocolClient('datomspace')
  const desktop = new Desktop()
  app.on('second-instance', (_event, argv, directory) =>
    desktop.request(requestOf(argv.slice(1), directory))
  )
  app.on('open-url', (event, url) => {
    event.preventDefault()
    const request = linkOf(url)
    if (request) desktop.request(request)
  })
  app.on('open-file', (event, path) => {
    event.preventDefault()
    desktop.request({ kind: 'import', paths: [path] })
  })
  app.on('window-all-closed', () => void desktop.windowClosed())
  app.on('activate', () => desktop.show())
  app.on('before-quit', event => desktop.beforeQuit(event))
  void app.whenReady().then(() => desktop.start())
}

class Desktop {
  private readonly feed = new Feed()
  private readonly storage = defaultStorage()
  private readonly settings = new SettingsFile(join(dirname(this.storage), 'settings.json'))
  private chosen: Settings = DEFAULT_SETTINGS
  private readonly pending = new PendingRequest(async path => {
    const files = this.home.served?.modules.files
    return files ? (await files.offer({ path })).token : undefined
  }, this.feed)
  private readonly home: Home
  private window: BrowserWindow | undefined
  private tray: SpaceTray | undefined
  private trayWorks = false
  private quitting: 'no' | 'closing' | 'closed' = 'no'

  constructor() {
    this.home = new Home({
      storage: this.storage,
      host: defaultHost(),
      version: app.getVersion(),
      feed: this.feed,
      bootstrap: () => this.chosen.bootstrap,
      settings: () => this.settings.get(),
      keychain: forcedKeychain(),
      demonstration: forcedKeychain() === 'memory' ? process.env.DATOMSPACE_DEMO : undefined,
      passphrase: (request, use) => askPassphrase(this.window, this.language(), request, use)
    })
  }

  async start(): Promise<void> {
    this.chosen = await this.settings.get()
    this.applySettings()
    const developmentUrl = app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL
    serveApp(join(__dirname, '../renderer'), async id =>
      this.home.served?.modules.contacts.photo(id)
    )
    const own = desktopHandlers({
      home: this.home,
      window: () => this.window,
      language: () => this.language(),
      takePending: () => this.pending.take()
    })
    const forSettings = settingsHandlers(this.settings)
    this.settings.on('change', (settings: Settings) => {
      this.chosen = settings
      this.applySettings()
      this.feed.emit('settings.changed', {})
    })
    serveIpc({
      router: new Router(
        () => own,
        () => forSettings,
        () => this.home.handlers()
      ),
      feed: this.feed,
      known: contents => contents === this.window?.webContents,
      offerFile: async path => {
        const files = this.home.served?.modules.files
        if (!files) throw new DatomspaceError('CLOSED', 'Create or unlock the space first')
        return (await files.offer({ path })).token
      },
      developmentOrigin: developmentUrl ? new URL(developmentUrl).origin : undefined
    })
    this.pending.put(requestOf(process.argv.slice(app.isPackaged ? 1 : 2), process.cwd()))
    const hidden = process.argv.includes('--hidden')
    if (!hidden) this.show()
    await this.startTray()
    // Started with the session, but there is no tray to find it in: then better a window than nothing.
    if (hidden && !this.trayWorks) this.show()
    this.home.on('change', () => this.update())
    this.feed.listen(({ name }) => {
      if (name === 'status.changed') this.update()
    })
    notifyChanges({
      feed: this.feed,
      home: this.home,
      language: () => this.language(),
      wanted: () => this.chosen.notifications && !this.window?.isFocused(),
      open: screen => this.go(screen)
    })
    powerMonitor.on('suspend', () => void this.home.sleep())
    powerMonitor.on('resume', () => void this.home.wake())
    await this.home.start()
    this.update()
  }

  /** Something from outside wants a screen: it is shown, and decides nothing by itself. */
  request(request: Request): void {
    this.pending.put(request)
    if (app.isReady()) this.show()
  }

  show(): void {
    if (this.window && !this.window.isDestroyed()) {
      if (this.window.isMinimized()) this.window.restore()
      this.window.show()
      this.window.focus()
      return
    }
    this.window = openMainWindow({
      placeFile: join(app.getPath('userData'), 'window-place'),
      preload: preloadPath('index'),
      dark: nativeTheme.shouldUseDarkColors,
      fixedPlace: process.env.DATOMSPACE_WINDOW,
      developmentUrl: app.isPackaged ? undefined : process.env.ELECTRON_RENDERER_URL
    })
    forwardEvents(this.feed, this.window.webContents)
    showAnewAfterCrash(this.window.webContents)
    this.window.on('session-end', () => void this.home.close())
    this.window.on('closed', () => (this.window = undefined))
  }

  /** Without a tray that somebody draws, a closed window would leave no way back: then we quit. */
  async windowClosed(): Promise<void> {
    if (process.platform === 'darwin') return
    // At log-in a tray may come up later than we do.
    if (this.chosen.closeToTray && !this.trayWorks) await this.startTray()
    const stays = this.trayWorks && this.chosen.closeToTray
    if (!stays && !this.window) app.quit()
  }

  /** Everything is closed, and what was written is on the disk, before the process goes. */
  beforeQuit(event: { preventDefault: () => void }): void {
    if (this.quitting === 'closed') return
    event.preventDefault()
    if (this.quitting === 'closing') return
    this.quitting = 'closing'
    void this.home
      .close()
      .catch(error => console.error('datomspace: closing failed:', error))
      .finally(() => {
        this.quitting = 'closed'
        this.tray?.close()
        app.quit()
      })
  }

  private async startTray(): Promise<void> {
    this.trayWorks = await trayHostExists()
    if (!this.trayWorks) return
    this.tray = new SpaceTray(join(__dirname, '../icons'), {
      show: () => this.show(),
      importFiles: () => this.go('import'),
      pasteKey: () => this.go('receive'),
      pause: paused => void this.home.pause(paused),
      quit: () => app.quit(),
      drop: paths => this.request({ kind: 'import', paths })
    })
    this.update()
  }

  private go(screen: 'import' | 'receive' | 'people' | 'datoms' | 'settings' | 'contacts'): void {
    this.show()
    this.feed.emit('window.open', { screen })
  }

  private update(): void {
    const { name } = this.home.status()
    this.window?.setTitle(name ? `${name} – datomspace` : 'datomspace')
    this.tray?.update(this.language(), this.home.status())
  }

  private applySettings(): void {
    const { theme, openAtLogin } = this.chosen
    nativeTheme.themeSource = theme
    if (app.isPackaged) void setLoginItem(openAtLogin)
    setMenu(this.language(), {
      go: screen => this.go(screen as 'settings'),
      chooseFiles: () => this.go('import'),
      quit: () => app.quit()
    })
    this.update()
  }

  private language(): Language {
    return languageOf(this.chosen.locale, app.getLocale())
  }
}

/** A page that keeps crashing is left alone, so that the machine is not busy with it. */
function showAnewAfterCrash(contents: WebContents): void {
  let last = 0
  contents.on('render-process-gone', (_event, { reason }) => {
    if (reason === 'clean-exit' || contents.isDestroyed()) return
    console.error('datomspace: the page ended unexpectedly:', reason)
    if (Date.now() - last < CRASH_PAUSE_MS) return
    last = Date.now()
    contents.reload()
  })
}

/** Tests and demonstrations run without the person's own keychain. */
function forcedKeychain(): KeychainKind | undefined {
  const kind = process.env.DATOMSPACE_KEYCHAIN
  return kind && KEYCHAINS.includes(kind) ? (kind as KeychainKind) : undefined
}
