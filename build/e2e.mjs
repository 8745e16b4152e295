import { prepareDisplay, sandboxArguments } from './display.mjs'
import { runWithKeyring } from './keyring.mjs'

/**
 * Runs a Node program that drives the app: with a display, an unlocked throw-away keyring and, in its
 * environment, the Electron program (`DATOMSPACE_ELECTRON`) and what that needs on this machine
 * (`DATOMSPACE_ELECTRON_ARGUMENTS`).
 *
 * @returns {Promise<number>} its exit code
 */
export async function runWithElectron(electron, args, environment = {}) {
  const display = await prepareDisplay()
  const launch = [...sandboxArguments(electron), ...display.arguments]
  const env = {
    ...process.env,
    ...display.environment,
    ...environment,
    DATOMSPACE_ELECTRON: electron,
    DATOMSPACE_ELECTRON_ARGUMENTS: launch.join(' ')
  }
  try {
    return await runWithKeyring(process.execPath, args, { env })
  } finally {
    display.close()
  }
}
