import * as v from 'valibot'
import { DatomspaceError } from '../error'
import { ACTIONS, covers, DUTIES, scopeOf, type Action } from './action'
import { isConsentedTo } from './consent'
import { allOf, truthOf, type Facts, type Request, type State, type Truth } from './constraint'
import { logicIn, type AtomicConstraint, type Constraint, type DutyConstraint } from './policy'
import type { Duty, Permission, Policy, Rule } from './policy'
import { EVENTS } from './profile'
import { action, fields, party, place, purpose } from './schema'
import { parsePolicy, excessIn } from './validate'

export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
}

export type ReasonCode =
  | 'permitted'
  | 'not-permitted'
  | 'prohibited'
  | 'expired'
  | 'not-yet'
  | 'purpose'
  | 'fields'
  | 'elapsed'
  | 'count'
  | 'recipient'
  | 'spatial'
  | 'event'
  /** None, or with `xone` more than one, of what a logical constraint lists holds. */
  | 'logic'
  /** Something has to be done first: `at` names the duty. */
  | 'duty'
  /** It depends on something that is not known: `at` names the constraint. */
  | 'undetermined'
  /** An offer grants nothing until it is agreed to. */
  | 'offer-only'
  /** The policy, the request or the state says something that this program does not know. */
  | 'not-understood'

export interface Reason {
  code: ReasonCode
  /** Where in the policy, e.g. `prohibition.0`; empty when no rule is at fault. */
  at: string
}

/** A duty that is due now. */
export interface DueDuty {
  /** Where in the policy, e.g. `permission.0.duty.1` or `obligation.0`. */
  at: string
  duty: Duty
}

export interface Decision {
  decision: 'permit' | 'deny'
  /** What decided: for `permit` the permission, for `deny` every rule that stands in the way. */
  reasons: Reason[]
  /**
   * For `permit` what has to be done in return, for `deny` what would have to be done first; and the
   * obligations that are due in any case.
   */
  duties: DueDuty[]
}

const NOTHING_KNOWN: State = {}

/**
 * Whether `policy` lets its holder do what `request` says at the time of `clock`, after what `state`
 * says was done. Denies unless a permission holds, and whenever a prohibition holds (`conflict:
 * prohibit`). Total and deterministic: it decides for every parsed policy and never throws. Without
 * `state` nothing is known of earlier uses.
 *
 * Who asks is not looked at: that the holder is the assignee is for whoever lets the holder in to see.
 */
export function evaluate(policy: Policy, request: Request, clock: Clock): Decision
export function evaluate(policy: Policy, request: Request, state: State, clock: Clock): Decision
export function evaluate(
  policy: Policy,
  request: Request,
  ...rest: [Clock] | [State, Clock]
): Decision {
  const [state, clock] = rest.length === 1 ? [NOTHING_KNOWN, rest[0]] : rest
  const facts = { request, state, now: clock.now() }
  const obligations = dueDuties(policy.obligation ?? [], 'obligation', facts)
  const deny = (reasons: Reason[], first: DueDuty[] = []): Decision => ({
    decision: 'deny',
    reasons,
    duties: [...first, ...obligations]
  })
  if (policy['@type'] === 'Offer') return deny([{ code: 'offer-only', at: '@type' }])

  const prohibited = prohibitions(policy.prohibition ?? [], facts)
  if (prohibited.length > 0) return deny(prohibited)

  const given = policy['ds:fields']
  if (given && request.fields?.some(field => !given.includes(field))) {
    return deny([{ code: 'fields', at: 'ds:fields' }])
  }

  const missed: Reason[] = []
  const first: DueDuty[] = []
  for (const [index, permission] of policy.permission.entries()) {
    const at = `permission.${index}`
    const reason = missing(permission, at, facts)
    if (reason) {
      missed.push(reason)
      continue
    }
    if (!isAbout(permission, request.action)) continue
    const due = dueDuties(permission.duty ?? [], `${at}.duty`, facts)
    const before = due.filter(({ duty }) => DUTIES[duty.action] === 'before')
    if (before.length === 0) {
      const reasons: Reason[] = [{ code: 'permitted', at }]
      return { decision: 'permit', reasons, duties: [...due, ...obligations] }
    }
    missed.push(...before.map(duty => ({ code: 'duty' as const, at: duty.at })))
    first.push(...before)
  }
  if (missed.length === 0) return deny([{ code: 'not-permitted', at: '' }])
  return deny(missed, first)
}

/**
 * The same for values of any origin: whatever is not a policy, a request or a state that this program
 * understands in every part is denied as `not-understood`, with the place in it.
 */
export function decide(policy: unknown, request: unknown, state: unknown, clock: Clock): Decision {
  try {
    const parsed = parsePolicy(policy)
    const asked = read(requestSchema, request, 'request') as Request
    return evaluate(parsed, asked, read(stateSchema, state, 'state') as State, clock)
  } catch (error) {
    if (!(error instanceof DatomspaceError) || error.code !== 'POLICY_NOT_UNDERSTOOD') throw error
    const at = String(error.details['path'])
    return { decision: 'deny', reasons: [{ code: 'not-understood', at }], duties: [] }
  }
}

