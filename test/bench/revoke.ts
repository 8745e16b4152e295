import { setTimeout as sleep } from 'node:timers/promises'
import type { Measurement } from './measurement'
import { withNetwork } from './people'
import { median } from './statistics'

const COUNT = 50_000
const ROUNDS = 5
/** Ended when Bob has so many of the set's blocks, far from all. */
const BLOCKS = 40
const WATCHED = 1_500

/** Alice ends a share in the middle of Bob's download, while so many others have one on the same set. */
export async function measureRevoke(others: number): Promise<Measurement[]> {
  return withNetwork(async ({ person }) => {
    const alice = await person('alice')
    const bob = await person('bob')
    const set = await alice.ask('fill', { name: 'Friends', from: 0, count: COUNT })
    const selection = { kind: 'set', setId: set.id }
    for (let other = 0; other < others; other++) {
      await alice.call('shares.create', { label: `Other ${other}`, selection })
    }
    const times: number[] = []
    let after = 0
    let missing = Infinity
    for (let round = 0; round < ROUNDS; round++) {
      const share = await alice.call('shares.create', { label: 'Bob', selection })
      const { key } = await alice.call('shares.key', { id: share.id })
      await alice.ask('countUploads', { setId: set.id })
      const revoked = alice.ask('revoke', { id: share.id, blocks: BLOCKS })
      const { id } = await bob.call('received.accept', { key })
      const { report, milliseconds, before, during } = await revoked
      await sleep(WATCHED)
      const served = await alice.ask<number>('uploads')
      if (report.resealed !== others || report.detached !== 1) {
        throw new Error(`Not what was to be measured: ${JSON.stringify(report)}`)
      }
      times.push(milliseconds)
      after += served - before - during
      missing = Math.min(missing, set.blocks - served)
      await bob.call('received.stop', { id })
      await bob.ask('hangUp')
    }
    if (missing <= 0) throw new Error('Bob had everything before the share was ended')
    return [
      {
        work: `blocks served after a share was ended, of one among ${others.toLocaleString('en')}`,
        value: after,
        unit: 'blocks',
        target: 0
      },
      {
        work: `share ended, new epoch sealed to ${others.toLocaleString('en')} others`,
        value: median(times),
        unit: 'ms',
        ...(others === 100 && { target: 2000 })
      }
    ]
  })
}
