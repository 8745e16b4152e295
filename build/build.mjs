import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { bundleApp, bundleSdk } from './bundle.mjs'
import { preparePackages } from './packages.mjs'
import { root, runScript } from './step.mjs'

/**
 * `npm run build`: the app into `out/`, the SDK with its types and the command line into `dist/`.
 * `npm pack` comes here with `sdk`, and has no time for a new set of packages.
 */
await runScript(async () => {
  const onlySdk = process.argv[2] === 'sdk'
  if (!onlySdk || !existsSync(join(root, 'node_modules'))) await preparePackages()
  if (!onlySdk) await bundleApp()
  await bundleSdk()
})
