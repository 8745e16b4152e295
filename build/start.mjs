import { bundleApp } from './bundle.mjs'
import { logArguments, prepareDisplay, sandboxArguments } from './display.mjs'
import { prepareElectron } from './electron-runtime.mjs'
import { preparePackages } from './packages.mjs'
import { root, run, runScript, say } from './step.mjs'
import { prepareSystem } from './system.mjs'

/**
 * `npm start`: everything the app needs on this machine, then the app. Arguments go to the app;
 * `-- --verbose` shows Chromium's own log too.
 */
await runScript(async () => {
  const invisible = !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY
  await prepareSystem({
    essential: invisible ? ['window', 'headless'] : ['window'],
    wanted: ['keytar', 'keyring', 'fonts']
  })
  await preparePackages()
  const electron = await prepareElectron()
  await bundleApp()
  const display = await prepareDisplay()
  say('datomspace', 'starting')
  const own = process.argv.slice(2)
  const launch = [...sandboxArguments(electron), ...display.arguments, ...logArguments(own)]
  try {
    return await run(electron, [...launch, root, ...own], {
      env: { ...process.env, ...display.environment }
    })
  } finally {
    display.close()
  }
})
