import { contextBridge } from 'electron'

contextBridge.exposeInMainWorld('datomspace', { platform: process.platform })
