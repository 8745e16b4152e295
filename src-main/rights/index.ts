/**
 * What may be done: policies in ODRL 2.2 with the profile of datomspace, checked, evaluated and
 * explained. Pure: no I/O, the clock is an argument; it imports only `error`. It promises that a term
 * it does not know is refused (`POLICY_NOT_UNDERSTOOD`), never ignored, that evaluation is total and
 * deterministic, that a prohibition wins over a permission, and that each term is labelled by how far
 * the software holds it up.
 */
export {
  ACTIONS,
  FIELD_GROUPS,
  PROFILE,
  PURPOSES,
  type Action,
  type FieldGroup,
  type Purpose
} from './profile'
export { untilOf, type Constraint, type Policy, type PolicyKind, type Rule } from './policy'
export { ticketPolicy, TEMPLATES, type Template, type TicketOptions } from './template'
export { validatePolicy } from './validate'
export {
  evaluate,
  type Clock,
  type Decision,
  type Reason,
  type ReasonCode,
  type Request
} from './evaluate'
export { labelsOf, type Enforcement, type Label } from './label'
