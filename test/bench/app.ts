import { resolve } from 'node:path'
import { launch } from '../e2e/app'
import { makeFullSpace } from './full-space'
import type { Measurement } from './measurement'
import { withFolder } from './folder'
import { clock, median } from './statistics'

const COUNT = 100_000
const ROUNDS = 5

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
        value: median(first.slice(1)) / 1000,
        unit: 's',
        target: 2.5
      },
      { work: `${work} the whole list`, value: median(whole.slice(1)) / 1000, unit: 's' }
    ]
  })
}
