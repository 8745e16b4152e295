import { spawn } from 'node:child_process'
import { hasCommand, say, StepError } from './step.mjs'

/**
 * A display to draw on: the one there is, else an invisible one of our own, on Linux only.
 *
 * @param {{ width?: number, height?: number }} size of the invisible screen, in pixels
 * @returns {Promise<{ environment: Record<string, string>, close: () => void }>}
 */
export async function prepareDisplay({ width = 1600, height = 1000 } = {}) {
  const there = process.env.DISPLAY || process.env.WAYLAND_DISPLAY
  if (process.platform !== 'linux' || there) return { environment: {}, close: () => {} }
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
  return { environment: { DISPLAY: `:${number}` }, close }
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

/** Chromium refuses its sandbox to root; only launchers say so, never the app itself. */
export function sandboxArguments() {
  return process.platform === 'linux' && process.getuid() === 0 ? ['--no-sandbox'] : []
}
