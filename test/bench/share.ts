import type { Measurement } from './measurement'
import { withNetwork } from './people'
import { median } from './statistics'

const COUNT = 10_000
const ROUNDS = 7

interface Received {
  id: string
  preview: number
  total: number
}

interface Raw {
  dial: number
  transfer: number
}

/**
 * Bob pastes a key with Alice online in another process: from the paste, through the terms, to all 10k
 * contacts in his list. Each round is a set of its own over a connection of its own, next to the same
 * bytes over a bare encrypted stream between the same two processes.
 */
export async function measureShare(): Promise<Measurement[]> {
  return withNetwork(async ({ bootstrap, person }) => {
    const alice = await person('alice')
    const bob = await person('bob')
    const received: Received[] = []
    const raw: Raw[] = []
    let bytes = 0
    for (let round = 0; round <= ROUNDS; round++) {
      const set = await alice.ask('fill', {
        name: `Set ${round}`,
        from: round * COUNT,
        count: COUNT
      })
      bytes = set.bytes
      const selection = { kind: 'set', setId: set.id }
      const share = await alice.call('shares.create', { label: `Share ${round}`, selection })
      const { key } = await alice.call('shares.key', { id: share.id })
      const bare = await alice.ask<string>('sendRaw', { bootstrap, bytes })
      raw.push(await bob.ask<Raw>('receiveRaw', { bootstrap, key: bare, bytes }))
      const one = await bob.ask<Received>('receive', { key, count: COUNT })
      received.push(one)
      await bob.call('received.stop', { id: one.id })
      await bob.ask('hangUp')
    }
    return rows(received, raw, bytes)
  })
}

/** The first round warms up; it is what somebody sees who starts the app for this. */
function rows(received: Received[], raw: Raw[], bytes: number): Measurement[] {
  const size = `${(bytes / 1e6).toFixed(1)} MB`
  const warm = received.slice(1)
  const bare = raw.slice(1)
  const ratios = warm.map(({ total }, at) => (total - bare[at]!.dial) / bare[at]!.transfer)
  return [
    {
      work: '10k contacts, pasted key to listed',
      value: median(warm.map(r => r.total)),
      unit: 'ms'
    },
    {
      work: 'of which until the terms are shown',
      value: median(warm.map(r => r.preview)),
      unit: 'ms'
    },
    { work: 'the first time after a start', value: received[0]!.total, unit: 'ms' },
    { work: 'dialling alone', value: median(bare.map(r => r.dial)), unit: 'ms' },
    { work: `${size} over a bare stream`, value: median(bare.map(r => r.transfer)), unit: 'ms' },
    { work: 'pasted key to listed, of a bare stream', value: median(ratios), unit: '×', target: 3 }
  ]
}
