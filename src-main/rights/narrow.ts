import { covers, type Action } from './action'
import { idsOf } from './constraint'
import { durationOf } from './duration'
import { COUNTRIES, placeOf } from './place'
import {
  logicIn,
  type AtomicConstraint,
  type Bound,
  type Constraint,
  type Duty,
  type Permission,
  type Policy,
  type Rule,
  type Terms
} from './policy'
import { isKindOf, PURPOSES, type Purpose } from './purpose'
import { canonical } from './schema'

/**
 * Whether whatever `derived` permits `original` permits too, and `derived` prohibits and demands all that
 * `original` does: the test of a policy that passes rights on, and of an agreement against its offer.
 * Who gives it to whom is not compared, but what is for one person is not narrowed to whoever holds a
 * key, or to whoever finds it. It decides by the terms alone, so it may say no where a proof
 * would need more, and never yes where there is a request for which it is not so.
 */
export function isNarrower(derived: Policy, original: Policy): boolean {
  return widenings(derived, original).length === 0
}

/**
 * Where `derived` goes beyond `original`: places in `derived` that permit more, and places in
 * `original` (prefixed `original:`) that `derived` does not keep.
 */
export function widenings(derived: Policy, original: Policy): string[] {
  const found = derived.target === original.target ? [] : ['target']
  if (original['@type'] === 'Agreement' && derived['@type'] !== 'Agreement') found.push('@type')
  // An offer permits nothing yet, so what permits something is narrower only than its terms.
  return [...found, ...widerTerms(derived, original)]
}

/** The same for the terms of a policy alone. */
export function widerTerms(derived: Terms, original: Terms): string[] {
  const found: string[] = []
  const known: Known = new Map()
  const given = original['ds:fields']
  const fields = derived['ds:fields']
  if (given && !fields?.every(field => given.includes(field))) found.push('ds:fields')
  for (const [index, rule] of derived.permission.entries()) {
    for (const action of rule.action) {
      const isGiven = original.permission.some(wider => permits(wider, rule, action, known))
      if (!isGiven) found.push(`permission.${index}.${action}`)
    }
  }
  for (const [index, rule] of (original.prohibition ?? []).entries()) {
    for (const action of rule.action) {
      const isKept = derived.prohibition?.some(wider => prohibits(wider, rule, action, known))
      if (!isKept) found.push(`original:prohibition.${index}.${action}`)
    }
  }
  for (const [index, duty] of (original.obligation ?? []).entries()) {
    if (!has(derived.obligation, duty)) found.push(`original:obligation.${index}`)
  }
  return found
}

/** Whether both are of the same fields: where they are not, the bytes are others too. */
export function sameFields(a: Terms, b: Terms): boolean {
  const text = ({ 'ds:fields': fields }: Terms) => JSON.stringify(fields && [...fields].sort())
  return text(a) === text(b)
}

type Known = NonNullable<Scopes['known']>

/** Whether `wider` permits `action` whenever `narrower` does, and for no more in return. */
function permits(wider: Permission, narrower: Permission, action: Action, known: Known): boolean {
  if (!(wider.duty ?? []).every(duty => has(narrower.duty, duty))) return false
  return wider.action.some(
    each =>
      covers(each, action) &&
      implies(together(narrower), together(wider), { left: action, right: each, known })
  )
}

/** Whether `wider` prohibits `action` whenever `narrower` does. */
function prohibits(wider: Rule, narrower: Rule, action: Action, known: Known): boolean {
  return wider.action.some(
    each =>
      covers(each, action) &&
      implies(together(narrower), together(wider), { left: action, right: each, known })
  )
}

function has(duties: Duty[] | undefined, wanted: Duty): boolean {
  const content = canonical(wanted)
  return duties?.some(duty => canonical(duty) === content) ?? false
}

function together(rule: Rule): Constraint {
  return { and: { '@list': rule.constraint ?? [] } }
}

/** The actions of which the counts on either side are the sum. */
interface Scopes {
  left: Action
  right: Action
  /** What satisfies a constraint, as found in this comparison. */
  known?: Map<AtomicConstraint, Set<string>>
}

/**
 * Whether `right` holds wherever `left` does, and cannot be unknown where `left` is true nor false where
 * `left` is unknown. The order of a free lattice over the atomic constraints (Whitman's solution of its
 * word problem), hence reflexive and transitive; `xone` is no lattice operation and only equals itself.
 */
