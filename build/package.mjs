import { bundleApp } from './bundle.mjs'
import { preparePackages } from './packages.mjs'
import { npm, run, runScript } from './step.mjs'

/**
 * `npm run package -- --linux | --mac | --win`: installers into `release/`, as electron-builder.yml
 * says.
 * `ELECTRON_OVERRIDE_DIST_PATH` names the Electron to pack where its download is out of reach.
 */
await runScript(async () => {
  await preparePackages()
  await bundleApp()
  const unpacked = process.env.ELECTRON_OVERRIDE_DIST_PATH
  const source = unpacked ? [`-c.electronDist=${unpacked}`] : []
  const packager = ['electron-builder', ...process.argv.slice(2), ...source]
  const { command, args } = npm(['exec', '--', ...packager])
  return run(command, args, { shell: process.platform === 'win32' })
})
