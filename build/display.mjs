import { spawn } from 'node:child_process'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { hasCommand, say, StepError } from './step.mjs'

/**
 * A display to draw on: the one there is, else an invisible one of our own, on Linux only.
 *
 * @param {{ width?: number, height?: number }} size of the invisible screen, in pixels
 * @returns {Promise<{ environment: Record<string, string>, arguments: string[], close: () => void }>}
 *   what a program that draws is started with
 */
export async function prepareDisplay({ width = 1600, height = 1000 } = {}) {
  const there = process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  if (process.platform !== 'linux' || there) {
    return { environment: {}, arguments: [], close: () => {} }
  }
  if (!hasCommand('Xvfb')) {
    throw new StepError(
      'No display, and no Xvfb to make one. Install it and start again:\n' +
        '  sudo apt-get install -y --no-install-recommends xvfb xauth'
    )
  }
  const screen = `${width}x${height}x24`
  const args = ['-displayfd', '3', '-screen', '0', screen, '-nolisten', 'tcp']
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] })
  const number = await displayNumber(server)
  say('display', `none here: using an invisible one, Xvfb :${number}, ${screen}`)
  const close = () => {
    process.off('exit', close)
    server.kill()
  }
  process.on('exit', close)
  server.unref()
  for (const stream of server.stdio) stream?.unref?.()
  return { environment: { DISPLAY: `:${number}` }, arguments: ['--disable-gpu'], close }
}

function displayNumber(server) {
  return new Promise((resolve, reject) => {
    let complaint = ''
    server.stderr.on('data', chunk => (complaint += chunk))
    server.stdio[3].once('data', chunk => resolve(String(chunk).trim()))
    server.once('error', reject)
    server.once('exit', () => reject(new StepError(`Xvfb did not start:\n${complaint.trim()}`)))
  })
}

/**
 * Chromium has no sandbox for root, nor, on systems that keep user namespaces from programs that are
 * not installed, for an Electron that only lies in a folder. Then a launcher says `--no-sandbox`; the
 * app itself never does, and an installed app never needs it.
 *
 * @param {string} electron the program's path
 */
export function sandboxArguments(electron) {
  if (process.platform !== 'linux') return []
  if (process.getuid() === 0) return ['--no-sandbox']
  if (!forbidsUserNamespaces() || hasSandboxHelper(electron)) return []
  say(
    'electron',
    'this system forbids its sandbox to programs that are not installed: going without'
  )
  return ['--no-sandbox']
}

/**
 * Chromium tells of every bus and driver that a machine does not have, which nobody can act on. Only what
 * ends it is shown, unless the person says `--verbose`; what the app itself says is always shown.
 *
 * @param {string[]} args what the script was started with
 */
export function logArguments(args) {
  return args.includes('--verbose') ? [] : ['--log-level=3']
}

function forbidsUserNamespaces() {
  const setting = name => {
    const file = `/proc/sys/kernel/${name}`
    return existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined
  }
  const restricted = setting('apparmor_restrict_unprivileged_userns') === '1'
  return restricted || setting('unprivileged_userns_clone') === '0'
}

function hasSandboxHelper(electron) {
  const helper = statSync(join(dirname(electron), 'chrome-sandbox'), { throwIfNoEntry: false })
  return helper?.uid === 0 && (helper.mode & 0o4000) !== 0
}
