/** The IRI that policies name as their ODRL profile (ODRL Information Model 2.2 §3). */
export const PROFILE = 'https://w3id.org/datomspace/rights/1'

export const CONTEXT = ['http://www.w3.org/ns/odrl.jsonld', { ds: `${PROFILE}#` }] as const

/**
 * Actions of ODRL Vocabulary 2.2 §3.4 that this program understands, by the family of rights they
 * belong to. Deprecated ones (`share`, `copy`, `license`, `lease` …) are neither read nor written.
 */
export const ACTIONS = {
  read: 'hold',
  display: 'hold',
  index: 'hold',
  extract: 'process',
  derive: 'process',
  aggregate: 'process',
  anonymize: 'process',
  use: 'process',
  distribute: 'operate',
  sell: 'operate',
  give: 'operate',
  grantUse: 'operate'
} as const

export type Action = keyof typeof ACTIONS

/** Purposes of the Data Privacy Vocabulary 2 → the broader purpose that each is a kind of. */
export const PURPOSES = {
  'https://w3id.org/dpv#CommercialPurpose': null,
  'https://w3id.org/dpv#CommercialResearch': 'https://w3id.org/dpv#CommercialPurpose',
  'https://w3id.org/dpv#Marketing': 'https://w3id.org/dpv#CommercialPurpose',
  'https://w3id.org/dpv#SellDataToThirdParties': 'https://w3id.org/dpv#CommercialPurpose',
  'https://w3id.org/dpv#SellInsightsFromData': 'https://w3id.org/dpv#CommercialPurpose',
  'https://w3id.org/dpv#NonCommercialPurpose': null,
  'https://w3id.org/dpv#NonCommercialResearch': 'https://w3id.org/dpv#NonCommercialPurpose'
} as const

export type Purpose = keyof typeof PURPOSES

export const COMMERCIAL: Purpose = 'https://w3id.org/dpv#CommercialPurpose'

/** Groups of members of a Card that a grant can be narrowed to. */
export const FIELD_GROUPS = [
  'name',
  'phones',
  'emails',
  'addresses',
  'work',
  'dates',
  'online',
  'photo',
  'notes'
] as const

export type FieldGroup = (typeof FIELD_GROUPS)[number]

export function isAction(value: unknown): value is Action {
  return typeof value === 'string' && Object.hasOwn(ACTIONS, value)
}

export function isPurpose(value: unknown): value is Purpose {
  return typeof value === 'string' && Object.hasOwn(PURPOSES, value)
}

/** Whether `purpose` is `broader` or a kind of it. */
export function isKindOf(purpose: Purpose, broader: Purpose): boolean {
  let current: Purpose | null = purpose
  while (current !== null) {
    if (current === broader) return true
    current = PURPOSES[current]
  }
  return false
}
