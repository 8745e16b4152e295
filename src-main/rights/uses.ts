import { covers, scopeOf, type Action } from './action'
import { truthOf, type State } from './constraint'
import { durationOf } from './duration'
import { missing, type Clock, type Known } from './evaluate'
import { atomsIn, logicIn, untilOf, type AtomicConstraint, type Constraint } from './policy'
import type { Duty, DutyConstraint, Permission, Policy, Rule } from './policy'

/** Uses as the tightest `count` of a policy sees them. */
export interface CountedUses {
  used: number
  /** Null where the terms do not limit them. */
  allowed: number | null
  left: number | null
}

/** To have a copy and to look it up are not what a count is about, unless nothing else is permitted. */
const HOLDING: readonly Action[] = ['read', 'index', 'archive']

interface Count {
  action: Action
  used: number
  allowed: number
}

/** How much of what the terms count is used; without a count, all uses. */
export function countedUses(policy: Policy, state: State): CountedUses {
  let tightest: Count | null = null
  for (const permission of policy.permission) {
    for (const count of countsOf(permission, state)) {
      if (!tightest || count.allowed - count.used < tightest.allowed - tightest.used) {
        tightest = count
      }
    }
  }
  if (tightest) {
    const { used, allowed } = tightest
    return { used, allowed, left: Math.max(0, allowed - used) }
  }
  const used = Object.values(state.uses ?? {}).reduce((sum, times) => sum + times, 0)
  return { used, allowed: null, left: null }
}

/**
 * Whether nothing is left of what the terms count, so that there is no reason to go on serving: each
 * permitted action has been done as often as it may. An action that some rule permits without a count is
 * never used up; one that is prohibited anyway is none to go on for.
 */
export function isSpent(policy: Policy, state: State): boolean {
  const permitted = new Set(policy.permission.flatMap(({ action }) => action))
  for (const { action, constraint = [] } of policy.prohibition ?? []) {
    if (constraint.length > 0) continue
    for (const each of permitted) {
      if (action.some(wider => covers(wider, each))) permitted.delete(each)
    }
  }
  const doing = [...permitted].filter(action => !HOLDING.includes(action))
  const acting = doing.length > 0 ? doing : [...permitted]
  const isOpen = (action: Action) =>
    policy.permission
      .filter(permission => permission.action.includes(action))
      .some(permission => {
        const counts = countsOf(permission, state).filter(count => count.action === action)
        return counts.every(({ used, allowed }) => used < allowed)
      })
  return acting.length > 0 && !acting.some(isOpen)
}

/** Whether the terms count or time each use of an action, so that it cannot just go on. */
export function needsUse(policy: Policy, action: Action): boolean {
  const rules = policy.permission.filter(rule => rule.action.some(wider => covers(wider, action)))
  return rules.length > 0 && rules.every(rule => atomsIn(rule.constraint ?? []).some(isOfUse))
}

/**
 * The duties of deletion (`uid`) that are due. That of a permission: when its own conditions say so; else
 * when something was done under the permission and nothing more can be. That of the policy as a whole:
 * when its conditions say so; else at the end of the grant.
 */
export function deletionDue(
  policy: Policy,
  state: State,
  when: { ended: boolean; clock: Clock }
): string[] {
  const now = when.clock.now()
  const until = untilOf(policy)
  const isOver = when.ended || (until !== null && now > until)
  const due: string[] = []
  const look = (duties: Duty[] | undefined, byItself: () => boolean): void => {
    for (const duty of duties ?? []) {
      if (duty.action !== 'delete' || state.fulfilled?.includes(duty.uid)) continue
      const conditions = duty.constraint ?? []
      const isDue = conditions.length === 0 ? byItself() : conditions.every(each => isTime(each))
      if (isDue) due.push(duty.uid)
    }
  }
  for (const permission of policy.permission) {
    look(permission.duty, () => wasUsed(permission, state) && (isOver || isOut(permission)))
  }
  look(policy.obligation, () => isOver)
  return due

  /** A last moment is one by which it has to be done. */
  function isTime(condition: DutyConstraint): boolean {
    if (condition.leftOperand === 'payAmount') return false
    const facts = { request: { action: 'use' as const }, state, now, scope: [] }
    const { leftOperand, operator } = condition
    if (leftOperand === 'event' || operator === 'gt' || operator === 'gteq') {
      return truthOf(condition, facts) === true
    }
    const value = condition.rightOperand['@value']
    if (leftOperand === 'dateTime') return now >= Date.parse(value) - EARLY
    const { firstUse } = state
    return typeof firstUse === 'number' && now - firstUse >= durationOf(value) - EARLY
  }

  function isOut(permission: Permission): boolean {
    return permission.action.every(action => {
      const facts: Known = { request: { action }, state, now }
      const reason = missing(permission, '', facts)
      return reason !== null && ['count', 'elapsed', 'expired'].includes(reason.code)
    })
  }
}

/** Milliseconds before a last moment, so that it is not missed by the turn of a timer. */
const EARLY = 10_000

function wasUsed(permission: Permission, state: State): boolean {
  return permission.action.flatMap(scopeOf).some(action => (state.uses?.[action] ?? 0) > 0)
}

/** The counts that a rule puts on each of its actions, where they always apply. */
function countsOf(rule: Rule, state: State): Count[] {
  const limits = alwaysIn(rule.constraint ?? []).flatMap(limitOf)
  return rule.action.flatMap(action => {
    const used = scopeOf(action).reduce((sum, each) => sum + (state.uses?.[each] ?? 0), 0)
    return limits.map(allowed => ({ action, used, allowed }))
  })
}

function limitOf(atom: AtomicConstraint): number[] {
  if (atom.leftOperand !== 'count') return []
  const value = Number(atom.rightOperand['@value'])
  if (!Number.isFinite(value)) return []
  if (atom.operator === 'lteq') return [Math.max(0, Math.floor(value))]
  return atom.operator === 'lt' ? [Math.max(0, Math.ceil(value) - 1)] : []
}

/** Not those of which one or another may hold. */
function alwaysIn(constraints: Constraint[]): AtomicConstraint[] {
  return constraints.flatMap(constraint => {
    const logic = logicIn(constraint)
    if (!logic) return [constraint as AtomicConstraint]
    return logic.operator === 'and' ? alwaysIn(logic.operands) : []
  })
}

function isOfUse({ leftOperand }: AtomicConstraint): boolean {
  return leftOperand === 'count' || leftOperand === 'elapsedTime'
}
