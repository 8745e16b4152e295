import { digitsOf, fold } from './text'

/** A query, ready to be held against the search text of many rows. */
export interface Query {
  /** All of these must occur, wherever. */
  terms: string[]
  /** Or this, when the whole query reads as a phone number. */
  digits: string
}

const PHONE = /^[\d\s()+./-]+$/

export function parseQuery(text: string): Query {
  const folded = fold(text.slice(0, 2_000)).replaceAll('\0', ' ')
  return {
    terms: [...new Set(folded.split(/\s+/).filter(term => term !== ''))],
    digits: PHONE.test(folded) ? digitsOf(folded) : ''
  }
}

export function isEmpty(query: Query): boolean {
  return query.terms.length === 0
}
