import { DatomspaceError } from '../../error'
import { sameFields, verifyChain, type Policy } from '../../rights'

/**
 * Whether terms may be passed on under those of a chain of signed offers, the owner's first. Throws
 * `POLICY_DENIED`, and says what is wider or what was not permitted.
 */
export function ensurePassable(policy: Policy, chain: readonly object[], now: number): void {
  const policies = chain.map(statement => policyIn(statement))
  const links = [...policies, policy].map(each => ({ policy: each, passedOn: { now: () => now } }))
  const result = verifyChain(links, { now: () => now })
  if (result.valid) {
    if (sameFields(policy, policies[policies.length - 1]!)) return
    throw denied(
      'The fields of what is passed on are those that were received, no more and no fewer',
      { fault: 'fields' }
    )
  }
  const { fault, where } = result
  const details = { fault, ...(where && { path: where }) }
  switch (fault) {
    case 'nobody':
      throw denied('What came by a key for anybody cannot be passed on: ask its owner', details)
    case 'audience':
      throw denied(
        'What you were given by name is passed on to a person by name, never to whoever holds a key. Choose a person',
        details
      )
    case 'not-permitted':
      throw denied('The terms of this share do not let you pass it on to them now', details)
    case 'wider':
    case 'wider-than-next-policy':
      throw denied(
        `These terms permit more than you may pass on (${where ?? ''}): take that out`,
        details
      )
    case 'tied-to-uses':
      throw denied(
        `What you may use so many times, or for so long from the first use, is yours alone, since nobody counts the uses of two as one (${where ?? ''}): take that out`,
        details
      )
    default:
      throw denied('What these terms rest on is not in order', details)
  }
}

/** The terms in an offer that this program has verified before. */
function policyIn(statement: object): Policy {
  const { credentialSubject } = statement as { credentialSubject: { 'ds:policy': Policy } }
  return credentialSubject['ds:policy']
}

function denied(message: string, details: Record<string, string>): DatomspaceError {
  return new DatomspaceError('POLICY_DENIED', message, { details })
}
