import { Menu, type MenuItemConstructorOptions } from 'electron'
import type { Events } from '../contract'
import { textOf, type Language, type TextKey } from './texts'

export interface MenuActions {
  go: (screen: Events['window.open']['screen']) => void
  chooseFiles: () => void
  quit: () => void
}

/** The menu of the window; on macOS the first menu is the app's own. */
export function setMenu(language: Language, actions: MenuActions): void {
  const t = (key: TextKey): string => textOf(language, key)
  const settings: MenuItemConstructorOptions = {
    label: t('settings'),
    accelerator: 'CmdOrCtrl+,',
    click: () => actions.go('settings')
  }
  const quit: MenuItemConstructorOptions = {
    label: t('quit'),
    accelerator: 'CmdOrCtrl+Q',
    click: actions.quit
  }
  const mac = process.platform === 'darwin'
  const file: MenuItemConstructorOptions[] = [
    { label: t('importFiles'), accelerator: 'CmdOrCtrl+O', click: actions.chooseFiles },
    {
      label: t('pasteKey'),
      accelerator: 'CmdOrCtrl+Shift+V',
      click: () => actions.go('receive')
    },
    { type: 'separator' },
    ...(mac ? [] : [settings, { type: 'separator' } as const]),
    { label: t('close'), role: 'close' },
    ...(mac ? [] : [quit])
  ]
  const edit: MenuItemConstructorOptions[] = [
    { label: t('undo'), role: 'undo' },
    { label: t('redo'), role: 'redo' },
    { type: 'separator' },
    { label: t('cut'), role: 'cut' },
    { label: t('copy'), role: 'copy' },
    { label: t('paste'), role: 'paste' },
    { label: t('selectAll'), role: 'selectAll' }
  ]
  const view: MenuItemConstructorOptions[] = [
    { label: t('zoomReset'), role: 'resetZoom' },
    { label: t('zoomIn'), role: 'zoomIn' },
    { label: t('zoomOut'), role: 'zoomOut' },
    { type: 'separator' },
    { label: t('fullScreen'), role: 'togglefullscreen' }
  ]
  Menu.setApplicationMenu(
    Menu.buildFromTemplate([
      ...(mac
        ? [
            {
              label: 'datomspace',
              submenu: [settings, { type: 'separator' } as const, { role: 'hide' } as const, quit]
            }
          ]
        : []),
      { label: t('file'), submenu: file },
      { label: t('edit'), submenu: edit },
      { label: t('view'), submenu: view },
      { label: t('window'), submenu: [{ label: t('minimize'), role: 'minimize' }] }
    ])
  )
}
