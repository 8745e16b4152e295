/** What of a card is compared with other cards, normalised once. */
import { createHash } from 'node:crypto'
import type { Card } from '../card'
import { phoneKey } from '../phone'
import { cardContent } from '../uid'
import { hash, hashed, mixed, NONE, type Hashed } from './hash'
import { nameForm, normalWords, type NameForm } from './name'

export class Fingerprint {
  readonly uid: string
  readonly name: NameForm
  readonly emails: Hashed
  readonly phones: Hashed
  readonly accounts: Hashed
  readonly organizations: Hashed
  /** `YYYY-MM-DD`, only if complete. */
  readonly birthday: string | undefined
  /** Hash of all of the above but the UID: cards of one content have it in common. */
  readonly outline: number
  private again: (() => Card) | undefined
  private digest: string | undefined

  /**
   * @param region ISO 3166-1 code by whose numbering plan national phone numbers are read
   * @param again gives the same card when its content has to be compared, so that it need not be kept
   */
  constructor(card: Card, region?: string, again: () => Card = () => card) {
    this.uid = card.uid
    this.name = nameForm(card)
    this.emails = unique(card.emails, ({ address }) => normalEmail(address))
    this.phones = unique(card.phones, ({ number }) => phoneKey(number, region))
    this.accounts = unique(card.onlineServices, ({ service, uri, user }) =>
      normalAccount(service, user ?? uri)
    )
    this.organizations = unique(card.organizations, ({ name }) => normalWords(name ?? ''))
    this.birthday = birthdayOf(card)
    this.again = again
    this.outline = this.outlined()
  }

  /** Digest of the card's content. Costs more than all the rest, so it is made when first asked for. */
  get content(): string {
    if (this.digest === undefined) {
      this.digest = createHash('sha256').update(cardContent(this.again!())).digest('base64')
      this.again = undefined
    }
    return this.digest
  }

  private outlined(): number {
    // The order of a card's maps does not count, so sums do.
    let sum = this.birthday === undefined ? 0 : hash(this.birthday)
    for (const key of this.name.keys.hashes) sum += mixed(1, key)
    for (const email of this.emails.hashes) sum += mixed(2, email)
    for (const phone of this.phones.hashes) sum += mixed(3, phone)
    for (const account of this.accounts.hashes) sum += mixed(4, account)
    for (const organization of this.organizations.hashes) sum += mixed(5, organization)
    return (sum === 0 ? hash(this.content) : sum) & 0x3fffffff
  }
}

function unique<T>(
  map: Record<string, T> | undefined,
  key: (value: T) => string | undefined
): Hashed {
  if (map === undefined) return NONE
  const keys: string[] = []
  for (const id of Object.keys(map)) {
    const found = key(map[id]!)
    if (found && !keys.includes(found)) keys.push(found)
  }
  return hashed(keys)
}

/** Lower case, without a `mailto:`; text without an @ is no address. */
export function normalEmail(address: string): string | undefined {
  const text = address.trim().toLowerCase()
  if (!text.includes('@')) return undefined
  return text.startsWith('mailto:') ? text.slice(7) : text
}

function normalAccount(
  service: string | undefined,
  account: string | undefined
): string | undefined {
  if (!account || account.trim().length < 3) return undefined
  return `${(service ?? '').trim().toLowerCase()}:${account.trim().toLowerCase()}`
}

function birthdayOf(card: Card): string | undefined {
  if (card.anniversaries === undefined) return undefined
  for (const { kind, date } of Object.values(card.anniversaries)) {
    if (kind !== 'birth') continue
    if ('utc' in date) return date.utc.slice(0, 10)
    const { year, month, day } = date
    if (!year || !month || !day) continue
    return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  }
  return undefined
}
