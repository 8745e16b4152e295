import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { _electron, type ElectronApplication, type Page } from 'playwright-core'

const root = join(__dirname, '../..')
const CLOSE_MS = 10_000
/** Far more than a start takes on a busy machine. */
const LAUNCH_MS = 30_000
const ATTEMPTS = 3

export interface LaunchOptions {
  /** Who this is, as `alice`: part of the space's host name and of messages. */
  name: string
  /** A folder for everything of this person; one that is given is kept after `close()`. */
  storage?: string
  /** The host name of the space; by default the name and a few random digits. */
  host?: string
  /** DHT nodes, `host:port`; by default none, so nobody is found. */
  bootstrap?: string[]
  locale?: 'en' | 'zh-CN'
  theme?: 'light' | 'dark'
  keychain?: 'memory' | 'keytar' | 'file'
  /** What else the app is started with, such as a deep link or a file. */
  arguments?: string[]
  environment?: Record<string, string>
  /** A built app's folder, by default this repository. */
  application?: string
}

export interface LaunchedApp {
  readonly name: string
  readonly host: string
  readonly storage: string
  /** How its program was started, without what was added for this start. */
  readonly start: { program: string; args: string[]; env: Record<string, string> }
  readonly app: ElectronApplication
  readonly window: Page
  /** What the app printed since it began to answer us, both streams. */
  output(): string
  /** Drops files from outside on the middle of an element, as a person does from a file manager. */
  dropFiles(selector: string, paths: string[]): Promise<void>
  /** Quits the app; kills it if it does not. */
  close(): Promise<void>
  /** Ends the process with SIGKILL, as a crash or a power cut does. */
  kill(): Promise<void>
}

/**
 * Starts the built app in a real Electron, as one person. Several can run at once: each has its own
 * storage, Chromium profile and host name.
 *
 * The Electron program comes from `DATOMSPACE_ELECTRON`, which `npm test` sets.
 */
export async function launch(options: LaunchOptions): Promise<LaunchedApp> {
  const { name, locale = 'en', theme = 'light' } = options
  const program = process.env.DATOMSPACE_ELECTRON
  if (!program) throw new Error('DATOMSPACE_ELECTRON is not set: run these with `npm test -- e2e`')
  const storage = options.storage ?? (await mkdtemp(join(tmpdir(), `datomspace-${name}-`)))
  const host = options.host ?? `${name}-${randomBytes(4).toString('hex')}`
  const start = {
    program,
    args: [
      ...launcherArguments(),
      `--user-data-dir=${join(storage, 'electron')}`,
      `--lang=${locale}`,
      options.application ?? root
    ],
    env: {
      ...inheritedEnvironment(),
      LANGUAGE: locale.replace('-', '_'),
      DATOMSPACE_STORAGE: join(storage, 'space'),
      DATOMSPACE_HOST: host,
      DATOMSPACE_BOOTSTRAP: (options.bootstrap ?? []).join(','),
      ...(options.keychain ? { DATOMSPACE_KEYCHAIN: options.keychain } : {}),
      ...options.environment
    }
  }
  const app = await launchElectron({
    executablePath: program,
    chromiumSandbox: !launcherArguments().includes('--no-sandbox'),
    colorScheme: theme,
    locale,
    args: [...start.args, ...(options.arguments ?? [])],
    env: start.env
  })
  const output = collectOutput(app)
  try {
    const window = await app.firstWindow()
    await window.waitForLoadState('domcontentloaded')
    return new Running({ name, host, storage, start, app, window, output, keep: !!options.storage })
  } catch (error) {
    app.process().kill('SIGKILL')
    throw new Error(`${name}'s window did not open. The app said:\n${output()}`, { cause: error })
  }
}

/**
 * Starts the program once more for the same person, as a link or a second click does.
 *
 * @returns the exit code of the second process, null when it had to be killed
 */
