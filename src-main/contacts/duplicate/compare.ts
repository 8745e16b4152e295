/**
 * How far two cards are the same person, and why. Only `same` is ever merged without asking.
 *
 * | degree | evidence |
 * | --- | --- |
 * | same | equal UID, or equal content |
 * | likely | equal or similar name and a shared e-mail, phone or account; equal name and birthday; a shared e-mail of a card without a name |
 * | maybe | shared e-mail, phone or account under another name or none; equal name, and the same organization or nothing to reach one of them by; similar name at the same organization |
 *
 * Two complete birthdays that differ make `likely` a `maybe` and drop what rests on a name alone.
 */
import type { Fingerprint } from './fingerprint'
import { meet, NONE } from './hash'
import { similarNames } from './name'

export type Degree = 'same' | 'likely' | 'maybe'

export type ReasonCode =
  | 'uid'
  | 'content'
  | 'name'
  | 'similar-name'
  | 'other-name'
  | 'no-name'
  | 'email'
  | 'phone'
  | 'account'
  | 'birthday'
  | 'other-birthday'
  | 'organization'
  | 'incomplete'

export interface Likeness {
  degree: Degree
  reasons: ReasonCode[]
}

/** The likeness of two cards, the same in both directions; nothing if nothing speaks for one. */
export function compare(left: Fingerprint, right: Fingerprint): Likeness | undefined {
  const identical: ReasonCode[] = []
  if (left.uid !== '' && left.uid === right.uid) identical.push('uid')
  if (left.outline === right.outline && left.content === right.content) identical.push('content')
  if (identical.length > 0) return { degree: 'same', reasons: identical }

  const name = compareNames(left, right)
  const shared = sharedWays(left, right)
  const born = left.birthday !== undefined && right.birthday !== undefined
  const sameBirthday = born && left.birthday === right.birthday
  const otherBirthday = born && !sameBirthday
  const named = name === 'name' || name === 'similar-name'
  const doubt: ReasonCode[] = otherBirthday ? ['other-birthday'] : []

  if (shared.length > 0) {
    const sure = named || (name === 'no-name' && shared.includes('email'))
    const support: ReasonCode[] = sameBirthday ? ['birthday'] : doubt
    return {
      degree: sure && !otherBirthday ? 'likely' : 'maybe',
      reasons: [name, ...shared, ...support]
    }
  }
  if (!named || otherBirthday) return undefined
  if (name === 'name' && sameBirthday) return { degree: 'likely', reasons: [name, 'birthday'] }
  if (meet(left.organizations, right.organizations)) {
    return { degree: 'maybe', reasons: [name, 'organization'] }
  }
  const incomplete = name === 'name' && (unreachable(left) || unreachable(right))
  return incomplete ? { degree: 'maybe', reasons: [name, 'incomplete'] } : undefined
}

type NameLikeness = 'name' | 'similar-name' | 'other-name' | 'no-name'

function compareNames({ name: left }: Fingerprint, { name: right }: Fingerprint): NameLikeness {
  if (left.keys === NONE || right.keys === NONE) return 'no-name'
  if (meet(left.keys, right.keys)) return 'name'
  return similarNames(left, right) ? 'similar-name' : 'other-name'
}

function sharedWays(left: Fingerprint, right: Fingerprint): ReasonCode[] {
  const ways: ReasonCode[] = []
  if (meet(left.emails, right.emails)) ways.push('email')
  if (meet(left.phones, right.phones)) ways.push('phone')
  if (meet(left.accounts, right.accounts)) ways.push('account')
  return ways
}

export function unreachable({ emails, phones, accounts }: Fingerprint): boolean {
  return emails.texts.length + phones.texts.length + accounts.texts.length === 0
}
