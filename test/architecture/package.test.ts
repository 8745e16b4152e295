import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from './imports'

const runFile = promisify(execFile)
const built = existsSync(join(root, 'dist/sdk.js'))

interface Started {
  child: ChildProcess
  ended: Promise<number | null>
  output: () => string
}

// No keychain of the machine and no network: nothing is there to be found.
const offline = {
  ...process.env,
  DATOMSPACE_KEYCHAIN: 'memory',
  DATOMSPACE_BOOTSTRAP: '127.0.0.1:9'
}

const host = `alice_dataspace_${process.pid}`

const ALICE = `
  const { Server } = require('datomspace')
  const server = new Server({ storage: './alice', host: '${host}' })
  server.on('client-open', ({ remote }) => console.log('opened by remote:', remote))
  server.on('client-close', () => console.log('closed'))
  process.on('SIGINT', async () => {
    await server.close()
    process.exit(0)
  })
  server.ready().then(() => console.log('ready'))`

const MINT = `
  const { Client, crypto } = require('datomspace')
  const client = new Client({ host: '${host}' })
  const store = client.corestore()
  const datom = store.get({ valueEncoding: 'json' })
  const key = datom.key.toString('hex')
  datom.append({ name: 'Mei Lin' }).then(async () => {
    console.log(key, crypto.discoveryKey(datom.key).toString('hex'))
    await client.close()
  })`

const BOB = `
  const { Client } = require('datomspace')
  const client = new Client({ host: '${host}' })
  const key = Buffer.from(process.argv[2], 'hex')
  const core = client.corestore().get({ key, valueEncoding: 'json' })
  core.ready().then(async () => {
    console.log(JSON.stringify(await core.get(0)))
    await client.close()
  })`

