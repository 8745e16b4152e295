import type { ElectronApplication, Page } from 'playwright-core'
import { secretText, type SecretText } from '../../src-renderer/secret/texts'

/** The window of main for recovery words and passphrases, used as a person uses it. */
export class SecretWindow {
  private constructor(
    private readonly app: ElectronApplication,
    readonly page: Page,
    private readonly locale: 'en' | 'zh-CN'
  ) {}

  /** @param act what makes main open the window */
  static async openedBy(
    app: ElectronApplication,
    locale: 'en' | 'zh-CN',
    act: () => Promise<unknown>
  ): Promise<SecretWindow> {
    const [page] = await Promise.all([app.waitForEvent('window'), act()])
    await page.waitForURL('app://secret/**')
    await page.getByRole('heading').waitFor()
    return new SecretWindow(app, page, locale)
  }

  text(key: SecretText, values: Record<string, unknown> = {}): string {
    return secretText(this.locale, key, values)
  }

  /** The recovery words that are shown. */
  words(): Promise<string[]> {
    return this.page.getByRole('listitem').allTextContents()
  }

  press(key: SecretText): Promise<void> {
    return this.page.getByRole('button', { name: this.text(key), exact: true }).click()
  }

  async type(key: SecretText, text: string, values: Record<string, unknown> = {}): Promise<void> {
    await this.page.getByLabel(this.text(key, values), { exact: true }).fill(text)
  }

  /** What the window says is wrong with the answer. */
  async problem(): Promise<string> {
    const alert = this.page.getByRole('alert')
    await alert.filter({ hasText: /./ }).waitFor()
    return (await alert.textContent()) ?? ''
  }

  /** Presses the button that ends the window, and waits until it is gone. */
  async finish(key: SecretText): Promise<void> {
    await Promise.all([this.page.waitForEvent('close'), this.press(key).catch(ignoreClosed)])
  }

  /** What the window says it is for. */
  async sees(heading: SecretText): Promise<void> {
    await this.page.getByRole('heading', { name: this.text(heading), exact: true }).waitFor()
  }

  /** Presses the button that ends this window and opens the next one. */
  leadsTo(key: SecretText): Promise<SecretWindow> {
    return SecretWindow.openedBy(this.app, this.locale, () => this.press(key).catch(ignoreClosed))
  }

  /** Types the words at the positions that the window asks for. */
  async confirmWords(words: string[]): Promise<void> {
    for (const [index, word] of words.entries()) {
      const field = this.page.getByLabel(this.text('word', { position: index + 1 }), {
        exact: true
      })
      if (await field.count()) await field.fill(word)
    }
  }
}

/** The window closes itself while it is being clicked. */
function ignoreClosed(error: unknown): void {
  if (!/closed/i.test(String(error))) throw error
}
