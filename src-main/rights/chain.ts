import type { State } from './constraint'
import { evaluate, type Clock } from './evaluate'
import { widenings, widerTerms } from './narrow'
import { logicIn, type AtomicConstraint, type Constraint, type Policy, type Rule } from './policy'

/** A policy of a chain, with what was known of the use under it when it was passed on. */
export interface Link {
  policy: Policy
  state?: State
  /** When the next one was made out, so that a permission that has ended since still counts. */
  passedOn?: Clock
}

export type ChainFault =
  | 'empty'
  /** An offer, or a ticket, whose holder has no name, passes nothing on. */
  | 'nobody'
  /** Made out by somebody else than who held the one before. */
  | 'assigner'
  /** Is for whoever holds a key, where the one before was for a person. */
  | 'audience'
  /** Says that it is derived from something else, or the first says that it is derived. */
  | 'origin'
  /** The one before did not permit `grantUse`, or not at that time or to that person. */
  | 'not-permitted'
  /** Permits more than the one before. */
  | 'wider'
  /** Permits what the one before permits so often, or for so long from the first use: to one, and not to each. */
  | 'tied-to-uses'
  /** Permits more than the one before lets others do. */
  | 'wider-than-next-policy'

export type ChainResult =
  { valid: true } | { valid: false; at: number; fault: ChainFault; where?: string }

/**
 * Whether each policy of a chain, from the owner's to the last holder's, was made out by the holder of
 * the one before, who was permitted to, and is only narrower. `at` is the index of the first that is not
 * in order. That each is signed by its assigner, and the first by the owner, is for the caller to see.
 */
export function verifyChain(chain: readonly Link[], clock: Clock): ChainResult {
  const [first, ...rest] = chain
  if (!first) return { valid: false, at: 0, fault: 'empty' }
  if (first.policy['ds:derivedFrom'] !== undefined) return { valid: false, at: 0, fault: 'origin' }
  let previous = first
  for (const [index, link] of rest.entries()) {
    const fault = faultOf(link.policy, previous, clock)
    if (fault) return { valid: false, at: index + 1, ...fault }
    previous = link
  }
  return { valid: true }
}

function faultOf(
  policy: Policy,
  { policy: parent, state, passedOn }: Link,
  clock: Clock
): { fault: ChainFault; where?: string } | null {
  if (parent.assignee === undefined) return { fault: 'nobody' }
  if (policy.assigner !== parent.assignee) return { fault: 'assigner' }
  if (policy['ds:derivedFrom'] !== parent.uid) return { fault: 'origin' }
  // No term of the profile lets a person give it to whoever holds a key, and the level of the data, that
  // could let the owner, is not said in what is signed here.
  if (policy.assignee === undefined) return { fault: 'audience' }
  const recipient = policy.assignee
  const request = { action: 'grantUse' as const, recipient }
  const decision = evaluate(parent, request, state ?? {}, passedOn ?? clock)
  const [reason] = decision.reasons
  if (decision.decision === 'deny') return { fault: 'not-permitted', where: reason?.at ?? '' }
  const [wider] = widenings(policy, parent)
  if (wider !== undefined) return { fault: 'wider', where: wider }
  const [tied] = widenings(policy, untied(parent))
  if (tied !== undefined) return { fault: 'tied-to-uses', where: tied }
  for (const { at, duty } of decision.duties) {
    const terms = duty['ds:policy']
    if (terms && widerTerms(policy, terms).length > 0) {
      return { fault: 'wider-than-next-policy', where: at }
    }
  }
  return null
}

/**
 * The terms without what depends on how often, or since when, it was used: each holder counts their own
 * uses, so that passed on it would permit as many again.
 */
function untied(policy: Policy): Policy {
  const { permission, prohibition = [] } = policy
  return {
    ...policy,
    permission: permission.filter(rule => !isTied(rule)),
    prohibition: prohibition.map(rule => (isTied(rule) ? { action: rule.action } : rule))
  }
}

/** Whether a rule depends on how often, or since when, it was used. */
export function isTied({ constraint = [] }: Rule): boolean {
  return constraint.some(dependsOnUse)
}

function dependsOnUse(constraint: Constraint): boolean {
  const logic = logicIn(constraint)
  if (logic) return logic.operands.some(dependsOnUse)
  const { leftOperand } = constraint as AtomicConstraint
  return leftOperand === 'count' || leftOperand === 'elapsedTime'
}