export function implies(left: Constraint, right: Constraint, scopes: Scopes): boolean {
  const l = logicIn(left)
  const r = logicIn(right)
  if (l?.operator === 'or') return l.operands.every(each => implies(each, right, scopes))
  if (r?.operator === 'and') return r.operands.every(each => implies(left, each, scopes))
  if (l?.operator === 'and' && l.operands.some(each => implies(each, right, scopes))) return true
  if (r?.operator === 'or') return r.operands.some(each => implies(left, each, scopes))
  if (l?.operator === 'and') return false
  if (l || r) return isSame(left, right, scopes)
  return isWithin(left as AtomicConstraint, right as AtomicConstraint, scopes)
}

function isSame(left: Constraint, right: Constraint, scopes: Scopes): boolean {
  if (canonical(left) !== canonical(right)) return false
  return scopes.left === scopes.right || !counts(left)
}

function counts(constraint: Constraint): boolean {
  const logic = logicIn(constraint)
  if (logic) return logic.operands.some(counts)
  return (constraint as AtomicConstraint).leftOperand === 'count'
}

/** Whether every value that satisfies `left` satisfies `right`. */
function isWithin(left: AtomicConstraint, right: AtomicConstraint, scopes: Scopes): boolean {
  switch (left.leftOperand) {
    case 'dateTime':
      if (right.leftOperand !== 'dateTime') return false
      return isTighter(left, right, value => Date.parse(value))
    case 'elapsedTime':
      if (right.leftOperand !== 'elapsedTime') return false
      return isTighter(left, right, durationOf)
    case 'count':
      if (right.leftOperand !== 'count' || scopes.left !== scopes.right) return false
      return isTighter(left, right, Number)
    case 'purpose':
      if (right.leftOperand !== 'purpose') return false
      // To say no purpose leaves the one unknown and makes the other false.
      if (left.operator === 'isNoneOf' && right.operator !== 'isNoneOf') return false
      return isSubset(
        remembered(scopes, left, () => purposesFor(left)),
        remembered(scopes, right, () => purposesFor(right))
      )
    case 'recipient':
      return right.leftOperand === 'recipient' && isSetWithin(left, right)
    case 'spatial':
      if (right.leftOperand !== 'spatial') return false
      return isSubset(
        remembered(scopes, left, () => placesFor(left)),
        remembered(scopes, right, () => placesFor(right))
      )
    case 'event':
      return right.leftOperand === 'event' && canonical(left) === canonical(right)
    default:
      return false
  }
}

interface Bounded {
  operator: Bound
  rightOperand: { '@value': string }
}

function isTighter(left: Bounded, right: Bounded, read: (value: string) => number): boolean {
  const [a, b] = [read(left.rightOperand['@value']), read(right.rightOperand['@value'])]
  const isUpper = left.operator.startsWith('lt')
  if (isUpper !== right.operator.startsWith('lt')) return false
  const isStrictEnough = right.operator.endsWith('eq') || !left.operator.endsWith('eq')
  return a === b ? isStrictEnough : isUpper ? a < b : a > b
}

/** Constraints are compared many times, which a hostile policy could make slow. */
function remembered(
  { known }: Scopes,
  atom: AtomicConstraint,
  find: () => Set<string>
): Set<string> {
  const values = known?.get(atom) ?? find()
  known?.set(atom, values)
  return values
}

function purposesFor(atom: AtomicConstraint & { leftOperand: 'purpose' }): Set<string> {
  const broader = idsOf<Purpose>(atom.rightOperand)
  const isNone = atom.operator === 'isNoneOf'
  const all = Object.keys(PURPOSES) as Purpose[]
  return new Set(all.filter(each => broader.some(other => isKindOf(each, other)) !== isNone))
}

function placesFor(atom: AtomicConstraint & { leftOperand: 'spatial' }): Set<string> {
  const named = new Set<string>(idsOf(atom.rightOperand))
  const isNone = atom.operator === 'neq' || atom.operator === 'isNoneOf'
  return new Set([...COUNTRIES].filter(code => named.has(placeOf(code) ?? '') !== isNone))
}

/** There is no end of recipients, so a list of those excluded is never within a list. */
function isSetWithin(
  left: AtomicConstraint & { leftOperand: 'recipient' },
  right: AtomicConstraint & { leftOperand: 'recipient' }
): boolean {
  const isNone = (operator: string) => operator === 'neq' || operator === 'isNoneOf'
  const [a, b] = [new Set(idsOf(left.rightOperand)), new Set(idsOf(right.rightOperand))]
  if (isNone(left.operator)) return isNone(right.operator) && isSubset(b, a)
  if (isNone(right.operator)) return [...a].every(each => !b.has(each))
  return isSubset(a, b)
}

function isSubset(inner: Set<string>, outer: Set<string>): boolean {
  if (inner.size > outer.size) return false
  for (const each of inner) if (!outer.has(each)) return false
  return true
}