export type Known = Omit<Facts, 'scope'>

/**
 * ODRL Information Model 2.2 §2.7.1: a rule of several actions stands for as many rules of one action.
 * So a count is that of one of them, with all that is included in it.
 */
function parts(rule: Rule, asked: Action): (readonly Action[])[] {
  return rule.action.map(scopeOf).filter(scope => scope.includes(asked))
}

function isAbout(rule: Rule, asked: Action): boolean {
  return rule.action.some(wider => covers(wider, asked))
}

function prohibitions(rules: Rule[], facts: Known): Reason[] {
  const reasons: Reason[] = []
  for (const [index, rule] of rules.entries()) {
    const truths = parts(rule, facts.request.action).map(scope =>
      allOf((rule.constraint ?? []).map(each => truthOf(each, { ...facts, scope })))
    )
    const at = `prohibition.${index}`
    if (truths.includes(true)) reasons.push({ code: 'prohibited', at })
    else if (truths.includes('unknown')) reasons.push({ code: 'undetermined', at })
  }
  return reasons
}

/** Why a permission that is about the asked action does not hold; null when it holds, or is not. */
export function missing(permission: Permission, at: string, facts: Known): Reason | null {
  let reason: Reason | null = null
  for (const scope of parts(permission, facts.request.action)) {
    const failure = failureOf(permission.constraint ?? [], at, { ...facts, scope })
    if (failure === null) return null
    reason ??= failure
  }
  return reason
}

/** The first constraint that does not hold. */
function failureOf(constraints: Constraint[], at: string, facts: Facts): Reason | null {
  for (const [index, constraint] of constraints.entries()) {
    const truth = truthOf(constraint, facts)
    if (truth === true) continue
    if (truth === 'unknown') return { code: 'undetermined', at: `${at}.constraint.${index}` }
    return { code: logicIn(constraint) ? 'logic' : codeOf(constraint as AtomicConstraint), at }
  }
  return null
}

function codeOf(atom: AtomicConstraint): ReasonCode {
  switch (atom.leftOperand) {
    case 'dateTime':
      return atom.operator === 'lt' || atom.operator === 'lteq' ? 'expired' : 'not-yet'
    case 'elapsedTime':
      return 'elapsed'
    default:
      return atom.leftOperand
  }
}

/** Those whose time has come and, but for what goes with every use, that are not fulfilled. */
function dueDuties(duties: Duty[], at: string, facts: Known): DueDuty[] {
  return duties
    .map((duty, index) => ({ at: `${at}.${index}`, duty }))
    .filter(({ duty }) => {
      if (isDone(duty, facts) && DUTIES[duty.action] !== 'with') return false
      return allOf((duty.constraint ?? []).map(each => dueBy(each, facts))) !== false
    })
}

function isDone({ action, uid }: Duty, { request, state, now }: Known): boolean {
  if (action === 'obtainConsent') return isConsentedTo(request, state.consents ?? [], now)
  return state.fulfilled?.includes(uid) ?? false
}

/** An amount is no condition. */
function dueBy(constraint: DutyConstraint, facts: Known): Truth {
  return constraint.leftOperand === 'payAmount' || truthOf(constraint, { ...facts, scope: [] })
}

const moment = v.pipe(v.number(), v.finite())

const requestSchema = v.strictObject({
  action,
  purpose: v.optional(purpose),
  fields: v.optional(fields),
  recipient: v.optional(party),
  spatial: v.optional(place)
})

/** Members by name and not by `v.record`, which overlooks `constructor` and the like. */
const stateSchema = v.strictObject({
  uses: v.optional(
    v.strictObject(
      optional(Object.keys(ACTIONS), v.pipe(v.number(), v.safeInteger(), v.minValue(0)))
    )
  ),
  firstUse: v.optional(v.nullable(moment)),
  fulfilled: v.optional(v.array(v.string())),
  consents: v.optional(
    v.array(
      v.strictObject({
        action,
        purpose: v.optional(purpose),
        until: v.nullable(moment),
        left: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0)))
      })
    )
  ),
  events: v.optional(
    v.strictObject(optional(EVENTS, v.strictObject({ start: moment, end: v.nullable(moment) })))
  )
})

function optional(names: readonly string[], schema: v.GenericSchema) {
  return Object.fromEntries(names.map(name => [name, v.optional(schema)]))
}

function read(schema: v.GenericSchema, value: unknown, name: string): unknown {
  const excess = excessIn(value)
  if (excess === null) {
    const result = v.safeParse(schema, value, { abortEarly: true })
    if (result.success) return result.output
  }
  throw new DatomspaceError('POLICY_NOT_UNDERSTOOD', `The ${name} is not understood`, {
    details: { path: name }
  })
}
