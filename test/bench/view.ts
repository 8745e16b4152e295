import type { Measurement } from './measurement'
import { withNetwork } from './people'
import { clock, percentile } from './statistics'

const COUNT = 100_000
const EDITS = 100
const WARM_UP = 10

/** A share of names and phones of 100k contacts is a core of its own: how soon an edit is in it too. */
export async function measureView(): Promise<Measurement[]> {
  return withNetwork(async ({ person }) => {
    const alice = await person('alice')
    const set = await alice.ask('fill', { name: 'Friends', from: 0, count: COUNT })
    const selection = { kind: 'set', setId: set.id }
    const from = clock()
    const share = await alice.call('shares.create', {
      label: 'Names',
      selection,
      fields: ['name', 'phones']
    })
    const made = clock() - from
    const { rows } = await alice.call('contacts.page', { limit: 500 })
    const times: number[] = []
    for (let at = 0; at < WARM_UP + EDITS; at++) {
      const { id } = rows[(at * 7) % rows.length]
      const name = `Edited ${at}`
      const took = await alice.ask<number>('editInView', { id, name, shareId: share.id })
      if (at >= WARM_UP) times.push(took)
    }
    const work = 'an edit in a set of 100k is in its view'
    return [
      { work: `${work}, p50`, value: percentile(times, 50), unit: 'ms' },
      { work: `${work}, p99`, value: percentile(times, 99), unit: 'ms', target: 1_000 },
      { work: 'a view of 100k made', value: made / 1_000, unit: 's' }
    ]
  })
}
