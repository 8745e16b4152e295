import { randomBytes, randomInt } from 'node:crypto'
import { join } from 'node:path'
import Corestore from 'corestore'
import type { Core } from '../../src-main/space/api'
import { Client } from '../../src-main/space/client'
import type { Measurement } from './measurement'
import { withFolder } from './folder'
import { hostName, Person } from './people'
import { median, percentile, timed } from './statistics'

const COUNT = 10_000
const ROUNDS = 5
const GETS = 3_000
const VALUE = { name: 'Ada Marlow', note: 'x'.repeat(200) }

interface Round {
  append: number
  read: number
  gets: number[]
}

/** What a core of a client and one of Hypercore have in common. */
interface Subject {
  append(value: unknown): Promise<unknown>
  get(index: number): Promise<unknown>
}

/** A program at the local socket of a server in another process, against Hypercore in one's own. */
export async function measureLocal(): Promise<Measurement[]> {
  return withFolder(async folder => {
    const alice = new Person()
    const store = new Corestore(join(folder, 'hypercore'))
    const host = hostName('alice')
    await alice.open({ storage: join(folder, 'alice'), host })
    const client = new Client({ host, via: 'local' })
    const ours: Round[] = []
    const bare: Round[] = []
    try {
      for (let round = 0; round <= ROUNDS; round++) {
        const name = randomBytes(8).toString('hex')
        const hypercore = store.get({ name, valueEncoding: 'json' })
        await hypercore.ready()
        bare.push(await measureRound(hypercore))
        const core: Core = client.corestore().get({ valueEncoding: 'json' })
        await core.ready()
        ours.push(await measureRound(core))
      }
    } finally {
      await client.close()
      await store.close()
      await alice.end()
    }
    return rows(ours.slice(1), bare.slice(1))
  })
}

async function measureRound(core: Subject): Promise<Round> {
  const append = await timed(() =>
    Promise.all(Array.from({ length: COUNT }, (_, n) => core.append({ ...VALUE, n })))
  )
  const read = await timed(async () => {
    for (let index = 0; index < COUNT; index++) await core.get(index)
  })
  const gets: number[] = []
  for (let n = 0; n < GETS; n++) gets.push(await timed(() => core.get(randomInt(COUNT))))
  return { append, read, gets }
}

function rows(ours: Round[], bare: Round[]): Measurement[] {
  const value = (rounds: Round[], name: 'append' | 'read') => median(rounds.map(r => r[name]))
  const ratio = (name: 'append' | 'read') =>
    median(ours.map((round, at) => round[name] / bare[at]![name]))
  const gets = ours.flatMap(round => round.gets)
  return [
    { work: 'local client, one get, p50', value: percentile(gets, 50), unit: 'ms', target: 0.2 },
    { work: 'local client, one get, p99', value: percentile(gets, 99), unit: 'ms' },
    {
      work: 'Hypercore in process, one get, p50',
      value: percentile(
        bare.flatMap(round => round.gets),
        50
      ),
      unit: 'ms'
    },
    { work: 'local client, 10k appends', value: value(ours, 'append'), unit: 'ms' },
    {
      work: 'local client, 10k appends, of Hypercore in process',
      value: ratio('append'),
      unit: '×'
    },
    { work: 'local client, 10k reads in a row', value: value(ours, 'read'), unit: 'ms' },
    { work: 'local client, 10k reads, of Hypercore in process', value: ratio('read'), unit: '×' }
  ]
}
