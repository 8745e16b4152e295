import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import type { CallName, Params, Result } from '../../src-main/contract'
import type { Bridge } from '../../src-preload/bridge'
import { en, type Dictionary } from '../../src-renderer/locale/en'
import { zhCN } from '../../src-renderer/locale/zh-CN'
import { launch, type LaunchedApp, type LaunchOptions } from './app'

/** Waiting for something that needs no network; machines of tests are slow and shared. */
const SOON = 20_000

/** Somebody at the app: does what a person does, by the names that a person sees. */
export class Person {
  readonly words: Dictionary

  private constructor(
    readonly launched: LaunchedApp,
    locale: 'en' | 'zh-CN'
  ) {
    this.words = locale === 'en' ? en : zhCN
  }

  static async start(options: LaunchOptions): Promise<Person> {
    return new Person(await launch(options), options.locale ?? 'en')
  }

  get window(): Page {
    return this.launched.window
  }

  /** First start: a new space, the words for later. */
  async createSpace(name: string): Promise<void> {
    const { onboarding } = this.words
    await this.window.getByLabel(onboarding.name).fill(name)
    await this.press(onboarding.submitCreate)
    await this.press(onboarding.phrase.later)
    await this.window.getByRole('navigation', { name: this.words.app.nav }).waitFor()
  }

  async press(name: string): Promise<void> {
    await this.window.getByRole('button', { name, exact: true }).first().click({ timeout: SOON })
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
    const submit = plural(imports.terms.submit, count)
    await this.window.getByRole('button', { name: submit }).click({ timeout: SOON })
    await this.window.getByText(plural(imports.report.done, count)).waitFor({ timeout: SOON })
  }

  /** Pastes a key on the received screen, looks at its terms, accepts them. */
  async receive(key: string): Promise<void> {
    const { received } = this.words
    await this.go('received')
    await this.window.getByLabel(received.key.label).fill(key)
    await this.press(received.key.look)
    await this.window
      .getByRole('button', { name: received.preview.accept })
      .click({ timeout: SOON })
  }

  async seesContact(name: string): Promise<void> {
    await this.go('contacts')
    await this.window.getByText(name, { exact: true }).first().waitFor({ timeout: SOON })
  }

  /** A call of the contract, made from the page as its screens do. */
  async call<Name extends CallName>(name: Name, params: Params<Name>): Promise<Result<Name>> {
    const answer = await this.window.evaluate(
      ([called, given]) =>
        (globalThis as unknown as { datomspace: Bridge }).datomspace.call(called, given as never),
      [name, params] as [CallName, unknown]
    )
    expect(answer).toMatchObject({ ok: true })
    return (answer as unknown as { value: Result<Name> }).value
  }

  close(): Promise<void> {
    return this.launched.close()
  }
}

function plural(forms: string | { one?: string; other: string }, count: number): string {
  const form =
    typeof forms === 'string' ? forms : count === 1 && forms.one ? forms.one : forms.other
  return form.replace('{count}', String(count))
}
