import { BrowserWindow, ipcMain, nativeTheme } from 'electron'
import { DatomspaceError } from '../error'
import { lockDown, preloadPath } from './window'
import { SECRET_ORIGIN, SECRET_PARTITION } from './protocol'
import type { Language } from './texts'

/**
 * What the secret window is for. Secrets are seen and typed only in this window: it has its own
 * process, its own session and a preload that can do nothing but answer the one question, so the
 * app's own page never holds a phrase or a passphrase.
 */
export type Question =
  | { kind: 'show-phrase'; words: string[] }
  | { kind: 'confirm-phrase'; positions: number[] }
  | { kind: 'enter-phrase' }
  | { kind: 'new-passphrase' }
  | { kind: 'passphrase'; use: PassphraseUse }

/** What the passphrase in use is asked for, which the window has as its heading. */
export type PassphraseUse = 'unlock' | 'show-phrase' | 'confirm-phrase'

/** Says what is wrong with an answer, as a code that the page translates; undefined accepts it. */
export type Check = (text: string) => Promise<SecretProblem | undefined> | SecretProblem | undefined

export interface SecretProblem {
  code: string
  /** E.g. position and suggestion of a mistyped word. */
  details?: Record<string, string | number | boolean | null>
}

const CHANNEL = { question: 'secret:question', answer: 'secret:answer', close: 'secret:close' }
const SIZE: Record<Question['kind'], { width: number; height: number }> = {
  'show-phrase': { width: 620, height: 560 },
  'confirm-phrase': { width: 520, height: 440 },
  'enter-phrase': { width: 620, height: 400 },
  'new-passphrase': { width: 480, height: 420 },
  passphrase: { width: 480, height: 310 }
}
const LONGEST_ANSWER = 4_000

/** At most one at a time: its channels are the program's, and a person reads one question at once. */
let current: BrowserWindow | undefined

/**
 * Asks in a window of its own.
 *
 * @param check called with what was entered; the window stays open and shows the problem until it is
 *   accepted or closed
 * Throws `CONFLICT` while another question is open, and brings that one to the front.
 *
 * @returns what was entered (empty text for `show-phrase` once it was read), or undefined when the
 *   person closed the window
 */
export async function askSecret(
  parent: BrowserWindow | undefined,
  language: Language,
  question: Question,
  check: Check = () => undefined
): Promise<string | undefined> {
  if (current) {
    current.focus()
    throw new DatomspaceError('CONFLICT', 'Another question is open: answer or close it first')
  }
  const window = openSecretWindow(parent, question)
  current = window
  const answer = answerFrom(window, language, question, check)
  // A window that its person closed before it was drawn has its answer already: none.
  await window.loadURL(`${SECRET_ORIGIN}/`).catch(() => {
    if (!window.isDestroyed()) window.destroy()
  })
  return answer
}

function openSecretWindow(parent: BrowserWindow | undefined, question: Question): BrowserWindow {
  const window = new BrowserWindow({
    ...SIZE[question.kind],
    useContentSize: true,
    parent,
    modal: parent !== undefined,
    show: false,
    resizable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    autoHideMenuBar: true,
    title: 'datomspace',
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#16191b' : '#ffffff',
    webPreferences: {
      preload: preloadPath('secret'),
      partition: SECRET_PARTITION,
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      devTools: false,
      spellcheck: false
    }
  })
  // Keeps the words out of screenshots and screen sharing where the system can.
  window.setContentProtection(true)
  lockDown(window.webContents, `${SECRET_ORIGIN}/`)
  window.once('ready-to-show', () => window.show())
  return window
}

function answerFrom(
  window: BrowserWindow,
  language: Language,
  question: Question,
  check: Check
): Promise<string | undefined> {
  // Read now: after `closed` the window can no longer be asked.
  const contents = window.webContents
  const own = (event: { sender: unknown; senderFrame: unknown }): boolean =>
    event.sender === contents && event.senderFrame === contents.mainFrame
  return new Promise(resolve => {
    let accepted: string | undefined
    ipcMain.handle(CHANNEL.question, event => (own(event) ? { language, ...question } : undefined))
    ipcMain.handle(CHANNEL.answer, async (event, text: unknown) => {
      if (!own(event) || typeof text !== 'string' || text.length > LONGEST_ANSWER) return undefined
      const problem = await check(text)
      // Checking a passphrase takes a second, in which the person may have closed the window.
      if (problem || window.isDestroyed()) return problem
      accepted = text
      setImmediate(() => window.close())
      return undefined
    })
    ipcMain.handle(CHANNEL.close, event => {
      if (own(event)) setImmediate(() => window.close())
    })
    window.once('closed', () => {
      current = undefined
      for (const channel of Object.values(CHANNEL)) ipcMain.removeHandler(channel)
      resolve(accepted)
    })
  })
}
