/** The three families of rights that people choose from: 持有权, 加工使用权, 经营权. */
export type Family = 'hold' | 'process' | 'operate'

/**
 * Actions of ODRL Vocabulary 2.2 §3.4 that this program understands, by the family of rights they
 * belong to. Deprecated ones (`share`, `copy`, `license`, `lease` …) are neither read nor written.
 */
export const ACTIONS = {
  read: 'hold',
  display: 'hold',
  index: 'hold',
  print: 'hold',
  archive: 'hold',
  extract: 'process',
  reproduce: 'process',
  transform: 'process',
  derive: 'process',
  aggregate: 'process',
  anonymize: 'process',
  use: 'process',
  present: 'operate',
  distribute: 'operate',
  transfer: 'operate',
  sell: 'operate',
  give: 'operate',
  grantUse: 'operate'
} as const satisfies Record<string, Family>

export type Action = keyof typeof ACTIONS

/**
 * What each action is directly included in (`odrl:includedIn`). `use` is the top of all that is done
 * with data, `transfer` of all that hands it over for good; neither includes the other. `display` is
 * included in `play`, which says nothing about contacts and is left out.
 */
const INCLUDED_IN: Partial<Record<Action, Action>> = {
  read: 'use',
  display: 'use',
  index: 'use',
  print: 'use',
  archive: 'use',
  extract: 'reproduce',
  reproduce: 'use',
  transform: 'use',
  derive: 'use',
  aggregate: 'use',
  anonymize: 'use',
  present: 'use',
  distribute: 'use',
  grantUse: 'use',
  sell: 'transfer',
  give: 'transfer'
}

/**
 * Duties, and when each is to be done: `before` the permitted action, or it is not permitted; `with`
 * every one; `after` it, once.
 */
export const DUTIES = {
  obtainConsent: 'before',
  compensate: 'before',
  inform: 'with',
  attribute: 'with',
  nextPolicy: 'with',
  delete: 'after'
} as const

export type DutyAction = keyof typeof DUTIES

export function isAction(value: unknown): value is Action {
  return typeof value === 'string' && Object.hasOwn(ACTIONS, value)
}

/** Each action with all that is included in it. */
const SCOPES = new Map<Action, readonly Action[]>()

/** The actions that a rule about `wider` is about: itself and all that is included in it. */
export function scopeOf(wider: Action): readonly Action[] {
  const known = SCOPES.get(wider)
  if (known) return known
  const scope = (Object.keys(ACTIONS) as Action[]).filter(action => reaches(action, wider))
  SCOPES.set(wider, scope)
  return scope
}

/** Whether a rule about `wider` is also about `action`. */
export function covers(wider: Action, action: Action): boolean {
  return scopeOf(wider).includes(action)
}

function reaches(action: Action, wider: Action): boolean {
  let current: Action | undefined = action
  while (current !== undefined) {
    if (current === wider) return true
    current = INCLUDED_IN[current]
  }
  return false
}
