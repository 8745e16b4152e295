import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { npm, root, run, say, StepError } from './step.mjs'

const lockFile = join(root, 'package-lock.json')
const stampFile = join(root, 'node_modules', '.datomspace-lock')

/** `npm ci`, but only when package-lock.json is another than the one that node_modules was made from. */
export async function preparePackages() {
  const wanted = lockHash()
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted) {
    return say('packages', 'up to date')
  }
  say('packages', 'npm ci (the lockfile is new here; this takes a minute)')
  const { command, args } = npm(['ci', '--no-audit', '--no-fund', '--loglevel=error'])
  const code = await run(command, args, { shell: process.platform === 'win32' })
  if (code !== 0)
    throw new StepError('npm ci failed. Look at its message above, then run:\n  npm ci')
  if (!existsSync(join(root, 'node_modules', 'keytar', 'build', 'Release', 'keytar.node'))) {
    say('packages', 'keytar could not be built: a passphrase file keeps the seed instead')
  }
  writeFileSync(stampFile, wanted)
}

function lockHash() {
  return createHash('sha256').update(readFileSync(lockFile)).digest('hex')
}
