import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { prepareDisplay, sandboxArguments } from './display.mjs'
import { prepareElectron } from './electron-runtime.mjs'
import { copyIcons } from './bundle.mjs'
import { preparePackages } from './packages.mjs'
import { root, run, runScript } from './step.mjs'
import { prepareSystem } from './system.mjs'

/** `npm run dev`: the app with hot reload of its page; a change of the main process restarts it. */
await runScript(async () => {
  await prepareSystem({ essential: ['window'], wanted: ['headless', 'keytar', 'keyring', 'fonts'] })
  await preparePackages()
  const electron = await prepareElectron()
  // What dev builds into out/ is not what `npm start` wants to find there.
  rmSync(join(root, 'out/.stamp'), { force: true })
  copyIcons()
  const display = await prepareDisplay()
  const launch = [...sandboxArguments(electron), ...display.arguments]
  // It would look for `main` as a file, which has an ending; Electron knows better.
  const entry = ['--entry', '.']
  const env = { ...process.env, ...display.environment, ELECTRON_EXEC_PATH: electron }
  const program = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  try {
    return await run(process.execPath, [program, 'dev', '--watch', ...entry, '--', ...launch], {
      env
    })
  } finally {
    display.close()
  }
})
