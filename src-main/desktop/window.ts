import {
  BrowserWindow,
  screen,
  shell,
  type Event,
  type Rectangle,
  type WebContents
} from 'electron'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ORIGIN } from './protocol'

const DEFAULT_SIZE = { width: 1200, height: 800 }
const SMALLEST_SIZE = { minWidth: 900, minHeight: 600 }
/** Links of contacts that may open in the person's own browser or mail program. */
const OUTSIDE = /^(https?|mailto|tel):/i

export interface WindowOptions {
  /** Where the place of the window is remembered. */
  placeFile: string
  preload: string
  dark: boolean
  /** `x,y,width,height` to open at a fixed place, for a demonstration with two windows. */
  fixedPlace?: string
  /** Page of the development server; undefined in the product. */
  developmentUrl?: string
}

/** The main window, as isolated as Electron can make it. It shows itself when it has something to show. */
export function openMainWindow(options: WindowOptions): BrowserWindow {
  const window = new BrowserWindow({
    ...DEFAULT_SIZE,
    ...SMALLEST_SIZE,
    ...(parsePlace(options.fixedPlace) ?? readPlace(options.placeFile)),
    show: false,
    title: 'datomspace',
    backgroundColor: options.dark ? '#16191b' : '#ffffff',
    autoHideMenuBar: true,
    webPreferences: {
      preload: options.preload,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      spellcheck: false,
      navigateOnDragDrop: false
    }
  })
  lockDown(window.webContents, options.developmentUrl ?? `${ORIGIN}/`)
  window.once('ready-to-show', () => window.show())
  // The title says whose space it is; main sets it.
  window.on('page-title-updated', event => event.preventDefault())
  window.on('close', () => writePlace(options.placeFile, window))
  void window.loadURL(options.developmentUrl ?? `${ORIGIN}/`)
  return window
}

/** A page of ours never leaves its origin, opens no window, embeds nothing and gets no permission. */
export function lockDown(contents: WebContents, allowedUrl: string): void {
  const { protocol, host } = new URL(allowedUrl)
  const stays = (url: string): boolean => {
    const asked = parseUrl(url)
    return asked?.protocol === protocol && asked.host === host
  }
  contents.on('will-navigate', (event, url) => {
    if (!stays(url)) event.preventDefault()
  })
  contents.on('will-redirect', (event, url) => {
    if (!stays(url)) event.preventDefault()
  })
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.setWindowOpenHandler(({ url }) => {
    if (OUTSIDE.test(url)) void shell.openExternal(url)
    return { action: 'deny' }
  })
  contents.session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false))
  contents.session.setPermissionCheckHandler(() => false)
  // Files leave by dialogs of main only. One listener a session, however many windows it has.
  contents.session.removeListener('will-download', refuseDownload)
  contents.session.on('will-download', refuseDownload)
}

function refuseDownload(event: Event): void {
  event.preventDefault()
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text)
  } catch {
    return undefined
  }
}

function parsePlace(text: string | undefined): Rectangle | undefined {
  const numbers = text?.split(',').map(Number)
  if (numbers?.length !== 4 || !numbers.every(Number.isInteger)) return undefined
  const [x, y, width, height] = numbers as [number, number, number, number]
  return { x, y, width, height }
}

/** The remembered place, unless the screen that it was on is gone. */
function readPlace(file: string): Partial<Rectangle> {
  try {
    const place = parsePlace(readFileSync(file, 'utf8'))
    if (!place) return {}
    const { workArea } = screen.getDisplayMatching(place)
    const visible =
      place.x < workArea.x + workArea.width - 50 &&
      place.y < workArea.y + workArea.height - 50 &&
      place.x + place.width > workArea.x + 50 &&
      place.y >= workArea.y - 10
    return visible ? place : { width: place.width, height: place.height }
  } catch {
    // No place remembered yet: the first start.
    return {}
  }
}

function writePlace(file: string, window: BrowserWindow): void {
  if (window.isMinimized() || window.isFullScreen()) return
  const { x, y, width, height } = window.getNormalBounds()
  try {
    writeFileSync(file, [x, y, width, height].join(','))
  } catch {
    // The place of a window is a convenience; a read-only folder must not keep it from closing.
  }
}

export const preloadPath = (name: 'index' | 'secret'): string =>
  join(__dirname, `../preload/${name}.js`)
