import { readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { basename, join } from 'node:path'

/** What is never bundled: natives and the modules that share state with them. */
export function externals(root) {
  const { dependencies, optionalDependencies } = readPackage(root)
  const names = [...Object.keys(dependencies), ...Object.keys(optionalDependencies), 'electron']
  const withPaths = names.map(name => new RegExp(`^${name}($|/)`))
  return [...withPaths, ...builtinModules, /^node:/]
}

/**
 * The code that runs in worker threads: every `src-main/**` file named `NAME.worker.ts` becomes
 * `NAME.worker.js` beside the bundle that starts it, so `new Worker(join(__dirname, 'NAME.worker.js'))`
 * finds it in the app, in the SDK and in the command line alike.
 *
 * @returns {Record<string, string>} entry name → path of its source
 */
export function workers(root) {
  const sources = readdirSync(join(root, 'src-main'), { recursive: true })
    .filter(path => path.endsWith('.worker.ts'))
    .sort()
  const entries = {}
  for (const source of sources) {
    const name = basename(source, '.ts')
    if (entries[name]) throw new Error(`Two workers are named ${name}: rename src-main/${source}`)
    entries[name] = join(root, 'src-main', source)
  }
  return entries
}

function readPackage(root) {
  return JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
}

/** All code in one flat folder, so that `__dirname` is the same whichever chunk it stands in. */
export const flatOutput = {
  format: 'cjs',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
  exports: 'named'
}

/** Runs in Electron 25 (Node 18, Chromium 114) and everything later. */
export const targets = { main: 'node18', renderer: 'chrome114' }
