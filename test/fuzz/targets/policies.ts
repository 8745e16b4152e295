import {
  countedUses,
  decide,
  deletionDue,
  draftOf,
  evaluate,
  forbiddenAt,
  isNarrower,
  isSpent,
  labelsOf,
  needsUse,
  parsePolicy,
  PEOPLE_TEMPLATES,
  policyOf,
  SECURITY_LEVELS,
  startsOf,
  ticketPolicy,
  unsupportedTerms,
  untilOf,
  validatePolicy,
  verifyChain,
  wordsOf,
  type Policy
} from '../../../src-main/rights'
import { now, policy, request, stateFor } from '../../rights/arbitrary'
import { twist } from '../json'
import type { Random } from '../random'
import { insist, target } from '../target'

const parties = {
  kind: 'Agreement' as const,
  uid: 'urn:uuid:1',
  assigner: 'did:key:z6MkAlice',
  target: 'urn:uuid:2',
  assignee: 'did:key:z6MkBob'
}
const SEEDS: unknown[] = [
  ticketPolicy({ ...parties, until: 1e12, fields: ['name', 'phones'] }),
  ...PEOPLE_TEMPLATES.map(name => policyOf(draftOf(name, { now: 0 }), parties))
]

interface Asked {
  policy: unknown
  other: unknown
  request: unknown
  state: unknown
  at: number
}

function input(random: Random): Asked {
  const made = () => (random.chance(2) ? random.sample(policy) : random.pick(SEEDS))
  const bent = (value: unknown) => (random.chance(3) ? value : twist([value, ...SEEDS], random))
  const one = made()
  return {
    policy: bent(one),
    other: bent(random.chance(2) ? one : made()),
    request: random.chance(3) ? twist([{ action: 'read' }], random) : random.sample(request),
    state: random.chance(3)
      ? twist(
          [
            {
              uses: { display: 1 },
              firstUse: 0,
              fulfilled: [],
              consents: [{ action: 'display', until: null, left: 1 }]
            }
          ],
          random
        )
      : random.sample(stateFor()),
    at: random.sample(now)
  }
}

/** Null for what is refused, by its own name. */
function parsed(value: unknown): Policy | null {
  try {
    return parsePolicy(value)
  } catch (error) {
    insist((error as { code?: string }).code === 'POLICY_NOT_UNDERSTOOD', String(error))
    return null
  }
}

export const policies = target({
  name: 'policy',
  what: 'ODRL policies: parsed, evaluated, compared, put into words, labelled, chained',
  input,
  run: ({ policy: value, other, request: asked, state, at }) => {
    const clock = { now: () => at }
    const decision = decide(value, asked, state, clock)
    insist(decision.decision === 'permit' || decision.decision === 'deny', 'neither yes nor no')
    const known = parsed(value)
    if (!known) {
      insist(decision.decision === 'deny', 'permitted by terms that are not understood')
      return validatePolicy(value)
    }
    usePolicy(known, parsed(other), clock)
  }
})

function usePolicy(known: Policy, second: Policy | null, clock: { now: () => number }): void {
  const words = wordsOf(known, 'en').length
  insist(words > 0 && wordsOf(known, 'zh-CN').length === words, 'a term that one language lacks')
  labelsOf(known)
  unsupportedTerms(known, [])
  untilOf(known)
  startsOf(known)
  countedUses(known, {})
  isSpent(known, { uses: { display: 3 } })
  needsUse(known, 'display')
  deletionDue(known, { firstUse: 0 }, { ended: true, clock })
  for (const level of SECURITY_LEVELS) forbiddenAt(level, known)
  insist(isNarrower(known, known), 'a policy that is wider than itself')
  if (!second) return
  verifyChain([{ policy: known }, { policy: second }], clock)
  if (!isNarrower(second, known)) return
  for (const action of ['read', 'display', 'print', 'sell', 'distribute'] as const) {
    if (evaluate(second, { action }, {}, clock).decision === 'deny') continue
    const before = evaluate(known, { action }, {}, clock).decision
    insist(before === 'permit', `${action} permitted by what is called narrower`)
  }
}
