import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isNarrower, parsePolicy, verifyChain, widenings } from '../../src-main/rights'

const folder = join(__dirname, 'vectors')
const read = <T>(name: string) => JSON.parse(readFileSync(join(folder, name), 'utf8')) as T
const { frame } = read<{ frame: object }>('frame.json')
const policyOf = (terms: object) => parsePolicy({ ...frame, ...terms })

const narrowing = read<{
  cases: { name: string; derived: object; original: object; widenings: string[] }[]
}>('narrowing.json')
const chains = read<{
  cases: { name: string; chain: object[]; now: string; result: object }[]
}>('chains.json')

describe('the vectors of narrowing', () => {
  it.each(narrowing.cases)('$name', one => {
    const derived = policyOf(one.derived)
    const original = policyOf(one.original)
    expect(widenings(derived, original)).toEqual(one.widenings)
    expect(isNarrower(derived, original)).toBe(one.widenings.length === 0)
  })
})

describe('the vectors of chains', () => {
  it.each(chains.cases)('$name', one => {
    const chain = one.chain.map(terms => ({ policy: policyOf(terms) }))
    expect(verifyChain(chain, { now: () => Date.parse(one.now) })).toEqual(one.result)
  })
})

describe('a chain', () => {
  const bob = 'did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH'
  const until = (end: string) => ({
    leftOperand: 'dateTime',
    operator: 'lteq',
    rightOperand: { '@value': end, '@type': 'xsd:dateTime' }
  })
  const first = policyOf({
    '@type': 'Agreement',
    uid: 'urn:1',
    assignee: bob,
    permission: [
      { action: ['read'] },
      { action: ['grantUse'], constraint: [until('2026-05-01T00:00:00Z')] }
    ]
  })
  const second = policyOf({
    '@type': 'Agreement',
    uid: 'urn:2',
    assigner: bob,
    assignee: 'did:key:z6MkCarol',
    'ds:derivedFrom': 'urn:1',
    permission: [{ action: ['read'] }]
  })
  const at = (time: string) => ({ now: () => Date.parse(time) })

  it('that was made in time is in order after the time to pass on is over', () => {
    const passedOn = at('2026-04-01T00:00:00Z')
    const later = at('2026-06-01T00:00:00Z')
    expect(verifyChain([{ policy: first, passedOn }, { policy: second }], later)).toEqual({
      valid: true
    })
    expect(verifyChain([{ policy: first }, { policy: second }], later)).toMatchObject({
      fault: 'not-permitted'
    })
  })
})
