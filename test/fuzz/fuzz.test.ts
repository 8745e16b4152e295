import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { attempt } from './attempt'
import { TARGETS } from './targets'

/** Inputs for each decoder here; `npm run fuzz` goes on for as long as it is told. */
const INPUTS = 150
const MILLISECONDS = 1_500
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
