import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { bundleApp } from './bundle.mjs'
import { runWithElectron } from './e2e.mjs'
import { prepareElectron } from './electron-runtime.mjs'
import { preparePackages } from './packages.mjs'
import { root, runScript, say } from './step.mjs'
import { prepareSystem } from './system.mjs'

const folder = join(root, 'screenshots')

/** `npm run screenshots`: a picture of every screen, in both languages and themes. */
await runScript(async () => {
  await prepareSystem({ essential: ['window', 'headless', 'keyring'], wanted: ['keytar', 'fonts'] })
  await preparePackages()
  const electron = await prepareElectron()
  await bundleApp()
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const vitest = join(root, 'node_modules/vitest/vitest.mjs')
  const args = [vitest, 'run', '--config', 'test/e2e/vitest.config.ts', ...process.argv.slice(2)]
  const code = await runWithElectron(electron, args, {
    DATOMSPACE_SCREENSHOTS: folder,
    VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true'
  })
  const pictures = existsSync(folder) ? readdirSync(folder, { recursive: true }) : []
  say('pictures', `${pictures.filter(name => name.endsWith('.png')).length} in screenshots/`)
  return code
})
