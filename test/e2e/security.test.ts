import fc from 'fast-check'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { calls } from '../../src-main/contract/calls'
import { ERROR_CODES } from '../../src-main/error'
import { Person } from './person'
import { watchViolations } from './violations'

const FRIENDS = join(__dirname, 'fixtures/friends.vcf')
const PRELOAD = join(__dirname, '../../out/preload/index.js')

interface Preferences {
  sandbox?: boolean
  contextIsolation?: boolean
  nodeIntegration?: boolean
  nodeIntegrationInSubFrames?: boolean
  webSecurity?: boolean
  webviewTag?: boolean
  allowRunningInsecureContent?: boolean
}

describe('a page that was taken over', () => {
  let alice: Person
  let violations: () => Promise<string[]>

  beforeAll(async () => {
    alice = await Person.start({ name: 'alice', keychain: 'memory' })
    violations = await watchViolations(alice.window)
    await alice.createSpace('Alice')
    await alice.importByDrop([FRIENDS], 3)
  })
  afterAll(() => alice?.close())

  /** What an expression is in the page: a value, or the name of the error. */
  const inPage = (expression: string): Promise<unknown> => alice.window.evaluate(expression)

  it('no screen or dialog needs anything that the policy forbids', async () => {
    const { words } = alice
    for (const screen of ['datoms', 'sharing', 'received', 'imports', 'settings'] as const) {
      await alice.go(screen)
      await alice.window.getByRole('main').waitFor()
    }
    await alice.opensContact('王小明')
    await alice.press(words.contacts.detail.edit)
    await alice.press(words.actions.cancel)
    await alice.press(words.contacts.groups.duplicates)
    await alice.press(words.nav.palette)
    await alice.window.keyboard.press('Escape')
    await alice.go('sharing')
    await alice.press(words.sharing.create)
    await alice.press(words.actions.cancel)
    expect(await violations()).toEqual([])
  })

  it('every document comes with a strict policy and a nonce of its own', async () => {
    const policy = (): Promise<unknown> =>
      inPage(`fetch('app://datomspace/').then(a => a.headers.get('content-security-policy'))`)
    const [first, second] = [String(await policy()), String(await policy())]
    expect(first).toContain("default-src 'none'")
    expect(first).toContain("script-src 'self'")
    expect(first).toMatch(/style-src 'self' 'nonce-[^']+'/)
    expect(first).not.toMatch(/unsafe|\*|https?:/)
    expect(second).not.toBe(first)
  })

  it('finds no Node, and nothing but the five members of the bridge', async () => {
    for (const name of [
      'require',
      'process',
      'module',
      'Buffer',
      'global',
      'electron',
      'ipcRenderer'
    ]) {
      expect(await inPage(`typeof globalThis[${JSON.stringify(name)}]`), name).toBe('undefined')
    }
    expect(await inPage('Object.keys(window.datomspace).sort()')).toEqual(
      ['call', 'fileToken', 'locale', 'on', 'platform'].sort()
    )
    await inPage(`try { window.datomspace.call = () => 'mine' } catch {}`)
    await inPage(`try { window.datomspace = {} } catch {}`)
    expect(await alice.call('space.status', {})).toMatchObject({ phase: 'open' })
  })

  it('gets no file by an address that climbs out of the pages', async () => {
    for (const path of [
      '/../main/index.js',
      '/%2e%2e/main/index.js',
      '/..%2fmain%2findex.js',
      '/assets'
    ]) {
      expect(await inPage(`fetch('app://datomspace${path}').then(a => a.status)`), path).toBe(404)
    }
    expect(await inPage(`fetch('app://datomspace/', { method: 'POST' }).then(a => a.status)`)).toBe(
      405
    )
  })

  it('no nonsense that it calls with is more than refused', async () => {
    const names = Object.keys(calls)
    const params = fc.oneof(
      fc.string(),
      fc.double(),
      fc.array(fc.string(), { minLength: 1 }),
      fc.dictionary(fc.string(), fc.anything({ maxDepth: 2 }), { minKeys: 1 }),
      fc.record({ id: fc.constant('../../etc'), unknown: fc.boolean() })
    )
    const name = fc.oneof(
      fc.constantFrom(...names),
      fc.string(),
      fc.constantFrom('__proto__', 'toString')
    )
    const batch = fc.sample(fc.tuple(name, params), { numRuns: 400, seed: 7 }).filter(isCloneable)
    const everyCall = names.map(known => [known, { 'not a parameter': 1 }])
    const answers = (await alice.window.evaluate(
      pairs =>
        Promise.all(
          pairs.map(([called, given]) =>
            (
              globalThis as unknown as { datomspace: { call(...a: unknown[]): Promise<unknown> } }
            ).datomspace
              .call(called, given)
              .catch((error: unknown) => String(error))
          )
        ),
      [...batch, ...everyCall] as unknown[][]
    )) as { ok: boolean; error: { code: string } }[]
    expect(answers).toHaveLength(batch.length + names.length)
    for (const [at, answer] of answers.entries()) {
      const about = JSON.stringify([...batch, ...everyCall][at]).slice(0, 200)
      expect(answer, about).toMatchObject({ ok: false })
      expect(ERROR_CODES, about).toContain(answer.error.code)
      expect(answer.error.code, about).not.toBe('INTERNAL')
    }
    for (const file of [
      `'/etc/hostname'`,
      `{ path: '/etc/hostname' }`,
      `Object.assign(Object.create(File.prototype), { name: 'x' })`,
      `Object.defineProperty(new File(['x'], 'x'), 'path', { value: '/etc/hostname' })`,
      'null',
      '7'
    ]) {
      const answer = await inPage(
        `(async () => window.datomspace.fileToken(${file}))().catch(() => ({ ok: false }))`
      )
      expect(answer, file).toMatchObject({ ok: false })
    }
    expect(await alice.call('space.status', {})).toMatchObject({ counts: { contacts: 3 } })
  })

  it('what only local programs may call, and paths, are not for windows', async () => {
    for (const [name, params] of [
      ['files.offer', { path: '/etc/hostname' }],
      ['contacts.export', { selection: { kind: 'filter', filter: {} }, format: 'csv' }]
    ] as const) {
      expect(await alice.answer(name, params)).toMatchObject({
        error: { code: 'SENDER_FORBIDDEN' }
      })
    }
  })

  it.each(['data:text/html,<title>foreign</title>', 'app://datomspace/'])(
    'another window with our preload, at %s, is answered nothing',
    async url => {
      const answers = await alice.app.evaluate(
        async ({ BrowserWindow }, [address, preload]) => {
          const window = new BrowserWindow({
            show: false,
            webPreferences: { preload, sandbox: true, contextIsolation: true }
          })
          await window.loadURL(address as string)
          const asked = await window.webContents.executeJavaScript(
            `Promise.all([window.datomspace.call('space.status', {}),
              window.datomspace.call('shares.list', {}),
              window.datomspace.fileToken(new File(['x'], 'x.vcf'))])`
          )
          window.destroy()
          return asked as unknown[]
        },
        [url, PRELOAD]
      )
      const forbidden = { ok: false, error: { code: 'SENDER_FORBIDDEN' } }
      expect(answers).toMatchObject([forbidden, forbidden, forbidden])
    }
  )

  it('every window is sandboxed and isolated, that of the secrets in a session of its own', async () => {
    await alice.go('settings')
    const secret = await alice.opensSecretWindow(alice.words.settings.phraseShow)
    const found = await alice.app.evaluate(({ BrowserWindow, session }) =>
      BrowserWindow.getAllWindows().map(window => ({
        url: window.webContents.getURL(),
        ownSession: window.webContents.session !== session.defaultSession,
        preferences: (
          window.webContents as unknown as { getLastWebPreferences(): Preferences }
        ).getLastWebPreferences()
      }))
    )
    expect(found.map(one => [one.url, one.ownSession]).sort()).toEqual([
      ['app://datomspace/', false],
      ['app://secret/', true]
    ])
    for (const { url, preferences } of found) {
      expect(preferences, url).toMatchObject({
        sandbox: true,
        contextIsolation: true,
        nodeIntegration: false,
        webSecurity: true,
        webviewTag: false
      })
      expect(preferences.nodeIntegrationInSubFrames ?? false, url).toBe(false)
      expect(preferences.allowRunningInsecureContent ?? false, url).toBe(false)
    }
    expect(await secret.page.evaluate('Object.keys(window.secret).sort()')).toEqual([
      'answer',
      'close',
      'question'
    ])
    expect(await secret.page.evaluate('typeof window.datomspace')).toBe('undefined')
    await secret.finish('showDone')
  })

  it('cannot leave, open windows, embed, download or get a permission', async () => {
    await alice.app.evaluate(({ shell }) => {
      const opened: string[] = []
      Object.assign(globalThis, { openedByTest: opened })
      shell.openExternal = async url => void opened.push(url)
    })
    await inPage(`location.href = 'https://example.org/'`)
    await inPage(`location.assign('file:///etc/hostname')`)
    await inPage(`location.assign('app://secret/')`)
    for (const url of [
      'file:///etc/hostname',
      'smb://host/share',
      'javascript:1',
      'app://secret/'
    ]) {
      expect(await inPage(`window.open(${JSON.stringify(url)})`), url).toBeNull()
    }
    expect(await inPage(`window.open('https://example.org/')`)).toBeNull()
    await inPage(`{ const a = document.createElement('a'); a.href = 'data:text/plain,x'
      a.download = 'x.txt'; document.body.append(a); a.click(); a.remove() }`)
    await inPage(`{ const f = document.createElement('form'); f.action = 'https://example.org/'
      document.body.append(f); f.submit(); f.remove() }`)
    await inPage(`new Promise(done => { const f = document.createElement('iframe')
      f.src = 'app://datomspace/'; f.onload = done; f.onerror = done; document.body.append(f) })`)
    expect(
      await inPage(
        `(() => { try { return typeof frames[0].datomspace } catch (e) { return e.name } })()`
      )
    ).not.toBe('object')
    await inPage(`document.querySelector('iframe').remove()`)
    expect(await inPage(`typeof document.createElement('webview').loadURL`)).toBe('undefined')
    expect(alice.window.url()).toBe('app://datomspace/')
    const state = await alice.app.evaluate(({ BrowserWindow }) => ({
      windows: BrowserWindow.getAllWindows().length,
      opened: (globalThis as unknown as { openedByTest: string[] }).openedByTest
    }))
    expect(state).toEqual({ windows: 1, opened: ['https://example.org/'] })

    expect(await inPage('Notification.requestPermission()')).toBe('denied')
    const refused = (call: string): Promise<unknown> =>
      inPage(`${call}.then(() => 'granted', error => error.name)`)
    expect(await refused(`navigator.mediaDevices.getUserMedia({ audio: true })`)).not.toBe(
      'granted'
    )
    expect(await refused(`navigator.clipboard.readText()`)).not.toBe('granted')
    expect(
      await inPage(`new Promise(done => navigator.geolocation.getCurrentPosition(
        () => done('granted'), () => done('refused')))`)
    ).toBe('refused')
    expect(await refused(`fetch('https://example.org/')`)).toBe('TypeError')
    expect(await refused(`fetch('app://secret/')`)).toBe('TypeError')
    expect(await refused(`fetch('file:///etc/hostname')`)).toBe('TypeError')
  })
})

/** What the structured clone of Playwright and of Electron can carry. */
function isCloneable(pair: unknown): boolean {
  try {
    return JSON.stringify(structuredClone(pair)) !== undefined
  } catch {
    return false
  }
}
