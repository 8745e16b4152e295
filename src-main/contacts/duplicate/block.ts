/**
 * Which cards are compared at all: those that share a key (a block), such as an e-mail, or a name with
 * an organization. A key that very many cards share says little and is looked at only in part, so time
 * grows with the number of cards, not with its square.
 */
import { MAYBE } from './finding'
import { mixed } from './hash'
import { ACCOUNTS, EMAILS, ORGANIZATIONS, PHONES, type Prints } from './prints'

/** Cards under one key that are compared with a card. */
export const BLOCK = 50
/** More cards than this under one phone or e-mail with other names: a switchboard, a mailing list. */
export const CROWD = 10

/**
 * What cards meet by. A `weak` key can never make more than a `maybe`, so a crowd under it is not
 * looked at; `personal` keys (name and a way to reach) find a person within a crowd.
 */
export const KINDS = {
  uid: 'firm',
  outline: 'firm',
  personal: 'firm',
  email: 'open',
  phone: 'open',
  account: 'open',
  birthday: 'open',
  organization: 'weak',
  colleague: 'weak'
} as const

export type Kind = keyof typeof KINDS

export type Strength = (typeof KINDS)[Kind]

/** In a crowd, what is only possible is not said: it would be said of everyone. */
export function within(crowd: number, found: number): number {
  return crowd > CROWD && (found & MAYBE) !== 0 ? 0 : found
}

/** The keys of one kind that a card has, put into `keys`: numbers of 30 bits. */
export function keysOf(prints: Prints, place: number, kind: Kind, keys: number[]): void {
  keys.length = 0
  switch (kind) {
    case 'outline':
      return void keys.push(prints.outlineOf(place))
    case 'uid': {
      const uid = prints.uidOf(place)
      return uid === 0 ? undefined : void keys.push(uid)
    }
    case 'email':
      return prints.list(EMAILS, place, keys)
    case 'phone':
      return prints.list(PHONES, place, keys)
    case 'account':
      return prints.list(ACCOUNTS, place, keys)
    case 'colleague':
      return pairs(prints.nameOf(place).likes, prints, ORGANIZATIONS, place, keys)
    case 'organization':
      return pairs(prints.nameOf(place).keys, prints, ORGANIZATIONS, place, keys)
    case 'personal':
      pairs(prints.nameOf(place).keys, prints, EMAILS, place, keys)
      return pairs(prints.nameOf(place).keys, prints, PHONES, place, keys)
    default: {
      const birthday = prints.birthdayOf(place)
      if (birthday === 0) return
      for (const name of prints.nameOf(place).keys) keys.push(mixed(name, birthday))
    }
  }
}

const some: number[] = []

function pairs(
  names: readonly number[],
  prints: Prints,
  list: typeof EMAILS | typeof PHONES | typeof ORGANIZATIONS,
  place: number,
  keys: number[]
): void {
  some.length = 0
  prints.list(list, place, some)
  for (const name of names) for (const text of some) keys.push(mixed(name, text * 4 + list))
}
