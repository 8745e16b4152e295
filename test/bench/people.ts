import { fork, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import createTestnet from 'hyperdht/testnet'
import { withFolder } from './folder'

export interface Network {
  readonly bootstrap: string[]
  /** Starts a person's program, with an open space that has joined the network. */
  person(name: string): Promise<Person>
}

/** Calls `work` with a DHT of this machine alone, and ends everybody who was started on it. */
export async function withNetwork<Value>(
  work: (network: Network) => Promise<Value>
): Promise<Value> {
  return withFolder(async folder => {
    const testnet = await createTestnet(3, { host: '127.0.0.1' })
    const bootstrap = testnet.bootstrap.map(({ host, port }) => `${host}:${port}`)
    const people: Person[] = []
    const person = async (name: string): Promise<Person> => {
      const started = new Person()
      people.push(started)
      await started.open({ storage: join(folder, name), host: hostName(name), bootstrap })
      await started.ask('online')
      return started
    }
    try {
      return await work({ bootstrap, person })
    } finally {
      for (const each of people) await each.end()
      await testnet.destroy()
    }
  })
}

/** A name that no other space of this machine has. */
export function hostName(name: string): string {
  return `${name}-bench-${process.pid}`
}

interface Answer {
  number: number
  value?: unknown
  error?: string
}

/** Somebody's program, `person.ts`, in a process of its own. */
export class Person {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #number = 0
  #ended = false

  constructor() {
    this.#child = fork(join(__dirname, 'person.js'), { execArgv: ['--expose-gc'] })
    this.#child.on('message', (answer: Answer) => {
      this.#waiting.get(answer.number)?.(answer)
      this.#waiting.delete(answer.number)
    })
    this.#child.once('exit', code => {
      this.#ended = true
      const error = `The program of a person ended with ${code}`
      for (const [number, answered] of this.#waiting) answered({ number, error })
    })
  }

  get pid(): number {
    return this.#child.pid!
  }

  /** Opens a space, off the network without `bootstrap`. */
  open(options: {
    storage: string
    host: string
    bootstrap?: string[]
    seed?: string
  }): Promise<void> {
    const { seed = randomBytes(32).toString('hex'), bootstrap = [] } = options
    const network = bootstrap.length > 0 ? 'on' : 'off'
    return this.ask('open', { ...options, seed, bootstrap, network, keychain: 'memory' })
  }

  // What comes back is what person.ts gives.
  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  ask<Value = any>(call: string, params: object = {}): Promise<Value> {
    const number = ++this.#number
    return new Promise((resolve, reject) => {
      this.#waiting.set(number, ({ value, error }) => {
        if (error === undefined) resolve(value as Value)
        else reject(new Error(error))
      })
      this.#child.send({ number, call, params })
    })
  }

  // eslint-disable-next-line @typescript-eslint/no-explicit-any
  call<Value = any>(name: string, params: object = {}): Promise<Value> {
    return this.ask('call', { name, params })
  }

  /** As when the power fails: what a bench leaves behind is deleted anyway. */
  async end(): Promise<void> {
    if (this.#ended) return
    const exit = new Promise(resolve => this.#child.once('exit', resolve))
    this.#child.kill('SIGKILL')
    await exit
  }
}
