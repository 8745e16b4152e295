import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { makeFullSpace } from './full-space'
import type { Measurement } from './measurement'
import { withFolder } from './folder'
import { hostName, Person } from './people'
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
      {
        work: 'server with 100k contacts, start to ready',
        value: median(answering.slice(1)) / 1000,
        unit: 's'
      },
      {
        work: 'server with 100k contacts, start to whole list',
        value: median(whole.slice(1)) / 1000,
        unit: 's'
      }
    ]
  })
}