/** What a stranger gets from `npm install datomspace`; `npm test` builds it before. */
describe.skipIf(!built)('the package', () => {
  let folder = ''
  let paths: string[] = []

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'datomspace-package-'))
    // npm packs the file that `main` names, if it is there: so there has to be one.
    const app = join(root, 'out/main/index.js')
    if (!existsSync(app)) {
      await mkdir(dirname(app), { recursive: true })
      await writeFile(app, '// The app is built here.\n')
    }
    const options = ['--json', '--ignore-scripts', '--pack-destination', folder]
    const packed = await npm(root, ['pack', ...options])
    const [description] = JSON.parse(packed) as [{ filename: string; files: { path: string }[] }]
    paths = description.files.map(file => file.path)
    await writeFile(join(folder, 'package.json'), '{ "name": "stranger", "private": true }')
    // Without optional packages, so without keytar: the SDK must load all the same.
    const lean = ['--omit=optional', '--prefer-offline', '--no-audit', '--no-fund']
    await npm(folder, ['install', ...lean, join(folder, description.filename)])
  }, 240_000)

  afterAll(() => rm(folder, { recursive: true, force: true }))

  it('holds what the SDK and the command line need, and nothing else, of a tree with the app', () => {
    const known = /^(dist\/.+\.(js|mjs|d\.ts)|package\.json|README\.md|LICENSE|CHANGELOG\.md)$/
    expect(paths.filter(path => !known.test(path))).toEqual([])
    expect(paths).toContain('dist/sdk.js')
    expect(paths).toContain('dist/cli.js')
    expect(paths).toContain('dist/types/sdk.d.ts')
  })

  it('names no place of the machine that built it', async () => {
    const contents = await Promise.all(paths.map(path => readFile(join(root, path), 'utf8')))
    expect(paths.filter((_, index) => contents[index]!.includes(root))).toEqual([])
  })

  it('brings neither electron nor keytar, and loads without them', async () => {
    expect(existsSync(join(folder, 'node_modules/electron'))).toBe(false)
    expect(existsSync(join(folder, 'node_modules/keytar'))).toBe(false)
    const names = await node(['-p', 'Object.keys(require("datomspace")).sort().join()'])
    expect(names.split(',')).toContain('DatomspaceError')
  })

  it('gives the same names and the same copy to require and to import', async () => {
    await writeFile(
      join(folder, 'both.mjs'),
      `import { createRequire } from 'node:module'
       import * as imported from 'datomspace'
       const required = createRequire(import.meta.url)('datomspace')
       const names = Object.keys(imported).filter(name => name !== 'default')
       const same = names.every(name => imported[name] === required[name])
       console.log(same && names.sort().join() === Object.keys(required).sort().join())`
    )
    expect(await node(['both.mjs'])).toBe('true')
  })

  it('has types that hold with skipLibCheck off', async () => {
    await writeFile(
      join(folder, 'program.ts'),
      `import { DatomspaceError, type ErrorCode } from 'datomspace'
       const code: ErrorCode = new DatomspaceError('NOT_FOUND', 'nothing').code
       // @ts-expect-error: an error has no such code
       export const wrong: 'NO_SUCH_CODE' = code`
    )
    await mkdir(join(folder, 'node_modules/@types'), { recursive: true })
    const compiler = join(root, 'node_modules/typescript/bin/tsc')
    const types = join(root, 'node_modules/@types')
    const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--noEmit']
    const lib = ['--skipLibCheck', 'false', '--typeRoots', types, '--types', 'node']
    expect(await node([compiler, ...options, ...lib, 'program.ts'])).toBe('')
  }, 60_000)

  it('has a command that starts', async () => {
    const command = join(folder, 'node_modules/.bin/datomspace')
    expect(existsSync(command)).toBe(true)
    expect(await runFile(process.execPath, ['--check', command], { cwd: folder })).toBeDefined()
  })

  it('lets Bob read what a program of Alice minted, in three processes', async () => {
    const alice = await start('alice.cjs', ALICE, 'ready')
    try {
      await writeFile(join(folder, 'mint.cjs'), MINT)
      const minted = await node(['mint.cjs'])
      const [key, discoveryKey] = minted.split(' ')
      expect(key).toMatch(/^[0-9a-f]{64}$/)
      expect(discoveryKey).toMatch(/^[0-9a-f]{64}$/)
      await writeFile(join(folder, 'bob.cjs'), BOB)
      expect(JSON.parse(await node(['bob.cjs', key!]))).toEqual({ name: 'Mei Lin' })
    } finally {
      alice.child.kill('SIGINT')
      expect(await alice.ended).toBe(0)
    }
    expect(alice.output()).toContain('opened by remote: false')
  }, 60_000)

  /** Starts a program and waits until it prints a word. */
  async function start(name: string, text: string, word: string): Promise<Started> {
    await writeFile(join(folder, name), text)
    const child = spawn(process.execPath, [name], { cwd: folder, env: offline })
    let output = ''
    const ended = new Promise<number | null>(resolve => child.once('close', resolve))
    await new Promise<void>((resolve, reject) => {
      child.stderr.on('data', chunk => (output += chunk))
      child.stdout.on('data', chunk => {
        output += chunk
        if (output.includes(word)) resolve()
      })
      void ended.then(code => reject(new Error(`${name} ended with ${code}:\n${output}`)))
    })
    return { child, ended, output: () => output }
  }

  async function node(args: string[]): Promise<string> {
    try {
      return (await runFile(process.execPath, args, { cwd: folder, env: offline })).stdout.trim()
    } catch (error) {
      const { stdout, stderr } = error as { stdout: string; stderr: string }
      throw new Error(`${stdout}${stderr}`, { cause: error })
    }
  }
})

async function npm(cwd: string, args: string[]): Promise<string> {
  const command = process.platform === 'win32' ? 'npm.cmd' : 'npm'
  const shell = process.platform === 'win32'
  return (await runFile(command, args, { cwd, shell, maxBuffer: 64 * 1024 * 1024 })).stdout
}
