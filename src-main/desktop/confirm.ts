import { dialog, type BrowserWindow } from 'electron'
import { textOf, type Language, type TextKey } from './texts'

export interface Confirmation {
  message: TextKey
  detail: TextKey
  action: TextKey
  values?: Record<string, string | number>
}

/**
 * Asks before something that gives away or destroys. Main draws the dialog, so a page that was taken
 * over cannot press its button. Cancel is the default.
 */
export async function confirmed(
  window: BrowserWindow | undefined,
  language: Language,
  { message, detail, action, values }: Confirmation
): Promise<boolean> {
  const options = {
    type: 'warning' as const,
    message: textOf(language, message, values),
    detail: textOf(language, detail, values),
    buttons: [textOf(language, 'cancel'), textOf(language, action)],
    defaultId: 0,
    cancelId: 0,
    noLink: true
  }
  const { response } = window
    ? await dialog.showMessageBox(window, options)
    : await dialog.showMessageBox(options)
  return response === 1
}
