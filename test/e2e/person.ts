import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { CallName, Params, Result } from '../../src-main/contract'
import type { Bridge } from '../../src-preload/bridge'
import { en, type Dictionary } from '../../src-renderer/locale/en'
import { filled as fill } from '../../src-renderer/locale/filling'
import { zhCN } from '../../src-renderer/locale/zh-CN'
import { answerQuestions } from './dialogs'
import { launch, type LaunchedApp, type LaunchOptions } from './app'
import { SecretWindow } from './secret-window'

/** Waiting for something that needs no network; machines of tests are slow and shared. */
export const SOON = 20_000

/** Somebody at the app: does what a person does, by the names that a person sees. */
export class Person {
  readonly words: Dictionary

  private constructor(
    readonly launched: LaunchedApp,
    readonly locale: 'en' | 'zh-CN'
  ) {
    this.words = locale === 'en' ? en : zhCN
    this.window.setDefaultTimeout(SOON)
  }

  static async start(options: LaunchOptions): Promise<Person> {
    const launched = await launch(options)
    // Main asks before it gives away or destroys; this person says yes unless a test says otherwise.
    await answerQuestions(launched.app, 1)
    return new Person(launched, options.locale ?? 'en')
  }

  /** The same person, once the app speaks another language. */
  inLanguage(locale: 'en' | 'zh-CN'): Person {
    return new Person(this.launched, locale)
  }

  get window(): Page {
    return this.launched.window
  }

  get app(): LaunchedApp['app'] {
    return this.launched.app
  }

  /** First start: a new space, the words for later. */
  async createSpace(name: string): Promise<void> {
    const { onboarding } = this.words
    await this.window.getByLabel(onboarding.name).fill(name)
    await this.press(onboarding.submitCreate)
    await this.press(onboarding.phrase.later)
    await this.isIn()
  }

  /** Waits until the space is open and its screens are there. */
  async isIn(): Promise<void> {
    await this.window.getByRole('navigation', { name: this.words.app.nav }).waitFor()
  }

  async press(name: string, within: Page | Locator = this.window): Promise<void> {
    await within.getByRole('button', { name, exact: true }).first().click()
  }

  /** Presses what makes main open its window for secrets. */
  opensSecretWindow(button: string): Promise<SecretWindow> {
    return SecretWindow.openedBy(this.app, this.locale, () => this.press(button))
  }

  /** Takes the short messages at the edge of the window away. */
  async closesMessages(): Promise<void> {
    const close = this.window.getByRole('button', { name: this.words.toast.dismiss })
    while (await close.count()) await close.first().click()
  }

  async sees(text: string | RegExp, timeout = SOON): Promise<void> {
    const exact = typeof text === 'string'
    await this.window.getByText(text, { exact }).first().waitFor({ timeout })
  }

  /** Takes one of the options of a list. */
  async chooses(
    label: string,
    option: string,
    within: Page | Locator = this.window
  ): Promise<void> {
    await within.getByRole('combobox', { name: label, exact: true }).click()
    await this.window.getByRole('option', { name: option, exact: true }).click()
  }

  /** Takes an entry of the menu behind a button. */
  async picks(button: string, entry: string | RegExp): Promise<void> {
    await this.press(button)
    await this.window.getByRole('menuitem', { name: entry }).first().click()
  }

  dialog(name?: string): Locator {
    return this.window.getByRole('dialog', { name })
  }

  /** Opens a screen by the navigation. */
  async go(screen: keyof Dictionary['nav']): Promise<void> {
    const navigation = this.window.getByRole('navigation', { name: this.words.app.nav })
    await navigation.getByLabel(this.words.nav[screen], { exact: true }).first().click()
  }

  /** Drops files from outside, takes the review and the terms as they are proposed, and imports. */
  async importByDrop(paths: string[], count: number): Promise<void> {
    const { imports } = this.words
    await this.launched.dropFiles('body', paths)
    await this.press(imports.review.next)
    await this.press(plural(imports.terms.submit, count))
    await this.sees(plural(imports.report.done, count))
  }

  /** Pastes a key on the received screen and looks at what it offers. */
  async looksAt(key: string): Promise<void> {
    const { received } = this.words
    await this.go('received')
    await this.window.getByLabel(received.key.label).fill(key)
    await this.press(received.key.look)
  }

  /** Pastes a key on the received screen, looks at its terms, accepts them. */
  async receive(key: string): Promise<void> {
    await this.looksAt(key)
    await this.press(this.words.received.preview.accept)
  }

  /** The line of a contact in the list of contacts. */
  contact(name: string): Locator {
    const list = this.window.getByRole('listbox', { name: this.words.contacts.list.label })
    return list.getByRole('option').filter({ hasText: name }).first()
  }

  async seesContact(name: string): Promise<void> {
    await this.go('contacts')
    await this.contact(name).waitFor()
  }

  async opensContact(name: string): Promise<Locator> {
    await this.seesContact(name)
    await this.contact(name).click()
    const { label } = this.words.contacts.detail
    const detail = this.window.getByRole('region', { name: label, exact: true })
    await detail.getByRole('heading', { name }).first().waitFor()
    return detail
  }

  /** A call of the contract, made from the page as its screens do. */
  async call<Name extends CallName>(name: Name, params: Params<Name>): Promise<Result<Name>> {
    const answer = await this.answer(name, params)
    expect(answer).toMatchObject({ ok: true })
    return (answer as { value: Result<Name> }).value
  }

  /** What the page is told for a call, refusals and nonsense included. */
  answer(name: unknown, params: unknown): Promise<unknown> {
    return this.window.evaluate(
      ([called, given]) =>
        (globalThis as unknown as { datomspace: Bridge }).datomspace.call(
          called as CallName,
          given as never
        ),
      [name, params]
    )
  }

  close(): Promise<void> {
    return this.launched.close()
  }
}

type Forms = string | { one?: string; other: string }

/** A text of a dictionary with its count, and other values, filled in. */
export function plural(forms: Forms, count: number, values: Record<string, string> = {}): string {
  const form =
    typeof forms === 'string' ? forms : count === 1 && forms.one ? forms.one : forms.other
  return filled(form, { count: count.toLocaleString('en'), ...values })
}

/** A text of a dictionary with its `{name}` places filled in. */
export function filled(text: string, values: Record<string, string>): string {
  return fill(text, name => values[name])
}
