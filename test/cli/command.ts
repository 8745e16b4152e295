import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import createTestnet from 'hyperdht/testnet'
import { bundle, run, type Program } from '../process'

export interface Ended {
  code: number | null
  stdout: string
  stderr: string
  /** Each line of stdout as JSON: throws if there is anything else. */
  // What a test's own command says is what the test expects.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  json: () => any[]
  /** Code of the error on the last line of stderr, where every line has to be JSON. */
  error: () => string
}

export interface RunOptions {
  env?: Record<string, string>
  input?: string
  /** Called for each piece of stderr, to do something in the middle. */
  onstderr?: (text: string, signal: (name: NodeJS.Signals) => void) => void
}

/** Builds the command, which may take longer than a test may. */
export function built(): Promise<string> {
  return bundle('src-main/cli.ts')
}

/** Runs the command in a process of its own, with neither terminal nor keychain, to its end. */
export async function command(args: string[], options: RunOptions = {}): Promise<Ended> {
  const script = await built()
  const env = { ...process.env, DATOMSPACE_BOOTSTRAP: '127.0.0.1:9', ...options.env }
  const child = spawn(process.execPath, [script, ...args], { env })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', text => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
    options.onstderr?.(text, name => child.kill(name))
  })
  child.stdin.on('error', () => {})
  child.stdin.end(options.input ?? '')
  const code = await new Promise<number | null>(resolve => child.once('close', resolve))
  return {
    code,
    stdout,
    stderr,
    json: () => linesOf(stdout).map(line => JSON.parse(line)),
    error: () =>
      linesOf(stderr)
        .map(line => JSON.parse(line))
        .at(-1)?.error?.code
  }
}

function linesOf(text: string): string[] {
  return text.split('\n').filter(line => line !== '')
}

/** A space that belongs to a person of the tests: its folder, its name, its sealed key. */
export class Person {
  constructor(
    readonly name: string,
    readonly env: Record<string, string>
  ) {}

  run(args: string[], options: RunOptions = {}): Promise<Ended> {
    return command(args, { ...options, env: { ...this.env, ...options.env } })
  }

  async serve(): Promise<Program> {
    const script = await built()
    const program = run(script, { args: ['serve', '--json'], env: this.env })
    await program.next('ready')
    return program
  }
}

/** Alice and Bob on a network of this machine. */
export class Village {
  readonly alice: Person
  readonly bob: Person

  private constructor(
    readonly folder: string,
    readonly bootstrap: string,
    private readonly end: () => Promise<unknown>
  ) {
    this.alice = this.person('alice')
    this.bob = this.person('bob')
  }

  static async start(): Promise<Village> {
    await built()
    const folder = await mkdtemp(join(tmpdir(), 'datomspace-cli-'))
    await writeFile(join(folder, 'passphrase'), 'correct horse battery staple\n')
    const testnet = await createTestnet(3)
    const bootstrap = testnet.bootstrap.map(({ host, port }) => `${host}:${port}`).join(',')
    return new Village(folder, bootstrap, () => testnet.destroy())
  }

  /** Writes a file and returns its path. */
  async file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.folder, name)
    await writeFile(path, content)
    return path
  }

  async close(): Promise<void> {
    await this.end()
    await rm(this.folder, { recursive: true, force: true })
  }

  private person(name: string): Person {
    return new Person(name, {
      XDG_RUNTIME_DIR: this.folder,
      DATOMSPACE_STORAGE: join(this.folder, name),
      DATOMSPACE_HOST: `cli_${name}_${process.pid}`,
      DATOMSPACE_KEYCHAIN: 'file',
      DATOMSPACE_PASSPHRASE_FILE: join(this.folder, 'passphrase'),
      DATOMSPACE_BOOTSTRAP: this.bootstrap
    })
  }
}

/** vCard 3.0 text of one contact. */
export function vcard(name: string, lines: string[] = []): string {
  return ['BEGIN:VCARD', 'VERSION:3.0', `FN:${name}`, ...lines, 'END:VCARD', ''].join('\r\n')
}
