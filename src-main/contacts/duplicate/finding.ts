/**
 * What was found of two cards, as the bits of a number: a hundred thousand cards are compared some million
 * times, and few findings are ever told. 0 says that nothing speaks for a likeness.
 */
export type Degree = 'same' | 'likely' | 'maybe'

/** In the order in which they are told. */
const REASONS = [
  'uid',
  'content',
  'name',
  'similar-name',
  'other-name',
  'no-name',
  'email',
  'phone',
  'account',
  'birthday',
  'other-birthday',
  'organization',
  'incomplete'
] as const

export type ReasonCode = (typeof REASONS)[number]

export interface Likeness {
  degree: Degree
  reasons: ReasonCode[]
}

const bit = (reason: ReasonCode) => 1 << REASONS.indexOf(reason)
export const UID = bit('uid')
export const CONTENT = bit('content')
export const NAME = bit('name')
export const SIMILAR_NAME = bit('similar-name')
export const OTHER_NAME = bit('other-name')
export const NO_NAME = bit('no-name')
export const EMAIL = bit('email')
export const PHONE = bit('phone')
export const ACCOUNT = bit('account')
export const BIRTHDAY = bit('birthday')
export const OTHER_BIRTHDAY = bit('other-birthday')
export const ORGANIZATION = bit('organization')
export const INCOMPLETE = bit('incomplete')
export const SAME = 1 << REASONS.length
export const LIKELY = SAME << 1
export const MAYBE = SAME << 2
const RANK = 64

/** Higher for a surer finding; of one degree, for more reasons. */
export function sureness(found: number): number {
  const rank = (found & SAME) !== 0 ? 2 * RANK : (found & LIKELY) !== 0 ? RANK : 0
  let reasons = 0
  for (let bits = found & (SAME - 1); bits !== 0; bits &= bits - 1) reasons++
  return rank + reasons
}

export function degreeOf(found: number): Degree {
  if ((found & SAME) !== 0) return 'same'
  return (found & LIKELY) !== 0 ? 'likely' : 'maybe'
}

export function likenessOf(found: number): Likeness {
  return { degree: degreeOf(found), reasons: REASONS.filter((_, at) => (found & (1 << at)) !== 0) }
}
