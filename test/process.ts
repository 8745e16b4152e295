import { spawn, type ChildProcess } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync
} from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { externals, flatOutput, targets, workers } from '../build/entries.mjs'

const root = resolve(__dirname, '..')
const cache = join(root, 'node_modules', '.cache', 'datomspace-test')
const built = new Map<string, Promise<string>>()

/**
 * Bundles a TypeScript program (path from the repository's root) into CommonJS, with our code in it and
 * the libraries outside, and returns the path of the script. Built once for the same sources.
 */
export function bundle(entry: string): Promise<string> {
  let building = built.get(entry)
  if (!building) built.set(entry, (building = build(entry)))
  return building
}

export interface StartOptions {
  /** Added to the environment; `undefined` takes a variable away. */
  env?: Record<string, string | undefined>
  args?: string[]
}

/** Runs a TypeScript program in a Node process of its own. */
export async function start(entry: string, options: StartOptions = {}): Promise<Program> {
  return run(await bundle(entry), options)
}

/** Runs a script in a Node process of its own. */
export function run(script: string, { env = {}, args = [] }: StartOptions = {}): Program {
  const environment: NodeJS.ProcessEnv = { ...process.env, ...env }
  for (const [name, value] of Object.entries(env)) if (value === undefined) delete environment[name]
  const child = spawn(process.execPath, [script, ...args], {
    env: environment,
    stdio: ['pipe', 'pipe', 'pipe']
  })
  return new Program(child)
}

// What a test's own program says is what the test expects.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Message = Record<string, any>

/**
 * A process that talks in lines: what it prints as JSON objects are its messages, everything else is
 * kept as text; `tell` writes it a line of JSON.
 */
export class Program {
  readonly messages: Message[] = []
  readonly exited: Promise<number | null>
  output = ''
  readonly #child: ChildProcess
  readonly #waiting = new Set<() => void>()
  #ended = false

  constructor(child: ChildProcess) {
    this.#child = child
    createInterface({ input: child.stdout! }).on('line', line => this.#line(line))
    createInterface({ input: child.stderr! }).on('line', line => (this.output += line + '\n'))
    child.stdin!.on('error', () => {})
    this.exited = new Promise(resolve => {
      child.once('close', code => {
        this.#ended = true
        this.#wake()
        resolve(code)
      })
    })
  }

  get pid(): number {
    return this.#child.pid!
  }

  tell(message: Message): void {
    this.#child.stdin!.write(JSON.stringify(message) + '\n')
  }

  /** The first message, not taken before, that has this key; takes it. Throws when the program ends without one. */
  async next(key: string, milliseconds = 20_000): Promise<Message> {
    const end = Date.now() + milliseconds
    for (;;) {
      const index = this.messages.findIndex(message => key in message)
      if (index !== -1) return this.messages.splice(index, 1)[0]!
      if (this.#ended) throw new Error(`The program ended before "${key}":\n${this.output}`)
      const left = end - Date.now()
      if (left <= 0) throw new Error(`The program did not say "${key}":\n${this.output}`)
      await new Promise<void>(resolve => {
        const timer = setTimeout(resolve, left)
        this.#waiting.add(() => {
          clearTimeout(timer)
          resolve()
        })
      })
    }
  }

  /** Sends a signal and waits for the end. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (!this.#ended) this.#child.kill(signal)
    await this.exited
  }

  #line(line: string): void {
    const message = parse(line)
    if (message) this.messages.push(message)
    else this.output += line + '\n'
    this.#wake()
  }

  #wake(): void {
    for (const wake of this.#waiting) wake()
    this.#waiting.clear()
  }
}

function parse(line: string): Message | null {
  if (!line.startsWith('{')) return null
  try {
    return JSON.parse(line)
  } catch {
    return null
  }
}

async function build(entry: string): Promise<string> {
  const folder = join(cache, `${entry.replace(/\W+/g, '-')}-${sourceHash(entry)}`)
  const script = join(folder, 'program.js')
  if (existsSync(script)) return script
  const vite = await import('vite')
  mkdirSync(cache, { recursive: true })
  const draft = `${folder}.${process.pid}`
  await vite.build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: targets.main,
      outDir: draft,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: { program: join(root, entry), ...workers(root) },
        external: externals(root),
        output: flatOutput as object
      }
    }
  })
  // Two test files may build the same program at once: the first one there stays.
  try {
    renameSync(draft, folder)
  } catch {
    rmSync(draft, { recursive: true, force: true })
  }
  return script
}

function sourceHash(entry: string): string {
  const hash = createHash('sha256')
  const paths = [
    join(root, entry),
    ...sources(join(root, 'src-main')),
    ...sources(join(root, 'test'))
  ]
  for (const path of paths) {
    const { size, mtimeMs } = statSync(path)
    hash.update(`${relative(root, path)} ${size} ${mtimeMs}\n`)
  }
  hash.update(readFileSync(join(root, 'package.json')))
  return hash.digest('hex').slice(0, 16)
}

function sources(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(path => path.endsWith('.ts') && !path.endsWith('.test.ts'))
    .sort()
    .map(path => join(folder, path))
}
