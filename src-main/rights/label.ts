import { untilOf, type Policy, type Rule } from './policy'
import type { Action } from './profile'

/** `enforced` holds against a hostile reader, `metered` with an unmodified app, `declared` is a promise. */
export type Enforcement = 'enforced' | 'metered' | 'declared'

export interface Label {
  /** Stable code of the term: `holder`, `from`, `until`, `fields`, an action or `no-<action>`. */
  term: string
  value?: string
  enforcement: Enforcement
  /** Stable code of the sentence that says why. */
  why: string
}

/**
 * Each term of the policy with how far this software holds it up, computed from what it does: the
 * gate and the epochs enforce who, from when, until when (for later versions) and which fields; what
 * a reader does with bytes that are already on the reader's machine can only be promised.
 */
export function labelsOf(policy: Policy): Label[] {
  const labels: Label[] = [
    policy.assignee === undefined
      ? { term: 'holder', enforcement: 'enforced', why: 'key-opens-gate' }
      : {
          term: 'holder',
          value: policy.assignee,
          enforcement: 'enforced',
          why: 'person-opens-gate'
        }
  ]
  const from = startOf(policy)
  if (from !== null) {
    labels.push({ term: 'from', value: from, enforcement: 'enforced', why: 'gate-checks-time' })
  }
  const until = untilOf(policy)
  if (until !== null) {
    const value = new Date(until).toISOString()
    labels.push({ term: 'until', value, enforcement: 'enforced', why: 'later-versions-locked' })
  }
  const fields = policy['ds:fields']
  if (fields) {
    const value = fields.join(' ')
    labels.push({ term: 'fields', value, enforcement: 'enforced', why: 'only-these-are-sent' })
  }
  for (const action of actionsOf(policy.permission)) labels.push(permitted(action))
  for (const rule of policy.prohibition ?? []) labels.push(...prohibited(rule))
  return labels
}

function permitted(action: Action): Label {
  if (action === 'read') return { term: action, enforcement: 'enforced', why: 'gate-and-epochs' }
  if (action === 'display' || action === 'index') {
    return { term: action, enforcement: 'metered', why: 'app-checks-before-use' }
  }
  return { term: action, enforcement: 'declared', why: 'signed-promise' }
}

/** One label for each action and each condition, so that no part of the prohibition goes unseen. */
function prohibited(rule: Rule): Label[] {
  const conditions = (rule.constraint ?? []).map(constraint =>
    constraint.leftOperand === 'purpose'
      ? constraint.rightOperand['@id']
      : `${constraint.operator} ${constraint.rightOperand['@value']}`
  )
  return rule.action.map(action => ({
    term: `no-${action}`,
    ...(conditions.length > 0 && { value: conditions.join(' ') }),
    enforcement: 'declared' as const,
    why: 'signed-promise'
  }))
}

function actionsOf(rules: Rule[]): Action[] {
  return [...new Set(rules.flatMap(rule => rule.action))]
}

function startOf(policy: Policy): string | null {
  for (const rule of policy.permission) {
    for (const constraint of rule.constraint ?? []) {
      if (constraint.leftOperand !== 'dateTime') continue
      if (constraint.operator === 'gt' || constraint.operator === 'gteq') {
        return constraint.rightOperand['@value']
      }
    }
  }
  return null
}
