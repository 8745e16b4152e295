import { bundleApp, bundleSdk } from './bundle.mjs'
import { preparePackages } from './packages.mjs'
import { runScript } from './step.mjs'

/** `npm run build`: the app into `out/`, the SDK with its types and the command line into `dist/`. */
await runScript(async () => {
  await preparePackages()
  await bundleApp()
  await bundleSdk()
})
