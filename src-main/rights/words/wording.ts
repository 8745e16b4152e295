import type { Action, DutyAction } from '../action'
import type { DurationPart } from '../duration'
import type { Bound, LogicalOperator, PolicyKind } from '../policy'
import type { FieldGroup } from '../profile'

/** The words of one language. Values come in as they stand in the policy, or already in words. */
export interface Wording {
  holder: (kind: PolicyKind, assignee: string) => string
  assigner: (name: string) => string
  target: (name: string) => string
  derivedFrom: (name: string) => string
  identity: (uid: string, profile: string) => string
  conflict: string
  allFields: string
  fields: (names: string) => string
  may: (actions: string) => string
  mayNot: (actions: string) => string
  /** Said of a rule without conditions. */
  always: Record<'permission' | 'prohibition', string>
  onlyIf: (condition: string) => string
  where: (condition: string) => string
  logic: Record<LogicalOperator, string>
  dateTime: Record<Bound, (time: string) => string>
  elapsedTime: Record<Bound, (duration: string) => string>
  count: Record<Bound, (times: string) => string>
  purpose: Record<'isA' | 'isAnyOf' | 'isNoneOf', (names: string) => string>
  recipient: Record<'eq' | 'neq' | 'isAnyOf' | 'isNoneOf', (names: string) => string>
  spatial: Record<'eq' | 'neq' | 'isAnyOf' | 'isNoneOf', (names: string) => string>
  event: Record<'lt' | 'eq' | 'gt', (name: string) => string>
  payAmount: (amount: string, currency: string) => string
  duty: Record<'permission' | 'obligation', (duty: string) => string>
  duties: Record<DutyAction, string>
  dueWhen: (condition: string) => string
  actions: Record<Action, string>
  purposes: Record<string, string>
  events: Record<string, string>
  fieldGroups: Record<FieldGroup, string>
  list: (names: string[]) => string
  duration: (parts: DurationPart[]) => string
  time: (parts: TimeParts) => string
  country: (code: string) => string
}

/** A moment on somebody's clock. */
export interface TimeParts {
  year: number
  month: number
  day: number
  /** `12:00`, with seconds and milliseconds where there are any. */
  clock: string
  /** `UTC`, `UTC+8`, `UTC-3:30`. */
  zone: string
}
