import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import { failureOf, type Answer, type Feed, type Router } from '../contract'
import { ORIGIN } from './protocol'

/** The channels of Electron's IPC that exist at all. */
export const CHANNELS = {
  call: 'datomspace:call',
  event: 'datomspace:event',
  file: 'datomspace:file'
} as const

export interface IpcOptions {
  router: Router
  feed: Feed
  /** Whether these contents belong to a window that we opened. */
  known: (contents: WebContents) => boolean
  /** A path that a person dropped on the window becomes a token. */
  offerFile: (path: string) => Promise<string>
  /** Origin of the page in development; undefined in the product. */
  developmentOrigin?: string
}

/**
 * Connects windows to the contract. A call is answered only for the main frame of a window of ours
 * that shows our own origin; whoever else asks learns nothing but that.
 */
export function serveIpc(options: IpcOptions): () => void {
  const trusted = (event: IpcMainInvokeEvent): boolean => {
    const frame = event.senderFrame
    if (!frame || frame !== event.sender.mainFrame || !options.known(event.sender)) return false
    const origin = originOf(frame.url)
    return origin === ORIGIN || (origin !== '' && origin === options.developmentOrigin)
  }
  ipcMain.handle(CHANNELS.call, async (event, name: unknown, params: unknown) => {
    if (!trusted(event)) return forbidden
    return options.router.answer(name, params, 'window')
  })
  ipcMain.handle(CHANNELS.file, async (event, path: unknown) => {
    if (!trusted(event)) return forbidden
    if (typeof path !== 'string' || path === '' || path.length > 4096) return noFile
    try {
      return { ok: true, value: await options.offerFile(path) }
    } catch (error) {
      return { ok: false, error: failureOf(error) }
    }
  })
  return () => {
    ipcMain.removeHandler(CHANNELS.call)
    ipcMain.removeHandler(CHANNELS.file)
  }
}

/** Sends every event of the feed to a window for as long as it lives. */
export function forwardEvents(feed: Feed, contents: WebContents): void {
  const stop = feed.listen(message => {
    if (!contents.isDestroyed()) contents.send(CHANNELS.event, message)
  })
  contents.once('destroyed', stop)
}

const forbidden: Answer<never> = {
  ok: false,
  error: {
    code: 'SENDER_FORBIDDEN',
    message: 'Only the pages of this app may make calls',
    details: {}
  }
}

const noFile: Answer<never> = {
  ok: false,
  error: {
    code: 'INVALID_ARGUMENT',
    message: 'This is no file of this computer: save it to a folder first, then drop it here',
    details: {}
  }
}

function originOf(url: string): string {
  try {
    const { protocol, host } = new URL(url)
    return `${protocol}//${host}`
  } catch {
    return ''
  }
}
