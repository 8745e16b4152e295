import { spawn, type ChildProcess } from 'node:child_process'
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import createTestnet from 'hyperdht/testnet'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundle } from '../process'

const root = resolve(__dirname, '../..')
let folder = ''
let env: NodeJS.ProcessEnv = {}
let end: () => Promise<unknown> = async () => {}

/** A folder as of somebody who has installed the SDK, on a network of this machine. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'datomspace-documents-'))
  const sdk = await bundle('src-main/sdk.ts')
  const installed = join(folder, 'node_modules/datomspace')
  await mkdir(installed, { recursive: true })
  await symlink(join(root, 'node_modules/hyperdht'), join(folder, 'node_modules/hyperdht'))
  const main = `module.exports = require(${JSON.stringify(sdk)})`
  const names = 'Server, Client, crypto, verify, DatomspaceError, ERROR_CODES'
  await writeFile(join(installed, 'sdk.cjs'), main)
  await writeFile(
    join(installed, 'sdk.mjs'),
    `import sdk from './sdk.cjs'\nexport const { ${names} } = sdk`
  )
  const entry = { import: './sdk.mjs', require: './sdk.cjs' }
  await writeFile(
    join(installed, 'package.json'),
    JSON.stringify({ name: 'datomspace', exports: { '.': entry } })
  )
  const testnet = await createTestnet(3)
  env = {
    ...process.env,
    XDG_RUNTIME_DIR: folder,
    DATOMSPACE_KEYCHAIN: 'memory',
    DATOMSPACE_BOOTSTRAP: testnet.bootstrap.map(node => `${node.host}:${node.port}`).join(',')
  }
  end = () => testnet.destroy()
}, 120_000)

afterAll(async () => {
  await end()
  await rm(folder, { recursive: true, force: true })
})

describe('docs/sdk.md', () => {
  it('has programs that run as written, and print what stands there', async () => {
    const programs = await programsOf('docs/sdk.md')
    expect(programs.length).toBeGreaterThan(8)
    const [alice, ...others] = programs
    const server = await start(await save(nameOf(alice!), alice!), [], 'ready')
    let key = ''
    try {
      for (const program of others) {
        const name = nameOf(program)
        const { code, lines } = await finish(await start(await save(name, program), [key]))
        expect([name, code, lines]).toEqual([name, 0, expectedOf(program, lines)])
        key ||= /^key ([0-9a-f]{64})$/.exec(lines[0] ?? '')?.[1] ?? ''
      }
    } finally {
      server.child.kill('SIGINT')
    }
    expect(await finish(server)).toMatchObject({ code: 0, lines: ['ready'] })
    expect(key).not.toBe('')
    expect(server.errors()).toContain('client-open, remote: false')
    expect(server.errors()).toContain('client-open, remote: true')
  }, 120_000)
})

describe('the SDK part of README.md', () => {
  it('has programs that run as written, and end', async () => {
    const [alice, mint, bob] = await programsOf('README.md')
    // The seed of the last one was in memory only.
    await rm(join(folder, 'alice'), { recursive: true, force: true })
    const run = async (name: string, program: string, args: string[] = []) =>
      start(await save(name, program), args)
    const server = await run('readme-alice.mjs', `${alice}\nconsole.log('ready')`)
    await server.said('ready')
    try {
      const minted = await finish(await run('readme-mint.mjs', mint!))
      expect(minted.code).toBe(0)
      const key = /^key ([0-9a-f]{64})$/.exec(minted.lines[0] ?? '')![1]!
      const read = await finish(await run('readme-bob.mjs', bob!, [key]))
      expect(read).toMatchObject({ code: 0, lines: ["{ name: 'Alice', city: 'Shenzhen' }"] })
    } finally {
      server.child.kill('SIGINT')
    }
    expect((await finish(server)).code).toBe(0)
  }, 60_000)
})

/** Blocks of JavaScript, in their order. */
async function programsOf(path: string): Promise<string[]> {
  const text = await readFile(join(root, path), 'utf8')
  return [...text.matchAll(/^```js\n(.*?)^```$/gms)].map(match => match[1]!)
}

function nameOf(program: string): string {
  return /^\/\/ (\S+\.mjs)\n/.exec(program)![1]!
}

/** What stands behind `// →`, in the order of the lines; what is random there is taken from what was printed. */
function expectedOf(program: string, lines: string[]): string[] {
  return [...program.matchAll(/\/\/ → (.*)$/gm)].map((match, index) =>
    match[1] === 'key [64 hex digits]' && /^key [0-9a-f]{64}$/.test(lines[index] ?? '')
      ? lines[index]!
      : match[1]!
  )
}

async function save(name: string, program: string): Promise<string> {
  await writeFile(join(folder, name), program)
  return name
}

interface Started {
  child: ChildProcess
  said: (word: string) => Promise<void>
  output: () => string
  errors: () => string
  ended: Promise<number | null>
}

async function start(name: string, args: string[], word?: string): Promise<Started> {
  const child = spawn(process.execPath, [name, ...args], { cwd: folder, env })
  let output = ''
  let errors = ''
  const waiting = new Set<() => void>()
  child.stdout.on('data', text => {
    output += text
    for (const look of waiting) look()
  })
  child.stderr.on('data', text => (errors += text))
  const ended = new Promise<number | null>(resolve => child.once('close', resolve))
  const said = (wanted: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const look = (): void => {
        if (output.includes(wanted)) resolve()
      }
      waiting.add(look)
      look()
      void ended.then(code => reject(new Error(`${name} ended with ${code}: ${output}${errors}`)))
    })
  if (word !== undefined) await said(word)
  return { child, said, output: () => output, errors: () => errors, ended }
}

async function finish(started: Started): Promise<{ code: number | null; lines: string[] }> {
  const code = await started.ended
  const lines = started.output().split('\n').slice(0, -1)
  return { code, lines: code === 0 ? lines : [...lines, started.errors()] }
}
