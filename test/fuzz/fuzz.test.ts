import { serialize } from 'node:v8'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DatomspaceError } from '../../src-main/error'
import { attempt, type Outcomes } from './attempt'
import { Random } from './random'
import type { Target } from './target'
import { TARGETS } from './targets'

/** Inputs for each decoder here; `npm run fuzz` goes on for as long as it is told. */
const INPUTS = 100
const MILLISECONDS = 700
// Others each time: what one run does not meet, another may. The seed is in what a find says.
const seed = Date.now() | 0

describe.each(TARGETS)('hostile input for $name', target => {
  beforeAll(() => target.ready?.())
  afterAll(() => target.close?.())

  it('ends in a result or a refusal that has a name', async () => {
    const end = Date.now() + MILLISECONDS
    for (let index = 0; index < INPUTS && Date.now() < end; index++) {
      expect(await attempt(target, seed, index)).toBeNull()
    }
  })
})

describe('the fuzzer', () => {
  const broken = (run: () => unknown): Target => ({ name: 'x', what: '', input: () => 0, run })

  it('finds an error without a name, and one that only says that something is wrong inside', async () => {
    const unnamed = broken(() => (undefined as unknown as { x: number }).x)
    expect(await attempt(unnamed, 1, 2)).toMatchObject({ kind: 'error', seed: 1, index: 2 })
    const internal = broken(() => Promise.reject(new DatomspaceError('INTERNAL', 'x')))
    expect(await attempt(internal, 1, 2)).toMatchObject({ kind: 'error' })
    const named = broken(() => Promise.reject(new DatomspaceError('NOT_FOUND', 'x')))
    expect(await attempt(named, 1, 2)).toBeNull()
  })

  it('finds a prototype that was written to, and an input that takes too long', async () => {
    const polluting = broken(() => Object.assign(Object.prototype, { polluted: 1 }))
    expect(await attempt(polluting, 1, 1)).toMatchObject({ kind: 'pollution' })
    delete (Object.prototype as { polluted?: number }).polluted
    const slow = broken(() => {
      const from = process.cpuUsage()
      for (let busy = 0; busy < 1_100_000;) {
        const { user, system } = process.cpuUsage(from)
        busy = user + system
      }
    })
    expect(await attempt(slow, 1, 1)).toMatchObject({ kind: 'slow' })
  })

  it('makes the same input again from the same numbers', () => {
    for (const target of TARGETS) {
      const [one, again] = [1, 1].map(index => serialize(target.input(new Random(7, index))))
      expect(one!.equals(again!), target.name).toBe(true)
    }
  })

  it('meets results as well as refusals, so that what is behind the first check is met too', async () => {
    const outcomes: Outcomes = {}
    for (const name of ['statement', 'policy', 'mail', 'letter', 'receipt', 'message']) {
      const target = TARGETS.find(each => each.name === name)!
      await target.ready?.()
      for (let index = 0; index < 60; index++) await attempt(target, 7, index, outcomes)
      await target.close?.()
      expect(outcomes['result'], name).toBeGreaterThan(0)
    }
    expect(Object.keys(outcomes).length).toBeGreaterThan(1)
  })
})
