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

interface Sizes {
  /** The contacts themselves, as canonical JSON. */
  content: number
  /** Their set, packed. */
  bytes: number
}

/**
 * Bob pastes a key with Alice online in another process: from the paste, through the terms, to all 10k
 * contacts in his list. Each round is a set of its own over a connection of its own, next to the bytes of
 * the contacts over a bare encrypted stream between the same two processes, and those of their packed set.
 */
export async function measureShare(): Promise<Measurement[]> {
  return withNetwork(async ({ bootstrap, person }) => {
    const alice = await person('alice')
    const bob = await person('bob')
    const received: Received[] = []
    const raw: Raw[] = []
    const packed: Raw[] = []
    let sizes: Sizes = { content: 0, bytes: 0 }
    const bare = async (bytes: number) => {
      const key = await alice.ask<string>('sendRaw', { bootstrap, bytes })
      return bob.ask<Raw>('receiveRaw', { bootstrap, key, bytes })
    }
    for (let round = 0; round <= ROUNDS; round++) {
      const set = await alice.ask('fill', {
        name: `Set ${round}`,
        from: round * COUNT,
        count: COUNT
      })
      sizes = set
      const selection = { kind: 'set', setId: set.id }
      const share = await alice.call('shares.create', { label: `Share ${round}`, selection })
      const { key } = await alice.call('shares.key', { id: share.id })
      raw.push(await bare(set.content))
      packed.push(await bare(set.bytes))
      const one = await bob.ask<Received>('receive', { key, count: COUNT })
      received.push(one)
      await bob.call('received.stop', { id: one.id })
      await bob.ask('hangUp')
    }
    return rows(received, raw, packed, sizes)
  })
}

/** The first round warms up; it is what somebody sees who starts the app for this. */
function rows(received: Received[], raw: Raw[], packed: Raw[], sizes: Sizes): Measurement[] {
  const size = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`
  const warm = received.slice(1)
  const middle = (value: (round: number) => number) => median(warm.map((_, at) => value(at + 1)))
  const transfer = (at: number) => received[at]!.total - raw[at]!.dial
  return [
    {
      work: '10k contacts, pasted key to listed',
      value: middle(at => received[at]!.total),
      unit: 'ms'
    },
    {
      work: 'of which until the terms are shown',
      value: middle(at => received[at]!.preview),
      unit: 'ms'
    },
    { work: 'the first time after a start', value: received[0]!.total, unit: 'ms' },
    { work: 'dialling alone', value: middle(at => raw[at]!.dial), unit: 'ms' },
    {
      work: `${size(sizes.content)}, the contacts, over a bare stream`,
      value: middle(at => raw[at]!.transfer),
      unit: 'ms'
    },
    {
      work: 'pasted key to listed, of a bare stream',
      value: middle(at => transfer(at) / raw[at]!.transfer),
      unit: '×',
      target: 3
    },
    {
      work: `${size(sizes.bytes)}, the packed set, over a bare stream`,
      value: middle(at => packed[at]!.transfer),
      unit: 'ms'
    },
    {
      work: 'pasted key to listed, of a bare stream of the packed set',
      value: middle(at => transfer(at) / packed[at]!.transfer),
      unit: '×'
    }
  ]
}
