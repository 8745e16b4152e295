import { setTimeout as sleep } from 'node:timers/promises'
import type { Measurement } from './measurement'
import { withNetwork } from './people'
import { percentile } from './statistics'

const COUNT = 10_000
const EDITS = 300
const WARM_UP = 50

/** Alice saves a contact; how long until Bob's list, in another process, shows its new name. */
export async function measureLive(): Promise<Measurement[]> {
  return withNetwork(async ({ person }) => {
    const alice = await person('alice')
    const bob = await person('bob')
    const set = await alice.ask('fill', { name: 'Friends', from: 0, count: COUNT })
    const selection = { kind: 'set', setId: set.id }
    const share = await alice.call('shares.create', { label: 'Friends', selection })
    const { key } = await alice.call('shares.key', { id: share.id })
    const received = await bob.ask('receive', { key, count: COUNT })
    const { rows } = await alice.call('contacts.page', { limit: 500 })
    const times: number[] = []
    for (let at = 0; at < WARM_UP + EDITS; at++) {
      const { id } = rows[at % rows.length]
      const name = `Edited ${at}`
      const shown = bob.ask<number>('watch', { id: `${received.id}/${id}`, name })
      const saved = await alice.ask<number>('edit', { id, name })
      if (at >= WARM_UP) times.push((await shown) - saved)
      else await shown
      // Not in step with anything that comes at intervals.
      await sleep(5 + ((at * 7) % 23))
    }
    return [
      {
        work: 'an edit at Alice shows at Bob, p50',
        value: percentile(times, 50),
        unit: 'ms',
        target: 20
      },
      { work: 'an edit at Alice shows at Bob, p99', value: percentile(times, 99), unit: 'ms' }
    ]
  })
}
