import { execFile, spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const PASSWORD = 'pw'
const SECRETS = '/org/freedesktop/secrets'

/** What keytar, libsecret and D-Bus read of the environment. */
const VARIABLES = [
  'DBUS_SESSION_BUS_ADDRESS',
  'DISPLAY',
  'WAYLAND_DISPLAY',
  'XDG_RUNTIME_DIR',
  'XDG_DATA_HOME',
  'XDG_CONFIG_HOME',
  'GNOME_KEYRING_CONTROL'
] as const

/** Whether this machine can run a throw-away Secret Service. */
export function hasKeyring(): boolean {
  if (process.platform !== 'linux') return false
  const tools = ['dbus-daemon', 'dbus-send', 'gnome-keyring-daemon']
  return tools.every(tool => spawnSync(tool, ['--version']).error === undefined)
}

/** Whether the optional package is installed and its native part loads. */
export function hasKeytar(): boolean {
  return spawnSync(process.execPath, ['-e', "require('keytar')"]).status === 0
}

/** Sets this process's environment, as a login would; returns what puts it back. */
export function setEnvironment(
  values: Partial<Record<(typeof VARIABLES)[number], string>>
): () => void {
  const before = VARIABLES.map(name => [name, process.env[name]] as const)
  for (const name of VARIABLES) assign(name, values[name])
  return () => before.forEach(([name, value]) => assign(name, value))
}

function assign(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name]
  else process.env[name] = value
}

/**
 * A D-Bus session and a GNOME Keyring of their own, with a new home in a temporary folder and no display,
 * so that no prompt can appear. libsecret keeps its connection for the life of the process: one
 * keyring for a test file, opened before keytar is first used.
 */
export class Keyring {
  readonly #home: string
  readonly #environment: NodeJS.ProcessEnv
  readonly #children: ChildProcess[] = []
  #restore: (() => void) | null = null

  private constructor(home: string) {
    this.#home = home
    this.#environment = { ...process.env }
    for (const name of VARIABLES) delete this.#environment[name]
    Object.assign(this.#environment, {
      XDG_RUNTIME_DIR: home,
      XDG_DATA_HOME: home,
      XDG_CONFIG_HOME: home
    })
  }

  /** Starts it, unlocked, and points this process's environment at it. */
  static async open(): Promise<Keyring> {
    const keyring = new Keyring(await mkdtemp(join(tmpdir(), 'keyring-')))
    try {
      await keyring.#start()
    } catch (error) {
      await keyring.close()
      throw error
    }
    return keyring
  }

  async #start(): Promise<void> {
    const bus = this.#spawn('dbus-daemon', ['--session', '--nofork', '--print-address=1'])
    const address = await firstLine(bus)
    this.#environment['DBUS_SESSION_BUS_ADDRESS'] = address
    const daemon = this.#spawn('gnome-keyring-daemon', [
      '--foreground',
      '--unlock',
      '--components=secrets'
    ])
    daemon.stdin?.end(PASSWORD)
    await this.#until(async () => !(await this.#isLocked()))
    this.#restore = setEnvironment({
      DBUS_SESSION_BUS_ADDRESS: address,
      XDG_RUNTIME_DIR: this.#home,
      XDG_DATA_HOME: this.#home,
      XDG_CONFIG_HOME: this.#home
    })
  }

  /** Locks the default collection, as a screen lock or an idle timeout may. */
  async lock(): Promise<void> {
    await this.#send(SECRETS, 'org.freedesktop.Secret.Service.Lock', [
      `array:objpath:${SECRETS}/collection/login`
    ])
    await this.#until(() => this.#isLocked())
  }

  /** Unlocks it with the password, the way a login or a screen unlock does. */
  async unlock(): Promise<void> {
    const reply = await askControl(join(this.#home, 'keyring', 'control'), PASSWORD)
    if (reply !== 0) throw new Error(`the keyring refused the password (${reply})`)
    await this.#until(async () => !(await this.#isLocked()))
  }

  /** Ends what it started and puts the environment back. */
  async close(): Promise<void> {
    this.#restore?.()
    for (const child of this.#children.reverse()) await end(child)
    await rm(this.#home, { recursive: true, force: true })
  }

  #spawn(command: string, parameters: string[]): ChildProcess {
    const child = spawn(command, parameters, {
      env: this.#environment,
      stdio: ['pipe', 'pipe', 'ignore']
    })
    this.#children.push(child)
    return child
  }

  async #isLocked(): Promise<boolean> {
    const reply = await this.#send(
      `${SECRETS}/collection/login`,
      'org.freedesktop.DBus.Properties.Get',
      ['string:org.freedesktop.Secret.Collection', 'string:Locked']
    )
    return reply.includes('boolean true')
  }

  async #send(path: string, method: string, parameters: string[]): Promise<string> {
    const { stdout } = await run(
      'dbus-send',
      ['--session', '--print-reply', '--dest=org.freedesktop.secrets', path, method, ...parameters],
      { env: this.#environment }
    )
    return stdout
  }

  async #until(reached: () => Promise<boolean>): Promise<void> {
    let last: unknown
    for (let attempt = 0; attempt < 100; attempt++) {
      try {
        if (await reached()) return
      } catch (error) {
        last = error // the daemon is still starting; told below if it stays so
      }
      await new Promise(resolve => setTimeout(resolve, 50))
    }
    throw new Error('the keyring did not reach the state that was asked for', { cause: last })
  }
}

// The control socket of gnome-keyring-daemon: a credentials byte, then length, operation and text, big-endian.
const OPERATION_UNLOCK = 1

function askControl(path: string, password: string): Promise<number> {
  const text = Buffer.from(password)
  const packet = Buffer.alloc(13 + text.length)
  packet.writeUInt32BE(12 + text.length, 1)
  packet.writeUInt32BE(OPERATION_UNLOCK, 5)
  packet.writeUInt32BE(text.length, 9)
  text.copy(packet, 13)
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => socket.write(packet))
    socket.once('error', reject)
    socket.once('data', reply => {
      socket.destroy()
      resolve(reply.readUInt32BE(4))
    })
  })
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = ''
    child.once('error', reject)
    child.once('exit', code => reject(new Error(`dbus-daemon ended with ${code}`)))
    child.stdout?.on('data', chunk => {
      text += String(chunk)
      if (text.includes('\n')) resolve(text.split('\n')[0] as string)
    })
  })
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return
  const ended = new Promise(resolve => child.once('exit', resolve))
  child.kill('SIGKILL')
  await ended
}
