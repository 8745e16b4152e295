import { randomBytes } from 'node:crypto'
import { join, resolve } from 'node:path'
import { launch } from '../e2e/app'
import { makeFullSpace } from './full-space'
import type { Measurement } from './measurement'
import { hostName, Person, withFolder } from './people'
import { clock, median } from './statistics'

const COUNT = 100_000
const ROUNDS = 5

/** A headless server with 100k contacts: from the start of its process to all of them in the list. */
export async function measureServer(): Promise<Measurement[]> {
  return withFolder(async folder => {
    const seed = randomBytes(32)
    await makeFullSpace(folder, COUNT, { keychain: 'memory', seed })
    const answering: number[] = []
    const whole: number[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const from = clock()
      const person = new Person()
      await person.open({
        storage: join(folder, 'space'),
        host: hostName('alice'),
        seed: seed.toString('hex')
      })
      answering.push(clock() - from)
      await person.ask('listed', { count: COUNT })
      whole.push(clock() - from)
      await person.ask('close')
      await person.end()
    }
    return [
      { work: 'server with 100k contacts, start to ready', value: seconds(answering), unit: 's' },
      { work: 'server with 100k contacts, start to whole list', value: seconds(whole), unit: 's' }
    ]
  })
}

/** The real app with 100k contacts: from the start of its process to contacts on its first screen. */
export async function measureApp(): Promise<Measurement[]> {
  return withFolder(async folder => {
    await makeFullSpace(folder, COUNT, { keychain: 'keytar' })
    const first: number[] = []
    const whole: number[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const from = clock()
      const alice = await launch({
        name: 'alice',
        storage: folder,
        keychain: 'keytar',
        application: resolve('.')
      })
      const row = alice.window.locator('[role=option]')
      await row.first().waitFor()
      first.push(clock() - from)
      await alice.window.locator(`[role=option][aria-setsize="${COUNT}"]`).first().waitFor()
      whole.push(clock() - from)
      await alice.close()
    }
    const work = 'app with 100k contacts, start to'
    return [
      {
        work: `${work} contacts on its first screen`,
        value: seconds(first),
        unit: 's',
        target: 2.5
      },
      { work: `${work} the whole list`, value: seconds(whole), unit: 's' }
    ]
  })
}

/** The first start warms the files up. */
function seconds(times: number[]): number {
  return median(times.slice(1)) / 1000
}
