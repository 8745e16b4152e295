import { contextBridge, ipcRenderer, webUtils } from 'electron'
import type { Bridge } from './bridge'

// Written out, not imported: a sandboxed preload is one file, and these are its whole reach.
const CALL = 'datomspace:call'
const EVENT = 'datomspace:event'
const FILE = 'datomspace:file'

/** `webUtils` exists from Electron 29 on; before, a File carried its path itself. */
function pathOf(file: File): string {
  const legacy = (file as File & { path?: string }).path
  return typeof webUtils?.getPathForFile === 'function'
    ? webUtils.getPathForFile(file)
    : (legacy ?? '')
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
