import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Bridge } from './bridge'

// Written out, not imported: a sandboxed preload is one file, and these are its whole reach.
const CALL = 'datomspace:call'
const EVENT = 'datomspace:event'
const FILE = 'datomspace:file'

/**
 * The path of a file that a person handed over, empty for anything else: a page must not name a path by
 * an object that only looks like a file. `webUtils` exists from Electron 29 on; before, a File carried
 * its path itself.
 */
function pathOf(file: unknown): string {
  if (!(file instanceof File)) return ''
  return typeof webUtils?.getPathForFile === 'function'
    ? webUtils.getPathForFile(file)
    : ((file as File & { path?: string }).path ?? '')
}

const bridge: Bridge = {
  call: (name, params) => ipcRenderer.invoke(CALL, name, params),
  on(listener) {
    const heard = (_: unknown, message: Parameters<typeof listener>[0]): void => listener(message)
    ipcRenderer.on(EVENT, heard)
    return () => ipcRenderer.removeListener(EVENT, heard)
  },
  fileToken: file => ipcRenderer.invoke(FILE, pathOf(file)),
  platform: process.platform as Bridge['platform'],
  locale: Intl.DateTimeFormat().resolvedOptions().locale
}

contextBridge.exposeInMainWorld('datomspace', bridge)
