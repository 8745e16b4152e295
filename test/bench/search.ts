import type { Measurement } from './measurement'
import { withFolder } from './folder'
import { Person, hostName } from './people'
import { percentile } from './statistics'

const COUNT = 100_000
const WARM_UP = 5
const ROUNDS = 40
const QUERIES = [
  'ada',
  'marlow',
  'lin',
  '林',
  'linxiaoyu',
  'lxy',
  'person.9',
  'example.org',
  '+1 202 555',
  '4242',
  'bakery',
  'a',
  'mei brandt',
  'nobody at all',
  'zzzz'
]

/** The first page of what each query finds among 100k contacts, asked for by a call of the contract. */
export async function measureSearch(): Promise<Measurement[]> {
  return withFolder(async folder => {
    const alice = new Person()
    try {
      await alice.open({ storage: folder, host: hostName('alice') })
      await alice.ask('fill', { name: 'Friends', from: 0, count: COUNT })
      await alice.ask('listed', { count: COUNT })
      await alice.ask('search', { queries: QUERIES, rounds: WARM_UP })
      const times = await alice.ask<number[]>('search', { queries: QUERIES, rounds: ROUNDS })
      return [
        { work: 'search 100k contacts, p50', value: percentile(times, 50), unit: 'ms' },
        { work: 'search 100k contacts, p99', value: percentile(times, 99), unit: 'ms', target: 20 }
      ]
    } finally {
      await alice.end()
    }
  })
}