export function secondLaunch(running: LaunchedApp, args: string[]): Promise<number | null> {
  const { program, env } = running.start
  const child = spawn(program, [...running.start.args, ...args], { env, stdio: 'ignore' })
  const timer = setTimeout(() => child.kill('SIGKILL'), CLOSE_MS)
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', code => {
      clearTimeout(timer)
      resolve(code)
    })
  })
}

/**
 * Now and then Playwright waits in vain for an app that is up, its window drawn: another
 * process of the app wrote into the line of output that it waits for. It then kills the app, and we start it once more; an app that really does not start
 * fails every time.
 */
async function launchElectron(
  options: Parameters<typeof _electron.launch>[0],
  attempt = 1
): Promise<ElectronApplication> {
  try {
    return await _electron.launch({ ...options, timeout: LAUNCH_MS })
  } catch (error) {
    if (attempt === ATTEMPTS || !/timeout/i.test(String(error))) throw error
    console.warn(`Playwright lost the app that it started (attempt ${attempt}); again`)
    return launchElectron(options, attempt + 1)
  }
}

interface RunningParts {
  name: string
  host: string
  storage: string
  start: LaunchedApp['start']
  app: ElectronApplication
  window: Page
  output: () => string
  keep: boolean
}

class Running implements LaunchedApp {
  readonly name: string
  readonly host: string
  readonly storage: string
  readonly start: LaunchedApp['start']
  readonly app: ElectronApplication
  readonly window: Page
  readonly output: () => string
  readonly #keep: boolean
  readonly #child: ChildProcess

  constructor(parts: RunningParts) {
    this.name = parts.name
    this.host = parts.host
    this.storage = parts.storage
    this.start = parts.start
    this.app = parts.app
    this.window = parts.window
    this.output = parts.output
    this.#keep = parts.keep
    this.#child = parts.app.process()
  }

  async dropFiles(selector: string, paths: string[]): Promise<void> {
    const box = await this.window.locator(selector).first().boundingBox()
    if (!box) throw new Error(`${this.name}: nothing to drop on at ${selector}`)
    const session = await this.window.context().newCDPSession(this.window)
    const at = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
    const data = { items: [], files: paths, dragOperationsMask: 1 }
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
      await session.send('Input.dispatchDragEvent', { type, ...at, data })
    }
    await session.detach()
  }

  async close(): Promise<void> {
    const ended = this.#ended()
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), CLOSE_MS)
    if (this.#lives()) await this.app.close().catch(ignoreClosed)
    await ended
    clearTimeout(timer)
    await this.#tidy()
  }

  async kill(): Promise<void> {
    const ended = this.#ended()
    this.#child.kill('SIGKILL')
    await ended
    await this.#tidy()
  }

  #ended(): Promise<void> {
    if (!this.#lives()) return Promise.resolve()
    return new Promise(resolve => this.#child.once('exit', () => resolve()))
  }

  #lives(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null
  }

  async #tidy(): Promise<void> {
    if (!this.#keep) await rm(this.storage, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** What `npm test` found that Electron needs here, such as `--no-sandbox` for root. */
function launcherArguments(): string[] {
  return (process.env.DATOMSPACE_ELECTRON_ARGUMENTS ?? '').split(' ').filter(Boolean)
}

/** Ours, less what would turn the app into something else. */
function inheritedEnvironment(): Record<string, string> {
  const unwanted = ['ELECTRON_RUN_AS_NODE', 'NODE_OPTIONS', 'VITEST', 'NODE_ENV']
  const entries = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && !unwanted.includes(entry[0])
  )
  return Object.fromEntries(entries)
}

function collectOutput(app: ElectronApplication): () => string {
  let text = ''
  const { stdout, stderr } = app.process()
  stdout?.on('data', chunk => (text += String(chunk)))
  stderr?.on('data', chunk => (text += String(chunk)))
  return () => text
}

/** The process may be gone already, which is what closing wants. */
function ignoreClosed(error: unknown): void {
  if (!/closed|disconnected/i.test(String(error))) throw error
}
