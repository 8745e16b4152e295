import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import Corestore from 'corestore'
import crypto from 'hypercore-crypto'
import { DatomSet, EpochRing } from '../../src-main/datom'
import { ServedMeter } from '../../src-main/meter'
import { withFolder } from './folder'
import type { Measurement } from './measurement'
import { sampleContacts } from './sample-contacts'
import { median, timed } from './statistics'

const COUNT = 10_000
const ROUNDS = 15

/**
 * A set of 10k contacts replicated within one process, the fastest there is, so that counting weighs as
 * much as it can: with and without the meter, in turn.
 */
export async function measureMeter(): Promise<Measurement[]> {
  return withFolder(async folder => {
    const store = new Corestore(join(folder, 'alice'))
    const options = { store, keyPair: crypto.keyPair(), ring: EpochRing.create(), admit: () => {} }
    const set = DatomSet.open(options)
    await set.ready()
    for (let from = 0; from < COUNT; from += 250) await set.put(sampleContacts(from, 250))
    const meter = new ServedMeter(Date.now)
    const counted: number[] = []
    const uncounted: number[] = []
    for (let round = 0; round <= 2 * ROUNDS; round++) {
      const isCounted = round % 2 === 1
      const stop = isCounted ? meter.watch(set.core, () => 'a-share') : () => {}
      const time = await replicated(store, set, join(folder, `bob-${round}`))
      stop()
      // The first one warms up.
      if (round > 0) (isCounted ? counted : uncounted).push(time)
    }
    const { blocks } = meter.of('a-share')
    if (blocks < ROUNDS * set.length) throw new Error('Not all blocks were counted')
    await set.close()
    await store.close()
    return [
      { work: '10k contacts replicated in one process', value: median(uncounted), unit: 'ms' },
      { work: 'the same, counted', value: median(counted), unit: 'ms' },
      {
        work: 'counted, of uncounted',
        value: median(counted) / median(uncounted),
        unit: '×',
        target: 1.1
      }
    ]
  })
}

async function replicated(from: Corestore, set: DatomSet, folder: string): Promise<number> {
  const store = new Corestore(folder)
  const core = store.get({ key: set.key })
  await core.ready()
  const theirs = from.replicate(true) as Duplex
  const ours = store.replicate(false) as Duplex
  for (const stream of [theirs, ours]) stream.on('error', () => {})
  const time = await timed(async () => {
    theirs.pipe(ours).pipe(theirs)
    await core.download({ start: 0, end: set.length }).done()
  })
  theirs.destroy()
  ours.destroy()
  await store.close()
  return time
}
