import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Person } from './person'

/** No session bus, as on a bare server: nothing there keeps secrets. */
const NO_BUS = { DBUS_SESSION_BUS_ADDRESS: 'unix:path=/nonexistent/bus' }
const PASSPHRASE = 'correct horse battery staple'

describe('the first start', () => {
  let work: string
  let words: string[] = []
  let did = ''
  let person: Person | undefined

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'datomspace-onboarding-'))
  })
  afterEach(async () => {
    await person?.close()
    person = undefined
  })
  afterAll(() => rm(work, { recursive: true, force: true, maxRetries: 5 }))

  it('shows Alice her 24 words in a window of their own, and asks for some of them', async () => {
    const alice = (person = await Person.start({
      name: 'alice',
      storage: join(work, 'alice'),
      host: 'alice-onboarding'
    }))
    const { onboarding, keychains } = alice.words
    const focused = alice.window.locator(':focus')
    await alice.window.getByLabel(onboarding.name).and(focused).waitFor()
    await alice.press(onboarding.submitCreate)
    await alice.sees(onboarding.nameMissing)
    await alice.window.getByLabel(onboarding.name).and(focused).waitFor()
    const name = alice.window.getByLabel(onboarding.name)
    await name.fill('Alice')
    const keychain = alice.window.getByRole('radio', { name: keychains.keytar })
    expect(await keychain.isChecked()).toBe(true)
    await alice.press(onboarding.submitCreate)

    const shown = await alice.opensSecretWindow(onboarding.phrase.show)
    words = await shown.words()
    expect(words).toHaveLength(24)
    expect(await alice.window.content()).not.toContain(words.slice(0, 3).join(' '))
    const html = await alice.window.content()
    const inPage = words.filter(word => new RegExp(`>[^<]*\\b${word}\\b`).test(html))
    expect(inPage.length).toBeLessThan(6)
    await shown.finish('showDone')

    const asked = await alice.opensSecretWindow(onboarding.phrase.confirm)
    await asked.confirmWords(words.map(() => 'abandon'))
    await asked.press('confirmDone')
    expect(await asked.problem()).toBe(asked.text('wrongWords'))
    await asked.confirmWords(words)
    await asked.finish('confirmDone')
    await alice.isIn()

    const status = await alice.call('space.status', {})
    expect(status).toMatchObject({ phase: 'open', keychain: 'keytar', phraseConfirmed: true })
    did = status.did
  })

  it('keeps everything for the next start, and asks for nothing', async () => {
    const alice = (person = await Person.start({
      name: 'alice',
      storage: join(work, 'alice'),
      host: 'alice-onboarding'
    }))
    await alice.isIn()
    await alice.go('settings')
    await alice.sees(alice.words.settings.phraseConfirmedShort)
    expect(await alice.call('space.status', {})).toMatchObject({ name: 'Alice', did })
  })

  it('gives the same identity back from the words, on another computer, in Chinese', async () => {
    const alice = (person = await Person.start({ name: 'alice-again', locale: 'zh-CN' }))
    const { onboarding } = alice.words
    await alice.window.getByRole('radio', { name: onboarding.restore }).click()
    await alice.window.getByLabel(onboarding.name).fill('爱丽丝')
    const asked = await alice.opensSecretWindow(onboarding.submitRestore)

    const mistyped = words.map((word, at) => (at === 4 ? 'abandom' : word))
    await asked.type('enterTitle', mistyped.join(' '))
    await asked.press('enterDone')
    expect(await asked.problem()).toContain(
      asked.text('word_reason', { position: 5, word: 'abandom' })
    )
    await asked.type('enterTitle', words.slice(0, 23).join(' '))
    await asked.press('enterDone')
    await asked.page.getByText(asked.text('count_reason', { count: 23 })).waitFor()
    // As people write them down: numbered, in lines, with capitals.
    await asked.type(
      'enterTitle',
      words.map((word, at) => `${at + 1}. ${word.toUpperCase()}`).join('\n')
    )
    await asked.finish('enterDone')
    await alice.isIn()

    const status = await alice.call('space.status', {})
    expect(status).toMatchObject({ did, phraseConfirmed: true, name: '爱丽丝' })
  })

  it('closing the window of the words leaves the first start as it was', async () => {
    const bob = (person = await Person.start({ name: 'bob' }))
    const { onboarding } = bob.words
    await bob.window.getByRole('radio', { name: onboarding.restore }).click()
    await bob.window.getByLabel(onboarding.name).fill('Bob')
    const asked = await bob.opensSecretWindow(onboarding.submitRestore)
    expect(await bob.answer('space.restore', { name: 'Bob', keychain: 'keytar' })).toMatchObject({
      ok: false,
      error: { code: 'CONFLICT' }
    })
    await asked.finish('cancel')
    await bob.window.getByRole('button', { name: onboarding.submitRestore }).waitFor()
    expect(await bob.call('space.status', {})).toMatchObject({ phase: 'setup' })
  })
})

