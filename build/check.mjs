import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { preparePackages } from './packages.mjs'
import { capture, root, runScript, say } from './step.mjs'

const program = path => [process.execPath, join(root, 'node_modules', path)]

/** What a reader could otherwise quarrel about; each is one entry of the summary. */
const CHECKS = [
  {
    name: 'format',
    command: [...program('prettier/bin/prettier.cjs'), '--check', '--log-level=warn', '.']
  },
  {
    name: 'lint',
    command: [
      ...program('eslint/bin/eslint.js'),
      '--cache',
      '--cache-strategy=content',
      '--cache-location=node_modules/.cache/eslint/',
      '--max-warnings=0',
      '.'
    ]
  },
  { name: 'types', command: [...program('typescript/bin/tsc'), '-p', 'tsconfig.json'] },
  {
    name: 'types of screens',
    command: [...program('vue-tsc/bin/vue-tsc.js'), '-p', 'src-renderer']
  },
  { name: 'unused code', command: [...program('knip/bin/knip.js'), '--no-progress'] }
]

/**
 * Runs the checks, two at a time.
 *
 * @returns {Promise<{ name: string, passed: boolean }[]>}
 */
export async function check() {
  const waiting = [...CHECKS]
  const results = []
  const work = async () => {
    for (let next = waiting.shift(); next; next = waiting.shift())
      results.push(await runCheck(next))
  }
  await Promise.all([work(), work()])
  return results
}

async function runCheck({ name, command }) {
  const started = Date.now()
  const { code, output } = await capture(command[0], command.slice(1))
  const seconds = ((Date.now() - started) / 1000).toFixed(1)
  say('check', `${name}: ${code === 0 ? 'good' : 'FAILED'} (${seconds} s)`)
  if (code !== 0) console.log(output.trimEnd().replaceAll(`${root}/`, ''))
  return { name, passed: code === 0 }
}

/** `npm run check` */
if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  await runScript(async () => {
    await preparePackages()
    const results = await check()
    return results.every(result => result.passed) ? 0 : 1
  })
}
