import { createInterface } from 'node:readline'
import crypto from 'hypercore-crypto'
import { Client } from '../../src-main/space/client'
import { Server } from '../../src-main/space/server'

/**
 * A server or client in a process of its own, driven by lines of JSON: the first argument is what to
 * be, the second its options. For tests that need two machines, or a process to kill.
 */
const [role, options] = [process.argv[2], JSON.parse(process.argv[3] ?? '{}')]

function say(message: Record<string, unknown>): void {
  process.stdout.write(JSON.stringify(message) + '\n')
}

function failed(error: unknown): void {
  const { code, message, details } = error as { code?: string; message: string; details?: object }
  say({ error: code ?? 'UNCODED', message, details })
}

async function server(): Promise<void> {
  const seed = options.seed ? Buffer.from(options.seed, 'hex') : undefined
  const server = new Server({ keychain: 'memory', ...options, seed })
  const told = (name: string) => (info: { remote: boolean; publicKey?: Buffer }) =>
    say({ [name]: { remote: info.remote, publicKey: info.publicKey?.toString('hex') } })
  server.on('client-open', told('open'))
  server.on('client-close', told('close'))
  await server.ready()
  say({ ready: true, address: server.address, did: server.did })
  onCommand(async ({ command }) => {
    if (command === 'close') await server.close()
    if (command === 'suspend') await server.suspend()
    if (command === 'resume') await server.resume()
    say({ done: command })
    if (command === 'close') process.exit(0)
  })
}

/** The first half of the program in the README. */
async function alice(): Promise<void> {
  const c = new Client(options)
  const myStore = c.corestore()
  const datom = myStore.get({ valueEncoding: 'json' })
  say({ key: datom.key.toString('hex'), discovery: crypto.discoveryKey(datom.key).toString('hex') })
  for (const value of options.values ?? []) await datom.append(value)
  say({ appended: datom.length })
  onCommand(async ({ append }) => say({ appended: (await datom.append(append)).length }))
}

/** The second half. */
async function bob(): Promise<void> {
  const client = new Client(options)
  const core = client.corestore().get({ key: options.key, valueEncoding: 'json' })
  await core.ready()
  say({ attached: client.via, length: core.length, space: client.spaceKey?.toString('hex') })
  core.on('append', () => say({ grew: core.length }))
  onCommand(async command => {
    if ('get' in command) say({ value: await core.get(command.get, command.options) })
    if ('append' in command) say({ appended: await core.append(command.append) })
    if ('mint' in command) {
      const minted = client.corestore().get()
      await minted.ready()
    }
    if ('stream' in command) {
      const values: unknown[] = []
      for await (const value of core.createReadStream(command.stream)) values.push(value)
      say({ values })
    }
    if ('close' in command) {
      await client.close()
      say({ closed: true })
      process.exit(0)
    }
  })
}

// Commands are written by the tests of this folder.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function onCommand(run: (command: any) => Promise<unknown>): void {
  createInterface({ input: process.stdin }).on('line', line => {
    run(JSON.parse(line)).catch(failed)
  })
}

const roles: Record<string, () => Promise<void>> = { server, alice, bob }
roles[role ?? '']!().catch(error => {
  failed(error)
  process.exit(1)
})
