import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { bundleApp, bundleSdk } from './bundle.mjs'
import { check } from './check.mjs'
import { runWithElectron } from './e2e.mjs'
import { prepareElectron } from './electron-runtime.mjs'
import { preparePackages } from './packages.mjs'
import { root, run, runScript, say, StepError } from './step.mjs'
import { prepareSystem } from './system.mjs'
import { add, readVitest } from './tally.mjs'

const STAGES = ['check', 'unit', 'e2e']

/** Its warning of what a later vite will do is no news to those who run tests. */
const vitestEnvironment = { ...process.env, VITE_CONFIG_NATIVE_IGNORE_WARNING: 'true' }

/**
 * `npm test`: set-up, checks, build, unit and integration tests, e2e in a real Electron. Every stage
 * runs even if one before it failed; the last line counts what ran.
 *
 * `npm test -- e2e` runs one stage, `npm test -- unit test/contacts -t photo` hands the rest to vitest.
 */
await runScript(async () => {
  const named = process.argv.slice(2).filter(argument => STAGES.includes(argument))
  const forVitest = process.argv.slice(2).filter(argument => !STAGES.includes(argument))
  const stages = named.length > 0 ? named : STAGES
  const electron = await prepare(stages)
  const work = mkdtempSync(join(tmpdir(), 'datomspace-test-'))
  const tallies = []
  try {
    if (stages.includes('check')) tallies.push(await checkStage())
    const built = await buildStage(stages)
    tallies.push(built.tally)
    if (stages.includes('unit')) tallies.push(await unitStage(work, forVitest))
    if (stages.includes('e2e') && !built.app) say('e2e', 'not run: the app was not built')
    else if (stages.includes('e2e')) tallies.push(await e2eStage(work, electron, forVitest))
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  return summarise(tallies)
})

async function prepare(stages) {
  const wantsElectron = stages.includes('e2e')
  await prepareSystem({
    essential: wantsElectron ? ['window', 'headless', 'keyring'] : [],
    wanted: ['keytar', 'keyring', 'fonts']
  })
  await preparePackages()
  return wantsElectron ? prepareElectron() : undefined
}

async function checkStage() {
  const results = await check()
  const passed = results.filter(result => result.passed).length
  return { name: 'check', passed, failed: results.length - passed, skipped: 0 }
}

/** The app for e2e; the SDK and the command line for the tests that start them as programs. */
async function buildStage(stages) {
  const app = stages.includes('e2e') && (await succeeds(bundleApp))
  const sdk = stages.includes('unit') && (await succeeds(bundleSdk))
  const passed = Number(app) + Number(sdk)
  const wanted = Number(stages.includes('e2e')) + Number(stages.includes('unit'))
  return { app, tally: { name: 'build', passed, failed: wanted - passed, skipped: 0 } }
}

async function succeeds(bundle) {
  try {
    await bundle()
    return true
  } catch (error) {
    console.error(error instanceof StepError ? error.message : error)
    return false
  }
}

async function unitStage(work, filters) {
  say('unit', 'unit and integration tests')
  const report = join(work, 'unit.json')
  const args = vitest('vitest.config.ts', report, filters)
  const code = await run(process.execPath, args, { env: vitestEnvironment })
  return { name: 'unit', ...readVitest(report, code) }
}

async function e2eStage(work, electron, filters) {
  say('e2e', 'the app in a real Electron')
  const report = join(work, 'e2e.json')
  const args = vitest('test/e2e/vitest.config.ts', report, filters)
  const code = await runWithElectron(electron, args, vitestEnvironment)
  return { name: 'e2e', ...readVitest(report, code) }
}

function vitest(configuration, report, filters) {
  const program = join(root, 'node_modules/vitest/vitest.mjs')
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`]
  return [program, 'run', '--config', configuration, ...reporters, ...filters]
}

/** The last line is read by programs: exactly `N passed, N failed`, with `, N skipped` if any. */
function summarise(tallies) {
  console.log()
  for (const { name, passed, failed, skipped } of tallies) {
    say(name, `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  }
  const { passed, failed, skipped } = tallies.reduce(add)
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  return failed > 0 || passed === 0 ? 1 : 0
}
