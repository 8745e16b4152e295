import { digitsOf, fold } from './text'

/** A query, ready to be held against the search text of many rows. */
export interface Query {
  /** All of these must occur, wherever. */
  terms: string[]
  /** Or this, when the whole query reads as a phone number. */
  digits: string
}

const PHONE = /^[\d\s()+./-]+$/
const WORDS = /^[\p{L}\p{N}\s]*$/u

export function parseQuery(text: string): Query {
  const folded = fold(text.slice(0, 2_000))
  return {
    terms: folded.split(/\s+/).filter(term => term !== ''),
    digits: PHONE.test(folded) ? digitsOf(folded) : ''
  }
}

export function matches(query: Query, search: string): boolean {
  if (query.digits !== '' && search.includes(query.digits)) return true
  for (const term of query.terms) if (!search.includes(term)) return false
  return true
}

/** Whether all that `query` finds is among what `before` found, as when a person types on. */
export function narrows(query: string, before: string): boolean {
  return before !== '' && query.startsWith(before) && WORDS.test(query)
}
