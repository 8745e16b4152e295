import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { decide, evaluate, parsePolicy, type Request, type State } from '../../src-main/rights'

interface Vectors {
  about: string
  policies: Record<string, object>
  cases: {
    name: string
    policy: string
    request: Request
    state?: State
    now: string
    decision: 'permit' | 'deny'
    /** Code and place. */
    reasons: string[]
    /** Places. */
    duties: string[]
  }[]
}

const folder = join(__dirname, 'vectors')
const read = (name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as unknown
const { frame } = read('frame.json') as { frame: object }
const files = readdirSync(folder).filter(
  name => name !== 'frame.json' && name !== 'narrowing.json' && name !== 'chains.json'
)
const all = files.map(name => ({ name, vectors: read(name) as Vectors }))

describe.each(all)('the vectors of $name', ({ vectors }) => {
  it.each(vectors.cases)('$name', one => {
    const policy = { ...frame, ...vectors.policies[one.policy] }
    const clock = { now: () => Date.parse(one.now) }
    const found = decide(policy, one.request, one.state ?? {}, clock)
    expect({
      decision: found.decision,
      reasons: found.reasons.map(({ code, at }) => (at === '' ? code : `${code} ${at}`)),
      duties: found.duties.map(({ at }) => at)
    }).toEqual({
      decision: one.decision,
      reasons: one.reasons.map(reason => reason.trim()),
      duties: one.duties
    })
    if (found.reasons[0]?.code === 'not-understood') return
    expect(evaluate(parsePolicy(policy), one.request, one.state ?? {}, clock)).toEqual(found)
  })
})

describe('the vectors', () => {
  it('are at least 200, each with a name of its own and an outcome of its kind', () => {
    const cases = all.flatMap(({ vectors }) => vectors.cases)
    expect(cases.length).toBeGreaterThanOrEqual(200)
    expect(cases.filter(({ decision }) => decision === 'permit').length).toBeGreaterThan(80)
    expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
  })
})
