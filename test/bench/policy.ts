import {
  draftOf,
  evaluate,
  isNarrower,
  policyOf,
  validatePolicy,
  wordsOf,
  type Action,
  type Policy,
  type State
} from '../../src-main/rights'
import type { Measurement } from './measurement'
import { clock, median } from './statistics'

const ROUNDS = 7
const SECONDS = 0.4
const now = Date.parse('2026-11-20T12:00:00Z')
const parties = {
  kind: 'Agreement' as const,
  uid: 'urn:uuid:1',
  assigner: 'did:key:z6MkAlice',
  assignee: 'did:key:z6MkBob',
  target: 'urn:uuid:2'
}
const ACTIONS: Action[] = ['read', 'display', 'print', 'sell', 'distribute', 'extract']

/** Policies as people make them, evaluated, checked, compared and put into words. */
export async function measurePolicy(): Promise<Measurement[]> {
  const policies = (['family', 'colleagues', 'one-look', 'until-friday'] as const).map(name =>
    policyOf(draftOf(name, { now }), parties)
  )
  const plain = policies.map(policy => JSON.parse(JSON.stringify(policy)) as Policy)
  const state: State = { uses: { display: 1 }, firstUse: now - 1_000 }
  const at = { now: () => now }
  const policyAt = (turn: number) => policies[turn % policies.length]!
  const actionAt = (turn: number) => ACTIONS[turn % ACTIONS.length]!
  const all: [string, (turn: number) => unknown][] = [
    ['policies evaluated', n => evaluate(policyAt(n), { action: actionAt(n) }, state, at)],
    ['policies of others checked in all their parts', n => validatePolicy(plain[n % 4])],
    ['policies compared: is one narrower', n => isNarrower(policyAt(n), policyAt(n + 1))],
    ['policies put into words', n => wordsOf(policyAt(n), n % 2 ? 'en' : 'zh-CN')]
  ]
  return all.map(([work, turn]) => ({ work, value: perSecond(turn), unit: 'a second' }))
}

/** How often it is done in a second: the median of some rounds, after one that warms up. */
function perSecond(turn: (number: number) => unknown): number {
  const rates: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const from = clock()
    let turns = 0
    while (clock() - from < SECONDS * 1_000) for (let n = 0; n < 100; n++) turn(turns++)
    if (round > 0) rates.push(turns / ((clock() - from) / 1_000))
  }
  return median(rates)
}
