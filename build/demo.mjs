import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleApp } from './bundle.mjs'
import { logArguments, prepareDisplay, sandboxArguments } from './display.mjs'
import { prepareElectron } from './electron-runtime.mjs'
import { preparePackages } from './packages.mjs'
import { root, run, runScript, say } from './step.mjs'
import { prepareSystem } from './system.mjs'

const NAMES = { alice: 'Alice', bob: 'Bob' }
const WINDOWS = { alice: '20,40,780,900', bob: '810,40,780,900' }

/**
 * `npm run demo`: Alice and Bob on this machine, in two windows side by side, over a DHT of their
 * own. Alice is offered sample contacts. Nothing leaves the machine, and nothing stays: storages are
 * in a temporary folder that goes when both windows are closed.
 */
await runScript(async () => {
  await prepareSystem({ essential: ['window'], wanted: ['headless', 'keytar', 'fonts'] })
  await preparePackages()
  const electron = await prepareElectron()
  await bundleApp()
  const { default: createTestnet } = await import('hyperdht/testnet.js')
  const testnet = await createTestnet(3, { host: '127.0.0.1' })
  const bootstrap = testnet.bootstrap.map(({ host, port }) => `${host}:${port}`).join(',')
  say('network', `a DHT of ${testnet.nodes.length} nodes on ${bootstrap}`)
  const display = await prepareDisplay()
  const work = mkdtempSync(join(tmpdir(), 'datomspace-demo-'))
  const open = (name, files) => {
    const storage = join(work, name)
    const profile = `--user-data-dir=${join(storage, 'electron')}`
    const quiet = logArguments(process.argv.slice(2))
    const before = [...sandboxArguments(electron), ...display.arguments, ...quiet, profile]
    const env = {
      ...process.env,
      ...display.environment,
      DATOMSPACE_STORAGE: join(storage, 'space'),
      DATOMSPACE_HOST: `${name}-demo-${process.pid}`,
      DATOMSPACE_BOOTSTRAP: bootstrap,
      DATOMSPACE_KEYCHAIN: 'memory',
      DATOMSPACE_DEMO: NAMES[name],
      DATOMSPACE_WINDOW: WINDOWS[name]
    }
    return run(electron, [...before, root, ...files], { env })
  }
  try {
    say('demo', 'Alice on the left, with contacts to import; Bob on the right. Quit both to end.')
    const codes = await Promise.all([
      open('alice', [join(root, 'build/demo/contacts.vcf')]),
      open('bob', [])
    ])
    return Math.max(...codes)
  } finally {
    display.close()
    await testnet.destroy()
    rmSync(work, { recursive: true, force: true, maxRetries: 5 })
  }
})
