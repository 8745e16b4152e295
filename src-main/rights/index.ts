/**
 * What may be done: policies in ODRL 2.2 with the profile of datomspace, parsed, evaluated, compared and
 * explained. Pure: no I/O, the clock is an argument; it imports only `error`. It promises that a term
 * it does not know is refused (`POLICY_NOT_UNDERSTOOD`), never ignored, that evaluation is total and
 * deterministic, that a prohibition wins over a permission, that a policy which is narrower than another
 * permits nothing that the other does not, and that each term is labelled by how far the software holds
 * it up. The profile is published in `docs/odrl/`.
 */
export {
  CURRENCIES,
  DECLARED_EVENTS,
  EVENTS,
  FIELD_GROUPS,
  GRANT_END,
  lastPart,
  PROFILE,
  type Currency,
  type DeclaredEvent,
  type EventName,
  type FieldGroup
} from './profile'
export {
  ACTIONS,
  covers,
  DUTIES,
  isAction,
  scopeOf,
  type Action,
  type DutyAction,
  type Family
} from './action'
export { isKindOf, isPurpose, PURPOSES, type Purpose } from './purpose'
export { codeOf, COUNTRIES, isPlace, placeOf, type Place } from './place'
export {
  momentsIn,
  startsOf,
  untilOf,
  type Constraint,
  type Duty,
  type Permission,
  type Policy,
  type PolicyKind,
  type Rule,
  type Terms
} from './policy'
export {
  draftOf,
  PEOPLE_TEMPLATES,
  policyOf,
  ticketPolicy,
  TEMPLATES,
  type Draft,
  type Parties,
  type PeopleTemplate,
  type Template,
  type TicketOptions
} from './template'
export { parsePolicy, validatePolicy } from './validate'
export { type Request, type State } from './constraint'
export { asksFirst, isConsentedTo, type Consented } from './consent'
export {
  decide,
  evaluate,
  type Clock,
  type Decision,
  type DueDuty,
  type Reason,
  type ReasonCode
} from './evaluate'
export { isNarrower, sameFields, widenings } from './narrow'
export { namedAsBefore } from './duty-names'
export { countedUses, deletionDue, isSpent, needsUse, type CountedUses } from './uses'
export { eventsIn, namesPlace, placeMattersAt } from './named'
export { isTied, verifyChain, type ChainFault, type ChainResult, type Link } from './chain'
export { labelFor, TODAY, type Enforcement, type Mechanism, type TermCode } from './mechanism'
export { termsIn, unsupportedTerms, type Term } from './term'
export { labelsOf, type Label } from './label'
export { wordsOf, type Language, type Sentence } from './words'
export { endAfter, withEnd } from './end'
export { whyOf } from './words/why'
export {
  forbiddenAt,
  forbiddenWords,
  levelsUnder,
  strictest,
  SECURITY_LEVELS,
  type Forbidden,
  type LevelOptions,
  type LevelRule,
  type SecurityLevel
} from './level'
