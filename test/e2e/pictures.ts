import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { expect } from 'vitest'
import type { Dictionary } from '../../src-renderer/locale/en'
import type { Person } from './person'
import type { SecretWindow } from './secret-window'

const LOCALES = ['en', 'zh-CN'] as const
const THEMES = ['light', 'dark'] as const
const WHOLE = { width: 1280, height: 800 }
const SMALL = { width: 900, height: 600 }

/** Takes pictures of what a person sees, in both languages and both themes. */
export class Pictures {
  #number = 0

  /** @param folder where they go, into a folder for each language and theme */
  constructor(private readonly folder: string) {}

  /** The window as it is now, four times; afterwards it speaks the person's own language again. */
  async take(person: Person, name: string): Promise<void> {
    await this.#takeAll(person, this.#next(name), WHOLE)
  }

  /** The same in the smallest window. */
  async takeSmall(person: Person, name: string): Promise<void> {
    await this.#takeAll(person, `${this.#next(name)}-small`, SMALL)
    await resize(person, WHOLE)
  }

  /**
   * A window for secrets, which speaks the language that it was opened in. It is cancelled afterwards.
   *
   * @param button what opens it, in the words of the language
   * @returns what `read` found in it
   */
  async takeSecret<Found>(
    person: Person,
    name: string,
    button: (words: Dictionary) => string,
    read: (secret: SecretWindow) => Promise<Found>
  ): Promise<Found> {
    const file = `${this.#next(name)}.png`
    let found: Found | undefined
    for (const locale of LOCALES) {
      await show(person, locale, 'light')
      const speaker = person.inLanguage(locale)
      const secret = await speaker.opensSecretWindow(button(speaker.words))
      for (const theme of THEMES) {
        await show(person, locale, theme)
        // The driver says what the window prefers, whatever the app has chosen.
        await secret.page.emulateMedia({ colorScheme: theme })
        await secret.page.screenshot({ path: join(await this.#look(locale, theme), file) })
      }
      found = await read(secret)
      await secret.finish('cancel')
    }
    await show(person, person.locale, 'light')
    return found as Found
  }

  async #takeAll(
    person: Person,
    name: string,
    size: { width: number; height: number }
  ): Promise<void> {
    await resize(person, size)
    for (const locale of LOCALES) {
      for (const theme of THEMES) {
        await show(person, locale, theme)
        const folder = await this.#look(locale, theme)
        await person.window.screenshot({ path: join(folder, `${name}.png`) })
      }
    }
    await show(person, person.locale, 'light')
  }

  async #look(locale: string, theme: string): Promise<string> {
    const folder = join(this.folder, `${locale}-${theme}`)
    await mkdir(folder, { recursive: true })
    return folder
  }

  #next(name: string): string {
    this.#number++
    return `${String(this.#number).padStart(2, '0')}-${name}`
  }
}

async function show(
  person: Person,
  locale: 'en' | 'zh-CN',
  theme: 'light' | 'dark'
): Promise<void> {
  await person.call('settings.save', { locale, theme })
  const page = person.window.locator(`html[lang="${locale}"][data-theme=${theme}]`)
  await page.waitFor({ state: 'attached' })
  await person.window.evaluate(
    `Promise.race([new Promise(done => setTimeout(done, 400)),
      Promise.all(document.getAnimations().map(a => a.finished.catch(() => {})))])`
  )
}

async function resize(person: Person, size: { width: number; height: number }): Promise<void> {
  await person.app.evaluate(
    ({ BrowserWindow }, { width, height }) =>
      BrowserWindow.getAllWindows()
        .find(window => window.webContents.getURL().startsWith('app://datomspace'))
        ?.setContentSize(width, height),
    size
  )
  await expect.poll(() => person.window.evaluate('innerWidth')).toBe(size.width)
}
