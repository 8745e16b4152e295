import { openModules } from '../../src-main/space/modules'
import { Space } from '../../src-main/space/space'
import { withFolder } from './folder'
import type { Measurement } from './measurement'
import { clock, collectGarbage, timed } from './statistics'

const COUNT = 100_000
const BATCH = 1_000
const PEOPLE = 50

/** What the screen of a trail with 100k entries asks for, in a space that was just started. */
export async function measureTrail(): Promise<Measurement[]> {
  return withFolder(async storage => {
    const options = { storage, host: 'alice', seed: Buffer.alloc(32, 1), network: 'off' as const }
    await write(new Space(options))
    const space = new Space(options)
    await space.ready()
    const { trail, close } = await openTrail(space)
    const before = heap()
    const first = await timed(() => trail.page({ limit: 200 }))
    const people = await timed(() => trail.people())
    const held = heap() - before
    const person = 'did:key:person-7'
    const filtered = await timed(() => trail.page({ person, offset: 400, limit: 200 }))
    const found = await timed(() => trail.page({ query: 'nobody', limit: 200 }))
    const last = await timed(() => trail.page({ offset: COUNT - 200, limit: 200 }))
    await close()
    const work = 'trail with 100k entries:'
    return [
      { work: `${work} first page after a start`, value: first, unit: 'ms', target: 100 },
      { work: `${work} last page`, value: last, unit: 'ms', target: 100 },
      { work: `${work} who occurs in it, which reads it once`, value: people / 1000, unit: 's' },
      { work: `${work} a page of one person`, value: filtered, unit: 'ms', target: 100 },
      { work: `${work} a search that finds nothing`, value: found, unit: 'ms' },
      { work: `${work} memory held for filters`, value: held, unit: 'MB' }
    ]
  })
}

async function openTrail(space: Space) {
  const modules = await openModules(space)
  const close = async () => {
    await modules.close()
    await space.close()
  }
  return { trail: modules.trail, close }
}

async function write(space: Space): Promise<void> {
  await space.ready()
  const { trail, close } = await openTrail(space)
  const from = clock()
  for (let start = 0; start < COUNT; start += BATCH) {
    const told = Array.from({ length: BATCH }, (_, index) => {
      const number = start + index
      return trail.record({
        event: 'change',
        subject: `urn:uuid:01900000-0000-7000-8000-${String(number % 20_000).padStart(12, '0')}`,
        person: `did:key:person-${number % PEOPLE}`,
        facts: { name: `Contact ${number}`, version: number, set: 'urn:uuid:a-set' }
      })
    })
    await Promise.all(told)
  }
  await close()
  console.error(`wrote ${COUNT} entries in ${Math.round(clock() - from)} ms`)
}

function heap(): number {
  collectGarbage()
  return process.memoryUsage().heapUsed / 1024 / 1024
}
