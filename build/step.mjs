import { spawn, spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The folder of package.json: every script works from there, wherever it was called. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const colour = process.stdout.isTTY && !process.env.NO_COLOR

/** One line on what is being done, as `packages   up to date`. */
export function say(topic, text) {
  const head = topic.padEnd(10)
  console.log(colour ? `\u001b[36m${head}\u001b[0m ${text}` : `${head} ${text}`)
}

/** A failure that a person can mend: printed without a stack. */
export class StepError extends Error {}

/** Somebody asked us to end: nothing more is begun, what was begun is tidied up. */
class Interrupted extends Error {}

/** Runs `main` as a script's whole work; a StepError becomes its message and exit code 1. */
export async function runScript(main) {
  try {
    process.exitCode = (await main()) ?? process.exitCode ?? 0
  } catch (error) {
    if (error instanceof Interrupted) return void (process.exitCode = 130)
    console.error(error instanceof StepError ? `\n${error.message}` : error)
    process.exitCode = 1
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP']

/**
 * Runs a command with our terminal; resolves to its exit code (a signal counts as 1). A signal to us is
 * passed on, so that we end after the command and can tidy up.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit', ...options })
    let interrupted = false
    const passOn = signal => {
      interrupted = true
      child.kill(signal)
    }
    for (const signal of SIGNALS) process.on(signal, passOn)
    child.once('error', reject)
    child.once('close', code => {
      for (const signal of SIGNALS) process.off(signal, passOn)
      if (interrupted) reject(new Interrupted())
      else resolve(code ?? 1)
    })
  })
}

/** Runs a command quietly; `{ code, output }` with both streams in the order they came. */
export function capture(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options })
    const chunks = []
    child.stdout.on('data', chunk => chunks.push(chunk))
    child.stderr.on('data', chunk => chunks.push(chunk))
    child.once('error', reject)
    child.once('close', code =>
      resolve({ code: code ?? 1, output: Buffer.concat(chunks).toString() })
    )
  })
}

/** True where a command can be started at all. */
export function hasCommand(command) {
  return spawnSync(command, ['--version'], { stdio: 'ignore' }).error === undefined
}

/** npm by its script where npm started us, so that it is found on every platform. */
export function npm(args) {
  const script = process.env.npm_execpath
  if (script?.endsWith('.js')) return { command: process.execPath, args: [script, ...args] }
  return { command: process.platform === 'win32' ? 'npm.cmd' : 'npm', args }
}
