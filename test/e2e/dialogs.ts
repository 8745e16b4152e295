import type { ElectronApplication } from 'playwright-core'

/** The words of a dialog that main asked with. */
export interface Asked {
  message: string
  detail: string
  buttons: string[]
}

type Spied = typeof globalThis & { askedByTest?: Asked[] }

/**
 * Dialogs of the system are not in any page: this answers the questions of main in a person's place, with
 * the given button, and keeps what was asked. Everything before and after the dialog is the app's own.
 */
export async function answerQuestions(app: ElectronApplication, button: number): Promise<void> {
  await app.evaluate(({ dialog }, response) => {
    const spied = globalThis as Spied
    spied.askedByTest = []
    dialog.showMessageBox = (async (...given: unknown[]) => {
      const { message, detail, buttons } = given[given.length - 1] as Asked
      spied.askedByTest?.push({ message, detail, buttons })
      return { response, checkboxChecked: false }
    }) as typeof dialog.showMessageBox
  }, button)
}

/** What main has asked since {@link answerQuestions}. */
export function questionsAsked(app: ElectronApplication): Promise<Asked[]> {
  return app.evaluate(() => (globalThis as Spied).askedByTest ?? [])
}

/** Chooses a path in the next save dialogs of the system; undefined cancels them. */
export async function chooseSavePath(app: ElectronApplication, path?: string): Promise<void> {
  await app.evaluate(({ dialog }, filePath) => {
    dialog.showSaveDialog = (async () => ({
      canceled: !filePath,
      filePath: filePath ?? ''
    })) as typeof dialog.showSaveDialog
  }, path)
}

/** Chooses files in the next open dialogs of the system. */
export async function chooseFiles(app: ElectronApplication, paths: string[]): Promise<void> {
  await app.evaluate(({ dialog }, filePaths) => {
    dialog.showOpenDialog = (async () => ({
      canceled: filePaths.length === 0,
      filePaths
    })) as typeof dialog.showOpenDialog
  }, paths)
}

/** What a person would paste now. */
export function clipboardText(app: ElectronApplication): Promise<string> {
  return app.evaluate(({ clipboard }) => clipboard.readText())
}
