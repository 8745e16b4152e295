import { createSeed } from '../../src-main/identity'
import { Server } from '../../src-main/contract/served-server'
import type { CallName, Result } from '../../src-main/contract'
import { start, type Program } from '../process'
import { importWorker } from '../space/worker'
import type { LocalNetwork } from '../space/network'

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the program answers
type Answer = any

/** Somebody's changed app, in a process of its own: see `test/programs/patched.ts`. */
export class Patched {
  did = ''
  /** Network key in hex. */
  space = ''
  #calls = 0

  private constructor(readonly program: Program) {}

  static async start(
    network: LocalNetwork,
    host: string,
    options: { seed?: Buffer } = {}
  ): Promise<Patched> {
    const seed = (options.seed ?? createSeed()).toString('hex')
    const bootstrap = network.bootstrap.map(node => `${node.host}:${node.port}`).join(',')
    const program = await start('test/programs/patched.ts', {
      args: [await network.folder(), seed, host],
      env: { DATOMSPACE_BOOTSTRAP: bootstrap }
    })
    network.later(() => program.stop('SIGKILL'))
    const patched = new Patched(program)
    const { did, space } = await program.next('ready')
    patched.did = did
    patched.space = space
    return patched
  }

  async call(call: string, params: object = {}): Promise<Answer> {
    const number = ++this.#calls
    this.program.tell({ ...params, call, number })
    return (await this.program.next(`reply${number}`, 60_000))[`reply${number}`]
  }
}

/** A whole server as a person or a program runs it, and a way to call it. */
export async function server(network: LocalNetwork, host: string) {
  const made = new Server({
    storage: await network.folder(),
    host: `${host}-${process.pid}-${Math.random().toString(36).slice(2, 8)}`,
    seed: createSeed(),
    bootstrap: network.bootstrap
  })
  made.modulesOptions = { workerFile: await importWorker() }
  network.later(() => made.close())
  await made.ready()
  return {
    server: made,
    did: made.did,
    space: made.space.networkKey.toString('hex'),
    modules: made.served.modules,
    async call<Name extends CallName>(name: Name, params: object = {}): Promise<Result<Name>> {
      const answer = await made.served.router.answer(name, params, 'socket')
      if (answer.ok) return answer.value as Result<Name>
      throw Object.assign(new Error(answer.error.message), answer.error)
    }
  }
}

export type Served = Awaited<ReturnType<typeof server>>
