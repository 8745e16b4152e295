/** The IRI that policies name as their ODRL profile (ODRL Information Model 2.2 §3). */
export const PROFILE = 'https://w3id.org/datomspace/rights/1'

export const CONTEXT = ['http://www.w3.org/ns/odrl.jsonld', { ds: `${PROFILE}#` }] as const

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

/** Known by what the grant says of itself. */
export const GRANT_END = `${PROFILE}#GrantEnd` as const
/** Known when the one who gives says that they happened. */
export const DECLARED_EVENTS = [`${PROFILE}#OwnerRequest`, `${PROFILE}#DataBreach`] as const

export type DeclaredEvent = (typeof DECLARED_EVENTS)[number]

/** Events that a constraint can name; nobody could tell when any other one happens. */
export const EVENTS = [GRANT_END, ...DECLARED_EVENTS] as const

export type EventName = (typeof EVENTS)[number]

const CURRENCY = 'http://publications.europa.eu/resource/authority/currency/'

/** ISO 4217 codes of the currencies that a compensation can be in. */
export const CURRENCIES = ['CNY', 'HKD', 'USD', 'EUR', 'GBP', 'JPY', 'CHF', 'SGD'] as const

export type Currency = (typeof CURRENCIES)[number]
/** A currency by its IRI in the authority table of the EU's Publications Office. */
export type CurrencyName = `${typeof CURRENCY}${Currency}`

export const CURRENCY_NAMES = CURRENCIES.map(code => `${CURRENCY}${code}` as const)

export function isKnownEvent(value: unknown): value is EventName {
  return (EVENTS as readonly unknown[]).includes(value)
}

export function isCurrencyName(value: unknown): value is CurrencyName {
  return (CURRENCY_NAMES as readonly unknown[]).includes(value)
}

/** The part of an IRI after its last `#` or `/`. */
export function lastPart(iri: string): string {
  return iri.slice(Math.max(iri.lastIndexOf('#'), iri.lastIndexOf('/')) + 1)
}
