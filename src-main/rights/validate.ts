import * as v from 'valibot'
import { DatomspaceError } from '../error'
import type { Policy } from './policy'
import {
  CONTEXT,
  FIELD_GROUPS,
  PROFILE,
  isAction,
  isPurpose,
  type Action,
  type Purpose
} from './profile'

const text = v.pipe(v.string(), v.minLength(1), v.maxLength(500))
const action = v.custom<Action>(isAction, 'action')
const time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/),
  v.check(value => Number.isFinite(Date.parse(value)))
)

const constraint = v.variant('leftOperand', [
  v.strictObject({
    leftOperand: v.literal('dateTime'),
    operator: v.picklist(['gt', 'gteq', 'lt', 'lteq']),
    rightOperand: v.strictObject({ '@value': time, '@type': v.literal('xsd:dateTime') })
  }),
  v.strictObject({
    leftOperand: v.literal('purpose'),
    operator: v.literal('isA'),
    rightOperand: v.strictObject({ '@id': v.custom<Purpose>(isPurpose, 'purpose') })
  })
])

const rule = v.strictObject({
  action: v.pipe(v.array(action), v.minLength(1), v.maxLength(20)),
  constraint: v.optional(v.pipe(v.array(constraint), v.maxLength(20)))
})
const rules = v.pipe(v.array(rule), v.maxLength(50))

const policy = v.pipe(
  v.strictObject({
    '@context': v.strictTuple([
      v.literal(CONTEXT[0]),
      v.strictObject({ ds: v.literal(CONTEXT[1].ds) })
    ]),
    '@type': v.picklist(['Ticket', 'Agreement', 'Offer']),
    uid: text,
    profile: v.literal(PROFILE),
    conflict: v.literal('prohibit'),
    assigner: text,
    assignee: v.optional(text),
    target: text,
    'ds:fields': v.optional(
      v.pipe(v.array(v.picklist(FIELD_GROUPS)), v.minLength(1), v.maxLength(FIELD_GROUPS.length))
    ),
    permission: v.pipe(rules, v.minLength(1)),
    prohibition: v.optional(rules)
  }),
  // ODRL Vocabulary 2.2: a Ticket must not name an assignee; an Agreement must (Information Model §2.1.3).
  v.check(value => (value['@type'] === 'Agreement') === (value.assignee !== undefined), 'assignee')
)

/**
 * The policy in `value`, which may come from a hostile peer. Anything that this program does not know,
 * a term, an operand, an action or a member, is refused with `POLICY_NOT_UNDERSTOOD` and the place of
 * the term in `details.path`: to leave it out would make the policy say something else.
 */
export function validatePolicy(value: unknown): Policy {
  const result = v.safeParse(policy, value, { abortEarly: true })
  if (result.success) return result.output
  const [issue] = result.issues
  const path = v.getDotPath(issue) ?? ''
  throw new DatomspaceError(
    'POLICY_NOT_UNDERSTOOD',
    `The terms say something that this version does not understand (${path || 'not a policy'}), so they cannot be accepted. A newer version may.`,
    { details: { path } }
  )
}
