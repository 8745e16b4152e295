import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { hasCommand, run, say } from './step.mjs'

/**
 * Runs a command in a D-Bus session of its own with an unlocked, throw-away keyring, so that tests
 * meet a real Secret Service and never the one of the person who runs them. Without dbus or
 * gnome-keyring the command runs as it is, and that is said.
 *
 * The keyring's password may not be empty: then it would ask for one in a window.
 */
export async function runWithKeyring(command, args, options) {
  if (process.platform !== 'linux') return run(command, args, options)
  if (!hasCommand('dbus-run-session') || !hasCommand('gnome-keyring-daemon')) {
    say('keyring', 'dbus-run-session or gnome-keyring-daemon is not here: going without')
    return run(command, args, options)
  }
  const data = mkdtempSync(join(tmpdir(), 'datomspace-keyring-'))
  const env = { ...options.env, XDG_DATA_HOME: data, XDG_RUNTIME_DIR: data, NO_AT_BRIDGE: '1' }
  const unlock =
    'printf "pw\\n" | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1'
  const session = ['--', 'sh', '-c', `${unlock}; exec "$@"`, 'sh', command, ...args]
  try {
    return await run('dbus-run-session', session, { ...options, env })
  } finally {
    rmSync(data, { recursive: true, force: true })
  }
}
