import { app, BrowserWindow } from 'electron'
import { join } from 'node:path'

// A placeholder until desktop/ is there: it shows that the app is built and started.
async function open(): Promise<void> {
  await app.whenReady()
  const window = new BrowserWindow({
    webPreferences: { preload: join(__dirname, '../preload/index.js'), sandbox: true }
  })
  await window.loadFile(join(__dirname, '../renderer/index.html'))
}

void open()
