import { logicIn, type AtomicConstraint, type Constraint, type Permission } from './policy'

const SECOND = 1000
const MINUTE = 60_000
const HOUR = 3_600_000

/**
 * The end of what lasts `length` milliseconds from `now`, as people read it: to the whole minute, up to an
 * hour to the whole second. Never sooner than it says.
 */
export function endAfter(length: number, now: number): number {
  const unit = length > HOUR ? MINUTE : SECOND
  return Math.ceil((now + length) / unit) * unit
}

/**
 * The same permissions with another last moment (milliseconds since 1970; null for none). Ends within
 * logical constraints stay, since what they mean together cannot be told.
 */
export function withEnd<Rule extends Pick<Permission, 'constraint'>>(
  permissions: readonly Rule[],
  until: number | null
): Rule[] {
  return permissions.map(({ constraint, ...rule }) => {
    const kept = (constraint ?? []).filter(each => !isEnd(each))
    if (until !== null) kept.push(endingAt(until))
    return { ...rule, ...(kept.length > 0 && { constraint: kept }) } as Rule
  })
}

function isEnd(constraint: Constraint): boolean {
  if (logicIn(constraint)) return false
  const { leftOperand, operator } = constraint as AtomicConstraint
  return leftOperand === 'dateTime' && (operator === 'lt' || operator === 'lteq')
}

function endingAt(until: number): Constraint {
  return {
    leftOperand: 'dateTime',
    operator: 'lteq',
    rightOperand: { '@value': new Date(until).toISOString(), '@type': 'xsd:dateTime' }
  }
}