describe('a computer without a keychain', () => {
  let work: string
  let words: string[] = []
  let person: Person | undefined
  const start = async (): Promise<Person> =>
    (person = await Person.start({
      name: 'bob',
      locale: 'zh-CN',
      storage: work,
      host: 'bob-onboarding',
      environment: NO_BUS
    }))

  beforeAll(async () => {
    work = await mkdtemp(join(tmpdir(), 'datomspace-file-'))
  })
  afterEach(async () => {
    await person?.close()
    person = undefined
  })
  afterAll(() => rm(work, { recursive: true, force: true, maxRetries: 5 }))

  it('says so, and keeps the key in a file under a passphrase', async () => {
    const bob = await start()
    const { onboarding, keychains, settings } = bob.words
    const keychain = bob.window.getByRole('radio', { name: keychains.keytar })
    await bob.sees(
      keychains.unavailable.replace('{reason}', keychains.reasons.KEYCHAIN_UNAVAILABLE)
    )
    expect(await keychain.isDisabled()).toBe(true)
    const file = bob.window.getByRole('radio', { name: keychains.file })
    expect(await file.isChecked()).toBe(true)

    const name = bob.window.getByLabel(onboarding.name)
    await name.fill('鲍勃')
    const cancelled = await bob.opensSecretWindow(onboarding.submitCreate)
    await cancelled.finish('cancel')
    await name.waitFor()
    expect(await name.inputValue()).toBe('鲍勃')
    const asked = await bob.opensSecretWindow(onboarding.submitCreate)
    await asked.type('passphrase', 'short')
    await asked.type('again', 'short')
    await asked.press('newDone')
    expect(await asked.problem()).toBe(asked.text('short'))
    await asked.type('passphrase', PASSPHRASE)
    await asked.type('again', `${PASSPHRASE}!`)
    await asked.press('newDone')
    await asked.page.getByText(asked.text('differs')).waitFor()
    await asked.type('again', PASSPHRASE)
    await asked.finish('newDone')

    // The passphrase that was chosen a moment ago is not asked for again.
    const shown = await bob.opensSecretWindow(onboarding.phrase.show)
    await shown.sees('showTitle')
    words = await shown.words()
    expect(words).toHaveLength(24)
    await shown.finish('showDone')
    const confirming = await bob.opensSecretWindow(onboarding.phrase.confirm)
    await confirming.sees('confirmTitle')
    await confirming.finish('cancel')
    await bob.press(onboarding.phrase.later)
    await bob.isIn()
    await bob.go('settings')
    await bob.sees(keychains.file)
    // Put off is put off: from now on the words are shown for the passphrase only.
    const guarded = await bob.opensSecretWindow(settings.phraseShow)
    await guarded.sees('passShowTitle')
    await guarded.finish('cancel')
  })

  it('is locked at the next start; a wrong passphrase is named, the right one opens', async () => {
    const bob = await start()
    const { onboarding } = bob.words
    await bob.sees(onboarding.locked.title)
    await bob.sees(onboarding.locked.file)

    const asked = await bob.opensSecretWindow(onboarding.locked.unlock)
    await asked.sees('passTitle')
    for (const wrong of ['not the passphrase', PASSPHRASE.toUpperCase()]) {
      await asked.type('passphrase', wrong)
      await asked.press('passDone')
      expect(await asked.problem()).toBe(asked.text('passphraseWrong'))
    }
    await asked.type('passphrase', PASSPHRASE)
    await asked.finish('passDone')
    await bob.isIn()
    expect(await bob.call('space.status', {})).toMatchObject({ name: '鲍勃', keychain: 'file' })
  })

  it('is reminded of the words on the first screen, and confirms them from there', async () => {
    const bob = await start()
    const { onboarding } = bob.words
    const unlocking = await bob.opensSecretWindow(onboarding.locked.unlock)
    await unlocking.type('passphrase', PASSPHRASE)
    await unlocking.finish('passDone')
    await bob.sees(onboarding.phrase.remindTitle)
    await bob.press(onboarding.phrase.remindDo)
    const guarded = await bob.opensSecretWindow(onboarding.phrase.confirm)
    await guarded.sees('passConfirmTitle')
    await guarded.type('passphrase', PASSPHRASE)
    const asked = await guarded.leadsTo('passGoOn')
    await asked.confirmWords(words)
    await asked.finish('confirmDone')
    await bob.isIn()
    expect(await bob.call('space.status', {})).toMatchObject({ phraseConfirmed: true })
    expect(await bob.window.getByText(onboarding.phrase.remindTitle).count()).toBe(0)
  })
})
