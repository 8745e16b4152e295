/**
 * Which cards are compared at all: those that share a key (a block), such as an e-mail, or a name with
 * an organization. A key that very many cards share says little and is looked at only in part, so time
 * grows with the number of cards, not with its square.
 */
import type { Likeness } from './compare'
import type { Fingerprint } from './fingerprint'
import { hash, mixed } from './hash'

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
export function within(crowd: number, likeness: Likeness | undefined): Likeness | undefined {
  return likeness?.degree === 'maybe' && crowd > CROWD ? undefined : likeness
}

/** The hashed keys of one kind that a card has. */
export function eachKey(print: Fingerprint, kind: Kind, use: (key: number) => void): void {
  switch (kind) {
    case 'outline':
      return use(print.outline)
    case 'uid':
      return print.uid === '' ? undefined : use(hash(print.uid))
    case 'email':
      return print.emails.hashes.forEach(use)
    case 'phone':
      return print.phones.hashes.forEach(use)
    case 'account':
      return print.accounts.hashes.forEach(use)
    case 'colleague':
      return colleagueKeys(print, use)
    default:
      for (const name of print.name.keys.hashes) nameKeys(print, kind, name, use)
  }
}

function nameKeys(
  print: Fingerprint,
  kind: 'personal' | 'birthday' | 'organization',
  name: number,
  use: (key: number) => void
): void {
  if (kind === 'birthday') {
    if (print.birthday !== undefined) use(mixed(name, hash(print.birthday)))
  } else if (kind === 'organization') {
    for (const organization of print.organizations.hashes) use(mixed(name, organization))
  } else {
    for (const email of print.emails.hashes) use(mixed(name, email))
    for (const phone of print.phones.hashes) use(mixed(name, phone))
  }
}

/** Similar names share a word, and the first letter of another. */
function colleagueKeys(print: Fingerprint, use: (key: number) => void): void {
  const organizations = print.organizations.hashes
  if (organizations.length === 0) return
  const { words, initials } = print.name
  for (const word of words.texts) {
    for (const others of [words.texts, initials]) {
      for (const other of others) {
        if (other === word) continue
        const pair = hash(word, other.charCodeAt(0))
        for (const organization of organizations) use(mixed(pair, organization))
      }
    }
  }
}
