import { app } from 'electron'
import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** Starts the app with the session, without a window, or no longer does. */
export async function setLoginItem(open: boolean): Promise<void> {
  if (process.platform !== 'linux') {
    app.setLoginItemSettings({ openAtLogin: open, args: ['--hidden'] })
    return
  }
  // Linux has no call for it; this is the Desktop Application Autostart Specification.
  const folder = join(
    process.env.XDG_CONFIG_HOME ?? join(app.getPath('home'), '.config'),
    'autostart'
  )
  const file = join(folder, 'datomspace.desktop')
  if (!open) {
    await rm(file, { force: true })
    return
  }
  const program = process.env.APPIMAGE ?? process.execPath
  await mkdir(folder, { recursive: true })
  await writeFile(
    file,
    [
      '[Desktop Entry]',
      'Type=Application',
      'Name=datomspace',
      `Exec="${program}" --hidden`,
      'X-GNOME-Autostart-enabled=true',
      ''
    ].join('\n')
  )
}
