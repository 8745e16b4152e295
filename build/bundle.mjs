import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync
} from 'node:fs'
import { join } from 'node:path'
import { externals, flatOutput, targets, workers } from './entries.mjs'
import { hashOf, isFresh, markFresh } from './sources.mjs'
import { capture, root, say, StepError } from './step.mjs'

const CONFIGURATION = ['package.json', 'package-lock.json', 'tsconfig.json', 'build/entries.mjs']
const APP = {
  stamp: 'out/.stamp',
  sources: [
    'src-main',
    'src-preload',
    'src-renderer',
    'build/icons',
    'electron.vite.config.ts',
    ...CONFIGURATION
  ]
}
const SDK = { stamp: 'dist/.stamp', sources: ['src-main', 'build/bundle.mjs', ...CONFIGURATION] }

/** The app into `out/`, unless it is there already. */
export async function bundleApp() {
  const hash = hashOf(APP.sources)
  if (isFresh(APP.stamp, hash)) return say('app', 'built already')
  const started = Date.now()
  // A process of its own: electron-vite changes the environment of the one it runs in.
  const program = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  const { code, output } = await capture(process.execPath, [program, 'build'])
  if (code !== 0) throw new StepError(`The app could not be built:\n${output}`)
  copyIcons()
  markFresh(APP.stamp, hash)
  say('app', `built into out/ in ${seconds(started)}`)
}

/** The icons that the app shows itself (window, tray), beside its bundles. */
export function copyIcons() {
  cpSync(join(root, 'build/icons'), join(root, 'out/icons'), { recursive: true })
}

/** SDK and command line into `dist/`, unless they are there already. */
export async function bundleSdk() {
  const hash = hashOf(SDK.sources)
  if (isFresh(SDK.stamp, hash)) return say('sdk', 'built already')
  const started = Date.now()
  rmSync(join(root, 'dist'), { recursive: true, force: true })
  const entries = { sdk: join(root, 'src-main/sdk.ts'), cli: join(root, 'src-main/cli.ts') }
  const chunks = await bundleNode(entries, join(root, 'dist'))
  writeModuleWrapper(chunks.find(chunk => chunk.fileName === 'sdk.js').exports)
  chmodSync(join(root, 'dist/cli.js'), 0o755)
  await emitTypes()
  markFresh(SDK.stamp, hash)
  say('sdk', `SDK, types and command line built into dist/ in ${seconds(started)}`)
}

/**
 * Bundles programs for Node, with the workers beside them; libraries with natives stay outside.
 *
 * @param {Record<string, string>} entries name → source
 * @param {string[]} outside more packages that stay outside
 * @returns the chunks that were written
 */
export async function bundleNode(entries, outDir, outside = []) {
  const { build } = await import('vite')
  const configuration = {
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: targets.main,
      outDir,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: { ...entries, ...workers(root) },
        external: [...externals(root), ...outside],
        output: {
          ...flatOutput,
          banner: chunk => (chunk.name === 'cli' ? '#!/usr/bin/env node' : '')
        }
      }
    }
  }
  try {
    return (await build(configuration)).output
  } catch (error) {
    throw new StepError(`${Object.keys(entries).join(', ')} could not be built:\n${error.message}`)
  }
}

/** `import` gets the names of the CommonJS build, so that a program that does both has one copy. */
function writeModuleWrapper(names) {
  const lines = [
    "import sdk from './sdk.js'",
    '',
    `export const { ${names.join(', ')} } = sdk`,
    'export default sdk'
  ]
  writeFileSync(join(root, 'dist/sdk.mjs'), lines.join('\n') + '\n')
}

/** Declarations of what sdk.ts reaches, and the ambient ones they rest on. */
async function emitTypes() {
  const types = join(root, 'dist/types')
  const compiler = join(root, 'node_modules/typescript/bin/tsc')
  const { code, output } = await capture(process.execPath, [
    compiler,
    '-p',
    'build/tsconfig.types.json'
  ])
  if (code !== 0) throw new StepError(`The SDK's types could not be written:\n${output}`)
  const ambient = readdirSync(join(root, 'src-main/types')).filter(name => name.endsWith('.d.ts'))
  mkdirSync(join(types, 'types'), { recursive: true })
  for (const name of ambient) {
    copyFileSync(join(root, 'src-main/types', name), join(types, 'types', name))
  }
  const references = ambient.map(name => `/// <reference path="./types/${name}" />\n`).join('')
  const entry = join(types, 'sdk.d.ts')
  writeFileSync(entry, references + readFileSync(entry, 'utf8'))
}

function seconds(started) {
  return `${((Date.now() - started) / 1000).toFixed(1)} s`
}
