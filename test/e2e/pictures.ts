import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { Person } from './person'

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

  /** A window of main's, as it is. */
  async takePage(page: Page, name: string, look: string): Promise<void> {
    await mkdir(join(this.folder, look), { recursive: true })
    await page.screenshot({ path: join(this.folder, look, `${this.#next(name)}.png`) })
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
        const folder = join(this.folder, `${locale}-${theme}`)
        await mkdir(folder, { recursive: true })
        await person.window.screenshot({ path: join(folder, `${name}.png`) })
      }
    }
    await show(person, person.locale, 'light')
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
